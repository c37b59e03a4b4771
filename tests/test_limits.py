"""Limits: so many different receipts a day, so many look-ups a minute, for one person and for all."""

from bot.limits import Allowance, Asked, Tally
from tests.world import Clock

ALLOWANCE = Allowance(different_a_day=3, a_minute=5)


def test_a_person_may_ask_for_so_many_different_receipts_a_day() -> None:
    asked = Asked()
    assert [asked.admit(name, ALLOWANCE, 100.0) for name in "abc"] == [0.0, 0.0, 0.0]
    assert asked.admit("d", ALLOWANCE, 200.0) == 100.0 + 86_400
    assert asked.admit("a", ALLOWANCE, 200.0) == 0.0


def test_the_next_day_is_a_new_day() -> None:
    asked = Asked()
    for name in "abc":
        asked.admit(name, ALLOWANCE, 100.0)
    assert asked.admit("d", ALLOWANCE, 100.0 + 86_401) == 0.0


def test_a_person_may_ask_so_often_a_minute() -> None:
    asked = Asked()
    assert [asked.admit("a", ALLOWANCE, 10.0 + second) for second in range(6)] == [0.0] * 5 + [70.0]
    assert asked.admit("a", ALLOWANCE, 71.0) == 0.0


def test_everybody_together_has_a_limit_over_all_processes() -> None:
    clock, shared = Clock(600.0), {"count": 0}

    def add(_window: float, count: int) -> int:
        shared["count"] += count
        return shared["count"]

    first, second = Tally(10, clock), Tally(10, clock)
    assert [first.admit() for _ in range(6)] == [0.0] * 6
    first.flush(add)
    assert second.admit() == 0.0
    second.flush(add)
    assert [second.admit() for _ in range(4)] == [0.0, 0.0, 0.0, 660.0]
    clock.now = 661.0
    assert second.admit() == 0.0


def test_a_tally_is_shared_about_once_a_second_and_only_when_there_is_something() -> None:
    clock, calls = Clock(600.0), []

    def add(window: float, count: int) -> int:
        calls.append((window, count))
        return count

    tally = Tally(10, clock)
    tally.flush(add)
    tally.admit()
    tally.flush(add)
    tally.admit()
    tally.flush(add)
    clock.now += 1.1
    tally.flush(add)
    assert calls == [(600.0, 1), (600.0, 1)]


def test_of_what_somebody_asked_a_number_can_be_kept_without_the_receipts() -> None:
    asked = Asked()
    for at, name in enumerate("abc"):
        asked.admit(name, ALLOWANCE, 100.0 + at)
    asked.another_text(100.0)
    later = asked.lately(101.0 + 86_400)
    assert (list(later.different.values()), later.texts) == ([102.0], [])
    left = asked.lately(200.0)
    assert not set("abc") & left.different.keys()
    assert left.admit("a", ALLOWANCE, 200.0) == 100.0 + 86_400, "it may have been another one"
