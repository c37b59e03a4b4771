"""The clockwork: it only rings. Several may run; a lease in the database lets one of them lead."""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot.doorbell import DELIVER, KEEP_PROMISES, POLL, PURGE, Doorbell
from storage import leases
from storage.database import Database, DatabaseDown

log = structlog.get_logger()

TICK = 5.0  # seconds between two looks
LEAD = 20.0  # seconds a leader may be silent before another takes over
EVERY = {
    KEEP_PROMISES: 15.0,
    DELIVER: 15.0,
    POLL: 30.0,
    PURGE: 3600.0,
}  # seconds; what the doorbell missed is found by then


@dataclass
class Scheduler:
    """`holder` names this scheduler among others; `tick_every` is in seconds."""

    database: Database
    doorbell: Doorbell
    holder: str
    clock: Callable[[], float] = time.time
    tick_every: float = TICK

    def run(self, stop: threading.Event) -> None:
        """Until `stop` is set. A database or a Redis that is away is waited for."""
        rung: dict[str, float] = {}
        while not stop.is_set():
            try:
                self.tick(rung)
            except DatabaseDown as error:
                log.warning("scheduler waits for the database", reason=str(error))
            stop.wait(self.tick_every)
        try:
            with self.database.writing() as db:
                leases.give(db, "scheduler", self.holder)
        except DatabaseDown:
            pass  # the lease ends by itself

    def tick(self, rung: dict[str, float]) -> list[str]:
        """Rings for what is due; `rung` remembers when each was last rung for. The jobs that were rung for."""
        now = self.clock()
        self.database.checkpoint()  # here, so that no request has to
        with self.database.writing() as db:
            if not leases.take(db, "scheduler", self.holder, now, now + LEAD):
                return []
        # A clock that was set back makes everything due, instead of nothing for as long as it was set back.
        due = [job for job, pause in EVERY.items() if not 0 <= now - rung.get(job, -math.inf) < pause]
        done = [job for job in due if self.doorbell.ring(job)]
        rung.update(dict.fromkeys(done, now))
        return done
