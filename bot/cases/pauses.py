"""Until when not to ask the agency, and why: known to all processes through Redis, to each on its own without it.

A pause is only ever made longer and ends by itself, so that what a process remembers and what Redis holds never
contradict each other: the later end counts.
"""

import threading
import time
from collections.abc import Callable
from typing import Any, Literal, cast

from redis import Redis, RedisError

Reason = Literal["closed", "down", "pace", "quota"]
REASONS: tuple[Reason, ...] = ("closed", "down", "pace", "quota")
KEY = "agency:pause:"


class Pauses:
    """Times are seconds since 1970 UTC."""

    def __init__(self, redis: Redis | None, clock: Callable[[], float] = time.time) -> None:
        self._redis = redis
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[Reason, float] = dict.fromkeys(REASONS, 0.0)

    def begin(self, reason: Reason, until: float) -> None:
        """Nobody asks until `until`, unless a longer pause for the same reason is known."""
        with self._lock:
            self._known[reason] = until = max(until, self._known[reason])
        left = until - self._clock()
        if self._redis is None or left <= 0:
            return
        try:
            self._redis.set(KEY + reason, str(until), px=max(int(left * 1000), 1))
        except RedisError:
            return  # this process knows, and every other learns by asking once itself

    def now(self) -> dict[Reason, float]:
        """The pauses in force and when each ends."""
        with self._lock:
            known = dict(self._known)
        for reason, until in zip(REASONS, self._shared(), strict=True):
            known[reason] = max(known[reason], until)
        now = self._clock()
        return {reason: until for reason, until in known.items() if until > now}

    def _shared(self) -> list[float]:
        nothing = [0.0] * len(REASONS)
        if self._redis is None:
            return nothing
        try:
            held = cast(list[Any], self._redis.mget([KEY + reason for reason in REASONS]))
        except RedisError:
            return nothing
        return [float(until) if until else 0.0 for until in held]
