"""Promises: an answer that was not ready in time comes as a text of its own, once, unless nobody wants it any more."""

import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from sqlalchemy import func, select

from bot.backstage import Backstage
from bot.converse import PROMISE_HOLDS
from bot.doorbell import KEEP_PROMISES, Doorbell
from bot.inbound import Inbound
from bot.outbox import HOLD
from bot.promises import AT_ONCE, CLAIM
from bot.redis import connect
from dialogs.cases import Case
from storage.database import Database
from storage.tables import metadata
from storage.tables import promises as table
from tests.carrier import Carrier
from tests.mortal import Died, Mortal
from tests.races import at_once
from tests.service import NOBODY, ServiceLine
from tests.world import APPROVED, PERSON, REVIEWED, Agency, Clock

RECEIPT, OTHER = APPROVED.receipt, REVIEWED.receipt
SECOND_PERSON = "+12025550143"
TITLE = "Case Was Approved"


@dataclass
class Scene:
    """A person at the line, a carrier that remembers, and as many workers as a test wants."""

    stage: ServiceLine
    carrier: Carrier
    workers: list[Backstage] = field(default_factory=list)

    def worker(
        self, database: Database | None = None, source: Agency | None = None, clock: Clock | None = None
    ) -> Backstage:
        """One more process behind the scenes."""
        worker = Backstage(
            self.stage.services.settings,
            given_source=source or self.stage.source,
            clock=clock or self.stage.clock,
            patience=0.3,
            given_sender=self.carrier,
        )
        if database is not None:
            worker.database = database
        self.workers.append(worker)
        return worker.ready()

    def promise(self, text: str = RECEIPT) -> None:
        """The agency is slow, and an answer is promised."""
        self.stage.agency("slow")
        said = self.stage.send(text)
        assert said[-1].startswith("One moment, please."), said

    def come_back(self) -> None:
        """The agency answers at last."""
        self.stage.source.mode = "back"
        self.stage.source.gate.set()

    def rows(self, name: str) -> int:
        with self.stage.services.database.reading() as db:
            return int(db.execute(select(func.count()).select_from(metadata.tables[name])).scalar_one())

    def open_promises(self) -> int:
        query = select(func.count()).select_from(table).where(table.c.done_at.is_(None))
        with self.stage.services.database.reading() as db:
            return int(db.execute(query).scalar_one())

    def close(self) -> None:
        self.stage.source.gate.set()
        for worker in self.workers:
            worker.lookups.close()
            with suppress(AttributeError):
                worker.database.close()
        self.stage.close()


@pytest.fixture
def scene(database_url: str) -> Iterator[Scene]:
    stage = ServiceLine(database_url)
    scene = Scene(stage, Carrier(stage.clock))
    yield scene
    scene.close()


@pytest.fixture
def lite(sqlite_url: str) -> Iterator[Scene]:
    """The same on SQLite only, for what does not depend on the engine."""
    stage = ServiceLine(sqlite_url)
    scene = Scene(stage, Carrier(stage.clock))
    yield scene
    scene.close()


def kept(worker: Backstage) -> int:
    return worker.promises.keep(then=worker.outbox.deliver)


def test_a_promise_is_kept_with_a_text_of_its_own(scene: Scene) -> None:
    scene.promise()
    scene.come_back()
    assert kept(scene.worker()) == 1
    (text,) = scene.carrier.taken
    assert text.to == PERSON
    assert TITLE in text.body
    assert "MORE" in text.body
    assert scene.stage.send("more")[0].startswith(f"USCIS says about {RECEIPT}"), "the talk goes on from there"
    assert kept(scene.worker()) == 0
    assert len(scene.carrier.taken) == 1


def test_of_workers_that_come_at_once_one_keeps_it(scene: Scene) -> None:
    scene.promise()
    scene.come_back()
    workers = [scene.worker() for _ in range(4)]
    assert sum(at_once(lambda number: kept(workers[number]), runners=4)) == 1
    assert len(scene.carrier.taken) == 1


