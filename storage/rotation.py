"""Rotation: what the master keys sealed, sealed again under the first of them, while the service runs.

What stands under the data key of a person or a portfolio stays as it is: only the wrapped data keys change. Each row is
replaced only if it is still what was read, so a turn that writes at the same moment wins; what it wrote is looked at in
the next round. Broken off, it goes on where work is left: rows under the first key are not even read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, bindparam, func, select, update

from storage.alert_tables import changes
from storage.database import Database
from storage.portfolio_tables import links, portfolio_keys
from storage.sealing import PREFIX_BYTES, SealBroken, Sealer, place
from storage.tables import cases, consents, messages, people, registry

_BATCH = 100  # rows a transaction: a text that comes in meanwhile waits for this many
_ROUNDS = 5


@dataclass(slots=True)
class Counts:
    """`resealed` rows are under the first key now; `broken` ones open under none of the keys, and stay as they are;
    `overtaken` ones were written by others each time, and want another run."""

    resealed: int = 0
    broken: int = 0
    overtaken: int = 0


class _Place:
    """A sealed column of a table; `row` is what its context names, where that is not the primary key."""

    def __init__(self, sealed: Column[Any], *also: ColumnElement[bool], row: Column[Any] | None = None) -> None:
        (self.key,) = sealed.table.primary_key.columns
        self.name = f"{sealed.table.name}.{sealed.name}"
        outdated = func.substr(sealed, 1, PREFIX_BYTES) != bindparam("prefix", type_=sealed.type)
        shown = self.key if row is None else row
        self.read = select(self.key, shown, sealed).where(outdated, *also).order_by(self.key).limit(_BATCH)
        swap = update(sealed.table).where(self.key == bindparam("row_key"), sealed == bindparam("old"))
        self.write = swap.values({sealed: bindparam("new")})
        self.left = select(func.count()).select_from(sealed.table).where(outdated, *also)


_PLACES = (
    _Place(people.c.wrapped_key),
    _Place(portfolio_keys.c.wrapped_key),
    _Place(cases.c.sealed),
    _Place(cases.c.receipt, cases.c.receipt.is_not(None)),
    _Place(changes.c.sealed, row=changes.c.case_key),
    _Place(registry.c.sealed),
    _Place(consents.c.sealed, row=consents.c.person_key),
    _Place(links.c.sealed, links.c.portfolio_key.is_(None)),
    _Place(
        messages.c.sealed,
        messages.c.person_key.is_(None),
        messages.c.portfolio_key.is_(None),
        messages.c.sealed != b"",  # nothing is kept of what was sent
    ),
)


def nothing(done: int, total: int) -> None:
    """Tells nobody how far it is."""


class _Progress:
    """How many rows were looked at, of those that were outdated at the start."""

    def __init__(self, tell: Callable[[int, int], None], total: int) -> None:
        self._tell = tell
        self._total = total
        self._done = 0

    def add(self, rows: int) -> None:
        # More may turn up meanwhile, written by a process that does not know the first key yet.
        self._done = min(self._done + rows, self._total)
        self._tell(self._done, self._total)


def outdated(database: Database, sealer: Sealer) -> int:
    """How many rows are not under the first key."""
    with database.reading() as db:
        return sum(int(db.execute(each.left, {"prefix": sealer.prefix}).scalar_one()) for each in _PLACES)


def reseal(database: Database, sealer: Sealer, progress: Callable[[int, int], None] = nothing) -> Counts:
    """Seals again all that is not under the first key. Raises DatabaseDown; then run it again.

    `progress` is called after each batch: how many rows were looked at, and how many were outdated at the start.
    """
    total = Counts()
    steps = _Progress(progress, outdated(database, sealer))
    for each in _PLACES:
        for number in range(_ROUNDS):
            counts = _round(database, sealer, each, steps.add if number == 0 else _no_step)
            total.resealed += counts.resealed
            if not counts.overtaken:
                break
        total.broken += counts.broken
        total.overtaken += counts.overtaken
    return total


def _no_step(rows: int) -> None:
    """These rows were counted before."""


def _round(database: Database, sealer: Sealer, each: _Place, step: Callable[[int], None]) -> Counts:
    """Goes once through a table."""
    counts = Counts()
    page = each.read
    while rows := _read(database, page, sealer.prefix):
        changes = _changes(sealer, each.name, rows)
        with database.writing() as db:
            swapped = sum(db.execute(each.write, change).rowcount for change in changes)
        counts.resealed += swapped
        counts.overtaken += len(changes) - swapped
        counts.broken += len(rows) - len(changes)
        step(len(rows))
        page = each.read.where(each.key > rows[-1][0])
    return counts


def _read(database: Database, page: Select[Any], prefix: bytes) -> list[Any]:
    with database.reading() as db:
        return list(db.execute(page, {"prefix": prefix}))


def _changes(sealer: Sealer, name: str, rows: list[Any]) -> list[dict[str, Any]]:
    changes = []
    for row_key, row, old in rows:
        context = place(name, row)
        try:
            changes.append({"row_key": row_key, "old": old, "new": sealer.seal(sealer.open(old, context), context)})
        except SealBroken:
            continue  # counted by its absence
    return changes
