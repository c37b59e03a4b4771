"""The desk of calls: what a call leaves behind, what is remembered of who shows a number, and that nobody is left in
silence."""

import logging
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from sqlalchemy import update
from werkzeug.test import TestResponse

from bot.services import Services
from bot.twilio.fallback import CALL_OVER, SPOKEN_APOLOGY
from bot.twilio.twiml import EMPTY
from dialogs.cases import Case
from storage.tables import conversations, people
from tests.dialing import (
    BY_TEXT,
    DOWN,
    GOODBYE,
    HIDDEN,
    LANGUAGE,
    MANY,
    MENU,
    NOBODY_THERE,
    ONE_MOMENT,
    OTHER_KEYS,
    OTHER_TOLD,
    OTHER_TOLD_IN_SPANISH,
    RECEIPT_KEYS,
    SLOW,
    SPANISH_GREETING,
    SPANISH_MENU,
    STOPPED,
    TEXTED,
    TEXTED_LATER,
    TOLD,
    TOO_LONG,
    Dialed,
    counts,
    heard_in,
    known,
    spoken,
)
from tests.hearing import heard
from tests.races import at_once
from tests.searching import database_bytes, found, redis_bytes
from tests.service import ServiceLine
from tests.test_privacy import PERSON as RUDE_TO
from tests.test_privacy import Ears, Overheard, Rude
from tests.valkey import Valkey, running
from tests.world import APPROVED, PERSON, REVIEWED

OTHER_PERSON = "+12025550143"
GONE = {"conversations": 0, "answers": 0}
NOBODY = {"people": 0, **GONE}
RIGHT = ("1", "1", RECEIPT_KEYS)  # to the question whether the number is right


# The end of a call


@pytest.mark.parametrize("status", ["completed", "busy", "failed", "no-answer", "canceled"])
@pytest.mark.parametrize("reported", [True, False], ids=["reported", "at the next step"])
def test_a_call_that_ends_in_the_middle_leaves_nothing_but_the_language(
    line: ServiceLine, status: str, reported: bool
) -> None:
    call, hidden = Dialed(line, "CA1"), Dialed(line, "CA2", HIDDEN)
    call.keys("2", "1", RECEIPT_KEYS, "1", "2")
    hidden.keys("2", "1", RECEIPT_KEYS, "1")
    for ending in (call, hidden):
        if reported:
            assert ending.report(status) == 204
        else:
            assert ending.go_on(CallStatus=status, Digits="1").data.decode() == EMPTY
    assert counts(line, "people", *GONE) == {"people": 1, **GONE}
    assert known(line, PERSON)
    assert SPANISH_MENU in Dialed(line, "CA3").greets(), "in the language chosen"


@pytest.mark.parametrize("status", ["queued", "initiated", "ringing", "in-progress", "answered", "", "nonsense", "\0"])
def test_a_report_that_a_call_goes_on_ends_nothing(line: ServiceLine, status: str) -> None:
    call = Dialed(line)
    call.keys(*RIGHT)
    before = counts(line, "people", *GONE)
    assert call.report(status) == 204
    assert counts(line, "people", *GONE) == before
    assert TOLD in call.keys("1")


def test_ending_a_call_twice_or_one_that_nobody_knows_does_no_harm(line: ServiceLine) -> None:
    other, call = Dialed(line, "CA2", OTHER_PERSON), Dialed(line, "CA1", HIDDEN)
    other.keys(*RIGHT)
    before = counts(line, "people", *GONE)
    call.keys(*RIGHT)
    assert [call.report(), call.report("failed"), call.report()] == [204, 204, 204]
    assert heard_in(call.go_on(CallStatus="completed")) == ""
    for sid in ("CA-never-seen", "", "x" * 200, "é\0"):
        assert Dialed(line, sid).report() == 204
    assert counts(line, "people", *GONE) == before
    assert TOLD in other.keys("1"), "the other's call goes on"


def test_a_report_names_its_call_and_ends_no_other_of_the_same_phone(line: ServiceLine) -> None:
    first, second = Dialed(line, "CA1"), Dialed(line, "CA11")
    first.keys(*RIGHT)
    second.keys("1", OTHER_KEYS)
    first.report()
    assert counts(line, "conversations") == {"conversations": 1}
    assert OTHER_TOLD in second.keys("1")


