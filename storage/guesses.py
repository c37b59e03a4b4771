"""Guesses: how often a PIN was guessed, for each user ID (whether anybody has it or not) and by each caller."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, select, update

from storage.portfolio_tables import guesses
from storage.upserts import insert_once


class Guess(NamedTuple):
    """`in_row` wrong ones since the last right one, `today` since `day_from`; locked until `locked_until`, for the
    `level`-th time; `counted` are wrong ones, too, whatever right ones came between."""

    key: bytes
    in_row: int
    today: int
    day_from: float
    level: int
    locked_until: float
    touched_at: float
    counted: int = 0


_COMPARED = ("in_row", "today", "level", "touched_at", "counted")
_LOAD = select(*(guesses.c[name] for name in Guess._fields)).where(
    guesses.c.key.in_(bindparam("guess_keys", expanding=True))
)
_ADD = insert_once(guesses)
_SAVE = (
    update(guesses)
    .where(
        guesses.c.key == bindparam("guess_key"), *(guesses.c[name] == bindparam(f"was_{name}") for name in _COMPARED)
    )
    .values({guesses.c[name]: bindparam(f"new_{name}") for name in Guess._fields[1:]})
)
_CLEAR = delete(guesses).where(guesses.c.key.in_(bindparam("guess_keys", expanding=True)))


def load(db: Connection, keys: Sequence[bytes]) -> dict[bytes, Guess]:
    """Those that are known, by key."""
    return {row[0]: Guess(*row) for row in db.execute(_LOAD, {"guess_keys": list(keys)})} if keys else {}


def save(db: Connection, guess: Guess, was: Guess | None) -> bool:
    """Replaces what was read, or adds what was not there. False when somebody else counted meanwhile: roll back."""
    if was is None:
        return _ADD.run(db, guess._asdict()) == 1
    values = {f"new_{name}": value for name, value in guess._asdict().items() if name != "key"}
    compared = {f"was_{name}": getattr(was, name) for name in _COMPARED}
    return db.execute(_SAVE, {"guess_key": guess.key, **values, **compared}).rowcount == 1


def clear(db: Connection, keys: Sequence[bytes]) -> None:
    if keys:
        db.execute(_CLEAR, {"guess_keys": list(keys)})
