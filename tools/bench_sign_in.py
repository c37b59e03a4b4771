"""Signing in, as a share of what it must cost at least: one check of a PIN with argon2id, in the same run.

One person at a time, through the whole service; the bare check takes turns with them, in this process, where nobody has
anything else to do.
"""

import statistics
import time
from collections.abc import Iterable
from typing import Any

from bot.pins import Pins
from tools.bench_load import Caller, knock
from tools.bench_servers import LINE, PEPPER

PIN = "58209174"
MAKING = (("create {}", "PIN"), ("2", "PIN"), (PIN, "Done"), ("0", "1 ="), ("4", "ready"))
SIGNING_IN = ("login {}", "PIN"), (PIN, "signed in"), ("logout", "signed out")


class Person:
    """A phone, and the portfolio that is made from it."""

    def __init__(self, caller: Caller, number: int) -> None:
        self._caller = caller
        self._phone = f"+1202556{number:04d}"
        self._user_id = f"bench{number:04d}"

    def text(self, texts: Iterable[tuple[str, str]]) -> list[float]:
        """How long each took, in milliseconds. Raises RuntimeError when the answer is another."""
        return [self._took(body.format(self._user_id), expected) for body, expected in texts]

    def _took(self, body: str, expected: str) -> float:
        asked, began = knock(LINE, self._phone, body, expected), time.perf_counter()
        self._caller.send(asked)
        while not self._caller.read():
            continue
        took = time.perf_counter() - began
        if fault := self._caller.fault():
            raise RuntimeError(f"signing in: {fault}")
        return took * 1000


def sign_ins(port: int, people: int, times: int) -> dict[str, Any]:
    """Medians in milliseconds of the turn that takes the PIN and of the bare check; how many of these it takes."""
    pins = Pins(PEPPER)
    held = pins.hash(PIN)
    caller = Caller(port)
    everybody = [Person(caller, number) for number in range(people)]
    for person in everybody:
        person.text(MAKING)
    turns, checks = [], []
    for _ in range(times):
        for person in everybody:
            turns.append(person.text(SIGNING_IN)[1])
            began = time.perf_counter()
            pins.check(held, PIN)
            checks.append((time.perf_counter() - began) * 1000)
    caller.socket.close()
    turn, check = statistics.median(turns), statistics.median(checks)
    ratio = statistics.median(one / bare for one, bare in zip(turns, checks, strict=True))
    return {"turn_ms": round(turn, 1), "check_ms": round(check, 1), "ratio": round(ratio, 2)}
