"""Cases: the last known status, shared by everybody who asks, and the lease by which only one asks the agency."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, or_, select, update

from storage.hot import Hot
from storage.tables import cases
from storage.upserts import insert_once, upsert


class CaseRow(NamedTuple):
    """`sealed` is the last status shown, if any; it opens with the master keys at `place("cases.sealed", key)`.

    `outcome` is `found`, `unknown` or None (never answered); somebody is asking until `asking_until` (0: nobody).
    """

    sealed: bytes | None
    outcome: str | None
    checked_at: float | None
    asking_until: float


_COLUMNS = (cases.c.key, cases.c.sealed, cases.c.outcome, cases.c.checked_at, cases.c.asking_until)
_LOAD = Hot(select(*_COLUMNS).where(cases.c.key == bindparam("case_key")))
_LOAD_MANY = select(*_COLUMNS).where(cases.c.key.in_(bindparam("case_keys", expanding=True)))
_PLACE = insert_once(cases)
_LOCK = select(*_COLUMNS).where(cases.c.key == bindparam("case_key")).with_for_update()
_LEASE = upsert(
    cases,
    lambda new: {"asking_until": new["asking_until"], "asker": new["asker"]},
    only_if=lambda _: cases.c.asking_until <= bindparam("now"),
)
_STORE = upsert(
    cases,
    lambda new: {
        "sealed": func.coalesce(new["sealed"], cases.c.sealed),
        **{name: new[name] for name in ("outcome", "checked_at", "asking_until", "asker")},
    },
    only_if=lambda new: or_(cases.c.checked_at.is_(None), cases.c.checked_at <= new["checked_at"]),
)
_RELEASE = (
    update(cases)
    .where(cases.c.key == bindparam("case_key"), cases.c.asker == bindparam("who"))
    .values(asking_until=0.0, asker=None)
)


def load(db: Connection, key: bytes) -> CaseRow | None:
    row = _LOAD.first(db, {"case_key": key})
    return None if row is None else CaseRow(*row[1:])


def load_many(db: Connection, keys: Sequence[bytes]) -> dict[bytes, CaseRow]:
    """The cases that are known, by key; for the handful that one message asks for."""
    if len(keys) == 1:
        row = load(db, keys[0])
        return {} if row is None else {keys[0]: row}
    if not keys:
        return {}
    return {row[0]: CaseRow(*row[1:]) for row in db.execute(_LOAD_MANY, {"case_keys": list(keys)})}


def lock(db: Connection, key: bytes) -> CaseRow:
    """The case as it is, and stays until the end of this transaction, but for what is written in it."""
    _PLACE.run(db, {"key": key, "asking_until": 0.0})
    return CaseRow(*db.execute(_LOCK, {"case_key": key}).one()[1:])


def lease(db: Connection, key: bytes, asker: str, now: float, until: float) -> bool:
    """Whether `asker` is the one who asks the agency, until `until`. False while somebody else does."""
    return _LEASE.run(db, {"key": key, "asker": asker, "now": now, "asking_until": until}) == 1


def store(db: Connection, key: bytes, sealed: bytes | None, outcome: str, now: float) -> bool:
    """Stores what the agency said at `now`, and ends the lease. False when something newer is known already.

    Without `sealed` (the agency shows nothing) the last status that it showed stays.
    """
    row = {"key": key, "sealed": sealed, "outcome": outcome, "checked_at": now, "asking_until": 0.0, "asker": None}
    return _STORE.run(db, row) == 1


def release(db: Connection, key: bytes, asker: str) -> bool:
    """Ends the lease without an answer, so that the next one may ask. False when it was somebody else's by then."""
    return db.execute(_RELEASE, {"case_key": key, "who": asker}).rowcount == 1
