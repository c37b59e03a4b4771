"""Who may ask how often. Receipt numbers are sequential, so nobody reads through them here; and the agency's quota is
the scarcest thing the service has.

Per person: so many different receipts a day, so many look-ups a minute; kept in the person's own sealed row.
In all: so many look-ups a minute over all processes; each process counts in memory and adds its count to the database
about once a second, inside a write that happens anyway, so that a turn pays nothing for it.
"""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

DAY = 86_400.0
MINUTE = 60.0
TEXTS_A_DAY = 6  # to one phone, asked for on calls


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many different receipts a day, and how many look-ups a minute, one person may ask for."""

    different_a_day: int
    a_minute: int


@dataclass
class Asked:
    """What one person asked lately: when each different receipt was first asked for today, and the last minute's times.

    Receipts stand here by the head of their keyed hash, never in clear.
    """

    different: dict[str, float] = field(default_factory=dict)
    recent: list[float] = field(default_factory=list)
    texts: list[float] = field(default_factory=list)  # asked for on calls; a caller's number may be forged

    def admit(self, receipt: str, allowance: Allowance, now: float) -> float:
        """0 when the person may ask (and it is counted); else when to try again, in seconds since 1970 UTC."""
        self.different = {key: at for key, at in self.different.items() if at > now - DAY}
        self.recent = [at for at in self.recent if at > now - MINUTE]
        if len(self.recent) >= allowance.a_minute:
            return self.recent[0] + MINUTE
        if receipt not in self.different and len(self.different) >= allowance.different_a_day:
            return min(self.different.values()) + DAY
        self.recent.append(now)
        self.different.setdefault(receipt, now)
        return 0.0

    def lately(self, now: float) -> "Asked":
        """What still counts, without a word of what it was."""
        ats, texts = (
            [at for at in self.different.values() if at > now - DAY],
            [at for at in self.texts if at > now - DAY],
        )
        return Asked({f"forgotten {number}": at for number, at in enumerate(ats)}, [], texts)

    def another_text(self, now: float) -> bool:
        """Whether one more text may be asked for on a call today; then it is counted."""
        self.texts = [at for at in self.texts if at > now - DAY]
        if len(self.texts) >= TEXTS_A_DAY:
            return False
        self.texts.append(now)
        return True


class Tally:
    """How many look-ups everybody made in this minute, over all processes.

    `flush` is called with a function that adds a count to the shared table and returns the sum of all processes.
    """

    def __init__(self, limit: int, clock: Callable[[], float]) -> None:
        self._limit = limit
        self._clock = clock
        self._lock = threading.Lock()
        self._window = 0.0
        self._others = 0  # the shared sum when it was last read, own share included
        self._own = 0  # counted since then
        self._flushed_at = 0.0

    def admit(self) -> float:
        """0 when one more look-up is allowed (and it is counted); else when the next minute begins."""
        with self._lock:
            now = self._clock()
            window = math.floor(now / MINUTE) * MINUTE
            if window != self._window:
                self._window, self._others, self._own = window, 0, 0
            if self._others + self._own >= self._limit:
                return window + MINUTE
            self._own += 1
            return 0.0

    def flush(self, add: Callable[[float, int], int], every: float = 1.0) -> None:
        """Shares what was counted, at most once in `every` seconds. `add(window, count)` returns the shared sum."""
        with self._lock:
            now = self._clock()
            if not self._own or now - self._flushed_at < every:
                return
            window, own = self._window, self._own
            self._flushed_at, self._own, self._others = now, 0, self._others + own
        total = add(window, own)
        with self._lock:
            if window == self._window:
                self._others = max(self._others, total)
