"""The messages that the simulated carrier holds, and how it writes them down for its REST clients."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from threading import RLock
from typing import Any

from bot.simulator.segments import segments

FINAL = frozenset({"delivered", "undelivered", "failed", "received", "canceled"})


def new_sid(prefix: str) -> str:
    """An identifier as the carrier makes them: two letters and 32 hexadecimal digits."""
    return prefix + secrets.token_hex(16)


@dataclass(slots=True)
class Message:
    """One message; times are seconds since 1970 UTC, `sent` is 0 until it is sent."""

    sid: str
    direction: str
    sender: str
    to: str
    body: str
    status: str
    created: float
    updated: float
    sent: float = 0.0
    service_sid: str = ""
    media: int = 0
    error: int = 0
    callback: str = ""

    def resource(self, account_sid: str) -> dict[str, Any]:
        """The message as the REST interface shows it."""
        place = f"/2010-04-01/Accounts/{account_sid}/Messages/{self.sid}"
        assigned = self.status != "accepted"  # a messaging service picks the sender a moment later
        return {
            "account_sid": account_sid,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": rfc_2822(self.created),
            "date_sent": rfc_2822(self.sent) if self.sent else None,
            "date_updated": rfc_2822(self.updated),
            "direction": self.direction,
            "error_code": self.error or None,
            "error_message": "Not delivered" if self.error else None,
            "from": self.sender if assigned else None,
            "messaging_service_sid": self.service_sid or None,
            "num_media": str(self.media),
            "num_segments": str(segments(self.body)) if assigned else "0",
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{place}/Media.json"},
            "to": self.to,
            "uri": f"{place}.json",
        }


def rfc_2822(seconds: float) -> str:
    """`Thu, 30 Jul 2015 20:12:31 +0000`"""
    return format_datetime(datetime.fromtimestamp(seconds, UTC))


class Messages:
    """Every message of the account; safe to use from several threads."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = RLock()
        self._by_sid: dict[str, Message] = {}

    def add(self, direction: str, sender: str, to: str, body: str, status: str) -> Message:
        now = self._clock()
        message = Message(new_sid("SM"), direction, sender, to, body, status, now, now)
        if direction == "inbound":
            message.sent = now
        with self._lock:
            self._by_sid[message.sid] = message
        return message

    def get(self, sid: str) -> Message | None:
        with self._lock:
            return self._by_sid.get(sid)

    def delete(self, sid: str) -> None:
        with self._lock:
            del self._by_sid[sid]

    def set_status(self, message: Message, status: str, error: int = 0) -> None:
        with self._lock:
            message.status, message.error, message.updated = status, error, self._clock()
            if status == "sent":
                message.sent = message.updated

    def redact(self, message: Message) -> None:
        with self._lock:
            message.body, message.updated = "", self._clock()

    def where(self, keep: Callable[[Message], bool]) -> list[Message]:
        """The messages that `keep` wants, newest first."""
        with self._lock:
            kept = [message for message in self._by_sid.values() if keep(message)]
        return sorted(kept, key=lambda message: message.created, reverse=True)
