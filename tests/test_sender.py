"""Texts through the official client, against a server that answers as Twilio's REST API does."""

import base64
import json
import logging
import socket
import subprocess
import sys
import traceback
from collections.abc import Iterator
from email.utils import formatdate

import pytest

from bot.sending import SendError
from bot.twilio.addresses import at_base
from bot.twilio.errors import FATES, fate_of
from bot.twilio.numbers import may_text
from bot.twilio.sender import RETRIES, TextSender
from tests.rest_server import ACCOUNT, ACCOUNT_SID, SERVICE_SID, TOKEN, RestServer, rest_server, sample

TO = "+12025550142"
BODY = "EAC*****3403: Case Was Received. Está en revisión."
REFUSALS = {code: (fate, 401 if code == 20003 else 429 if code == 20429 else 400) for code, fate in FATES.items()}


@pytest.fixture
def rest() -> Iterator[RestServer]:
    with rest_server() as server:
        yield server


@pytest.fixture
def sender(rest: RestServer) -> TextSender:
    return TextSender(rest.account(), timeout=0.3)


def failure(sender: TextSender, to: str = TO, body: str = BODY) -> SendError:
    with pytest.raises(SendError) as caught:
        sender.send(to, body, "alert-1")
    return caught.value


def refusal(code: int, status: int) -> tuple[int, str]:
    """As Twilio words it: the number stands in the message."""
    return status, json.dumps({"code": code, "message": f"Not to {TO}", "more_info": "…", "status": status})


def test_a_text_goes_out_with_all_that_twilio_must_know(rest: RestServer, sender: TextSender) -> None:
    assert sender.send(TO, BODY, "alert/1") == rest.messages[0]["sid"]
    asked = rest.asked[0]
    assert (asked.method, asked.path) == ("POST", f"{ACCOUNT}/Messages.json")
    assert asked.authorization == "Basic " + base64.b64encode(f"{ACCOUNT_SID}:{TOKEN}".encode()).decode()
    assert asked.form == {
        "To": TO,
        "From": "+12025550100",
        "Body": BODY,
        "StatusCallback": "https://bot.example.org/twilio/message-status?message=alert%2F1" + RETRIES,
        "ValidityPeriod": "14400",
    }


def test_the_messaging_service_is_the_sender_where_there_is_one(rest: RestServer) -> None:
    TextSender(rest.account(twilio_messaging_service_sid=SERVICE_SID)).send(TO, BODY, "1")
    assert rest.asked[0].form["MessagingServiceSid"] == SERVICE_SID
    assert "From" not in rest.asked[0].form


def test_whatsapp_answers_whatsapp(rest: RestServer, sender: TextSender) -> None:
    sender.send("whatsapp:" + TO, BODY, "1")
    assert rest.asked[0].form["To"] == "whatsapp:" + TO
    assert rest.asked[0].form["From"] == "whatsapp:+12025550100"


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_every_refusal_in_the_table_means_what_the_table_says(rest: RestServer, sender: TextSender, code: int) -> None:
    fate, status = REFUSALS[code]
    rest.faults.append(refusal(code, status))
    error = failure(sender)
    assert (error.fate, error.code) == (fate, code)
    assert error.permanent is (fate in {"opted_out", "never", "filtered"})
    assert error.unknown is (fate == "unknown")
    assert error.opted_out is (code == 21610)


@pytest.mark.parametrize(("name", "fate"), [("rest_error_21610", "opted_out"), ("rest_error_429_20429", "later")])
def test_recorded_refusals_are_understood(rest: RestServer, sender: TextSender, name: str, fate: str) -> None:
    rest.faults.append((sample(name)["status"], json.dumps(sample(name))))
    assert failure(sender).fate == fate