def test_a_worker_that_comes_back_from_the_dead_does_not_send_it_again(scene: Scene) -> None:
    """Its claim ran out while the agency thought, another kept the promise meanwhile."""
    scene.promise()
    slow, quick = Agency(scene.stage.clock, mode="slow"), Agency(scene.stage.clock)
    later = Clock(scene.stage.clock.now + CLAIM)  # the second's alone: the first would claim it again itself
    first, second = scene.worker(source=slow), scene.worker(source=quick, clock=later)
    thread = threading.Thread(target=kept, args=(first,))
    thread.start()
    until_asked_by(first)
    scene.come_back()
    assert kept(second) == 1
    slow.gate.set()
    thread.join(20)
    assert len(scene.carrier.taken) == 1
    assert scene.rows("messages") == 1


def until_asked_by(worker: Backstage) -> None:
    """Until it waits for the agency's answer."""
    pause = threading.Event()
    for _ in range(500):
        if worker.lookups._asked:
            return
        pause.wait(0.01)
    raise AssertionError("nobody asks")


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("last", range(1, 12))
def test_a_worker_may_die_at_any_step_and_one_text_comes(lite: Scene, last: int, after: bool) -> None:
    lite.promise()
    lite.come_back()
    lite.stage.services.lookups.close()
    mortal = Mortal(lite.stage.services.settings.database_url, last, after=after)
    with suppress(Died):
        kept(lite.worker(mortal))
    lite.stage.clock.now += CLAIM + HOLD + 1
    healthy = lite.worker()
    for _ in range(2):
        kept(healthy)
        healthy.outbox.deliver()
        lite.stage.clock.now += HOLD
    assert len(lite.carrier.taken) == 1
    assert TITLE in lite.carrier.bodies[0]
    assert lite.open_promises() == 0


def test_the_steps_of_the_test_above_are_all_there_are(lite: Scene) -> None:
    lite.promise()
    lite.come_back()
    lite.stage.services.lookups.close()
    counting = Mortal(lite.stage.services.settings.database_url, 1000)
    kept(lite.worker(counting))
    assert 6 <= counting.writes <= 11


def test_who_says_stop_before_the_answer_comes_is_left_alone(scene: Scene) -> None:
    scene.promise()
    scene.stage.send("stop")
    scene.come_back()
    assert kept(scene.worker()) == 1
    assert scene.carrier.taken == []
    assert (scene.rows("messages"), scene.open_promises()) == (0, 0)


@pytest.mark.parametrize("word", ["stop", "delete"])
def test_who_says_stop_or_delete_while_the_agency_is_being_asked_is_left_alone(scene: Scene, word: str) -> None:
    scene.promise()
    worker = scene.worker()
    thread = threading.Thread(target=kept, args=(worker,))
    thread.start()
    until_asked_by(worker)
    scene.stage.send(word)
    scene.come_back()
    thread.join(20)
    assert scene.carrier.taken == []
    assert scene.rows("messages") == 0
    assert scene.rows("people") == (1 if word == "stop" else 0), "who was forgotten stays forgotten"


def test_nothing_is_left_of_a_promise_to_somebody_who_was_forgotten(scene: Scene) -> None:
    scene.promise()
    scene.stage.send("delete")
    scene.come_back()
    assert kept(scene.worker()) == 0
    assert [scene.rows(name) for name in ("people", "promises", "messages", "answers")] == [0, 0, 0, 0]
    assert scene.carrier.taken == []


def test_an_answer_that_is_an_hour_late_is_not_sent(scene: Scene) -> None:
    scene.promise()
    scene.come_back()
    scene.stage.clock.now += PROMISE_HOLDS + 1
    assert kept(scene.worker()) == 0
    assert scene.carrier.taken == []
    assert scene.open_promises() == 0


