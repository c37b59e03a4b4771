"""A turn of a call as TwiML: voices, pauses, what listens and for how long; and XML stays XML, and small enough."""

import re
from collections.abc import Iterator
from itertools import groupby
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services import Services
from bot.twilio.twiml import FORBIDDEN, LARGEST_DOCUMENT
from bot.twilio.voice import LONGEST_SAY, Caller, Manner, Speaker, call_document
from dialogs.engine import Conversation, Turn
from dialogs.entry import Entry, Keys, Transfer, Wait
from dialogs.spelling import BREATH, FOREIGN, HOME, REST
from dialogs.text import (
    Day,
    Either,
    InLanguage,
    Lines,
    Moment,
    Phone,
    Span,
    Spelt,
    Text,
    Verbatim,
    Words,
    _,
    _n,
    _p,
    lines,
)
from tests.calling import Handset
from tests.service import PUBLIC, ServiceLine
from tests.service import settings as service_settings
from tests.world import PERSON, catalogs

SAY = catalogs().say
MANNER = Manner(
    {"en": Speaker("en-US", "Ann"), "es": Speaker("es-US", "Ana")},
    rates=(100, 85, 70),
    choice_seconds=5,
    entry_seconds=8,
    speech_seconds=2,
    ring_seconds=25,
    person_seconds=900,
)
NEXT = "https://line.example/turn?turn=2"
READ_BY_THE_PROVIDER = 4096  # characters of one <Say> (https://www.twilio.com/docs/voice/twiml/say)
TAKEN_BY_THE_PROVIDER = 65_536  # bytes (error 11750)


def words(text: str) -> Verbatim:
    return Verbatim({"en": text, "es": text})


def turn(*said: Words, prompt: Words | None = None, entry: Entry | None = None, pace: int = 0) -> Turn:
    return Turn(said, prompt, "next", Conversation(), entry=entry, pace=pace)


def written(spoken: Turn, language: str = "en", action: str = NEXT) -> str:
    return call_document(spoken, Caller(language, action), SAY, MANNER)


HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
ANN, ANA = '<Say voice="Ann" language="en-US">', '<Say voice="Ana" language="es-US">'
BR, REST_, BETWEEN = '<break time="150ms"/>', '<break time="450ms"/>', '<break time="300ms"/>'
ASKED_AGAIN = f"<Redirect>{NEXT}</Redirect>"
ONE_KEY = f'<Gather input="dtmf" numDigits="1" finishOnKey="" timeout="5" actionOnEmptyResult="true" action="{NEXT}">'
CHOICE_HINTS = (
    "one, two, three, four, five, six, eight, yes, no, that's right, that's wrong, correct, check a case, language, "
    "English, Spanish, again, more, more details, history, text it to me, another case, continue, repeat, slower, "
    "help, a person, agent, operator, go back, M S C, N S C, V S C, T S C"
)
RECEIPT_HINTS = (
    "I O E, E A C, W A C, L I N, S R C, M S C, N B C, Y S C, V S C, C S C, N S C, T S C, mi número de recibo es, "
    "cero, uno, dos, tres, cuatro, cinco, seis, siete, ocho, nueve, doble, triple, asterisco, doble u a ce, e a ce, "
    "i o e, ele i ene, ese erre ce, eme ese ce, ene be ce, i griega ese ce, ve ese ce, te ese ce, e de eco, a de alfa, "
    "ce de casa, ele de lima, i de india, ene de noviembre, eme de mamá, ese de sol, repetir, ayuda, regresar, agente"
)
SPELLED = '<sub alias="U S C I S">USCIS</sub>'
AGENCY = (
    "On September 5, 2023, we sent Form I-797C for EAC9999103403. Call 800-375-5283 by 12/31/2024, room 12345 on "
    "floor 12."
)

