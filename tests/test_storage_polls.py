"""Polls in the archive: each case is due once however many watch it, nobody's hundred goes before others' first."""

import pytest
from sqlalchemy import insert, select, update

from storage import cases, people, polls, portfolios, watches
from storage.alert_tables import follows
from storage.database import Database
from storage.people import Person
from storage.polls import NEVER, Due
from storage.tables import cases as table
from tests.portfolio_rows import PORTFOLIO, case_key, watch
from tests.races import at_once

FIRST, SECOND, ANA = b"1" * 32, b"2" * 32, b"a" * 32


def portfolio(database: Database, key: bytes, *numbers: int) -> None:
    """A portfolio that watches these cases."""
    with database.writing() as db:
        portfolios.add(db, PORTFOLIO._replace(key=key), key)
        for place, number in enumerate(numbers, 1):
            watches.add(db, key, watch(place)._replace(case_key=case_key(number)))


def adopt(database: Database, due_at: float = 100) -> None:
    """All that is watched is asked for, the cases in their order."""
    with database.writing() as db:
        watched, followed = polls.unadopted(db, 1000)
        for row in (*watched, *followed):
            number = int.from_bytes(row.case_key, "big")
            polls.soon(db, row.case_key, b"receipt %d" % number, due_at + number / 1000)
        polls.adopt(db, watched, followed)


def claim(database: Database, limit: int, now: float = 200, asker: str = "me") -> list[int]:
    with database.writing() as db:
        return [int.from_bytes(due.key, "big") for due in polls.claim(db, asker, now, now + 45, limit)]


def test_a_case_that_many_watch_is_due_once(database: Database) -> None:
    portfolio(database, FIRST, 1, 2)
    portfolio(database, SECOND, 2, 1)
    adopt(database)
    with database.reading() as db:
        assert polls.unadopted(db, 10) == ([], [])
        assert polls.count(db, 99) == 0
        assert polls.count(db, 200) == 2
    with database.writing() as db:
        assert polls.claim(db, "me", 200, 245, 10) == [
            Due(case_key(1), b"receipt 1", None),
            Due(case_key(2), b"receipt 2", None),
        ]
        assert polls.claim(db, "you", 200, 245, 10) == []
        assert len(polls.claim(db, "you", 245, 290, 10)) == 2, "whoever asked first has died"


def test_everybodys_first_case_comes_before_anybodys_second(database: Database) -> None:
    portfolio(database, FIRST, *range(1, 51))
    portfolio(database, SECOND, 60, 61)
    with database.writing() as db:
        people.save(db, Person(ANA, b"wrapped", b"sealed", 1, 1, 1))
        db.execute(
            insert(follows),
            {"person_key": ANA, "case_key": case_key(70), "sealed": b"s", "added_at": 1.0, "adopted": 0},
        )
    adopt(database)
    assert claim(database, 5) == [1, 60, 70, 2, 61]
    assert claim(database, 2) == [3, 4]


def test_pollers_that_claim_at_once_get_different_cases(database: Database) -> None:
    portfolio(database, FIRST, *range(1, 41))
    adopt(database)
    claimed = at_once(lambda number: claim(database, 10, asker=f"poller {number}"))
    every = [number for each in claimed for number in each]
    assert len(every) == len(set(every))


def test_a_case_that_nobody_watches_any_more_is_not_asked_for(database: Database) -> None:
    portfolio(database, FIRST, 1, 2)
    adopt(database)
    with database.writing() as db:
        watches.remove(db, FIRST, case_key(1))
        assert polls.drop(db, 200) == 1
    assert claim(database, 10) == [2]


def test_an_answer_plans_the_next_question_and_trouble_puts_it_off(database: Database) -> None:
    portfolio(database, FIRST, 1)
    adopt(database)
    claim(database, 1)
    with database.writing() as db:
        assert not polls.put_off(db, case_key(1), "somebody else", 300)
        assert polls.put_off(db, case_key(1), "me", 300)
    assert claim(database, 1, now=299) == []
    assert claim(database, 1, now=300) == [1]
    with database.writing() as db:
        cases.store(db, case_key(1), b"sealed", "found", 300)
        polls.plan(db, case_key(1), 1000)
    assert claim(database, 1, now=999) == []
    assert claim(database, 1, now=1000) == [1]


def test_who_begins_to_watch_makes_a_case_due_that_was_not(database: Database) -> None:
    portfolio(database, FIRST, 1)
    adopt(database)
    with database.writing() as db:
        polls.plan(db, case_key(1), NEVER)
    portfolio(database, SECOND, 1)
    adopt(database, 500)
    assert claim(database, 1, now=501) == [1]
    with database.reading() as db:
        assert polls.youngest(db, case_key(1)) == 50
        assert polls.youngest(db, case_key(2)) == 0


@pytest.mark.parametrize(("due_at", "left"), [(900, 0), (NEVER, 1)])
def test_all_that_is_watched_can_be_asked_for_now_but_what_was_given_up(
    database: Database, due_at: float, left: int
) -> None:
    portfolio(database, FIRST, 1)
    adopt(database)
    with database.writing() as db:
        polls.plan(db, case_key(1), due_at)
        assert polls.all_due(db, 200) == 1 - left
        assert db.execute(select(table.c.due_at)).scalar_one() == (200 if not left else NEVER)


def test_a_case_that_somebody_looks_up_is_no_poll(database: Database) -> None:
    with database.writing() as db:
        cases.store(db, case_key(9), b"sealed", "found", 100)
        polls.plan(db, case_key(9), 150)
        assert db.execute(select(table.c.due_at)).scalar_one() is None
        db.execute(update(table).values(due_at=100.0))
    assert claim(database, 9) == [], "without its receipt"
