"""What is left of a phone that was forgotten: how much of today's allowance it has used, so that being forgotten is no
way around a limit. A number, by a keyed hash of the phone; it goes after a day."""

from sqlalchemy import Connection

from bot.limits import DAY, Asked
from bot.retention import GUESSES
from storage import guesses
from storage.database import Outrun
from storage.guesses import Guess
from storage.sealing import Sealer


def keep(db: Connection, sealer: Sealer, person_key: bytes, asked: Asked, now: float) -> None:
    """Raises Outrun when another text from there did the same at this moment."""
    left = asked.lately(now)
    ats = [*left.different.values(), *left.texts]
    if not ats:
        return
    key = _key(sealer, person_key)
    was = guesses.load(db, [key]).get(key)
    # As if it were so old that it is purged with the others a day from now.
    row = Guess(key, 0, len(left.different), max(ats), len(left.texts), 0.0, now + DAY - GUESSES)
    if not guesses.save(db, row, was):
        raise Outrun


def found(db: Connection, sealer: Sealer, person_key: bytes, now: float) -> Asked:
    """What a phone that nobody remembers has used, all of it as if when it last asked."""
    key = _key(sealer, person_key)
    row = guesses.load(db, [key]).get(key)
    if row is None:
        return Asked()
    used = {f"forgotten {number}": row.day_from for number in range(row.today)}
    return Asked(used, [], [row.day_from] * row.level).lately(now)


def _key(sealer: Sealer, person_key: bytes) -> bytes:
    return sealer.index("asked by", person_key.hex())
