"""A turn of texts as TwiML: what is joined, what is left out where room is scarce, and that XML stays XML."""

from collections import Counter
from collections.abc import Iterable
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twilio.twiml.messaging_response import MessagingResponse

from bot.catalogs import Catalogs
from bot.twilio.fallback import APOLOGY, SORRY, SPOKEN_APOLOGY
from bot.twilio.segments import fold, segments
from bot.twilio.twiml import EMPTY, FORBIDDEN, LARGEST_DOCUMENT, LONGEST_BODY, bodies, document
from dialogs import answers
from dialogs.cases import Case, Finding
from dialogs.engine import Conversation, Turn
from dialogs.forms import NAMES, form_name, form_short
from dialogs.house import House
from dialogs.meaning import KNOWN_TITLES, meaning, title_es
from dialogs.text import Day, Either, Phone, Text, Verbatim, Words, lines

CATALOGS = Catalogs.load()
RECEIPT = "WAC2190012345"
MOST = {"en": 2, "es": 3}
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def words(text: str) -> Verbatim:
    return Verbatim({"en": text})


def turn(*said: Words, prompt: Words | None = None) -> Turn:
    return Turn(said, prompt, "next", Conversation())


def written(spoken: Turn, language: str = "en") -> list[str]:
    return bodies(spoken, language, CATALOGS.variants)


def read(xml: str) -> list[str]:
    """The bodies that the carrier reads; the element and nothing else."""
    root = ET.fromstring(xml.encode())
    assert root.tag == "Response"
    assert not root.attrib
    assert all(element.tag == "Message" and not len(element) and not element.attrib for element in root)
    return [element.text or "" for element in root]


def official(texts: Iterable[str]) -> list[str]:
    """The same answer, as the official library writes it."""
    response = MessagingResponse()
    for text in texts:
        response.message(text)
    return read(str(response))


A, B = "a" * 150, "b" * 150
LONG = "x" * 400
TURNS = [
    ("nothing", turn(), "en", "<Response/>"),
    ("one piece", turn(words("Hello.")), "en", "<Response><Message>Hello.</Message></Response>"),
    ("a question", turn(prompt=words("Yes?")), "en", "<Response><Message>Yes?</Message></Response>"),
    (
        "pieces share a text while there is room",
        turn(words("One."), words("Two."), prompt=words("Yes?")),
        "en",
        "<Response><Message>One.\nTwo.\nYes?</Message></Response>",
    ),
    (
        "and no longer",
        turn(words(A), words(B), words("c")),
        "en",
        f"<Response><Message>{A}\n{B}\nc</Message></Response>",
    ),
    (
        "a third segment in English is a second text",
        turn(words(A), words(B), words("c" * 10)),
        "en",
        f"<Response><Message>{A}\n{B}</Message><Message>cccccccccc</Message></Response>",
    ),
    (
        "in Spanish it is not",
        turn(words(A), words(B), words("c" * 10)),
        "es",
        f"<Response><Message>{A}\n{B}\ncccccccccc</Message></Response>",
    ),
    (
        "the first choice that fits",
        turn(Either((words(LONG), words("short"), words("shorter")))),
        "en",
        "<Response><Message>short</Message></Response>",
    ),
    (
        "a choice inside lines",
        turn(lines(words(A), Either((words(LONG), words(B))))),
        "en",
        f"<Response><Message>{A}\n{B}</Message></Response>",
    ),
    (
        "accents go before content does",
        turn(Either((words("á" * 200), words("short")))),
        "en",
        f"<Response><Message>{'a' * 200}</Message></Response>",
    ),
    ("accents stay where there is room", turn(words("más")), "es", "<Response><Message>más</Message></Response>"),
    ("what fits in no way is said whole", turn(words(LONG)), "en", f"<Response><Message>{LONG}</Message></Response>"),
    (
        "markup is text",
        turn(words("<Response> & \"'&amp;]]>")),
        "en",
        "<Response><Message>&lt;Response&gt; &amp; \"'&amp;amp;]]&gt;</Message></Response>",
    ),
    (
        "signs that XML forbids are left out",
        turn(words("a\0b\x0bc\ufffed\x1b[0me\ud83d")),
        "en",
        "<Response><Message>abcd[0me</Message></Response>",
    ),
    (
        "a piece of nothing is no text",
        turn(words(""), words("\0\x07 "), words("a")),
        "en",
        "<Response><Message>a</Message></Response>",
    ),
    ("nothing but that is nothing", turn(words("\0"), words(" \n ")), "en", "<Response/>"),
    ("emoji are kept", turn(words("👩‍👩‍👧 ok")), "en", "<Response><Message>👩‍👩‍👧 ok</Message></Response>"),
    (
        "a long text in parts",
        turn(words("One sentence. " * 120)),
        "en",
        f"<Response><Message>{('One sentence. ' * 107).strip()}</Message>"
        f"<Message>{('One sentence. ' * 13).strip()}</Message></Response>",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("spoken", "language", "xml"), [row[1:] for row in TURNS], ids=[row[0] for row in TURNS])
def test_a_turn_as_xml(spoken: Turn, language: str, xml: str) -> None:
    texts = written(spoken, language)
    assert document(texts) == HEAD + xml
    assert read(document(texts)) == official(texts) == texts


def test_what_is_always_said_is_what_the_official_library_would_write() -> None:
    assert read(APOLOGY) == official([SORRY]) == [SORRY]
    assert read(EMPTY) == official([]) == []
    assert segments(SORRY) <= MOST["en"]
    spoken = ET.fromstring(SPOKEN_APOLOGY.encode())
    assert [element.tag for element in spoken] == ["Say", "Say", "Hangup"]
    assert [element.get("language") for element in spoken][:2] == ["en-US", "es-US"]


@given(st.lists(st.text(), max_size=5))
def test_any_text_is_well_formed_and_reads_as_the_official_library_writes_it(texts: list[str]) -> None:
    held = [FORBIDDEN.sub("", text) for text in texts]
    assert read(document(texts)) == official(held)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.sampled_from("ab .\né&<\x01"), max_size=40).map(lambda text: text * 60), max_size=4))
