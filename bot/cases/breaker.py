"""When the agency fails again and again, nobody asks for a while; then one asks, and the answer decides.

Counted over all processes through Redis, in each process alone without it. Only what is wrong with the road counts: no
connection, no answer in time, 5xx. What the agency says of a case, of a token or of our pace never does, and nothing
is ever counted against a case. Why not the library for it: `docs/decisions/the-agency-client.md`.
"""

import threading
import time
from collections.abc import Callable
from typing import cast

from redis import Redis, RedisError

from bot.cases.pauses import Pauses
from bot.cases.source import AgencyError

FAILURES = "agency:failures"
TRIAL = "agency:trial"
FAILURES_IN_A_ROW = 5
REST_SECONDS = 30.0
TRIAL_SECONDS = 10.0  # how long the one who tries may take before another may


class Breaker:
    def __init__(
        self,
        redis: Redis | None,
        pauses: Pauses,
        clock: Callable[[], float] = time.time,
        at_most: int = FAILURES_IN_A_ROW,
        rest: float = REST_SECONDS,
    ) -> None:
        self._redis, self._pauses, self._clock = redis, pauses, clock
        self._at_most, self._rest = at_most, rest
        self._lock = threading.Lock()
        self._failures = 0
        self._trial_until = 0.0
        self._troubled = False  # failures were seen at the last look: a success has something to clear

    def check(self) -> None:
        """Raises AgencyError while another finds out whether the agency is back; the rest itself is a pause."""
        with self._lock:
            own = self._failures
        count = max(own, self._shared_count())
        self._troubled = count > 0
        if count >= self._at_most and not self._may_try():
            raise AgencyError("The agency failed, and is being tried again.", self._clock() + TRIAL_SECONDS)

    def failed(self) -> None:
        """No connection, no answer in time, or a 5xx."""
        with self._lock:
            self._failures += 1
            failures = self._failures
        if self._redis is not None:
            try:
                failures = max(int(self._redis.incr(FAILURES)), failures)
                self._redis.expire(FAILURES, int(self._rest * 20))
            except RedisError:
                pass  # the count of this process decides
        if failures >= self._at_most:
            self._pauses.begin("down", self._clock() + self._rest)

    def answered(self) -> None:
        """The agency answered, whatever it said."""
        with self._lock:
            troubled = self._failures > 0 or self._troubled
            self._failures, self._trial_until, self._troubled = 0, 0.0, False
        if self._redis is not None and troubled:
            try:
                self._redis.delete(FAILURES, TRIAL)
            except RedisError:
                return  # it ends by itself, and one more success ends it sooner

    def _shared_count(self) -> int:
        if self._redis is None:
            return 0
        try:
            return int(cast(bytes | None, self._redis.get(FAILURES)) or 0)
        except RedisError:
            return 0

    def _may_try(self) -> bool:
        """One at a time: of this process by memory, of all by a key that ends by itself."""
        now = self._clock()
        with self._lock:
            if self._trial_until > now:
                return False
            self._trial_until = now + TRIAL_SECONDS
        if self._redis is None:
            return True
        try:
            return bool(self._redis.set(TRIAL, b"1", nx=True, px=int(TRIAL_SECONDS * 1000)))
        except RedisError:
            return True
