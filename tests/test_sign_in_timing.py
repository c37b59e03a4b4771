"""How long the line takes tells nobody whether there is a portfolio: through the whole door, with a Redis and argon2id.

Each pair of a user ID that is known and one that is not is asked for in random order, from phones that were never here.
What an observer can tell is the chance that of one of each the known one took longer: one half is nothing at all.
"""

import random
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from statistics import median, quantiles

import pytest

from bot.guesses import Guesses
from bot.pins import Pins
from bot.portfolios.vault import Profile, new_row, opened
from dialogs.portfolio.user_ids import keys_of
from storage import contacts, portfolios
from storage.contacts import Contact
from tests.service import ENVIRONMENT, ServiceLine
from tests.valkey import running

pytestmark = pytest.mark.slow

PAIRS = 200
NEAR = 0.08  # of one half; by chance alone three in a thousand runs of 200 pairs are farther
ROUNDS = 3  # when others keep the machine busy
PIN, WRONG = "58209174", "73059182"


@dataclass
class Watch:
    """Times in milliseconds, of user IDs that are known and of those that are not."""

    known: list[float] = field(default_factory=list)
    unknown: list[float] = field(default_factory=list)

    @property
    def chance(self) -> float:
        """That the known one of two took longer (Mann and Whitney)."""
        ordered = sorted(self.unknown)
        shorter = sum(bisect_left(ordered, one) + bisect_right(ordered, one) for one in self.known)
        return shorter / 2 / len(self.known) / len(self.unknown)

    @property
    def gap(self) -> float:
        """How much longer the known ones took, by their medians."""
        return median(self.known) - median(self.unknown)

    def told(self) -> str:
        return f"known {_told(self.known)}, unknown {_told(self.unknown)}, chance {self.chance:.3f}"


def _told(times: list[float]) -> str:
    tenths = quantiles(times, n=10)
    return f"p10 {tenths[0]:.2f} median {tenths[4]:.2f} p90 {tenths[8]:.2f} ms"


class Observer:
    """Has as many phones as it likes, and a watch."""

    def __init__(self, database_url: str, redis_url: str) -> None:
        more = {"REDIS_URL": redis_url, "SIGN_INS_PER_MINUTE": "100000"}
        self.stage = ServiceLine(database_url, **more)  # type: ignore[arg-type]
        self.held = Pins(ENVIRONMENT["PIN_PEPPER"]).hash(PIN)
        self.numbers = count(1000)
        services = self.stage.services
        self.guesses = Guesses(services.database, services.sealer, self.stage.clock, 100_000)

    def ids(self, pairs: int, wrong: int = 0) -> list[tuple[str, str]]:
        """User IDs that are known and that are not, with so many wrong PINs each."""
        pairs_of_ids = [(f"known{number}", f"other{number}") for _, number in zip(range(pairs), self.numbers)]  # noqa: B905
        for known, unknown in pairs_of_ids:
            self.make(known)
            for digits in (keys_of(known), keys_of(unknown)):
                for number in range(wrong):
                    assert self.guesses.take(digits, f"{digits}{number}", own=False).allowed
        return pairs_of_ids

    def make(self, user_id: str) -> None:
        """A portfolio with a verified phone."""
        services, sealer, now = self.stage.services, self.stage.services.sealer, self.stage.clock()
        key, phone = services.chance(32), f"+1303{next(self.numbers):07d}"
        row = new_row(sealer, key, Profile(user_id, "en", short=False), self.held, now)
        person = sealer.index("person", phone)
        sealed = opened(sealer, row).sealed_contact(person, phone)
        with services.database.writing() as db:
            assert portfolios.add(db, row, sealer.index("portfolio", keys_of(user_id)))
            contact = Contact(1, "phone", person, sealed, alerts=True, off=False, verified_at=None, created_at=now)
            assert contacts.add(db, key, contact)
            assert contacts.verify(db, key, 1, now)

    def watch(self, pairs: list[tuple[str, str]], before: tuple[str, ...], timed: str) -> Watch:
        """`before` is texted first, then `timed`; `{}` is the user ID."""
        watch = Watch()
        for known, unknown in pairs:
            both = [(known, watch.known), (unknown, watch.unknown)]
            random.shuffle(both)
            for user_id, times in both:
                self.stage.person = f"+1404{next(self.numbers):07d}"
                for text in before:
                    self.stage.send(text.format(user_id))
                text, began = timed.format(user_id), time.perf_counter()
                assert self.stage.send(text)
                times.append((time.perf_counter() - began) * 1000)
        return watch


@pytest.fixture
def observer(sqlite_url: str) -> Iterator[Observer]:
    with running() as valkey:
        watching = Observer(sqlite_url, valkey.url)
        yield watching
        watching.stage.close()


def cannot_tell(name: str, once: Callable[[], Watch], gap: float = 0.0) -> None:
    """`gap`: milliseconds that do no harm."""
    told = []
    for _round in range(ROUNDS):
        watch = once()
        told.append(watch.told())
        print(f"{name}: {told[-1]}")
        if abs(watch.chance - 0.5) <= NEAR or abs(watch.gap) <= gap:
            return
    pytest.fail("\n".join([name, *told]))


def test_the_watch_sees_a_difference_of_a_fiftieth() -> None:
    chance = random.Random(4)
    times = [30 + chance.expovariate(1.0) for _ in range(2 * PAIRS)]
    same = Watch(times[:PAIRS], times[PAIRS:])
    assert abs(same.chance - 0.5) <= NEAR
    longer = Watch([one + 0.6 for one in times[:PAIRS]], times[PAIRS:])
    assert longer.chance > 0.5 + NEAR


def test_a_wrong_pin_takes_as_long_for_a_user_id_that_nobody_has(observer: Observer) -> None:
    cannot_tell("wrong PIN", lambda: observer.watch(observer.ids(PAIRS), ("login {}",), WRONG))


def test_so_does_a_user_id_that_is_locked(observer: Observer) -> None:
    locked = observer.ids(5, wrong=5)
    cannot_tell("locked", lambda: observer.watch(locked * (PAIRS // 5), ("login {}",), WRONG))


def test_the_wrong_pin_that_locks_it_takes_less_than_a_millisecond_longer(observer: Observer) -> None:
    """The notice to the owner is written. There are two such moments a day at most, lost in what a network adds."""
    cannot_tell("locking", lambda: observer.watch(observer.ids(PAIRS // 2, wrong=4), ("login {}",), WRONG), gap=1.0)


def test_asking_for_a_code_takes_less_than_a_millisecond_longer(observer: Observer) -> None:
    """The message to the contact is worded and sealed. To see that through a network takes hundreds of askings; five
    a day send a code, and all others take equally long."""
    cannot_tell("recovery", lambda: observer.watch(observer.ids(PAIRS), ("forgot",), "{}"), gap=1.0)
