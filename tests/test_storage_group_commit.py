"""Writes of one process that share a transaction: each is kept or undone as if it were alone."""

import signal
import sqlite3
import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text

from storage import leases
from storage.database import Database, DatabaseDown, Outrun
from tests.queueing import Interrupted, connection_of, in_line, kept, lease, overheard, raised, wait_until, write
from tests.races import at_once


@pytest.fixture
def shared(sqlite_url: str) -> Iterator[Database]:
    """A database whose groups end for no reason of time."""
    database = Database(sqlite_url)
    database._group().longest = 30.0
    yield database
    database.close()


def test_writes_that_wait_share_one_commit(shared: Database) -> None:
    said = overheard(shared)
    assert in_line(shared, [lease(name) for name in "abcde"]) == [None] * 5
    assert (said.count("BEGIN IMMEDIATE"), said.count("COMMIT")) == (1, 1)
    assert kept(shared) == set("abcde")


def test_a_group_ends_when_it_is_large_enough_or_old_enough_and_the_next_follow_in_order(shared: Database) -> None:
    group, said = shared._group(), overheard(shared)
    group.most = 3
    assert in_line(shared, [lease(name) for name in "abcdefg"]) == [None] * 7
    assert said.count("COMMIT") == 3
    written = [statement.partition("VALUES ")[2][2:3] for statement in said if statement.startswith("INSERT")]
    assert written == list("abcdefg")  # first come, first served
    group.longest = 0.0
    assert in_line(shared, [lease(name) for name in "hij"]) == [None] * 3
    assert said.count("COMMIT") == 6
    assert kept(shared) == set("abcdefghij")


def test_nobody_returns_and_nobody_reads_before_the_commit(shared: Database) -> None:
    seen: list[object] = []

    def last(db: Connection) -> None:
        time.sleep(0.05)
        seen.extend([list(returned), at_once(lambda _: kept(shared), runners=1), kept(shared)])

    returned: list[str] = []
    in_line(shared, [lease("a"), lease("b"), last], after=lambda: returned.append("somebody"))
    assert seen == [[], [set()], {"a", "b"}]
    assert kept(shared) == {"a", "b"}


@pytest.mark.parametrize("place", [0, 1, 3])
@pytest.mark.parametrize("fault", [Outrun, LookupError, DatabaseDown, KeyboardInterrupt, SystemExit, GeneratorExit])
def test_what_one_body_raises_undoes_that_one_alone(shared: Database, fault: type[BaseException], place: int) -> None:
    def failing(db: Connection) -> None:
        lease("x")(db)
        raise fault

    bodies = [lease("a"), lease("b"), lease("c")]
    bodies.insert(place, failing)
    outcomes = in_line(shared, bodies)
    assert type(outcomes.pop(place)) is fault
    assert outcomes == [None] * 3
    assert kept(shared) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("SELECT * FROM nothing", DatabaseDown),
        ("INSERT INTO leases SELECT * FROM leases WHERE name = 'a'", Outrun),
        ("INSERT INTO conversations (key, person_key, turn, sealed) VALUES ('k', 'nobody', 1, '')", Outrun),
    ],
)
def test_what_the_database_refuses_one_body_is_no_matter_of_the_others(
    shared: Database, statement: str, expected: type[Exception]
) -> None:
    def refused(db: Connection) -> None:
        lease("x")(db)
        db.exec_driver_sql(statement)

    outcomes = in_line(shared, [lease("a"), refused, lease("b")])
    assert [type(each) for each in outcomes] == [type(None), expected, type(None)]
    assert kept(shared) == {"a", "b"}
    assert in_line(shared, [lease("c"), lease("d")]) == [None, None]


def test_who_was_outrun_within_a_group_then_reads_what_outran_it(shared: Database) -> None:
    read: list[set[str]] = []

    def outrun(db: Connection) -> None:
        if not leases.take(db, "a", "second", now=10, until=20):
            raise Outrun

    outcomes = in_line(shared, [lease("a"), outrun, lease("b")], after=lambda: read.append(kept(shared)))
    assert isinstance(outcomes[1], Outrun)
    assert all("a" in names for names in read)


def test_a_commit_that_fails_is_told_to_all_in_it_and_the_next_group_is_another_matter(shared: Database) -> None:
    with shared.writing() as db:
        db.exec_driver_sql("CREATE TABLE later (x REFERENCES leases (name) DEFERRABLE INITIALLY DEFERRED)")

    def owing(db: Connection) -> None:
        db.exec_driver_sql("INSERT INTO later VALUES ('nobody')")

    outcomes = in_line(shared, [lease("a"), owing, lease("b")])
    assert [type(each) for each in outcomes] == [DatabaseDown] * 3
    assert kept(shared) == set()
    assert in_line(shared, [lease("c"), lease("d")]) == [None, None]
    assert kept(shared) == {"c", "d"}


