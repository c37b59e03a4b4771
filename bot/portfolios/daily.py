"""What may be asked for only so often a day: counted and committed before it is done, in rows of `guesses`.

The rows are named by a keyed hash of what is counted and for whom, whether or not there is such a person.
"""

from collections.abc import Callable, Sequence

from storage import guesses
from storage.database import Database, Outrun
from storage.guesses import Guess
from storage.sealing import Sealer

DAY = 86_400.0
TRIES = 24


class Daily:
    def __init__(self, database: Database, sealer: Sealer, clock: Callable[[], float]) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock

    def take(self, what: str, who: str, most: int, ever: int = 0) -> bool:
        """Whether it may be done once more within a day; then it is counted. `ever`: so often without `give_back`, at
        most, however long it takes (0: no matter)."""
        return self._changed(what, who, lambda now, was: _counted(now, was, most, ever))

    def give_back(self, what: str, who: str) -> None:
        """It came out right: it does not count."""
        self._changed(what, who, _returned)

    def forgive(self, what: str, whos: Sequence[str]) -> None:
        """Whoever was meant is here: nothing of it counts any more towards `ever`. What was taken today stays taken, so
        that nobody learns of it from what is left."""
        keys = [self._key(what, who) for who in whos]
        with self._database.reading() as db:
            taken = [row for row in guesses.load(db, keys).values() if row.in_row]
        for was in taken:
            with self._database.writing() as db:
                guesses.save(db, was._replace(in_row=0), was)  # taken once more meanwhile: the next time does it

    def clear(self, what: str, whos: Sequence[str]) -> None:
        """Forgets what was taken."""
        with self._database.writing() as db:
            guesses.clear(db, [self._key(what, who) for who in whos])

    def _key(self, what: str, who: str) -> bytes:
        return self._sealer.index(f"daily {what}", who)

    def _changed(self, what: str, who: str, change: Callable[[float, Guess], Guess | None]) -> bool:
        key = self._key(what, who)
        for _try in range(TRIES):
            with self._database.writing() as db:
                now, was = self._clock(), guesses.load(db, [key]).get(key)
                new = change(now, was or Guess(key, 0, 0, now, 0, 0.0, now))
                if new is None:
                    return False
                if guesses.save(db, new, was):
                    return True
        raise Outrun


def _counted(now: float, was: Guess, most: int, ever: int) -> Guess | None:
    today, since = (was.today, was.day_from) if now < was.day_from + DAY else (0, now)
    if today >= most or (ever and was.in_row >= ever):
        return None
    in_row = was.in_row + 1 if ever else 0
    return was._replace(in_row=in_row, today=today + 1, day_from=since, touched_at=now)


def _returned(now: float, was: Guess) -> Guess:
    return was._replace(in_row=0, today=max(was.today - 1, 0), touched_at=now)
