"""The simulated carrier: it stands where Twilio stands, between the phones and the service, at both ends."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Literal

from bot.simulator.calls import Calls
from bot.simulator.feed import Feed
from bot.simulator.messages import Message, Messages
from bot.simulator.parameters import Account, inbound, state
from bot.simulator.signing import Pairs
from bot.simulator.twiml import Reading, TwimlError, read_twiml
from bot.simulator.webhook import Exchange, Webhook

# The carrier's own words (https://help.twilio.com/articles/223134027), obeyed only while `opt_out` is on.
OPT_OUT_WORDS = {
    "STOP": {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"},
    "START": {"START", "YES", "UNSTOP"},
    "HELP": {"HELP", "INFO"},
}
OPT_OUT_ANSWERS = {
    "STOP": "You have successfully been unsubscribed. You will not receive any more messages from this number. "
    "Reply START to resubscribe.",
    "START": "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
    "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
    "HELP": "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}
OPTED_OUT, NO_MOBILE = 21610, 21614
REFUSED_AT_ONCE = range(21_000, 22_000)  # codes of the REST interface; 30xxx come later, with a status
Line = Literal["mobile", "landline"]
Reports = Literal["lost", "doubled"]
NEVER_SENT = {30_001, 30_002, 30_034}  # the message fails before it leaves; the others are sent and not delivered


@dataclass(slots=True)
class Switches:
    """What goes wrong on purpose: by phone, an error code of its messages, an HTTP status of the REST interface.

    `lines` says which phones are no mobile ones; `reports` what becomes of what the service is told of their messages
    and calls.
    """

    errors: dict[str, int] = field(default_factory=dict)
    rest: dict[str, int] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    reports: dict[str, Reports] = field(default_factory=dict)
    opt_out: bool = False
    opted_out: set[str] = field(default_factory=set)

    def times(self, phone: str) -> int:
        """How often a report about this phone reaches the service."""
        return {"lost": 0, "doubled": 2}.get(self.reports.get(phone, ""), 1)


class Carrier:
    """Takes texts from phones to the service and back; everything slow happens in threads of its own."""

    def __init__(
        self, account: Account, feed: Feed, pause: float = 0.2, clock: Callable[[], float] = time.time
    ) -> None:
        """`pause` is what a message takes from one state to the next, in seconds."""
        self.account, self.feed, self.switches = account, feed, Switches()
        self.messages = Messages(clock)
        self.number_sid = "PN" + account.sid[2:]
        self.number = {
            "sms_url": f"{account.public_url}/twilio/sms",
            "sms_fallback_url": f"{account.public_url}/twilio/fallback/sms",
            "voice_url": f"{account.public_url}/twilio/voice",
            "voice_fallback_url": f"{account.public_url}/twilio/fallback/voice",
            "status_callback": f"{account.public_url}/twilio/call-status",
        }
        self.service = {"inbound_request_url": "", "fallback_url": "", "status_callback": ""}
        self._pause = pause
        self._webhook = Webhook(account.token)
        self._threads = ThreadPoolExecutor(max_workers=32, thread_name_prefix="carrier")
        self.calls = Calls(account, feed, self._webhook, self.number)
        self.calls.times = self.switches.times

    def close(self) -> None:
        """Ends the calls, and waits for what is under way."""
        self.calls.close()
        self._threads.shutdown()
        self._webhook.close()

    def text(self, phone: str, body: str, media: int = 0, location: bool = False) -> str:
        """A person sends a text from `phone`; returns its sid at once, the answer comes through the feed."""
        body = body.encode("utf-8", "replace").decode()  # half an emoji never leaves a real phone
        message = self.messages.add("inbound", phone, self.account.line, body, "received")
        message.media = media
        self.feed.add(phone, "person", "text", body=body, sid=message.sid, status="sent")
        opt_out = self._own_word(phone, body)
        params = inbound(self.account, message, location) + ([("OptOutType", opt_out)] if opt_out else [])
        self._soon(self._converse, message, params)
        if opt_out:
            self._reply(phone, OPT_OUT_ANSWERS[opt_out], Exchange("", ""))
        return message.sid

    def send(self, to: str, body: str, callback: str = "", service_sid: str = "") -> Message:
        """The service sends a text through the REST interface; its states follow by themselves."""
        status = "accepted" if service_sid else "queued"
        message = self.messages.add("outbound-api", self.account.line, to, body, status)
        message.callback, message.service_sid = callback, service_sid
        return message

    def announce(self, message: Message, request: str, response: str) -> None:
        """Shows a message taken from the REST interface on its phone, and sends it on its way."""
        fields = {"sid": message.sid, "status": message.status, "request": request, "response": response}
        self.feed.add(message.to, "line", "text", body=message.body, **fields)
        self._soon(self._travel, message)

    def _soon(self, task: Callable[..., None], *arguments: object) -> None:
        # Without somebody who asks for its result, a task that fails would fail in silence.
        self._threads.submit(task, *arguments).add_done_callback(lambda done: done.result())

    def _own_word(self, phone: str, body: str) -> str:
        if not self.switches.opt_out:
            return ""
        kind = next((kind for kind, words in OPT_OUT_WORDS.items() if body.strip().upper() in words), "")
        if kind == "STOP":
            self.switches.opted_out.add(phone)
        elif kind == "START":
            self.switches.opted_out.discard(phone)
        return kind

    def _converse(self, message: Message, params: Pairs) -> None:
        through_service = self.account.service_sid and self.service["inbound_request_url"]
        first = self.service["inbound_request_url"] if through_service else self.number["sms_url"]
        second = self.service["fallback_url"] if through_service else self.number["sms_fallback_url"]
        fault = self._ask(message, first, params)
        if fault and second:
            self._ask(message, second, [*params, ("ErrorCode", str(fault)), ("ErrorUrl", first)])

    def _ask(self, message: Message, url: str, params: Pairs) -> int:
        """Posts, delivers the texts that come back; the fault's number, or 0."""
        exchange = self._webhook.post(url, params)
        self.feed.update(message.sid, "received", 0, exchange.request, exchange.response)
        fault, reason = exchange.fault, f"No good answer from {url}: {exchange.status or exchange.response}."
        if not fault and exchange.status != 204:
            try:
                reading = read_twiml(exchange.content_type, exchange.body, url)
            except TwimlError as error:
                fault, reason = error.code, str(error)
            else:
                self._heard(message.sender, reading, exchange)
        if fault:
            self._error(message.sender, fault, reason, exchange)
        return fault

    def _heard(self, phone: str, reading: Reading, exchange: Exchange) -> None:
        for code in reading.warnings:
            self._error(phone, code, "An element or an address in the answer is not known.", exchange)
        for answer in reading.answers:
            if phone in self.switches.opted_out:
                self._error(phone, OPTED_OUT, "Attempt to send to unsubscribed recipient", exchange)
            else:
                self._reply(phone, answer.text, exchange, answer.callback)

    def _reply(self, phone: str, text: str, exchange: Exchange, callback: str = "") -> None:
        message = self.messages.add("outbound-reply", self.account.line, phone, text, "queued")
        message.callback = callback
        fields = {"request": exchange.request, "response": exchange.response}
        self.feed.add(phone, "line", "text", body=text, sid=message.sid, status="queued", **fields)
        self._soon(self._travel, message)

    def _error(self, phone: str, code: int, reason: str, exchange: Exchange) -> None:
        fields = {"request": exchange.request, "response": exchange.response}
        self.feed.add(phone, "line", "error", body=f"{code}: {reason}", code=code, **fields)

    def _travel(self, message: Message) -> None:
        """Takes a message through its states, telling the service of each."""
        error = self.switches.errors.get(message.to, 0)
        if not error:
            path = [("sent", 0), ("delivered", 0)]
        elif error in NEVER_SENT:
            path = [("failed", error)]
        else:
            path = [("sent", 0), ("undelivered", error)]
        if message.callback:
            self._tell(message, "queued")
        for status, code in path:
            time.sleep(self._pause)
            self.messages.set_status(message, status, code)
            self._tell(message, status)

    def _tell(self, message: Message, status: str) -> None:
        exchange = Exchange("", "")
        for _time in range(self.switches.times(message.to) if message.callback else 0):
            exchange = self._webhook.post(message.callback, state(self.account, message, status))
        self.feed.update(message.sid, status, message.error, exchange.request, exchange.response)
        if exchange.fault:
            self._error(message.to, exchange.fault, f"No good answer to the status {status}.", exchange)
