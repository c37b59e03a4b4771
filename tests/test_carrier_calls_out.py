"""The simulated carrier calls a phone for the service: the official client, the reports, and the page that rings."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from threading import Event
from typing import Any, TypeVar

import httpx2
import pytest
from flask import Flask, Response, request
from playwright.sync_api import Browser, Locator, Page, expect
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator

from bot.sending import SendError
from bot.simulator.agency import Rules
from bot.simulator.carrier import Reports
from bot.simulator.page import Stage, build_app, build_stage
from bot.simulator.parameters import Account
from bot.simulator.placed import Taking
from bot.twilio.caller import CallPlacer
from bot.twilio.rest import connect
from tests.browser import accessibility_faults, chromium
from tests.demo_call_page import view
from tests.demo_page import NARROW, announced, open_page, opened, phone, wide_overflow
from tests.rest_server import ACCOUNT_SID, TOKEN
from tests.serving import serving
from tests.test_caller import CallingAccount

LINE, ANA, BEN, FAR = "+12025550100", "+12025550142", "+12025550143", "+12025550177"
NEWS = (
    '<Gather input="dtmf" action="/twilio/voice/news/turn?turn=2" numDigits="1" timeout="60"><Say>News.</Say></Gather>'
)
MACHINE = "<Say>Please call us.</Say><Hangup/>"
T = TypeVar("T")


class Service:
    """Stands where our service stands: what it is asked, and how calls ended."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, dict[str, str], str]] = []  # path and query, parameters, signature
        self.broken = False
        self.words = Event()  # the service has something to say
        self.words.set()
        self.app = Flask(__name__)
        self.app.add_url_rule("/twilio/<path:path>", "take", self.take, methods=["POST"])

    def take(self, path: str) -> Response:
        form = request.form.to_dict()
        self.taken.append((request.full_path.removesuffix("?"), form, request.headers["X-Twilio-Signature"]))
        if path == "call-status":
            return Response(status=204)
        assert self.words.wait(5)
        if path == "voice/news" and self.broken:
            return Response(status=500)
        verbs = "<Say>Sorry.</Say>" if "fallback" in path else MACHINE if "machine" in form["AnsweredBy"] else NEWS
        return Response(f"<Response>{verbs}</Response>", mimetype="text/xml")

    def asked(self, path: str) -> list[dict[str, str]]:
        return [form for place, form, _ in self.taken if place.split("?")[0] == f"/twilio/{path}"]

    @property
    def ends(self) -> list[tuple[str, str]]:
        """Of calls that were reported to be over: how, and who took them."""
        return [(form["CallStatus"], form.get("AnsweredBy", "")) for form in self.asked("call-status")]

    @property
    def told_of_texts(self) -> list[str]:
        return [form["MessageStatus"] for form in self.asked("message-status")]


class World:
    def __init__(self, stage: Stage, service: Service, address: str, public: str) -> None:
        self.stage, self.service, self.address, self.public = stage, service, address, public
        self.account = CallingAccount(address + "/carrier", public)
        self.placer = CallPlacer(self.account)
        self.ringing = stage.carrier.calls.ringing
        self.api = httpx2.Client(base_url=address + "/api", trust_env=False)

    def state(self, sid: str) -> str:
        return self.placer.state(sid)[0]

    def until(self, sid: str, state: str) -> None:
        eventually(lambda: self.state(sid) == state)

    def delivered(self, sid: str) -> None:
        def is_delivered() -> bool:
            message = self.stage.carrier.messages.get(sid)
            return message is not None and message.status == "delivered"

        eventually(is_delivered)

    def over(self, sid: str) -> None:
        eventually(lambda: self.state(sid) in ("completed", "busy", "no-answer"))
        eventually(lambda: self.stage.carrier.calls.of(ANA) is None)

    def takes(self, sid: str, taking: str) -> int:
        return self.api.post("/ring", json={"call": sid, "taking": taking}).status_code

    def transcript(self, number: str = ANA) -> list[str]:
        return self.api.get("/transcript", params={"phone": number}).text.splitlines()

    def heard(self, number: str, words: str) -> None:
        eventually(lambda: any(words in line for line in self.transcript(number)))