TURNS = [
    ("nothing more to say", turn(), "en", "<Hangup/>"),
    ("a goodbye", turn(words("Goodbye.")), "en", f"{ANN}Goodbye.</Say><Hangup/>"),
    ("in the caller's language", turn(words("Adiós.")), "es", f"{ANA}Adiós.</Say><Hangup/>"),
    (
        "a pause between two sentences",
        turn(words("One."), lines(words("Two."), words("Three."))),
        "en",
        f"{ANN}One.{BETWEEN}Two.{BETWEEN}Three.</Say><Hangup/>",
    ),
    (
        "a question is said inside what listens, apart from what comes before it",
        turn(words("Hello."), prompt=words("Yes?"), entry=Keys(1)),
        "en",
        f"{ONE_KEY}{ANN}Hello.</Say>{ANN}Yes?</Say></Gather>{ASKED_AGAIN}",
    ),
    (
        "nothing asked anew",
        turn(words("Hello."), entry=Keys(1)),
        "en",
        f"{ONE_KEY}{ANN}Hello.</Say></Gather>{ASKED_AGAIN}",
    ),
    (
        "one key, or a word",
        turn(prompt=words("Yes?"), entry=Keys(1, "choice")),
        "en",
        '<Gather input="dtmf speech" numDigits="1" finishOnKey="" timeout="5" actionOnEmptyResult="true" '
        f'language="en-US" speechTimeout="auto" profanityFilter="false" hints="{CHOICE_HINTS}" action="{NEXT}">'
        f"{ANN}Yes?</Say></Gather>{ASKED_AGAIN}",
    ),
    (
        "many keys, ended by pound",
        turn(prompt=words("Letters?"), entry=Keys(6)),
        "en",
        '<Gather input="dtmf" numDigits="6" finishOnKey="#" timeout="8" actionOnEmptyResult="true" '
        f'action="{NEXT}">{ANN}Letters?</Say></Gather>{ASKED_AGAIN}',
    ),
    (
        "many keys, or a number said in Spanish",
        turn(prompt=words("¿Recibo?"), entry=Keys(13, "receipt")),
        "es",
        '<Gather input="dtmf speech" numDigits="13" finishOnKey="#" timeout="8" actionOnEmptyResult="true" '
        f'language="es-US" speechTimeout="2" profanityFilter="false" hints="{RECEIPT_HINTS}" action="{NEXT}">'
        f"{ANA}¿Recibo?</Say></Gather>{ASKED_AGAIN}",
    ),
    (
        "speech of which nothing would be understood",
        turn(prompt=words("Yes?"), entry=Keys(1, "anything")),
        "en",
        '<Gather input="dtmf" numDigits="1" finishOnKey="" timeout="5" actionOnEmptyResult="true" '
        f'action="{NEXT}">{ANN}Yes?</Say></Gather>{ASKED_AGAIN}',
    ),
    (
        "a moment in which any key is heard, and on",
        turn(words("One moment."), entry=Wait(2)),
        "en",
        '<Gather input="dtmf" numDigits="1" finishOnKey="" timeout="2" actionOnEmptyResult="true" '
        f'action="{NEXT}">{ANN}One moment.</Say></Gather>{ASKED_AGAIN}',
    ),
    (
        "put through to a person",
        turn(prompt=words("I connect you."), entry=Transfer(Phone("+18003755283"))),
        "en",
        f'{ANN}I connect you.</Say><Dial timeout="25" timeLimit="900" action="{NEXT}">+18003755283</Dial>',
    ),
    (
        "slower",
        turn(words("Hello."), words("Again."), pace=1),
        "en",
        f'{ANN}<prosody rate="85%">Hello.{BETWEEN}Again.</prosody></Say><Hangup/>',
    ),
    (
        "slower still, the question too",
        turn(words("Hello."), prompt=words("Yes?"), entry=Keys(1), pace=2),
        "en",
        f'{ONE_KEY}{ANN}<prosody rate="70%">Hello.</prosody></Say>{ANN}<prosody rate="70%">Yes?</prosody></Say>'
        f"</Gather>{ASKED_AGAIN}",
    ),
    (
        "and no slower than that",
        turn(words("Hello."), pace=9),
        "en",
        f'{ANN}<prosody rate="70%">Hello.</prosody></Say><Hangup/>',
    ),
    (
        "each language in its own voice",
        turn(
            prompt=Lines(
                (_p("voice", "To check a case, press 1."), InLanguage("es", words("Para español, oprima 8.")),
                 words("For help, press 0."))
            ),
            entry=Keys(1),
        ),
        "en",
        f"{ONE_KEY}{ANN}To check a case, press 1.</Say>{ANA}Para español, oprima 8.</Say>{ANN}For help, press 0.</Say>"
        f"</Gather>{ASKED_AGAIN}",
    ),
    (
        "a language inside another one's lines",
        turn(InLanguage("es", Lines((words("Uno."), InLanguage("en", words("two")), words("Tres.")))), words("four")),
        "en",
        f"{ANA}Uno.</Say>{ANN}two</Say>{ANA}Tres.</Say>{ANN}four</Say><Hangup/>",
    ),
    (
        "in full, where it could be said shorter",
        turn(Either((Lines((words("In full."), words("All of it."))), words("Short.")))),
        "en",
        f"{ANN}In full.{BETWEEN}All of it.</Say><Hangup/>",
    ),
    (
        "a receipt, sign by sign, each letter with a word",
        turn(_("{receipt}, right?", receipt=Spelt("EAC9999103403"))),
        "en",
        f"{ANN}E as in Echo{REST_}A as in Alpha{REST_}C as in Charlie{REST_}nine{BR}nine{BR}nine"
        f"{REST_}nine{BR}one{BR}zero{REST_}three{BR}four{BR}zero{BR}three, right?</Say><Hangup/>",
    ),
    (
        "a receipt with an asterisk, in Spanish",
        turn(_("{receipt}", receipt=Spelt("WAC*120123456", plainly=True))),
        "es",
        f"{ANA}doble u{BR}a{BR}ce{REST_}asterisco{REST_}uno{BR}dos{BR}cero{REST_}uno{BR}dos{BR}tres{REST_}cuatro{BR}"
        f"cinco{BR}seis</Say><Hangup/>",
    ),
    (
        "a form number",
        turn(_p("voice", "Form {form}.", form=Spelt("I-129CW", plainly=True))),
        "en",
        f"{ANN}Form I{REST_}one{BR}two{BR}nine{REST_}C{BR}W.</Say><Hangup/>",
    ),
    (
        "a day in words",
        turn(_("Since {day}.", day=Day("2024-03-04"))),
        "en",
        f"{ANN}Since March 4, 2024.</Say><Hangup/>",
    ),
    (
        "a day in Spanish",
        turn(_p("voice", "{day}.", day=Day("2024-03-04"))),
        "es",
        f"{ANA}4 de marzo de 2024.</Say><Hangup/>",
    ),
    (
        "a time, with its zone in words",
        turn(_("Please try again after {moment}.", moment=Moment(1_715_608_800.0))),
        "en",
        f"{ANN}Please try again after May 13, 2024, 10:00 AM Eastern Time.</Say><Hangup/>",
    ),
    (
        "a length of time, and a number",
        turn(
            _("Please try again in {span}.", span=Span(1000.0)),
            _n("It has {count} digit; {wanted} are needed.", "It has {count} digits; {wanted} are needed.", 9,
               wanted=10),
        ),
        "en",
        f"{ANN}Please try again in 17 minutes.{BETWEEN}It has 9 digits; 10 are needed.</Say><Hangup/>",
    ),
    (
        "a phone number, digit by digit",
        turn(_("Call {phone}.", phone=Phone("+18003755283"))),
        "en",
        f"{ANN}Call eight{BR}zero{BR}zero{REST_}three{BR}seven{BR}five{REST_}five{BR}two{BR}eight{BR}three.</Say>"
        "<Hangup/>",
    ),
    (
        "somebody else's words, with the numbers in them spelled and the dates left alone",
        turn(words(AGENCY)),
        "en",
        f"{ANN}On September 5, 2023, we sent Form I{REST_}seven{BR}nine{BR}seven{REST_}C for E{BR}A{BR}C{REST_}nine"
        f"{BR}nine{BR}nine{REST_}nine{BR}one{BR}zero{REST_}three{BR}four{BR}zero{BR}three. Call eight{BR}zero{BR}zero"
        f"{REST_}three{BR}seven{BR}five{REST_}five{BR}two{BR}eight{BR}three by 12/31/2024, room 12345 on floor 12."
        "</Say><Hangup/>",
    ),
    (
        "the agency's initials, letter by letter",
        turn(words("USCIS, not USCISX: I ask USCIS.")),
        "en",
        f"{ANN}{SPELLED}, not USCISX: I ask {SPELLED}.</Say><Hangup/>",
    ),
    (
        "and in Spanish",
        turn(words("Dice USCIS:")),
        "es",
        f'{ANA}Dice <sub alias="u ese ce i ese">USCIS</sub>:</Say><Hangup/>',
    ),
    (
        "markup is text",
        turn(words("<Hangup/> & \"'&amp;]]><!--")),
        "en",
        f"{ANN}&lt;Hangup/&gt; &amp; \"'&amp;amp;]]&gt;&lt;!--</Say><Hangup/>",
    ),
    (
        "signs that XML forbids are left out",
        turn(words("a\0b\x0bc\ufffed\x1b[0me\ud83d")),
        "en",
        f"{ANN}abcd[0me</Say><Hangup/>",
    ),
    (
        "braces in somebody's words are no values",
        turn(_("{title}", title="{day} {0}")),
        "en",
        f"{ANN}{{day}} {{0}}</Say><Hangup/>",
    ),
    (
        "a piece of nothing is not said",
        turn(words(""), words("\0\x07 "), words("a"), prompt=words(" \n"), entry=Keys(1)),
        "en",
        f"{ONE_KEY}{ANN}a</Say></Gather>{ASKED_AGAIN}",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("spoken", "language", "xml"), [row[1:] for row in TURNS], ids=[row[0] for row in TURNS])
def test_a_turn_as_xml(spoken: Turn, language: str, xml: str) -> None:
    document = written(spoken, language)
    assert document == f"{HEAD}<Response>{xml}</Response>"
    ET.fromstring(document.encode())


def test_an_address_is_written_so_that_it_is_read_as_it_is() -> None:
    action = "https://line.example/turn?turn=2&x=\"'<\x01>"
    document = written(turn(words("Yes?"), entry=Keys(1)), action=action)
    gather, redirect = ET.fromstring(document.encode())
    assert gather.get("action") == redirect.text == action.replace("\x01", "")


ECHOED = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.text(st.characters(categories=["Cc", "Cs", "Cn", "Co"]), max_size=4),
        st.sampled_from(
            [*"<>&'\"]\0\x0b\x1b\r\n\ufffe\uffff\ud83d\udc00", BREATH, REST, "]]>", "&#0;", "<!--", "USCIS"]
        ),
    ),
    max_size=12,
).map("".join)
ENTRIES = st.sampled_from(
    [None, Keys(1), Keys(1, "choice"), Keys(13, "receipt"), Wait(1), Transfer(Phone("+18003755283"))]
)


