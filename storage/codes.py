"""One-time codes: which are live, how often each was tried, and whether it was used. Their digits are kept nowhere.

A code that was ended stays until it is purged: it is still counted among those that were made.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update

from storage.portfolio_tables import codes


class Code(NamedTuple):
    """`contact_number` is the contact it was sent to, `person_key` the phone it is for, if any; `hash` is the blind
    index of its digits; over at `expires_at`, or when it was used."""

    key: bytes
    portfolio_key: bytes
    contact_number: int | None
    person_key: bytes | None
    purpose: str
    hash: bytes
    made_at: float
    expires_at: float
    tries: int = 0
    used_at: float | None = None


_ALL = select(*(codes.c[name] for name in Code._fields))
_ONE = codes.c.key == bindparam("code_key")
_OPEN = codes.c.used_at.is_(None) & (codes.c.expires_at > bindparam("now"))
_OWN = (
    (codes.c.portfolio_key == bindparam("owner"))
    & codes.c.purpose.in_(bindparam("purposes", expanding=True))
    & or_(
        bindparam("of_contact", type_=codes.c.contact_number.type).is_(None),
        codes.c.contact_number == bindparam("of_contact"),
    )
)
_ADD = insert(codes)
_LOAD = _ALL.where(_ONE)
_LIVE = _ALL.where(
    codes.c.hash == bindparam("of_digits"), codes.c.purpose.in_(bindparam("purposes", expanding=True)), _OPEN
).limit(2)
_OF = _ALL.where(_OWN, _OPEN).order_by(codes.c.made_at, codes.c.key)
_TRY = update(codes).where(_ONE, _OPEN, codes.c.tries < bindparam("most")).values(tries=codes.c.tries + 1)
_USE = update(codes).where(_ONE, _OPEN).values(used_at=bindparam("now"))
_END = (
    update(codes)
    .where(_OWN, codes.c.used_at.is_(None), codes.c.expires_at > codes.c.made_at)
    .values(expires_at=codes.c.made_at)
)
_MADE = select(func.count()).select_from(codes).where(_OWN, codes.c.made_at >= bindparam("since"))


def add(db: Connection, code: Code) -> None:
    db.execute(_ADD, code._asdict())


def load(db: Connection, key: bytes) -> Code | None:
    """Over or not."""
    row = db.execute(_LOAD, {"code_key": key}).first()
    return None if row is None else Code(*row)


def live(db: Connection, hash: bytes, purposes: Sequence[str], now: float) -> Code | None:  # noqa: A002
    """The code with these digits that is not over. None as well when two have them: nobody gets into another's."""
    rows = db.execute(_LIVE, {"of_digits": hash, "purposes": list(purposes), "now": now}).all()
    return Code(*rows[0]) if len(rows) == 1 else None


def of(db: Connection, portfolio_key: bytes, purposes: Sequence[str], now: float) -> list[Code]:
    """Those of a portfolio that are not over, the oldest first."""
    values = {"owner": portfolio_key, "purposes": list(purposes), "of_contact": None, "now": now}
    return [Code(*row) for row in db.execute(_OF, values)]


def count_try(db: Connection, key: bytes, now: float, most: int) -> bool:
    """Counts a try, before it is judged: commit first. False: it is over, or was tried `most` times."""
    return db.execute(_TRY, {"code_key": key, "now": now, "most": most}).rowcount == 1


def use(db: Connection, key: bytes, now: float) -> bool:
    """Whether this is the one time that it may be used. False: it is over."""
    return db.execute(_USE, {"code_key": key, "now": now}).rowcount == 1


def end(db: Connection, portfolio_key: bytes, purposes: Sequence[str], contact_number: int | None = None) -> int:
    """They are over now, those of one contact or all; how many. Sign-ins that stand on them end as well."""
    values = {"owner": portfolio_key, "purposes": list(purposes), "of_contact": contact_number}
    return db.execute(_END, values).rowcount


def made_since(
    db: Connection, portfolio_key: bytes, purposes: Sequence[str], since: float, contact_number: int | None = None
) -> int:
    """How many were made, for one contact or all, those that are over included. They are kept for a day."""
    values = {"owner": portfolio_key, "purposes": list(purposes), "of_contact": contact_number, "since": since}
    return int(db.execute(_MADE, values).scalar_one())
