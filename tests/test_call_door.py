"""The door of calls: a step counts once and in its turn, whatever the network makes of it; odd ones are answered."""

import io
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from bot.turns import TooBusy
from bot.twilio.fallback import SPOKEN_APOLOGY
from bot.twilio.twiml import EMPTY
from tests.dialing import (
    AHEAD,
    ENDED,
    ENTER,
    FULL_TEXT,
    GOODBYE,
    HIDDEN,
    HISTORY,
    LANGUAGE,
    MENU,
    NOBODY_THERE,
    OPENS,
    OTHER_KEYS,
    OTHER_READ_BACK,
    OTHER_TOLD,
    OTHER_TOLD_IN_SPANISH,
    READ_BACK,
    RECEIPT_KEYS,
    TOLD,
    TOLD_IN_SPANISH,
    TURN,
    Dialed,
    counts,
    heard_in,
    known,
    leads_to,
    plain,
    spoken,
)
from tests.hearing import heard
from tests.knocking import knock, signature
from tests.races import at_once
from tests.service import PUBLIC, ServiceLine
from tests.world import APPROVED, PERSON, REVIEWED

# A question of each kind, and the keys that lead to it.
PLACES = {
    "language": (),
    "menu": ("1",),
    "receipt": ("1", "1"),
    "right": ("1", "1", RECEIPT_KEYS),
    "next": ("1", "1", RECEIPT_KEYS, "1"),
    "which": ("1", "1", "6721234567890"),
    "letters": ("1", "1", "2229999103403"),
    "help": ("1", "0"),
    "ahead": ("1", "#"),
    "person": ("1", "0", "0"),
}


@pytest.fixture(autouse=True)
def log() -> Iterator[io.StringIO]:
    """What the product logs."""
    with heard() as stream:
        yield stream


# One state a call


def test_the_first_request_again_gets_the_same_greeting_and_begins_nothing_anew(line: ServiceLine) -> None:
    call = Dialed(line)
    first = call.open()
    assert LANGUAGE in spoken(first)
    assert call.open().data == first.data
    assert MENU in call.keys("1")
    again = line.post(OPENS, call.parameters(CallStatus="ringing"))
    assert again.data == first.data, "however late it comes"
    assert call.step(1, Digits="2").data == first.data, "and as a step of turn 1 it is the same request"
    assert ENTER in call.keys("1")


def test_a_step_that_was_taken_gets_its_stored_answer_whatever_its_keys_are(line: ServiceLine) -> None:
    call = Dialed(line)
    call.open()
    taken = {}
    for digits in ("1", "1", RECEIPT_KEYS, "1", "2"):
        turn = call.turn
        taken[turn] = call.go_on(Digits=digits)
    assert TOLD in spoken(taken[5])
    asked, before = list(line.source.asked), counts(line, "answers")
    for turn, answer in taken.items():
        for done in ({"Digits": "9"}, {"Digits": OTHER_KEYS}, {"SpeechResult": "two"}, {}, {"Digits": "\0🙂"}):
            assert call.step(turn, **done).data == answer.data
    assert line.source.asked == asked == [APPROVED.receipt]
    assert counts(line, "answers") == before
    assert HISTORY in call.keys("3"), "the call goes on from where it was"


@pytest.mark.parametrize("turn", ["2", "02", "002"], ids=["as the line wrote it", "with a zero", "with two zeros"])
def test_a_turn_is_the_same_turn_however_its_number_is_written(lite: ServiceLine, turn: str) -> None:
    call = Dialed(lite)
    call.open()
    answer = call.step(2, Digits="1")
    assert MENU in spoken(answer)
    assert call.step(turn, Digits="2").data == answer.data


OUT_OF_TURN = [
    "0", "-1", "-2", "5", "41", "999", "1000", "9" * 30, "3x", "x", "", "%D9%A3", "%EF%BC%93", "%C2%B3", "3.0", "0x3",
    "+3", "%2B3", "3%00", "1e0", "%00", "%F0%9F%99%82", "3;2", "null", "0003",
]  # fmt: skip


