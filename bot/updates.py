"""Status changes that the agency, or whoever runs the registry, pushes: read, checked, applied once each.

A bad row is named with its line and left out; the good ones are taken. The same change again, in the same file or next
week, changes nothing. Older news than what is known goes into the history of the case, not to its front.
"""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice

from sqlalchemy import Connection

from bot.casebook import Casebook
from bot.feeds import BadRow, Update
from dialogs.cases import Case, Step
from storage import cases, leases, registry
from storage.database import Database
from storage.sealing import Sealer, place

REGISTERED = "registry.sealed"
LATELY = 2 * 86_400.0  # seconds: days begin and end elsewhere at the agency
BATCH = 200  # changes a transaction: short enough that nobody waits for it


@dataclass
class Report:
    """What came of a file: `complaints` name each bad row with its line; the others were `taken` or are `repeated`;
    `told`: the alerts that came of it."""

    complaints: list[str] = field(default_factory=list)
    taken: int = 0
    told: int = 0
    repeated: int = 0


def nobody(_done: int, _total: int) -> None:
    """Nobody wants to know how far it is."""


class Updates:
    """Applies changes to the registry, and to what is kept of the answers to look-ups."""

    def __init__(self, database: Database, sealer: Sealer, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._sealer = sealer
        self._casebook = Casebook(sealer)
        self._clock = clock

    def take(self, rows: Iterable[Update | BadRow], progress: Callable[[int, int], object] = nobody) -> Report:
        """Takes all good rows, in transactions of a few hundred; broken off, it is simply done again.

        `progress` is told how many rows were looked at; of how many is not known, 0. Raises DatabaseDown.
        """
        report = Report()
        rows = iter(rows)
        while batch := list(islice(rows, BATCH)):
            report.complaints += [str(row) for row in batch if isinstance(row, BadRow)]
            good = [row for row in batch if isinstance(row, Update)]
            with self._database.writing() as db:
                now = self._clock()
                # One at a time until the commit: two that change the same case would each forget the other's change.
                leases.take(db, "updates", "whoever writes", now, now)
                told = [alerts for update in good if (alerts := self._apply(db, update)) is not None]
            report.taken += len(told)
            report.told += sum(told)
            report.repeated += len(good) - len(told)
            progress(report.taken + report.repeated + len(report.complaints), 0)
        return report

    def registered(self, receipt: str) -> Case | None:
        """What the service's own table holds of a case; None when there is no such case."""
        key = self._sealer.index("case", receipt)
        with self._database.reading() as db:
            return self._opened(key, registry.get(db, key))

    def _apply(self, db: Connection, update: Update) -> int | None:
        """How many alerts came of it; None when this change was applied before."""
        now = self._clock()
        if not registry.apply_once(db, self._sealer.index("update", update.identity), now):
            return None
        key = self._sealer.index("case", update.receipt)
        case = merged(self._opened(key, registry.get(db, key)), update, now)
        registry.put(db, key, self._sealed(key, case), now)
        # What was looked up a minute ago must not hide the news, nor old news what was looked up.
        answered = self._casebook.opened(key, cases.lock(db, key).sealed)
        told = merged(answered, update, now) if answered else case
        lately = datetime.fromtimestamp(now - LATELY, UTC).date().isoformat()
        return self._casebook.put(db, key, told, told.asked_at, new=update.changed_on >= lately).alerts

    def _sealed(self, key: bytes, case: Case) -> bytes:
        return self._sealer.seal(json.dumps(case.to_json()).encode(), place(REGISTERED, key))

    def _opened(self, key: bytes, sealed: bytes | None) -> Case | None:
        return None if sealed is None else Case.from_json(json.loads(self._sealer.open(sealed, place(REGISTERED, key))))


def merged(known: Case | None, update: Update, now: float) -> Case:
    """The case after a change. Newer news, or news of the same day, comes to the front, as known since `now`; older
    news only joins the history."""
    step = Step(update.changed_on, dict(update.title))
    before = known.history if known else ()
    steps = before if step in before else tuple(sorted((*before, step), key=lambda each: each.on))
    if known is not None and update.changed_on < known.since:
        return replace(known, history=steps, form=known.form or update.form)
    form = update.form or (known.form if known else "")
    return Case(update.receipt, form, update.title, update.text, steps, update.changed_on, now)
