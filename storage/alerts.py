"""Alerts: who is to be told of a change, one row for each contact and change.

waiting → bound to a message that tells it, with others → kept as it ended. `merged`: a newer change of the same case
took its place; `void`: there was nothing left to tell; `given_up`: it could not be told in time, or not there.
What became of a bound one is what became of its message.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    Double,
    LargeBinary,
    bindparam,
    case,
    func,
    insert,
    literal,
    null,
    select,
    update,
)

from storage.alert_tables import alerts, follows
from storage.messages import WAITING
from storage.portfolio_tables import contacts, portfolios, watches
from storage.tables import messages
from storage.upserts import insert_once

BOUND, MERGED, VOID, GIVEN_UP = "bound", "merged", "void", "given_up"


class Alert(NamedTuple):
    """Belongs to the portfolio or to the person. `reason`: why it goes here and not where it was to go."""

    id: int
    change_id: int
    case_key: bytes
    portfolio_key: bytes | None
    person_key: bytes | None
    address_key: bytes
    reason: str | None
    tries: int
    due_at: float
    expires_at: float
    created_at: float


class Recipient(NamedTuple):
    """Who is told something together: `owner_key` is the portfolio's or the person's."""

    owner_key: bytes
    address_key: bytes


_COLUMNS = tuple(alerts.c[name] for name in Alert._fields)
_NEW = (
    "change_id", "case_key", "owner_key", "portfolio_key", "person_key", "address_key", "state", "tries", "due_at",
    "expires_at", "created_at",
)  # fmt: skip


def _same(name: str, kind: Any) -> Any:
    return bindparam(name, type_=kind)


_LATER = (
    literal(WAITING),
    literal(0),
    _same("due", Double),
    _same("until", Double),
    _same("now", Double),
)
_OF_PORTFOLIOS = (
    select(
        bindparam("change", type_=alerts.c.change_id.type),
        watches.c.case_key,
        watches.c.portfolio_key,
        watches.c.portfolio_key,
        null(),
        contacts.c.address_key,
        *_LATER,
    )
    .join_from(watches, portfolios, portfolios.c.key == watches.c.portfolio_key)
    .join(contacts, contacts.c.portfolio_key == watches.c.portfolio_key)
    .where(
        watches.c.case_key == _same("of_case", LargeBinary),
        watches.c.alerts == 1,
        portfolios.c.paused == 0,
        contacts.c.alerts == 1,
        contacts.c.off == 0,
        contacts.c.verified_at.is_not(None),
    )
)
_TOLD_ANYWAY = (
    select(contacts.c.address_key)
    .join(watches, watches.c.portfolio_key == contacts.c.portfolio_key)
    .where(
        watches.c.case_key == follows.c.case_key,
        watches.c.alerts == 1,
        contacts.c.address_key == follows.c.person_key,
        contacts.c.alerts == 1,
        contacts.c.off == 0,
        contacts.c.verified_at.is_not(None),
    )
    .exists()
)
_OF_FOLLOWERS = select(
    bindparam("change", type_=alerts.c.change_id.type),
    follows.c.case_key,
    follows.c.person_key,
    null(),
    follows.c.person_key,
    follows.c.person_key,
    *_LATER,
).where(follows.c.case_key == _same("of_case", LargeBinary), ~_TOLD_ANYWAY)
_SPREAD = tuple(
    insert(alerts).from_select(list(_NEW), chosen).execution_options(preserve_rowcount=True)
    for chosen in (_OF_PORTFOLIOS, _OF_FOLLOWERS)
)

_SINCE = bindparam("now", type_=Double)
_WHEN, _UNTIL = bindparam("when", type_=Double), bindparam("until", type_=Double)
_WAITS = alerts.c.state == WAITING
_DUE = (
    select(alerts.c.owner_key, alerts.c.address_key)
    .where(_WAITS, alerts.c.due_at <= bindparam("now"))
    .group_by(alerts.c.owner_key, alerts.c.address_key)
    .order_by(func.min(alerts.c.due_at))
    .limit(bindparam("at_most"))
)
# One recipient a statement: a long list of pairs leaves a database that has no statistics yet without its index.
_THEIRS = (alerts.c.owner_key == bindparam("owner")) & (alerts.c.address_key == bindparam("address"))
_WAITING = select(*_COLUMNS).where(_WAITS, _THEIRS).order_by(alerts.c.id)
_UNSENT = (
    select(messages.c.id)
    .join(alerts, alerts.c.message_id == messages.c.id)
    .where(_THEIRS, alerts.c.state == BOUND, messages.c.state == WAITING, messages.c.doubtful == 0)
    .with_for_update(of=messages)
)
_TAKE_BACK = (
    update(alerts)
    .where(alerts.c.message_id.in_(bindparam("ids", expanding=True)), alerts.c.state == BOUND)
    .values(state=WAITING, message_id=None)
)
_END = update(alerts).where(alerts.c.id.in_(bindparam("ids", expanding=True))).values(state=bindparam("how"))
_PUT_OFF = (
    update(alerts)
    .where(alerts.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        due_at=case((alerts.c.due_at < _WHEN, _WHEN), else_=alerts.c.due_at),
        expires_at=case((alerts.c.expires_at < _UNTIL, _UNTIL), else_=alerts.c.expires_at),
    )
)
_BIND = (
    update(alerts)
    .where(alerts.c.id.in_(bindparam("ids", expanding=True)))
    .values(state=BOUND, message_id=bindparam("message"))
)
_OF_MESSAGE = select(*_COLUMNS).where(alerts.c.message_id == bindparam("message")).order_by(alerts.c.id)
_AGAIN = (
    update(alerts)
    .where(alerts.c.message_id == bindparam("message"), alerts.c.state == BOUND)
    .values(state=WAITING, message_id=None, due_at=bindparam("when"), tries=alerts.c.tries + 1)
)
_EXPIRE = update(alerts).where(_WAITS, alerts.c.due_at <= _SINCE, alerts.c.expires_at <= _SINCE).values(
    state=GIVEN_UP, reason="late"
)  # fmt: skip
_ELSEWHERE = insert_once(alerts)
_WANTS = (
    select(contacts.c.address_key)
    .where(
        contacts.c.portfolio_key == alerts.c.portfolio_key,
        contacts.c.address_key == alerts.c.address_key,
        (contacts.c.alerts == 1) | (alerts.c.reason.is_not(None) & contacts.c.why.is_(None)),
    )
    .exists()
)
_WANTED = select(func.count(), func.sum(case((alerts.c.portfolio_key.is_(None) | _WANTS, 1), else_=0))).where(
    alerts.c.message_id == bindparam("message")
)


def spread(db: Connection, change_id: int, case_key: bytes, due_at: float, expires_at: float, now: float) -> int:  # noqa: PLR0913
    """Writes an alert for everybody who wants to be told of this change; how many."""
    values = {"change": change_id, "of_case": case_key, "due": due_at, "until": expires_at, "now": now}
    return sum(db.execute(statement, values).rowcount for statement in _SPREAD)


def expire(db: Connection, now: float) -> int:
    """Gives up what waited past its time; how many."""
    return db.execute(_EXPIRE, {"now": now}).rowcount


def due(db: Connection, now: float, limit: int) -> list[Recipient]:
    """Up to `limit` of those for whom something is due, the longest waiting first."""
    return [Recipient(*row) for row in db.execute(_DUE, {"now": now, "at_most": limit})]


def waiting(db: Connection, recipient: Recipient) -> list[Alert]:
    """All that waits for them, due or not, the oldest first."""
    return [Alert(*row) for row in db.execute(_WAITING, _whose(recipient))]


def unsent(db: Connection, recipient: Recipient) -> list[str]:
    """The messages to them that still wait, and certainly never went out; nobody sends them until this is over."""
    return list(dict.fromkeys(db.execute(_UNSENT, _whose(recipient)).scalars()))


def _whose(recipient: Recipient) -> dict[str, bytes]:
    return {"owner": recipient.owner_key, "address": recipient.address_key}


def take_back(db: Connection, message_ids: Sequence[str]) -> int:
    """They wait again, without a message; how many."""
    return db.execute(_TAKE_BACK, {"ids": list(message_ids)}).rowcount if message_ids else 0


def end(db: Connection, ids: Sequence[int], how: str) -> None:
    """`how`: merged, void or given_up."""
    if ids:
        db.execute(_END, {"ids": list(ids), "how": how})


def put_off(db: Connection, ids: Sequence[int], due_at: float, expires_at: float) -> None:
    """They wait until `due_at`, and are given up at `expires_at`, or later where they were to be later anyway."""
    if ids:
        db.execute(_PUT_OFF, {"ids": list(ids), "when": due_at, "until": expires_at})


def bind(db: Connection, ids: Sequence[int], message_id: str) -> None:
    db.execute(_BIND, {"ids": list(ids), "message": message_id})


def of_message(db: Connection, message_id: str) -> list[Alert]:
    """What a message tells, the oldest first."""
    return [Alert(*row) for row in db.execute(_OF_MESSAGE, {"message": message_id})]


def unwanted(db: Connection, message_id: str) -> bool:
    """Whether a message tells alerts, and its contact has ended all of them since it was written."""
    told, wanted = db.execute(_WANTED, {"message": message_id}).one()
    return bool(told and not wanted)


def again(db: Connection, message_id: str, due_at: float) -> int:
    """What a message did not tell waits once more, until `due_at`; how many."""
    return db.execute(_AGAIN, {"message": message_id, "when": due_at}).rowcount


def elsewhere(db: Connection, alert: Alert, now: float) -> bool:
    """Has the same told at another contact of the same portfolio: `alert`, with where, why and when in it changed.
    False: it is told there already."""
    row = {
        **{name: value for name, value in alert._asdict().items() if name != "id"},
        "owner_key": alert.portfolio_key,
        "state": WAITING,
        "created_at": now,
    }
    return _ELSEWHERE.run(db, row) == 1