def heard(element: ET.Element) -> str:
    """What is said, without its pauses and its white space."""
    return "".join("".join("".join(say.itertext()) for say in element.iter("Say")).split())


@given(ECHOED, ECHOED, ENTRIES, st.integers(0, 3), st.sampled_from(["en", "es"]))
def test_whatever_is_echoed_is_well_formed_and_said(
    one: str, other: str, entry: Entry | None, pace: int, language: str
) -> None:
    said = (words(one), Lines((InLanguage("es", words(other)), _("{title}", title=one))))
    document = written(turn(*said, prompt=words("Yes?"), entry=entry, pace=pace), language)
    whole = ET.fromstring(document.encode())
    assert whole.tag == "Response"
    assert {element.tag for element in whole.iter()} <= {
        "Response", "Gather", "Say", "prosody", "break", "sub", "lang", "Redirect", "Pause", "Dial", "Hangup",
    }  # fmt: skip
    whole_words = (FORBIDDEN.sub("", SAY(words_, language, "voice")) for words_ in (*said, words("Yes?")))
    no_slash = (re.sub(r"(?<=[^\W\d_])/(?=[^\W\d_])", ",", words_) for words_ in whole_words)  # nobody hears "slash"
    told = "".join(no_slash)
    kept = re.sub(f"[{BREATH}{REST}{FOREIGN}{HOME}]", "", told)
    assert heard(whole) == "".join(kept.split())


