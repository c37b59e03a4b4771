"""Conversations: the state a turn starts from, in one read, and its outcome, saved by compare-and-set."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, literal, select, update

from storage.consents import Stop
from storage.hot import Hot
from storage.people import COLUMNS, Person
from storage.portfolio_tables import sign_ins
from storage.tables import answers, conversations, messages, people, promises, stops
from storage.upserts import insert_once


class Talk(NamedTuple):
    """`turn` counts the turns taken, from 1; `sealed` is the log, under the data key at
    `place("conversations.sealed", key)`."""

    turn: int
    sealed: bytes
    touched_at: float


class State(NamedTuple):
    """What is remembered when a turn comes in.

    `person` is None for somebody new (or forgotten), `stop` is set even then; `answer` is what was said to this very
    turn when it has been taken before, under the data key at `place("answers.sealed", answer_key)`.
    """

    person: Person | None
    stop: Stop | None
    talk: Talk | None
    answer: bytes | None


# An empty row on the left, so that a STOP is found where there is no person.
_ASKED = select(literal(1).label("one")).subquery("asked")
_LOAD = Hot(
    select(
        *COLUMNS,
        stops.c.at,
        stops.c.kind,
        conversations.c.turn,
        conversations.c.sealed,
        conversations.c.touched_at,
        answers.c.sealed,
    ).select_from(
        _ASKED.outerjoin(people, people.c.key == bindparam("person_key"))
        .outerjoin(stops, stops.c.phone_key == bindparam("person_key"))
        .outerjoin(
            conversations,
            (conversations.c.key == bindparam("conversation_key"))
            & (conversations.c.person_key == bindparam("person_key")),
        )
        .outerjoin(
            answers, (answers.c.key == bindparam("answer_key")) & (answers.c.person_key == bindparam("person_key"))
        )
    )
)
_BEGIN = Hot(insert_once(conversations))
_SAVE = Hot(
    update(conversations)
    .where(
        conversations.c.key == bindparam("conversation_key"),
        conversations.c.person_key == bindparam("owner"),
        conversations.c.turn == bindparam("new_turn") - 1,
    )
    .values(turn=bindparam("new_turn"), sealed=bindparam("new_sealed"), touched_at=bindparam("now"))
)
_ANSWER = Hot(insert_once(answers))
_DROP_OTHERS = delete(conversations).where(
    conversations.c.person_key == bindparam("owner"), conversations.c.key != bindparam("kept")
)
_DROP = [delete(table).where(table.c.person_key == bindparam("owner")) for table in (answers, promises, messages)]
_RESEAL = (
    update(conversations)
    .where(
        conversations.c.key == bindparam("conversation_key"),
        conversations.c.person_key == bindparam("owner"),
        conversations.c.turn == bindparam("same_turn"),
    )
    .values(sealed=bindparam("new_sealed"))
)


def load(db: Connection, person_key: bytes, conversation_key: bytes, answer_key: bytes) -> State:
    """One read. The STOP is looked up under `person_key`; a conversation of somebody else's is not found."""
    keys = {"person_key": person_key, "conversation_key": conversation_key, "answer_key": answer_key}
    row = _LOAD.first(db, keys)
    return State(
        person=None if row[0] is None else Person(*row[0:6]),
        stop=None if row[6] is None else Stop(row[6], row[7]),
        talk=None if row[8] is None else Talk(*row[8:11]),
        answer=row[11],
    )


def save(db: Connection, key: bytes, person_key: bytes, talk: Talk) -> bool:
    """Takes the turn `talk.turn`, which follows the one before it. False when somebody else took it: roll back."""
    if talk.turn == 1:
        return _BEGIN.count(db, {"key": key, "person_key": person_key, **talk._asdict()}) == 1
    values = {"new_turn": talk.turn, "new_sealed": talk.sealed, "now": talk.touched_at}
    return _SAVE.count(db, {"conversation_key": key, "owner": person_key, **values}) == 1


def answer(db: Connection, key: bytes, person_key: bytes, sealed: bytes, now: float) -> bool:
    """Remembers what was said to a turn. False when that turn was answered already: roll back."""
    return _ANSWER.count(db, {"key": key, "person_key": person_key, "sealed": sealed, "at": now}) == 1


def drop(db: Connection, person_key: bytes, but: bytes = b"") -> None:
    """Deletes all talks of a person but one, what was said to them, was promised, and waits to be sent."""
    db.execute(_DROP_OTHERS, {"owner": person_key, "kept": but})
    for statement in _DROP:
        db.execute(statement, {"owner": person_key})


def reseal(db: Connection, key: bytes, person_key: bytes, talk: Talk) -> bool:
    """The same turn, sealed under another key. False when another turn was taken meanwhile: roll back."""
    values = {"conversation_key": key, "owner": person_key, "same_turn": talk.turn, "new_sealed": talk.sealed}
    return db.execute(_RESEAL, values).rowcount == 1


def end(db: Connection, key: bytes, answer_keys: Sequence[bytes]) -> None:
    """Deletes a conversation, the sign-in in it, and what was said to these of its turns."""
    db.execute(delete(sign_ins).where(sign_ins.c.conversation_key == key))
    db.execute(delete(conversations).where(conversations.c.key == key))
    db.execute(delete(answers).where(answers.c.key.in_(answer_keys)))