def test_a_full_disk_keeps_what_was_acknowledged_and_nothing_else(shared: Database) -> None:
    raw = connection_of(shared)
    raw.execute(f"PRAGMA max_page_count = {raw.execute('PRAGMA page_count').fetchone()[0]}")

    def large(db: Connection) -> None:
        db.execute(text("INSERT INTO leases VALUES (:name, :holder, 1)"), {"name": "x", "holder": "h" * 100_000})

    outcomes = in_line(shared, [lease("a"), large, lease("b")])
    assert isinstance(outcomes[1], DatabaseDown)
    assert kept(shared) == {name for name, fault in zip("axb", outcomes, strict=True) if fault is None}
    assert in_line(shared, [large]) == [None]


def test_a_transaction_that_sqlite_took_back_is_lost_to_all_in_it(shared: Database) -> None:
    def taken_back(db: Connection) -> None:
        db.exec_driver_sql("ROLLBACK")

    outcomes = in_line(shared, [lease("a"), taken_back, lease("b")])
    assert [type(each) for each in outcomes] == [DatabaseDown, DatabaseDown, type(None)]
    assert kept(shared) == {"b"}


def test_when_a_stranger_holds_the_file_all_who_wait_are_told(shared: Database) -> None:
    stranger = sqlite3.connect(str(shared.url.database), isolation_level=None, check_same_thread=False)
    connection_of(shared).execute("PRAGMA busy_timeout=200")

    def fail(_: int) -> str:
        with pytest.raises(DatabaseDown) as caught, shared.writing():
            pass
        return str(caught.value)

    stranger.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    assert set(at_once(fail)) == {"not begun"}
    assert time.monotonic() - started < 4
    stranger.execute("ROLLBACK")
    stranger.close()
    assert in_line(shared, [lease("a"), lease("b")]) == [None, None]


def test_who_is_interrupted_in_the_line_leaves_it_and_the_others_go_on(shared: Database) -> None:
    group, main = shared._group(), threading.main_thread().ident
    assert main is not None

    def interrupt(db: Connection) -> None:
        wait_until(lambda: len(group._queue) == 1)
        signal.pthread_kill(main, signal.SIGINT)
        wait_until(lambda: not group._queue)

    holder = threading.Thread(target=write, args=(shared, interrupt))
    holder.start()
    wait_until(lambda: group._busy)
    with pytest.raises(KeyboardInterrupt):
        write(shared, lease("x"))
    holder.join(10)
    assert in_line(shared, [lease("a"), lease("b")]) == [None, None]
    assert kept(shared) == {"a", "b"}


@pytest.mark.parametrize("longest", [30.0, 0.0])
@pytest.mark.parametrize("behind", [0, 2])
def test_who_is_interrupted_when_called_passes_the_turn_on(shared: Database, longest: float, behind: int) -> None:
    group = shared._group()
    outcomes: list[BaseException | None] = []

    def with_one_behind(db: Connection) -> None:
        lease("a")(db)
        passing = threading.Thread(target=lambda: outcomes.append(raised(lambda: group.enter(Interrupted()))))
        followers = [threading.Thread(target=write, args=(shared, lease(f"b{n}"))) for n in range(behind)]
        for number, thread in enumerate([passing, *followers], 1):
            thread.start()
            wait_until(lambda number=number: len(group._queue) == number)  # type: ignore[misc]
        threads.extend([passing, *followers])

    threads: list[threading.Thread] = []
    group.longest = longest
    write(shared, with_one_behind)
    for thread in threads:
        thread.join(10)
    assert [type(each) for each in outcomes] == [KeyboardInterrupt]
    wait_until(lambda: not group._busy)
    write(shared, lease("c"))
    assert kept(shared) == {"a", "c", *(f"b{number}" for number in range(behind))}


def test_who_comes_during_a_later_group_stands_in_the_same_line(shared: Database) -> None:
    group = shared._group()
    late = threading.Thread(target=write, args=(shared, lease("late")))

    def later(db: Connection) -> None:
        late.start()
        wait_until(lambda: len(group._queue) == 1)

    group.longest = 0.0
    assert in_line(shared, [lease("a"), later]) == [None, None]
    late.join(10)
    assert kept(shared) == {"a", "late"}


def test_who_waits_too_long_for_the_others_is_told_so_and_they_go_on(shared: Database) -> None:
    def slow(db: Connection) -> None:
        lease("slow")(db)
        time.sleep(1.2)

    shared._group().patience = 0.5
    outcomes = in_line(shared, [lease("a"), slow, lease("late")])
    assert [type(each) for each in outcomes] == [DatabaseDown, type(None), DatabaseDown]
    assert kept(shared) == {"a", "slow"}