def test_words_that_the_language_lacks_are_said_in_english_by_whoever_speaks() -> None:
    title = Verbatim({"en": "Case Was Approved"})
    status = turn(_p("voice", "The status is: {title}.", title=title))
    (say,) = ET.fromstring(written(status, "es").encode()).iter("Say")
    assert say.get("language") == "es-US"
    (english,) = say
    assert (english.tag, english.text, english.tail) == ("lang", "Case Was Approved", ".")
    assert english.get("{http://www.w3.org/XML/1998/namespace}lang") == "en-US"
    known = Verbatim({"en": "Case Was Approved", "es": "Caso Fue Aprobado"})
    assert "<lang" not in written(turn(_p("voice", "The status is: {title}.", title=known)), "es")
    assert "<lang" not in written(status, "en")


@given(ECHOED, ECHOED)
def test_whatever_stands_in_an_address_or_a_voice_is_well_formed(action: str, voice: str) -> None:
    manner = Manner({"en": Speaker(voice, voice)}, (100,), 5, 8, 2, 25, 900)
    for entry in (Keys(13, "receipt"), Wait(1), Transfer(Phone("+18003755283"))):
        document = call_document(turn(words("a"), entry=entry), Caller("en", action), SAY, manner)
        assert "Say" in {element.tag for element in ET.fromstring(document.encode()).iter()}


