"""Portfolios: found by the keys of their user ID, each with a data key of its own, wrapped, in a table of its own.

PostgreSQL keeps what was deleted in its files until a vacuum, and backups keep it as long as they are kept: what makes
a deleted portfolio unreadable is that its data key is gone. See `storage.portfolio_tables`.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy
from sqlalchemy import Connection, bindparam, case, insert, select, update

from storage.portfolio_tables import portfolio_keys, portfolios
from storage.upserts import insert_once


class Portfolio(NamedTuple):
    """`wrapped_key` is the data key sealed by the master, at `place("portfolio_keys.wrapped_key", key)`; under the data
    key stand `sealed`, at `place("portfolios.sealed", key)`, and `pin`, at `place("portfolios.pin", key)`; `version`
    counts the saves, from 1."""

    key: bytes
    wrapped_key: bytes
    sealed: bytes
    pin: bytes
    version: int
    paused: bool
    created_at: float
    seen_at: float


_ALL = select(
    portfolios.c.key,
    portfolio_keys.c.wrapped_key,
    portfolios.c.sealed,
    portfolios.c.pin,
    portfolios.c.version,
    portfolios.c.paused,
    portfolios.c.created_at,
    portfolios.c.seen_at,
).join_from(portfolios, portfolio_keys)
_THIS = portfolios.c.key == bindparam("portfolio_key")
_LOAD = _ALL.where(_THIS)
_FIND = _ALL.where(portfolios.c.keypad_key == bindparam("keypad_key"))
_SEVERAL = _ALL.where(portfolios.c.key.in_(bindparam("portfolio_keys", expanding=True)))
_TAKEN = select(portfolios.c.keypad_key).where(portfolios.c.keypad_key.in_(bindparam("keypad_keys", expanding=True)))
_KEYPADS = select(portfolios.c.key, portfolios.c.keypad_key).where(
    portfolios.c.key.in_(bindparam("portfolio_keys", expanding=True))
)
_ADD = insert_once(portfolios)
_ADD_KEY = insert(portfolio_keys)
_SAVE = (
    update(portfolios)
    .where(_THIS, portfolios.c.version == bindparam("new_version") - 1)
    .values(
        sealed=bindparam("new_sealed"),
        pin=bindparam("new_pin"),
        paused=bindparam("now_paused"),
        seen_at=bindparam("now"),
        version=bindparam("new_version"),
    )
)
_PROVE = (
    update(portfolios)
    .where(_THIS, portfolios.c.version == bindparam("judged"))
    .values(seen_at=case((portfolios.c.seen_at < bindparam("now"), bindparam("now")), else_=portfolios.c.seen_at))
)
_SEEN = update(portfolios).where(_THIS, portfolios.c.seen_at < bindparam("now")).values(seen_at=bindparam("now"))
_DELETE = sqlalchemy.delete(portfolios).where(_THIS)


def load(db: Connection, key: bytes) -> Portfolio | None:
    row = db.execute(_LOAD, {"portfolio_key": key}).first()
    return None if row is None else _portfolio(row)


def find(db: Connection, keypad_key: bytes) -> Portfolio | None:
    """The portfolio whose user ID is typed with these keys."""
    row = db.execute(_FIND, {"keypad_key": keypad_key}).first()
    return None if row is None else _portfolio(row)


def several(db: Connection, keys: Sequence[bytes]) -> dict[bytes, Portfolio]:
    """Those that are there, by key."""
    if not keys:
        return {}
    return {row[0]: _portfolio(row) for row in db.execute(_SEVERAL, {"portfolio_keys": list(keys)})}


def taken(db: Connection, keypad_keys: Sequence[bytes]) -> set[bytes]:
    """Which of these belong to a portfolio."""
    return set(db.execute(_TAKEN, {"keypad_keys": list(keypad_keys)}).scalars()) if keypad_keys else set()


def keypads(db: Connection, keys: Sequence[bytes]) -> dict[bytes, bytes]:
    """By which keypad key each of these portfolios is found."""
    if not keys:
        return {}
    return {row[0]: row[1] for row in db.execute(_KEYPADS, {"portfolio_keys": list(keys)})}


def add(db: Connection, portfolio: Portfolio, keypad_key: bytes) -> bool:
    """False when somebody else has a user ID with the same keys; then nothing was written."""
    row = {**portfolio._asdict(), "keypad_key": keypad_key, "paused": int(portfolio.paused)}
    wrapped_key = row.pop("wrapped_key")
    if _ADD.run(db, row) == 0:
        return False
    db.execute(_ADD_KEY, {"portfolio_key": portfolio.key, "wrapped_key": wrapped_key})
    return True


def save(db: Connection, portfolio: Portfolio) -> bool:
    """Writes `sealed`, `pin`, `paused` and `seen_at`; `version` is one more than the one that was read.

    False when it was changed or deleted meanwhile: roll back and read again.
    """
    values = {
        "portfolio_key": portfolio.key,
        "new_version": portfolio.version,
        "new_sealed": portfolio.sealed,
        "new_pin": portfolio.pin,
        "now_paused": int(portfolio.paused),
        "now": portfolio.seen_at,
    }
    return db.execute(_SAVE, values).rowcount == 1


def prove(db: Connection, key: bytes, version: int, now: float) -> bool:
    """Whether it is still as it was read, and stays so until the end of this transaction: whoever changes it, and ends
    what stood on what it was, comes before or after. Somebody was there, as `seen`. False: roll back and read again."""
    return db.execute(_PROVE, {"portfolio_key": key, "judged": version, "now": now}).rowcount == 1


def seen(db: Connection, key: bytes, now: float) -> None:
    """Notes that somebody was signed in; it keeps an empty portfolio from being purged."""
    db.execute(_SEEN, {"portfolio_key": key, "now": now})


def delete(db: Connection, key: bytes) -> bool:
    """Throws the data key away, and with it every row of the portfolio's. Audits stay. False: it is not there."""
    return db.execute(_DELETE, {"portfolio_key": key}).rowcount == 1


def _portfolio(row: Any) -> Portfolio:
    return Portfolio(*row)._replace(paused=bool(row.paused))
