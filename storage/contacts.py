"""Contacts: the phones and e-mail addresses at which a portfolio's owner can be told something; ten at most."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, case, delete, select, update

from storage.portfolio_tables import codes, contacts
from storage.upserts import insert_once

LEVELS = ALL, TITLE, HINT = "all", "title", "hint"  # from the fullest


class Contact(NamedTuple):
    """`number` is 1 to 10, `kind` is `phone` or `email`; `sealed` opens with the portfolio's data key; `alerts`:
    changes are told there; `off`: for good, because it does not exist or asked to be left alone; `alive_at`: when its
    owner was last known to have it; `opens`: it may serve to get in, not only to be told. `level`: what an alert says
    (all, title, hint); `by_call`: a phone that is called; `weekly`: told once a week; `why`: it is off (dead, bounced,
    wrong), or its alerts are (unsubscribed); `told_at`: when an alert first went there; `delivered_at`: when the
    carrier last said that one arrived."""

    number: int
    kind: str
    address_key: bytes
    sealed: bytes
    alerts: bool
    off: bool
    verified_at: float | None
    created_at: float
    alive_at: float | None = None
    opens: bool = True
    level: str = TITLE
    by_call: bool = False
    weekly: bool = False
    why: str | None = None
    told_at: float | None = None
    delivered_at: float | None = None


_FLAGS = ("alerts", "off", "opens", "by_call", "weekly")
_COLUMNS = tuple(contacts.c[name] for name in Contact._fields)
_OWN = contacts.c.portfolio_key == bindparam("owner")
_ONE = _OWN & (contacts.c.number == bindparam("of_number"))
_ALL = select(*_COLUMNS).where(_OWN).order_by(contacts.c.number)
_ADD = insert_once(contacts)
_VERIFY = (
    update(contacts)
    .where(_ONE)
    .values(
        verified_at=bindparam("now"), alive_at=bindparam("now"), alerts=1, off=0, why=None, opens=bindparam("may_open")
    )
)
_TELL = (
    update(contacts)
    .where(_ONE, contacts.c.verified_at.is_not(None))
    # Why it is off is not told by whoever switches its alerts.
    .values(alerts=bindparam("new_alerts"), why=case((contacts.c.off == 0, bindparam("reason")), else_=contacts.c.why))
)
_REMOVE = delete(contacts).where(_ONE)
_END_CODES = (
    update(codes)
    .where(codes.c.portfolio_key == bindparam("owner"), codes.c.contact_number == bindparam("of_number"))
    .values(expires_at=codes.c.made_at)
)
_THERE = contacts.c.address_key == bindparam("address")
_STANDS = contacts.c.verified_at.is_not(None) & (contacts.c.off == 0)
_here = contacts.alias("here")
_BESIDE = (
    select(contacts.c.portfolio_key, *_COLUMNS)
    .join(_here, _here.c.portfolio_key == contacts.c.portfolio_key)
    .where(_here.c.address_key == bindparam("address"), _here.c.verified_at.is_not(None), _here.c.off == 0)
    .order_by(_here.c.created_at, contacts.c.portfolio_key, contacts.c.number)
)
_ALIVE = update(contacts).where(_OWN, _THERE, _STANDS).values(alive_at=bindparam("now"))
_SWITCH_OFF = (
    update(contacts)
    .where(_THERE, contacts.c.off == 0)
    .values(off=1, why=bindparam("reason"))
    .returning(contacts.c.portfolio_key, contacts.c.number, contacts.c.verified_at)
)
_CHANGE = (
    update(contacts)
    .where(_ONE)
    .values(level=bindparam("new_level"), by_call=bindparam("new_by_call"), weekly=bindparam("new_weekly"))
)
_PACE = update(contacts).where(_ONE).values(weekly=bindparam("new_weekly"))
_SAY_LESS = (
    update(contacts)
    .where(_ONE, contacts.c.level.in_(bindparam("louder", expanding=True)))
    .values(level=bindparam("new_level"))
)
_TOLD = update(contacts).where(_OWN, _THERE, contacts.c.told_at.is_(None)).values(told_at=bindparam("now"))
_DELIVERED = update(contacts).where(_OWN, _THERE).values(delivered_at=bindparam("now"))


def of(db: Connection, portfolio_key: bytes) -> list[Contact]:
    """All of them, by number."""
    return [_contact(row) for row in db.execute(_ALL, {"owner": portfolio_key})]


def add(db: Connection, portfolio_key: bytes, contact: Contact) -> bool:
    """False when the number or the address was taken meanwhile; then nothing was written.

    A number that is not 1 to 10 ends in Outrun, as does a portfolio that is gone.
    """
    flags = {name: int(getattr(contact, name)) for name in _FLAGS}
    return _ADD.run(db, {"portfolio_key": portfolio_key, **contact._asdict(), **flags}) == 1


def verify(db: Connection, portfolio_key: bytes, number: int, now: float, *, opens: bool = True) -> bool:
    """Somebody was there: its alerts are on. False: it is gone."""
    values = {"owner": portfolio_key, "of_number": number, "now": now, "may_open": int(opens)}
    return db.execute(_VERIFY, values).rowcount == 1


def alive(db: Connection, portfolio_key: bytes, address_key: bytes, now: float) -> None:
    """Its owner has it still, when it is a verified contact that is not switched off."""
    db.execute(_ALIVE, {"owner": portfolio_key, "address": address_key, "now": now})


def tell(db: Connection, portfolio_key: bytes, number: int, on: bool, why: str | None = None) -> bool:
    """`why`: unsubscribed, where somebody did it who was not signed in. False: it is gone, or not verified."""
    values = {"owner": portfolio_key, "of_number": number, "new_alerts": int(on), "reason": why}
    return db.execute(_TELL, values).rowcount == 1


def remove(db: Connection, portfolio_key: bytes, number: int) -> bool:
    """Ends the codes that were sent there as well: the next contact gets its number. False: it was not there."""
    values = {"owner": portfolio_key, "of_number": number}
    db.execute(_END_CODES, values)
    return db.execute(_REMOVE, values).rowcount == 1


def beside(db: Connection, address_key: bytes) -> dict[bytes, list[Contact]]:
    """The portfolios of which this is a verified contact that is not switched off, the oldest contact first, and all
    contacts of each, by number."""
    found: dict[bytes, list[Contact]] = {}
    for row in db.execute(_BESIDE, {"address": address_key}):
        found.setdefault(row[0], []).append(_contact(row[1:]))
    return found


def switch_off(db: Connection, address_key: bytes, why: str = "dead") -> list[tuple[bytes, int]]:
    """Nothing goes there any more, whatever portfolio it is in, until it is verified again. Where it was verified: the
    portfolio, and the number of the contact."""
    rows = db.execute(_SWITCH_OFF, {"address": address_key, "reason": why}).all()
    return [(row[0], row[1]) for row in rows if row[2] is not None]


def change(db: Connection, portfolio_key: bytes, number: int, *, level: str, by_call: bool, weekly: bool) -> bool:  # noqa: PLR0913
    """How alerts are told there. False: it is gone."""
    values = {"new_level": level, "new_by_call": int(by_call), "new_weekly": int(weekly)}
    return db.execute(_CHANGE, {"owner": portfolio_key, "of_number": number, **values}).rowcount == 1


def pace(db: Connection, portfolio_key: bytes, number: int, *, weekly: bool) -> None:
    """Once a week, or at once."""
    db.execute(_PACE, {"owner": portfolio_key, "of_number": number, "new_weekly": int(weekly)})


def say_less(db: Connection, portfolio_key: bytes, number: int, level: str) -> None:
    """What alerts say there, unless they say as little or less already: whatever is written at this moment, this never
    makes them say more."""
    louder = LEVELS[: LEVELS.index(level)]
    db.execute(_SAY_LESS, {"owner": portfolio_key, "of_number": number, "new_level": level, "louder": louder})


def told(db: Connection, portfolio_key: bytes, address_key: bytes, now: float) -> None:
    """An alert went there; the first one counts."""
    db.execute(_TOLD, {"owner": portfolio_key, "address": address_key, "now": now})


def delivered(db: Connection, portfolio_key: bytes, address_key: bytes, now: float) -> None:
    """An alert arrived there."""
    db.execute(_DELIVERED, {"owner": portfolio_key, "address": address_key, "now": now})


def _contact(row: Any) -> Contact:
    contact = Contact(*row)
    flags: dict[str, Any] = {name: bool(getattr(contact, name)) for name in _FLAGS}
    return contact._replace(**flags)
