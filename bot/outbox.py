"""Sending the texts that wait. The row is the truth: claimed, sent, recorded, in three steps that nobody can confuse.

No transaction is open while the carrier thinks. A text whose fate is not known (a time-out, a process that died between
sending and recording) is asked for at the carrier before it is ever sent again.

Texts are claimed one by one: in a batch, the last would look abandoned while the carrier is slow with the first, and
somebody else would send it as well.
"""

import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import structlog

from bot.converse import WRAPPED
from bot.promises import SEALED
from bot.reports import RANKS
from bot.twilio.errors import SendError
from storage import consents, deliveries, messages, people
from storage.database import Database
from storage.messages import Message, Status
from storage.sealing import Sealer, place

log = structlog.get_logger()

BATCH = 50
FIRST_PAUSE = 15.0  # seconds before the second try, less up to half of it by chance; doubled each time
LONGEST_PAUSE = 3600.0
HOLD = 120.0  # seconds; longer than a request can be in flight, so that what was sent is listed by then
EARLIER = 60.0  # seconds before a text was due at which the carrier is asked for texts like it
AT_IT = 120.0  # seconds after which the rest is left to the next sweep: a job has an end


class Sender(Protocol):
    """Both raise SendError, `find` never an `unknown` one."""

    def send(self, to: str, body: str, reference: str) -> str: ...

    def find(self, to: str, body: str, since: float) -> str | None: ...


@dataclass
class Sweep:
    """What one sweep did: `later` are tried again, `unknown` ones are asked for at the carrier first."""

    sent: int = 0
    later: int = 0
    given_up: int = 0
    unknown: int = 0


class Outbox:
    def __init__(
        self, database: Database, sealer: Sealer, sender: Sender, clock: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._sender = sender
        self._clock = clock

    def deliver(self) -> Sweep:
        """Sends everything that is due, and finds out what became of what got stuck. Raises DatabaseDown."""
        now, until = self._clock(), time.monotonic() + AT_IT
        with self._database.writing() as db:
            sweep = Sweep(given_up=messages.expire(db, now, BATCH))
            deliveries.settle(db, now, BATCH)
        for claimed, deal_with in ((self._due, self._send), (self._stuck, self._settle)):
            while time.monotonic() < until and (message := claimed()):
                deal_with(message, sweep)
        return sweep

    def _due(self) -> Message | None:
        with self._database.writing() as db:
            return next(iter(messages.claim_due(db, self._clock(), 1)), None)

    def _stuck(self) -> Message | None:
        now = self._clock()
        with self._database.writing() as db:
            return next(iter(messages.claim_stuck(db, now, now - HOLD, 1)), None)

    def _send(self, message: Message, sweep: Sweep) -> None:
        text = None if self._unwanted(message) else self._opened(message)
        if text is None:
            return self._give_up(message, None, sweep)
        try:
            sid = self._sender.send(*text, message.id)
        except SendError as error:
            return self._not_sent(message, error, sweep)
        self._sent(message, sid, sweep)

    def _settle(self, message: Message, sweep: Sweep) -> None:
        """What became of a text whose sending was never recorded? The carrier knows."""
        text = self._opened(message)
        if text is None:
            return self._give_up(message, None, sweep)
        try:
            sid = self._sender.find(*text, message.due_at - EARLIER)
        except SendError:
            sweep.unknown += 1
            return None
        if sid is None:
            self._put_off(message, None, sweep)
        else:
            self._sent(message, sid, sweep)

    def _unwanted(self, message: Message) -> bool:
        """Whether the person said STOP since the text was written."""
        if message.person_key is None:
            return False
        with self._database.reading() as db:
            return consents.stopped(db, message.person_key) is not None

    def _opened(self, message: Message) -> tuple[str, str] | None:
        """Number and words; None when the person is gone."""
        if message.person_key is None:
            return None
        with self._database.reading() as db:
            wrapped = people.wrapped_keys(db, [message.person_key]).get(message.person_key)
        if wrapped is None:
            return None
        key = self._sealer.unwrap(wrapped, place(WRAPPED, message.person_key))
        text = json.loads(key.open(message.sealed, place(SEALED, message.id)))
        return text["to"], text["body"]

    def _sent(self, message: Message, sid: str, sweep: Sweep) -> None:
        with self._database.writing() as db:
            deliveries.sent(db, message.id, sid, Status("queued", RANKS["queued"]), self._clock())
        sweep.sent += 1

    def _not_sent(self, message: Message, error: SendError, sweep: Sweep) -> None:
        log.warning("text not sent", message=message.id, code=error.code, permanent=error.permanent)
        if error.unknown:
            sweep.unknown += 1  # left as it is: a later sweep asks the carrier
        elif error.permanent:
            self._give_up(message, error.code, sweep, stopped=error.opted_out)
        else:
            self._put_off(message, error.code, sweep)

    def _give_up(self, message: Message, code: int | None, sweep: Sweep, *, stopped: bool = False) -> None:
        """`stopped`: because the carrier says that the person wants no more texts; we remember that as well."""
        now = self._clock()
        with self._database.writing() as db:
            messages.failed(db, message.id, now, code)
            if stopped and message.person_key is not None:
                consents.stop(db, message.person_key, "carrier", now)
        sweep.given_up += 1

    def _put_off(self, message: Message, code: int | None, sweep: Sweep) -> None:
        pause = min(FIRST_PAUSE * 2 ** (message.attempts - 1), LONGEST_PAUSE)
        now = self._clock()
        when = now + pause * random.uniform(0.5, 1.0)  # noqa: S311 - jitter
        with self._database.writing() as db:
            messages.retry(db, message.id, when, now, code)
        sweep.later += 1