@pytest.mark.parametrize("turn", OUT_OF_TURN)
def test_a_step_out_of_turn_hears_the_present_question_and_is_no_answer(lite: ServiceLine, turn: str) -> None:
    """Its turn would be 3, whose key 1 leads to the receipt number."""
    call = Dialed(lite)
    assert MENU in call.keys("1")
    response = call.step(turn, Digits="1")
    said = spoken(response)
    assert MENU in said
    assert ENTER not in said
    call.url = leads_to(response)
    assert ENTER in call.keys("1"), "what is keyed to the question that was heard again counts"


def test_a_step_without_a_turn_hears_the_present_question(line: ServiceLine) -> None:
    call = Dialed(line)
    call.keys("1")
    for path in (TURN, f"{TURN}?other=3", f"{TURN}?turn", f"{TURN}?Turn=3"):
        response = line.post(path, call.parameters(Digits="1"))
        assert MENU in spoken(response)
    call.url = leads_to(response)
    assert ENTER in call.keys("1")


def test_of_two_turns_in_an_address_the_first_counts(lite: ServiceLine) -> None:
    call = Dialed(lite)
    call.keys("1")
    assert ENTER in spoken(lite.post(f"{TURN}?turn=3&turn=9", call.parameters(Digits="1")))


def test_a_question_that_was_asked_again_can_still_be_answered_in_its_first_place(lite: ServiceLine) -> None:
    """Whatever came out of its turn moved nothing: the step that was under way is the next one all the same."""
    call = Dialed(lite)
    call.keys("1", "1", RECEIPT_KEYS)
    own = call.turn
    assert READ_BACK in spoken(call.step(700))
    assert lite.source.asked == []
    assert TOLD in spoken(call.step(own, Digits="1"))


def over(said: str) -> bool:
    """The call is told to end, in both languages."""
    return "This call has to end now" in said and "Esta llamada termina" in said


def test_a_call_whose_talk_was_purged_is_told_to_call_again_and_its_keys_mean_nothing(line: ServiceLine) -> None:
    call = Dialed(line, shows=HIDDEN)
    call.keys("1", "1", RECEIPT_KEYS)
    line.wait(91 * 86_400)
    line.services.purge()
    nothing = {"people": 0, "conversations": 0, "answers": 0}
    assert counts(line, "people", "conversations", "answers") == nothing
    response = call.step(call.turn, Digits="1")
    assert over(response.text)
    assert "<Hangup/>" in response.text
    assert line.source.asked == []
    assert counts(line, "people", "conversations", "answers") == nothing


def test_whoever_sends_delete_in_the_middle_of_their_call_is_told_to_call_again(line: ServiceLine) -> None:
    call = Dialed(line)
    assert call.keys("1", "1", RECEIPT_KEYS, "1")
    line.send("delete")
    assert over(call.step(call.turn, Digits="1").text)
    assert counts(line, "people", "conversations", "answers") == {"people": 0, "conversations": 0, "answers": 0}


def test_a_step_that_came_before_its_time_is_not_in_the_way_when_its_time_comes(lite: ServiceLine) -> None:
    call = Dialed(lite)
    call.keys("1", "1")
    call.url = leads_to(call.step(6))
    assert TOLD in call.keys(RECEIPT_KEYS, "1")


def test_a_second_step_without_a_readable_turn_hears_what_is_asked_now(lite: ServiceLine) -> None:
    call = Dialed(lite)
    call.keys("1")
    call.url = leads_to(call.step("x"))
    assert ENTER in call.keys("1")
    assert ENTER in spoken(call.step("x"))


def test_one_step_four_times_at_once_is_one_turn_with_one_answer(line: ServiceLine) -> None:
    call = Dialed(line)
    call.keys("1", "1", RECEIPT_KEYS)
    before, turn = counts(line, "answers")["answers"], call.turn
    answers = at_once(lambda _: call.step(turn, Digits="1"), runners=4)
    assert len({answer.data for answer in answers}) == 1
    assert TOLD in spoken(answers[0])
    assert counts(line, "answers")["answers"] == before + 1
    assert line.source.asked == [APPROVED.receipt]
    call.url = leads_to(answers[0])
    assert FULL_TEXT in call.keys("2")


def test_two_different_keys_for_one_turn_at_once_give_one_of_the_answers_twice(line: ServiceLine) -> None:
    call = Dialed(line)
    call.open()
    first, second = at_once(lambda n: call.step(2, Digits="12"[n]), runners=2)
    assert first.data == second.data
    assert leads_to(first).endswith("turn=3")


