"""Follows: phones without a portfolio that are told when a case changes."""

from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, select, update

from storage.alert_tables import follows
from storage.upserts import insert_once


class Follow(NamedTuple):
    """`sealed` opens with the person's data key at `place("follows.sealed", f"{person_key.hex()} {case_key.hex()}")`:
    receipt, address, language."""

    case_key: bytes
    sealed: bytes
    added_at: float


_OF = (
    select(follows.c.case_key, follows.c.sealed, follows.c.added_at)
    .where(follows.c.person_key == bindparam("of_person"))
    .order_by(follows.c.added_at, follows.c.case_key)
)
_ADD = insert_once(follows)
_ALL_OF_PERSON = delete(follows).where(follows.c.person_key == bindparam("of_person"))
_REMOVE = _ALL_OF_PERSON.where(follows.c.case_key == bindparam("of_case"))
_RESEAL = (
    update(follows)
    .where(follows.c.person_key == bindparam("of_person"), follows.c.case_key == bindparam("of_case"))
    .values(sealed=bindparam("new_sealed"))
)


def of(db: Connection, person_key: bytes) -> list[Follow]:
    """What a phone follows, the longest followed first."""
    return [Follow(*row) for row in db.execute(_OF, {"of_person": person_key})]


def add(db: Connection, person_key: bytes, follow: Follow) -> bool:
    """False: it is followed already. A person who is gone ends in Outrun."""
    return _ADD.run(db, {"person_key": person_key, **follow._asdict(), "adopted": 0}) == 1


def reseal(db: Connection, person_key: bytes, case_key: bytes, sealed: bytes) -> None:
    """The same under another data key of the person."""
    db.execute(_RESEAL, {"of_person": person_key, "of_case": case_key, "new_sealed": sealed})


def remove(db: Connection, person_key: bytes, case_key: bytes) -> bool:
    """False: it was not followed."""
    return db.execute(_REMOVE, {"of_person": person_key, "of_case": case_key}).rowcount == 1


def remove_all(db: Connection, person_key: bytes) -> int:
    """How many there were."""
    return db.execute(_ALL_OF_PERSON, {"of_person": person_key}).rowcount
