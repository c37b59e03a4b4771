"""The simulated carrier's calls, over real HTTP and in real time, as the page with the phones makes them."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from threading import Event
from typing import Any

import httpx2
import pytest
from flask import Flask, Response, request
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response as TwilioResponse
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from bot.simulator.agency import Rules
from bot.simulator.calls import Calls, InCallError, NoCallError
from bot.simulator.feed import Feed
from bot.simulator.page import build_app, build_stage
from bot.simulator.parameters import Account
from bot.simulator.webhook import Webhook
from tests.serving import serving

SID, TOKEN = "AC" + "0" * 31 + "1", "token-of-the-account"
LINE, ANA, BEN = "+12025550100", "+12025550142", "+12025550143"
MENU = (
    '<Gather input="dtmf speech" action="/twilio/voice/turn?turn=2" numDigits="1" finishOnKey="" timeout="5" '
    'speechTimeout="auto" actionOnEmptyResult="true" language="en-US" hints="one,uno"><Say voice="Polly.Joanna-Neural"'
    ' language="en-US">Press 1.<break time="400ms"/></Say><Say voice="Polly.Lupe-Neural" language="es-US">'
    '<prosody rate="85%">Oprima 2.</prosody></Say></Gather>'
)


class Service:
    """Stands where our service stands: `answers` are verbs by path and query; a request may be made to wait."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.answers = {"/twilio/voice": MENU, "/twilio/voice/turn?turn=2": "<Say>Bye</Say><Hangup/>"}
        self.slow: dict[str, Event] = {}
        self.app = Flask(__name__)
        self.app.add_url_rule("/<path:path>", "take", self.take, methods=["POST"])

    def take(self, path: str) -> Response:
        place = request.full_path.removesuffix("?")
        self.taken.append((request.url, request.form.to_dict(), dict(request.headers)))
        if place in self.slow:
            assert self.slow[place].wait(5)
        if path.endswith("call-status"):
            return Response(status=204)
        return Response(f"<Response>{self.answers[place]}</Response>", mimetype="text/xml")

    def paths(self) -> list[str]:
        return ["/" + url.split("/", 3)[3] for url, _, _ in self.taken]


class Lookups(TwilioHttpClient):  # type: ignore[misc]  # it has no types
    """The official HTTP client, sent to the simulator."""

    def __init__(self, address: str) -> None:
        super().__init__(timeout=5)
        self.address = address

    def request(self, method: str, url: str, *args: Any, **names: Any) -> TwilioResponse:
        url = url.replace("https://lookups.twilio.com", self.address + "/carrier-lookups")
        url = url.replace("https://api.twilio.com", self.address + "/carrier")
        return super().request(method, url, *args, **names)


class World:
    """The page with a service behind it."""

    def __init__(self, address: str, public: str, service: Service, feed: Feed) -> None:
        self.service, self.feed, self.address, self.public = service, feed, address, public
        self.api = httpx2.Client(base_url=address + "/api", trust_env=False)

    def call(self, phone: str = ANA, withheld: bool = False) -> str:
        answer = self.api.post("/call", json={"phone": phone, "withheld": withheld})
        assert answer.status_code == 202
        return str(answer.json()["call"])

    def do(self, name: str, call: str, **fields: Any) -> int:
        return self.api.post(f"/call/{name}", json={"call": call, **fields}).status_code

    def events(self, kind: str, count: int = 1, phone: str = ANA, **wanted: Any) -> list[dict[str, Any]]:
        """The events of a kind that hold what is wanted, once there are `count` of them."""
        deadline = time.monotonic() + 5
        while True:
            last, events = self.feed.after(0, 1)
            found = [event for event in events if event["kind"] == kind and event["phone"] == phone]
            found = [event for event in found if wanted.items() <= event.items()]
            if len(found) >= count:
                return found
            assert time.monotonic() < deadline, events
            self.feed.after(last, 0.5)


@pytest.fixture
def world() -> Iterator[World]:
    with ExitStack() as stack:
        service = Service()
        public = stack.enter_context(serving(service.app))
        stage = build_stage(Account(SID, TOKEN, LINE, public), Rules("app", "secret"), pause=0.01)
        address = stack.enter_context(serving(build_app(stage)))
        world = World(address, public, service, stage.carrier.feed)
        yield world
        for event in service.slow.values():
            event.set()
        stage.carrier.close()
        world.api.close()


