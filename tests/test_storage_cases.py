"""Cases are asked for by one at a time; changes are applied once; counters add up; one scheduler leads."""

import pytest

from storage import cases, leases, registry, tallies
from storage.cases import CaseRow
from storage.database import Database
from storage.tallies import Window
from tests.races import at_once

CASE, OTHER = b"c" * 32, b"o" * 32


def test_a_case_is_stored_and_found_with_others_in_one_read(database: Database) -> None:
    with database.writing() as db:
        assert cases.store(db, CASE, b"sealed", "found", 100.5)
        assert cases.store(db, OTHER, None, "unknown", 101.5)
    known = {CASE: CaseRow(b"sealed", "found", 100.5, 0), OTHER: CaseRow(None, "unknown", 101.5, 0)}
    with database.reading() as db:
        assert cases.load_many(db, [CASE, OTHER, b"n" * 32]) == known
        assert cases.load_many(db, [CASE]) == {CASE: known[CASE]}
        assert cases.load_many(db, [b"n" * 32]) == cases.load_many(db, []) == {}
        assert cases.load(db, OTHER) == known[OTHER]


def test_an_older_answer_that_comes_late_does_not_replace_a_newer_one(database: Database) -> None:
    with database.writing() as db:
        assert cases.store(db, CASE, b"newer", "found", 200)
        assert not cases.store(db, CASE, b"older", "found", 100)
        assert cases.store(db, CASE, b"corrected", "found", 200)
        assert cases.load(db, CASE) == CaseRow(b"corrected", "found", 200, 0)


def test_the_last_status_stays_when_the_agency_shows_nothing_any_more(database: Database) -> None:
    with database.writing() as db:
        cases.store(db, CASE, b"sealed", "found", 100)
        assert cases.store(db, CASE, None, "unknown", 200)
        assert cases.load(db, CASE) == CaseRow(b"sealed", "unknown", 200, 0)


@pytest.mark.parametrize("known", [False, True])
def test_of_eight_who_ask_at_once_one_asks_the_agency(database: Database, known: bool) -> None:
    if known:
        with database.writing() as db:
            cases.store(db, CASE, b"sealed", "found", 50)

    def ask(number: int) -> bool:
        with database.writing() as db:
            return cases.lease(db, CASE, f"asker {number}", now=100, until=110)

    assert sum(at_once(ask)) == 1
    with database.reading() as db:
        row = cases.load(db, CASE)
    assert row == CaseRow(b"sealed" if known else None, "found" if known else None, 50 if known else None, 110)


def test_the_next_may_ask_after_an_answer_or_a_release_or_a_death(database: Database) -> None:
    with database.writing() as db:
        assert cases.lease(db, CASE, "a", now=100, until=110)
        assert not cases.lease(db, CASE, "b", now=109, until=119)
        assert cases.lease(db, CASE, "b", now=110, until=120), "a died"
        assert not cases.release(db, CASE, "a"), "it is no longer a's"
        assert cases.release(db, CASE, "b")
        assert cases.lease(db, CASE, "c", now=111, until=121)
        assert cases.store(db, CASE, b"sealed", "found", 112)
        assert cases.lease(db, CASE, "d", now=113, until=123)


def test_the_agencys_own_table_keeps_the_newest_whatever_the_order(database: Database) -> None:
    with database.writing() as db:
        assert registry.get(db, CASE) is None
        assert registry.put(db, CASE, b"march", 300)
        assert not registry.put(db, CASE, b"february", 200)
        assert registry.get(db, CASE) == b"march"
        assert registry.put(db, CASE, b"april", 400)
        assert registry.get(db, CASE) == b"april"


def test_a_change_is_applied_once_however_often_it_comes(database: Database) -> None:
    def apply(_: int) -> bool:
        with database.writing() as db:
            return registry.apply_once(db, CASE, 100)

    assert sum(at_once(apply)) == 1
    assert not apply(0)


def test_counters_of_several_processes_add_up(database: Database) -> None:
    texts, calls, later = Window("texts", 60), Window("calls", 60), Window("texts", 120)

    def flush(number: int) -> None:
        for _ in range(3):
            with database.writing() as db:
                tallies.add(db, f"process {number % 4}", {texts: 2, calls: 1})

    at_once(flush)
    with database.writing() as db:
        tallies.add(db, "process 0", {later: 5})
        tallies.add(db, "process 0", {})
    with database.reading() as db:
        assert tallies.total(db, texts) == 48
        assert tallies.total(db, later) == 5
        assert tallies.total(db, Window("faxes", 60)) == 0


def test_of_eight_schedulers_one_leads_until_it_stops_or_dies(database: Database) -> None:
    def lead(number: int) -> bool:
        with database.writing() as db:
            return leases.take(db, "leader", f"scheduler {number}", now=100, until=110)

    won = at_once(lead)
    assert sum(won) == 1
    leader = f"scheduler {won.index(True)}"
    with database.writing() as db:
        assert leases.take(db, "leader", leader, now=105, until=115), "it goes on leading"
        assert not leases.take(db, "leader", "another", now=114, until=124)
        assert not leases.give(db, "leader", "another")
        assert leases.take(db, "leader", "another", now=115, until=125), "the first one died"
        assert not leases.give(db, "leader", leader)
        assert leases.give(db, "leader", "another")
        assert leases.take(db, "leader", leader, now=116, until=126)
