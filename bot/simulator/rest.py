"""The carrier's REST interface, as far as the official client uses it for texts, numbers and messaging services."""

import re
from collections.abc import Callable
from functools import wraps
from hmac import compare_digest
from typing import Any

from flask import Blueprint, Response, jsonify, request

from bot.simulator.call_parameters import Call
from bot.simulator.calls import NoCallError
from bot.simulator.carrier import NO_MOBILE, OPTED_OUT, REFUSED_AT_ONCE, Carrier
from bot.simulator.listing import page_of
from bot.simulator.messages import FINAL, Message, new_sid
from bot.simulator.placed import Placed, Taking
from bot.simulator.twiml import LONGEST_TEXT

E164 = re.compile(r"(whatsapp:)?\+[1-9]\d{7,14}")
ACCOUNT = "/2010-04-01/Accounts/<account>"
NUMBER_FIELDS = {
    "SmsUrl": "sms_url",
    "SmsFallbackUrl": "sms_fallback_url",
    "VoiceUrl": "voice_url",
    "VoiceFallbackUrl": "voice_fallback_url",
    "StatusCallback": "status_callback",
}
SERVICE_FIELDS = {
    "InboundRequestUrl": "inbound_request_url",
    "FallbackUrl": "fallback_url",
    "StatusCallback": "status_callback",
}
WORDS = {
    20003: "Authenticate",
    20009: "Cannot delete this resource before it is complete",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    20500: "An internal server error has occurred",
    21205: "Url parameter is required.",
    21210: "The source phone number is not valid for this account.",
    21211: "The 'To' number is not a valid phone number.",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21606: "The 'From' phone number provided is not a valid message-capable phone number for this destination.",
    21609: "The 'StatusCallback' URL is not a valid URL.",
    21610: "Attempt to send to unsubscribed recipient",
    21614: "'To' number is not a valid mobile number",
    21617: "The concatenated message body exceeds the 1600 character limit.",
    21701: "The Messaging Service does not exist.",
    30409: "Message can not be canceled.",
}
STATUS = {20003: 401, 20009: 409, 20404: 404, 20429: 429, 20500: 500}  # the others are 400


class RestError(Exception):
    """The carrier refuses; `code` is its number for why."""

    def __init__(self, code: int) -> None:
        super().__init__(WORDS.get(code, "The message can not be sent."))
        self.code = code
        self.status = STATUS.get(code, 400)


View = Callable[..., Response]


