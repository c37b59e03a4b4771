"""What happened on the simulated phones, in order, for whoever waits to see it."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from threading import Condition
from typing import Any, Literal

Sender = Literal["person", "line"]
CallKind = Literal["call", "said", "waits", "keys", "speech", "silence", "dials", "held", "request", "error"]
Kind = Literal["text", "status", "mail"] | CallKind
KEPT = 5_000  # events; a page that was away longer than that starts over


@dataclass(slots=True)
class Event:
    """One thing that happened.

    kind text    a message, `sender` is person or line; its status changes while it lives
    kind status  the message `sid` has a new status; `request` and `response` are the exchange that told the service
    kind error   something the carrier would put into its error log
    kind call    the call `call` is ringing, in-progress, or has ended, for the reason in `body`
    kind said    the line speaks: `body` is the caption; waits: it listens; dials: it calls `body`
    kind keys    the person pressed, kind speech said, what stands in `body`; silence: they let time pass
    kind held    time stands still in the call, or runs on
    kind request one exchange with the service about a call
    kind mail    an e-mail arrived, on no phone: `body` is its words
    What else a kind tells stands in `more`. `code` is the carrier's number of what went wrong, 0 when nothing did.
    `at` is in seconds since 1970 UTC.
    """

    id: int
    at: float
    phone: str
    sender: Sender
    kind: Kind
    body: str = ""
    sid: str = ""
    status: str = ""
    request: str = ""
    response: str = ""
    code: int = 0
    call: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        fields = asdict(self)
        fields["from"] = fields.pop("sender")
        fields.update(fields.pop("more"))
        return fields


class Feed:
    """The events of all phones, numbered from 1; safe to use from several threads."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._changed = Condition()
        self._events: deque[Event] = deque(maxlen=KEPT)
        self._texts: dict[str, Event] = {}
        self._last = 0

    def add(self, phone: str, sender: Sender, kind: Literal["text", "error"], **fields: Any) -> None:
        """Tells of a text or an error; `fields` are those of `Event`."""
        with self._changed:
            event = self._append(phone, sender, kind, **fields)
            if kind == "text":
                self._texts[event.sid] = event

    def tell(self, phone: str, sender: Sender, kind: CallKind, call: str, **fields: Any) -> None:
        """Tells of something in a call; `fields` are those of `Event`, and with them whatever else that kind tells."""
        more = {name: fields.pop(name) for name in set(fields) - Event.__dataclass_fields__.keys()}
        with self._changed:
            self._append(phone, sender, kind, call=call, more=more, **fields)

    def mail(self, body: str, **more: Any) -> None:
        """Tells of an e-mail."""
        with self._changed:
            self._append("", "line", "mail", body=body, more=more)

    def update(self, sid: str, status: str, code: int = 0, request: str = "", response: str = "") -> None:
        """Tells that a message's status changed, and remembers it on the message's own event."""
        with self._changed:
            text = self._texts.get(sid)
            if text is None:  # so old that it is no longer kept
                return
            text.status, text.code = status, code
            text.request, text.response = text.request or request, text.response or response
            fields = {"sid": sid, "status": status, "code": code, "request": request, "response": response}
            self._append(text.phone, text.sender, "status", **fields)

    def after(self, event_id: int, timeout: float) -> tuple[int, list[dict[str, Any]]]:
        """The number of the last event and all events after `event_id`; waits up to `timeout` seconds for one."""
        with self._changed:
            if event_id > self._last:  # a page left open over a restart counts from another life
                event_id = 0
            self._changed.wait_for(lambda: self._last > event_id, timeout)
            return self._last, [event.to_json() for event in self._events if event.id > event_id]

    def texts(self, phone: str) -> list[Event]:
        """The messages of one phone, oldest first."""
        with self._changed:
            return [event for event in self._events if event.kind == "text" and event.phone == phone]

    def conversation(self, phone: str) -> list[Event]:
        """All that happened on one phone, oldest first."""
        with self._changed:
            return [event for event in self._events if event.phone == phone]

    def _append(self, phone: str, sender: Sender, kind: Kind, **fields: Any) -> Event:
        self._last += 1
        event = Event(self._last, self._clock(), phone, sender, kind, **fields)
        if len(self._events) == KEPT:
            self._texts.pop(self._events[0].sid, None)
        self._events.append(event)
        self._changed.notify_all()
        return event
