"""Whatever is sent with a right signature is answered below 500, in well-formed TwiML where people are answered."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from bot.twilio.twiml import EMPTY
from tests.databases import ENGINES
from tests.dialing import Dialed, heard_in
from tests.hearing import heard
from tests.knocking import delivered, fields, knock
from tests.service import ServiceLine

EVERYTHING = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NAMES = ["From", "To", "Body", "MessageSid", "SmsSid", "AccountSid", "NumMedia", "Latitude", "OptOutType",
         "MessageStatus", "SmsStatus", "ErrorCode", "CallSid", "CallStatus", "Digits", "SpeechResult", "Confidence",
         "FinishedOnKey", "DialCallStatus", "", "x"]  # fmt: skip
ROUTES = ["/twilio/sms", "/twilio/voice", "/twilio/voice/turn", "/twilio/message-status", "/twilio/call-status",
          "/twilio/fallback/sms", "/twilio/fallback/voice"]  # fmt: skip

SENDERS = ["+12025550142", "+12025550143", "+266696687", "anonymous", "client:maria", "", None]
SAID = [
    "one",
    "I",
    "O",
    "E",
    "double",
    "doble",
    "ese",
    "as in",
    "eco",
    "nine",
    "cero",
    "yes",
    "no",
    "help",
    "otro",
    ",",
]

signs = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
words = st.one_of(
    signs,
    st.sampled_from(["STOP", "start", "delete", "más", "history", "español", "1", "no", "yes", "EAC9999103403"]),
    st.from_regex(r"[A-Za-z]{1,5}[ -]?[0-9]{5,14}.{0,20}"),
    st.builds("".join, st.lists(st.sampled_from(["IOE", "EAC", "0", "9", "O", "*", "-", " ", "\0", "é", "٣", "🙂"]))),
)
forms = st.dictionaries(st.sampled_from(NAMES) | signs, words, max_size=12)


@pytest.fixture(scope="module")
def log() -> Iterator[io.StringIO]:
    with heard("ERROR") as stream:
        yield stream


@pytest.fixture(autouse=True)
def nothing_failed(log: io.StringIO) -> Iterator[None]:
    """An apology is well-formed too: none was needed."""
    yield
    assert log.getvalue() == ""


@pytest.fixture(scope="module", params=ENGINES)
def line(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceLine]:
    if request.param == "sqlite":
        path: Path = tmp_path_factory.mktemp("fuzz") / "line.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        url = f"sqlite:///{path}"
    else:
        url = request.getfixturevalue("postgres").migrated_database()
    stage = ServiceLine(url)
    yield stage
    stage.close()
    if request.param != "sqlite":
        request.getfixturevalue("postgres").take_back(url)


def in_order(response: TestResponse, route: str) -> bool:
    """Refused with a 4xx, or answered as the route answers."""
    if 400 <= response.status_code < 500:
        return True
    if route.endswith("-status"):
        return response.status_code == 204
    if "voice" in route:
        return bool(heard_in(response)) or response.data.decode() == EMPTY
    return delivered(response) is not None


@EVERYTHING
@given(words, st.sampled_from(["", "STOP", "\0"]), st.booleans())
@example("IOE12345\0\ufffe", "", False)
def test_any_words_are_answered(line: ServiceLine, said: str, opt_out: str, again: bool) -> None:
    more = {"OptOutType": opt_out} if opt_out else {}
    sid = "SM-again" if again else "SM-" + urlencode({"": said})[:60]
    assert knock(line, fields(said, MessageSid=sid, **more)).status_code == 200
    assert in_order(knock(line, fields(said, MessageSid=sid)), "/twilio/sms")


done = st.fixed_dictionaries(
    {},
    optional={
        "Digits": st.text("0123456789*#٤４² x\0", max_size=50) | words,
        "SpeechResult": words | st.lists(st.sampled_from(SAID), max_size=30).map(" ".join),
        "Confidence": words,
        "FinishedOnKey": st.sampled_from(["", "#", "*", "\0"]),
        "DialCallStatus": st.sampled_from(["", "completed", "busy", "no-answer", "failed", "x\0"]),
        "CallStatus": st.sampled_from(["in-progress", "ringing", "", "x"]),
    },
)


@EVERYTHING
@given(st.lists(done, min_size=1, max_size=8), st.sampled_from(SENDERS), st.uuids())
def test_any_call_is_answered_in_words_to_its_end(
    line: ServiceLine, steps: list[dict[str, str]], shows: str | None, sid: UUID
) -> None:
    call = Dialed(line, f"CA{sid.hex}", shows)
    assert heard_in(call.open())
    for step in steps:
        if not call.url:
            break
        turn, response = call.turn, call.go_on(**step)
        if response.status_code == 413:  # 10,000 odd signs, each of nine bytes: more than the door takes
            continue
        assert heard_in(response) or step.get("Digits", "").strip().lower() == "hangup"
        assert call.step(turn, Digits="1").data == response.data
    assert call.report() == 204


@EVERYTHING
@given(st.text(max_size=20), done)
@example("٣", {"Digits": "1"})
@example("-1", {"Digits": "1"})
def test_any_turn_is_answered_in_words(line: ServiceLine, turn: str, step: dict[str, str]) -> None:
    call = Dialed(line, "CA-any-turn", "+266696687")
    call.open()
    response = call.step(quote(turn, errors="replace"), **step)
    assert heard_in(response) or step.get("Digits", "").strip().lower() == "hangup"
    assert call.report() == 204


@EVERYTHING
@given(forms, st.sampled_from(ROUTES), st.booleans())
def test_any_parameters_are_answered_or_refused(
    line: ServiceLine, form: dict[str, str], route: str, whole: bool
) -> None:
    call = f"CA-{form.get('From', '')[:20].encode().hex()}"  # a call has one caller
    whole_form = {**fields("hi"), "CallSid": call, **form}
    assert in_order(knock(line, whole_form if whole else form, route), route)


@EVERYTHING
@given(st.binary(max_size=400), st.sampled_from(ROUTES), signs)
@example(b"&" * 300, "/twilio/sms", "")
@example(b"From=%2B12025550142&Body=%ED%A0%80%00", "/twilio/sms", "\0")
def test_any_bytes_are_answered_or_refused(line: ServiceLine, body: bytes, route: str, query: str) -> None:
    assert in_order(knock(line, body, f"{route}?message={quote(query)}&turn={quote(query)}"), route)
    assert in_order(knock(line, urlencode(fields("hi", CallSid="CA-any")).encode() + b"&" + body, route), route)
