"""Audits: who did what to a portfolio, and when. They outlive it and hold nothing personal in clear."""

from typing import NamedTuple

from sqlalchemy import Connection, bindparam, insert, select

from storage.portfolio_tables import audits


class Audit(NamedTuple):
    """`actor` is who did it, of the service (up to 64 signs); `action` is a word or two (up to 32); `subject` is the
    blind index of what it was done to."""

    at: float
    actor: str
    action: str
    subject: bytes


_ADD = insert(audits)
_OF = (
    select(audits.c.at, audits.c.actor, audits.c.action, audits.c.subject)
    .where(audits.c.subject == bindparam("about"))
    .order_by(audits.c.id.desc())
    .limit(bindparam("at_most"))
)


def add(db: Connection, audit: Audit) -> None:
    db.execute(_ADD, audit._asdict())


def of(db: Connection, subject: bytes, at_most: int) -> list[Audit]:
    """The newest first."""
    return [Audit(*row) for row in db.execute(_OF, {"about": subject, "at_most": at_most})]
