"""When a phone may ring: not at night, where it is. E-mail does not ring."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import timezone

STEP = 900.0  # seconds
A_DAY = 86_400.0
MANY = 6  # zones: whose number is good for half a continent says nothing about where it is
MONDAY, NINE = 0, time(9)


def zones_of(phone: str, own: str, default: str) -> tuple[str, ...]:
    """Names of the time zones in which a phone (E.164, or "") may be: the one its owner chose, else those of its area
    code, else the default."""
    if own:
        return (own,)
    try:
        number = phonenumbers.parse(phone.removeprefix("whatsapp:"))
    except phonenumbers.NumberParseException:
        return (default,)
    zones = tuple(timezone.time_zones_for_number(number))
    if not zones or len(zones) > MANY or timezone.UNKNOWN_TIMEZONE in zones:
        return (default,)
    return zones


def awake_at(now: float, zones: Sequence[str], quiet: tuple[time, time] | None) -> float:
    """The first moment from `now` on, in seconds since 1970 UTC, at which it is night in none of the zones; where the
    zones lie too far apart for that, at which it is night in the fewest."""
    if quiet is None or not zones:
        return now
    places = [ZoneInfo(zone) for zone in zones]
    moments = sorted({now, *_quarters(now), *_mornings(now, places, quiet[1])})
    asleep = [sum(_is_night(moment, place, quiet) for place in places) for moment in moments]
    return moments[asleep.index(min(asleep))]


def next_weekly(now: float, zones: Sequence[str]) -> float:
    """The next Monday morning at nine after `now`, in the first of the zones; UTC where there is none."""
    place = ZoneInfo(zones[0]) if zones else UTC
    here = datetime.fromtimestamp(now, place)
    day = here.date() + timedelta(days=(MONDAY - here.weekday()) % 7)
    moment = datetime.combine(day, NINE, place)
    if moment.timestamp() <= now:
        moment = datetime.combine(day + timedelta(days=7), NINE, place)
    return moment.timestamp()


def _quarters(now: float) -> list[float]:
    """The quarters of an hour of the coming day: clocks are apart, and put forward and back, by whole ones."""
    first = now - now % STEP + STEP
    return [first + number * STEP for number in range(int(A_DAY / STEP) + 4)]


def _mornings(now: float, places: Sequence[ZoneInfo], ends: time) -> list[float]:
    """When nights end from now on: quiet hours may be until 7:50."""
    days = [(datetime.fromtimestamp(now, place).date(), place) for place in places]
    mornings = [datetime.combine(day + timedelta(days=more), ends, place) for day, place in days for more in (0, 1)]
    return [moment.timestamp() for moment in mornings if moment.timestamp() > now]


def _is_night(moment: float, place: ZoneInfo, quiet: tuple[time, time]) -> bool:
    begins, ends = quiet
    clock = datetime.fromtimestamp(moment, place).time()
    return begins <= clock < ends if begins < ends else clock >= begins or clock < ends
