"""How much of something there may be in a day: cases, portfolios, notices, codes to people who never asked for one.

Counted in rows of `guesses`, by a keyed hash of what and whose, in the transaction that does what is counted: so a
repeated or broken-off one counts once or not at all, and nobody gains by asking many times at once.
"""

from typing import NamedTuple

from sqlalchemy import Connection

from bot.portfolios.parts import Parts
from bot.portfolios.scene import Scene
from dialogs.portfolio.notices import Notice
from dialogs.text import Lines, Text, Words
from storage import guesses
from storage.database import Outrun
from storage.guesses import Guess
from storage.sealing import Sealer

DAY = 86_400.0
CASES_INTO, CASES_FROM = 250, 120  # added to one portfolio, and from one phone: those that were removed as well
PORTFOLIOS_FROM = 3
MANY_PEOPLE = 10  # so many phones' worth for all hidden numbers together, and for all behind one network
NOTICES_TO = 10  # to one address; the first of each kind always goes
UNANSWERED, ANSWERABLE = 3, 30 * DAY  # codes to an address that nobody typed in: then none for so many seconds
TRIES = 24


class Budget(NamedTuple):
    """So `many` of `what` for `whom`, within `span` seconds from the first."""

    what: str
    whom: str
    many: int
    span: float = DAY

    def key(self, sealer: Sealer) -> bytes:
        return sealer.index(f"daily {self.what}", self.whom)


def cases_into(portfolio_key: bytes) -> Budget:
    return Budget("cases into", portfolio_key.hex(), CASES_INTO)


def cases_from(scene: Scene) -> Budget:
    return Budget("cases from", scene.caller, _many(CASES_FROM, scene))


def portfolios_from(scene: Scene) -> Budget:
    return Budget("portfolios from", scene.caller, _many(PORTFOLIOS_FROM, scene))


def _many(many: int, scene: Scene) -> int:
    return many * MANY_PEOPLE if scene.several else many


def unanswered(address_key: bytes) -> Budget:
    return Budget("codes without an answer", address_key.hex(), UNANSWERED, ANSWERABLE)


class Allowances:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def left(self, db: Connection, *budgets: Budget) -> int:
        """How many more, by all of these."""
        rows = guesses.load(db, [each.key(self._parts.sealer) for each in budgets])
        now = self._parts.clock()
        return min(each.many - _used(rows.get(each.key(self._parts.sealer)), each, now) for each in budgets)

    def take(self, db: Connection, count: int, *budgets: Budget, over: bool = False) -> None:
        """Counts so many. Raises Outrun when fewer are left, others having been faster, unless it may go `over`."""
        for budget in sorted(budgets):
            self._take(db, count, budget, over=over)

    def _take(self, db: Connection, count: int, budget: Budget, *, over: bool) -> None:
        key = budget.key(self._parts.sealer)
        for _try in range(TRIES if count else 0):
            now, was = self._parts.clock(), guesses.load(db, [key]).get(key)
            used = _used(was, budget, now)
            if used + count > budget.many and not over:
                raise Outrun
            since = was.day_from if was is not None and used else now
            if guesses.save(db, Guess(key, 0, used + count, since, 0, 0.0, now), was):
                return
        if count:
            raise Outrun

    def may_tell(self, db: Connection, address_key: bytes, notice: Notice) -> bool:
        """Whether one more notice goes to this address today; then it is counted."""
        whom = address_key.hex()
        all_of_them, alike = Budget("notices to", whom, NOTICES_TO), Budget(f"notice {_kind(notice.words)}", whom, 1)
        first = self.left(db, alike) > 0
        if not first and self.left(db, all_of_them) <= 0:
            return False
        self.take(db, 1, all_of_them, alike, over=True)
        return True

    def may_verify(self, db: Connection, address_key: bytes, scene: Scene) -> bool:
        """Whether one more code to verify it goes to this address; then it is counted. Whoever texts us from there
        shows that it is theirs; whoever calls, or names an e-mail address, does not."""
        own = address_key == scene.person
        if own and scene.is_proof:
            return True
        budgets = [unanswered(address_key)]
        if own and not scene.texted:
            budgets.append(Budget("first code to", address_key.hex(), 1))
        if self.left(db, *budgets) <= 0:
            return False
        self.take(db, 1, *budgets)
        return True

    def verified(self, db: Connection, address_key: bytes) -> None:
        """Somebody typed the code in."""
        guesses.clear(db, [unanswered(address_key).key(self._parts.sealer)])


def _used(row: Guess | None, budget: Budget, now: float) -> int:
    return row.today if row is not None and now < row.day_from + budget.span else 0


def _kind(words: Words) -> str:
    """Which sentences they are, whatever stands in them."""
    if isinstance(words, Lines):
        return " ".join(_kind(part) for part in words.parts)
    return words.msgid if isinstance(words, Text) else ""