def test_several_texts_of_one_answer_go_out_in_order(scene: Scene) -> None:
    receipts = [f"IOE090000000{digit}" for digit in range(5)]
    for digit, receipt in enumerate(receipts):
        title = {"en": f"Case Number {digit} " + "With A Very Long Title " * 20}
        scene.stage.know(Case(receipt, "I-765", title, since="2024-01-02"))
    scene.promise(" ".join(reversed(receipts)))
    scene.come_back()
    assert kept(scene.worker()) == 1
    assert len(scene.carrier.taken) > 2
    assert scene.carrier.bodies == scene.stage.send(" ".join(reversed(receipts))), "as if answered at once"


def test_when_the_agency_is_still_down_the_person_is_told_so(scene: Scene) -> None:
    scene.promise()
    scene.come_back()
    scene.stage.services.lookups.close()
    scene.stage.clock.now += 900
    scene.stage.source.mode = "down"
    assert kept(scene.worker()) == 1
    (body,) = scene.carrier.bodies
    assert body.startswith(f"I can't reach USCIS right now to ask about {RECEIPT}.")
    assert TITLE in body, "what was last known"


def test_a_quick_answer_does_not_wait_for_somebody_elses_slow_one(scene: Scene) -> None:
    scene.promise(RECEIPT)
    neighbour = ServiceLine(scene.stage.services.settings.database_url, SECOND_PERSON)
    neighbour.numbers = itertools.count(1000)
    neighbour.agency("slow")
    neighbour.send(OTHER)
    neighbour.close()
    choosy = Choosy(scene.stage.clock, slow=RECEIPT)
    worker = scene.worker(source=choosy)
    thread = threading.Thread(target=kept, args=(worker,))
    thread.start()
    for _ in range(1000):
        if scene.carrier.taken:
            break
        thread.join(0.01)
    assert [text.to for text in scene.carrier.taken] == [SECOND_PERSON]
    assert thread.is_alive()
    choosy.gate.set()
    scene.come_back()
    thread.join(20)
    assert [text.to for text in scene.carrier.taken] == [SECOND_PERSON, PERSON]


class Choosy(Agency):
    """Slow about one receipt only."""

    def __init__(self, clock: Callable[[], float], slow: str) -> None:
        super().__init__(clock)  # type: ignore[arg-type]
        self.slow = slow

    def fetch(self, receipt: str, timeout: float) -> Case | None:
        if receipt == self.slow:
            self.gate.wait(timeout)
        return super().fetch(receipt, timeout)


def test_more_promises_than_are_kept_at_once_are_all_kept(scene: Scene) -> None:
    scene.stage.agency("slow")
    scene.stage.services.world.patience = 0.01
    count = AT_ONCE + 4
    for number in range(count):
        inbound = Inbound("sms", f"+1202555{1000 + number}", RECEIPT, "words", f"SM{number}")
        assert scene.stage.services.converse.take(inbound, scene.stage.services.as_texts)[1]
    scene.come_back()
    assert kept(scene.worker()) == count
    assert len({text.to for text in scene.carrier.taken}) == len(scene.carrier.taken) == count


def test_a_promise_made_at_the_terminal_is_not_sent_to_a_phone(lite: Scene) -> None:
    lite.stage.agency("slow")
    worker = lite.worker()
    talk = worker.talker("en")
    worker.world.patience = 0.05
    assert talk(RECEIPT)[0].startswith("One moment")
    lite.come_back()
    kept(lite.worker())
    assert lite.carrier.taken == []
    assert lite.open_promises() == 0


def test_without_redis_the_bell_is_not_heard_and_the_sweep_finds_the_promise(scene: Scene) -> None:
    assert scene.stage.services.settings.redis_url == NOBODY
    assert not Doorbell(lambda: connect(NOBODY)).ring(KEEP_PROMISES)
    scene.promise()
    scene.come_back()
    assert kept(scene.worker()) == 1
    assert len(scene.carrier.taken) == 1