def test_a_long_call_leaves_nothing_either(line: ServiceLine) -> None:
    call = Dialed(line)
    call.open()
    while call.url:
        call.go_on(Digits="9")
    assert counts(line, "answers") == {"answers": 80}
    call.report()
    assert counts(line, *GONE) == GONE


def test_texts_of_a_caller_stay_when_the_call_ends(line: ServiceLine) -> None:
    line.send(APPROVED.receipt)
    call = Dialed(line)
    call.keys(*RIGHT[1:])
    call.report()
    assert counts(line, *GONE) == {"conversations": 1, "answers": 1}
    assert line.send("more")[0].startswith(f"USCIS says about {APPROVED.receipt}")


def until_asked(stage: ServiceLine) -> None:
    deadline = time.monotonic() + 20
    while not stage.source.asked:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def looking_up(call: Dialed) -> tuple[threading.Thread, list[TestResponse]]:
    """A look-up under way, at an agency that keeps it waiting, and what will have come of it."""
    call.stage.agency("slow")
    answers: list[TestResponse] = []
    thread = threading.Thread(target=lambda: answers.append(call.go_on(Digits="1")))
    thread.start()
    until_asked(call.stage)
    return thread, answers


@pytest.mark.parametrize(("shows", "left"), [(PERSON, 1), (HIDDEN, 0)])
@pytest.mark.parametrize("answered", [True, False], ids=["the agency answers", "the agency hangs"])
def test_hanging_up_while_the_agency_is_asked_leaves_nothing(
    line: ServiceLine, shows: str, left: int, answered: bool
) -> None:
    call = Dialed(line, "CA1", shows)
    call.keys(*RIGHT)
    thread, answers = looking_up(call)
    assert call.report() == 204
    if answered:
        line.source.gate.set()
    thread.join(20)
    assert answers[0].data.decode() == CALL_OVER
    assert counts(line, "people", *GONE) == {"people": left, **GONE}
    assert counts(line, "promises", "messages") == {"promises": 0, "messages": 0}


def test_hanging_up_at_the_same_moment_as_a_step_leaves_nothing_of_a_hidden_caller(line: ServiceLine) -> None:
    """The step first or the end first: where the step is first, its rows go with the others."""
    for number in range(6):
        call = Dialed(line, f"CA{number}", HIDDEN)
        call.keys(*RIGHT)
        thread, _ = looking_up(call)
        line.source.gate.set()
        while call.report() == 429:  # the carrier is to bring it again
            pass
        thread.join(20)
        line.source.asked.clear()
        with line.services.database.writing() as db:
            db.exec_driver_sql("DELETE FROM cases").close()
        assert counts(line, "people", *GONE) == NOBODY, number


@pytest.mark.slow
def test_a_report_that_meets_a_turn_in_the_middle_of_its_write_ends_the_call(postgres_url: str) -> None:
    stage = ServiceLine(postgres_url)
    call = Dialed(stage, "CA1", HIDDEN)
    call.keys(*RIGHT)
    reports: list[int] = []
    ending = threading.Thread(target=lambda: reports.append(call.report()))
    with stage.services.database.writing() as db:  # as a turn writes: the person first, then the talk
        db.execute(update(people).values(seen_at=people.c.seen_at))
        ending.start()
        ending.join(0.5)
        db.execute(update(conversations).values(touched_at=conversations.c.touched_at))
    ending.join(20)
    assert reports == [204]
    assert counts(stage, "people", *GONE) == NOBODY
    stage.close()


@pytest.mark.parametrize("shows", [PERSON, HIDDEN])
def test_a_step_that_comes_after_the_end_leaves_nothing(lite: ServiceLine, shows: str) -> None:
    call = Dialed(lite, "CA1", shows)
    call.keys(*RIGHT)
    call.report()
    call.go_on(Digits="1")
    assert counts(lite, *GONE) == GONE


@pytest.mark.parametrize("turn", ["x", "77"])
def test_the_answer_to_a_step_out_of_turn_goes_with_the_call(lite: ServiceLine, turn: str) -> None:
    call = Dialed(lite)
    call.keys("1")
    call.step(turn)
    call.report()
    assert counts(lite, *GONE) == GONE


def test_a_caller_who_texts_delete_while_they_wait_hears_something_all_the_same(lite: ServiceLine) -> None:
    call = Dialed(lite)
    call.keys(*RIGHT)
    thread, answers = looking_up(call)
    lite.send("delete")
    lite.source.gate.set()
    thread.join(20)
    assert spoken(answers[0])


