"""The outbox: a text is sent once, tried again, given up or asked for, whatever the carrier and the processes do."""

import itertools
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import permutations

import pytest
from sqlalchemy import select

from bot.alerts.aftermath import Aftermath
from bot.outbox import EARLIER, FIRST_PAUSE, HOLD, LONGEST_PAUSE, Outbox, Sweep
from bot.posts import ByText
from bot.promises import SEALED, TEXT_HOLDS
from bot.reports import Reports
from bot.sending import Fate, SendError
from bot.twilio.errors import MEANINGS
from storage import consents, messages, people
from storage.database import Database
from storage.messages import Message
from storage.people import Person
from storage.sealing import DataKey, Sealer, place
from storage.tables import deliveries as waiting_reports
from storage.tables import messages as table
from tests.carrier import Carrier, Mood
from tests.mortal import Died, Mortal
from tests.races import at_once
from tests.world import Clock

SEALER = Sealer([b"k" * 32], b"i" * 32)
ANA, BEN = "+12025550142", "+12025550143"
LATER = SendError("later", 20429)


class Line:
    """An outbox with texts for Ana and Ben in it, and a carrier."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = Clock()
        self.carrier = Carrier(self.clock)
        self.outbox = self.another(database)
        self.reports = Reports(database, SEALER, Aftermath(self.clock), self.clock)
        self.keys = {number: SEALER.new_data_key() for number in (ANA, BEN)}
        self.numbers = itertools.count()
        with database.writing() as db:
            for number, key in self.keys.items():
                who = SEALER.index("person", number)
                wrapped = SEALER.wrap(key, place("people.wrapped_key", who))
                people.save(db, Person(who, wrapped, b"", 1, self.clock.now, self.clock.now))

    def another(self, database: Database) -> Outbox:
        """The outbox as another process has it."""
        return Outbox(database, SEALER, ByText(self.carrier), self.clock)

    def write(self, *bodies: str, to: str = ANA) -> list[str]:
        """Puts texts into the outbox; their ids."""
        names = [f"m{next(self.numbers):02}" for _body in bodies]
        who, key, now = SEALER.index("person", to), DataKey(self.keys[to]), self.clock.now
        with self.database.writing() as db:
            for name, body in zip(names, bodies, strict=True):
                sealed = key.seal(json.dumps({"to": to, "body": body}).encode(), place(SEALED, name))
                messages.add(db, Message(name, who, sealed, now, now + TEXT_HOLDS), now)
        return names

    def go_wrong(self, *moods: Mood) -> None:
        self.carrier.moods = list(moods)

    def state(self, name: str = "m00") -> str:
        return str(self.row(name)[0])

    def row(self, name: str = "m00") -> tuple[object, ...]:
        """State, error, the provider's id, how often it was tried."""
        columns = (table.c.state, table.c.error, table.c.provider_sid, table.c.attempts)
        with self.database.reading() as db:
            return tuple(db.execute(select(*columns).where(table.c.id == name)).one())

    def due_in(self, name: str = "m00") -> float:
        with self.database.reading() as db:
            due: float = db.execute(select(table.c.due_at).where(table.c.id == name)).scalar_one()
        return due - self.clock.now

    def stopped(self, number: str = ANA) -> str | None:
        with self.database.reading() as db:
            stop = consents.stopped(db, SEALER.index("person", number))
        return stop.kind if stop else None

    def stop(self, number: str = ANA) -> None:
        with self.database.writing() as db:
            consents.stop(db, SEALER.index("person", number), "text", self.clock.now)

    def start(self, number: str = ANA) -> None:
        with self.database.writing() as db:
            consents.start(db, SEALER.index("person", number))


@pytest.fixture
def line(database: Database) -> Line:
    return Line(database)


@pytest.fixture
def lite(sqlite_url: str) -> Iterator[Line]:
    """On SQLite only, for what does not depend on the engine."""
    database = Database(sqlite_url)
    yield Line(database)
    database.close()


def test_texts_are_sent_in_the_order_in_which_they_were_written(line: Line) -> None:
    line.write(*"abcdefghijkl")
    line.write("z", to=BEN)
    assert line.outbox.deliver() == Sweep(sent=13)
    assert line.carrier.bodies == [*"abcdefghijkl", "z"]
    assert {text.to for text in line.carrier.taken} == {ANA, BEN}
    assert line.row() == ("queued", None, line.carrier.taken[0].sid, 1)
    assert line.outbox.deliver() == Sweep()


