"""Outbound texts and e-mails. The row is the truth: a queue only rings.

waiting → sending → whatever the provider says (queued, sent, delivered, …), or failed, or expired. A row that stays in
`sending` belongs to a process that died between sending and recording: nobody knows whether it went out, so it is
never claimed to be sent again; `claim_stuck` takes it for the desk, which asks the provider first.
A state has a rank, and only rises.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Double, Update, bindparam, delete, func, or_, select, update

from storage.tables import messages
from storage.upserts import insert_once

WAITING, SENDING, FAILED, EXPIRED = "waiting", "sending", "failed", "expired"
TEXT, EMAIL, CALL = "text", "email", "call"
FINAL_RANK = 100  # nothing rises above it


class Message(NamedTuple):
    """A text, an e-mail or a call (`channel`: `text`, `email`, `call`). `sealed` holds address and words, at
    `place("messages.sealed", id)`: under the data key of `portfolio_key`, or else of `person_key`, or the master keys
    where there is neither; empty once it is out or given up. Not sent before `due_at`, nor after `expires_at`. An alert
    has the `address_key` of its contact; a `doubtful` one may have gone out, and is sent again as it is."""

    id: str
    person_key: bytes | None
    sealed: bytes
    due_at: float
    expires_at: float
    attempts: int = 0
    portfolio_key: bytes | None = None
    channel: str = TEXT
    address_key: bytes | None = None
    doubtful: int = 0


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
    messages.c.portfolio_key,
    messages.c.channel,
    messages.c.address_key,
    messages.c.doubtful,
)
_NOW = bindparam("now", type_=Double)
_ONE = messages.c.id == bindparam("message_id")
_DUE = (messages.c.state == WAITING) & (messages.c.due_at <= _NOW) & (messages.c.expires_at > _NOW)
_THERE = messages.c.channel == bindparam("by")
_CLAIMED = {"state": SENDING, "claimed_at": _NOW, "updated_at": _NOW, "attempts": messages.c.attempts + 1}

_ADD = insert_once(messages)
_CLAIM = update(messages).where(_ONE, _DUE).values(_CLAIMED).returning(*_COLUMNS)
_NEXT = (
    select(messages.c.id)
    .where(_DUE, _THERE)
    .order_by(messages.c.due_at, messages.c.id)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True)
    .cte("due")
)
_CLAIM_DUE = update(messages).where(messages.c.id.in_(select(_NEXT.c.id))).values(_CLAIMED).returning(*_COLUMNS)
_STUCK = (
    select(messages.c.id)
    .where(messages.c.state == SENDING, messages.c.claimed_at < bindparam("before"), _THERE)
    .order_by(messages.c.claimed_at)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True)
    .cte("stuck")
)
_CLAIM_STUCK = (
    update(messages).where(messages.c.id.in_(select(_STUCK.c.id))).values(claimed_at=_NOW).returning(*_COLUMNS)
)


def _from_sending() -> Update:
    return update(messages).where(_ONE, messages.c.state == SENDING)


_RETRY = _from_sending().values(
    state=WAITING,
    due_at=bindparam("when"),
    claimed_at=None,
    error=bindparam("code"),
    updated_at=_NOW,
    doubtful=bindparam("in_doubt"),
)
_OVER = {"sealed": b"", "rank": FINAL_RANK, "updated_at": _NOW}
_FAIL = _from_sending().values(state=FAILED, claimed_at=None, error=bindparam("code"), **_OVER)
_LATE = select(messages.c.id).where(messages.c.state == WAITING, messages.c.expires_at <= _NOW, _THERE)
# Not a named part: SQLite's driver counts no rows of a statement that begins with WITH.
_EXPIRE = (
    update(messages)
    .where(messages.c.id.in_(_LATE.limit(bindparam("at_most"))), messages.c.state == WAITING)
    .values(state=EXPIRED, **_OVER)
    .returning(messages.c.id)
)
_COUNT = select(func.count()).select_from(messages).where(_DUE)
_WITHDRAW = (
    delete(messages)
    .where(messages.c.id.in_(bindparam("ids", expanding=True)), messages.c.state == WAITING, messages.c.doubtful == 0)
    .returning(messages.c.id, messages.c.attempts, messages.c.due_at)
)
_TAKEN = select(messages.c.provider_sid).where(messages.c.provider_sid.in_(bindparam("sids", expanding=True)))
_UNHEARD = (
    select(messages.c.id, messages.c.provider_sid, messages.c.channel)
    .where(
        messages.c.provider_sid.is_not(None),
        messages.c.channel != EMAIL,
        messages.c.rank < bindparam("below"),
        messages.c.asked == bindparam("times"),
        messages.c.updated_at < bindparam("before"),
    )
    .order_by(messages.c.updated_at)
    .limit(bindparam("at_most"))
)
_ASKED = update(messages).where(_ONE, messages.c.asked == bindparam("times")).values(asked=messages.c.asked + 1)
_LOAD = select(*_COLUMNS, messages.c.state, messages.c.rank, messages.c.error).where(
    or_(messages.c.id == bindparam("message_id"), messages.c.provider_sid == bindparam("sid"))
)


def add(db: Connection, message: Message, now: float) -> bool:
    """Puts a message into the outbox. False when one with this id is there already."""
    state = {"state": WAITING, "rank": 0, "created_at": now, "updated_at": now}
    return _ADD.run(db, {**message._asdict(), **state}) == 1


def claim(db: Connection, message_id: str, now: float) -> Message | None:
    """Takes one to send it now. None: gone, not due, expired, or somebody else has it."""
    row = db.execute(_CLAIM, {"message_id": message_id, "now": now}).first()
    return None if row is None else Message(*row)


def claim_due(db: Connection, now: float, limit: int, channel: str = TEXT) -> Sequence[Message]:
    """Takes up to `limit` that are due, the longest waiting first, then by id; nobody else gets the same."""
    rows = db.execute(_CLAIM_DUE, {"now": now, "at_most": limit, "by": channel}).all()
    return sorted((Message(*row) for row in rows), key=lambda message: (message.due_at, message.id))


def claim_stuck(db: Connection, now: float, before: float, limit: int, channel: str = TEXT) -> Sequence[Message]:
    """Takes those claimed before `before` whose fate was never recorded, as if claimed `now`: two never ask at once."""
    values = {"now": now, "before": before, "at_most": limit, "by": channel}
    return [Message(*row) for row in db.execute(_CLAIM_STUCK, values)]


def retry(  # noqa: PLR0913
    db: Connection, message_id: str, due_at: float, now: float, error: int | None = None, *, doubtful: bool = False
) -> bool:
    """Nothing went out, unless it is `doubtful`: it waits again, until `due_at`. False when it is not being sent."""
    values = {"message_id": message_id, "when": due_at, "now": now, "code": error, "in_doubt": int(doubtful)}
    return db.execute(_RETRY, values).rowcount == 1


def failed(db: Connection, message_id: str, now: float, error: int | None = None) -> bool:
    """Given up for good; its words are not kept. False when it is not being sent."""
    return db.execute(_FAIL, {"message_id": message_id, "now": now, "code": error}).rowcount == 1


def expire(db: Connection, now: float, limit: int, channel: str = TEXT) -> list[str]:
    """Gives up what waited past its time, and keeps no words of it; which ones."""
    return list(db.execute(_EXPIRE, {"now": now, "at_most": limit, "by": channel}).scalars())


def waiting(db: Connection, now: float) -> int:
    """How many are due."""
    return int(db.execute(_COUNT, {"now": now}).scalar_one())


def withdraw(db: Connection, ids: Sequence[str]) -> dict[str, tuple[int, float]]:
    """Takes out what waits and certainly never went out: how often it was tried, and when it was to be, by id."""
    if not ids:
        return {}
    return {row[0]: (row[1], row[2]) for row in db.execute(_WITHDRAW, {"ids": list(ids)})}


def not_ours(db: Connection, sids: Sequence[str]) -> list[str]:
    """Which of these ids of the provider's belong to no message here."""
    taken = set(db.execute(_TAKEN, {"sids": list(sids)}).scalars()) if sids else set()
    return [sid for sid in sids if sid not in taken]


def unheard(db: Connection, before: float, times: int, below: int, limit: int) -> list[tuple[str, str, str]]:
    """Id, the provider's id and channel of what went out, has not come as far as the rank `below`, was last heard of
    before `before`, and was asked for at the provider `times` times."""
    values = {"before": before, "times": times, "below": below, "at_most": limit}
    return [(row[0], row[1], row[2]) for row in db.execute(_UNHEARD, values)]


def asked(db: Connection, message_id: str, times: int) -> bool:
    """It is asked for at the provider once more. False when somebody else does."""
    return db.execute(_ASKED, {"message_id": message_id, "times": times}).rowcount == 1


def load(db: Connection, message_id: str | None, provider_sid: str = "") -> tuple[Message, Status] | None:
    """A message, named by our id or the provider's, and how far it came."""
    row = db.execute(_LOAD, {"message_id": message_id, "sid": provider_sid or None}).first()
    return None if row is None else (Message(*row[:-3]), Status(*row[-3:]))
