"""Retention: what is older than it may get is deleted, in batches, so that nobody waits behind it."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Delete,
    Double,
    Integer,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    tuple_,
)

from storage.alert_tables import alerts, changes, follows
from storage.messages import WAITING
from storage.portfolio_tables import (
    audits,
    codes,
    contacts,
    erasures,
    guesses,
    links,
    portfolios,
    sign_ins,
    visits,
    watches,
)
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

    people: last heard of, unless they follow a case; what belongs to them goes with them. changes: with the alerts of
    them, unless one still waits; changes_unwatched: of cases that nobody watches any more. messages: sent, failed or
    expired ones, by their last change. promises: kept or expired ones. cases: those that nobody watches, by when they
    were last asked for at the agency. codes, links, sign_ins, erasures: by when they were over. guesses: by the last;
    guesses_in_row: of those that were wrong so often that only waiting must not undo it. portfolios: those without a
    case and without a verified contact, by when somebody was last signed in.
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
    audits: float
    codes: float
    links: float
    sign_ins: float
    visits: float
    guesses: float
    guesses_in_row: float
    erasures: float
    portfolios: float
    changes: float
    changes_unwatched: float


_BEFORE = bindparam("before", type_=Double)
_AT_MOST = bindparam("at_most", type_=Integer)
_MANY_IN_ROW = 5  # wrong PINs; as many as begin a lock-out


def _batch(key: Column[Any], *old: ColumnElement[bool]) -> Delete:
    chosen = select(key).where(*old).limit(_AT_MOST)
    return delete(key.table).where(key.in_(chosen))


_DELETE = {
    "people": _batch(people.c.key, people.c.seen_at < _BEFORE, ~exists().where(follows.c.person_key == people.c.key)),
    "conversations": _batch(conversations.c.key, conversations.c.touched_at < _BEFORE),
    "answers": _batch(answers.c.key, answers.c.at < _BEFORE),
    "cases": _batch(
        cases.c.key,
        func.coalesce(cases.c.checked_at, cases.c.asking_until) < _BEFORE,
        cases.c.asking_until < _BEFORE,
        ~exists().where(watches.c.case_key == cases.c.key),
        ~exists().where(follows.c.case_key == cases.c.key),
    ),
    "changes": _batch(
        changes.c.id,
        changes.c.at < _BEFORE,
        ~exists().where(alerts.c.change_id == changes.c.id, alerts.c.state == WAITING),
    ),
    "changes_unwatched": _batch(
        changes.c.id,
        changes.c.at < _BEFORE,
        ~exists().where(watches.c.case_key == changes.c.case_key),
        ~exists().where(follows.c.case_key == changes.c.case_key),
    ),
    "consents": _batch(consents.c.id, consents.c.at < _BEFORE),
    "promises": _batch(promises.c.id, or_(promises.c.done_at < _BEFORE, promises.c.expires_at < _BEFORE)),
    "messages": _batch(messages.c.id, messages.c.updated_at < _BEFORE, messages.c.state != WAITING),
    "deliveries": _batch(deliveries.c.provider_sid, deliveries.c.at < _BEFORE),
    "updates_applied": _batch(updates_applied.c.key, updates_applied.c.at < _BEFORE),
    "tallies": delete(tallies).where(tallies.c.window_start < _BEFORE),
    "audits": _batch(audits.c.id, audits.c.at < _BEFORE),
    "codes": _batch(codes.c.key, codes.c.expires_at < _BEFORE),
    "links": _batch(links.c.key, links.c.expires_at < _BEFORE),
    "sign_ins": _batch(sign_ins.c.conversation_key, sign_ins.c.until < _BEFORE),
    "visits": delete(visits).where(
        tuple_(*visits.primary_key).in_(select(*visits.primary_key).where(visits.c.at < _BEFORE).limit(_AT_MOST))
    ),
    "guesses": _batch(guesses.c.key, guesses.c.touched_at < _BEFORE, guesses.c.in_row < _MANY_IN_ROW),
    "guesses_in_row": _batch(guesses.c.key, guesses.c.touched_at < _BEFORE),
    "erasures": _batch(erasures.c.provider_sid, erasures.c.expires_at < _BEFORE),
    # The time is looked at again as it is deleted: somebody who signs in at this moment keeps it.
    "portfolios": _batch(
        portfolios.c.key,
        portfolios.c.seen_at < _BEFORE,
        ~exists().where(watches.c.portfolio_key == portfolios.c.key),
        ~exists().where(contacts.c.portfolio_key == portfolios.c.key, contacts.c.verified_at.is_not(None)),
    ).where(portfolios.c.seen_at < _BEFORE),
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
