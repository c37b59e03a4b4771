"""The simulated carrier stands where Twilio stands: the official validator and the official client say so."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from flask import Flask, Response, request
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response as TwilioResponse
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from bot.simulator.agency import Rules
from bot.simulator.carrier import Carrier
from bot.simulator.feed import Feed
from bot.simulator.page import Stage, build_app, build_stage
from bot.simulator.parameters import Account
from bot.simulator.segments import segments
from bot.simulator.signing import sign
from bot.simulator.twiml import TwimlError, read_twiml
from bot.simulator.webhook import Patience, Webhook
from tests.serving import serving

SID, TOKEN = "AC" + "0" * 31 + "1", "token-of-the-account"
LINE, ANA, BEN = "+12025550100", "+12025550142", "+12025550143"
TWIML = "<?xml version='1.0' encoding='UTF-8'?><Response>{}</Response>"
Views = dict[str, Callable[[], Response]]


class Service:
    """Stands where our service stands: notes each request it gets and answers as told."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, list[tuple[str, str]], dict[str, str]]] = []
        self.answers: dict[str, tuple[int, str, str]] = {}
        self.app = Flask(__name__)
        self.app.add_url_rule("/<path:path>", "take", self.take, methods=["POST"])
        self.delay = 0.0

    def take(self, path: str) -> Response:
        time.sleep(self.delay)
        self.taken.append((request.url, list(request.form.items(multi=True)), dict(request.headers)))
        status, kind, body = self.answers.get("/" + path, (200, "text/xml", TWIML.format("")))
        response = Response(body, status)
        response.headers["Content-Type"] = kind
        return response

    def params(self, number: int = -1) -> dict[str, str]:
        return dict(self.taken[number][1])


class World:
    """The carrier with the page around it, a service behind it, and the official client in front of it."""

    def __init__(self, stage: Stage, service: Service, address: str) -> None:
        self.carrier: Carrier = stage.carrier
        self.feed: Feed = stage.carrier.feed
        self.service, self.address = service, address
        self.client = self.official(TOKEN)
        self.api = httpx2.Client(base_url=address + "/api", trust_env=False)

    def official(self, token: str) -> Client:
        return Client(SID, token, http_client=Elsewhere(self.address))

    def events(self, kind: str, count: int, phone: str = ANA) -> list[dict[str, Any]]:
        """The events of a kind, once there are `count` of them."""
        deadline = time.monotonic() + 5
        while True:
            last, events = self.feed.after(0, 1)
            found = [event for event in events if event["kind"] == kind and event["phone"] == phone]
            if len(found) >= count:
                return found
            assert time.monotonic() < deadline, events
            self.feed.after(last, 0.5)


class Elsewhere(TwilioHttpClient):  # type: ignore[misc]  # it has no types
    """The official HTTP client, sent to the simulator; a request of the client lasts 5 seconds at most."""

    def __init__(self, address: str) -> None:
        super().__init__(timeout=5)
        self.address = address

    def request(self, method: str, url: str, *args: Any, **names: Any) -> TwilioResponse:
        url = url.replace("https://api.twilio.com", self.address + "/carrier")
        url = url.replace("https://messaging.twilio.com", self.address + "/carrier-messaging")
        return super().request(method, url, *args, **names)

    def close(self) -> None:
        assert self.session
        self.session.close()


@pytest.fixture
def world() -> Iterator[World]:
    with ExitStack() as stack:
        service = Service()
        public = stack.enter_context(serving(service.app))
        account = Account(SID, TOKEN, LINE, public, "MG" + "2" * 32)
        stage = build_stage(account, Rules("app", "secret"), pause=0.01)
        address = stack.enter_context(serving(build_app(stage)))
        world = World(stage, service, address)
        yield world
        stage.carrier.close()
        world.api.close()
        http = world.client.http_client
        assert isinstance(http, Elsewhere)
        http.close()


# Texts that come in


