"""PINs at rest: argon2id with a pepper, every digit of it, and the same work for whoever does not exist."""

import threading
import time

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type

from bot.pins import Pins
from tests.races import at_once

PEPPER = "a pepper of a good length"
PIN = "83920174"
QUICK = {"memory": 64, "passes": 1}


def test_the_parameters_are_at_owasps_floor_or_above() -> None:
    hashed = Pins(PEPPER).hash(PIN)
    parameters = extract_parameters(hashed)
    assert hashed.startswith("$argon2id$v=19$")
    assert parameters.type is Type.ID
    assert parameters.memory_cost >= 19 * 1024
    assert parameters.time_cost >= 2
    assert parameters.parallelism >= 1
    assert (parameters.salt_len, parameters.hash_len) >= (16, 32)


def test_a_pin_opens_what_it_closed_and_nothing_else_does() -> None:
    pins = Pins(PEPPER)
    hashed = pins.hash(PIN)
    assert pins.check(hashed, PIN)
    assert [pins.check(hashed, other) for other in ("83920175", "8392017", "839201740", "", "abc", "\ud800")] == [
        False
    ] * 6


def test_the_same_pin_never_has_the_same_hash() -> None:
    pins = Pins(PEPPER, **QUICK)
    assert len({pins.hash(PIN) for _ in range(5)}) == 5


def test_a_pin_is_the_same_however_its_digits_are_written() -> None:
    pins = Pins(PEPPER, **QUICK)
    assert all(
        pins.check(pins.hash("8392 0174"), typed) for typed in (PIN, "8392-0174", "８３９２０１７４", "٨٣٩٢٠١٧٤")
    )


def test_long_pins_that_differ_in_their_last_digit_differ() -> None:
    pins = Pins(PEPPER, **QUICK)
    for length in (12, 72, 128, 4096):
        assert pins.check(pins.hash("7" * length + "1"), "7" * length + "1")
        assert not pins.check(pins.hash("7" * length + "1"), "7" * length + "2")


def test_without_the_pepper_no_pin_opens_anything() -> None:
    hashed = Pins(PEPPER, **QUICK).hash(PIN)
    assert not Pins(PEPPER + "!", **QUICK).check(hashed, PIN)
    with pytest.raises(ValueError, match="pepper is empty"):
        Pins("")


def test_neither_the_pepper_nor_a_pin_is_shown_by_accident() -> None:
    pins = Pins(PEPPER, **QUICK)
    assert PEPPER not in repr(pins)
    assert PIN not in pins.hash(PIN)


def test_nobodys_pin_is_as_much_work_as_somebodys() -> None:
    pins = Pins(PEPPER)
    hashed = pins.hash(PIN)
    assert not pins.check(None, PIN)

    def quickest(stored: str | None, pin: str) -> float:
        times = []
        for _ in range(8):
            begun = time.thread_time()
            pins.check(stored, pin)
            times.append(time.thread_time() - begun)
        return min(times)

    right, wrong, nobody = quickest(hashed, PIN), quickest(hashed, "83920175"), quickest(None, PIN)
    assert 0.5 < nobody / wrong < 2.0
    assert 0.5 < right / wrong < 2.0


def test_a_hash_is_outdated_when_the_parameters_grew() -> None:
    old, new = Pins(PEPPER, **QUICK), Pins(PEPPER, memory=128, passes=1)
    hashed = old.hash(PIN)
    assert not old.outdated(hashed)
    assert new.outdated(hashed)
    assert new.check(hashed, PIN)  # and it opens until it is made anew
    assert not new.outdated(new.hash(PIN))


def test_a_process_never_hashes_more_than_two_at_once() -> None:
    pins = Pins(PEPPER, memory=8 * 1024, passes=1)
    running, most, lock = 0, 0, threading.Lock()
    verify = pins._hasher.verify

    class Counting:
        """The hasher, and how many were in it at the same moment."""

        def verify(self, hashed: str, pin: bytes) -> bool:
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            try:
                return verify(hashed, pin)
            finally:
                with lock:
                    running -= 1

    hashed = pins.hash(PIN)
    pins._hasher = Counting()  # type: ignore[assignment]
    assert at_once(lambda _number: pins.check(hashed, PIN), 8) == [True] * 8
    assert most == 2