def test_a_person_sees_the_line_where_the_caller_hides_their_number() -> None:
    through = turn(prompt=words("I connect you."), entry=Transfer(Phone("+18003755283")))
    (dial,) = ET.fromstring(call_document(through, Caller("en", NEXT, "+12025550100"), SAY, MANNER)).iter("Dial")
    assert dial.attrib["callerId"] == "+12025550100"
    (dial,) = ET.fromstring(call_document(through, Caller("en", NEXT), SAY, MANNER)).iter("Dial")
    assert "callerId" not in dial.attrib


def test_a_long_text_that_the_language_lacks_is_in_english_to_its_end() -> None:
    long = Verbatim({"en": "We reviewed your case IOE0912345678 today. " * 30})
    alone = ET.fromstring(written(turn(long), "es").encode())
    assert {say.attrib["language"] for say in alone.iter("Say")} == {"en-US"}
    inside = ET.fromstring(written(turn(_p("voice", "The status is: {title}.", title=long)), "es").encode())
    english = "".join("".join(lang.itertext()) for lang in inside.iter("lang"))
    assert "".join(english.split()) == "".join("".join(alone.itertext()).split())


def test_private_signs_in_somebody_elses_words_are_pauses_at_most() -> None:
    whole = ET.fromstring(written(turn(words(f"a{BREATH}b{REST}c{BREATH}"), prompt=words("?"), entry=Keys(1))).encode())
    assert [pause.get("time") for pause in whole.iter("break")] == ["150ms", "450ms", "150ms"]
    assert heard(whole) == "abc?"


QUESTION = words("For the next step, press 1.")
STEP = "We received your Form I-485, and sent a notice that describes how we will process it. "


def steps(count: int, said: str = STEP) -> Words:
    """A long history: a day and what was done then, again and again."""
    told = [(_p("voice", "{day}.", day=Day("2024-03-04")), words(f"Step {number}. {said}")) for number in range(count)]
    return lines(words("Newest first."), *(piece for pair in told for piece in pair))


def agency_text(text: str) -> Words:
    return lines(words("The agency says:"), words(text))


LARGE = {
    "an agency's text of 200 kB": agency_text(STEP * 1800),
    "one without an end of a sentence": agency_text("x" * 200_000),
    "one of signs that are written as five": agency_text("& " * 100_000),
    "one of signs of three bytes": agency_text("宝" * 66_000),
    "one of signs of four bytes": agency_text("🙂" * 50_000),
    "one of initials alone": agency_text("USCIS " * 33_000),
    "one of receipt numbers alone": agency_text("IOE0912345678 " * 14_000),
    "one of private signs alone": agency_text(f"a{BREATH}{REST}" * 28_000),
    "500 steps of history": steps(500),
    "500 long steps": steps(500, STEP * 6),
}


@pytest.mark.parametrize("said", LARGE.values(), ids=LARGE.keys())
@pytest.mark.parametrize("pace", [0, 2])
def test_the_largest_answer_is_cut_and_the_question_after_it_stays(said: Words, pace: int) -> None:
    document = written(turn(said, prompt=QUESTION, entry=Keys(1, "choice"), pace=pace))
    assert len(document.encode()) <= LARGEST_DOCUMENT < TAKEN_BY_THE_PROVIDER
    gather, redirect = ET.fromstring(document.encode())
    assert (gather.tag, redirect.tag) == ("Gather", "Redirect")
    pieces = ["".join(say.itertext()) for say in gather]
    assert pieces[-1] == "For the next step, press 1."
    assert len(pieces) > 1
    assert all(0 < len(piece) <= LONGEST_SAY for piece in pieces)


def test_what_is_cut_off_is_the_end_and_no_more_than_needed() -> None:
    spoken = turn(steps(500), prompt=QUESTION, entry=Keys(1))
    document = written(spoken)
    said = heard(ET.fromstring(document.encode())).removesuffix("Forthenextstep,press1.")
    all_of_it = SAY(steps(500), "en", "voice").replace(BREATH, "").replace(REST, "")
    assert "".join(all_of_it.split()).startswith(said)
    assert said.startswith("Newestfirst.March4,2024.Step0.")
    largest_say = max(len(ET.tostring(say)) for say in ET.fromstring(document.encode()).iter("Say"))
    assert len(document.encode()) + largest_say > LARGEST_DOCUMENT