def test_a_call_is_answered_spoken_listened_to_and_ended(world: World) -> None:
    sid = world.call()
    assert sid.startswith("CA")
    first, second = world.events("said", 2)
    assert (first["body"], first["language"], first["voice"], first["utterance"]) == (
        "Press 1.", "en-US", "Polly.Joanna-Neural", 1
    )  # fmt: skip
    assert (second["body"], second["language"], second["rate"], second["call"]) == ("Oprima 2.", "es-US", 85, sid)
    assert second["seconds"] > 0
    assert world.do("keys", sid, keys="1") == 202
    (ended,) = world.events("call", status="completed")
    assert (ended["body"], ended["from"]) == ("The line hung up.", "line")
    assert [event["status"] for event in world.events("call", 3)] == ["ringing", "in-progress", "completed"]
    assert world.events("said", 3)[2]["body"] == "Bye"
    assert (world.events("keys")[0]["body"], world.events("keys")[0]["from"]) == ("1", "person")
    assert world.do("keys", sid, keys="1") == 404


def test_the_official_validator_accepts_every_request_of_a_call(world: World) -> None:
    sid = world.call()
    world.events("said")
    world.do("keys", sid, keys="1")
    world.events("request", 3)
    assert world.service.paths() == ["/twilio/voice", "/twilio/voice/turn?turn=2", "/twilio/call-status"]
    for url, params, headers in world.service.taken:
        assert RequestValidator(TOKEN).validate(url, params, headers["X-Twilio-Signature"])
        assert (params["CallSid"], params["From"], params["To"]) == (sid, ANA, LINE)
    assert [params["CallStatus"] for _, params, _ in world.service.taken] == ["ringing", "in-progress", "completed"]
    _, last, _ = world.service.taken[-1]
    assert (last["Duration"], last["CallbackSource"]) == ("1", "call-progress-events")
    raw = world.events("request", 3)[1]
    assert raw["request"].startswith("POST /twilio/voice/turn?turn=2 HTTP/1.1\n")
    assert "Digits=1" in raw["request"]
    assert raw["response"].startswith("HTTP/1.1 200 OK\n")
    assert raw["code"] == 0


def test_the_line_says_when_it_begins_to_listen_and_silence_can_be_kept_at_once(world: World) -> None:
    sid = world.call()
    assert world.do("spoken", sid, id=2) == 202  # a page that is ahead of the estimate
    (waits,) = world.events("waits")
    assert (waits["input"], waits["digits"], waits["finish"], waits["seconds"]) == ("dtmf speech", 1, "", 5)
    assert world.do("silence", sid) == 202
    world.events("call", status="completed")
    assert world.service.taken[1][1]["Digits"] == ""
    assert len(world.events("silence")) == 1


def test_words_reach_the_service_as_speech(world: World) -> None:
    sid = world.call()
    world.events("said")
    content = json.dumps({"call": sid, "words": "uno \ud83d"})
    world.api.post("/call/speech", content=content, headers={"Content-Type": "application/json"})
    world.events("call", status="completed")
    assert world.service.taken[1][1]["SpeechResult"] == "uno ?"
    assert world.events("speech")[0]["body"] == "uno ?"


def test_a_person_who_hangs_up_is_told_of_while_an_answer_is_under_way(world: World) -> None:
    world.service.slow["/twilio/voice/turn?turn=2"] = Event()
    sid = world.call()
    world.events("said")
    world.do("keys", sid, keys="1")
    world.events("keys")
    while len(world.service.taken) < 2:
        time.sleep(0.01)
    assert world.do("hangup", sid) == 202
    (ended,) = world.events("call", status="completed")
    assert (ended["from"], ended["body"]) == ("person", "The caller hung up.")
    while len(world.service.taken) < 3:
        time.sleep(0.01)
    assert world.service.taken[2][1]["CallStatus"] == "completed"
    world.service.slow["/twilio/voice/turn?turn=2"].set()
    world.events("request", 3)
    assert "Bye" not in [event["body"] for event in world.events("said")]
    assert world.do("hangup", sid) == 404


def test_another_phone_rings_until_the_page_says_what_became_of_it(world: World) -> None:
    world.service.answers["/twilio/voice"] = '<Dial action="/twilio/voice/turn?turn=2" timeout="30">+18003755283</Dial>'
    sid = world.call()
    (dials,) = world.events("dials")
    assert (dials["body"], dials["seconds"]) == ("+18003755283", 30)
    assert world.do("person", sid, outcome="busy") == 202
    world.events("call", status="completed")
    assert world.service.taken[1][1]["DialCallStatus"] == "busy"