@pytest.mark.parametrize(
    ("answer", "fate", "code"),
    [
        ((500, ""), "unknown", None),
        ((500, json.dumps({"code": 20500, "message": "x", "status": 500})), "unknown", 20500),
        ((502, "<html>Bad gateway</html>"), "unknown", None),
        ((503, "{}"), "unknown", None),
        ((429, ""), "later", None),
        ((401, ""), "ours", None),
        ((404, "[1]"), "ours", None),
        ((400, json.dumps({"code": 99999, "message": "new", "status": 400})), "ours", 99999),
        ((307, ""), "ours", None),
        ((422, json.dumps({"type": "x", "title": "y", "status": 422, "code": 21211})), "never", 21211),
        ((201, "<html>Welcome to this network</html>"), "unknown", None),
        ((201, "[]"), "unknown", None),
        ((201, "{}"), "unknown", None),
    ],
)
def test_any_other_answer_has_a_meaning_too(
    rest: RestServer, sender: TextSender, answer: tuple[int, str], fate: str, code: int | None
) -> None:
    rest.faults.append(answer)
    error = failure(sender)
    assert (error.fate, error.code) == (fate, code)


@pytest.mark.parametrize("fault", ["hang", "hang, taken", "reset", "reset, taken", "cut"])
def test_when_the_answer_is_lost_the_outcome_is_unknown(rest: RestServer, sender: TextSender, fault: str) -> None:
    rest.faults.append(fault)
    error = failure(sender)
    assert error.unknown
    assert not error.permanent
    assert len(rest.asked) == 1  # and it is not tried again by itself


def test_when_nobody_listens_the_text_waits() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        account = RestServer(f"http://127.0.0.1:{nobody.getsockname()[1]}").account()
        error = failure(TextSender(account, timeout=0.3))
    assert error.fate == "later"


def test_when_no_connection_comes_about_the_text_waits() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(3)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(address)
        error = failure(TextSender(RestServer(f"http://127.0.0.1:{address[1]}").account(), timeout=0.2))
        for each in waiting:
            each.close()
    assert error.fate == "later"


def test_when_the_name_is_unknown_the_text_waits() -> None:
    assert failure(TextSender(RestServer("http://no.such.invalid").account())).fate == "later"


def test_an_error_tells_nothing_about_the_person(rest: RestServer, sender: TextSender) -> None:
    for fault in (refusal(21211, 400), "reset"):
        rest.faults.append(fault)
        error = failure(sender)
        told = "".join(traceback.format_exception(error)) + repr(vars(error))
        assert "2025550142" not in told
        assert "3403" not in told
        assert error.__context__ is None