def test_a_text_reaches_the_service_as_the_real_carrier_sends_it(world: World) -> None:
    sid = world.carrier.text(ANA, "EAC9999103403 ¿qué pasa? & más")
    world.events("status", 1)
    url, pairs, headers = world.service.taken[0]
    params = dict(pairs)
    assert url.endswith("/twilio/sms")
    assert (params["From"], params["To"], params["Body"]) == (ANA, LINE, "EAC9999103403 ¿qué pasa? & más")
    assert params["MessageSid"] == params["SmsSid"] == params["SmsMessageSid"] == sid
    assert (params["NumMedia"], params["SmsStatus"], params["AccountSid"]) == ("0", "received", SID)
    assert (params["FromZip"], params["ToCity"]) == ("", "")
    assert headers["User-Agent"] == "TwilioProxy/1.1"
    assert headers["I-Twilio-Idempotency-Token"]
    assert headers["Content-Type"].startswith("application/x-www-form-urlencoded")
    assert "Accept-Encoding" not in headers


def test_the_official_validator_accepts_every_signature(world: World) -> None:
    world.carrier.number["sms_url"] += "?a=1&b=#rc=2"
    world.carrier.text(ANA, "")
    world.carrier.text(ANA, "ñandú 👍 \ud800", media=2, location=True)
    world.events("status", 2)
    validator = RequestValidator(TOKEN)
    assert len(world.service.taken) == 2
    for url, pairs, headers in world.service.taken:
        assert "?a=1&b=" in url
        assert validator.validate(url, dict(pairs), headers["X-Twilio-Signature"])
        assert not validator.validate(url, {**dict(pairs), "Body": "other"}, headers["X-Twilio-Signature"])


def test_a_repeated_name_signs_as_the_official_validator_signs_it() -> None:
    url, params = "https://x.example/a?b=c", [("Digits", "5678"), ("Digits", "1234"), ("Digits", "1234"), ("A", "")]

    class Many(dict[str, list[str]]):
        def getlist(self, name: str) -> list[str]:
            return self[name]

    official = RequestValidator(TOKEN).compute_signature(url, Many({"Digits": ["5678", "1234", "1234"], "A": [""]}))
    assert sign(TOKEN, url + "#rc=2", params) == official


def test_a_picture_without_words_has_no_body_at_all(world: World) -> None:
    world.carrier.text(ANA, "", media=1)
    world.events("status", 1)
    params = world.service.params()
    assert "Body" not in params
    assert (params["NumMedia"], params["MediaContentType0"]) == ("1", "image/jpeg")
    assert params["MediaUrl0"].startswith("https://api.twilio.com/2010-04-01/Accounts/")


def test_a_location_brings_its_coordinates_and_a_blank_body(world: World) -> None:
    world.carrier.text(ANA, "", location=True)
    world.events("status", 1)
    params = world.service.params()
    assert params["Body"] == ""
    assert {"Latitude", "Longitude", "Address", "Label"} <= set(params)


def test_the_answers_come_in_order_with_the_raw_exchange_behind_them(world: World) -> None:
    body = TWIML.format("<Message><Body>One &amp; 1</Body></Message><Message>\n Two \n</Message>")
    world.service.answers["/twilio/sms"] = (200, "text/xml; charset=utf-8", body)
    sid = world.carrier.text(ANA, "hi")
    asked, first, second = world.events("text", 3)
    assert (asked["from"], asked["body"], asked["sid"]) == ("person", "hi", sid)
    assert [(event["from"], event["body"]) for event in (first, second)] == [("line", "One & 1"), ("line", "Two")]
    assert first["request"].startswith("POST /twilio/sms HTTP/1.1\n")
    assert "\nX-Twilio-Signature: " in first["request"]
    assert "\n\n" in first["request"]
    assert "&Body=hi&" in first["request"]
    assert first["response"].startswith("HTTP/1.1 200 OK\n")
    assert first["response"].endswith(body)
    statuses = world.events("status", 5)
    assert [event["status"] for event in statuses if event["sid"] == first["sid"]] == ["sent", "delivered"]
    assert world.events("text", 3)[1]["status"] == "delivered"


