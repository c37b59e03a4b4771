"""Status changes that the agency, or whoever runs the registry, pushes: read, checked, applied once each.

A bad row is named with its line and left out; the good ones are taken. The same change again, in the same file or next
week, changes nothing. Older news than what is known goes into the history of the case, not to its front.
"""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import islice

from sqlalchemy import Connection

from bot.feeds import BadRow, Update
from bot.lookups import SEALED
from dialogs.cases import Case, Step
from storage import cases, leases, registry
from storage.database import Database
from storage.sealing import Sealer, place

REGISTERED = "registry.sealed"
BATCH = 200  # changes a transaction: short enough that nobody waits for it


@dataclass
class Report:
    """What came of a file: `complaints` name each bad row with its line; the others were `taken` or are `repeated`."""

    complaints: list[str] = field(default_factory=list)
    taken: int = 0
    repeated: int = 0


class Updates:
    """Applies changes to the registry, and to what is kept of the answers to look-ups."""

    def __init__(self, database: Database, sealer: Sealer, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock

    def take(self, rows: Iterable[Update | BadRow]) -> Report:
        """Takes all good rows, in transactions of a few hundred; broken off, it is simply done again.

        Raises DatabaseDown.
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
                taken = sum(self._apply(db, update) for update in good)
            report.taken += taken
            report.repeated += len(good) - taken
        return report

    def registered(self, receipt: str) -> Case | None:
        """What the service's own table holds of a case; None when there is no such case."""
        key = self._sealer.index("case", receipt)
        with self._database.reading() as db:
            return self._opened(REGISTERED, key, registry.get(db, key))

    def _apply(self, db: Connection, update: Update) -> bool:
        """False when this change was applied before."""
        now = self._clock()
        if not registry.apply_once(db, self._sealer.index("update", update.identity), now):
            return False
        key = self._sealer.index("case", update.receipt)
        case = merged(self._opened(REGISTERED, key, registry.get(db, key)), update, now)
        registry.put(db, key, self._sealed(REGISTERED, key, case), now)
        # What was looked up a minute ago must not hide the news, nor old news what was looked up.
        row = cases.load(db, key)
        answered = self._opened(SEALED, key, row.sealed if row else None)
        told = merged(answered, update, now) if answered else case
        cases.store(db, key, self._sealed(SEALED, key, told), "found", told.asked_at)
        return True

    def _sealed(self, column: str, key: bytes, case: Case) -> bytes:
        return self._sealer.seal(json.dumps(case.to_json()).encode(), place(column, key))

    def _opened(self, column: str, key: bytes, sealed: bytes | None) -> Case | None:
        return None if sealed is None else Case.from_json(json.loads(self._sealer.open(sealed, place(column, key))))


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
