"""Keeping promises: an answer that was not ready in time is sent as a text of its own.

A promise is a row. Whoever claims it asks again, with the patience of a machine, and then takes a turn of the same
conversation, so that what the person hears fits what was said since. The turn, its texts and the end of the promise are
saved together; a worker that dies in between leaves a promise that becomes due again, and the turn is not taken twice.
"""

import json
import time
import uuid
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait

import structlog
from sqlalchemy import Connection

from bot.converse import PROMISED, Converse
from bot.errands import Errands
from bot.inbound import Inbound
from bot.lookups import Lookups
from bot.turns import Write
from bot.visitor import WRAPPED, Visitor
from storage import messages, people, promises
from storage.database import Database
from storage.sealing import Sealer, place

log = structlog.get_logger()

AT_ONCE = 16
PATIENCE = 40.0  # seconds for the agency, now that nobody waits on the line
CLAIM = 120.0  # seconds until a promise whose worker died becomes due again
LOOK = 1.0  # seconds between two looks for promises that became due meanwhile
TAKING_ON = 120.0  # seconds after which the rest is left to the next ring: a job has an end
TEXT_HOLDS = 4 * 3600.0  # seconds; an answer that could not be sent by then is no answer any more
BY_TEXT = {"sms", "whatsapp"}  # the channels on which a second text can follow
SEALED = "messages.sealed"


class Void(Exception):  # noqa: N818 - it is what happened
    """The promise is no longer there to be kept: kept by another, or its person was forgotten while we asked."""


class Promises:
    """`write` makes the texts of a turn in a language, as a JSON list."""

    def __init__(  # noqa: PLR0913
        self,
        database: Database,
        sealer: Sealer,
        lookups: Lookups,
        converse: Converse,
        write: Write,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._lookups = lookups
        self._converse = converse
        self._write = write
        self._clock = clock

    def keep(self, then: Callable[[], object] = lambda: None) -> int:
        """Keeps those that are due, and those that become due meanwhile; how many.

        `then` is called whenever some were kept, so that nobody's text waits for somebody else's slow case.
        """
        kept, until = 0, time.monotonic() + TAKING_ON
        under_way: set[Future[bool]] = set()
        errands = Errands(AT_ONCE, "promise")
        try:
            while True:
                if len(under_way) < AT_ONCE and time.monotonic() < until:
                    under_way |= {errands.give(task) for task in self._taken(AT_ONCE - len(under_way))}
                if not under_way:
                    return kept
                done, under_way = wait(under_way, LOOK, FIRST_COMPLETED)
                kept += sum(each.result() for each in done)
                if done:
                    then()
        finally:
            errands.close()

    def _taken(self, at_most: int) -> list[Callable[[], bool]]:
        """What is to be done for each promise that is due."""
        now = self._clock()
        with self._database.writing() as db:
            due = promises.claim_due(db, now, at_most, now + CLAIM)

        def task(promise: promises.Promise) -> Callable[[], bool]:
            return lambda: self._kept(promise)

        return [task(promise) for promise in due]

    def _kept(self, promise: promises.Promise) -> bool:
        try:
            return self._keep(promise)
        except Void:
            return False
        except Exception:
            log.exception("promise not kept yet", promise=promise.id)
            return False

    def _keep(self, promise: promises.Promise) -> bool:
        """False when the person is gone or it is too late. Raises Void."""
        with self._database.reading() as db:
            wrapped = people.wrapped_keys(db, [promise.person_key]).get(promise.person_key)
        if wrapped is None or promise.expires_at < self._clock():
            return self._dropped(promise)
        key = self._sealer.unwrap(wrapped, place(WRAPPED, promise.person_key))
        asked = json.loads(key.open(promise.sealed, place(PROMISED, promise.id)))
        if asked["channel"] not in BY_TEXT:
            return self._dropped(promise)
        self._lookups.find(asked["receipts"], PATIENCE)
        kind = asked.get("kind", "arrived")
        arrival = Inbound(asked["channel"], asked["address"], " ".join(asked["receipts"]), kind, promise.id)

        def alongside(db: Connection, visitor: Visitor, answer: str) -> None:
            # Without this look a person who was forgotten meanwhile would be made anew, and texted.
            if not promises.finish(db, promise.id, self._clock()):
                raise Void
            for number, body in enumerate(json.loads(answer)):
                self._post(db, visitor, f"{promise.id}-{number:02}", body)

        self._converse.take(arrival, self._write, alongside)
        return True

    def _dropped(self, promise: promises.Promise) -> bool:
        with self._database.writing() as db:
            promises.finish(db, promise.id, self._clock())
        return False

    def _post(self, db: Connection, visitor: Visitor, identifier: str, body: str) -> None:
        """Puts a text into the outbox; of several, the smallest identifier is sent first."""
        now = self._clock()
        text = json.dumps({"to": visitor.address, "body": body}).encode()
        sealed = visitor.data_key.seal(text, place(SEALED, identifier))
        messages.add(db, messages.Message(identifier, visitor.key, sealed, now, now + TEXT_HOLDS), now)


def new_name() -> str:
    """A name for this process among others."""
    return uuid.uuid4().hex[:16]
