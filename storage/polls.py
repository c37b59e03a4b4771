"""Polls: which cases are due to be asked for, and who may ask; a case that many watch is one row.

A case is due when `due_at` is over; without one nobody watches it, or nobody has noticed yet that somebody does:
watches and follows that were not `adopted`.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    Column,
    Connection,
    Double,
    Select,
    Table,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    union_all,
    update,
)

from storage.alert_tables import follows
from storage.portfolio_tables import portfolio_keys, watches
from storage.tables import cases, people
from storage.upserts import upsert

NEVER = 1e12  # seconds since 1970: not asked for any more, until somebody new watches it


class Unadopted(NamedTuple):
    """A watch or a follow of a case that is perhaps asked for by nobody yet; `sealed` opens with the data key in
    `wrapped_key`, of the portfolio or the person `owner_key`."""

    owner_key: bytes
    case_key: bytes
    sealed: bytes
    wrapped_key: bytes
    added_at: float


class Due(NamedTuple):
    """`receipt` opens with the master keys at `place("cases.receipt", key)`; `checked_at`: when the agency last
    answered, whoever asked; None: never."""

    key: bytes
    receipt: bytes
    checked_at: float | None


_WATCHES = (
    select(
        watches.c.portfolio_key, watches.c.case_key, watches.c.sealed, portfolio_keys.c.wrapped_key, watches.c.added_at
    )
    .join_from(watches, portfolio_keys, portfolio_keys.c.portfolio_key == watches.c.portfolio_key)
    .where(watches.c.adopted == 0)
    .limit(bindparam("at_most"))
)
_FOLLOWS = (
    select(follows.c.person_key, follows.c.case_key, follows.c.sealed, people.c.wrapped_key, follows.c.added_at)
    .join_from(follows, people, people.c.key == follows.c.person_key)
    .where(follows.c.adopted == 0)
    .limit(bindparam("at_most"))
)
_ADOPT_WATCH = (
    update(watches)
    .where(watches.c.portfolio_key == bindparam("of_owner"), watches.c.case_key == bindparam("of_case"))
    .values(adopted=1)
)
_ADOPT_FOLLOW = (
    update(follows)
    .where(follows.c.person_key == bindparam("of_owner"), follows.c.case_key == bindparam("of_case"))
    .values(adopted=1)
)
_SOON = upsert(
    cases,
    lambda new: {
        "due_at": case((or_(cases.c.due_at.is_(None), cases.c.due_at > new["due_at"]), new["due_at"]),
                       else_=cases.c.due_at),
        "receipt": func.coalesce(cases.c.receipt, new["receipt"]),
    },
)  # fmt: skip
_NOW = bindparam("now", type_=Double)
_OPEN = (cases.c.due_at <= _NOW) & (cases.c.asking_until <= _NOW) & cases.c.receipt.is_not(None)
_WATCHED = or_(exists().where(watches.c.case_key == cases.c.key), exists().where(follows.c.case_key == cases.c.key))
_DROP = update(cases).where(cases.c.due_at <= _NOW, ~_WATCHED).values(due_at=None)
_ALL_DUE = update(cases).where(cases.c.due_at.is_not(None), cases.c.due_at < NEVER, _WATCHED).values(due_at=_NOW)
_COUNT = select(func.count()).select_from(cases).where(_OPEN)


def _turns(table: Table, owner: Column[bytes], due: CTE) -> Select[Any]:
    """In its owner's row, the how manieth each due case is."""
    place = func.row_number().over(partition_by=owner, order_by=(due.c.due_at, due.c.key))
    return select(due.c.key, place.label("place")).join_from(due, table, table.c.case_key == due.c.key)


def _fair() -> Select[Any]:
    """Everybody's first case, then everybody's second: who has a hundred does not make the others wait for them."""
    due = select(cases.c.key, cases.c.due_at).where(_OPEN).cte("due")
    turns = union_all(
        _turns(watches, watches.c.portfolio_key, due), _turns(follows, follows.c.person_key, due)
    ).subquery()
    best = select(turns.c.key, func.min(turns.c.place).label("place")).group_by(turns.c.key).subquery()
    chosen = select(due.c.key).join_from(due, best, best.c.key == due.c.key)
    return chosen.order_by(best.c.place, due.c.due_at).limit(bindparam("at_most"))