def eventually(look: Callable[[], T]) -> T:
    until = time.monotonic() + 10
    while not (seen := look()):
        assert time.monotonic() < until
        time.sleep(0.02)
    return seen


@pytest.fixture
def world() -> Iterator[World]:
    with ExitStack() as stack:
        service = Service()
        public = stack.enter_context(serving(service.app))
        stage = build_stage(Account(ACCOUNT_SID, TOKEN, LINE, public), Rules("app", "secret"), pause=0.01)
        address = stack.enter_context(serving(build_app(stage)))
        world = World(stage, service, address, public)
        yield world
        stage.carrier.close()
        world.api.close()


# What the service sees


def test_a_call_that_is_answered_goes_from_queued_to_completed(world: World) -> None:
    created = connect(world.account).calls.create(to=ANA, from_=LINE, url=f"{world.public}/twilio/voice/news")
    assert (created.status, created.direction, created.answered_by) == ("queued", "outbound-api", None)
    sid = str(created.sid)
    world.until(sid, "ringing")
    assert world.takes(sid, "answer") == 202
    world.until(sid, "in-progress")
    world.heard(ANA, "News.")
    world.api.post("/call/hangup", json={"call": sid})
    world.until(sid, "completed")
    fetched = connect(world.account).calls.get(sid).fetch()
    assert (fetched.answered_by, fetched.to) == ("human", ANA)


def test_the_request_for_words_is_what_the_real_carrier_sends(world: World) -> None:
    sid = world.placer.send(ANA, "alert/1")
    world.takes(sid, "answer")
    eventually(lambda: world.service.asked("voice/news"))
    path, form, signature = world.service.taken[0]
    assert path == "/twilio/voice/news?message=alert%2F1"
    told = {"CallSid": sid, "From": LINE, "To": ANA, "Called": ANA, "Caller": LINE, "Direction": "outbound-api"}
    assert told.items() <= form.items()
    assert (form["CallStatus"], form["AnsweredBy"]) == ("in-progress", "human")
    assert RequestValidator(TOKEN).validate(world.public + path, form, signature)


@pytest.mark.parametrize(
    ("taking", "end"),
    [
        ("voicemail", ("completed", "machine_start")),
        ("busy", ("busy", "")),
        ("no-answer", ("no-answer", "")),
    ],
)
def test_a_phone_that_nobody_looks_at_does_as_it_was_set(world: World, taking: Taking, end: tuple[str, str]) -> None:
    world.ringing.by_itself[FAR] = taking
    sid = world.placer.send(FAR, "m1")
    assert eventually(lambda: world.service.ends) == [end]
    assert world.state(sid) == ("no-answer" if taking == "voicemail" else end[0])
    assert world.service.taken[-1][0].startswith("/twilio/call-status?message=m1")


def test_a_phone_that_nobody_looks_at_is_not_answered_unless_it_was_set(world: World) -> None:
    world.placer.send(FAR, "m1")
    assert eventually(lambda: world.service.ends) == [("no-answer", "")]


def test_a_phone_that_rings_too_long_is_not_answered(world: World) -> None:
    create = connect(world.account).calls.create
    callback = f"{world.public}/twilio/call-status?message=m1"
    sid = create(to=ANA, from_=LINE, url=f"{world.public}/twilio/voice/news", status_callback=callback, timeout=1).sid
    assert eventually(lambda: world.service.ends) == [("no-answer", "")]
    assert world.takes(str(sid), "answer") == 404, "it does not ring any more"
    assert world.transcript() == ["(the line calls)", "you: [does not answer]"]


