"""Delivery reports at the door: taken in any shape, order and number, and a text ends where the last word says."""

import json
from collections.abc import Iterator, Sequence
from itertools import permutations
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from werkzeug.test import TestResponse

from storage import consents, deliveries
from tests.knocking import fields, knock, rows
from tests.races import at_once
from tests.service import ACCOUNT, ServiceLine

SAMPLES = Path(__file__).parent / "samples" / "twilio"
RECORDED = sorted(path.stem for path in SAMPLES.glob("message_status_*.json"))
SID = "SM" + "0" * 31 + "1"  # what the carrier of the tests calls its first text


@pytest.fixture
def line(database_url: str) -> Iterator[ServiceLine]:
    """Somebody was promised an answer, and it waits in the outbox."""
    stage = ServiceLine(database_url)
    stage.services.world.patience = 0.02
    stage.agency("slow")
    stage.send("EAC9999103403")
    stage.agency("back")
    stage.source.gate.set()
    assert stage.services.promises.keep() == 1
    yield stage
    stage.close()


def stored(stage: ServiceLine) -> tuple[str, int | None]:
    with stage.services.database.reading() as db:
        state, error = db.exec_driver_sql("SELECT state, error FROM messages").one()
    return state, error


def reference(stage: ServiceLine) -> str:
    with stage.services.database.reading() as db:
        return str(db.exec_driver_sql("SELECT id FROM messages").scalar_one())


def report(stage: ServiceLine, state: str, *, named: bool = True, sid: str = SID, **more: str) -> TestResponse:
    """As Twilio reports on the one text there is; `named`: by our own name for it, which stands in the address."""
    path = "/twilio/message-status" + (f"?message={reference(stage)}" if named else "")
    told = {"SmsSid": sid, "SmsStatus": state, "MessageStatus": state, "To": "+12025550142"}
    return knock(stage, {"MessageSid": sid, "AccountSid": ACCOUNT, "From": "+12025550100", **told, **more}, path)


def taken(answers: Sequence[TestResponse]) -> bool:
    return all((answer.status_code, answer.data) == (204, b"") for answer in answers)


@pytest.mark.parametrize("name", RECORDED)
def test_reports_as_they_were_seen_are_taken(line: ServiceLine, name: str) -> None:
    recorded = json.loads((SAMPLES / f"{name}.json").read_text())
    line.services.outbox.deliver()
    body = recorded["raw_body"].replace("AC" + "X" * 32, ACCOUNT).replace(recorded["params"]["MessageSid"], SID)
    headers = {key: value for key, value in recorded["headers"].items() if "<" not in value}
    assert taken([knock(line, body.encode(), "/twilio/message-status", headers=headers)])
    told = dict(parse_qsl(body))
    assert stored(line) == (told["MessageStatus"], int(told["ErrorCode"]) if "ErrorCode" in told else None)


@pytest.mark.parametrize("order", list(permutations(["queued", "sent", "delivered"])))
def test_in_any_order_and_twice_the_text_ends_delivered(line: ServiceLine, order: Sequence[str]) -> None:
    line.services.outbox.deliver()
    assert taken([report(line, state) for state in (*order, *order)])
    assert stored(line) == ("delivered", None)
    assert rows(line, "deliveries") == 0


def test_a_failure_is_the_last_word(line: ServiceLine) -> None:
    line.services.outbox.deliver()
    told = [("undelivered", "30003"), ("sent", ""), ("delivered", ""), ("undelivered", "30003")]
    assert taken([report(line, state, ErrorCode=error) for state, error in told])
    assert stored(line) == ("undelivered", 30003)


def test_many_reports_at_once_end_the_same_way(line: ServiceLine) -> None:
    line.services.outbox.deliver()
    states = ["sent", "delivered", "queued", "sending"]
    assert taken(at_once(lambda n: report(line, states[n]), runners=4))
    assert stored(line) == ("delivered", None)


@pytest.mark.parametrize("named", [True, False])
def test_a_report_that_comes_before_its_text_is_recorded_waits_for_it(line: ServiceLine, named: bool) -> None:
    assert taken([report(line, state, named=named) for state in ("delivered", "sent", "delivered")])
    line.services.outbox.deliver()
    with line.services.database.writing() as db:
        deliveries.settle(db, line.clock.now, 10)
    assert stored(line) == ("delivered", None)
    assert rows(line, "deliveries") == 0


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"MessageSid": "", "SmsSid": ""},
        {"MessageStatus": ""},
        {"MessageStatus": "teleported", "SmsStatus": "x" * 500},
        {"ErrorCode": "none", "MessageStatus": "sent"},
        {"ErrorCode": "9" * 50, "MessageStatus": "sent"},
        {"ErrorCode": "-1", "MessageStatus": "sent"},
        {"MessageSid": "SM" + "9" * 200, "MessageStatus": "failed"},
    ],
)
def test_a_report_of_something_else_is_taken_and_changes_nothing(line: ServiceLine, told: dict[str, str]) -> None:
    line.services.outbox.deliver()
    assert report(line, "sent", named=False).status_code == 204
    for path in (
        "/twilio/message-status",
        "/twilio/message-status?message=" + "x" * 999,
        "/twilio/message-status?message",
    ):
        assert taken([knock(line, {**fields("", MessageSid="SM" + "7" * 32), **told}, path)])
    assert stored(line) == ("sent", None)


def test_a_report_names_only_the_older_field(line: ServiceLine) -> None:
    line.services.outbox.deliver()
    assert taken([knock(line, {"SmsSid": SID, "SmsStatus": "delivered"}, "/twilio/message-status")])
    assert stored(line) == ("delivered", None)


@pytest.mark.parametrize(("error", "stopped", "off"), [("21610", True, False), ("30005", False, True)])
def test_a_contact_of_a_portfolio_that_refuses_texts_is_left_alone(
    line: ServiceLine, error: str, stopped: bool, off: bool
) -> None:
    line.services.outbox.deliver()
    with line.services.database.writing() as db:
        db.exec_driver_sql("DELETE FROM messages").close()
    for words in ("create maria88", "2", "83920174", "0", "1"):
        line.send(words)
    line.services.outbox.deliver()
    sid = "SM" + "0" * 31 + "2"
    assert taken([report(line, "undelivered", ErrorCode=error, sid=sid, named=False)])
    key = line.services.sealer.index("person", "+12025550142")
    with line.services.database.reading() as db:
        [contact_off] = db.exec_driver_sql("SELECT off FROM contacts").scalars()
        assert (consents.stopped(db, key) is not None, bool(contact_off)) == (stopped, off)
