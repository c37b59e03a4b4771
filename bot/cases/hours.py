"""When the agency's door is open: `Mon-Fri 07:00-20:00 America/New_York`."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MARGIN = 300.0  # seconds; the agency's clock and ours, and a door that opens late
_CLOCK = r"([01]\d|2[0-3]):([0-5]\d)"
_WRITTEN = re.compile(rf"({'|'.join(DAYS)})(?:-({'|'.join(DAYS)}))? {_CLOCK}-{_CLOCK} (\S+)")


@dataclass(frozen=True, slots=True)
class Hours:
    """Open on `days` (0 is Monday) from `opens` until `closes` by the clock of `zone`, less `margin` seconds each."""

    days: frozenset[int]
    opens: time
    closes: time
    zone: ZoneInfo
    margin: float = MARGIN

    def opens_at(self, now: float) -> float | None:
        """None while open, else when it opens next, margin included; both in seconds since 1970 UTC."""
        today = datetime.fromtimestamp(now, self.zone).date()
        for ahead in range(8):
            day = today + timedelta(days=ahead)
            if day.weekday() not in self.days:
                continue
            opens = datetime.combine(day, self.opens, self.zone).timestamp() + self.margin
            closes = datetime.combine(day, self.closes, self.zone).timestamp() - self.margin
            if opens <= now < closes:
                return None
            if now < opens < closes:
                return opens
        return now + 86_400.0  # a door open for less than twice the margin is never open


def parse_hours(text: str, margin: float = MARGIN) -> Hours | None:
    """None for an empty text or `none`: always open. Raises ValueError with a sentence for whoever wrote it."""
    text = text.strip()
    if text.lower() in ("", "none"):
        return None
    written = _WRITTEN.fullmatch(text)
    if not written:
        raise ValueError("Opening hours are written like: Mon-Fri 07:00-20:00 America/New_York")
    first, last, *clock, zone = written.groups()
    begin, end = DAYS.index(first), DAYS.index(last or first)
    hour, minute, until_hour, until_minute = map(int, clock)
    opens, closes = time(hour, minute), time(until_hour, until_minute)
    if opens >= closes:
        raise ValueError("Opening hours end later on the same day than they begin.")
    days = frozenset((begin + step) % 7 for step in range((end - begin) % 7 + 1))
    try:
        return Hours(days, opens, closes, ZoneInfo(zone), margin)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("The time zone of the opening hours is not known; write one like America/New_York.") from None
