"""Retention: what is older than it may get is deleted, in batches, so that nobody waits behind it."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Delete, Double, bindparam, delete, func, or_, select

from storage.messages import WAITING
from storage.tables import (
    answers,
    cases,
    consents,
    conversations,
    deliveries,
    messages,
    people,
    promises,
    tallies,
    updates_applied,
)


@dataclass(frozen=True, slots=True)
class Before:
    """The moment before which rows go, table by table; how long anything is kept is decided elsewhere.

    people: last heard of; what belongs to them goes with them. messages: sent, failed or expired ones, by their last
    change. promises: kept or expired ones. cases: by when they were last asked for at the agency.
    """

    people: float
    conversations: float
    answers: float
    cases: float
    consents: float
    promises: float
    messages: float
    deliveries: float
    updates_applied: float
    tallies: float


def _batch(key: Column[Any], *old: ColumnElement[bool]) -> Delete:
    chosen = select(key).where(*old).limit(bindparam("at_most"))
    return delete(key.table).where(key.in_(chosen))


_BEFORE = bindparam("before", type_=Double)
_DELETE = {
    "people": _batch(people.c.key, people.c.seen_at < _BEFORE),
    "conversations": _batch(conversations.c.key, conversations.c.touched_at < _BEFORE),
    "answers": _batch(answers.c.key, answers.c.at < _BEFORE),
    "cases": _batch(
        cases.c.key, func.coalesce(cases.c.checked_at, cases.c.asking_until) < _BEFORE, cases.c.asking_until < _BEFORE
    ),
    "consents": _batch(consents.c.id, consents.c.at < _BEFORE),
    "promises": _batch(promises.c.id, or_(promises.c.done_at < _BEFORE, promises.c.expires_at < _BEFORE)),
    "messages": _batch(messages.c.id, messages.c.updated_at < _BEFORE, messages.c.state != WAITING),
    "deliveries": _batch(deliveries.c.provider_sid, deliveries.c.at < _BEFORE),
    "updates_applied": _batch(updates_applied.c.key, updates_applied.c.at < _BEFORE),
    "tallies": delete(tallies).where(tallies.c.window_start < _BEFORE),
}


def purge(db: Connection, before: Before, limit: int) -> dict[str, int]:
    """Deletes up to `limit` rows of each table; how many went, by table. Call it again until nothing goes.

    A transaction a batch: a text that comes in meanwhile waits for one batch at most.
    """
    moments = asdict(before)
    return {
        name: db.execute(statement, {"before": moments[name], "at_most": limit}).rowcount
        for name, statement in _DELETE.items()
    }