def test_what_fits_is_said_whole() -> None:
    said = heard(ET.fromstring(written(turn(steps(30), prompt=QUESTION, entry=Keys(1))).encode()))
    assert said.count("Wereceived") == 30
    assert "Step29." in said


def test_a_long_text_is_cut_between_sentences() -> None:
    text = "One thing happened. And another: this one. " * 100
    says = ET.fromstring(written(turn(agency_text(text))).encode()).findall("Say")
    assert len(says) > 3
    assert all((say.text or "").endswith((".", ":")) for say in says[1:])
    assert heard(ET.fromstring(written(turn(agency_text(text))).encode())) == "".join(f"The agency says:{text}".split())


def test_with_its_pauses_an_ordinary_long_answer_is_read_by_the_provider() -> None:
    """Markup may count, the provider does not say."""
    for said in (agency_text(f"{STEP * 3}Your receipt number is IOE0912345678. " * 20), steps(100)):
        document = written(turn(said, prompt=QUESTION, entry=Keys(1), pace=2))
        says = list(ET.fromstring(document.encode()).iter("Say"))
        assert len(says) > 3
        assert max(len(ET.tostring(say, encoding="unicode")) for say in says) <= READ_BY_THE_PROVIDER


def tongues(document: str) -> list[str]:
    """The languages that are heard, one after the other."""
    return [
        tag for tag, _says in groupby(ET.fromstring(document.encode()).iter("Say"), lambda say: say.attrib["language"])
    ]


def test_a_caller_whose_language_has_no_voice_is_spoken_to_in_one_that_has() -> None:
    services = Services(service_settings("sqlite:///nowhere.db", VOICES="en=en-GB/Polly.Amy-Neural"))
    spoken = turn(Text("Hello.", context="voice"), prompt=words("Yes?"), entry=Keys(1, "choice"))
    document = services.as_call(spoken, "es", 1)
    assert tongues(document) == ["en-GB"]
    assert "Hello." in document
    assert f'action="{PUBLIC}/twilio/voice/turn?turn=2"' in document


def documents(phone: Handset) -> Iterator[str]:
    return (request.exchange.body.decode() for request in phone.requests())


def test_where_only_english_has_a_voice_a_whole_call_is_in_english(sqlite_url: str) -> None:
    """One caller once wrote in Spanish, the other is new; nothing of that language is said without its voice."""
    stage = ServiceLine(sqlite_url, PERSON, VOICES="en=en-US/Polly.Joanna-Neural")
    stage.send("ESPAÑOL")
    stage.phone.call()
    for keys in ("1", "1", "4630912345678", "1", "2", "3", "9"):
        stage.phone.enter(keys)
    written_to = [*documents(stage.phone)]
    stage.phone.hang_up()
    stage.phone.call(withheld=True)
    written_to += documents(stage.phone)
    stage.close()
    assert len(written_to) == 9
    assert {tongue for document in written_to for tongue in tongues(document)} == {"en-US"}


def test_a_voice_for_a_language_without_a_catalog_is_never_used(sqlite_url: str) -> None:
    voices = "en=en-US/Polly.Joanna-Neural, es=es-US/Polly.Lupe-Neural, fr=fr-CA/Polly.Gabrielle-Neural"
    stage = ServiceLine(sqlite_url, PERSON, VOICES=voices)
    stage.phone.call()
    stage.phone.enter("3")
    heard_in = {tongue for document in documents(stage.phone) for tongue in tongues(document)}
    stage.close()
    assert heard_in == {"en-US", "es-US"}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.text(st.sampled_from(f"ab .:é&<{BREATH}{REST}"), max_size=40).map(lambda text: text * 60), max_size=5)
)
def test_whatever_is_said_is_said_whole_while_there_is_room(said: list[str]) -> None:
    whole = ET.fromstring(written(turn(*map(words, said), prompt=QUESTION, entry=Keys(1))).encode())
    meant = "".join(said).replace(BREATH, "").replace(REST, "")
    assert heard(whole) == "".join(f"{meant}{QUESTION.by_language['en']}".split())
    assert all(len("".join(say.itertext())) <= LONGEST_SAY for say in whole.iter("Say"))