def test_an_empty_response_or_204_says_nothing(world: World) -> None:
    world.carrier.text(ANA, "one")
    world.events("status", 1)
    world.service.answers["/twilio/sms"] = (204, "", "")
    world.carrier.text(ANA, "two")
    world.events("status", 2)
    assert len(world.events("text", 2)) == 2
    assert not [event for event in world.feed.after(0, 0)[1] if event["kind"] == "error"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((500, "text/xml", "oops"), 11200),
        ((403, "text/xml", "no"), 11200),
        ((200, "application/json", "{}"), 12300),
        ((200, "text/xml", "<Response><Message>a & b</Message></Response>"), 12100),
        ((200, "text/xml", ""), 12100),
        ((200, "text/xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><Response/>"), 12100),
        ((200, "text/xml", "<html/>"), 12102),
        ((200, "text/xml", TWIML.format("<Message> </Message>")), 14103),
        ((200, "text/xml", TWIML.format("<Message>" + "x" * 1601 + "</Message>")), 21617),
        ((200, "text/xml", TWIML.format("<Message>" + "x" * 66_000 + "</Message>")), 11750),
    ],
)
def test_a_bad_answer_is_an_error_and_the_fall_back_is_asked(
    world: World, answer: tuple[int, str, str], code: int
) -> None:
    world.service.answers["/twilio/sms"] = answer
    world.service.answers["/twilio/fallback/sms"] = (200, "text/xml", TWIML.format("<Message>Sorry</Message>"))
    world.carrier.text(ANA, "hi")
    (error,) = world.events("error", 1)
    assert error["code"] == code
    assert error["body"].startswith(f"{code}: ")
    assert world.events("text", 2)[1]["body"] == "Sorry"
    url, pairs, headers = world.service.taken[1]
    assert url.endswith("/twilio/fallback/sms")
    assert dict(pairs)["ErrorCode"] == str(code)
    assert dict(pairs)["ErrorUrl"].endswith("/twilio/sms")
    assert RequestValidator(TOKEN).validate(url, dict(pairs), headers["X-Twilio-Signature"])


def test_nobody_at_the_address_is_tried_twice_and_then_the_fall_back(world: World) -> None:
    world.carrier.number["sms_url"] = "http://127.0.0.1:1/twilio/sms"
    world.carrier.text(ANA, "hi")
    (error,) = world.events("error", 1)
    assert error["code"] == 11205
    world.events("status", 2)
    assert [url.rpartition("/twilio/")[2] for url, _, _ in world.service.taken] == ["fallback/sms"]


def test_an_answer_that_takes_too_long_is_given_up(world: World) -> None:
    world.service.delay = 0.5
    webhook = Webhook(TOKEN, Patience(read=0.1, total=0.2))
    exchange = webhook.post(world.carrier.number["sms_url"], [("A", "b")])
    webhook.close()
    assert exchange.fault == 11200
    assert "ReadTimeout" in exchange.response


def test_connection_overrides_in_the_fragment_say_what_is_tried_again(world: World) -> None:
    world.service.answers["/state"] = (503, "text/plain", "")
    base = world.carrier.account.public_url
    webhook = Webhook(TOKEN)
    for fragment, tries in [("", 1), ("#rc=2", 1), ("#rc=2&rp=5xx", 3), ("#rc=9&rp=all", 6), ("#rc=1&rp=ct,4xx", 1)]:
        world.service.taken.clear()
        assert webhook.post(f"{base}/state{fragment}", [("A", "")]).fault == 11200
        assert len(world.service.taken) == tries
        assert len({headers["I-Twilio-Idempotency-Token"] for _, _, headers in world.service.taken}) == 1
    webhook.close()


def test_patience_is_told_in_milliseconds() -> None:
    assert Patience().overridden("ct=2000&rt=3000&tt=4000&rc=7") == Patience(2, 3, 4, 5)


def test_plain_text_is_taken_as_one_message_and_a_strange_element_is_warned_of() -> None:
    assert read_twiml("text/plain; charset=utf-8", b"Hola").texts == ("Hola",)
    reading = read_twiml("text/xml", b"<Response><Say>x</Say><Message>y<Media>http://m</Media></Message></Response>")
    assert (reading.texts, reading.warnings) == (("y\n[http://m]",), (12200,))
    with pytest.raises(TwimlError):
        read_twiml("", b"<Response/>")


