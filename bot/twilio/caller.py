"""Calls a phone through Twilio's REST API. What is said, once somebody answers, our webhook decides.

Creating a call is as little idempotent as creating a message: every doubt is `unknown`.
https://www.twilio.com/docs/voice/api/call-resource
"""

from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import quote

from bot.reports import TAKEN_BY_A_PERSON
from bot.sending import SendError
from bot.twilio.numbers import may_text
from bot.twilio.rest import REST_ERRORS, TIMEOUT, Account, connect
from bot.twilio.sender import CLOCKS_DIFFER, MOST_LISTED, RETRIES, judged

RINGS = 25  # seconds; the sixth ring is a voicemail's
SHORT_CODE = 6  # digits, at most


class Calling(Account, Protocol):
    """An account that has a number to call from; "" where it has none of its own for calls."""

    @property
    def twilio_call_from(self) -> str: ...


class CallPlacer:
    """Numbers are `+1…`; whether a person or a machine answered, Twilio tells the webhook (`AnsweredBy`)."""

    def __init__(self, account: Calling, timeout: float = TIMEOUT) -> None:
        self._calls = connect(account, timeout).calls
        self._number = account.twilio_call_from or account.twilio_from
        self._base = account.public_url.rstrip("/")

    def send(self, to: str, reference: str) -> str:
        """Twilio's id of the call. `reference` is opaque and comes back with the webhook and the reports.

        Raises SendError; when it is `unknown`, the phone may ring.
        """
        if not may_text(to) or not to.startswith("+"):
            raise SendError("never")
        if len(self._number) <= SHORT_CODE:
            raise SendError("ours")  # no number, or a short code, which can't call
        told = quote(reference, safe="")
        try:
            call = self._calls.create(
                to=to,
                from_=self._number,
                url=f"{self._base}/twilio/voice/news?message={told}",
                fallback_url=f"{self._base}/twilio/fallback/voice",  # the number's own is for calls that come in
                status_callback=f"{self._base}/twilio/call-status?message={told}{RETRIES}",
                machine_detection="Enable",
                timeout=RINGS,
            )
        except REST_ERRORS as problem:
            error = judged(problem)
        else:
            if call.sid:
                return str(call.sid)
            error = SendError("unknown")
        raise error  # out here, so that it drags no exception with a number behind it

    def find(self, to: str, since: float) -> list[str]:
        """Twilio's ids of our calls to this number since then (seconds since 1970 UTC), the newest first.

        Raises SendError, never `unknown`, when that can't be told now.
        """
        start = datetime.fromtimestamp(since - CLOCKS_DIFFER, UTC)
        try:
            return [
                str(call.sid)
                for call in self._calls.stream(to=to, limit=MOST_LISTED)
                if str(call.direction) == "outbound-api" and _since(start, call.date_created)
            ]
        except REST_ERRORS as problem:
            error = judged(problem)
        raise SendError("later", error.code) if error.unknown else error

    def state(self, sid: str) -> tuple[str, int | None]:
        """How the call went, by Twilio's word for it; one that a machine took was not answered. Raises SendError."""
        try:
            call = self._calls.get(sid).fetch()
        except REST_ERRORS as problem:
            error = judged(problem)
        else:
            state = str(call.status)
            by_machine = state == "completed" and str(call.answered_by or "") not in TAKEN_BY_A_PERSON
            return "no-answer" if by_machine else state, None
        raise SendError("later", error.code) if error.unknown else error


def _since(start: datetime, created: datetime | None) -> bool:
    """Whether a call was made since then; one that still waits in Twilio's queue may have no date yet."""
    return created is None or created >= start
