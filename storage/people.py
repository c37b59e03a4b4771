"""People: a data key each, wrapped, and what is known of them, sealed under it."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, select, update

from storage.hot import Hot
from storage.portfolio_tables import links, sign_ins
from storage.tables import people
from storage.upserts import insert_once


class Person(NamedTuple):
    """`wrapped_key` is the data key sealed by the master, at `place("people.wrapped_key", key)`; `sealed` opens with
    the data key at `place("people.sealed", key)`; `version` counts the saves, from 1."""

    key: bytes
    wrapped_key: bytes
    sealed: bytes
    version: int
    created_at: float
    seen_at: float


COLUMNS = (
    people.c.key,
    people.c.wrapped_key,
    people.c.sealed,
    people.c.version,
    people.c.created_at,
    people.c.seen_at,
)

_LOAD = select(*COLUMNS).where(people.c.key == bindparam("person_key"))
_KEYS = select(people.c.key, people.c.wrapped_key).where(people.c.key.in_(bindparam("person_keys", expanding=True)))
_ADD = Hot(insert_once(people))
_SAVE = Hot(
    update(people)
    .where(
        people.c.key == bindparam("person_key"),
        people.c.version == bindparam("new_version") - 1,
        people.c.wrapped_key == bindparam("same_key"),  # forgotten and back meanwhile, with another key: somebody else
    )
    .values(sealed=bindparam("new_sealed"), seen_at=bindparam("now"), version=bindparam("new_version"))
)
_RENEW = (
    update(people)
    .where(
        people.c.key == bindparam("person_key"),
        people.c.version == bindparam("new_version") - 1,
        people.c.wrapped_key == bindparam("old_key"),
    )
    .values(wrapped_key=bindparam("new_key"), sealed=bindparam("new_sealed"), version=bindparam("new_version"))
)
_SEEN = (
    update(people)
    .where(people.c.key == bindparam("person_key"), people.c.seen_at < bindparam("now"))
    .values(seen_at=bindparam("now"))
)
_FORGET = delete(people).where(people.c.key == bindparam("person_key"))
_SIGN_OUT = delete(sign_ins).where(sign_ins.c.person_key == bindparam("person_key"))
_END_LINKS = delete(links).where(links.c.person_key == bindparam("person_key"))


def load(db: Connection, person_key: bytes) -> Person | None:
    row = db.execute(_LOAD, {"person_key": person_key}).first()
    return None if row is None else Person(*row)


def wrapped_keys(db: Connection, person_keys: Sequence[bytes]) -> dict[bytes, bytes]:
    """The wrapped data keys of several people, by person; who was forgotten is missing."""
    if not person_keys:
        return {}
    return {row[0]: row[1] for row in db.execute(_KEYS, {"person_keys": list(person_keys)})}


def save(db: Connection, person: Person) -> bool:
    """Version 1 is a new person, a later one follows the version before it; `seen_at` is now.

    False when the person was added, changed or forgotten meanwhile: roll back and read again.
    """
    if person.version == 1:
        return _ADD.count(db, person._asdict()) == 1
    values = {"person_key": person.key, "same_key": person.wrapped_key, "new_sealed": person.sealed}
    return _SAVE.count(db, {**values, "now": person.seen_at, "new_version": person.version}) == 1


def renew(db: Connection, person: Person, old_key: bytes) -> bool:
    """Another data key for a person, whose memory is sealed under it; the old one, wrapped as `old_key`, is gone, and
    nothing that is still sealed under it opens any more.

    False when the person was changed or forgotten meanwhile: roll back and read again.
    """
    values = {"person_key": person.key, "old_key": old_key, "new_key": person.wrapped_key}
    return db.execute(_RENEW, {**values, "new_sealed": person.sealed, "new_version": person.version}).rowcount == 1


def seen(db: Connection, person_key: bytes, now: float) -> None:
    """Notes that the person wrote or called; it keeps them from being purged."""
    db.execute(_SEEN, {"person_key": person_key, "now": now})


def forget(db: Connection, person_key: bytes) -> bool:
    """Throws the data key away, and with it every row of theirs; ends their sign-ins and links. False: nobody there.

    A STOP and the consents stay, and so does the note which portfolios were opened there: those are somebody's still.
    """
    db.execute(_SIGN_OUT, {"person_key": person_key})
    db.execute(_END_LINKS, {"person_key": person_key})
    return db.execute(_FORGET, {"person_key": person_key}).rowcount == 1
