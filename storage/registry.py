"""The agency's own table of cases, fed by status changes it pushes, each applied once."""

from sqlalchemy import Connection, bindparam, select

from storage.hot import Hot
from storage.tables import registry, updates_applied
from storage.upserts import insert_once, upsert

_GET = Hot(select(registry.c.sealed).where(registry.c.key == bindparam("case_key")))
_PUT = upsert(
    registry,
    lambda new: {"sealed": new["sealed"], "changed_at": new["changed_at"]},
    only_if=lambda new: registry.c.changed_at <= new["changed_at"],
)
_APPLY = insert_once(updates_applied)


def get(db: Connection, key: bytes) -> bytes | None:
    """The case, which opens with the master keys at `place("registry.sealed", key)`; None: there is no such case."""
    row = _GET.first(db, {"case_key": key})
    return None if row is None else row[0]


def put(db: Connection, key: bytes, sealed: bytes, changed_at: float) -> bool:
    """Stores the case as of `changed_at`. False when something newer is there: changes come in any order."""
    return _PUT.run(db, {"key": key, "sealed": sealed, "changed_at": changed_at}) == 1


def apply_once(db: Connection, key: bytes, now: float) -> bool:
    """Whether the change `key` is new; in one transaction with what it does. False: it was applied before."""
    return _APPLY.run(db, {"key": key, "at": now}) == 1
