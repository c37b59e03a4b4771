"""Consents: STOP and START as they stand, and the record of how they came about. Both outlive the person's data."""

from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select

from storage.tables import consents, stops
from storage.upserts import upsert


class Stop(NamedTuple):
    """Since when a number wants no messages, and the word that said so."""

    at: float
    kind: str


class Consent(NamedTuple):
    """`sealed` opens with the master keys at `place("consents.sealed", person_key)`: the words that were written."""

    at: float
    kind: str
    channel: str
    sealed: bytes | None = None


_ADD = insert(consents)
_ALL = (
    select(consents.c.at, consents.c.kind, consents.c.channel, consents.c.sealed)
    .where(consents.c.person_key == bindparam("person_key"))
    .order_by(consents.c.id)
)
_STOP = upsert(stops, lambda new: {"at": new["at"], "kind": new["kind"]})
_STOPPED = select(stops.c.at, stops.c.kind).where(stops.c.phone_key == bindparam("phone_key"))
_START = delete(stops).where(stops.c.phone_key == bindparam("phone_key"))


def add(db: Connection, person_key: bytes, consent: Consent) -> None:
    """Records one word of consent or refusal (`kind`: stop, start, …) and where it was said."""
    db.execute(_ADD, {"person_key": person_key, **consent._asdict()})


def history(db: Connection, person_key: bytes) -> list[Consent]:
    """Oldest first."""
    return [Consent(*row) for row in db.execute(_ALL, {"person_key": person_key})]


def stop(db: Connection, phone_key: bytes, kind: str, now: float) -> None:
    """From now on nothing is sent to this number."""
    _STOP.run(db, {"phone_key": phone_key, "kind": kind, "at": now})


def start(db: Connection, phone_key: bytes) -> bool:
    """Lifts a STOP. False when there was none."""
    return db.execute(_START, {"phone_key": phone_key}).rowcount == 1


def stopped(db: Connection, phone_key: bytes) -> Stop | None:
    row = db.execute(_STOPPED, {"phone_key": phone_key}).first()
    return None if row is None else Stop(*row)
