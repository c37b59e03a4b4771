"""What kind of line a phone has: asked of the carrier over a real socket, once a phone, and never told to the log."""

import itertools
import logging
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import pytest
import structlog

from bot.deeds import Deeds
from bot.services import Services
from bot.settings import load_settings
from bot.simulator.agency import Rules
from bot.simulator.page import build_app, build_stage
from bot.simulator.parameters import Account
from bot.twilio.line_types import NEVER_TEXTED, PATIENCE, LineTypes
from bot.visitor import Visitor
from dialogs import call_words
from dialogs.deeds import CheckLine, MeetPerson
from storage.sealing import DataKey
from tests.hearing import heard
from tests.rest_server import ACCOUNT_SID, TOKEN, RestServer, rest_server
from tests.searching import database_bytes, found
from tests.service import ENVIRONMENT, ServiceLine
from tests.serving import serving
from tests.world import PERSON, catalogs

PATH = "/v2/PhoneNumbers/%2B12025550142"


@pytest.fixture
def rest() -> Iterator[RestServer]:
    with rest_server() as server:
        yield server


def lines_at(rest: RestServer) -> LineTypes:
    account = rest.account()
    return LineTypes(account.twilio_api_url, account.twilio_account_sid, account.twilio_auth_token)


def told(rest: RestServer, answer: object) -> bool | None:
    rest.resources[PATH] = {"line_type_intelligence": answer}
    return lines_at(rest).is_landline(PERSON)


@pytest.mark.parametrize(("line", "landline"), [("mobile", False), ("landline", True)])
def test_the_simulated_carrier_tells_what_a_phone_is(line: str, landline: bool) -> None:
    """The same requests as to Twilio, against the simulator that the demo runs."""
    with ExitStack() as stack:
        stage = build_stage(Account(ACCOUNT_SID, TOKEN, "+12025550100", "http://127.0.0.1:1"), Rules("app", "secret"))
        stage.carrier.switches.lines[PERSON] = "landline" if line == "landline" else "mobile"
        address = stack.enter_context(serving(build_app(stage)))
        assert LineTypes(f"{address}/carrier", ACCOUNT_SID, TOKEN).is_landline(PERSON) is landline
        assert LineTypes(f"{address}/carrier", ACCOUNT_SID, "another token").is_landline(PERSON) is None


@pytest.mark.parametrize("kind", ["mobile", "fixedVoip", "nonFixedVoip", "personal"])
def test_what_can_get_texts_is_no_landline(rest: RestServer, kind: str) -> None:
    assert told(rest, {"type": kind}) is False


@pytest.mark.parametrize("kind", sorted(NEVER_TEXTED))
def test_what_never_gets_texts_is_one(rest: RestServer, kind: str) -> None:
    assert told(rest, {"type": kind}) is True


@pytest.mark.parametrize(
    "answer",
    [{"type": "unknown"}, {"type": None}, {}, None, "landline", [], {"type": ["landline"]}, {"type": {}}],
    ids=str,
)
def test_what_the_carrier_does_not_know_nobody_knows(rest: RestServer, answer: object) -> None:
    assert told(rest, answer) is None


def test_the_number_is_asked_for_by_the_account_and_in_the_path(rest: RestServer) -> None:
    told(rest, {"type": "mobile"})
    (asked,) = rest.asked
    assert (asked.method, asked.path, asked.query) == ("GET", PATH, {"Fields": "line_type_intelligence"})
    assert asked.authorization.startswith("Basic ")


