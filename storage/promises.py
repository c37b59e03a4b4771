"""Promises: answers that were not ready in time and were promised by a second text."""

from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select, update

from storage.tables import promises
from storage.upserts import insert_once


class Promise(NamedTuple):
    """`sealed` opens with the person's data key at `place("promises.sealed", id)`: what was asked. `attempts` counts
    the claims so far; it is not worth keeping after `expires_at`."""

    id: str
    person_key: bytes
    conversation_key: bytes
    sealed: bytes
    due_at: float
    expires_at: float
    attempts: int = 0


_COLUMNS = (
    promises.c.id,
    promises.c.person_key,
    promises.c.conversation_key,
    promises.c.sealed,
    promises.c.due_at,
    promises.c.expires_at,
    promises.c.attempts,
)
_OPEN = promises.c.done_at.is_(None) & (promises.c.due_at <= bindparam("now"))
_CLAIMED = {"due_at": bindparam("until"), "claimed_at": bindparam("now"), "attempts": promises.c.attempts + 1}

_ADD = insert_once(promises)
_CLAIM = update(promises).where(promises.c.id == bindparam("promise_id"), _OPEN).values(_CLAIMED).returning(*_COLUMNS)
# A named part, so that PostgreSQL works the limit out once; SQLite has one writer and needs no SKIP LOCKED.
_DUE = (
    select(promises.c.id)
    .where(_OPEN)
    .order_by(promises.c.due_at)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True)
    .cte("due")
)
_CLAIM_DUE = update(promises).where(promises.c.id.in_(select(_DUE.c.id))).values(_CLAIMED).returning(*_COLUMNS)
_MINE = (promises.c.id == bindparam("promise_id")) & promises.c.done_at.is_(None)
_FINISH = update(promises).where(_MINE).values(done_at=bindparam("now"))
_AGAIN = update(promises).where(_MINE).values(due_at=bindparam("when"))


def add(db: Connection, promise: Promise) -> bool:
    """False when it was promised already."""
    return _ADD.run(db, promise._asdict()) == 1


def claim(db: Connection, promise_id: str, now: float, until: float) -> Promise | None:
    """Takes one that is due, until `until`, when it becomes due again by itself. None: done, gone, not due, taken."""
    row = db.execute(_CLAIM, {"promise_id": promise_id, "now": now, "until": until}).first()
    return None if row is None else Promise(*row)


def claim_due(db: Connection, now: float, limit: int, until: float) -> list[Promise]:
    """Takes up to `limit` that are due; two who claim at once get different ones."""
    rows = db.execute(_CLAIM_DUE, {"now": now, "at_most": limit, "until": until}).all()
    return [Promise(*row) for row in rows]


def finish(db: Connection, promise_id: str, now: float) -> bool:
    """Keeps the promise; in one transaction with the text that keeps it. False when it was kept already: roll back."""
    return db.execute(_FINISH, {"promise_id": promise_id, "now": now}).rowcount == 1


def again(db: Connection, promise_id: str, due_at: float) -> bool:
    """Puts it off until `due_at`."""
    return db.execute(_AGAIN, {"promise_id": promise_id, "when": due_at}).rowcount == 1