def test_the_first_request_four_times_at_once_is_one_greeting(line: ServiceLine) -> None:
    call = Dialed(line)
    greetings = at_once(lambda _: line.post(OPENS, call.parameters()), runners=4)
    assert len({greeting.data for greeting in greetings}) == 1
    assert LANGUAGE in spoken(greetings[0])
    assert counts(line, "people", "conversations", "answers") == {"people": 1, "conversations": 1, "answers": 1}


def test_calls_that_go_on_at_the_same_time_do_not_mix(line: ServiceLine) -> None:
    """Four phones, each with its language and its case, step by step at the same moment."""
    calls = [Dialed(line, f"CA-{n}", f"+1202555017{n}") for n in range(4)]
    keys = [RECEIPT_KEYS, OTHER_KEYS, RECEIPT_KEYS, OTHER_KEYS]
    at_once(lambda n: calls[n].keys("12"[n // 2], "1"), runners=4)
    at_once(lambda n: calls[n].keys(keys[n]), runners=4)
    told = at_once(lambda n: calls[n].keys("1"), runners=4)
    assert TOLD in told[0]
    assert OTHER_TOLD in told[1]
    assert TOLD_IN_SPANISH in told[2]
    assert OTHER_TOLD_IN_SPANISH in told[3]


def test_two_calls_of_one_phone_at_the_same_time_are_two_talks(line: ServiceLine) -> None:
    """Two lines of one number, as at an office."""
    first, second = Dialed(line, "CA-1"), Dialed(line, "CA-2")
    at_once(lambda n: (first, second)[n].keys("1", "1"), runners=2)
    at_once(lambda n: (first, second)[n].keys((RECEIPT_KEYS, OTHER_KEYS)[n]), runners=2)
    told = at_once(lambda n: (first, second)[n].keys("1"), runners=2)
    assert TOLD in told[0]
    assert OTHER_TOLD in told[1]
    assert sorted(line.source.asked) == sorted([APPROVED.receipt, REVIEWED.receipt])


def test_steps_of_two_calls_that_come_in_turns_each_go_on_where_they_were(lite: ServiceLine) -> None:
    calls = [Dialed(lite, f"CA-{n}", shows) for n, shows in enumerate((PERSON, HIDDEN, "+12025550143", HIDDEN))]
    for keys in ("1", "1", RECEIPT_KEYS):
        heard_by = [call.keys(keys) for call in calls]
        assert len(set(heard_by)) == 1
    assert all(TOLD in call.keys("1") for call in calls)


# What a step may hold

KEYS_AS_WRITTEN = {
    "Arabic": "٣٢٢٩٩٩٩١٠٣٤٠٣",
    "Persian": "۳۲۲۹۹۹۹۱۰۳۴۰۳",
    "full width": "３２２９９９９１０３４０３",
    "Devanagari": "३२२९९९९१०३४०३",
    "with what are no keys": " 322-9999\u202e103\x00403🙂é#",
}


@pytest.mark.parametrize("digits", KEYS_AS_WRITTEN.values(), ids=KEYS_AS_WRITTEN.keys())
def test_keys_are_the_same_keys_in_every_script(line: ServiceLine, digits: str) -> None:
    call = Dialed(line)
    call.keys("1", "1")
    assert READ_BACK in call.keys(digits)
    assert TOLD in call.keys("١")


def test_keys_count_before_what_was_said_with_them(lite: ServiceLine) -> None:
    call = Dialed(lite)
    call.keys("1")
    assert ENTER in spoken(call.go_on(Digits="1", SpeechResult="spanish", Confidence="0.99"))
    assert OTHER_READ_BACK in spoken(call.go_on(Digits=OTHER_KEYS, SpeechResult="E A C 9999103403"))


def test_pound_alone_is_pound_whether_it_stands_in_the_digits_or_beside_them(lite: ServiceLine) -> None:
    ways = ({"Digits": "#"}, {"Digits": "", "FinishedOnKey": "#"}, {"FinishedOnKey": "#"})
    for number, done in enumerate(ways):
        call = Dialed(lite, f"CA{number}", HIDDEN)
        call.keys("1", "1")
        assert AHEAD in spoken(call.go_on(**done)), done


def test_speech_is_heard_without_its_confidence(line: ServiceLine) -> None:
    call = Dialed(line)
    call.keys("1", "1")
    assert READ_BACK in spoken(call.go_on(SpeechResult="E A C nine nine nine nine one zero three four zero three"))
    assert "Confidence" not in call.parameters()
    for number, confidence in enumerate(("", "0.0", "-1", "NaN", "much", "\0")):
        other = Dialed(line, f"CA-{number}", HIDDEN)
        other.keys("1")
        assert ENTER in spoken(other.go_on(SpeechResult="one", Confidence=confidence)), confidence


ODD: dict[str, dict[str, str]] = {
    "nothing": {},
    "no digits": {"Digits": ""},
    "one Arabic digit": {"Digits": "٤"},
    "a full-width digit": {"Digits": "４"},
    "a superscript and a circled digit": {"Digits": "²③"},
    "40 keys": {"Digits": "1234567890" * 4},
    "40 pounds": {"Digits": "#" * 40},
    "40 stars": {"Digits": "*" * 40},
    "10,000 keys": {"Digits": "5" * 10_000},
    "letters": {"Digits": "EACeac"},
    "letters of the keypad": {"Digits": "ABCD"},
    "NUL": {"Digits": "\0"},
    "NUL among keys": {"Digits": "1\x002"},
    "emoji": {"Digits": "1️⃣👍🏿"},
    "markup for keys": {"Digits": '"/><Hangup/>1'},
    "another key ended it": {"Digits": "", "FinishedOnKey": "*"},
    "an odd key ended it": {"Digits": "12", "FinishedOnKey": "\0<"},
    "speech with XML": {"SpeechResult": "</Say><Hangup/>&amp;]]><!--' \" <b>one"},
    "speech with controls": {"SpeechResult": "".join(map(chr, [*range(32), *range(127, 160)])) + "\ufffe one"},
    "speech from right to left": {"SpeechResult": "\u202eIOE12345\u202c مرحبا שלום ٤"},
    "speech of emoji": {"SpeechResult": "👩‍👩‍👧‍👦🇲🇽🧑🏽‍⚖️"},
    "speech of 10,000 characters": {"SpeechResult": "I O E zero " * 910},
    "speech of 10,000 vowels": {"SpeechResult": "a e i o u " * 1000},
    "speech of blanks": {"SpeechResult": "\u00a0 \t\n"},
    "speech of a secret number": {"SpeechResult": "my social is 078 05 1120"},
    "speech with braces": {"SpeechResult": "{receipt} {0} %s %(name)s"},
    "keys and speech": {"Digits": "1", "SpeechResult": "dos", "Confidence": "x"},
    "a partial result": {"UnstableSpeechResult": "one", "Stability": "0.5", "SequenceNumber": "0"},
    "a state of its own": {"CallStatus": "queued", "Digits": "1"},
    "no state": {"CallStatus": "", "Digits": "1"},
    "another sender's tongue": {"Digits": "1", "Language": "xx-XX", "CallerCountry": "\0"},
    "a text's parameters": {"Body": "STOP", "OptOutType": "STOP", "MessageSid": "SM1", "NumMedia": "1"},
    **{f"dial {state}": {"DialCallStatus": state, "DialCallSid": "CA9"} for state in (
        "completed", "answered", "busy", "no-answer", "failed", "canceled", "", "nonsense", "\0<&>", "x" * 5000)},
}  # fmt: skip


@pytest.mark.parametrize("done", ODD.values(), ids=ODD.keys())
def test_whatever_a_step_holds_is_answered_in_words_at_every_question(
    lite: ServiceLine, log: io.StringIO, done: dict[str, str]
) -> None:
    for number, (place, keys) in enumerate(PLACES.items()):
        call = Dialed(lite, f"CA{number}", f"+1202555{1000 + number}")
        call.keys(*keys)
        response = call.go_on(**done)
        assert spoken(response), place
        assert response.data.decode() != SPOKEN_APOLOGY, place
        if call.url:
            assert spoken(call.go_on(**done)), place
    assert "turn failed" not in log.getvalue()


@pytest.mark.parametrize("done", [ODD["NUL among keys"], ODD["emoji"], ODD["speech with controls"], ODD["40 keys"]])
def test_what_a_step_holds_is_kept_on_both_databases(line: ServiceLine, log: io.StringIO, done: dict[str, str]) -> None:
    call = Dialed(line)
    call.keys("1", "1")
    turn, first = call.turn, call.go_on(**done)
    assert spoken(first)
    assert call.step(turn).data == first.data
    assert "turn failed" not in log.getvalue()


@pytest.mark.parametrize("name", ["To", "Called", "ApiVersion", "CallerCity", "ForwardedFrom", "Direction", ""])
def test_odd_words_about_a_call_change_nothing(lite: ServiceLine, name: str) -> None:
    call = Dialed(lite)
    call.open(**{name: "\0\u202e<x>🙂"})
    assert MENU in spoken(call.go_on(**{name: "\0\u202e<x>🙂", "Digits": "1"}))


@pytest.mark.parametrize("sid", ["CA" + "é" * 10, "CA\0", "CA\n1", "x" * 65, "", "٤"])
@pytest.mark.parametrize("path", [OPENS, f"{TURN}?turn=2", f"{TURN}?turn=x"])
def test_without_an_id_there_is_no_call(lite: ServiceLine, sid: str, path: str) -> None:
    assert lite.post(path, Dialed(lite, sid).parameters(Digits="1")).status_code == 400
    nameless = {key: value for key, value in Dialed(lite).parameters().items() if key != "CallSid"}
    assert lite.post(path, nameless).status_code == 400
    assert counts(lite, "people", "conversations", "answers") == {"people": 0, "conversations": 0, "answers": 0}


@pytest.mark.parametrize("outcome", ["completed", "answered"])
def test_whoever_talked_to_a_person_is_said_goodbye(lite: ServiceLine, outcome: str) -> None:
    call = Dialed(lite)
    call.keys(*PLACES["person"])
    response = call.go_on(DialCallStatus=outcome, DialCallDuration="65", DialBridged="true")
    assert spoken(response) == GOODBYE
    assert "<Hangup/>" in response.text


@pytest.mark.parametrize("outcome", ["busy", "no-answer", "failed", "canceled", "nonsense"])
def test_where_nobody_picked_up_the_call_goes_on(lite: ServiceLine, outcome: str) -> None:
    call = Dialed(lite)
    call.keys(*PLACES["person"])
    said = spoken(call.go_on(DialCallStatus=outcome))
    assert said.startswith(NOBODY_THERE)
    assert MENU in said
    assert ENTER in call.keys("1")


# Over

CALL_OVER = ["completed", "busy", "failed", "no-answer", "canceled"]


@pytest.mark.parametrize("path", [OPENS, f"{TURN}?turn=3", f"{TURN}?turn=x"])
@pytest.mark.parametrize("done", [*({"CallStatus": state} for state in CALL_OVER), {"Digits": "hangup"}])
def test_a_call_that_is_over_gets_an_empty_answer(lite: ServiceLine, path: str, done: dict[str, str]) -> None:
    call = Dialed(lite, shows=HIDDEN)
    call.keys("1")
    response = lite.post(path, call.parameters(**{"Digits": "1", **done}))
    assert response.data.decode() == EMPTY
    assert heard_in(response) == ""
    assert counts(lite, "people", "conversations", "answers") == {"people": 0, "conversations": 0, "answers": 0}


def test_a_caller_who_hangs_up_while_a_person_talks_is_gone(line: ServiceLine) -> None:
    call = Dialed(line, shows=HIDDEN)
    call.keys(*PLACES["person"])
    assert heard_in(call.go_on(DialCallStatus="completed", CallStatus="completed")) == ""
    assert counts(line, "people", "conversations", "answers") == {"people": 0, "conversations": 0, "answers": 0}


# Who may knock


def test_only_what_twilio_signed_for_this_account_and_turn_is_let_in(line: ServiceLine) -> None:
    call = Dialed(line)
    call.keys("1")
    for path in (OPENS, f"{TURN}?turn=3", ENDED):
        assert line.post(path, call.parameters(Digits="1"), "bm90IGl0").status_code == 403
        foreign = call.parameters(Digits="1", AccountSid="AC" + "1" * 32)
        assert line.post(path, foreign).status_code == 403
        for method in ("GET", "PUT", "DELETE", "HEAD"):
            assert knock(line, call.parameters(), path, method=method).status_code == 405
    assert counts(line, "answers") == {"answers": 2}
    assert ENTER in call.keys("1")


def test_a_signature_for_one_turn_is_none_for_another(lite: ServiceLine) -> None:
    call = Dialed(lite)
    call.keys("1")
    body = urlencode(call.parameters(Digits="1")).encode()
    header = signature(f"{TURN}?turn=3", body)
    assert knock(lite, body, f"{TURN}?turn=4", header=header).status_code == 403
    assert knock(lite, body, TURN, header=header).status_code == 403
    assert knock(lite, body, f"{TURN}?turn=3&x=1", header=header).status_code == 403
    assert ENTER in spoken(knock(lite, body, f"{TURN}?turn=3", header=header))


# Without a database


def _no_folder(folder: Path) -> tuple[str, Callable[[], object]]:
    return f"sqlite:///{folder}/gone/line.db", lambda: shutil.rmtree(folder / "gone")


def _garbage(folder: Path) -> tuple[str, Callable[[], object]]:
    path = folder / "garbage.db"
    return f"sqlite:///{path}", lambda: path.write_bytes(b"this is no database" * 500)


def _no_tables(folder: Path) -> tuple[str, Callable[[], object]]:
    return f"sqlite:///{folder}/empty.db", lambda: None


def _no_server(folder: Path) -> tuple[str, Callable[[], object]]:
    return f"postgresql+psycopg://postgres@/line?host={folder}", lambda: None


def all_excused(stage: ServiceLine) -> None:
    """Each request of a call is answered with an apology in both languages; reports are to come again."""
    call = Dialed(stage)
    call.url = f"{PUBLIC}{TURN}?turn=2"
    for response in (call.open(), call.step(2, Digits="1"), call.step("x"), call.step(3, SpeechResult="one")):
        assert response.data.decode() == SPOKEN_APOLOGY
        said = spoken(response)
        assert plain("Sorry, something went wrong here.") in said
        assert plain("Disculpe, algo salió mal.") in said
        assert response.text.endswith("<Hangup/></Response>")
    assert call.report() == 429
    assert call.report("in-progress") == 204, "nothing was to be done"
    assert stage.post(TURN, call.parameters(CallSid="")).status_code == 400


@pytest.mark.parametrize("way", [_no_folder, _garbage, _no_tables, _no_server])
def test_without_a_database_a_caller_hears_an_apology_in_both_languages(
    tmp_path: Path, way: Callable[[Path], tuple[str, Callable[[], object]]]
) -> None:
    url, break_it = way(tmp_path)
    stage = ServiceLine(url)
    break_it()
    all_excused(stage)
    stage.close()


@pytest.mark.slow
def test_a_database_that_somebody_locks_keeps_a_caller_waiting_a_few_seconds_at_most(sqlite_url: str) -> None:
    stage = ServiceLine(sqlite_url)
    call = Dialed(stage)
    call.open()
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None) as shell:
        shell.execute("BEGIN IMMEDIATE").close()
        began = time.monotonic()
        assert call.step(2, Digits="1").data.decode() == SPOKEN_APOLOGY
        assert time.monotonic() - began < 12.0, "Twilio waits 15 seconds"
        assert call.report() == 429
        shell.execute("ROLLBACK").close()
    shell.close()
    assert MENU in spoken(call.step(2, Digits="1")), "nothing of it was taken"
    stage.close()


class Crowded:
    """A desk at which others are always faster."""

    def take(self, *_asked: object) -> tuple[str, bool]:
        raise TooBusy

    def end(self, _call: str) -> None:
        raise TooBusy


def test_where_others_are_always_faster_a_caller_hears_the_apology(lite: ServiceLine) -> None:
    lite.services.calls = Crowded()  # type: ignore[assignment]
    lite.app = lite.services.web_app()
    all_excused(lite)


def test_a_step_that_has_lost_its_sender_is_nobodys_and_spoils_nothing(lite: ServiceLine) -> None:
    """No request of Twilio's comes without `From`; if one did, it must not open somebody's call to somebody else."""
    call = Dialed(lite)
    call.keys("1", "1", RECEIPT_KEYS)
    lost = Dialed(lite, call.sid, None)
    response = lost.step(call.turn, Digits="1")
    assert spoken(response)
    assert "Case Was Approved" not in response.text
    assert not known(lite, f"call {call.sid}")
    assert TOLD in call.keys("1")
