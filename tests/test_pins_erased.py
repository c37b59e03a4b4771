"""Texts that carry a PIN do not stay at the carrier: the whole service before the simulated carrier."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from socket import create_server
from threading import Thread
from typing import Any, cast

import pytest
from sqlalchemy import select

from bot.erasures import FIRST_AFTER
from bot.portfolios.desk import Portfolios, Scene
from bot.simulator.agency import Rules
from bot.simulator.carrier import Carrier
from bot.simulator.page import build_app, build_stage, server_for
from bot.simulator.parameters import Account
from dialogs.cases import Json
from dialogs.deed import Deed
from storage.portfolio_tables import erasures
from tests.service import ACCOUNT, TOKEN, ServiceLine
from tests.serving import serving

PERSON, LINE = "+12025550142", "+12025550100"
PIN = "58209174"


class Phones:
    """Phones, the carrier, and the line."""

    def __init__(self, carrier: Carrier, line: ServiceLine) -> None:
        self.carrier = carrier
        self.line = line

    def text(self, body: str, phone: str = PERSON) -> str:
        """The text's name at the carrier, once it was answered and every answer has arrived."""
        before = len(self.answers())
        sid = self.carrier.text(phone, body)
        self.until(lambda: len(self.answers()) > before and set(self.answers().values()) == {"delivered"})
        return sid

    def answers(self) -> dict[str, str]:
        """How far each has come."""
        shown = self.carrier.feed.after(0, 0.0)[1]
        mine = {event["sid"] for event in shown if event["kind"] == "text" and event["from"] == "line"}
        found = [self.carrier.messages.get(sid) for sid in mine]
        return {message.sid: message.status for message in found if message is not None}

    def until(self, seen: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 10
        while not seen():
            assert time.monotonic() < deadline
            time.sleep(0.01)

    @property
    def due(self) -> set[str]:
        with self.line.services.database.reading() as db:
            return set(db.execute(select(erasures.c.provider_sid)).scalars())

    def words(self, sid: str) -> str:
        """What stands at the carrier."""
        message = self.carrier.messages.get(sid)
        return "" if message is None else message.body

    def holding(self, words: str) -> set[str]:
        """Which of the answers hold that."""
        return {sid for sid in self.answers() if words in self.words(sid)}

    def sweep(self) -> None:
        self.line.wait(FIRST_AFTER)
        self.line.services.sweep()


@pytest.fixture
def phones(sqlite_url: str) -> Iterator[Phones]:
    with closing(create_server(("127.0.0.1", 0))) as socket:
        port = socket.getsockname()[1]
    public = f"http://127.0.0.1:{port}"
    with ExitStack() as stack:
        stage = build_stage(Account(ACCOUNT, TOKEN, LINE, public, ""), Rules("app", "secret"), pause=0.01)
        address = stack.enter_context(serving(build_app(stage)))
        line = ServiceLine(sqlite_url, PUBLIC_URL=public, TWILIO_API_URL=f"{address}/carrier")
        server = server_for(line.app, port)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield Phones(stage.carrier, line)
        stage.carrier.close()
        server.shutdown()
        server.server_close()
        thread.join()
        line.close()


def test_a_pin_that_was_asked_for_is_erased_and_nothing_else_is(phones: Phones) -> None:
    others = [phones.text("create maria88"), phones.text("2")]
    shown = phones.due
    sid = phones.text(PIN)
    others += [phones.text(words) for words in ("IOE0912345678", "0", "4", "logout", "login maria88")]
    again = phones.text(PIN)
    assert phones.due == {*shown, sid, again}
    phones.sweep()
    assert phones.due == set()
    assert (phones.words(sid), phones.words(again)) == ("", "")
    assert phones.words(others[0]) == "create maria88"
    assert all(phones.words(other) for other in others)


@pytest.mark.parametrize(
    "words",
    [
        PIN,
        f"LOGIN maria88 {PIN}",
        f"entrar maria88 {PIN}",
        f"pin {PIN}",
        "5820 9174",
        f"  {PIN} ",
        "٥٨٢٠٩١٧٤",
        "CODE 4820 9174 5561",
    ],
)
def test_a_pin_that_nobody_asked_for_is_erased_too(phones: Phones, words: str) -> None:
    sid = phones.text(words)
    assert sid in phones.due
    phones.sweep()
    assert phones.words(sid) == ""
    assert phones.due == set()


def test_the_answer_that_offers_a_pin_is_erased_once_it_was_delivered(phones: Phones) -> None:
    phones.text("create maria88")
    [offer], [link] = phones.holding("PIN can be"), phones.holding("/portfolio/pin/")
    answer = phones.holding("Text 1 to take the PIN")
    for sid in (offer, link):
        message = phones.carrier.messages.get(sid)
        assert message is not None
        assert message.callback.endswith("/twilio/message-status?erase=1")
    phones.until(lambda: {offer, link} <= phones.due)
    assert phones.due == {offer, link, *answer}, "all of that answer"
    phones.sweep()
    assert [phones.carrier.messages.get(sid) for sid in (offer, link)] == [None, None]
    assert phones.due == set()


def test_so_is_a_code_for_somebody_else_and_other_answers_want_no_report(phones: Phones) -> None:
    for words in ("create maria88", "1", "0", "4", "share", "1"):
        phones.text(words)
    secret = ("PIN can be", "/portfolio/pin/", "Text 1 to take the PIN", "hare code:", "/portfolio/shared/")
    held = {sid for words in secret for sid in phones.holding(words)}
    phones.until(lambda: held <= phones.due)
    assert phones.due == held
    reported = {sid for sid in phones.answers() if phones.carrier.messages.get(sid).callback}  # type: ignore[union-attr]
    assert reported == held


def test_a_carrier_that_refuses_at_first_is_asked_again(phones: Phones) -> None:
    sid = phones.text(PIN)
    message = phones.carrier.messages.get(sid)
    assert message is not None
    message.status = "receiving"  # not finished: 409, code 20009
    phones.sweep()
    assert phones.words(sid) == PIN
    assert phones.due == {sid}
    message.status = "received"
    phones.line.wait(3 * 3600)
    phones.sweep()
    assert phones.words(sid) == ""
    assert phones.due == set()


class Broken:
    """A desk that fails at every deed."""

    def __init__(self, desk: Portfolios) -> None:
        self.signed_in, self.performs = desk.signed_in, desk.performs

    def perform(self, deed: Deed[Any], _scene: Scene) -> Json:
        raise RuntimeError(deed.name)


def test_a_pin_is_erased_even_if_its_turn_failed(phones: Phones) -> None:
    phones.text("create maria88")
    phones.text("2")
    phones.line.services.world.portfolios = cast(Portfolios, Broken(phones.line.services.portfolios))
    sid = phones.text(PIN)
    assert sid in phones.due