def test_time_can_be_held_and_let_go_and_keys_are_taken_meanwhile(world: World) -> None:
    world.service.answers["/twilio/voice"] = '<Gather timeout="2"/><Say>Late</Say>'
    sid = world.call()
    world.events("waits")
    assert world.do("hold", sid, held=True) == 202
    assert world.events("held")[0]["held"] is True
    time.sleep(2.1)
    assert [event["kind"] for event in world.feed.after(0, 0)[1] if event["kind"] == "said"] == []
    world.do("keys", sid, keys="#")
    assert world.events("said")[0]["body"] == "Late"
    assert world.do("hold", sid, held=False) == 202
    world.events("call", status="completed")


def test_a_bad_answer_is_shown_as_an_error_and_the_fall_back_speaks(world: World) -> None:
    world.service.answers["/twilio/voice"] = "<Say>a & b</Say>"
    world.service.answers["/twilio/fallback/voice"] = "<Say>Sorry</Say>"
    sid = world.call()
    (error,) = world.events("error")
    assert (error["code"], error["call"]) == (12100, sid)
    assert error["body"].startswith("12100: ")
    assert world.events("said")[0]["body"] == "Sorry"
    assert world.events("request", code=12100)


def test_a_phone_is_in_one_call_at_most_and_the_state_says_in_which(world: World) -> None:
    sid, other = world.call(), world.call(BEN)
    again = world.api.post("/call", json={"phone": ANA})
    assert again.status_code == 409
    phones = world.api.get("/state").json()["phones"]
    assert [phone["call"] for phone in phones] == [sid, other]
    world.do("hangup", sid)
    world.events("call", status="completed")
    assert world.api.get("/state").json()["phones"][0]["call"] is None
    assert world.call() != sid


def test_two_hidden_callers_are_two_calls_from_one_number(world: World) -> None:
    first, second = world.call(withheld=True), world.call(BEN, withheld=True)
    world.events("said", phone=ANA)
    world.events("said", phone=BEN)
    assert {params["CallSid"] for _, params, _ in world.service.taken} == {first, second}
    assert {params["From"] for _, params, _ in world.service.taken} == {"+266696687"}
    assert world.events("call", status="ringing")[0]["withheld"] is True


def test_a_call_in_which_nobody_does_anything_ends_by_itself(world: World) -> None:
    account, feed, webhook = Account(SID, TOKEN, LINE, world.public), Feed(), Webhook(TOKEN)
    number = {"voice_url": f"{world.public}/twilio/voice", "voice_fallback_url": "", "status_callback": ""}
    calls = Calls(account, feed, webhook, number, idle=0.3)
    sid = calls.begin(ANA)
    assert not calls.erase(sid), "it goes on"
    with pytest.raises(InCallError):
        calls.begin(ANA)
    deadline = time.monotonic() + 5
    while calls.of(ANA) and time.monotonic() < deadline:
        time.sleep(0.02)
    with pytest.raises(NoCallError):
        calls.find(sid)
    assert calls.erase(sid)
    with pytest.raises(NoCallError):
        calls.erase(sid)
    assert "Nobody did anything" in feed.conversation(ANA)[-1].body
    calls.close()
    webhook.close()


def test_the_transcript_holds_the_calls_among_the_texts(world: World) -> None:
    world.service.answers["/twilio/sms"] = "<Message>Hello\nthere</Message>"
    world.api.post("/text", json={"phone": ANA, "body": "hi", "media": 0, "location": False})
    world.events("text", 2)
    sid = world.call(withheld=True)
    world.events("said", 2)
    world.do("speech", sid, words="uno")
    world.events("call", status="completed")
    world.service.answers["/twilio/voice"] = "<Dial>+18003755283</Dial>"
    sid = world.call()
    world.events("dials")
    world.do("hangup", sid)
    world.events("call", 2, status="completed")
    world.service.answers["/twilio/voice"] = MENU
    sid = world.call()
    world.events("said", 5)
    world.do("silence", sid)
    world.events("call", 3, status="completed")
    assert world.api.get("/transcript", params={"phone": ANA}).text.splitlines() == [
        "you: hi",
        "bot: Hello",
        "     there",
        "you: [calls, number withheld]",
        "bot: [en] Press 1.",
        "bot: [es] Oprima 2.",
        'you: "uno"',
        "bot: [en] Bye",
        "(the line hangs up)",
        "you: [calls]",
        "(the line dials +18003755283)",
        "you: [hangs up]",
        "you: [calls]",
        "bot: [en] Press 1.",
        "bot: [es] Oprima 2.",
        "you: [says nothing]",
        "bot: [en] Bye",
        "(the line hangs up)",
    ]