def test_a_text_is_tried_again_with_growing_pauses(line: Line) -> None:
    line.write("hello")
    pauses = []
    while True:
        line.go_wrong(LATER)
        sweep = line.outbox.deliver()
        if sweep.given_up:
            break
        assert sweep == Sweep(later=1)
        assert line.outbox.deliver() == Sweep(), "not before its time"
        assert line.row()[:3] == ("waiting", 20429, None)
        pauses.append(line.due_in())
        line.clock.now += pauses[-1]
    for number, pause in enumerate(pauses):
        full = min(FIRST_PAUSE * 2**number, LONGEST_PAUSE)
        assert full / 2 <= pause <= full + 1e-3
    assert len(pauses) > 8
    assert line.state() == "expired"
    assert line.carrier.taken == []


def test_pauses_differ_so_that_not_all_come_back_at_once(lite: Line) -> None:
    names = lite.write(*"abcdefgh")
    lite.go_wrong(*[LATER] * 8)
    lite.outbox.deliver()
    assert len({lite.due_in(name) for name in names}) == 8


def test_a_text_that_failed_once_arrives_at_the_second_try(line: Line) -> None:
    line.write("hello")
    line.go_wrong(LATER)
    line.outbox.deliver()
    line.clock.now += FIRST_PAUSE
    assert line.outbox.deliver() == Sweep(sent=1)
    assert line.carrier.bodies == ["hello"]
    assert line.row()[3] == 2


@pytest.mark.parametrize("fate", MEANINGS)
def test_every_refusal_ends_as_its_kind_says(lite: Line, fate: Fate) -> None:
    lite.write("hello")
    lite.go_wrong(SendError(fate, MEANINGS[fate][0]))
    ends = {
        "opted_out": ("failed", Sweep(given_up=1)),
        "never": ("failed", Sweep(given_up=1)),
        "filtered": ("failed", Sweep(given_up=1)),
        "ours": ("waiting", Sweep(later=1)),
        "later": ("waiting", Sweep(later=1)),
        "unknown": ("sending", Sweep(unknown=1)),
    }
    state, sweep = ends[fate]
    assert lite.outbox.deliver() == sweep
    assert lite.state() == state
    assert lite.stopped() == ("carrier" if fate == "opted_out" else None)


def test_a_stop_that_only_the_carrier_knew_of_is_remembered(line: Line) -> None:
    line.write("first", "second")
    line.write("for Ben", to=BEN)
    line.go_wrong(SendError("opted_out", 21610))
    assert line.outbox.deliver() == Sweep(sent=1, given_up=2)
    assert line.carrier.bodies == ["for Ben"]
    assert line.row("m00")[:2] == ("failed", 21610)
    line.start()
    line.write("third")
    line.outbox.deliver()
    assert line.carrier.bodies == ["for Ben", "third"], "until the person says START"


def test_who_said_stop_after_a_text_was_written_does_not_get_it(line: Line) -> None:
    line.write("hello")
    line.stop()
    assert line.outbox.deliver() == Sweep(given_up=1)
    assert line.carrier.taken == []
    assert line.state() == "failed"


def test_who_was_forgotten_gets_nothing_and_leaves_nothing(line: Line) -> None:
    line.write("hello", "again")
    line.go_wrong("silent")
    line.outbox.deliver()
    line.carrier.taken.clear()
    line.write("third")
    with line.database.writing() as db:
        assert people.forget(db, SEALER.index("person", ANA))
        assert db.execute(select(table.c.id)).all() == []
    line.clock.now += HOLD + 1
    assert line.outbox.deliver() == Sweep()
    assert line.carrier.taken == []


def test_a_text_that_nobody_could_send_in_time_expires(line: Line) -> None:
    line.write("hello")
    line.clock.now += TEXT_HOLDS
    assert line.outbox.deliver() == Sweep(given_up=1)
    assert line.state() == "expired"
    assert line.carrier.taken == []