# Whoever shows a number


def test_the_language_of_a_call_is_the_language_of_the_next_one_and_of_texts(line: ServiceLine) -> None:
    first = Dialed(line, "CA1")
    first.keys("2")
    first.report()
    second = Dialed(line, "CA2")
    assert SPANISH_GREETING in spoken(second.open())
    second.report()
    assert line.send(APPROVED.receipt)[0].splitlines()[2] == "Caso Fue Aprobado"
    assert LANGUAGE in Dialed(line, "CA3", OTHER_PERSON).greets(), "somebody else is asked"


def test_the_language_of_texts_is_the_language_of_the_next_call(line: ServiceLine) -> None:
    line.send("español")
    first = Dialed(line, "CA1")
    assert SPANISH_MENU in first.greets()
    assert MENU in first.keys("8")
    first.report()
    assert line.send(APPROVED.receipt)[0].splitlines()[2] == "Case Was Approved"
    assert MENU in Dialed(line, "CA2").greets()


def test_a_stop_by_text_keeps_nobody_from_calling_and_is_respected_on_the_call(line: ServiceLine) -> None:
    line.send("hello")
    line.send("stop")
    call = Dialed(line)
    assert TOLD in call.keys(*RIGHT[1:], "1")
    assert STOPPED in call.keys("4")
    assert counts(line, "promises", "stops") == {"promises": 0, "stops": 1}
    call.report()
    assert counts(line, "stops") == {"stops": 1}
    line.send("start")
    again = Dialed(line, "CA2")
    assert TEXTED in again.keys(*RIGHT[1:], "1", "4")


@pytest.mark.parametrize(("key", "status"), [("1", "Case Was Approved"), ("2", "Caso Fue Aprobado")], ids=["en", "es"])
def test_what_was_asked_for_on_a_call_comes_once_in_the_callers_language(
    line: ServiceLine, key: str, status: str
) -> None:
    call = Dialed(line)
    call.keys(key, "1", RECEIPT_KEYS, "1", "4")
    call.report()
    assert counts(line, "promises") == {"promises": 1}, "it outlives the call"
    bodies = line.arrive()
    told = "\n".join(bodies).splitlines()
    assert told[0].startswith("Case Status:"), "who writes"
    assert "STOP" in told[0]
    assert APPROVED.receipt in told
    assert status in told
    assert line.carrier.sent == [(PERSON, body) for body in bodies]
    assert line.services.promises.keep() == 0
    line.services.outbox.deliver()
    assert len(line.carrier.sent) == len(bodies)
    assert APPROVED.receipt in line.send("more" if key == "1" else "más")[0], "and can be asked about by text"


def test_workers_that_come_at_once_send_it_once(line: ServiceLine) -> None:
    call = Dialed(line)
    call.keys(*RIGHT, "1", "4")
    assert sum(at_once(lambda _: line.services.promises.keep(), runners=4)) == 1
    line.services.outbox.deliver()
    assert len(line.carrier.sent) == 1


def test_the_same_step_again_promises_nothing_more(line: ServiceLine) -> None:
    call = Dialed(line)
    call.keys(*RIGHT, "1")
    turn = call.turn
    answers = at_once(lambda _: call.step(turn, Digits="4"), runners=4)
    assert len({answer.data for answer in answers}) == 1
    assert counts(line, "promises") == {"promises": 1}


def texts_after_pressing_4(stage: ServiceLine, times: int) -> int:
    call = Dialed(stage)
    call.keys(*RIGHT, "1", *["4"] * times)
    stage.services.promises.keep()
    stage.services.outbox.deliver()
    assert {to for to, _ in stage.carrier.sent} == {PERSON}
    return len(stage.carrier.sent)


@pytest.mark.parametrize("times", [1, 2, 12])
def test_whoever_presses_4_again_and_again_gets_one_text(lite: ServiceLine, times: int) -> None:
    assert texts_after_pressing_4(lite, times) == 1