@pytest.mark.parametrize(
    ("route", "body"),
    [
        ("/call", {"phone": "+1"}),
        ("/call", {"phone": [ANA]}),
        ("/call", {"phone": ANA, "withheld": "no"}),
        ("/call", []),
        ("/call/keys", {}),
        ("/call/keys", {"keys": ""}),
        ("/call/keys", {"keys": "a"}),
        ("/call/keys", {"keys": "١"}),
        ("/call/keys", {"keys": 1}),
        ("/call/keys", {"keys": "1" * 201}),
        ("/call/keys", {"call": 7, "keys": "1"}),
        ("/call/speech", {"words": " "}),
        ("/call/speech", {"words": "x" * 2_001}),
        ("/call/hold", {"held": "yes"}),
        ("/call/person", {"outcome": "eaten"}),
        ("/call/person", {"outcome": ["busy"]}),
        ("/call/spoken", {"id": "1"}),
        ("/call/spoken", {"id": True}),
    ],
)
def test_what_the_page_never_sends_is_refused(world: World, route: str, body: Any) -> None:
    sid = world.call(BEN)
    whole = {"call": sid, **body} if isinstance(body, dict) and route != "/call" and body else body
    assert world.api.post(route, json=whole).status_code == 400


def test_a_call_that_is_unknown_or_a_deed_that_is_none_is_not_found(world: World) -> None:
    assert world.do("keys", "CA" + "0" * 32, keys="1") == 404
    assert world.do("sing", world.call()) == 404


def test_another_site_can_not_make_calls(world: World) -> None:
    answer = world.api.post("/call", json={"phone": ANA}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


# Lookups


def test_the_official_client_learns_what_kind_of_line_a_number_is(world: World) -> None:
    client = Client(SID, TOKEN, http_client=Lookups(world.address))
    mobile = client.lookups.v2.phone_numbers(ANA).fetch(fields="line_type_intelligence")
    assert (mobile.valid, mobile.national_format, mobile.country_code) == (True, "(202) 555-0142", "US")
    assert mobile.line_type_intelligence["type"] == "mobile"
    answer = world.api.post("/carrier", json={"phone": ANA, "line": "landline"})
    assert [answer.json()["errors"][phone]["line"] for phone in (ANA, BEN)] == ["landline", "mobile"]
    assert world.api.get("/state").json()["carrier"]["errors"][ANA]["line"] == "landline"
    landline = client.lookups.v2.phone_numbers(ANA).fetch(fields="line_type_intelligence")
    assert landline.line_type_intelligence["type"] == "landline"
    assert landline.line_type_intelligence["mobile_network_code"] is None
    assert client.lookups.v2.phone_numbers(ANA).fetch().line_type_intelligence is None
    short = client.lookups.v2.phone_numbers("+1202").fetch(fields="line_type_intelligence")
    assert (short.valid, short.validation_errors) == (False, ["TOO_SHORT"])
    assert client.http_client.session
    client.http_client.session.close()


def test_lookups_want_the_token_and_a_number(world: World) -> None:
    base = f"{world.address}/carrier-lookups/v2/PhoneNumbers"
    assert httpx2.get(f"{base}/{ANA}", trust_env=False).status_code == 401
    at_carrier = (
        f"{world.address}/carrier/v2/PhoneNumbers/{ANA}"  # where one base stands for all of the carrier's hosts
    )
    assert httpx2.get(at_carrier, auth=(SID, TOKEN), trust_env=False).json()["valid"] is True
    assert httpx2.get(f"{base}/nobody", auth=(SID, TOKEN), trust_env=False).json()["code"] == 20404


def test_a_text_to_a_landline_is_refused_at_once(world: World) -> None:
    world.api.post("/carrier", json={"phone": ANA, "line": "landline"})
    url = f"{world.address}/carrier/2010-04-01/Accounts/{SID}/Messages.json"
    form = {"To": ANA, "From": LINE, "Body": "hi"}
    refused = httpx2.post(url, data=form, auth=(SID, TOKEN), trust_env=False)
    assert (refused.status_code, refused.json()["code"]) == (400, 21614)
    world.api.post("/carrier", json={"phone": ANA, "line": "mobile"})
    assert httpx2.post(url, data=form, auth=(SID, TOKEN), trust_env=False).status_code == 201
    assert world.api.post("/carrier", json={"phone": ANA, "line": "tin can"}).status_code == 400