def test_an_answer_may_say_where_its_states_are_told() -> None:
    def read(callback: str) -> tuple[str, tuple[int, ...]]:
        body = TWIML.format(f'<Message statusCallback="{callback}">x</Message>').encode()
        reading = read_twiml("text/xml", body, "https://bot.example.org/twilio/sms")
        return reading.answers[0].callback, reading.warnings

    assert read("/twilio/message-status?erase=1") == ("https://bot.example.org/twilio/message-status?erase=1", ())
    assert read("http://127.0.0.1:9/x#rc=2") == ("http://127.0.0.1:9/x#rc=2", ())
    assert read("") == ("", ())
    assert read("ftp://bot.example.org") == ("", (21609,))


def test_the_states_of_an_answer_are_told_where_it_says(world: World) -> None:
    base = world.carrier.account.public_url
    told = f'<Message statusCallback="{base}/twilio/message-status?erase=1">PIN</Message><Message>more</Message>'
    world.service.answers["/twilio/sms"] = (200, "text/xml", TWIML.format(told))
    world.carrier.text(ANA, "create")
    world.events("status", 6)
    sid = world.events("text", 2)[1]["sid"]
    reports = [dict(pairs) for url, pairs, _ in world.service.taken if url.endswith("message-status?erase=1")]
    assert [report["MessageStatus"] for report in reports] == ["queued", "sent", "delivered"]
    assert {report["MessageSid"] for report in reports} == {sid}
    validator = RequestValidator(TOKEN)
    assert all(
        validator.validate(url, dict(pairs), headers["X-Twilio-Signature"])
        for url, pairs, headers in world.service.taken
    )


def test_what_is_deleted_at_the_carrier_stays_on_the_phone(world: World) -> None:
    sid = world.carrier.text(ANA, "LOGIN maria88 83920174")
    world.events("status", 1)
    assert world.client.messages(sid).delete()
    assert [message.sid for message in world.client.messages.list()] == []
    with pytest.raises(TwilioRestException) as refused:
        world.client.messages(sid).delete()
    assert (refused.value.status, refused.value.code) == (404, 20404)
    assert [event["body"] for event in world.events("text", 1)] == ["LOGIN maria88 83920174"]


def test_stop_words_pass_like_any_other_unless_the_carrier_handles_them(world: World) -> None:
    world.carrier.text(ANA, "STOP")
    world.events("status", 1)
    assert "OptOutType" not in world.service.params()
    world.carrier.switches.opt_out = True
    world.carrier.text(ANA, " stop ")
    world.events("status", 4)
    assert world.service.params()["OptOutType"] == "STOP"
    assert "unsubscribed" in world.events("text", 3)[2]["body"]
    with pytest.raises(TwilioRestException) as refused:
        world.client.messages.create(to=ANA, from_=LINE, body="hi")
    assert refused.value.code == 21610
    world.service.answers["/twilio/sms"] = (200, "text/xml", TWIML.format("<Message>more</Message>"))
    world.carrier.text(ANA, "hello")
    assert world.events("error", 1)[0]["code"] == 21610
    world.carrier.text(ANA, "START")
    world.events("text", 6)
    assert world.client.messages.create(to=ANA, from_=LINE, body="hi").sid


# Texts that go out


def test_a_message_is_sent_and_its_states_are_told_signed_and_in_order(world: World) -> None:
    callback = f"{world.carrier.account.public_url}/twilio/message-status?id=7#rc=2&rp=ct,rt,5xx"
    message = world.client.messages.create(
        to=ANA, from_=LINE, body="Hola, ñ", status_callback=callback, validity_period=3600
    )
    assert (message.status, message.direction, message.from_, message.to) == ("queued", "outbound-api", LINE, ANA)
    assert message.sid
    assert message.sid.startswith("SM")
    events = world.events("status", 3)
    assert [event["status"] for event in events] == ["queued", "sent", "delivered"]
    assert all("X-Twilio-Signature" in event["request"] for event in events)
    assert [dict(pairs)["MessageStatus"] for _, pairs, _ in world.service.taken] == ["queued", "sent", "delivered"]
    for url, pairs, headers in world.service.taken:
        assert url.endswith("/twilio/message-status?id=7")
        assert RequestValidator(TOKEN).validate(url, dict(pairs), headers["X-Twilio-Signature"])
    last = world.service.params()
    assert last["RawDlrDoneDate"]
    assert (last["SmsStatus"], last["To"], last["From"], last["ApiVersion"]) == ("delivered", ANA, LINE, "2010-04-01")
    (text,) = world.events("text", 1)
    assert (text["from"], text["body"], text["status"]) == ("line", "Hola, ñ", "delivered")
    assert text["request"].startswith("POST /carrier/2010-04-01/Accounts/")
    assert TOKEN not in text["request"]
    assert "Authorization: Basic ..." in text["request"]
    fetched = world.client.messages(message.sid).fetch()
    assert fetched.status == "delivered"
    assert isinstance(fetched.date_sent, datetime)


