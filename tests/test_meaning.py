"""What the agency's titles mean, in our words: every known title, none by a keyword, nothing that advises."""

import csv
import re
from pathlib import Path
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogs import Catalogs
from dialogs.meaning import KNOWN_TITLES, UNKNOWN, category, meaning, title_es
from dialogs.plain_words import MEANINGS
from tests.reading_level import grade, inflesz, spanish_syllables

SAMPLE = Path(__file__).with_name("samples") / "status_titles.csv"
REFERENCE = list(csv.DictReader(SAMPLE.read_text("utf-8").splitlines()))
CATALOGS = Catalogs.load()
LINES = [pytest.param(CATALOGS.say(sense.line, "en"), id=name) for name, sense in MEANINGS.items()]
LINEAS = [pytest.param(CATALOGS.say(sense.line, "es"), id=name) for name, sense in MEANINGS.items()]
# What goes against the case: each of these names the notice and where accredited help is found.
AGAINST = {"adverse_notice", "decision_denied", "decision_terminated"}
NOT_AGAINST = {"Petition Business Terminated/Over 180 Days/Not Automatically Revoked",
               "Petition Withdrawn/Over 180 Days/Not Automatically Revoked"}  # fmt: skip
ADVICE = r"\b(should|must|need to|have to|ought|recommend|advise|better|please|hurry|soon|will be|likely|probably|"
ADVICE += r"expect|guarantee|chance|sorry|unfortunately|congratulations|good news|days?|weeks?|months?)\b"
CONSEJO = r"\b(debe|debería|tiene que|recomend\w+|aconsej\w+|conviene|pronto|probable\w*|seguramente|garantiz\w+|"
CONSEJO += r"lamenta\w+|felici\w+|será|serán|días?|semanas?|meses)\b"


def test_every_title_of_the_reference_is_known_with_its_category() -> None:
    assert {row["title_en"]: category(row["title_en"]) for row in REFERENCE} == {
        row["title_en"]: row["category"] for row in REFERENCE
    }
    assert sorted(KNOWN_TITLES) == sorted(row["title_en"] for row in REFERENCE)


def test_every_title_has_a_meaning_and_every_meaning_a_title() -> None:
    senses = [meaning(title) for title in KNOWN_TITLES]
    assert None not in senses
    assert {id(sense) for sense in senses} == {id(sense) for sense in MEANINGS.values()}


@pytest.mark.parametrize(
    "title",
    [
        "case was received",
        "  Case  Was\nReceived ",
        "CASE WAS RECEIVED.",
        "Case Was Received!",
        "Case Was\u00a0Received",
    ],
)
def test_case_spaces_and_trailing_punctuation_do_not_matter(title: str) -> None:
    assert category(title) == "received"


@pytest.mark.parametrize("apostrophe", "'’‘´`ʼ")
def test_any_apostrophe_is_an_apostrophe(apostrophe: str) -> None:
    title = f"Response To USCIS{apostrophe} Request For Evidence Was Received"
    assert category(title) == "evidence_received"


@pytest.mark.parametrize(
    ("title", "kind", "words"),
    [
        ("Certified Approval Of My Case Was Reversed by The Appellate Authority", "appeal", "undid the approval"),
        ("Certified Denial Of My Case Was Affirmed By Appellate Authority", "appeal", "kept the denial"),
        ("Expedite Request Denied", "request_update", "refused to speed up this case. The case is not decided"),
        ("Expedite Request Approved", "request_update", "agreed to speed up this case. The case is not decided"),
        ("Notice Of Intent To Deny Was Sent", "adverse_notice", "not final"),
        ("Request For A Duplicate Card Was Approved", "card_production", "another card"),
        ("Request For Premium Processing Services Was Received", "request_update", "premium"),
        ("Interview Cancelled", "interview", "called off"),
        ("Case Is No Longer On Hold Because Of Pending Litigation", "hold", "is over"),
    ],
)
def test_a_keyword_never_decides(title: str, kind: str, words: str) -> None:
    sense = meaning(title)
    assert category(title) == kind
    assert sense is not None
    assert words in CATALOGS.say(sense.line, "en")