@pytest.mark.parametrize(("mood", "asked_for"), [("silent", 1), ("lost", 1)])
def test_a_text_of_unknown_fate_is_asked_for_before_it_is_sent_again(line: Line, mood: Mood, asked_for: int) -> None:
    line.write("hello")
    line.go_wrong(mood)
    assert line.outbox.deliver() == Sweep(unknown=1)
    line.clock.now += HOLD
    assert line.outbox.deliver() == Sweep(), "it may still be on its way"
    line.clock.now += 1
    assert line.outbox.deliver() == (Sweep(sent=1) if mood == "silent" else Sweep(later=1))
    assert line.carrier.asked == asked_for
    line.clock.now += LONGEST_PAUSE
    line.outbox.deliver()
    assert line.carrier.bodies == ["hello"]
    assert line.row()[:3] == ("queued", None, line.carrier.taken[0].sid)


def test_while_the_carrier_cannot_say_what_became_of_a_text_it_waits(line: Line) -> None:
    line.write("hello")
    line.go_wrong("silent")
    line.outbox.deliver()
    line.carrier.away = True
    for _ in range(3):
        line.clock.now += HOLD + 1
        assert line.outbox.deliver() == Sweep(unknown=1)
    line.carrier.away = False
    line.clock.now += HOLD + 1
    assert line.outbox.deliver() == Sweep(sent=1)
    assert line.carrier.bodies == ["hello"]


def test_what_became_of_a_text_is_asked_even_after_a_stop(line: Line) -> None:
    line.write("hello", "again")
    line.go_wrong("silent", "lost")
    line.outbox.deliver()
    line.stop()
    line.clock.now += HOLD + 1
    assert line.outbox.deliver() == Sweep(sent=1, later=1)
    line.clock.now += LONGEST_PAUSE
    assert line.outbox.deliver() == Sweep(given_up=1)
    assert line.carrier.bodies == ["hello"]
    assert (line.state("m00"), line.state("m01")) == ("queued", "failed")


def test_the_same_words_sent_to_the_same_person_yesterday_are_not_taken_for_todays(line: Line) -> None:
    line.write("hello")
    line.outbox.deliver()
    line.clock.now += EARLIER + 1
    line.write("hello")
    line.go_wrong("lost")
    line.outbox.deliver()
    line.clock.now += HOLD + 1
    assert line.outbox.deliver() == Sweep(later=1)
    line.clock.now += LONGEST_PAUSE
    assert line.outbox.deliver() == Sweep(sent=1)
    assert line.carrier.bodies == ["hello", "hello"]


@pytest.mark.parametrize("mood", ["killed", "killed before"])
def test_a_process_killed_in_the_middle_neither_loses_nor_doubles_a_text(line: Line, mood: Mood) -> None:
    line.write(*"abc")
    line.go_wrong("fine", mood)
    with pytest.raises(Died):
        line.outbox.deliver()
    another = line.another(line.database)
    assert another.deliver() == Sweep(sent=1), "c does not wait for b"
    line.clock.now += HOLD + 1
    another.deliver()
    line.clock.now += LONGEST_PAUSE
    another.deliver()
    assert sorted(line.carrier.bodies) == [*"abc"]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("last", range(1, 8))
def test_a_process_may_die_at_any_write_and_each_text_is_sent_once(lite: Line, last: int, after: bool) -> None:
    lite.write(*"ab")
    mortal = Mortal(str(lite.database.url), last, after=after)
    with suppress(Died):
        lite.another(mortal).deliver()
    for _ in range(4):
        lite.clock.now += HOLD + 1
        lite.outbox.deliver()
    assert sorted(lite.carrier.bodies) == [*"ab"]
    assert {lite.state("m00"), lite.state("m01")} == {"queued"}
    mortal.close()


class Crawling(Carrier):
    """It takes the first text at once, and longer than the hold to say so; another process sweeps meanwhile."""

    meanwhile: Outbox | None = None

    def send(self, to: str, body: str, reference: str) -> str:
        sid = super().send(to, body, reference)
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            self.clock.now += HOLD + 1
            meanwhile.deliver()
        return sid


