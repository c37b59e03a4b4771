"""The carrier's reading of a voice document: what it warns of, what it speaks, and the names of what it sends."""

import json
from pathlib import Path

import pytest

from bot.simulator.call_parameters import Call, call_pairs, call_state, keyed, spoken
from bot.simulator.call_twiml import Dial, Document, Gather, Hangup, Pause, Redirect, Reject, Say, read_call
from bot.simulator.speech_time import Run, runs, spoken_seconds
from tests.playing import ACCOUNT, VOICE

SAMPLES = Path(__file__).parent / "samples" / "twilio"
CALL = Call("CA" + "2" * 32, "+12025550142", VOICE)


def read(inside: str) -> Document:
    return read_call("text/xml; charset=utf-8", f"<Response>{inside}</Response>".encode())


def heard(inside: str) -> list[Run]:
    """The utterances of one <Say> in English, a letter a second."""
    (say,) = read(f"<Say>{inside}</Say>").verbs
    assert isinstance(say, Say)
    return runs(say.pieces, lambda text, language: float(len(text)))


def test_every_verb_is_read_with_the_carriers_defaults() -> None:
    document = read("<Gather/><Pause/><Redirect> /a </Redirect><Dial>+18003755283</Dial><Hangup/><Reject/>")
    assert document.warnings == ()
    assert document.verbs == (
        Gather(input="dtmf", finish_on_key="#", timeout=5, speech_timeout=5, language="en-US", barge_in=True),
        Pause(1),
        Redirect("/a"),
        Dial("+18003755283", None, 30),
        Hangup(),
        Reject("rejected"),
    )


def test_every_attribute_of_a_gather_is_read() -> None:
    (gather,) = read(
        '<Gather input="dtmf speech" action="/a?b=1&amp;c=2" method="POST" numDigits="13" finishOnKey="" timeout="7" '
        'speechTimeout="auto" language="es-US" hints="uno,dos" actionOnEmptyResult="true" bargeIn="false"/>'
    ).verbs
    assert gather == Gather((), "dtmf speech", "/a?b=1&c=2", 13, "", 7, 0, "es-US", "uno,dos", True, False)


def test_the_silence_after_speech_is_the_time_out_unless_it_is_told() -> None:
    timed, told = read('<Gather timeout="9"/><Gather timeout="9" speechTimeout="2"/>').verbs
    assert isinstance(timed, Gather)
    assert isinstance(told, Gather)
    assert (timed.speech_timeout, told.speech_timeout) == (9, 2)


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ("<say>a</say>", 12200),
        ("<Play>http://a</Play>", 12200),
        ('<Say colour="red">a</Say>', 12200),
        ("<Say>a<blink>b</blink></Say>", 12200),
        ('<Say>a<break times="1s"/></Say>', 12200),
        ('<Say>a<break time="11s"/></Say>', 12200),
        ('<Say>a<break strength="huge"/></Say>', 12200),
        ('<Say><prosody rate="9%">a</prosody></Say>', 12200),
        ("words", 12200),
        ('<Pause length="0"/>', 12200),
        ("<Pause><Say>a</Say></Pause>", 12200),
        ('<Redirect method="GET">/a</Redirect>', 12200),
        ("<Say/>", 13520),
        ("<Say> <break/> </Say>", 13520),
        ("<Say>" + "x" * 4_097 + "</Say>", 13520),
        ('<Say loop="x">a</Say>', 13510),
        ("<Gather><Redirect>/a</Redirect></Gather>", 13320),
        ("<Gather>words</Gather>", 13320),
        ('<Gather numDigits="0"/>', 13314),
        ('<Gather numDigits="-1"/>', 13314),
        ('<Gather numDigits="١"/>', 13314),
        ('<Gather timeout="auto"/>', 13313),
        ('<Gather method="PUT"/>', 13312),
        ('<Gather finishOnKey="12"/>', 13310),
        ('<Gather input="voice"/>', 13326),
        ('<Gather speechTimeout="long"/>', 13327),
        ('<Gather hints="' + "x" * 101 + '"/>', 13330),
        ('<Gather actionOnEmptyResult="yes"/>', 13338),
        ('<Dial timeout="soon">+18003755283</Dial>', 13212),
        ("<Dial>somebody</Dial>", 13223),
        ("<Dial>+18003755283<Sip>a</Sip></Dial>", 13215),
    ],
)
def test_what_the_carrier_warns_of_has_its_number_and_the_call_goes_on(inside: str, code: int) -> None:
    assert [warning[0] for warning in read(inside).warnings] == [code]