@pytest.mark.parametrize("when", ["before the worker comes", "while the agency is asked"])
def test_whoever_says_stop_before_it_comes_is_sent_nothing(line: ServiceLine, when: str) -> None:
    line.agency("slow")
    call = Dialed(line)
    call.keys(*RIGHT, "1")
    for _ in range(4):
        call.go_on()
    assert TEXTED_LATER in call.keys("4")
    worker = threading.Thread(target=line.services.promises.keep)
    if when == "before the worker comes":
        line.send("stop")
        line.source.gate.set()
        worker.start()
    else:
        worker.start()
        line.send("stop")
        line.source.gate.set()
    worker.join(20)
    line.services.outbox.deliver()
    assert line.carrier.sent == []
    assert counts(line, "messages") == {"messages": 0}
    assert line.services.promises.keep() == 0, "it is done with"


def test_whoever_said_stop_during_the_call_is_not_told_that_a_text_comes(lite: ServiceLine) -> None:
    call = Dialed(lite)
    call.keys(*RIGHT, "1")
    lite.send("stop")
    assert STOPPED in call.keys("4")


def test_whoever_is_forgotten_before_it_comes_is_sent_nothing(line: ServiceLine) -> None:
    call = Dialed(line)
    call.keys(*RIGHT, "1", "4")
    line.send("delete")
    assert line.services.promises.keep() == 0
    line.services.outbox.deliver()
    assert line.carrier.sent == []
    assert counts(line, "people", "promises", *GONE) == {"people": 0, "promises": 0, **GONE}


# Limits


def cases(stage: ServiceLine, many: int) -> list[str]:
    receipts = [f"IOE09123450{number:02}" for number in range(many)]
    for receipt in receipts:
        stage.know(Case(receipt, "I-765", {"en": "Case Was Received"}, since="2024-02-01"))
    return receipts


def on_the_keys(receipt: str) -> str:
    return "463" + receipt[3:]


def test_calls_and_texts_count_together_for_the_day(line: ServiceLine) -> None:
    receipts = cases(line, 14)
    for receipt in receipts[:6]:
        assert "Case Was Received" in line.send(receipt)[0]
        line.wait(30)
    call = Dialed(line)
    call.keys("1", "1")
    for receipt in receipts[6:12]:
        assert "Case Was Received" in call.keys(on_the_keys(receipt), "1")
        line.wait(30)
        call.keys("5")
    said = call.keys(on_the_keys(receipts[12]), "1")
    assert MANY in said
    assert "Please try again in 24 hours" in said
    assert "Case Was Received" in call.keys("5", on_the_keys(receipts[0]), "1"), "known numbers may be asked for again"
    call.report()
    line.wait(60)
    assert "Case Was Received" not in line.send(receipts[13])[0]
    again = Dialed(line, "CA2")
    assert MANY in again.keys("1", on_the_keys(receipts[13]), "1"), "another call does not help"


def test_calls_and_texts_count_together_for_the_minute(line: ServiceLine) -> None:
    for _ in range(8):
        assert "Case Was Approved" in line.send(APPROVED.receipt)[0]
    call = Dialed(line)
    assert TOLD in call.keys(*RIGHT, "1")
    assert TOLD in call.keys("5", RECEIPT_KEYS, "1")
    assert MANY in call.keys("5", RECEIPT_KEYS, "1")
    assert "Case Was Approved" not in line.send(APPROVED.receipt)[0]
    line.wait(61)
    assert TOLD in call.keys("5", RECEIPT_KEYS, "1")


def test_whoever_was_told_to_wait_and_did_may_ask_again(lite: ServiceLine) -> None:
    call = Dialed(lite)
    call.keys(*RIGHT)
    for _ in range(10):
        assert TOLD in call.keys("1")
        call.keys("5", RECEIPT_KEYS)
    assert MANY in call.keys("1")
    lite.wait(61)
    assert TOLD in call.keys("1")


def test_looking_again_while_somebody_waits_does_not_count(database_url: str) -> None:
    line = ServiceLine(database_url, LOOKUPS_PER_MINUTE="3")
    line.services.world.patience = 0.05
    line.agency("slow")
    call = Dialed(line)
    call.keys(*RIGHT, "1")
    for _ in range(4):
        call.go_on()
    assert call.keys("1") == ONE_MOMENT[0], "the second look-up, after four more looks"
    for _ in range(4):
        call.go_on()
    line.source.gate.set()
    line.services.world.patience = 3.0
    assert TOLD in call.keys("1"), "the third"
    assert "Case Was Approved" not in line.send(APPROVED.receipt)[0], "the fourth in this minute"
    line.close()


# Never silent


