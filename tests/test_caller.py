"""Calls through the official client, against a server that answers as Twilio's REST API does."""

import json
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

import pytest

from bot.sending import SendError
from bot.twilio.caller import CallPlacer
from bot.twilio.errors import FATES
from bot.twilio.sender import RETRIES
from tests.rest_server import ACCOUNT, PREFIX, RestServer, TwilioAccount, rest_server

TO = "+12025550142"
SID = "CA" + "0" * 31 + "1"
CALLS = f"{ACCOUNT}/Calls.json"
CREATED = 1_800_000_000.0


@dataclass(frozen=True)
class CallingAccount(TwilioAccount):
    twilio_call_from: str = ""


@pytest.fixture
def rest() -> Iterator[RestServer]:
    with rest_server() as server:
        yield server


def placer(rest: RestServer, **account: str) -> CallPlacer:
    return CallPlacer(CallingAccount(rest.url + PREFIX, **account), timeout=0.3)


def resource(**changes: Any) -> dict[str, Any]:
    return {"sid": SID, "to": TO, "direction": "outbound-api", "status": "queued", "date_created": None, **changes}


def answers(rest: RestServer, status: int, body: object) -> None:
    rest.faults.append((status, body if isinstance(body, str) else json.dumps(body)))


def lists(rest: RestServer, *calls: dict[str, Any]) -> None:
    answers(rest, 200, {"calls": list(calls), "next_page_uri": None})


def failure(placer: CallPlacer, to: str = TO) -> SendError:
    with pytest.raises(SendError) as caught:
        placer.send(to, "alert-1")
    return caught.value


def test_a_call_is_placed_with_all_that_twilio_must_know(rest: RestServer) -> None:
    answers(rest, 201, resource())
    assert placer(rest).send(TO, "alert/1") == SID
    (asked,) = rest.asked
    assert (asked.method, asked.path) == ("POST", CALLS)
    assert asked.form == {
        "To": TO,
        "From": "+12025550100",
        "Url": "https://bot.example.org/twilio/voice/news?message=alert%2F1",
        "FallbackUrl": "https://bot.example.org/twilio/fallback/voice",
        "StatusCallback": "https://bot.example.org/twilio/call-status?message=alert%2F1" + RETRIES,
        "MachineDetection": "Enable",
        "Timeout": "25",
    }


def test_a_number_of_its_own_for_calls_goes_before_the_one_for_texts(rest: RestServer) -> None:
    answers(rest, 201, resource())
    placer(rest, twilio_from="72345", twilio_call_from="+12025550101").send(TO, "1")
    assert rest.asked[0].form["From"] == "+12025550101"


@pytest.mark.parametrize("number", ["72345", "723456", ""])
def test_without_a_number_that_can_call_it_is_ours_to_mend_and_nobody_is_asked(rest: RestServer, number: str) -> None:
    assert failure(placer(rest, twilio_from=number)).fate == "ours"
    assert rest.asked == []


@pytest.mark.parametrize("to", ["+18765551234", "+19005551212", "+525512345678", "whatsapp:+12025550142", "72345", ""])
def test_only_ordinary_phones_of_our_regions_are_called(rest: RestServer, to: str) -> None:
    assert failure(placer(rest), to).permanent
    assert rest.asked == []


@pytest.mark.parametrize("code", [21211, 21217, 21610, 20003, 20429])
def test_a_refusal_means_what_it_means_for_a_text(rest: RestServer, code: int) -> None:
    status = {20003: 401, 20429: 429}.get(code, 400)
    answers(rest, status, {"code": code, "message": f"Not to {TO}", "status": status})
    error = failure(placer(rest))
    assert (error.fate, error.code) == (FATES[code], code)


@pytest.mark.parametrize("fault", ["hang", "reset", "cut", (500, ""), (201, "{}"), (201, "<html>")])
def test_when_the_phone_may_have_rung_the_outcome_is_unknown(rest: RestServer, fault: tuple[int, str] | str) -> None:
    rest.faults.append(fault)
    assert failure(placer(rest)).unknown
    assert len(rest.asked) == 1  # and it is not tried again by itself


def test_when_nobody_listens_the_call_waits() -> None:
    assert failure(placer(RestServer("http://no.such.invalid"))).fate == "later"


def test_an_error_tells_nothing_about_the_person(rest: RestServer) -> None:
    for fault in ((400, json.dumps({"code": 21211, "message": f"Not to {TO}", "status": 400})), "reset"):
        rest.faults.append(fault)
        error = failure(placer(rest))
        assert "2025550142" not in "".join(traceback.format_exception(error)) + repr(vars(error))
        assert error.__context__ is None


def test_our_calls_since_then_are_found_and_nobody_elses(rest: RestServer) -> None:
    ours = resource(date_created=formatdate(CREATED))
    lists(rest, ours, resource(sid="CA2", direction="inbound", date_created=formatdate(CREATED)))
    assert placer(rest).find(TO, CREATED + 29) == [SID]  # clocks differ
    assert (rest.asked[0].path, rest.asked[0].query["To"]) == (CALLS, TO)
    lists(rest, ours)
    assert placer(rest).find(TO, CREATED + 31) == []


def test_a_call_that_still_waits_at_twilio_and_has_no_date_yet_is_found(rest: RestServer) -> None:
    lists(rest, resource())
    assert placer(rest).find(TO, CREATED) == [SID]


@pytest.mark.parametrize(
    ("status", "answered_by", "told"),
    [
        ("completed", "human", "completed"),
        ("completed", None, "completed"),
        ("completed", "machine_start", "no-answer"),
        ("completed", "machine_end_beep", "no-answer"),
        ("completed", "fax", "no-answer"),
        ("in-progress", "machine_start", "in-progress"),
        ("busy", None, "busy"),
    ],
)
def test_a_call_that_a_machine_took_was_not_answered(
    rest: RestServer, status: str, answered_by: str | None, told: str
) -> None:
    rest.resources[f"{ACCOUNT}/Calls/{SID}.json"] = resource(status=status, answered_by=answered_by)
    assert placer(rest).state(SID) == (told, None)


@pytest.mark.parametrize("fault", ["hang", "reset", (500, ""), (200, "<html>"), (429, "")])
def test_when_twilio_can_not_be_asked_it_is_asked_later(rest: RestServer, fault: tuple[int, str] | str) -> None:
    for ask in (lambda: placer(rest).find(TO, 0), lambda: placer(rest).state(SID)):
        rest.faults.append(fault)
        with pytest.raises(SendError) as caught:
            ask()
        assert caught.value.fate == "later"
        assert caught.value.__context__ is None