def test_a_phone_in_a_call_or_one_that_rings_already_is_busy(world: World) -> None:
    first = world.placer.send(ANA, "m1")
    second = world.placer.send(ANA, "m2")
    world.until(second, "busy")
    assert world.takes(first, "answer") == 202
    world.heard(ANA, "News.")
    third = world.placer.send(ANA, "m3")
    world.until(third, "busy")
    assert world.state(first) == "in-progress"
    assert not any("declines" in line for line in world.transcript()), "nobody saw it ring"


def test_whoever_picks_up_while_in_another_call_is_busy(world: World) -> None:
    sid = world.placer.send(ANA, "m1")
    world.stage.carrier.calls.begin(ANA)
    assert world.takes(sid, "answer") == 202
    world.until(sid, "busy")
    assert eventually(lambda: world.service.ends) == [("busy", "")]


def test_a_phone_with_an_error_switched_on_can_not_be_reached(world: World) -> None:
    world.stage.carrier.switches.errors[ANA] = 30003
    sid = world.placer.send(ANA, "m1")
    world.until(sid, "failed")
    assert eventually(lambda: world.service.ends) == [("failed", "")]
    world.stage.carrier.switches.errors[ANA] = 21211
    with pytest.raises(SendError) as caught:
        world.placer.send(ANA, "m1")
    assert (caught.value.fate, caught.value.code) == ("never", 21211)


@pytest.mark.parametrize(("reports", "times"), [("lost", 0), ("doubled", 2)])
def test_the_end_of_a_call_is_told_as_often_as_is_set(world: World, reports: Reports, times: int) -> None:
    world.stage.carrier.switches.reports[FAR] = reports
    world.until(world.placer.send(FAR, "m1"), "no-answer")
    other = world.placer.send(BEN, "m2")
    world.takes(other, "busy")
    eventually(lambda: ("busy", "") in world.service.ends and len(world.service.ends) == times + 1)


@pytest.mark.parametrize(("reports", "times"), [("lost", 0), ("doubled", 2)])
def test_so_is_what_becomes_of_a_text(world: World, reports: Reports, times: int) -> None:
    world.stage.carrier.switches.reports[ANA] = reports
    for number in (ANA, BEN):
        message = world.stage.carrier.send(number, "Hello", f"{world.public}/twilio/message-status")
        world.stage.carrier.announce(message, "", "")
        world.delivered(message.sid)
    # In any order: a text's state is known before the last report of it has arrived.
    eventually(lambda: sorted(world.service.told_of_texts) == sorted(["queued", "sent", "delivered"] * (times + 1)))


def test_when_the_service_has_no_words_its_fallback_speaks(world: World) -> None:
    world.service.broken = True
    world.takes(world.placer.send(ANA, "m1"), "answer")
    world.heard(ANA, "Sorry.")


def test_whoever_hangs_up_before_anything_was_said_has_answered_all_the_same(world: World) -> None:
    world.service.words.clear()
    sid = world.placer.send(ANA, "m1")
    world.takes(sid, "answer")
    eventually(lambda: world.service.asked("voice/news"))
    world.api.post("/call/hangup", json={"call": sid})
    assert eventually(lambda: world.service.ends) == [("completed", "human")]
    assert world.transcript() == ["(the line calls)", "you: [answers]", "you: [hangs up]"]
    world.service.words.set()


def test_an_erased_call_is_gone_and_one_that_goes_on_stays(world: World) -> None:
    calls = connect(world.account).calls
    sid = world.placer.send(ANA, "m1")
    world.takes(sid, "answer")
    with pytest.raises(TwilioRestException):
        calls.get(sid).delete()
    world.api.post("/call/hangup", json={"call": sid})
    world.until(sid, "completed")
    assert calls.get(sid).delete()
    assert world.placer.find(ANA, 0) == []


# What the person sees


