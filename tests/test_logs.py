"""The logs: nothing in them leads to a person."""

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot import logs

RECEIPTS = [
    "IOE0912345678",
    "ioe0912345678",
    "EAC 99-991-03403",
    "eac-99-991-03403",
    "E A C 9 9 9 9 1 0 3 4 0 3",
    "EAC9999103403",
    "EAC*999910340",
    "EAC%2A999910340",
    "IOE：0912345678",
    "IOE０９１２３４５６７８",
    "3229999103403",
    "\nIOE0912345678",
    "case_IOE0912345678",
]
PHONES = [
    "+12025550142",
    "%2B12025550142",
    "+1 (202) 555-0142",
    "(202) 555-0142",
    "202-555-0142",
    "2025550142",
    "12025550142",
    "+442071838750",
    "whatsapp:+12025550142",
]


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level, hooks = root.handlers[:], root.level, (sys.excepthook, threading.excepthook)
    yield io.StringIO()
    structlog.reset_defaults()
    logging.captureWarnings(False)
    root.handlers[:], root.level = handlers, level
    sys.excepthook, threading.excepthook = hooks


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


@pytest.mark.parametrize("receipt", RECEIPTS)
def test_a_receipt_is_masked_however_it_is_written(receipt: str) -> None:
    masked = logs.mask(f"asked for {receipt} now")
    assert len(digits(masked.replace("2A", ""))) <= 4
    assert masked.endswith(" now")


@pytest.mark.parametrize("phone", PHONES)
def test_a_phone_number_is_masked_however_it_is_written(phone: str) -> None:
    assert len(digits(logs.mask(f"from {phone}, a person"))) <= 3


def test_masks_keep_what_helps_to_find_a_line_again() -> None:
    assert logs.mask("IOE0912345678") == "IOE*****5678"
    assert logs.mask("+12025550142") == "+1*******42"
    assert logs.mask("maria.lopez+uscis@example.org") == "*****@example.org"
    assert logs.mask("to=maria%40example.org") == "to=*****@example.org" or "maria" not in logs.mask(
        "maria%40example.org"
    )


def test_passwords_and_tokens_are_masked() -> None:
    sid, token = "AC" + "0123456789abcdef" * 2, "fedcba9876543210" * 2
    assert token not in logs.mask(f"{sid}:{token}")
    assert token not in logs.mask(f"token={token}")
    assert "opensesame" not in logs.mask("redis://:opensesame@localhost:6379/0")
    assert "eyJhbGci" not in logs.mask("Authorization: Bearer eyJhbGci.abc-def")


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T22:56:00.123456Z",
        "took 0.0312345678901 s",
        "cpu 0.0312345678901",
        "due 2026-11-22 10:00:00",
        "id 0b4d9a7c-58cc-4372-a567-0e02b2c3d479",
        "listening on 127.0.0.1:8000",
        "job 4 of 12",
        "port 65535",
    ],
)
def test_what_leads_to_nobody_stays(text: str) -> None:
    assert logs.mask(text) == text


def test_values_of_every_kind_are_masked(stream: io.StringIO) -> None:
    logs.configure("json", "INFO", stream)
    structlog.get_logger().info(
        "turn", asked=["EAC9999103403"], by={"phone": 12025550142, "+12025550142": 1}, what=ValueError("IOE0912345678")
    )
    for hidden in ("9999103403", "2025550142", "0912345678"):
        assert hidden not in stream.getvalue()
    assert lines(stream)[0]["asked"] == ["EAC*****3403"]


def test_numbers_and_times_stay_what_they_are(stream: io.StringIO) -> None:
    logs.configure("json", "INFO", stream)
    structlog.get_logger().info("turn", ms=12, at=1763850000.123456, seconds=1763850000, ok=True)
    line = lines(stream)[0]
    assert (line["ms"], line["at"], line["seconds"], line["ok"]) == (12, 1763850000.123456, 1763850000, True)
    assert line["event"] == "turn"
    assert line["level"] == "info"
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize("form", ["json", "console"])
def test_an_exception_with_a_receipt_in_it_is_told_without_it(form: str, stream: io.StringIO) -> None:
    logs.configure(form, "INFO", stream)
    receipt = "EAC9999103403"
    known: dict[str, str] = {}
    try:
        known[receipt]
    except LookupError:
        structlog.get_logger().exception("lookup failed")
        logging.getLogger("bot.cases").exception("lookup of %s failed", receipt)
    said = stream.getvalue()
    assert "KeyError" in said
    assert "EAC*****3403" in said
    assert "9999103403" not in said


@pytest.mark.parametrize("form", ["json", "console"])
def test_the_libraries_go_through_the_same_net(form: str, stream: io.StringIO) -> None:
    logs.configure(form, "INFO", stream)
    logging.getLogger("gunicorn.error").error("Error handling request /twilio/sms?From=%s", "%2B12025550142")
    logging.getLogger("alembic.runtime.migration").info("Running upgrade 0001 -> 0002")
    said = stream.getvalue()
    assert "2025550142" not in said
    assert "Running upgrade 0001 -> 0002" in said


def test_libraries_that_tell_what_they_carry_are_heard_only_when_something_is_wrong(stream: io.StringIO) -> None:
    logs.configure("json", "DEBUG", stream)
    for name in ("rq.worker", "httpx2", "twilio.http_client"):
        library = logging.getLogger(name)
        before, library.level = library.level, logging.DEBUG
        library.info("answer('EAC9999103403')")
        library.warning("connection lost")
        library.level = before
    assert [line["event"] for line in lines(stream)] == ["connection lost"] * 3


def test_lines_below_the_level_are_not_written(stream: io.StringIO) -> None:
    logs.configure("json", "WARNING", stream)
    structlog.get_logger().info("quiet")
    logging.getLogger("bot").info("quiet")
    structlog.get_logger().warning("loud")
    assert [line["event"] for line in lines(stream)] == ["loud"]


def test_an_error_nobody_caught_is_a_line_of_the_log_too(stream: io.StringIO) -> None:
    logs.configure("json", "INFO", stream)
    error = RuntimeError("EAC9999103403")
    sys.excepthook(RuntimeError, error, None)
    threading.excepthook(threading.ExceptHookArgs((RuntimeError, error, None, None)))
    assert [line["level"] for line in lines(stream)] == ["critical", "critical"]
    assert "9999103403" not in stream.getvalue()


def test_each_line_is_one_json_object_even_with_line_breaks_in_it(stream: io.StringIO) -> None:
    logs.configure("json", "INFO", stream)
    structlog.get_logger().info("one\ntwo\u2028three")
    assert stream.getvalue().count("\n") == 1
