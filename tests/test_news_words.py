"""What an alert says by text: as much as its owner chose, to a phone that others may see, within a few segments."""

from dataclasses import replace

import pytest

from bot.twilio.segments import segments
from bot.twilio.twiml import MOST_SEGMENTS, MOST_SEGMENTS_ELSEWHERE, fitted, legible
from dialogs import news as words_of
from dialogs.cases import Case, Step
from dialogs.meaning import KNOWN_TITLES
from dialogs.news import News, agency_words, alert_text, followed_text, newest_step
from dialogs.text import Words
from dialogs.words import opt
from tests.world import HOUSE, catalogs

RECEIPT = "IOE0912345678"
CASE = Case(
    RECEIPT,
    "I-130",
    {"en": "Case Was Approved", "es": "Caso Fue Aprobado"},
    {"en": f"We approved {RECEIPT}, and IOE-09-876-54321 with it."},
    (Step("2026-05-13", {"en": f"We approved your case {RECEIPT}."}),),
    "2026-05-13",
)
NEWS = News("changed", "", RECEIPT, "I-130", CASE, {"en": "Case Was Received"})
KINDS = ["changed", "grew", "vanished", "appeared", "unheard"]
WHY = {"en": "You get this because", "es": "Recibe esto porque"}


def said(words: Words, language: str = "en") -> str:
    most = MOST_SEGMENTS.get(language, MOST_SEGMENTS_ELSEWHERE)
    return legible(fitted(words, language, catalogs().variants, "sms", most))


def told(*news: News, level: str = "title", language: str = "en", first: bool = False) -> str:
    return said(alert_text(news, level, HOUSE, first=first), language)


def test_a_new_status_is_told_with_its_day_and_the_last_four_digits() -> None:
    assert told(NEWS) == (
        "Case Status: news from USCIS.\n...5678: Case Was Approved, May 13, 2026\nText LIST for more."
    )


def test_a_name_stands_in_place_of_the_digits() -> None:
    assert "Mom: Case Was Approved" in told(replace(NEWS, name="Mom"))
    assert "5678" not in told(replace(NEWS, name="Mom"))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("grew", "...5678: a new step. The status: Case Was Approved"),
        ("vanished", "...5678: USCIS does not show this case now. Its last status: Case Was Approved"),
        ("appeared", "...5678: USCIS shows this case now: Case Was Approved"),
        ("unheard", "...5678: USCIS has not shown this case for 30 days, so I no longer ask."),
    ],
)
def test_each_kind_of_news_has_its_words(kind: str, words: str) -> None:
    assert words in told(replace(NEWS, kind=kind))


def test_of_a_case_that_never_was_there_no_status_is_told() -> None:
    assert "30 days" in told(replace(NEWS, kind="unheard", case=None))


def test_everything_is_what_it_means_as_well() -> None:
    assert told(NEWS, level="all") == (
        "Case Status: news from USCIS.\n...5678: Case Was Approved, May 13, 2026\n"
        "USCIS approved this case. The notice tells the next steps.\nText LIST for more."
    )


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_hint_tells_neither_which_case_nor_how_many(language: str) -> None:
    one = told(replace(NEWS, name="Mom"), level="hint", language=language)
    assert one == told(NEWS, replace(NEWS, kind="vanished"), level="hint", language=language)
    for secret in ("Mom", "5678", "Approved", "Aprobado", "USCIS"):
        assert secret not in one


def test_several_cases_are_one_text_that_counts_those_it_leaves_out() -> None:
    cases = [replace(NEWS, name=f"Client {number}") for number in range(9)]
    text = told(*cases)
    named = sum(f"Client {number}:" in text for number in range(9))
    assert 1 < named <= 6
    assert f"And {9 - named} more cases." in text
    assert "more case" not in told(*cases[:2])


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("level", ["all", "title", "hint"])
def test_the_first_text_says_who_why_and_how_to_stop(level: str, language: str) -> None:
    first = told(NEWS, level=level, language=language, first=True)
    assert first.startswith("Case Status: ")
    assert WHY[language] in first
    assert "STOP" in first
    later = told(NEWS, level=level, language=language)
    assert later.startswith("Case Status: ")
    assert WHY[language] not in later


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_test_says_that_it_is_one(language: str) -> None:
    text = said(words_of.test_text("title", HOUSE, first=True), language)
    assert ("test" if language == "en" else "prueba") in text
    assert WHY[language] in text


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_phone_that_follows_a_case_is_told_how_to_change_that(language: str) -> None:
    text = said(followed_text([NEWS], HOUSE), language)
    assert "...5678" in text
    assert ("ALERTS" if language == "en" else "ALERTAS") in text
    assert "STOP" in text
    assert "LIST" not in text, "it has no list"


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_the_status_a_text_stays_short_and_names_no_receipt_number(kind: str, language: str) -> None:
    most = MOST_SEGMENTS.get(language, MOST_SEGMENTS_ELSEWHERE)
    for title in KNOWN_TITLES:
        case = replace(CASE, title={"en": title}, since="2026-09-23")
        for name in ("", "Grandmother and María José (2)"):
            one = replace(NEWS, kind=kind, name=name, case=case)
            texts = [told(one, level=level, language=language, first=True) for level in ("all", "title")]
            texts += [told(*[one] * 9, level="all", language=language, first=True)]
            texts += [said(followed_text([one] * 9, HOUSE), language)]
            for text in texts:
                assert segments(text) <= most, text
                assert RECEIPT not in text
                assert "STOP" in text


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_alert_invites_an_answer_that_the_carrier_takes_for_goodbye(language: str) -> None:
    for text in (told(NEWS, language=language), said(followed_text([NEWS], HOUSE), language)):
        asked = [word.strip(".,:") for word in text.split() if word.isupper() and word.strip(".,:") != "STOP"]
        assert not any(opt(word) for word in asked)


def test_what_the_agency_wrote_is_quoted_without_receipt_numbers() -> None:
    quoted, step = agency_words(NEWS), newest_step(NEWS)
    assert quoted is not None
    assert step is not None
    assert [said(part) for part in quoted] == [
        "USCIS says about ...5678:",
        "We approved ...5678, and ...4321 with it.",
    ]
    assert said(step) == "May 13, 2026: We approved your case ...5678."
    assert agency_words(replace(NEWS, kind="vanished")) is None
    assert agency_words(replace(NEWS, case=replace(CASE, text={}))) is None
