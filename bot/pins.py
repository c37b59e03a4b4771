"""PINs at rest: argon2id over an HMAC with the pepper. Who has the database, but not the pepper, can try nothing.

The parameters are at OWASP's floor in memory and above it in passes: of a hundred million PINs no slow hash protects
one for long, the pepper and the throttle (`bot/guesses.py`) do.
"""

import hmac
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from dialogs.portfolio.pins import digits_of

MEMORY = 19_456  # KiB: 19 MiB
PASSES = 3
LANES = 1
AT_ONCE = 2  # in a process: 38 MiB, and two cores, are all that sign-ins can ever take
T = TypeVar("T")
_USE = b"case-status-line pin\0"  # the pepper has other uses: no hash of one is a hash of another


class Hashers:
    """The few threads of a process that hash. Each keeps the memory of a hash for the next one (glibc gives such a
    block back only once): in the threads that answer people it would be as much for every one of them."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._threads: dict[int, ThreadPoolExecutor] = {}  # by process: threads do not survive a fork

    def run(self, work: Callable[[], T]) -> T:
        threads = self._threads.get(os.getpid())
        if threads is None:
            threads = self._threads.setdefault(os.getpid(), ThreadPoolExecutor(self._count, "pins"))
        return threads.submit(work).result()


class Pins:
    """Hashes and checks PINs. They are read as `dialogs.portfolio.pins.digits_of` reads them, and never cut."""

    def __init__(self, pepper: str, memory: int = MEMORY, passes: int = PASSES, at_once: int = AT_ONCE) -> None:
        """`memory` in KiB. Raises ValueError when the pepper is empty."""
        if not pepper:
            raise ValueError("the pepper is empty")
        self._pepper = pepper.encode()
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory, parallelism=LANES)
        self._hashers = Hashers(at_once)
        # Nobody's PIN: to check it is the same work, and the chance that it is right is one in 2^256.
        self._nobody = self._hasher.hash(os.urandom(32))

    def hash(self, pin: str) -> str:
        """In PHC format, with a salt of its own."""
        peppered = self._peppered(pin)
        return self._hashers.run(lambda: self._hasher.hash(peppered))

    def check(self, hashed: str | None, pin: str) -> bool:
        """Whether it is the PIN. None: there is no such portfolio; that takes as long, and is False."""
        peppered = self._peppered(pin)
        try:
            right = self._hashers.run(lambda: self._hasher.verify(hashed or self._nobody, peppered))
        except VerifyMismatchError:
            return False
        return right and hashed is not None

    def outdated(self, hashed: str) -> bool:
        """Whether it was made with other parameters than now: hash the PIN again when it is there."""
        return self._hasher.check_needs_rehash(hashed)

    def _peppered(self, pin: str) -> bytes:
        return hmac.digest(self._pepper, _USE + (digits_of(pin) or pin).encode("utf-8", "surrogatepass"), "sha256")