class Rest:
    """The views; each answers as the carrier's own interface does."""

    def __init__(self, carrier: Carrier) -> None:
        self.carrier = carrier

    def guarded(self, view: View) -> View:
        """Asks for the account and its token, and turns a refusal into the carrier's JSON."""

        @wraps(view)
        def checked(account: str = "", **names: str) -> Response:
            try:
                self._authenticate(account)
                return view(**names)
            except RestError as error:
                return refusal(error)

        return checked

    def _authenticate(self, account: str) -> None:
        own, given = self.carrier.account, request.authorization
        pair = f"{given.username}:{given.password}" if given and given.type == "basic" else ""
        if not compare_digest(pair.encode(), f"{own.sid}:{own.token}".encode()):
            raise RestError(20003)
        if account not in {own.sid, ""}:
            raise RestError(20404)

    def create(self) -> Response:
        form, carrier = request.form, self.carrier
        to, body, service = form.get("To", ""), form.get("Body", ""), form.get("MessagingServiceSid", "")
        self._check_switches(to)
        self._check_message(to, body, form.get("From", ""), service)
        if not form.get("StatusCallback", "http").startswith("http"):
            raise RestError(21609)
        callback = form.get("StatusCallback", "") or (carrier.service["status_callback"] if service else "")
        message = carrier.send(to, body, callback, service)
        answer = self._shown(message, 201)
        carrier.announce(message, _request_text(), _response_text(answer))
        return answer

    def _check_switches(self, to: str) -> None:
        switches = self.carrier.switches
        status = switches.rest.get(to, 0)
        if status:
            raise RestError(20429 if status == 429 else 20500)
        error = switches.errors.get(to, 0)
        if error in REFUSED_AT_ONCE:
            raise RestError(error)
        if to in switches.opted_out:
            raise RestError(OPTED_OUT)
        if switches.lines.get(to) == "landline":
            raise RestError(NO_MOBILE)

    def _check_message(self, to: str, body: str, sender: str, service: str) -> None:
        account = self.carrier.account
        reasons = [
            (21604, not to),
            (21211, not E164.fullmatch(to)),
            (21603, not sender and not service),
            (21701, bool(service) and service != account.service_sid),
            (21606, bool(sender) and sender != account.line),
            (21602, not body),
            (21617, len(body) > LONGEST_TEXT),
        ]
        code = next((code for code, wrong in reasons if wrong), 0)
        if code:
            raise RestError(code)

    def list_messages(self) -> Response:
        base = f"/2010-04-01/Accounts/{self.carrier.account.sid}/Messages.json"
        found, frame = page_of(self.carrier.messages, request.args, base)
        return jsonify({**frame, "messages": [message.resource(self.carrier.account.sid) for message in found]})

    def fetch(self, sid: str) -> Response:
        return self._shown(self._message(sid))

    def update(self, sid: str) -> Response:
        """An empty Body takes the words away; a message here is never scheduled, so none can be cancelled."""
        message = self._message(sid)
        if request.form.get("Status"):
            raise RestError(30409)
        if message.status not in FINAL:
            raise RestError(20009)
        if request.form.get("Body") == "":
            self.carrier.messages.redact(message)
        return self._shown(message)

    def delete(self, sid: str) -> Response:
        if self._message(sid).status not in FINAL:
            raise RestError(20009)
        self.carrier.messages.delete(sid)
        return Response(status=204)

    def delete_call(self, sid: str) -> Response:
        try:
            if not self.carrier.calls.erase(sid):
                raise RestError(20009)
        except NoCallError:
            raise RestError(20404) from None
        return Response(status=204)

    def call(self) -> Response:
        """The service calls a phone. A switched error of the number comes at once; the rest is up to the phone."""
        form, calls = request.form, self.carrier.calls
        to, sender, url = form.get("To", ""), form.get("From", ""), form.get("Url", "")
        self._check_switches(to)
        reasons = [(21211, not E164.fullmatch(to)), (21210, sender != self.carrier.account.line), (21205, not url)]
        code = next((code for code, wrong in reasons if wrong), 0)
        if code:
            raise RestError(code)
        ways = form.get("FallbackUrl", ""), form.get("StatusCallback", "")
        call = Call(new_sid("CA"), to, url, ways[0], outbound=True, callback=ways[1])
        answer = self._call_shown(calls.place(call), 201)
        becomes: Taking | None = "failed" if to in self.carrier.switches.errors else None
        calls.ringing.ring(call, form.get("Timeout", 60.0, float), becomes)
        return answer

    def list_calls(self) -> Response:
        placed = self.carrier.calls.ringing.to(request.args.get("To", ""))
        uri = request.full_path
        frame = {"page": 0, "page_size": 1000, "uri": uri, "first_page_uri": uri, "next_page_uri": None}
        shown = [each.resource(self.carrier.account.sid) for each in placed]
        return jsonify({**frame, "previous_page_uri": None, "start": 0, "end": max(len(shown) - 1, 0), "calls": shown})

    def fetch_call(self, sid: str) -> Response:
        placed = self.carrier.calls.ringing.records.get(sid)
        if placed is None:
            raise RestError(20404)
        return self._call_shown(placed)

    def _call_shown(self, placed: Placed, status: int = 200) -> Response:
        response = jsonify(placed.resource(self.carrier.account.sid))
        response.status_code = status
        return response

    def account(self) -> Response:
        sid = self.carrier.account.sid
        return jsonify({"sid": sid, "friendly_name": "Simulated account", "status": "active", "type": "Full"})

    def list_numbers(self) -> Response:
        wanted = request.args.get("PhoneNumber")
        own = [] if wanted and wanted != self.carrier.account.line else [self._number()]
        uri = request.full_path
        frame = {"page": 0, "page_size": 50, "uri": uri, "first_page_uri": uri, "next_page_uri": None}
        return jsonify({**frame, "previous_page_uri": None, "start": 0, "end": 0, "incoming_phone_numbers": own})

    def number(self, sid: str) -> Response:
        """Shows the number; a POST changes where its texts and calls go."""
        if sid != self.carrier.number_sid:
            raise RestError(20404)
        _take(self.carrier.number, NUMBER_FIELDS)
        return jsonify(self._number())

    def service(self, sid: str) -> Response:
        if not sid or sid != self.carrier.account.service_sid:
            raise RestError(20404)
        _take(self.carrier.service, SERVICE_FIELDS)
        return jsonify({"sid": sid, "account_sid": self.carrier.account.sid, **self.carrier.service})

    def _number(self) -> dict[str, Any]:
        carrier = self.carrier
        place = {"sid": carrier.number_sid, "account_sid": carrier.account.sid, "phone_number": carrier.account.line}
        return {**place, "sms_method": "POST", "voice_method": "POST", "status": "in-use", **carrier.number}

    def _message(self, sid: str) -> Message:
        message = self.carrier.messages.get(sid)
        if message is None:
            raise RestError(20404)
        return message

    def _shown(self, message: Message, status: int = 200) -> Response:
        response = jsonify(message.resource(self.carrier.account.sid))
        response.status_code = status
        return response


