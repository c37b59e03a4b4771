"""Erasures: texts that carried a PIN, to be deleted at the carrier. The row is the truth, and goes when it is done."""

from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, select, update

from storage.portfolio_tables import erasures
from storage.upserts import insert_once


class Erasure(NamedTuple):
    """`provider_sid` is the carrier's name for the text; `attempts` counts the claims so far; it is given up after
    `expires_at`, by who claims it."""

    provider_sid: str
    due_at: float
    attempts: int
    expires_at: float


_ADD = insert_once(erasures)
_NEXT = (
    select(erasures.c.provider_sid)
    .where(erasures.c.due_at <= bindparam("now"))
    .order_by(erasures.c.due_at, erasures.c.provider_sid)
    .limit(1)
    .with_for_update(skip_locked=True)
    .cte("due")
)
_CLAIM = (
    update(erasures)
    .where(erasures.c.provider_sid.in_(select(_NEXT.c.provider_sid)))
    .values(attempts=erasures.c.attempts + 1, due_at=bindparam("again_at"))
    .returning(*(erasures.c[name] for name in Erasure._fields))
)
_DONE = delete(erasures).where(erasures.c.provider_sid == bindparam("sid"))


def add(db: Connection, erasure: Erasure) -> bool:
    """False when it is there already."""
    return _ADD.run(db, erasure._asdict()) == 1


def claim_due(db: Connection, now: float, again_at: float) -> Erasure | None:
    """Takes the one that is due longest, until `again_at`, when it is due again; nobody else gets the same."""
    row = db.execute(_CLAIM, {"now": now, "again_at": again_at}).first()
    return None if row is None else Erasure(*row)


def done(db: Connection, provider_sid: str) -> None:
    """Deleted at the carrier, or given up."""
    db.execute(_DONE, {"sid": provider_sid})
