"""Lengths of time and times of day, in words that stand alone."""

from dialogs.text import Text, _, _n

MINUTE, HOUR, DAY = 60, 3600, 86_400
YEAR = 365 * DAY
NOON = 12 * 60


def length(seconds: float) -> Text:
    """In the largest unit that leaves nothing over, rounded up to a minute: `30 minutes`, `90 days`, `5 years`."""
    whole = max(1, -int(-seconds // MINUTE)) * MINUTE
    if whole % YEAR == 0:
        return _n("{count} year", "{count} years", whole // YEAR)
    if whole % DAY == 0 and whole > DAY:
        return _n("{count} day", "{count} days", whole // DAY)
    if whole % HOUR == 0:
        return _n("{count} hour", "{count} hours", whole // HOUR)
    return _n("{count} minute", "{count} minutes", whole // MINUTE)


def clock(minutes: int) -> Text:
    """A time of day by minutes since midnight: `9 p.m.`, `8:30 a.m.`."""
    hour, minute = divmod(minutes % (2 * NOON), 60)
    shown = str(hour % 12 or 12)
    if minute:
        shown = f"{shown}:{minute:02}"
    if hour < 12:
        return _("{time} a.m.", time=shown)
    return _("{time} p.m.", time=shown)
