"""What the agency lets the whole service ask: so many a second, so many a day, over all processes.

The quota is the scarcest thing the service has. People who ask now come first: polling leaves the last slot of a second
and the reserve of a day to them. Without Redis each process takes a small share of its own (`OWN_PER_SECOND`,
`OWN_PER_DAY`), so that a handful of processes stay inside the quota together, and adds what it took to the common
count when Redis is back.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from limits import RateLimitItemPerDay, RateLimitItemPerSecond
from limits.storage import RedisStorage
from limits.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter
from redis import Redis, RedisError

from bot.cases.source import AgencyError

Verdict = Literal["go", "wait", "spent"]
OWN_PER_SECOND = 4  # a process without Redis takes a fourth part of the second (at least one request)
OWN_PER_DAY = 20  # and a twentieth of the day
ALONE_SECONDS = 3.0  # how long a process keeps to its own share after Redis failed it
GLANCE = 0.05  # seconds between two looks for a free slot


@dataclass(frozen=True, slots=True)
class Allowance:
    """What came with the agency's keys. `reserve` of a day's requests (by itself a fifth) are for people who ask now;
    the day ends at midnight in `zone`.
    """

    per_second: int = 5
    per_day: int = 1000
    reserve: int | None = None
    zone: str = "UTC"

    def __post_init__(self) -> None:
        if self.per_second < 1 or self.per_day < 1 or not 0 <= self.kept <= self.per_day:
            raise ValueError("A quota allows at least one request, and its reserve is a part of the day.")

    @property
    def kept(self) -> int:
        return self.per_day // 5 if self.reserve is None else self.reserve

    def share(self) -> "Allowance":
        """The share of one process without Redis."""
        per_day = max(self.per_day // OWN_PER_DAY, 1)
        return Allowance(
            max(self.per_second // OWN_PER_SECOND, 1), per_day, per_day * self.kept // self.per_day, self.zone
        )


class Share:
    """Counts in this process alone; from nothing at its first use of a day."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._lock = threading.Lock()
        self._recent: deque[float] = deque()
        self._day, self._taken, self._owed = "", 0, 0

    def take(self, day: str, urgent: bool) -> Verdict:
        allowed = self._allowance
        now = time.monotonic()
        with self._lock:
            if day != self._day:
                self._day, self._taken, self._owed = day, 0, 0
            if self._taken >= allowed.per_day - (0 if urgent else allowed.kept):
                return "spent"
            while self._recent and self._recent[0] <= now - 1.0:
                self._recent.popleft()
            if len(self._recent) >= allowed.per_second:
                return "wait"
            self._recent.append(now)
            self._taken += 1
            self._owed += 1
        return "go"

    def hold(self) -> None:
        """As if this second were used up: nobody knows what the others took of it."""
        with self._lock:
            self._recent.extend([time.monotonic()] * self._allowance.per_second)

    def owed(self, day: str) -> int:
        """Taken and not yet in the common count."""
        with self._lock:
            return self._owed if day == self._day else 0

    def settle(self, count: int) -> None:
        with self._lock:
            self._owed = max(self._owed - count, 0)


class Shared:
    """Counts in Redis, for all processes. Raises RedisError."""

    def __init__(self, allowance: Allowance, redis: Redis) -> None:
        # The address only chooses the kind of server; the connections are ours, with their short time-outs.
        storage = RedisStorage("redis://", connection_pool=redis.connection_pool, key_prefix="agency:quota")
        self._seconds, self._days = MovingWindowRateLimiter(storage), FixedWindowRateLimiter(storage)
        self._second = RateLimitItemPerSecond(allowance.per_second)
        self._day = RateLimitItemPerDay(allowance.per_day)
        self._reserve = allowance.kept
        self._spare = min(2, allowance.per_second)

    def take(self, day: str, urgent: bool, owed: int) -> Verdict:
        if not self._days.test(self._day, day, cost=1 if urgent else 1 + self._reserve):
            return "spent"
        if not urgent and not self._seconds.test(self._second, cost=self._spare):
            return "wait"
        if not self._seconds.hit(self._second):
            return "wait"
        return "go" if self._days.hit(self._day, day, cost=1 + owed) else "spent"


class Quota:
    def __init__(self, allowance: Allowance, redis: Redis | None, clock: Callable[[], float] = time.time) -> None:
        self._zone = ZoneInfo(allowance.zone)
        self._own = Share(allowance.share())
        self._shared = Shared(allowance, redis) if redis is not None else None
        self._clock = clock
        self._alone_until = 0.0  # by time.monotonic()

    def take(self, until: float, urgent: bool) -> None:
        """One request may be made now; waits for a free slot, at most until `until` by `time.monotonic()`.

        Raises AgencyError when the day is spent (`retry_at`: the next one) or no slot came free.
        """
        while True:
            verdict = self._ask(self._today(), urgent)
            if verdict == "go":
                return
            if verdict == "spent":
                raise AgencyError("The agency's quota for the day is spent.", self.next_day())
            if time.monotonic() + GLANCE > until:
                raise AgencyError("The agency's quota for this second is spent.", self._clock() + 1.0)
            time.sleep(GLANCE)

    def next_day(self) -> float:
        """When the day of the quota ends, in seconds since 1970 UTC."""
        midnight = datetime.fromtimestamp(self._clock(), self._zone).replace(hour=0, minute=0, second=0, microsecond=0)
        return (midnight + timedelta(days=1)).timestamp()

    def _today(self) -> str:
        return datetime.fromtimestamp(self._clock(), self._zone).date().isoformat()

    def _ask(self, day: str, urgent: bool) -> Verdict:
        if self._shared is None or time.monotonic() < self._alone_until:
            return self._own.take(day, urgent)
        owed = self._own.owed(day)
        try:
            verdict = self._shared.take(day, urgent, owed)
        except RedisError:
            self._alone_until = time.monotonic() + ALONE_SECONDS
            self._own.hold()
            return self._own.take(day, urgent)
        if verdict == "go":
            self._own.settle(owed)
        return verdict
