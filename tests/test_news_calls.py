"""Calls that we make because there is news: the official client, the simulated carrier, the whole service's door."""

import time
from collections.abc import Callable, Iterator
from threading import Thread
from typing import TypeVar

import pytest

from bot.alerts.aftermath import CALL_PAUSE
from bot.backstage import Backstage
from bot.demo import free_port
from bot.sending import SendError
from bot.settings import load_settings
from bot.simulator.agency import Rules
from bot.simulator.page import Stage, build_app, build_stage, server_for
from bot.simulator.parameters import Account
from bot.simulator.placed import Taking
from bot.twilio.caller import CallPlacer
from storage import portfolios
from tests.alerting import APPROVED, RECEIPT, RECEIVED, Town
from tests.service import ACCOUNT, ENVIRONMENT, TOKEN
from tests.serving import serving
from tests.world import PERSON

LINE = "+12025550100"
PIN = "83920174"
T = TypeVar("T")


class Exchange(Town):
    """The service behind a real socket, and the carrier that calls it back."""

    def __init__(self, database_url: str, page: str, port: int, stage: Stage) -> None:
        super().__init__(database_url)
        self.stage = stage
        more = {"DATABASE_URL": database_url, "TWILIO_API_URL": f"{page}/carrier", "QUIET_HOURS": "none"}
        settings = load_settings({**ENVIRONMENT, **more, "PUBLIC_URL": f"http://127.0.0.1:{port}"})
        self.services = Backstage(
            settings, self.source, self.clock, given_sender=self.carrier, given_mails=self.post_office
        )
        self.server = server_for(self.services.web_app(), port)
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
        super().close()

    @property
    def placer(self) -> CallPlacer:
        return CallPlacer(self.services.settings)

    def told(self, kind: str) -> list[str]:
        """What the phone heard, or what else happened there."""
        return [event.body for event in self.stage.carrier.feed.conversation(PERSON) if event.kind == kind]

    def hears(self, words: str) -> None:
        eventually(lambda: any(words in said for said in self.told("said")) or None)

    def heard_times(self, words: str, times: int) -> None:
        eventually(lambda: sum(words in said for said in self.told("said")) == times or None)

    def until(self, states: dict[str, int]) -> None:
        eventually(lambda: self.states() == states or None)

    def by_itself(self, taking: Taking) -> None:
        """What becomes of a call when nobody's page shows the phone."""
        self.stage.carrier.calls.ringing.shown.clear()
        self.stage.carrier.calls.ringing.by_itself[PERSON] = taking


def eventually(look: Callable[[], T | None]) -> T:
    until = time.monotonic() + 15
    while (seen := look()) is None:
        assert time.monotonic() < until
        time.sleep(0.02)
    return seen


@pytest.fixture
def exchange(database_url: str) -> Iterator[Exchange]:
    port = free_port(0)
    account = Account(ACCOUNT, TOKEN, LINE, f"http://127.0.0.1:{port}")
    stage = build_stage(account, Rules("our-id", "our-secret"), pause=0.02)
    with serving(build_app(stage)) as page:
        made = Exchange(database_url, page, port, stage)
        try:
            yield made
        finally:
            stage.carrier.close()
            made.close()


def called(exchange: Exchange) -> None:
    """Maria's phone is to be called; her mother's case was approved."""
    services = exchange.services
    exchange.shows(RECEIPT, RECEIVED, "2026-01-05")
    portfolio = exchange.open("maria88", {RECEIPT: "Mom"})
    held = services.portfolios._parts.pins.hash(PIN)
    with services.database.writing() as db:
        assert portfolios.save(db, portfolio.with_profile().with_pin(held).row)
    exchange.reach(portfolio, PERSON, by_call=True)
    assert exchange.poll() == []
    exchange.shows(RECEIPT, APPROVED)
    exchange.poll()


def test_a_call_is_placed_found_and_asked_for_with_the_official_client(exchange: Exchange) -> None:
    exchange.by_itself("busy")
    before = time.time()
    sid = exchange.placer.send(PERSON, "m1")
    assert exchange.placer.find(PERSON, before) == [sid]
    assert exchange.placer.find("+12025550143", before) == []
    assert exchange.placer.find(PERSON, before + 3600) == []
    eventually(lambda: exchange.placer.state(sid) == ("busy", None) or None)
    with pytest.raises(SendError) as error:
        exchange.placer.state("CA" + "0" * 32)
    assert error.value.code == 20404


