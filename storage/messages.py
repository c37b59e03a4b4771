"""Outbound texts. The row is the truth: a queue only rings.

waiting → sending → whatever the provider says (queued, sent, delivered, …), or failed, or expired. A row that stays in
`sending` belongs to a process that died between sending and recording: nobody knows whether it went out, so it is
never claimed to be sent again; `claim_stuck` takes it for the desk, which asks the provider first.
A state has a rank, and only rises.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Double, Update, bindparam, or_, select, update

from storage.tables import messages
from storage.upserts import insert_once

WAITING, SENDING, FAILED, EXPIRED = "waiting", "sending", "failed", "expired"
FINAL_RANK = 100  # nothing rises above it


class Message(NamedTuple):
    """A text to send. `sealed` holds number and words, at `place("messages.sealed", id)`: under the data key of
    `person_key`, or the master keys where there is none. Not sent before `due_at`, nor after `expires_at`."""

    id: str
    person_key: bytes | None
    sealed: bytes
    due_at: float
    expires_at: float
    attempts: int = 0


class Status(NamedTuple):
    """How far a message came: the provider's word for it, its rank (1 to 100, terminal ones highest), its error."""

    state: str
    rank: int
    error: int | None = None


_COLUMNS = (
    messages.c.id,
    messages.c.person_key,
    messages.c.sealed,
    messages.c.due_at,
    messages.c.expires_at,
    messages.c.attempts,
)
_NOW = bindparam("now", type_=Double)
_ONE = messages.c.id == bindparam("message_id")
_DUE = (messages.c.state == WAITING) & (messages.c.due_at <= _NOW) & (messages.c.expires_at > _NOW)
_CLAIMED = {"state": SENDING, "claimed_at": _NOW, "updated_at": _NOW, "attempts": messages.c.attempts + 1}

_ADD = insert_once(messages)
_CLAIM = update(messages).where(_ONE, _DUE).values(_CLAIMED).returning(*_COLUMNS)
_NEXT = (
    select(messages.c.id)
    .where(_DUE)
    .order_by(messages.c.due_at, messages.c.id)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True)
    .cte("due")
)
_CLAIM_DUE = update(messages).where(messages.c.id.in_(select(_NEXT.c.id))).values(_CLAIMED).returning(*_COLUMNS)
_STUCK = (
    select(messages.c.id)
    .where(messages.c.state == SENDING, messages.c.claimed_at < bindparam("before"))
    .order_by(messages.c.claimed_at)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True)
    .cte("stuck")
)
_CLAIM_STUCK = (
    update(messages).where(messages.c.id.in_(select(_STUCK.c.id))).values(claimed_at=_NOW).returning(*_COLUMNS)
)
_OWNER = select(messages.c.person_key).where(
    or_(messages.c.id == bindparam("message_id"), messages.c.provider_sid == bindparam("sid")),
    messages.c.rank < bindparam("below"),
)


def _from_sending() -> Update:
    return update(messages).where(_ONE, messages.c.state == SENDING)


_RETRY = _from_sending().values(
    state=WAITING, due_at=bindparam("when"), claimed_at=None, error=bindparam("code"), updated_at=_NOW
)
_FAIL = _from_sending().values(state=FAILED, rank=FINAL_RANK, claimed_at=None, error=bindparam("code"), updated_at=_NOW)
_LATE = select(messages.c.id).where(messages.c.state == WAITING, messages.c.expires_at <= _NOW)
# Not a named part: SQLite's driver counts no rows of a statement that begins with WITH.
_EXPIRE = (
    update(messages)
    .where(messages.c.id.in_(_LATE.limit(bindparam("at_most"))), messages.c.state == WAITING)
    .values(state=EXPIRED, rank=FINAL_RANK, updated_at=_NOW)
)


def add(db: Connection, message: Message, now: float) -> bool:
    """Puts a text into the outbox. False when one with this id is there already."""
    state = {"state": WAITING, "rank": 0, "created_at": now, "updated_at": now}
    return _ADD.run(db, {**message._asdict(), **state}) == 1


def claim(db: Connection, message_id: str, now: float) -> Message | None:
    """Takes one to send it now. None: gone, not due, expired, or somebody else has it."""
    row = db.execute(_CLAIM, {"message_id": message_id, "now": now}).first()
    return None if row is None else Message(*row)


def claim_due(db: Connection, now: float, limit: int) -> Sequence[Message]:
    """Takes up to `limit` that are due, the longest waiting first, then by id; nobody else gets the same."""
    rows = db.execute(_CLAIM_DUE, {"now": now, "at_most": limit}).all()
    return sorted((Message(*row) for row in rows), key=lambda message: (message.due_at, message.id))


def claim_stuck(db: Connection, now: float, before: float, limit: int) -> Sequence[Message]:
    """Takes those claimed before `before` whose fate was never recorded, as if claimed `now`: two never ask at once."""
    return [Message(*row) for row in db.execute(_CLAIM_STUCK, {"now": now, "before": before, "at_most": limit})]


def owner(db: Connection, message_id: str | None, provider_sid: str, below: int) -> bytes | None:
    """The person of a text that has not come as far as the rank `below`, named by our id or the provider's."""
    row = db.execute(_OWNER, {"message_id": message_id, "sid": provider_sid, "below": below}).first()
    return None if row is None else row[0]


def retry(db: Connection, message_id: str, due_at: float, now: float, error: int | None = None) -> bool:
    """Nothing went out: it waits again, until `due_at`. False when it is not being sent."""
    values = {"message_id": message_id, "when": due_at, "now": now, "code": error}
    return db.execute(_RETRY, values).rowcount == 1


def failed(db: Connection, message_id: str, now: float, error: int | None = None) -> bool:
    """Given up for good. False when it is not being sent."""
    return db.execute(_FAIL, {"message_id": message_id, "now": now, "code": error}).rowcount == 1


def expire(db: Connection, now: float, limit: int) -> int:
    """Gives up what waited past its time; how many."""
    return db.execute(_EXPIRE, {"now": now, "at_most": limit}).rowcount
