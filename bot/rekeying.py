"""Giving a phone another data key: what is remembered stays, and what was said opens no more, not even in a copy."""

from sqlalchemy import Connection

from bot.visitor import LOG, MEMORY, WRAPPED
from storage import conversations, follows, people
from storage.conversations import Talk
from storage.database import Outrun
from storage.sealing import DataKey, SealBroken, Sealer, place

FOLLOW = "follows.sealed"


def renew(db: Connection, sealer: Sealer, person_key: bytes, talk: bytes = b"") -> None:
    """Deletes what was said there, and seals the rest under a new key; `talk` is the one that goes on.

    A phone whose memory does not open is forgotten. Raises Outrun when it took a turn at this moment.
    """
    state = conversations.load(db, person_key, talk, b"")
    person, log = state.person, state.talk
    if person is None:
        return
    secret, where = sealer.new_data_key(), place(WRAPPED, person_key)
    new = DataKey(secret)
    try:
        old = sealer.unwrap(person.wrapped_key, where)
        memory = _moved(old, new, person.sealed, place(MEMORY, person_key))
        said = None if log is None else _moved(old, new, log.sealed, place(LOG, talk))
        followed = {
            each.case_key: _moved(old, new, each.sealed, place(FOLLOW, f"{person_key.hex()} {each.case_key.hex()}"))
            for each in follows.of(db, person_key)
        }
    except SealBroken:
        people.forget(db, person_key)
        return
    wrapped = sealer.wrap(secret, where)
    renewed = person._replace(wrapped_key=wrapped, sealed=memory, version=person.version + 1)
    if not people.renew(db, renewed, person.wrapped_key):
        raise Outrun
    for case_key, sealed in followed.items():
        follows.reseal(db, person_key, case_key, sealed)
    conversations.drop(db, person_key, but=talk)
    if log is not None and said is not None:
        again = Talk(log.turn, said, log.touched_at)
        if not conversations.reseal(db, talk, person_key, again):
            raise Outrun


def _moved(old: DataKey, new: DataKey, blob: bytes, where: str) -> bytes:
    return new.seal(old.open(blob, where), where)
