"""How long anything is kept. `docs/operations.md` repeats these lines for whoever runs the service (a test compares
them); what people read at /privacy is made of them (`bot/policies.py`)."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from storage.database import Database
from storage.retention import Before, purge

HOUR = 3600.0
DAY = 24 * HOUR
BATCH = 500  # rows of a table in one transaction: nobody waits longer than for that

PEOPLE = 90 * DAY  # of silence: 35 million numbers a year get another owner
PAGES = DAY  # of silence: whoever talks on a page is nobody any more when it is closed
NETWORKS = HOUR  # in memory only: how much came from one to the pages (`bot/web/crowd.py`)
ANSWERS = 3 * DAY  # a message that is sent again by then gets the same answer
CONFIDENTIAL = HOUR  # the same, where a PIN or a code stood in the answer
CASES = DAY  # the last known status, where no portfolio watches the case
CONSENTS = 5 * 365 * DAY  # proof that STOP was obeyed; claims expire after four years
PROMISES = DAY
UPDATES = 400 * DAY  # a file of changes that is sent again by then changes nothing
TALLIES = HOUR
CODES = DAY  # after they were over: as many as were made that day are counted
LINKS = HOUR  # after they were over: until then their page says so
GUESSES = 30 * DAY  # of silence: four wrong ones, then a month of waiting, are fewer than a hundred in GUESSES_IN_ROW
GUESSES_IN_ROW = 400 * DAY  # five or more wrong PINs in a row: a hundred ever must not be forgotten by waiting
ERASURES = DAY  # after they were given up
PORTFOLIOS = 30 * DAY  # of silence, without a case and without a verified contact
BACKUPS = DAY  # copies of keys, each written over the one before: see Back-ups in docs/operations.md
CARRIER_BACKUPS = 30 * DAY  # of texts that were deleted there, as Twilio says


def answered_at(now: float, *, confidential: bool) -> float:
    """The time that is written to an answer: as if it were older, where it is to go sooner."""
    return now - ANSWERS + CONFIDENTIAL if confidential else now


def seen_at(today: float, *, on_page: bool) -> float:
    """The day that is written to a person: as if it were longer ago, where they are to be forgotten sooner."""
    return today - PEOPLE + PAGES if on_page else today


def visits(deliveries: float) -> float:
    """For how many seconds it is kept which phones were signed in to a portfolio, to be forgotten with it: as long as
    anything is kept that was said to them."""
    return max(deliveries, ANSWERS) + DAY


@dataclass(frozen=True)
class Retention:
    """How many seconds a talk is kept in silence (`conversations`), who did what to a portfolio (`audits`), and what
    was sent and what became of it (`deliveries`)."""

    database: Database
    conversations: float
    audits: float
    deliveries: float
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
            messages=now - self.deliveries,
            deliveries=now - self.deliveries,
            updates_applied=now - UPDATES,
            tallies=now - TALLIES,
            audits=now - self.audits,
            codes=now - CODES,
            links=now - LINKS,
            sign_ins=now,
            visits=now - visits(self.deliveries),
            guesses=now - GUESSES,
            guesses_in_row=now - GUESSES_IN_ROW,
            erasures=now - ERASURES,
            portfolios=now - PORTFOLIOS,
            changes=now - self.deliveries,
            changes_unwatched=now - CASES,
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
