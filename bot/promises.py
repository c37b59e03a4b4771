"""Keeping promises: an answer that was not ready in time is sent as a text of its own.

A promise is a row. Whoever claims it asks again, with the patience of a machine, and then takes a turn of the same
conversation, so that what the person hears fits what was said since. The turn, its texts and the end of the promise are
saved together; a worker that dies in between leaves a promise that becomes due again, and the turn is not taken twice.
"""

import json
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import structlog
from sqlalchemy import Connection

from bot.converse import PROMISED, WRAPPED, Converse, Inbound
from bot.lookups import Lookups
from bot.visitor import Visitor
from dialogs.engine import Turn
from storage import messages, people, promises
from storage.database import Database
from storage.sealing import Sealer, place

log = structlog.get_logger()

AT_ONCE = 16
PATIENCE = 40.0  # seconds for the agency, now that nobody waits on the line
CLAIM = 120.0  # seconds until a promise whose worker died becomes due again
TEXT_HOLDS = 4 * 3600.0  # seconds; an answer that could not be sent by then is no answer any more
SEALED = "messages.sealed"


class Promises:
    """`write` makes the texts of a turn in a language, as a JSON list."""

    def __init__(  # noqa: PLR0913
        self,
        database: Database,
        sealer: Sealer,
        lookups: Lookups,
        converse: Converse,
        write: Callable[[Turn, str], str],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._lookups = lookups
        self._converse = converse
        self._write = write
        self._clock = clock

    def keep(self) -> int:
        """Keeps those that are due; how many."""
        now = self._clock()
        with self._database.writing() as db:
            due = promises.claim_due(db, now, AT_ONCE, now + CLAIM)
        if not due:
            return 0
        with ThreadPoolExecutor(len(due), thread_name_prefix="promise") as threads:
            return sum(threads.map(self._kept, due))

    def _kept(self, promise: promises.Promise) -> bool:
        try:
            return self._keep(promise)
        except Exception:
            log.exception("promise not kept yet", promise=promise.id)
            return False

    def _keep(self, promise: promises.Promise) -> bool:
        """False when the person is gone, or it is too late."""
        with self._database.reading() as db:
            wrapped = people.wrapped_keys(db, [promise.person_key]).get(promise.person_key)
        if wrapped is None or promise.expires_at < self._clock():
            with self._database.writing() as db:
                promises.finish(db, promise.id, self._clock())
            return False
        key = self._sealer.unwrap(wrapped, place(WRAPPED, promise.person_key))
        asked = json.loads(key.open(promise.sealed, place(PROMISED, promise.id)))
        self._lookups.find(asked["receipts"], PATIENCE)
        arrival = Inbound(asked["channel"], asked["address"], " ".join(asked["receipts"]), "arrived", promise.id)

        def alongside(db: Connection, visitor: Visitor, answer: str) -> None:
            promises.finish(db, promise.id, self._clock())
            for number, body in enumerate(json.loads(answer)):
                self._post(db, visitor, f"{promise.id}-{number}", body)

        self._converse.take(arrival, self._write, alongside)
        return True

    def _post(self, db: Connection, visitor: Visitor, identifier: str, body: str) -> None:
        """Puts a text into the outbox."""
        now = self._clock()
        text = json.dumps({"to": visitor.address, "body": body}).encode()
        sealed = visitor.data_key.seal(text, place(SEALED, identifier))
        messages.add(db, messages.Message(identifier, visitor.key, sealed, now, now + TEXT_HOLDS), now)


def new_name() -> str:
    """A name for this process among others."""
    return uuid.uuid4().hex[:16]