def rest_routes(carrier: Carrier) -> Blueprint:
    """Everything below the base address of the interface, to be mounted under a prefix."""
    rest, routes = Rest(carrier), Blueprint("carrier", __name__)
    rules: list[tuple[str, str, View]] = [
        ("POST", f"{ACCOUNT}/Messages.json", rest.create),
        ("GET", f"{ACCOUNT}/Messages.json", rest.list_messages),
        ("GET", f"{ACCOUNT}/Messages/<sid>.json", rest.fetch),
        ("POST", f"{ACCOUNT}/Messages/<sid>.json", rest.update),
        ("DELETE", f"{ACCOUNT}/Messages/<sid>.json", rest.delete),
        ("POST", f"{ACCOUNT}/Calls.json", rest.call),
        ("GET", f"{ACCOUNT}/Calls.json", rest.list_calls),
        ("GET", f"{ACCOUNT}/Calls/<sid>.json", rest.fetch_call),
        ("DELETE", f"{ACCOUNT}/Calls/<sid>.json", rest.delete_call),
        ("GET", f"{ACCOUNT}.json", rest.account),
        ("GET", f"{ACCOUNT}/IncomingPhoneNumbers.json", rest.list_numbers),
        ("GET POST", f"{ACCOUNT}/IncomingPhoneNumbers/<sid>.json", rest.number),
        ("GET POST", "/v1/Services/<sid>", rest.service),
    ]
    for methods, rule, view in rules:
        routes.add_url_rule(rule, f"{methods} {rule}".replace(".", " "), rest.guarded(view), methods=methods.split())
    return routes


def refusal(error: RestError) -> Response:
    """`{code, message, more_info, status}`, with that HTTP status."""
    more = f"https://www.twilio.com/docs/errors/{error.code}"
    response = jsonify({"code": error.code, "message": str(error), "more_info": more, "status": error.status})
    response.status_code = error.status
    return response


def _take(held: dict[str, str], fields: dict[str, str]) -> None:
    held.update({field: request.form[name] for name, field in fields.items() if name in request.form})


def _request_text() -> str:
    shown = [(name, value if name != "Authorization" else "Basic ...") for name, value in request.headers]
    lines = [f"{request.method} {request.path} HTTP/1.1", *(f"{name}: {value}" for name, value in shown)]
    return "\n".join([*lines, "", "&".join(f"{name}={value}" for name, value in request.form.items())])


def _response_text(response: Response) -> str:
    lines = [f"HTTP/1.1 {response.status}", *(f"{name}: {value}" for name, value in response.headers)]
    return "\n".join([*lines, "", response.get_data(as_text=True)])