def test_at_most_four_times_one_moment_then_a_text_is_offered(line: ServiceLine) -> None:
    line.services.world.patience = 0.05
    line.agency("slow")
    call = Dialed(line)
    fillers = [call.keys(*RIGHT, "1")]
    while fillers[-1] in ONE_MOMENT:
        fillers.append(spoken(call.go_on()))
    *waits, offer = fillers
    assert waits == ONE_MOMENT
    assert offer.startswith(SLOW)
    assert BY_TEXT in offer
    assert line.source.asked == [APPROVED.receipt], "it was asked once"
    assert TEXTED_LATER in call.keys("4")
    call.report()
    assert line.arrive()[0].splitlines()[1] == APPROVED.receipt


@pytest.mark.parametrize("after", [1, 2, 3, 4])
def test_an_answer_that_comes_meanwhile_is_spoken_at_the_next_filler(lite: ServiceLine, after: int) -> None:
    lite.services.world.patience = 0.05
    lite.agency("slow")
    call = Dialed(lite)
    said = call.keys(*RIGHT, "1")
    for _ in range(after - 1):
        said = spoken(call.go_on())
    assert said in ONE_MOMENT
    lite.source.gate.set()
    lite.services.world.patience = 3.0
    assert TOLD in spoken(call.go_on())
    assert lite.source.asked == [APPROVED.receipt]


def test_keys_pressed_while_the_line_looks_are_nothing(lite: ServiceLine) -> None:
    """A filler listens to nothing; whatever comes with its redirect is no answer to the question after it."""
    lite.services.world.patience = 0.05
    lite.agency("slow")
    call = Dialed(lite)
    call.keys(*RIGHT, "1")
    for _ in range(4):
        said = spoken(call.go_on(Digits="5"))
    assert SLOW in said
    assert BY_TEXT in said


def test_down_the_last_known_status_is_told_with_its_date(line: ServiceLine) -> None:
    line.send(APPROVED.receipt)
    line.wait(3600)
    line.agency("down")
    assert DOWN in Dialed(line).keys("1", *RIGHT[1:], "1")


@pytest.mark.slow
def test_every_request_of_a_call_to_an_agency_that_hangs_is_answered_within_5_seconds(lite: ServiceLine) -> None:
    lite.services.world.patience = Services.patience  # the service's own, not the tests'
    lite.agency("slow")
    call = Dialed(lite)
    took = []
    for digits in (None, "1", "1", RECEIPT_KEYS, "1", "", "", "", "", "4"):
        began = time.monotonic()
        response = call.open() if digits is None else call.go_on(Digits=digits)
        took.append(time.monotonic() - began)
        assert spoken(response)
    assert max(took) < 5.0, took
    assert sum(seconds > 2.5 for seconds in took) == 5, "the agency was waited for at each look"


# How long a call may get


@pytest.mark.parametrize("shows", [PERSON, HIDDEN])
def test_a_call_ends_with_its_80th_request_and_in_words(line: ServiceLine, shows: str) -> None:
    call = Dialed(line, "CA1", shows)
    response = call.open()
    requests = 1
    while call.url:
        response = call.go_on(Digits="*")
        requests += 1
    assert requests == 80
    assert TOO_LONG in spoken(response)
    assert "<Hangup/>" in response.text
    assert call.step(80, Digits="1").data == response.data


@pytest.mark.parametrize("keys", [("1",), RIGHT, (*RIGHT, "1"), ("1", "0"), ("1", "#"), ("1", "1", "2229999103403")])
def test_a_call_ends_after_twenty_minutes_wherever_it_is(lite: ServiceLine, keys: tuple[str, ...]) -> None:
    call = Dialed(lite)
    call.keys(*keys)
    lite.wait(1199)
    assert TOO_LONG not in spoken(call.go_on(Digits="*"))
    lite.wait(1)
    response = call.go_on(Digits="1")
    assert TOO_LONG in spoken(response)
    assert "<Hangup/>" in response.text
    assert lite.source.asked in ([], [APPROVED.receipt])


def test_a_slow_agency_does_not_make_a_call_longer(lite: ServiceLine) -> None:
    lite.services.world.patience = 0.05
    lite.agency("slow")
    call = Dialed(lite)
    call.keys(*RIGHT, "1")
    lite.wait(1200)
    assert TOO_LONG in spoken(call.go_on())
    assert not call.url


