"""Threads that work take turns; whoever waits lets the others work."""

import threading
import time

import pytest

from bot.pace import Pace


def test_two_never_work_at_once() -> None:
    pace, inside, most = Pace(), [], []

    def work() -> None:
        for _ in range(50):
            with pace.working():
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(most) == {1}


def test_whoever_waits_lets_another_work() -> None:
    pace, waits, worked = Pace(), threading.Event(), threading.Event()

    def patient() -> None:
        with pace.working(), pace.waiting():
            waits.set()
            worked.wait(5)

    thread = threading.Thread(target=patient)
    thread.start()
    waits.wait(5)
    with pace.working():
        worked.set()
    thread.join(5)
    assert not thread.is_alive()


def test_an_error_while_waiting_leaves_the_pace_as_it_was() -> None:
    pace = Pace()
    for _ in range(2):
        with pytest.raises(KeyError), pace.working(), pace.waiting():
            dict[str, int]()["nothing"]
    began = time.monotonic()
    with pace.working():
        assert time.monotonic() - began < 1


def test_who_hangs_holds_nobody_up_for_long() -> None:
    pace, end = Pace(), threading.Event()

    def hang() -> None:
        with pace.working():
            end.wait(10)

    thread = threading.Thread(target=hang)
    thread.start()
    began = time.monotonic()
    with pace.working():
        assert time.monotonic() - began < 5
    end.set()
    thread.join()
    with pace.working():
        assert time.monotonic() - began < 6


def test_waiting_outside_of_work_is_just_waiting() -> None:
    pace = Pace()
    with pace.waiting(), pace.working():
        pass
