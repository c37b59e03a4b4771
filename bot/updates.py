"""Status changes that the agency, or whoever runs the registry, pushes: read, checked, applied once each.

A bad row is named with its line and left out; the good ones are taken. The same change again, in the same file or next
week, changes nothing. Older news than what is known goes into the history of the case, not to its front.
"""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from sqlalchemy import Connection

from bot.feeds import BadRow, Update
from dialogs.cases import Case, Step
from storage import cases, registry
from storage.database import Database
from storage.sealing import Sealer, place

SEALED = "cases.sealed"
REGISTERED = "registry.sealed"
BATCH = 200  # changes a transaction: short enough that nobody waits for it


@dataclass
class Report:
    """What came of a file: `complaints` name each bad row with its line; the others were `taken` or are `repeated`."""

    complaints: list[str] = field(default_factory=list)
    taken: int = 0
    repeated: int = 0


class Updates:
    """Applies changes to the table of cases."""

    def __init__(self, database: Database, sealer: Sealer, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock

    def take(self, rows: Iterable[Update | BadRow]) -> Report:
        """Takes all good rows, in transactions of a few hundred; a file cut off in the middle is taken again whole."""
        report = Report()
        rows = iter(rows)
        while batch := list(islice(rows, BATCH)):
            report.complaints += [str(row) for row in batch if isinstance(row, BadRow)]
            good = [row for row in batch if isinstance(row, Update)]
            with self._database.writing() as db:
                taken = sum(self._apply(db, update) for update in good)
            report.taken += taken
            report.repeated += len(good) - taken
        return report

    def registered(self, receipt: str) -> Case | None:
        """What the service's own table holds of a case; None when there is no such case."""
        with self._database.reading() as db:
            return self._registered(db, receipt)

    def _registered(self, db: Connection, receipt: str) -> Case | None:
        key = self._sealer.index("case", receipt)
        sealed = registry.get(db, key)
        return None if sealed is None else Case.from_json(json.loads(self._sealer.open(sealed, place(REGISTERED, key))))

    def _apply(self, db: Connection, update: Update) -> bool:
        """False when this change was applied before."""
        now = self._clock()
        if not registry.apply_once(db, self._sealer.index("update", update.identity), now):
            return False
        case = replace(merged(self._registered(db, update.receipt), update), asked_at=now)
        key, text = self._sealer.index("case", update.receipt), json.dumps(case.to_json()).encode()
        registry.put(db, key, self._sealer.seal(text, place(REGISTERED, key)), now)
        # So that nobody is given yesterday's status because it was looked up a minute ago.
        cases.store(db, key, self._sealer.seal(text, place(SEALED, key)), "found", now)
        return True


def merged(known: Case | None, update: Update) -> Case:
    """The case after a change. Newer news comes to the front; older news only joins the history."""
    step = Step(update.changed_on, dict(update.title))
    if known is None:
        return Case(update.receipt, update.form, update.title, update.text, (step,), update.changed_on)
    history = tuple(sorted({*_hashable(known.history), *_hashable((step,))}))
    steps = tuple(Step(on, dict(words)) for on, words in history)
    if update.changed_on < known.since:
        return replace(known, history=steps, form=known.form or update.form)
    return Case(known.receipt, update.form or known.form, update.title, update.text, steps, update.changed_on)


def _hashable(steps: Iterable[Step]) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    return ((step.on, tuple(sorted(step.words.items()))) for step in steps)