def test_texts_behind_a_slow_one_are_not_taken_for_abandoned(lite: Line) -> None:
    """Claimed in one batch, the last ones would be sent by both."""
    lite.carrier = carrier = Crawling(lite.clock)
    first, second = lite.another(lite.database), lite.another(lite.database)
    carrier.meanwhile = second
    lite.write(*"abc")
    first.deliver()
    for _ in range(3):
        lite.clock.now += LONGEST_PAUSE
        second.deliver()
    assert sorted(carrier.bodies) == [*"abc"]


def test_processes_that_deliver_at_once_send_each_text_once(line: Line) -> None:
    bodies = [f"text {number:02}" for number in range(40)]
    line.write(*bodies)
    each = [line.another(line.database) for _ in range(4)]
    sweeps = at_once(lambda number: each[number].deliver(), runners=4)
    assert sum(sweep.sent for sweep in sweeps) == 40
    assert sorted(line.carrier.bodies) == bodies


def test_processes_that_find_the_same_stuck_text_ask_for_it_once(line: Line) -> None:
    line.write(*"abcd")
    line.go_wrong("lost", "silent", "lost", "silent")
    line.outbox.deliver()
    line.clock.now += HOLD + 1
    each = [line.another(line.database) for _ in range(4)]
    at_once(lambda number: each[number].deliver(), runners=4)
    assert line.carrier.asked == 4
    line.clock.now += LONGEST_PAUSE
    line.outbox.deliver()
    assert sorted(line.carrier.bodies) == [*"abcd"]


def report(line: Line, states: Sequence[str], error: int | None = None, *, named: bool = True) -> None:
    for state in states:
        line.reports.take("m00" if named else "", "SM" + "0" * 32, state, error)


@pytest.mark.parametrize("named", [True, False], ids=["with our id", "without"])
@pytest.mark.parametrize("order", list(permutations(["queued", "sent", "delivered"])))
def test_reports_come_in_any_order_and_twice(line: Line, order: tuple[str, ...], named: bool) -> None:
    line.write("hello")
    line.outbox.deliver()
    report(line, [*order, *order], named=named)
    assert line.state() == "delivered"


@pytest.mark.parametrize("named", [True, False], ids=["with our id", "without"])
def test_reports_that_come_before_we_know_that_it_was_sent_wait_for_it(line: Line, named: bool) -> None:
    line.write("hello")
    line.go_wrong("killed")
    with pytest.raises(Died):
        line.outbox.deliver()
    report(line, ["sent", "delivered"], named=named)
    line.clock.now += HOLD + 1
    line.outbox.deliver()
    assert line.state() == "delivered"
    assert line.carrier.bodies == ["hello"]
    assert line.carrier.asked == (0 if named else 1), "a report that names the text answers the question"
    with line.database.reading() as db:
        assert db.execute(select(waiting_reports.c.state)).all() == [], "nothing waits any more"


def test_the_first_of_two_final_reports_counts(line: Line) -> None:
    line.write("hello")
    line.outbox.deliver()
    report(line, ["undelivered"], 30003)
    report(line, ["delivered", "sent"])
    assert line.row()[:2] == ("undelivered", 30003)


def test_a_text_that_was_read_was_delivered(line: Line) -> None:
    line.write("hello")
    line.outbox.deliver()
    report(line, ["read", "delivered"])
    assert line.state() == "read"


def test_a_report_that_says_nothing_or_something_new_takes_nothing_back(line: Line) -> None:
    line.write("hello")
    line.outbox.deliver()
    report(line, ["", "teleported_by_a_carrier"])
    line.reports.take("m00", "", "failed", None)
    line.reports.take("", "", "failed", None)
    assert line.state() == "queued"
    line.reports.take("nobody's", "SM" + "9" * 32, "teleported_by_a_carrier", None)
    report(line, ["delivered"])
    assert line.state() == "delivered"


def test_a_stop_that_the_carrier_reports_later_is_remembered_once(line: Line) -> None:
    """A messaging service takes the text first and refuses it afterwards."""
    line.write("hello")
    line.outbox.deliver()
    report(line, ["sent"])
    report(line, ["failed"], 21610)
    assert line.stopped() == "carrier"
    line.start()
    report(line, ["failed"], 21610)
    assert line.stopped() is None, "an old report that comes again undoes no START"
    line.write("again")
    assert line.outbox.deliver() == Sweep(sent=1)