def test_whatever_is_said_is_sent_whole_cut_between_words(said: list[str]) -> None:
    texts = written(turn(*map(words, said)))
    meant = " ".join(FORBIDDEN.sub("", text) for text in said)
    assert all(text.strip() and len(text) <= LONGEST_BODY for text in texts)
    assert "".join("".join(texts).split()) == "".join(meant.split())
    if max(map(len, meant.split()), default=0) < LONGEST_BODY // 2:
        assert " ".join(texts).split() == meant.split()


@pytest.mark.parametrize("sign", ["x", "&", "宝", "🙂"])
def test_an_answer_is_never_larger_than_the_carrier_takes(sign: str) -> None:
    texts = written(turn(words(f"{sign * 9} " * 20_000)))
    xml = document(texts)
    assert len(xml.encode()) <= LARGEST_DOCUMENT
    assert len(read(xml)) < len(texts)
    assert read(xml) == texts[: len(read(xml))]
    assert len(document(texts[: len(read(xml)) + 1]).encode()) <= LARGEST_DOCUMENT


def named(body: str, form: str, language: str) -> str:
    """How much of a form's name is said: full, short, none."""
    for much, name in (("full", form_name(form)), ("short", form_short(form))):
        if name is not None and f"{form}, {fold(CATALOGS.say(name, language))}" in fold(body):
            return much
    return "none"


def cases(titles: Iterable[dict[str, str]]) -> Iterable[Case]:
    return (Case(RECEIPT, form, title, since="2023-09-30") for title in titles for form in NAMES)


def shortened(given: Iterable[dict[str, str]], language: str) -> Counter[str]:
    """How much of the form's name is said in the answers to all of these titles with all forms.

    Everything else is there in each of them, within the segments of the language.
    """
    said: Counter[str] = Counter()
    since = fold(CATALOGS.say(Text("Since {day}.", {"day": Day("2023-09-30")}), language))
    for case in cases(given):
        texts = written(turn(answers.standing(case, alone=True)), language)
        sense = meaning(case.title["en"])
        assert sense is not None
        assert [segments(text) <= MOST[language] for text in texts] == [True], case
        number, form, *rest = fold(texts[0]).split("\n")
        title, plain = (fold(CATALOGS.say(each, language)) for each in (answers.shown_title(case.title), sense.line))
        assert (number, form.split(",")[0]) == (RECEIPT, case.form)
        assert rest[:-1] == [title, since, plain]
        assert "HISTOR" in rest[-1]
        said[named(texts[0], case.form, language)] += 1
    return said


@pytest.mark.parametrize(("language", "short", "none"), [("en", 400, 8), ("es", 40, 0)])
def test_every_answer_is_within_its_segments_and_only_the_name_of_the_form_gives_way(
    language: str, short: int, none: int
) -> None:
    """Of 8,160 answers, a few hundred say a short name for the form, and a handful only its number."""
    said = shortened([{"en": title} for title in KNOWN_TITLES], language)
    assert said.total() == len(KNOWN_TITLES) * len(NAMES)
    assert said["short"] <= short
    assert said["none"] <= none


def test_so_is_every_answer_with_the_agencys_own_spanish_title() -> None:
    own = [{"en": title, "es": found[0]} for title in KNOWN_TITLES if (found := title_es(title)) and found[1]]
    assert own
    assert shortened(own, "es")["none"] == 0


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_title_nobody_knows_and_a_form_without_a_name_are_said_as_they_are(language: str) -> None:
    case = Case("EAC*999910340", "I-918A", {"en": "Case Was Looked At Again"}, since="")
    lines_ = written(turn(answers.standing(case, alone=True)), language)[0].split("\n")
    assert lines_[:3] == ["EAC*999910340", "I-918A", "Case Was Looked At Again"]
    assert len(lines_) == 4


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_other_answers_to_a_look_up_are_within_their_segments(language: str) -> None:
    house, last = House("x" * 40, Phone("+18003755283")), max(KNOWN_TITLES, key=len)
    known = Case(RECEIPT, "I-485", {"en": last}, since="2023-09-30", asked_at=1_696_000_000.0)
    for words_ in (
        answers.not_shown(RECEIPT, house),
        answers.not_shown("XXX2190012345", house),
        answers.out_of_reach(Finding(RECEIPT, "down", known, 1_696_100_000.0), house),
        answers.out_of_reach(Finding(RECEIPT, "down", known), house),
        answers.out_of_reach(Finding(RECEIPT, "down"), house),
        answers.one_moment((RECEIPT,) * 5),
        answers.too_often([Finding(RECEIPT, "limited", wait=86_000.0)] * 5),
    ):
        texts = written(turn(words_), language)
        assert [segments(text) <= MOST[language] for text in texts] == [True], texts