_FAIR = _fair()
_CLAIM = (
    update(cases)
    .where(cases.c.key.in_(bindparam("case_keys", expanding=True)), _OPEN)
    .values(asking_until=bindparam("until"), asker=bindparam("who"))
    .returning(cases.c.key, cases.c.receipt, cases.c.checked_at)
)
_MINE = (cases.c.key == bindparam("of_case")) & (cases.c.asker == bindparam("who"))
_PUT_OFF = update(cases).where(_MINE).values(due_at=bindparam("when"), asking_until=0.0, asker=None)
_PLAN = update(cases).where(cases.c.key == bindparam("of_case"), cases.c.due_at.is_not(None)).values(
    due_at=bindparam("when")
)  # fmt: skip
_YOUNGEST = select(func.max(watches.c.added_at)).where(watches.c.case_key == bindparam("of_case"))
_YOUNGEST_FOLLOW = select(func.max(follows.c.added_at)).where(follows.c.case_key == bindparam("of_case"))


def unadopted(db: Connection, limit: int) -> tuple[list[Unadopted], list[Unadopted]]:
    """Watches, and follows, that nobody has looked at yet."""
    watched, followed = (db.execute(each, {"at_most": limit}) for each in (_WATCHES, _FOLLOWS))
    return [Unadopted(*row) for row in watched], [Unadopted(*row) for row in followed]


def adopt(db: Connection, watched: Sequence[Unadopted], followed: Sequence[Unadopted]) -> None:
    """They are looked at."""
    for statement, rows in ((_ADOPT_WATCH, watched), (_ADOPT_FOLLOW, followed)):
        for row in rows:
            db.execute(statement, {"of_owner": row.owner_key, "of_case": row.case_key})


def soon(db: Connection, case_key: bytes, receipt: bytes, due_at: float) -> None:
    """The case is asked for at `due_at` at the latest; `receipt` as in `Due`."""
    _SOON.run(db, {"key": case_key, "receipt": receipt, "due_at": due_at, "asking_until": 0.0})


def drop(db: Connection, now: float) -> int:
    """Those that are due and that nobody watches any more are not asked for; how many."""
    return db.execute(_DROP, {"now": now}).rowcount


def all_due(db: Connection, now: float) -> int:
    """All that somebody watches are due; how many."""
    return db.execute(_ALL_DUE, {"now": now}).rowcount


def count(db: Connection, now: float) -> int:
    """How many are due and asked for by nobody at this moment."""
    return int(db.execute(_COUNT, {"now": now}).scalar_one())


def claim(db: Connection, asker: str, now: float, until: float, limit: int) -> list[Due]:
    """Up to `limit` that `asker` asks for, until `until`; whoever claims at the same moment gets others."""
    keys = db.execute(_FAIR, {"now": now, "at_most": limit}).scalars().all()
    if not keys:
        return []
    values = {"case_keys": keys, "now": now, "until": until, "who": asker}
    claimed = {row[0]: Due(*row) for row in db.execute(_CLAIM, values)}
    return [claimed[key] for key in keys if key in claimed]


def put_off(db: Connection, case_key: bytes, asker: str, due_at: float) -> bool:
    """Without an answer; others may ask from `due_at`. False when the lease was somebody else's by then."""
    return db.execute(_PUT_OFF, {"of_case": case_key, "who": asker, "when": due_at}).rowcount == 1


def plan(db: Connection, case_key: bytes, due_at: float) -> None:
    """When a watched case, that was just asked for, is asked for again."""
    db.execute(_PLAN, {"of_case": case_key, "when": due_at})


def youngest(db: Connection, case_key: bytes) -> float:
    """Since when the last of those who watch a case has been watching it; 0: nobody does."""
    rows = (db.execute(each, {"of_case": case_key}).scalar_one() for each in (_YOUNGEST, _YOUNGEST_FOLLOW))
    return max((float(at) for at in rows if at is not None), default=0.0)