def test_a_messaging_service_accepts_first_and_picks_the_sender_later(world: World) -> None:
    message = world.client.messages.create(to=ANA, messaging_service_sid="MG" + "2" * 32, body="hi")
    assert (message.status, message.from_, message.num_segments) == ("accepted", None, "0")
    world.events("status", 2)
    fetched = world.client.messages(str(message.sid)).fetch()
    assert (fetched.from_, fetched.num_segments) == (LINE, "1")
    with pytest.raises(TwilioRestException) as refused:
        world.client.messages.create(to=ANA, messaging_service_sid="MG" + "3" * 32, body="hi")
    assert refused.value.code == 21701


def test_an_unreachable_phone_is_told_as_undelivered_with_its_code(world: World) -> None:
    world.carrier.switches.errors[ANA] = 30003
    callback = f"{world.carrier.account.public_url}/twilio/message-status"
    message = world.client.messages.create(to=ANA, from_=LINE, body="hi", status_callback=callback)
    events = world.events("status", 3)
    assert [(event["status"], event["code"]) for event in events] == [
        ("queued", 0),
        ("sent", 0),
        ("undelivered", 30003),
    ]
    assert world.service.params()["ErrorCode"] == "30003"
    assert world.client.messages(str(message.sid)).fetch().error_code == 30003
    assert world.client.messages.create(to=BEN, from_=LINE, body="hi").sid


@pytest.mark.parametrize(("code", "status"), [(21610, 400), (21211, 400), (21614, 400)])
def test_some_errors_are_told_at_once(world: World, code: int, status: int) -> None:
    world.carrier.switches.errors[ANA] = code
    with pytest.raises(TwilioRestException) as refused:
        world.client.messages.create(to=ANA, from_=LINE, body="hi")
    assert (refused.value.code, refused.value.status) == (code, status)
    assert world.feed.texts(ANA) == []


