"""Watches: the cases of a portfolio, by the short numbers they are called by; 100 at most, which the table keeps."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, select, update

from storage.portfolio_tables import watches
from storage.upserts import insert_once


class Watch(NamedTuple):
    """`number` is 1 to 100; `sealed` opens with the portfolio's data key, at `place("watches.sealed", …)` as the desk
    names the row; `alerts`: changes of this case are told."""

    number: int
    case_key: bytes
    sealed: bytes
    alerts: bool
    added_at: float


_OWN = watches.c.portfolio_key == bindparam("owner")
_ONE = _OWN & (watches.c.case_key == bindparam("of_case"))
_ALL = (
    select(watches.c.number, watches.c.case_key, watches.c.sealed, watches.c.alerts, watches.c.added_at)
    .where(_OWN)
    .order_by(watches.c.number)
)
_COUNT = select(func.count()).select_from(watches).where(_OWN)
_ADD = insert_once(watches)
_SAVE = (
    update(watches)
    .where(_ONE, watches.c.sealed == bindparam("was"))
    .values(sealed=bindparam("new_sealed"), alerts=bindparam("new_alerts"))
)
_REMOVE = delete(watches).where(_ONE)


def of(db: Connection, portfolio_key: bytes) -> list[Watch]:
    """All of them, by number."""
    return [_watch(row) for row in db.execute(_ALL, {"owner": portfolio_key})]


def count(db: Connection, portfolio_key: bytes) -> int:
    return int(db.execute(_COUNT, {"owner": portfolio_key}).scalar_one())


def add(db: Connection, portfolio_key: bytes, watch: Watch) -> bool:
    """False when the number or the case was taken meanwhile; then nothing was written.

    A number that is not 1 to 100 ends in Outrun, as does a portfolio that is gone.
    """
    row = {"portfolio_key": portfolio_key, **watch._asdict(), "alerts": int(watch.alerts)}
    return _ADD.run(db, row) == 1


def save(db: Connection, portfolio_key: bytes, case_key: bytes, sealed: bytes, alerts: bool, was: bytes) -> bool:  # noqa: PLR0913
    """Replaces `sealed`, which was `was` when it was read. False when it was changed or removed meanwhile."""
    values = {"owner": portfolio_key, "of_case": case_key, "was": was}
    return db.execute(_SAVE, {**values, "new_sealed": sealed, "new_alerts": int(alerts)}).rowcount == 1


def remove(db: Connection, portfolio_key: bytes, case_key: bytes) -> bool:
    """False: it was not there any more."""
    return db.execute(_REMOVE, {"owner": portfolio_key, "of_case": case_key}).rowcount == 1


def _watch(row: Any) -> Watch:
    return Watch(*row)._replace(alerts=bool(row.alerts))
