"""Sends a text through Twilio's REST API, and asks what became of one.

Creating a message is not idempotent and has no idempotency key: every doubt is `unknown`, and whoever calls asks with
`find` before sending again.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote

import requests
from twilio.base.exceptions import TwilioException
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from bot.sending import Fate, SendError
from bot.twilio.errors import fate_of
from bot.twilio.numbers import may_text
from bot.twilio.rest import REST_ERRORS, TIMEOUT, Account, connect, refusal
from bot.twilio.segments import fold

LONGEST = 1600  # characters; https://www.twilio.com/docs/messaging/api/message-resource
TOO_LONG = 21617
WAITS = 14_400  # seconds in Twilio's queue after which a text is stale
CLOCKS_DIFFER = 30.0  # seconds, at most, between Twilio's clock and ours
MOST_LISTED = 200  # texts to one number to look through
TRIAL = "Sent from your Twilio trial account - "
# Reports are worth a second try on time-outs and 5xx, which is not Twilio's default; the fragment is not signed.
# https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
RETRIES = "#rc=2&rp=4xx,5xx,ct,rt"


class TextSender:
    """The account's messaging service or number. Numbers are `+1…` or `whatsapp:+1…`."""

    def __init__(self, account: Account, timeout: float = TIMEOUT) -> None:
        self._messages = connect(account, timeout).messages
        self._service = account.twilio_messaging_service_sid
        self._number = account.twilio_from
        self._reports = f"{account.public_url.rstrip('/')}/twilio/message-status?message="

    def send(self, to: str, body: str, reference: str) -> str:
        """Twilio's id of the text. `reference` is opaque and comes back with its delivery reports.

        Raises SendError; when it is `unknown`, the text may have gone out.
        """
        if not may_text(to):
            raise SendError("never")
        if len(body) > LONGEST:
            raise SendError("never", TOO_LONG)
        try:
            message = self._messages.create(
                to=to,
                body=body,
                status_callback=self._reports + quote(reference, safe="") + RETRIES,
                validity_period=WAITS,
                **self._from(to),
            )
        except REST_ERRORS as problem:
            error = judged(problem)
        else:
            if message.sid:
                return str(message.sid)
            error = SendError("unknown")
        raise error  # out here, so that it drags no exception with an address or a number behind it

    def find(self, to: str, body: str, since: float) -> list[str]:
        """Twilio's ids of texts like this that were sent since then (seconds since 1970 UTC), the newest first.

        Raises SendError, never `unknown`, when that can't be told now.
        """
        try:
            return list(self._like(to, body, since - CLOCKS_DIFFER))
        except REST_ERRORS as problem:
            error = judged(problem)
        raise SendError("later", error.code) if error.unknown else error

    def state(self, sid: str) -> tuple[str, int | None]:
        """How far the text came, by Twilio's word for it, and the number of its error. Raises SendError."""
        try:
            message = self._messages.get(sid).fetch()
            return str(message.status), message.error_code
        except REST_ERRORS as problem:
            error = judged(problem)
        raise SendError("later", error.code) if error.unknown else error

    def _from(self, to: str) -> dict[str, str]:
        if self._service:
            return {"messaging_service_sid": self._service}
        return {"from_": ("whatsapp:" if to.startswith("whatsapp:") else "") + self._number}

    def _like(self, to: str, body: str, since: float) -> Iterator[str]:
        """Not filtered by date at Twilio: that compares the day of sending, which a queued text does not have yet."""
        words, start = comparable(body), datetime.fromtimestamp(since, UTC)
        for message in self._messages.stream(to=to, limit=MOST_LISTED):
            sent_by_us = message.direction == "outbound-api"  # answers to texts may say the same
            if sent_by_us and message.date_created >= start and comparable(message.body or "") == words:
                yield str(message.sid)


def comparable(body: str) -> str:
    """A body without what Twilio may change in it: smart encoding folds signs, a trial account adds words."""
    return fold(body.removeprefix(TRIAL)).strip()


def judged(problem: Exception) -> SendError:
    """The one error of this wire for whatever the client raised."""
    if isinstance(problem, TwilioException):
        status, code = refusal(problem)
        return SendError(fate_of(status, code), code)
    fate: Fate = "later" if never_left(problem) else "unknown"
    return SendError(fate)


def never_left(problem: Exception) -> bool:
    """Whether it is certain that the request was not sent: no name, no connection, no trust."""
    if isinstance(problem, requests.ConnectTimeout | requests.exceptions.ProxyError):
        return True
    cause = problem.args[0] if problem.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    if isinstance(reason, NewConnectionError | ConnectTimeoutError):
        return True
    return isinstance(problem, requests.exceptions.SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(reason)