@pytest.mark.parametrize(("number", "fate"), [("+18762345678", "never"), ("+19005550142", "never")])
def test_numbers_that_cost_somebody_money_are_never_called(exchange: Exchange, number: str, fate: str) -> None:
    with pytest.raises(SendError) as error:
        exchange.placer.send(number, "m1")
    assert error.value.fate == fate


def test_whoever_answers_hears_only_that_there_is_news_until_the_pin_is_given(exchange: Exchange) -> None:
    called(exchange)
    ringing = exchange.stage.carrier.calls.ringing
    sid = eventually(lambda: ringing.at(PERSON))
    assert ringing.settle(sid, "answer")
    exchange.hears("There is news about a case in your list.")
    call = exchange.stage.carrier.calls.find(sid)
    call.press("1")
    exchange.hears("Enter your PIN")
    assert not any("Approved" in said or "Mom" in said or "maria" in said for said in exchange.told("said"))
    call.press(f"{PIN}#")
    exchange.hears("Mom")
    exchange.hears("Case Was Approved")
    call.hang_up()
    exchange.until({"delivered": 1})


def test_a_wrong_pin_opens_nothing_and_seven_ends_such_calls(exchange: Exchange) -> None:
    called(exchange)
    sid = eventually(lambda: exchange.stage.carrier.calls.ringing.at(PERSON))
    exchange.stage.carrier.calls.ringing.settle(sid, "answer")
    call = exchange.stage.carrier.calls.find(sid)
    exchange.hears("There is news")
    call.press("1")
    exchange.hears("Enter your PIN")
    call.press("11112222#")
    exchange.hears("do not go together")
    assert not any("Approved" in said for said in exchange.told("said"))
    call.hang_up()
    exchange.until({"delivered": 1})
    exchange.shows(RECEIPT, RECEIVED, "2026-05-15")
    exchange.poll(24 + 7)
    sid = eventually(lambda: exchange.stage.carrier.calls.ringing.at(PERSON))
    exchange.stage.carrier.calls.ringing.settle(sid, "answer")
    eventually(lambda: len([said for said in exchange.told("said") if "There is news" in said]) == 2 or None)
    exchange.stage.carrier.calls.find(sid).press("7")
    exchange.hears("will not call you about your cases any more")
    exchange.shows(RECEIPT, APPROVED, "2026-05-20")
    exchange.poll(24)
    assert sum(exchange.states().values()) == 2, "no third alert"


def test_a_machine_hears_who_called_and_nothing_else_and_is_tried_twice_more(exchange: Exchange) -> None:
    exchange.by_itself("voicemail")
    called(exchange)
    for tries in range(1, 4):
        exchange.heard_times("llámenos", tries)
        assert not any("news" in said or "Approved" in said for said in exchange.told("said"))
        if tries < 3:
            exchange.until({"waiting": 1})
            exchange.deliver_alerts(CALL_PAUSE / 3600)
    exchange.until({"given_up": 1})


def test_a_test_rings_as_well_and_says_that_it_is_one(exchange: Exchange) -> None:
    portfolio = exchange.open("maria88", {RECEIPT: "Mom"})
    exchange.reach(portfolio, PERSON, by_call=True)
    with exchange.services.database.writing() as db:
        assert exchange.services.alerts.test(db, portfolio) == 1
    exchange.deliver_alerts()
    ringing = exchange.stage.carrier.calls.ringing
    ringing.settle(eventually(lambda: ringing.at(PERSON)), "answer")
    exchange.hears("This is a test: your alerts come to this phone.")
    assert exchange.told("waits") == []


def test_a_phone_that_said_stop_is_not_called_either(exchange: Exchange) -> None:
    called(exchange)
    ringing = exchange.stage.carrier.calls.ringing
    ringing.settle(eventually(lambda: ringing.at(PERSON)), "no-answer")
    exchange.until({"waiting": 1})
    exchange.send("STOP")
    exchange.deliver_alerts(CALL_PAUSE / 3600)
    assert ringing.at(PERSON) is None
    assert exchange.states() == {"given_up": 1}