FAULTS: list[tuple[int, str] | str] = [
    (404, '{"code": 20404}'),
    (401, '{"code": 20003}'),
    (429, '{"code": 20429}'),
    (500, "oops"),
    (302, ""),
    (200, "<html>landline</html>"),
    (200, ""),
    (200, "null"),
    (200, "[]"),
    (200, '"landline"'),
    (200, '{"line_type_intelligence": {"type": "landline"}'),
    "reset",
    "cut",
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_whatever_goes_wrong_nobody_knows_and_the_next_answer_counts(
    rest: RestServer, fault: tuple[int, str] | str
) -> None:
    lines = lines_at(rest)
    rest.resources[PATH] = {"line_type_intelligence": {"type": "landline"}}
    rest.faults.append(fault)
    assert lines.is_landline(PERSON) is None
    assert lines.is_landline(PERSON) is True


def test_where_nobody_listens_nobody_knows() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert LineTypes(f"http://127.0.0.1:{port}", ACCOUNT_SID, TOKEN).is_landline(PERSON) is None


@contextmanager
def dripping(pause: float = 0.3) -> Iterator[str]:
    """A server that answers one byte after the other and comes to no end for seconds."""
    server = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        connection, _address = server.accept()
        with connection:
            connection.recv(65_536)
            try:
                for sign in b"HTTP/1.1 200 OK\r\n":
                    connection.sendall(bytes([sign]))
                    time.sleep(pause)
            except OSError:
                return  # they hung up

    thread = Thread(target=drip, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
    finally:
        thread.join()
        server.close()


def test_a_carrier_that_hangs_is_not_waited_for(rest: RestServer) -> None:
    rest.faults.append("hang")
    lines, began = lines_at(rest), time.monotonic()
    assert lines.is_landline(PERSON) is None
    assert time.monotonic() - began < PATIENCE + 1.0


def test_nor_is_one_that_answers_a_byte_now_and_then() -> None:
    with dripping() as address:
        began = time.monotonic()
        assert LineTypes(address, ACCOUNT_SID, TOKEN).is_landline(PERSON) is None
        assert time.monotonic() - began < PATIENCE + 1.0


def test_nothing_that_is_logged_holds_the_number(rest: RestServer) -> None:
    said: list[str] = []

    def listen(_logger: Any, _name: str, event: Any) -> Any:
        said.append(repr(event))
        return event

    with heard("DEBUG") as stream:
        structlog.configure(processors=[listen, *structlog.get_config()["processors"]])
        rest.resources[PATH] = {"line_type_intelligence": {"type": "landline"}}
        lines = lines_at(rest)
        for fault in FAULTS:
            rest.faults.append(fault)
            lines.is_landline(PERSON)
            lines.is_landline(PERSON)
        logging.getLogger("tests").error("the end")
        written = stream.getvalue()
    assert len(said) == len(FAULTS)
    assert written.count("kind of line not known") == len(FAULTS)
    assert "the end" in written
    assert found("\n".join([written, *said]).encode(), [PERSON]) == []
    assert TOKEN not in written


@pytest.mark.parametrize(("switch", "asked"), [("on", 1), ("off", 0)])
def test_the_settings_decide_whether_the_carrier_is_asked(
    rest: RestServer, sqlite_url: str, switch: str, asked: int
) -> None:
    rest.resources[PATH] = {"line_type_intelligence": {"type": "landline"}}
    told = {"DATABASE_URL": sqlite_url, "TWILIO_API_URL": rest.account().twilio_api_url, "LINE_TYPE_LOOKUP": switch}
    services = Services(load_settings({**ENVIRONMENT, **told}))
    assert services.world.is_landline(PERSON) is (True if asked else None)
    assert len(rest.asked) == asked
    services.database.close()


@dataclass
class Lines:
    """Knows what kind of line each phone has; whom it was asked about is kept."""

    landline: bool | None
    asked: list[str] = field(default_factory=list)

    def __call__(self, address: str) -> bool | None:
        self.asked.append(address)
        return self.landline


@contextmanager
def line(database_url: str, kind: Lines, person: str = PERSON) -> Iterator[ServiceLine]:
    """A service of its own, with all its parts."""
    stage = ServiceLine(database_url, person)
    stage.services.world.is_landline = kind
    try:
        yield stage
    finally:
        stage.close()


def visitor(address: str, landline: bool | None = None) -> Visitor:
    return Visitor(b"somebody", address, DataKey(bytes(32)), b"", landline=landline)


@pytest.mark.parametrize(
    ("address", "landline", "asked", "texts"),
    [
        (PERSON, False, 1, "fine"),
        (PERSON, True, 1, "deaf"),
        (PERSON, None, 1, "fine"),
        ("", True, 0, "deaf"),
        ("+18765550142", False, 0, "deaf"),  # Jamaica
        ("+19005550142", False, 0, "deaf"),  # a premium number
        ("+12025", False, 0, "deaf"),
    ],
)
def test_who_may_get_a_text(sqlite_url: str, address: str, landline: bool | None, asked: int, texts: str) -> None:
    kind = Lines(landline)
    with line(sqlite_url, kind) as stage:
        deeds = Deeds(stage.services.world, visitor(address), time.monotonic())
        assert CheckLine().read(deeds.perform(CheckLine())) == texts
        assert len(kind.asked) == asked
        assert MeetPerson().read(deeds.perform(MeetPerson())).textable is (texts == "fine")


@pytest.mark.parametrize("known", [True, False])
def test_what_is_known_is_not_asked_again(sqlite_url: str, known: bool) -> None:
    kind = Lines(not known)
    with line(sqlite_url, kind) as stage:
        deeds = Deeds(stage.services.world, visitor(PERSON, known), time.monotonic())
        assert deeds.perform(CheckLine()) == ("deaf" if known else "fine")
    assert kind.asked == []


def test_a_phone_gets_six_texts_a_day_that_were_asked_for_on_calls(sqlite_url: str) -> None:
    """Whoever calls may show a number that is somebody else's."""
    with line(sqlite_url, Lines(False)) as stage:
        someone = visitor(PERSON)
        deeds = Deeds(stage.services.world, someone, time.monotonic())
        assert [deeds.perform(CheckLine()) for _ in range(8)] == ["fine"] * 6 + ["enough"] * 2
        again = visitor(PERSON)
        again.remember(someone.sealed())
        again_later = Deeds(stage.services.world, again, time.monotonic())
        assert again_later.perform(CheckLine()) == "enough"
        stage.wait(86_401)
        assert again_later.perform(CheckLine()) == "fine"


@pytest.mark.parametrize("known", [True, False, None])
def test_a_visitor_remembers_the_kind_of_line_under_their_own_key(known: bool | None) -> None:
    sealed = visitor(PERSON, known).sealed()
    again = visitor(PERSON)
    again.remember(sealed)
    assert again.landline is known
    assert found(sealed, [PERSON]) == []


CANNOT = catalogs().say(call_words.cannot_text(), "en", "voice")
TEXTED = catalogs().say(call_words.texted(later=False), "en", "voice")


def want_a_text(stage: ServiceLine, *, withheld: bool = False) -> list[bool]:
    """A caller wants the answer as a text, in two calls: whether the line says each time that it will come."""
    stage.send("ENGLISH")
    heard = []
    for _time in range(2):
        stage.phone.call(withheld=withheld)
        for keys in (*(("1",) if withheld else ()), "1", "4630912345678", "1"):
            stage.phone.enter(keys)
        heard.append(" ".join(stage.phone.press("4")))
        stage.phone.hang_up()
    assert all((TEXTED in words) != (CANNOT in words) for words in heard), heard
    return [TEXTED in words for words in heard]


@pytest.mark.parametrize("landline", [True, False])
def test_the_carrier_is_asked_once_whichever_process_answers_the_next_call(database_url: str, landline: bool) -> None:
    kind = Lines(landline)
    for first_call in (100, 200, 300):
        with line(database_url, kind) as stage:
            stage.phone.sids = itertools.count(first_call)
            assert want_a_text(stage) == [not landline] * 2
            assert found(database_bytes(database_url), [PERSON]) == []
    assert kind.asked == [PERSON]


def test_another_phone_is_asked_about_too(sqlite_url: str) -> None:
    kind, other = Lines(True), "+12025550143"
    for person in (PERSON, other):
        with line(sqlite_url, kind, person) as stage:
            stage.numbers = itertools.count(int(person[-4:]))
            want_a_text(stage)
    assert kind.asked == [PERSON, other]


def test_where_nobody_knows_a_text_is_tried_and_the_carrier_asked_again(database_url: str) -> None:
    kind = Lines(None)
    with line(database_url, kind) as stage:
        assert want_a_text(stage) == [True, True]
    assert kind.asked == [PERSON, PERSON]


def test_a_hidden_number_is_never_asked_about(database_url: str) -> None:
    kind = Lines(False)
    with line(database_url, kind) as stage:
        assert want_a_text(stage, withheld=True) == [False, False]
    assert kind.asked == []


def test_nobody_is_asked_about_before_they_want_a_text(sqlite_url: str) -> None:
    kind = Lines(True)
    with line(sqlite_url, kind) as stage:
        stage.send("ENGLISH")
        stage.send("IOE0912345678")
        stage.phone.call()
        for keys in ("1", "4630912345678", "1", "2", "3"):
            stage.phone.enter(keys)
        assert kind.asked == []


def test_who_is_forgotten_is_asked_about_anew(sqlite_url: str) -> None:
    kind = Lines(True)
    with line(sqlite_url, kind) as stage:
        want_a_text(stage)
        stage.send("DELETE")
        want_a_text(stage)
    assert kind.asked == [PERSON, PERSON]
