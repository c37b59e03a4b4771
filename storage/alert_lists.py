"""What became of alerts, for whoever runs the service: without a word of what they say or where they go."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, case, func, select, update

from storage.alert_tables import alerts
from storage.alerts import BOUND, GIVEN_UP
from storage.messages import EXPIRED, FAILED, SENDING, WAITING
from storage.tables import messages

OPEN = (WAITING, SENDING)  # not told yet


class Listed(NamedTuple):
    """`state`: that of its message, where it has one; `channel` is None before; `reason`: why it was given up, or why
    it goes to another contact; `error`: the provider's number; `tries`: how often its message was tried."""

    id: int
    state: str
    channel: str | None
    reason: str | None
    error: int | None
    tries: int
    due_at: float
    expires_at: float
    created_at: float


_STATE = case((alerts.c.state == BOUND, func.coalesce(messages.c.state, "sent")), else_=alerts.c.state)
_FROM = alerts.outerjoin(messages, messages.c.id == alerts.c.message_id)
_ALL = select(
    alerts.c.id,
    _STATE.label("state"),
    messages.c.channel,
    alerts.c.reason,
    messages.c.error,
    func.coalesce(messages.c.attempts, alerts.c.tries),
    func.coalesce(messages.c.due_at, alerts.c.due_at),
    alerts.c.expires_at,
    alerts.c.created_at,
).select_from(_FROM)
_LISTED = (
    _ALL.where(_STATE.in_(bindparam("states", expanding=True)))
    .order_by(alerts.c.created_at.desc(), alerts.c.id.desc())
    .limit(bindparam("at_most"))
)
_COUNTS = select(_STATE.label("state"), func.count()).select_from(_FROM).group_by(_STATE)
_GIVEN_UP = (
    update(alerts)
    .where(alerts.c.state == GIVEN_UP)
    .values(
        state=WAITING, message_id=None, reason=None, tries=0, due_at=bindparam("now"), expires_at=bindparam("until")
    )
)
_SOONER = (
    update(messages)
    .where(
        messages.c.state == WAITING,
        messages.c.due_at > bindparam("now"),
        messages.c.id.in_(select(alerts.c.message_id).where(alerts.c.state == BOUND)),
    )
    .values(due_at=bindparam("now"))
)
TROUBLED = (*OPEN, FAILED, EXPIRED, "undelivered", "canceled", GIVEN_UP)


def listed(db: Connection, states: Sequence[str], limit: int) -> list[Listed]:
    """The newest first."""
    return [Listed(*row) for row in db.execute(_LISTED, {"states": list(states), "at_most": limit})]


def counts(db: Connection) -> dict[str, int]:
    """How many there are in each state."""
    return {row[0]: int(row[1]) for row in db.execute(_COUNTS)}


def retry(db: Connection, now: float, until: float, ids: Sequence[int] = ()) -> int:
    """What was given up is told after all, until `until`; without `ids` all of it, and what waits after a fault is due
    now; how many."""
    if ids:
        return db.execute(_GIVEN_UP.where(alerts.c.id.in_(list(ids))), {"now": now, "until": until}).rowcount
    values = {"now": now, "until": until}
    return db.execute(_GIVEN_UP, values).rowcount + db.execute(_SOONER, {"now": now}).rowcount