def test_the_transcript_says_who_called_and_who_took_it(world: World) -> None:
    for taking in ("answer", "voicemail", "busy"):
        sid = world.placer.send(ANA, "m1")
        world.takes(sid, taking)
        if taking == "answer":
            world.heard(ANA, "News.")
            world.api.post("/call/hangup", json={"call": sid})
        world.over(sid)
    assert world.transcript() == [
        "(the line calls)", "you: [answers]", "bot: [en] News.", "you: [hangs up]",
        "(the line calls)", "you: [lets a machine answer]", "bot: [en] Please call us.", "(the line hangs up)",
        "(the line calls)", "you: [declines]",
    ]  # fmt: skip


@pytest.mark.parametrize("told", [{}, {"call": 1, "taking": "answer"}, {"call": "CA1", "taking": "maybe"}])
def test_what_is_no_answer_to_a_ringing_phone_is_refused(world: World, told: dict[str, Any]) -> None:
    assert world.api.post("/ring", json=told).status_code == 400


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def page(world: World, browser: Browser) -> Iterator[Page]:
    with opened(browser, world.address) as page:
        errors: list[str] = []
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        yield page
        assert errors == []


def state(place: Locator) -> Locator:
    return place.locator(".call-status")


@pytest.mark.slow
def test_the_phone_rings_on_its_tab_and_is_answered(world: World, page: Page) -> None:
    world.placer.send(ANA, "m1")
    expect(phone(page, 0).get_by_role("tab", name="Call")).to_contain_text("ringing")
    expect(announced(page)).to_contain_text("Phone A: The line is calling.")
    place = view(page)
    expect(place.get_by_role("button", name="Call the line")).to_be_hidden()
    place.get_by_role("button", name="Answer", exact=True).press("Enter")
    expect(state(place)).to_have_text("In the call")
    expect(place.locator(".caption")).to_have_text(["News."])
    expect(place.locator("[data-key='1']")).to_be_focused()
    place.get_by_role("button", name="Hang up").click()
    expect(place.get_by_role("button", name="Call the line")).to_be_focused()
    eventually(lambda: world.service.ends == [("completed", "human")])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("button", "end"), [("Let a machine answer", ("completed", "machine_start")), ("Decline", ("busy", ""))]
)
def test_a_machine_may_take_it_or_it_is_declined(world: World, page: Page, button: str, end: tuple[str, str]) -> None:
    world.placer.send(ANA, "m1")
    place = view(page)
    place.get_by_role("button", name=button).click()
    expect(place.get_by_role("button", name="Call the line")).to_be_visible()
    eventually(lambda: world.service.ends == [end])
    expect(phone(page, 0).get_by_role("tab", name="Call")).not_to_contain_text("ringing")


@pytest.mark.slow
def test_a_call_to_a_phone_in_a_call_does_not_disturb_it(world: World, page: Page) -> None:
    first = world.placer.send(ANA, "m1")
    world.takes(first, "answer")
    place = view(page)
    expect(state(place)).to_have_text("In the call")
    world.until(world.placer.send(ANA, "m2"), "busy")
    expect(state(place)).to_have_text("In the call")
    place.get_by_role("button", name="Hang up").click()
    world.until(first, "completed")


@pytest.mark.slow
@pytest.mark.parametrize(("language", "answer"), [("en", "Answer"), ("es", "Contestar")])
def test_a_ringing_phone_serves_everyone_and_still_rings_when_the_page_comes_late(
    world: World, page: Page, language: str, answer: str
) -> None:
    sid = world.placer.send(ANA, "m1")
    page.set_viewport_size(NARROW)
    open_page(page, language)
    phone(page, 0).get_by_role("tab").nth(1).click()
    button = phone(page, 0).get_by_role("button", name=answer, exact=True)
    expect(button).to_be_visible()
    assert accessibility_faults(page) == []
    assert wide_overflow(page) == 0
    button.click()
    world.until(sid, "in-progress")
    assert accessibility_faults(page) == []
