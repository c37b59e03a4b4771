"""`make storm`: thousands of changes while everything around them breaks; was every one told, and once?

Real parts: the workers, the scheduler and the web process of the service, PostgreSQL or SQLite, Valkey, an SMTP server,
the official client, and the simulated carrier at its other end, which refuses, hangs, loses and doubles. Processes are
killed with -9 at random, Valkey is flushed. What is printed is counted at the carrier's and the mail server's end.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from storage import migrate
from storage.messages import SENDING, WAITING
from tests import databases
from tests.valkey import running
from tools.storm_ground import Ground, Size
from tools.storm_outside import Outside, outside
from tools.storm_processes import Processes

QUIET = 5.0  # seconds without news after which a wave is over


@dataclass
class Plan:
    """How hard it blows. `waves`: into how many pushes the changes are parted; `pause` seconds between two kills."""

    changes: int = 10_000
    kills: int = 50
    flushes: int = 5
    waves: int = 20
    pause: float = 2.0
    patience: float = 900.0


@dataclass
class Weather:
    """What is broken when: kills and flushes fall at random, until there were enough."""

    plan: Plan
    processes: Processes
    flush: Callable[[], None]
    chance: random.Random
    kills: int = 0
    flushes: int = 0
    next_at: float = field(default_factory=time.monotonic)

    def blow(self) -> None:
        """Kills one, or flushes, when it is time."""
        if time.monotonic() < self.next_at:
            return
        self.next_at = time.monotonic() + self.plan.pause * self.chance.uniform(0.5, 1.5)
        if self.kills < self.plan.kills:
            self.processes.kill(self.chance)
            self.kills += 1
        due = self.plan.flushes * self.kills // max(self.plan.kills, 1)
        if self.flushes < due:
            self.flush()
            self.flushes += 1

    @property
    def over(self) -> bool:
        return self.kills >= self.plan.kills and self.flushes >= self.plan.flushes


@dataclass(frozen=True)
class Outcome:
    """`alerts` that were to be told by text and by e-mail; `lost` ones reached nobody; `doubled` texts reached somebody
    twice; `mails_again`: e-mails that came again under the Message-ID that they had."""

    changes: int
    alerts: int
    texts: int
    mails: int
    lost: int
    doubled: int
    mails_again: int
    kills: int
    flushes: int
    seconds: float

    def __str__(self) -> str:
        return (
            f"changes {self.changes}, alerts {self.alerts}, sent {self.texts} texts and {self.mails} e-mails "
            f"({self.mails_again} of them again), doubled {self.doubled}, lost {self.lost}; "
            f"{self.kills} kills, {self.flushes} flushes, {self.seconds:.0f} seconds"
        )


def storm(plan: Plan, database_url: str, folder: Path, seed: int = 0) -> Outcome:
    """Runs it in `folder` on an empty database."""
    chance = random.Random(seed)  # noqa: S311 - weather
    with ExitStack() as stack:
        valkey = stack.enter_context(running())
        world = stack.enter_context(outside(chance))
        migrate.upgrade(database_url)
        ground = Ground(database_url, Size(plan.changes))
        ground.lay()
        environment = world.environment(database_url, valkey.url)
        processes = stack.enter_context(Processes(environment, folder))
        began = time.monotonic()
        weather = Weather(plan, processes, valkey.empty, chance)
        _waves(plan, ground, processes, weather)
        _settle(plan, ground, processes, weather)
        seconds = time.monotonic() - began
    return _count(plan, ground, world, weather, seconds)


def _waves(plan: Plan, ground: Ground, processes: Processes, weather: Weather) -> None:
    """Pushes the changes, wave after wave; a push that was killed is made again, which changes nothing twice."""
    for wave in range(plan.waves):
        file = ground.wave(wave, plan.waves, processes.folder)
        while not processes.push(file, weather.blow):
            pass
        _tell(f"wave {wave + 1} of {plan.waves}, {weather.kills} kills, {weather.flushes} flushes")


def _settle(plan: Plan, ground: Ground, processes: Processes, weather: Weather) -> None:
    until = time.monotonic() + plan.patience
    while time.monotonic() < until:
        weather.blow()
        processes.look_after()
        counts = ground.counts()
        if weather.over and not counts.get(WAITING) and not counts.get(SENDING):
            return
        _tell(" ".join(f"{name} {count}" for name, count in sorted(counts.items())))
        time.sleep(0.5)


def _count(plan: Plan, ground: Ground, world: Outside, weather: Weather, seconds: float) -> Outcome:
    told = ground.told()
    texts, mails = Counter(world.texts()), Counter(world.mails())
    reached = {*texts, *mails}
    return Outcome(
        changes=plan.changes,
        alerts=ground.expected,
        texts=texts.total(),
        mails=mails.total(),
        lost=ground.expected - sum(1 for message in told if message in reached),
        doubled=sum(count - 1 for count in texts.values()),
        mails_again=sum(count - 1 for count in mails.values()),
        kills=weather.kills,
        flushes=weather.flushes,
        seconds=seconds,
    )


def _tell(words: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{words:<100}", nl=False, err=True)


@contextmanager
def _database(engine: str) -> Iterator[str]:
    with TemporaryDirectory(prefix="storm-") as folder:
        if engine == "sqlite":
            yield f"sqlite:///{folder}/storm.db"
            return
        with databases.postgres_server() as server:
            yield server.create_database()


@click.command()
@click.option("--changes", default=10_000, show_default=True)
@click.option("--kills", default=50, show_default=True)
@click.option("--flushes", default=5, show_default=True)
@click.option("--engine", type=click.Choice(["postgresql", "sqlite"]), default="postgresql", show_default=True)
@click.option("--seed", default=0, show_default=True)
def main(changes: int, kills: int, flushes: int, engine: str, seed: int) -> None:
    """Exit 1 when an alert was lost or a text doubled."""
    with _database(engine) as url, TemporaryDirectory(prefix="storm-") as folder:
        outcome = storm(Plan(changes, kills, flushes), url, Path(folder), seed)
    click.echo(f"{engine}: {outcome}")
    if outcome.lost or outcome.doubled:
        sys.exit(1)


if __name__ == "__main__":
    main()
