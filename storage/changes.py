"""Changes of cases, as they were noticed; kept as long as what was sent about them."""

from typing import NamedTuple

from sqlalchemy import Connection, bindparam, exists, insert, select

from storage.alert_tables import changes, follows
from storage.portfolio_tables import watches


class Change(NamedTuple):
    """`sealed` opens with the master keys at `place("changes.sealed", case_key)`: the case before and after."""

    id: int
    case_key: bytes
    kind: str
    sealed: bytes
    at: float


_COLUMNS = (changes.c.id, changes.c.case_key, changes.c.kind, changes.c.sealed, changes.c.at)
_ADD = insert(changes).returning(changes.c.id)
_SINCE = (
    select(*_COLUMNS)
    .where(changes.c.case_key == bindparam("of_case"), changes.c.at > bindparam("since"))
    .order_by(changes.c.id)
)
_SEVERAL = select(*_COLUMNS).where(changes.c.id.in_(bindparam("ids", expanding=True)))
_KIND_SINCE = select(changes.c.id).where(
    changes.c.case_key == bindparam("of_case"),
    changes.c.at > bindparam("since"),
    changes.c.kind == bindparam("of_kind"),
)
_WATCHED = select(
    exists().where(watches.c.case_key == bindparam("of_case"))
    | exists().where(follows.c.case_key == bindparam("of_case"))
)


def add(db: Connection, case_key: bytes, kind: str, sealed: bytes, now: float) -> int:
    """The number of the change."""
    row = {"case_key": case_key, "kind": kind, "sealed": sealed, "at": now}
    return int(db.execute(_ADD, row).scalar_one())


def since(db: Connection, case_key: bytes, when: float) -> list[Change]:
    """Those of a case that were noticed after `when`, the oldest first."""
    return [Change(*row) for row in db.execute(_SINCE, {"of_case": case_key, "since": when})]


def several(db: Connection, ids: list[int]) -> dict[int, Change]:
    return {row[0]: Change(*row) for row in db.execute(_SEVERAL, {"ids": ids})} if ids else {}


def happened(db: Connection, case_key: bytes, kind: str, since: float) -> bool:
    """Whether there was a change of this kind after `since`."""
    return db.execute(_KIND_SINCE, {"of_case": case_key, "since": since, "of_kind": kind}).first() is not None


def watched(db: Connection, case_key: bytes) -> bool:
    """Whether anybody has this case in a portfolio or follows it."""
    return bool(db.execute(_WATCHED, {"of_case": case_key}).scalar_one())
