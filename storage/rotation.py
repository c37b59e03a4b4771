"""Rotation: what the master keys sealed, sealed again under the first of them, while the service runs.

People's own rows stay as they are: only their wrapped data keys change. Each row is replaced only if it is still what
was read, so a turn that writes at the same moment wins; what it wrote is looked at in the next round. Broken off, it
goes on where work is left: rows under the first key are not even read.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, bindparam, func, select, update

from storage.database import Database
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


_PLACES = (
    _Place(people.c.wrapped_key),
    _Place(cases.c.sealed),
    _Place(registry.c.sealed),
    _Place(consents.c.sealed, row=consents.c.person_key),
    _Place(messages.c.sealed, messages.c.person_key.is_(None)),
)


def reseal(database: Database, sealer: Sealer) -> Counts:
    """Seals again all that is not under the first key. Raises DatabaseDown; then run it again."""
    total = Counts()
    for each in _PLACES:
        for _ in range(_ROUNDS):
            counts = _round(database, sealer, each)
            total.resealed += counts.resealed
            if not counts.overtaken:
                break
        total.broken += counts.broken
        total.overtaken += counts.overtaken
    return total


def _round(database: Database, sealer: Sealer, each: _Place) -> Counts:
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
