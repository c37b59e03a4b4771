"""The clockwork: one of several leads, rings for what is due, and waits for what is away."""

import threading
import time
from collections.abc import Iterator

import pytest

from bot.doorbell import DELIVER, KEEP_PROMISES, POLL, PURGE, Doorbell
from bot.redis import connect
from bot.scheduler import EVERY, LEAD, TICK, Scheduler
from storage import leases
from storage.database import Database
from tests.mortal import Fallen
from tests.service import NOBODY
from tests.world import Clock

ALL = [KEEP_PROMISES, DELIVER, POLL, PURGE]
OFTEN = [KEEP_PROMISES, DELIVER]


class Bells(Doorbell):
    """Remembers who was rung for; nobody hears while it is `away`."""

    def __init__(self) -> None:
        super().__init__(lambda: connect(NOBODY))
        self.rung: list[str] = []
        self.away = False

    def ring(self, job: str) -> bool:
        if not self.away:
            self.rung.append(job)
        return not self.away


class Place:
    """Schedulers on one database, with bells and a memory each."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = Clock()
        self.bells = Bells()
        self.memories: dict[str, dict[str, float]] = {}

    def scheduler(self, holder: str, database: Database | None = None) -> Scheduler:
        return Scheduler(database or self.database, self.bells, holder, self.clock, tick_every=0.01)

    def tick(self, holder: str) -> list[str]:
        return self.scheduler(holder).tick(self.memories.setdefault(holder, {}))


@pytest.fixture
def place(database: Database) -> Place:
    return Place(database)


def test_each_job_is_rung_for_in_its_own_time(place: Place) -> None:
    assert place.tick("one") == ALL
    place.clock.now += TICK
    assert place.tick("one") == []
    place.clock.now += 10
    assert place.tick("one") == OFTEN
    place.clock.now += EVERY[PURGE] - 15
    assert place.tick("one") == ALL
    assert place.bells.rung == [*ALL, *OFTEN, *ALL]


def test_of_two_schedulers_one_leads(place: Place) -> None:
    for _ in range(4):
        assert place.tick("one") != []
        assert place.tick("two") == []
        place.clock.now += 15
    assert place.bells.rung.count(DELIVER) == 4


def test_when_the_leader_is_silent_the_other_takes_over_and_keeps_the_lead(place: Place) -> None:
    place.tick("one")
    place.clock.now += LEAD - 1
    assert place.tick("two") == []
    place.clock.now += 1
    assert place.tick("two") == ALL
    assert place.tick("one") == []


def test_a_leader_that_ticks_stays_the_leader(place: Place) -> None:
    for _ in range(10):
        place.tick("one")
        assert place.tick("two") == []
        place.clock.now += TICK


def test_while_redis_is_away_nothing_counts_as_rung(place: Place) -> None:
    place.bells.away = True
    assert place.tick("one") == []
    place.clock.now += TICK
    place.bells.away = False
    assert place.tick("one") == ALL


def test_a_clock_that_was_set_back_does_not_stop_the_clockwork(place: Place) -> None:
    place.tick("one")
    place.clock.now -= 86_400
    assert place.tick("one") == ALL


def ticking(scheduler: Scheduler) -> tuple[threading.Thread, threading.Event]:
    stop = threading.Event()
    thread = threading.Thread(target=scheduler.run, args=(stop,))
    thread.start()
    return thread, stop


def eventually_rung(bells: Bells, count: int) -> None:
    until = time.monotonic() + 10
    while len(bells.rung) < count:
        assert time.monotonic() < until, bells.rung
        time.sleep(0.01)


def test_it_runs_until_it_is_stopped_and_gives_the_lead_away(place: Place) -> None:
    thread, stop = ticking(place.scheduler("one"))
    eventually_rung(place.bells, 3)
    assert place.tick("two") == []
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
    assert place.tick("two") == ALL, "at once, not after the lead ran out"


@pytest.fixture
def fallen(database_url: str) -> Iterator[Fallen]:
    database = Fallen(database_url)
    yield database
    database.close()


def test_a_database_that_is_away_is_waited_for(place: Place, fallen: Fallen) -> None:
    fallen.away = True
    thread, stop = ticking(place.scheduler("one", fallen))
    time.sleep(0.1)
    assert place.bells.rung == []
    assert thread.is_alive()
    fallen.away = False
    eventually_rung(place.bells, 3)
    stop.set()
    thread.join(5)


def test_it_ends_in_peace_without_a_database(place: Place, fallen: Fallen) -> None:
    thread, stop = ticking(place.scheduler("one", fallen))
    eventually_rung(place.bells, 3)
    fallen.away = True
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
    with place.database.writing() as db:
        assert not leases.take(db, "scheduler", "two", place.clock.now, place.clock.now + LEAD), "it ends by itself"


def test_without_redis_the_bell_costs_little_time() -> None:
    bell = Doorbell(lambda: connect(NOBODY))
    began = time.monotonic()
    assert [bell.ring(job) for job in ALL] == [False] * 4
    assert time.monotonic() - began < 3.5