def test_a_talk_with_a_person_may_last_longer_and_ends_with_goodbye(line: ServiceLine) -> None:
    call = Dialed(line)
    call.keys("1", "0", "0")
    line.wait(1800)
    response = call.go_on(DialCallStatus="completed", DialCallDuration="1790")
    assert spoken(response) == GOODBYE
    assert "<Hangup/>" in response.text


def test_where_nobody_picked_up_in_twenty_minutes_the_next_step_is_the_last(lite: ServiceLine) -> None:
    call = Dialed(lite)
    call.keys("1", "0", "0")
    lite.wait(1800)
    assert spoken(call.go_on(DialCallStatus="no-answer")).startswith(NOBODY_THERE)
    assert TOO_LONG in spoken(call.go_on(Digits="1"))
    assert not call.url


# Privacy


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    with running() as server:
        yield server


@pytest.fixture
def overheard() -> Iterator[Ears]:
    """What is logged, as written and as said before the masks of the log took anything out of it."""
    with heard("DEBUG") as stream:
        told = Ears(stream)

        def listen(_logger: Any, _name: str, event: Any) -> Any:
            told.said.append(repr(event))
            return event

        structlog.configure(processors=[listen, *structlog.get_config()["processors"]])
        root = logging.getLogger()
        handler = Overheard(told.said)
        handler.addFilter(root.handlers[0].filters[0])
        root.addHandler(handler)
        yield told


SPOKEN_NUMBER = "I as in India O E zero nine one two three four five six seven eight"
WORDS = [b"India", b"seven eight", b"gato negro", b"zero nine one", b"nine one zero", b"Echo"]
NUMBERS = {APPROVED.receipt, REVIEWED.receipt, PERSON, OTHER_PERSON, RECEIPT_KEYS, OTHER_KEYS, "IOE9034903490"}


def leaks(stage: ServiceLine, valkey: Valkey, ears: Ears) -> list[str]:
    """What stands where it must not: in the database, in Redis, in the logs."""
    places = {
        "database": database_bytes(stage.services.settings.database_url),
        "redis": redis_bytes(valkey.url),
        "log": ears.all(),
    }
    told = [f"{name}: {what}" for name, place in places.items() for what in found(place, NUMBERS)]
    return told + [f"{name}: {word!r}" for name, place in places.items() for word in WORDS if word in place]


def test_a_call_leaves_no_number_no_key_and_no_word_anywhere(
    database_url: str, valkey: Valkey, overheard: Ears
) -> None:
    valkey.empty()
    stage = ServiceLine(database_url, REDIS_URL=valkey.url)
    by_keys, by_voice, hidden = (
        Dialed(stage, "CA1", PERSON),
        Dialed(stage, "CA2", OTHER_PERSON),
        Dialed(stage, "CA3", HIDDEN),
    )
    assert TOLD in by_keys.keys(*RIGHT, "1")
    assert TEXTED in by_keys.keys("2", "3", "4")
    by_voice.keys("2", "1")
    by_voice.says("el gato negro")
    by_voice.says(SPOKEN_NUMBER)
    assert OTHER_TOLD_IN_SPANISH in by_voice.keys("1")
    assert TOLD in hidden.keys("1", "#", f"1{RECEIPT_KEYS}1")
    stage.agency("slow")
    by_voice.keys("5", "4639034903490", "1")
    assert leaks(stage, valkey, overheard) == []
    assert redis_bytes(valkey.url), "the bell has rung"
    for call in (by_keys, by_voice, hidden):
        call.report()
    assert leaks(stage, valkey, overheard) == []
    stage.arrive()
    stage.services.purge()
    assert leaks(stage, valkey, overheard) == []
    assert "turn failed" not in overheard.written.getvalue()
    stage.close()


def test_a_fault_in_the_middle_of_a_call_is_logged_without_its_numbers(sqlite_url: str, overheard: Ears) -> None:
    stage = ServiceLine(sqlite_url, source=Rude())
    call = Dialed(stage, shows=RUDE_TO)
    assert call.keys(*RIGHT)
    response = call.go_on(Digits="1")
    assert response.data.decode() == SPOKEN_APOLOGY
    written = overheard.written.getvalue()
    assert "turn failed" in written
    assert "LookupError: EAC*****3403" in written
    assert found(written.encode(), {RUDE_TO, *NUMBERS}) == []
    stage.close()
