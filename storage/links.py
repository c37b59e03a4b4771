"""One-time links: what each is good for, how often it was tried, and whether it was used. A token is kept nowhere: what
stands here is the keyed hash of it.
"""

from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select, update

from storage.portfolio_tables import links
from storage.upserts import insert_once


class Link(NamedTuple):
    """`key` is the blind index of the token; `person_key` the phone that it was made for, if any; `sealed` opens at
    `place("links.sealed", key)`, with the data key of the portfolio where there is one, else with the master's. Over at
    `expires_at`, or when it was used."""

    key: bytes
    purpose: str
    portfolio_key: bytes | None
    person_key: bytes | None
    sealed: bytes
    made_at: float
    expires_at: float
    tries: int = 0
    used_at: float | None = None


_ALL = select(*(links.c[name] for name in Link._fields))
_ONE = links.c.key == bindparam("link_key")
_OPEN = links.c.used_at.is_(None) & (links.c.expires_at > bindparam("now"))
_LOAD = _ALL.where(_ONE, links.c.purpose == bindparam("for_this"))
_OF = _ALL.where(links.c.portfolio_key == bindparam("owner"), _OPEN).order_by(links.c.made_at, links.c.key)
_ADD = insert_once(links)
_TRY = update(links).where(_ONE, _OPEN, links.c.tries < bindparam("most")).values(tries=links.c.tries + 1)
_USE = update(links).where(_ONE, _OPEN).values(used_at=bindparam("now"))
_FILL = _USE.values(sealed=bindparam("new_sealed"), expires_at=bindparam("until"))
_FREE = _ALL.where(
    links.c.person_key == bindparam("of_person"),
    links.c.purpose == bindparam("for_this"),
    links.c.portfolio_key.is_(None),
)
_ADOPT = update(links).where(_ONE).values(portfolio_key=bindparam("owner"), sealed=bindparam("new_sealed"))
_CLOSE = (
    update(links)
    .where(
        links.c.portfolio_key == bindparam("owner"), links.c.purpose == bindparam("for_this"), links.c.used_at.is_(None)
    )
    .values(used_at=bindparam("now"))
)


def add(db: Connection, link: Link) -> bool:
    """False when it is there already. Outrun when its portfolio is gone."""
    return _ADD.run(db, link._asdict()) == 1


def load(db: Connection, key: bytes, purpose: str) -> Link | None:
    """Over or not."""
    row = db.execute(_LOAD, {"link_key": key, "for_this": purpose}).first()
    return None if row is None else Link(*row)


def of(db: Connection, portfolio_key: bytes, now: float) -> list[Link]:
    """Those of a portfolio that are not over, the oldest first."""
    return [Link(*row) for row in db.execute(_OF, {"owner": portfolio_key, "now": now})]


def count_try(db: Connection, key: bytes, now: float, most: int) -> bool:
    """Counts a try, before it is judged: commit first. False: it is over, or was tried `most` times."""
    return db.execute(_TRY, {"link_key": key, "now": now, "most": most}).rowcount == 1


def use(db: Connection, key: bytes, now: float) -> bool:
    """Whether this is the one time that it may be used. False: it is over."""
    return db.execute(_USE, {"link_key": key, "now": now}).rowcount == 1


def fill(db: Connection, key: bytes, now: float, sealed: bytes, until: float) -> bool:
    """Uses it, and leaves there what came of that, to be fetched until then. False: it is over."""
    return db.execute(_FILL, {"link_key": key, "now": now, "new_sealed": sealed, "until": until}).rowcount == 1


def free(db: Connection, person_key: bytes, purpose: str) -> list[Link]:
    """Those that were made for this phone, over or not, and belong to no portfolio."""
    return [Link(*row) for row in db.execute(_FREE, {"of_person": person_key, "for_this": purpose})]


def adopt(db: Connection, link: Link) -> None:
    """Writes `portfolio_key` and `sealed`: it belongs to that portfolio from now on."""
    db.execute(_ADOPT, {"link_key": link.key, "owner": link.portfolio_key, "new_sealed": link.sealed})


def close(db: Connection, portfolio_key: bytes, purpose: str, now: float) -> int:
    """Those of a portfolio are over; how many were not."""
    return db.execute(_CLOSE, {"owner": portfolio_key, "for_this": purpose, "now": now}).rowcount