def test_logs_tell_nothing_about_the_person(
    rest: RestServer, sender: TextSender, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        sender.send(TO, BODY, "1")
        sender.find(TO, BODY, 0)
    assert "2025550142" not in caplog.text


def test_a_text_longer_than_twilio_takes_is_not_sent(rest: RestServer, sender: TextSender) -> None:
    error = failure(sender, body="x" * 1601)
    assert (error.permanent, error.code) == (True, 21617)
    assert not rest.asked
    assert sender.send(TO, "x" * 1600, "1")


def test_a_text_to_a_costly_number_is_not_sent(rest: RestServer, sender: TextSender) -> None:
    assert failure(sender, to="+18765551234").permanent
    assert not rest.asked


def test_a_text_that_went_out_is_found(rest: RestServer, sender: TextSender) -> None:
    rest.faults.append("reset, taken")
    failure(sender)
    assert sender.find(TO, BODY, 0) == [rest.messages[0]["sid"]]
    assert sender.find(TO, BODY + " And more.", 0) == []
    assert sender.find("+12025550143", BODY, 0) == []
    assert sender.find(TO, BODY, 4_000_000_000.0) == []


def test_what_twilio_changed_in_a_text_does_not_hide_it(rest: RestServer, sender: TextSender) -> None:
    sid = sender.send(TO, BODY, "1")
    for changed in (BODY.replace("á", "a"), "Sent from your Twilio trial account - " + BODY, BODY + "\n"):
        rest.messages[0]["body"] = changed
        assert sender.find(TO, BODY, 0) == [sid]


def test_older_texts_and_answers_to_texts_are_not_taken_for_it(rest: RestServer, sender: TextSender) -> None:
    sender.send(TO, BODY, "1")
    created = 1_800_000_000.0
    rest.messages[0]["date_created"] = formatdate(created)
    assert sender.find(TO, BODY, created + 31) == []
    assert sender.find(TO, BODY, created + 29)  # clocks differ
    rest.messages[0]["direction"] = "outbound-reply"
    assert sender.find(TO, BODY, created) == []


def test_a_text_is_found_among_many(rest: RestServer, sender: TextSender) -> None:
    sid = sender.send(TO, BODY, "1")
    for number in range(120):
        rest.messages.insert(0, rest.messages[-1] | {"sid": f"SM{number:032}", "body": "Something else"})
    assert sender.find(TO, BODY, 0) == [sid]


@pytest.mark.parametrize("fault", ["hang", "reset", (500, ""), (200, "<html>"), (429, "")])
def test_when_twilio_can_not_be_asked_it_is_asked_later(
    rest: RestServer, sender: TextSender, fault: tuple[int, str] | str
) -> None:
    rest.faults.append(fault)
    with pytest.raises(SendError) as caught:
        sender.find(TO, BODY, 0)
    assert caught.value.fate == "later"
    assert caught.value.__context__ is None


def test_wrong_keys_are_ours_to_mend_when_asking_too(rest: RestServer, sender: TextSender) -> None:
    rest.faults.append(refusal(20003, 401))
    with pytest.raises(SendError) as caught:
        sender.find(TO, BODY, 0)
    assert caught.value.fate == "ours"


@pytest.mark.parametrize(
    ("number", "allowed"),
    [
        ("+12025550142", True),
        ("whatsapp:+12025550142", True),
        ("+14165551234", True),  # Canada
        ("+17875550123", True),  # Puerto Rico
        ("+16715551234", True),  # Guam
        ("+18765551234", False),  # Jamaica
        ("+18095551234", False),  # Dominican Republic
        ("+12425551234", False),  # Bahamas
        ("+19005551212", False),  # premium
        ("+18005551212", False),  # toll-free
        ("+15005551234", False),  # follows somebody anywhere
        ("+525512345678", False),
        ("+447911123456", False),
        ("+1202555", False),
        ("72345", False),
        ("client:somebody", False),
        ("", False),
    ],
)
def test_only_ordinary_phones_of_our_regions_are_texted(number: str, allowed: bool) -> None:
    assert may_text(number) is allowed


@pytest.mark.parametrize(
    ("base", "url", "there"),
    [
        ("https://api.twilio.com", "https://api.twilio.com/2010-04-01/x", "https://api.twilio.com/2010-04-01/x"),
        ("https://api.twilio.com", "https://messaging.twilio.com/v1/x", "https://messaging.twilio.com/v1/x"),
        ("https://api.dublin.ie1.twilio.com", "https://messaging.twilio.com/v1/x", "https://messaging.dublin.ie1.twilio.com/v1/x"),
        ("http://127.0.0.1:9/carrier", "https://api.twilio.com/a?b=c", "http://127.0.0.1:9/carrier/a?b=c"),
        ("http://127.0.0.1:9", "https://messaging.twilio.com/v1/x", "http://127.0.0.1:9/v1/x"),
    ],
)  # fmt: skip
def test_another_base_address_replaces_the_official_one(base: str, url: str, there: str) -> None:
    assert at_base(base, url) == there


def test_reports_of_delivery_use_the_same_table() -> None:
    assert fate_of(200, 30003) == "later"
    assert fate_of(200, None) == "ours"


def test_the_table_and_the_numbers_do_not_cost_the_web_process_the_whole_client() -> None:
    modules = "bot.twilio.errors, bot.twilio.numbers, bot.twilio.segments, bot.twilio.signature"
    program = f"import sys, {modules}; print('twilio.rest' in sys.modules, 'requests' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
