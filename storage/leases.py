"""Leases: who of several may do a thing now. Three schedulers at once, and one of them leads."""

from sqlalchemy import Connection, bindparam, delete, or_

from storage.tables import leases
from storage.upserts import upsert

_TAKE = upsert(
    leases,
    lambda new: {"holder": new["holder"], "until": new["until"]},
    only_if=lambda new: or_(leases.c.until <= bindparam("now"), leases.c.holder == new["holder"]),
)
_GIVE = delete(leases).where(leases.c.name == bindparam("lease"), leases.c.holder == bindparam("who"))


def take(db: Connection, name: str, holder: str, now: float, until: float) -> bool:
    """Takes the lease until `until`, or keeps it when `holder` has it. False while somebody else has it."""
    return _TAKE.run(db, {"name": name, "holder": holder, "now": now, "until": until}) == 1


def give(db: Connection, name: str, holder: str) -> bool:
    """Gives the lease back early. False when `holder` no longer had it."""
    return db.execute(_GIVE, {"lease": name, "who": holder}).rowcount == 1
