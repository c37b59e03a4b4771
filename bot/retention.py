"""How long anything is kept. `docs/operations.md` repeats these lines for people; change both."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from storage.database import Database
from storage.retention import Before, purge

HOUR = 3600.0
DAY = 24 * HOUR
BATCH = 500  # rows of a table in one transaction: nobody waits longer than for that

PEOPLE = 90 * DAY  # of silence: 35 million numbers a year get another owner
ANSWERS = 3 * DAY  # a message that is sent again by then gets the same answer
CASES = 30 * DAY  # the last known status, for days when the agency is down
CONSENTS = 5 * 365 * DAY  # proof that STOP was obeyed; claims expire after four years
PROMISES = DAY
MESSAGES = 7 * DAY
DELIVERIES = 3 * DAY
UPDATES = 400 * DAY  # a file of changes that is sent again by then changes nothing
TALLIES = HOUR


@dataclass(frozen=True)
class Retention:
    """`conversations`: seconds of silence after which a talk is forgotten."""

    database: Database
    conversations: float
    clock: Callable[[], float] = time.time

    def purge(self) -> dict[str, int]:
        """Deletes what is older than it may get; how many rows of each table."""
        now = self.clock()
        before = Before(
            people=now - PEOPLE,
            conversations=now - self.conversations,
            answers=now - ANSWERS,
            cases=now - CASES,
            consents=now - CONSENTS,
            promises=now - PROMISES,
            messages=now - MESSAGES,
            deliveries=now - DELIVERIES,
            updates_applied=now - UPDATES,
            tallies=now - TALLIES,
        )
        gone: dict[str, int] = {}
        while True:
            with self.database.writing() as db:
                batch = purge(db, before, BATCH)
            gone = {name: gone.get(name, 0) + count for name, count in batch.items()}
            if not any(count >= BATCH for count in batch.values()):
                break
        self.database.checkpoint(truncate=True)  # so that nothing deleted stays in the log of changes
        return {name: count for name, count in gone.items() if count}