def test_plain_text_is_spoken() -> None:
    (say,) = read_call("text/plain", "¡Hola!".encode()).verbs
    assert isinstance(say, Say)
    assert [run.text for run in runs(say.pieces, spoken_seconds)] == ["¡Hola!"]


# Speech


def test_a_caption_holds_the_words_alone_with_a_comma_for_a_break_that_is_heard() -> None:
    marked = '\n E<break time="100ms"/>A <break time="200ms"/>C<break time="300ms"/>9 <emphasis>9</emphasis>. '
    assert [run.text for run in heard(marked + '<break time="1s"/>Press<break/> 1 <break strength="strong"/>')] == [
        "E A C, 9 9. Press, 1"
    ]


def test_what_is_spelled_is_written_letter_by_letter_and_an_alias_is_heard_but_not_shown() -> None:
    (run,) = heard('<say-as interpret-as="characters">I130</say-as> <sub alias="number">no.</sub> <w>one</w>')
    assert run.text == "I 1 3 0 no. one"
    (short,), (long,) = heard('<sub alias="n">no.</sub>'), heard('<sub alias="the number of it">no.</sub>')
    assert (short.text, long.text) == ("no.", "no.")
    assert short.seconds < long.seconds


def test_sentences_and_paragraphs_end_in_silence() -> None:
    (run,) = heard("<p><s>ab</s><s>cd</s></p>")
    assert run.seconds == pytest.approx(4 + 0.4 + 0.4 + 0.6)


def test_rates_by_word_and_by_number_change_the_time() -> None:
    (run,) = heard('<prosody rate="x-slow">abcd</prosody><prosody rate="200%">efgh</prosody>')
    assert run.seconds == pytest.approx(8 + 2)
    assert run.rate == 50


def test_the_silence_between_two_languages_belongs_to_the_first() -> None:
    first, second = heard('<lang xml:lang="es-US">uno</lang> <break time="2s"/><lang xml:lang="en-US">two</lang>')
    assert (first.text, first.language, first.seconds) == ("uno", "es-US", 3 + 1 + 2)
    assert (second.text, second.language, second.seconds) == ("two", "en-US", 3)


def test_a_word_in_marks_stays_one_word() -> None:
    assert [run.text for run in heard("un<emphasis>believ</emphasis>able &amp; true")] == ["unbelievable & true"]


def test_letters_and_digits_that_are_spelled_take_longer_than_their_signs() -> None:
    assert spoken_seconds("abcdefghijklmn", "en-US") == 1
    assert spoken_seconds("E A C 9", "en-US") == pytest.approx((7 + 16) / 14)
    assert spoken_seconds("  ", "en-US") == 0


# Names


def sample(name: str) -> dict[str, str]:
    params: dict[str, str] = json.loads((SAMPLES / f"{name}.json").read_text())["params"]
    # These belong to add-ons and applications, which no number of ours has.
    return {key: value for key, value in params.items() if key not in {"AddOns", "ApplicationSid"}}


def test_the_names_are_those_of_the_real_carrier_in_its_order() -> None:
    pairs = call_pairs(ACCOUNT, CALL, "ringing")
    assert [name for name, _ in pairs] == list(sample("voice_inbound_ringing"))
    assert [name for name, _ in [*pairs, *keyed("1", "")]] == list(sample("voice_gather_digits"))
    assert [name for name, _ in [*pairs, *spoken("a", 0.9, "en-US")]] == list(sample("voice_gather_speech"))
    completed = call_state(ACCOUNT, CALL, "completed", 1475966800, 1475966819)
    assert [name for name, _ in completed] == list(sample("call_status_completed"))
    for name in ("Timestamp", "CallbackSource", "SequenceNumber", "Duration", "CallDuration", "CallStatus"):
        assert dict(completed)[name] == sample("call_status_completed")[name]


def test_a_caller_who_shows_no_number_has_the_real_carriers_values() -> None:
    hidden = Call(CALL.sid, CALL.phone, VOICE, withheld=True)
    told, real = dict(call_pairs(ACCOUNT, hidden, "ringing")), sample("voice_inbound_withheld_anonymous")
    for name in ("From", "Caller", "FromCountry", "CallerCountry", "FromState", "CallerState", "FromCity", "FromZip"):
        assert told[name] == real[name]
