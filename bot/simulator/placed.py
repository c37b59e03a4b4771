"""Calls that the service makes: the phone rings, until somebody takes it, a machine does, or nobody."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock, Timer
from typing import Any, Literal

from bot.simulator.call_parameters import Call
from bot.simulator.feed import Feed
from bot.simulator.messages import rfc_2822

Taking = Literal["answer", "voicemail", "busy", "no-answer", "failed"]
TAKINGS: tuple[Taking, ...] = ("answer", "voicemail", "busy", "no-answer", "failed")
BY = {"answer": "human", "voicemail": "machine_start"}
AT_ONCE = 0.05  # seconds until a phone that nobody looks at has done what it does


@dataclass(slots=True)
class Placed:
    """What the REST interface shows of one; times are seconds since 1970 UTC."""

    sid: str
    to: str
    sender: str
    status: str
    created: float
    answered_by: str = ""
    updated: float = 0.0

    def resource(self, account_sid: str) -> dict[str, Any]:
        return {
            "sid": self.sid,
            "account_sid": account_sid,
            "to": self.to,
            "from": self.sender,
            "direction": "outbound-api",
            "status": self.status,
            "answered_by": self.answered_by or None,
            "date_created": rfc_2822(self.created),
            "date_updated": rfc_2822(self.updated or self.created),
        }


@dataclass
class Ringing:
    """Phones that ring. `by_itself` says what becomes of a call to a phone that nobody's page shows; one that a page
    shows rings as long as the service lets it. `take` begins a call, False where the phone is in one already; `over`
    ends one that never began; `engaged` says whether a phone is in a call."""

    feed: Feed
    take: Callable[[Call], bool]
    over: Callable[[Call, str], None]
    engaged: Callable[[str], bool]
    shown: set[str] = field(default_factory=set)
    by_itself: dict[str, Taking] = field(default_factory=dict)
    records: dict[str, Placed] = field(default_factory=dict)
    clock: Callable[[], float] = time.time
    _lock: Lock = field(default_factory=Lock)
    _ringing: dict[str, tuple[Call, Timer]] = field(default_factory=dict)

    def queue(self, call: Call, sender: str) -> Placed:
        placed = Placed(call.sid, call.phone, sender, "queued", self.clock())
        with self._lock:
            self.records[call.sid] = placed
        return placed

    def ring(self, call: Call, rings: float, becomes: Taking | None = None) -> None:
        """`rings` seconds at most; `becomes`: what is to become of it, whoever looks at the phone."""
        if becomes is None and (self.engaged(call.phone) or self.at(call.phone)):
            becomes = "busy"
        if becomes is None and call.phone not in self.shown:
            becomes = self.by_itself.get(call.phone, "no-answer")
        timer = Timer(AT_ONCE if becomes else rings, self.settle, [call.sid, becomes or "no-answer"])
        timer.daemon = True
        with self._lock:
            self._ringing[call.sid] = call, timer
        if becomes in ("busy", "failed"):  # there it does not ring
            self.feed.tell(call.phone, "line", "error", call.sid, body=f"A call did not come through: {becomes}.")
        else:
            self._becomes(call.sid, "ringing")
            self.feed.tell(call.phone, "line", "call", call.sid, status="rings", withheld=False)
        timer.start()

    def settle(self, sid: str, taking: Taking) -> bool:
        """What became of a call that rings. False: it does not, any more."""
        with self._lock:
            call, timer = self._ringing.pop(sid, (None, None))
            rang = sid in self.records and self.records[sid].status == "ringing"
        if call is None or timer is None:
            return False
        timer.cancel()
        if taking in BY:
            self._becomes(sid, "in-progress", BY[taking])
            if self.take(call.answered(BY[taking])):
                return True
            taking = "busy"  # in another call, in the same moment
            self._becomes(sid, taking, "")
        if rang:
            self.feed.tell(call.phone, "line", "call", sid, status=taking, withheld=False, by=taking)
        self.over(call, taking)
        return True

    def ended(self, sid: str, status: str) -> None:
        """A call is over."""
        self._becomes(sid, status)

    def erase(self, sid: str) -> None:
        with self._lock:
            self.records.pop(sid, None)

    def _becomes(self, sid: str, status: str, answered_by: str | None = None) -> None:
        with self._lock:
            if (placed := self.records.get(sid)) is not None:
                placed.status, placed.updated = status, self.clock()
                placed.answered_by = placed.answered_by if answered_by is None else answered_by

    def to(self, phone: str) -> list[Placed]:
        """Calls to a phone, the newest first; "" for all."""
        with self._lock:
            return [each for each in reversed(self.records.values()) if phone in ("", each.to)]

    def at(self, phone: str) -> str | None:
        """The call with which this phone rings now."""
        with self._lock:
            return next((sid for sid, (call, _) in self._ringing.items() if call.phone == phone), None)

    def close(self) -> None:
        with self._lock:
            timers = [timer for _call, timer in self._ringing.values()]
            self._ringing.clear()
        for timer in timers:
            timer.cancel()