@pytest.mark.parametrize(("switch", "code"), [(429, 20429), (500, 20500)])
def test_the_interface_itself_fails_at_a_switch(world: World, switch: int, code: int) -> None:
    world.carrier.switches.rest[ANA] = switch
    with pytest.raises(TwilioRestException) as refused:
        world.client.messages.create(to=ANA, from_=LINE, body="hi")
    assert (refused.value.status, refused.value.code) == (switch, code)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"to": "12", "from_": LINE, "body": "x"}, 21211),
        ({"to": "", "from_": LINE, "body": "x"}, 21604),
        ({"to": ANA, "from_": LINE, "body": ""}, 21602),
        ({"to": ANA, "from_": BEN, "body": "x"}, 21606),
        ({"to": ANA, "body": "x"}, 21603),
        ({"to": ANA, "from_": LINE, "body": "x" * 1601}, 21617),
        ({"to": ANA, "from_": LINE, "body": "x", "status_callback": "nowhere"}, 21609),
    ],
)
def test_what_can_not_be_sent_is_refused_with_its_code(world: World, fields: dict[str, str], code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        world.client.messages.create(**fields)
    assert (refused.value.status, refused.value.code) == (400, code)


def test_a_wrong_token_gets_401_and_another_account_404(world: World) -> None:
    with pytest.raises(TwilioRestException) as refused:
        world.official("wrong").messages("SM1").fetch()
    assert (refused.value.status, refused.value.code) == (401, 20003)
    with pytest.raises(TwilioRestException) as refused:
        world.client.api.accounts("AC" + "9" * 32).fetch()
    assert (refused.value.status, refused.value.code) == (404, 20404)


def test_messages_are_listed_by_number_and_day_newest_first_over_pages(world: World) -> None:
    for number in range(5):
        world.client.messages.create(to=ANA, from_=LINE, body=str(number))
    world.client.messages.create(to=BEN, from_=LINE, body="other")
    world.events("status", 10)
    listed = world.client.messages.list(to=ANA, from_=LINE, page_size=2)
    assert [message.body for message in listed] == ["4", "3", "2", "1", "0"]
    assert len(world.client.messages.list(to=ANA, limit=3)) == 3
    now = datetime.now(UTC)
    hour = timedelta(hours=1)
    assert len(world.client.messages.list(to=ANA, date_sent_after=now - hour, date_sent_before=now + hour)) == 5
    assert world.client.messages.list(to=ANA, date_sent_after=now + hour) == []
    assert world.client.messages.list(to=ANA, date_sent_before=now - hour) == []
    assert world.client.messages.list(to=ANA, date_sent=datetime(2020, 1, 1, tzinfo=UTC)) == []


def test_replies_and_what_people_wrote_are_listed_too(world: World) -> None:
    world.service.answers["/twilio/sms"] = (200, "text/xml", TWIML.format("<Message>yes</Message>"))
    world.carrier.text(ANA, "hi")
    world.events("status", 3)
    assert [message.direction for message in world.client.messages.list(to=ANA)] == ["outbound-reply"]
    assert [message.direction for message in world.client.messages.list(from_=ANA)] == ["inbound"]


def test_a_message_can_be_blanked_and_deleted_once_it_has_ended(world: World) -> None:
    world.carrier.switches.errors[BEN] = 30001
    sid = str(world.client.messages.create(to=ANA, from_=LINE, body="secret").sid)
    with pytest.raises(TwilioRestException) as refused:
        world.client.messages(sid).delete()
    assert (refused.value.status, refused.value.code) == (409, 20009)
    world.events("status", 2)
    assert world.client.messages(sid).update(body="").body == ""
    assert world.client.messages(sid).delete()
    with pytest.raises(TwilioRestException) as gone:
        world.client.messages(sid).fetch()
    assert (gone.value.status, gone.value.code) == (404, 20404)


def test_provisioning_changes_where_texts_go(world: World) -> None:
    (number,) = world.client.incoming_phone_numbers.list(phone_number=LINE)
    assert world.client.incoming_phone_numbers.list(phone_number=BEN) == []
    moved = f"{world.carrier.account.public_url}/moved"
    changed = world.client.incoming_phone_numbers(str(number.sid)).update(
        sms_url=moved, voice_url=moved, sms_fallback_url=moved
    )
    assert (changed.sms_url, changed.voice_url, changed.sms_fallback_url) == (moved, moved, moved)
    world.carrier.text(ANA, "hi")
    world.events("status", 1)
    assert world.service.taken[0][0] == moved


def test_a_messaging_service_is_read_and_pointed_elsewhere(world: World) -> None:
    service = world.client.messaging.v1.services("MG" + "2" * 32)
    moved = f"{world.carrier.account.public_url}/moved"
    assert service.fetch().inbound_request_url == ""
    assert service.update(inbound_request_url=moved, fallback_url=moved).inbound_request_url == moved
    world.carrier.text(ANA, "hi")
    world.events("status", 1)
    assert world.service.taken[0][0] == moved
    assert world.service.params()["MessagingServiceSid"] == "MG" + "2" * 32


def test_the_account_is_shown(world: World) -> None:
    account = world.client.api.accounts(SID).fetch()
    assert (account.sid, account.status) == (SID, "active")


# The page's interface


def test_the_page_texts_and_waits_for_what_comes_of_it(world: World) -> None:
    answer = world.api.post("/text", json={"phone": ANA, "body": "hi\nthere", "media": 0, "location": False})
    assert answer.status_code == 202
    world.service.answers["/twilio/sms"] = (200, "text/xml", TWIML.format("<Message>a\nb</Message>"))
    world.events("text", 1)
    told = world.api.get("/events", params={"after": 0}).json()
    assert told["events"][0]["body"] == "hi\nthere"
    assert told["last"] == told["events"][-1]["id"]


def test_a_page_that_waits_hears_of_news_at_once_and_gives_up_after_a_while(world: World) -> None:
    started = time.monotonic()
    assert world.api.get("/events", params={"after": 0, "wait": 0.05}).json() == {"last": 0, "events": []}
    assert time.monotonic() - started < 2
    world.carrier.text(ANA, "hi")
    world.events("status", 1)
    # A number from before a restart starts over.
    assert len(world.api.get("/events", params={"after": 99}).json()["events"]) == 2


def test_the_transcript_is_the_conversation_of_one_phone(world: World) -> None:
    world.service.answers["/twilio/sms"] = (200, "text/xml", TWIML.format("<Message>a\nb</Message>"))
    world.carrier.text(ANA, "hi")
    world.events("text", 2)
    answer = world.api.get("/transcript", params={"phone": ANA})
    assert answer.text == "you: hi\nbot: a\n     b\n"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert world.api.get("/transcript", params={"phone": BEN}).text == ""


def test_the_page_turns_the_switches(world: World) -> None:
    assert world.api.post("/agency", json={"mode": "slow"}).json() == {"mode": "slow"}
    assert world.api.post("/agency", json={"mode": "asleep"}).status_code == 400
    assert world.api.post("/carrier", json={"phone": ANA, "error": 30003, "rest_status": 429}).status_code == 200
    state = world.api.get("/state").json()
    assert state["agency"]["mode"] == "slow"
    assert state["carrier"]["errors"][ANA] == {"error": 30003, "rest_status": 429, "line": "mobile"}
    assert state["line"] == LINE
    assert [phone["number"] for phone in state["phones"]] == [ANA, BEN]
    cleared = world.api.post("/carrier", json={"phone": ANA, "error": None, "rest_status": None}).json()
    assert cleared["errors"][ANA] == {"error": None, "rest_status": None, "line": "mobile"}


def test_the_page_changes_cases(world: World) -> None:
    assert world.api.post("/case", json={"receipt": "EAC9999103403", "title": "Case Was Denied"}).status_code == 200
    cases = {case["receipt"]: case for case in world.api.get("/state").json()["agency"]["cases"]}
    assert cases["EAC9999103403"]["title_en"] == "Case Was Denied"
    assert world.api.post("/case", json={"receipt": "EAC9999103403", "title": "Nonsense"}).status_code == 400
    assert world.api.post("/case", json={"receipt": "1", "title": "Case Was Denied"}).status_code == 400
    assert world.api.post("/case", json={"receipt": "EAC9999103403", "remove": True}).json() == {"removed": True}


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "[::1"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Content-Type": "text/plain"},
    ],
)
def test_another_site_in_the_same_browser_can_not_press_buttons(world: World, headers: dict[str, str]) -> None:
    content = b'{"mode": "down"}'
    headers = {"Content-Type": "application/json", **headers}
    assert world.api.post("/agency", content=content, headers=headers).status_code == 403
    assert world.api.get("/state").json()["agency"]["mode"] == "normal"


def test_another_name_for_this_machine_reads_nothing(world: World) -> None:
    assert world.api.get("/state", headers={"Host": "evil.example"}).status_code == 403
    assert world.api.get("/state", headers={"Host": "localhost:8080"}).status_code == 200
    assert world.api.get("/state", headers={"Host": "[::1]:8080"}).status_code == 200


@pytest.mark.parametrize("body", ["[]", "{", '{"phone": "+1"}', f'{{"phone": "{ANA}", "body": 7}}', "null", "7"])
def test_what_the_page_never_sends_is_refused(world: World, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    assert world.api.post("/text", content=body.encode(), headers=headers).status_code == 400


def test_the_page_is_served_with_a_policy_that_lets_only_its_own_files_in(world: World) -> None:
    answer = httpx2.get(world.address + "/", trust_env=False)
    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("á" * 70, 1),
        ("á" * 71, 2),
        ("👍" * 36, 2),
    ],
)
def test_segments_are_counted_as_they_are_billed(text: str, count: int) -> None:
    assert segments(text) == count
