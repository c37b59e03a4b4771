"""Sign-ins: who is signed in to which portfolio in a conversation, and which phones were lately."""

from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, exists, or_, select, update

from storage.portfolio_tables import codes, sign_ins, visits
from storage.upserts import upsert


class SignIn(NamedTuple):
    """Over at `until`; each sign of life puts that off by `lasts` seconds, up to `ends_at`. `code_key` is the share
    code that it stands on: it is over when that is."""

    conversation_key: bytes
    portfolio_key: bytes
    person_key: bytes
    code_key: bytes | None
    scope: str
    until: float
    lasts: float
    ends_at: float


_OWN = sign_ins.c.portfolio_key == bindparam("owner")
_HERE = sign_ins.c.conversation_key == bindparam("here")
_STANDS = or_(
    sign_ins.c.code_key.is_(None),
    exists().where(codes.c.key == sign_ins.c.code_key, codes.c.expires_at > bindparam("now")),
)
_CURRENT = select(*(sign_ins.c[name] for name in SignIn._fields)).where(
    _HERE, sign_ins.c.until > bindparam("now"), _STANDS
)
_BEGIN = upsert(sign_ins, lambda new: {name: new[name] for name in SignIn._fields[1:]})
_TOUCH = update(sign_ins).where(_HERE, sign_ins.c.until < bindparam("later")).values(until=bindparam("later"))
_END = delete(sign_ins).where(_HERE)
_END_OTHERS = delete(sign_ins).where(_OWN, ~_HERE)
_END_OF_CONTACT = delete(sign_ins).where(
    _OWN, ~_HERE, or_(sign_ins.c.person_key == bindparam("person"), sign_ins.c.scope == bindparam("by_code"))
)
_END_OF_CODE = delete(sign_ins).where(sign_ins.c.code_key == bindparam("of_code"))
_FORGET = delete(sign_ins).where(sign_ins.c.person_key == bindparam("person"))
_VISITED = upsert(visits, lambda new: {"at": new["at"]}, only_if=lambda new: visits.c.at < new["at"])
_VISITORS = select(visits.c.person_key).where(visits.c.portfolio_key == bindparam("owner")).order_by(visits.c.at)


def current(db: Connection, conversation_key: bytes, now: float) -> SignIn | None:
    row = db.execute(_CURRENT, {"here": conversation_key, "now": now}).first()
    return None if row is None else SignIn(*row)


def begin(db: Connection, sign_in: SignIn) -> None:
    """Ends the one that was in this conversation. Outrun when the portfolio is gone."""
    _BEGIN.run(db, sign_in._asdict())


def touch(db: Connection, conversation_key: bytes, until: float) -> None:
    """A sign of life; one that comes late shortens nothing."""
    db.execute(_TOUCH, {"here": conversation_key, "later": until})


def end(db: Connection, conversation_key: bytes) -> None:
    db.execute(_END, {"here": conversation_key})


def end_others(db: Connection, portfolio_key: bytes, conversation_key: bytes) -> None:
    """All but the one in this conversation."""
    db.execute(_END_OTHERS, {"owner": portfolio_key, "here": conversation_key})


def end_of_contact(
    db: Connection, portfolio_key: bytes, person_key: bytes, scope: str, conversation_key: bytes
) -> None:
    """Those of a phone, and all of one scope, but for the one in this conversation."""
    values = {"owner": portfolio_key, "person": person_key, "by_code": scope, "here": conversation_key}
    db.execute(_END_OF_CONTACT, values)


def end_of_code(db: Connection, code_key: bytes) -> None:
    """All that a share code opened."""
    db.execute(_END_OF_CODE, {"of_code": code_key})


def forget(db: Connection, person_key: bytes) -> None:
    """All of a phone."""
    db.execute(_FORGET, {"person": person_key})


def visited(db: Connection, portfolio_key: bytes, person_key: bytes, now: float) -> None:
    """Notes that this phone was signed in to the portfolio."""
    _VISITED.run(db, {"portfolio_key": portfolio_key, "person_key": person_key, "at": now})


def visitors(db: Connection, portfolio_key: bytes) -> list[bytes]:
    """The phones that were signed in lately, the one that was longest ago first."""
    return list(db.execute(_VISITORS, {"owner": portfolio_key}).scalars())
