"""What the provider says of texts on their way: by answer, by call-back, in any order and more than once."""

from sqlalchemy import Connection, bindparam, case, delete, or_, select, update

from storage.messages import Status
from storage.tables import deliveries, messages
from storage.upserts import upsert

_HIGHER = messages.c.rank < bindparam("new_rank")


def _rising(name: str) -> object:
    return case((_HIGHER, bindparam(f"new_{name}")), else_=messages.c[name])


_SENT = (
    update(messages)
    .where(messages.c.id == bindparam("message_id"))
    .values(
        sealed=b"",
        provider_sid=bindparam("sid"),
        state=_rising("state"),
        rank=_rising("rank"),
        error=_rising("error"),
        claimed_at=None,
        updated_at=bindparam("now"),
    )
)
_RISE = (
    update(messages)
    .where(or_(messages.c.id == bindparam("message_id"), messages.c.provider_sid == bindparam("sid")), _HIGHER)
    .values(
        sealed=b"",
        provider_sid=bindparam("sid"),
        state=bindparam("new_state"),
        rank=bindparam("new_rank"),
        error=bindparam("new_error"),
        claimed_at=None,
        updated_at=bindparam("now"),
    )
)
_KNOWN = select(messages.c.id).where(
    or_(messages.c.id == bindparam("message_id"), messages.c.provider_sid == bindparam("sid"))
)
_WAIT = upsert(
    deliveries,
    lambda new: {name: new[name] for name in ("state", "rank", "error", "at")},
    only_if=lambda new: deliveries.c.rank < new["rank"],
)
_WAITING = select(deliveries.c.state, deliveries.c.rank, deliveries.c.error).where(
    deliveries.c.provider_sid == bindparam("sid")
)
_ARRIVED = (
    select(deliveries.c.provider_sid)
    .join(messages, messages.c.provider_sid == deliveries.c.provider_sid)
    .limit(bindparam("at_most"))
)
_DROP = delete(deliveries).where(deliveries.c.provider_sid == bindparam("sid"))


def sent(db: Connection, message_id: str, provider_sid: str, status: Status, now: float) -> bool:
    """Records that the provider took the text, and what it said of it before we knew; the words are not kept any
    longer. False: no such text."""
    values = _values(message_id, provider_sid, status, now)
    if db.execute(_SENT, values).rowcount == 0:
        return False
    _take_waiting(db, provider_sid, now)
    return True


def delivered(db: Connection, message_id: str | None, provider_sid: str, status: Status, now: float) -> bool:
    """Takes a call-back; `message_id` is None when it names only the provider's id. False: it waits for its text."""
    values = _values(message_id, provider_sid, status, now)
    if db.execute(_RISE, values).rowcount:
        return True
    if db.execute(_KNOWN, {"message_id": message_id, "sid": provider_sid}).first() is not None:
        return True
    _WAIT.run(db, {"provider_sid": provider_sid, **status._asdict(), "at": now})
    return False


def settle(db: Connection, now: float, limit: int) -> int:
    """Gives waiting call-backs to texts whose row was being written at the same moment; how many."""
    arrived = db.execute(_ARRIVED, {"at_most": limit}).scalars().all()
    for provider_sid in arrived:
        _take_waiting(db, provider_sid, now)
    return len(arrived)


def _take_waiting(db: Connection, provider_sid: str, now: float) -> None:
    row = db.execute(_WAITING, {"sid": provider_sid}).first()
    if row is not None:
        db.execute(_RISE, _values(None, provider_sid, Status(*row), now))
        db.execute(_DROP, {"sid": provider_sid})


def _values(message_id: str | None, provider_sid: str, status: Status, now: float) -> dict[str, object]:
    new = {f"new_{name}": value for name, value in status._asdict().items()}
    return {"message_id": message_id, "sid": provider_sid, "now": now, **new}