@pytest.mark.parametrize("title", ["", "Case Approved Today", "Not Case Was Approved", "Case Was", "Was Approved Case"])
def test_a_title_with_other_words_is_unknown_and_gets_no_words_of_ours(title: str) -> None:
    assert (category(title), meaning(title), title_es(title)) == (UNKNOWN, None, None)


@given(st.sampled_from(KNOWN_TITLES), st.text(st.characters(categories=["L", "N"]), min_size=1))
def test_one_word_more_makes_a_title_unknown(title: str, word: str) -> None:
    assert category(f"{title} {word}") == UNKNOWN


@given(st.text())
def test_no_string_upsets_the_reader_of_titles(title: str) -> None:
    assert isinstance(category(title), str)


def test_every_title_is_said_in_spanish_and_called_official_only_where_it_is() -> None:
    for row in REFERENCE:
        said = title_es(row["title_en"])
        assert said is not None
        words, official = said
        assert words
        assert official == bool(row["official_title_es"])
        assert words == row["official_title_es"] or not official


@pytest.mark.parametrize("line", LINES)
def test_a_child_of_grade_seven_reads_the_line(line: str) -> None:
    assert grade(line) <= 7


@pytest.mark.parametrize("line", LINEAS)
def test_the_spanish_line_is_never_harder_than_normal(line: str) -> None:
    # "Normal" is where a newspaper stands; the agency's own terms alone (denegación, definitivo) forbid more.
    assert inflesz(line) >= 55


def test_the_spanish_lines_are_fairly_easy_as_a_whole() -> None:
    assert mean(inflesz(CATALOGS.say(sense.line, "es")) for sense in MEANINGS.values()) >= 65


def test_syllables_are_counted_as_they_are_said() -> None:
    words = {"quiera": 2, "guarda": 2, "envió": 2, "apelación": 4, "ciudadanía": 5, "aún": 2, "muy": 1, "ley": 1}
    assert {word: spanish_syllables(word) for word in words} == words


@pytest.mark.parametrize("line", LINES)
def test_the_line_is_short_and_fits_the_plain_alphabet_of_texts(line: str) -> None:
    assert len(line) <= 130
    assert line.isascii()
    assert not set(line) & set("`^{}[]~|\\")  # not in the alphabet, or counted twice


@pytest.mark.parametrize("line", LINEAS)
def test_the_spanish_line_is_short(line: str) -> None:
    assert len(line) <= 150


@pytest.mark.parametrize("line", LINES)
def test_the_line_advises_nothing_predicts_nothing_and_counts_no_days(line: str) -> None:
    assert re.findall(ADVICE, line, re.IGNORECASE) == []


@pytest.mark.parametrize("line", LINEAS)
def test_the_spanish_line_advises_nothing_predicts_nothing_and_counts_no_days(line: str) -> None:
    assert re.findall(CONSEJO, line, re.IGNORECASE) == []


@pytest.mark.parametrize("line", LINES + LINEAS)
def test_a_line_links_only_to_the_agency(line: str) -> None:
    assert all(link.startswith("uscis.gov/") for link in re.findall(r"\S+\.\w{2,}/?\S*", line))


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_goes_against_a_case_names_the_notice_and_accredited_help(language: str) -> None:
    against = [title for title in KNOWN_TITLES if category(title) in AGAINST and title not in NOT_AGAINST]
    for title in against:
        sense = meaning(title)
        assert sense is not None
        line = CATALOGS.say(sense.line, language)
        assert re.search(r"notice|aviso", line)
        assert line.endswith("uscis.gov/avoid-scams")


@pytest.mark.parametrize(("language", "words"), [("en", "only on the mailed notice"), ("es", "Solo el aviso")])
def test_the_deadline_for_evidence_stands_on_the_notice_alone(language: str, words: str) -> None:
    for title in KNOWN_TITLES:
        sense = meaning(title)
        if category(title) == "evidence_requested" and sense is not None:
            assert words in CATALOGS.say(sense.line, language)
