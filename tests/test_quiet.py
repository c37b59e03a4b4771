"""When a phone may ring."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quiet import awake_at, next_weekly, zones_of

NIGHT = (time(21), time(8))
EAST, WEST, HAWAII, GUAM = "America/New_York", "America/Los_Angeles", "Pacific/Honolulu", "Pacific/Guam"
ZONES = [EAST, WEST, HAWAII, GUAM, "America/Puerto_Rico", "America/Phoenix", "America/Anchorage"]


def at(words: str, zone: str = EAST) -> float:
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(zone)).timestamp()


@pytest.mark.parametrize(
    ("now", "zones", "then"),
    [
        (at("2026-05-13 12:00"), (EAST,), at("2026-05-13 12:00")),
        (at("2026-05-13 20:59"), (EAST,), at("2026-05-13 20:59")),
        (at("2026-05-13 21:00"), (EAST,), at("2026-05-14 08:00")),
        (at("2026-05-14 03:10"), (EAST,), at("2026-05-14 08:00")),
        (at("2026-05-14 07:59"), (EAST,), at("2026-05-14 08:00")),
        (at("2026-05-14 08:00"), (EAST,), at("2026-05-14 08:00")),
        (at("2026-05-14 08:00"), (EAST, WEST), at("2026-05-14 11:00")),
        (at("2026-11-01 00:30"), (EAST,), at("2026-11-01 08:00")),  # the clocks go back in that night
        (at("2027-03-14 00:30"), (EAST,), at("2027-03-14 08:00")),  # and forward in this one
        (at("2026-05-14 03:10"), (), at("2026-05-14 03:10")),
    ],
)
def test_at_night_it_waits_for_the_morning(now: float, zones: tuple[str, ...], then: float) -> None:
    assert awake_at(now, zones, NIGHT) == then


def test_who_sets_no_quiet_hours_rings_at_any_time() -> None:
    assert awake_at(at("2026-05-14 03:10"), (EAST,), None) == at("2026-05-14 03:10")


def test_quiet_hours_in_the_middle_of_the_day_are_kept_too() -> None:
    assert awake_at(at("2026-05-14 12:30"), (EAST,), (time(12), time(14))) == at("2026-05-14 14:00")


def test_a_night_ends_to_the_minute() -> None:
    assert awake_at(at("2026-05-14 03:10"), (EAST,), (time(21, 20), time(7, 50))) == at("2026-05-14 07:50")
    assert awake_at(at("2026-05-14 07:53"), (EAST,), (time(7, 52), time(7, 50))) == at("2026-05-15 07:50")


@given(st.integers(1_700_000_000, 1_900_000_000), st.sampled_from(ZONES))
def test_it_never_rings_at_night_and_waits_a_day_at_most(now: int, zone: str) -> None:
    then = awake_at(now, (zone,), NIGHT)
    clock = datetime.fromtimestamp(then, ZoneInfo(zone)).time()
    assert time(8) <= clock < time(21)
    assert now <= then < now + 12.5 * 3600


def test_where_zones_lie_too_far_apart_it_rings_when_it_wakes_the_fewest() -> None:
    zones = (EAST, WEST, HAWAII, GUAM)
    then = awake_at(at("2026-05-14 00:00"), zones, NIGHT)
    asleep = [not time(8) <= datetime.fromtimestamp(then, ZoneInfo(zone)).time() < time(21) for zone in zones]
    assert sum(asleep) <= 1


@pytest.mark.parametrize(
    ("phone", "own", "zones"),
    [
        ("+12025550142", "", (EAST,)),
        ("+14155550142", "", (WEST,)),
        ("whatsapp:+14155550142", "", (WEST,)),
        ("+16715550142", "", (GUAM,)),
        ("+14155550142", HAWAII, (HAWAII,)),
        ("+18005550142", "", ("UTC",)),
        ("", "", ("UTC",)),
        ("+12", "", ("UTC",)),
    ],
)
def test_where_a_phone_is(phone: str, own: str, zones: tuple[str, ...]) -> None:
    assert zones_of(phone, own, "UTC") == zones


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-05-13 12:00", "2026-05-18 09:00"),
        ("2026-05-18 08:59", "2026-05-18 09:00"),
        ("2026-05-18 09:00", "2026-05-25 09:00"),
        ("2026-10-31 12:00", "2026-11-02 09:00"),
    ],
)
def test_a_weekly_message_comes_on_monday_at_nine(now: str, then: str) -> None:
    assert next_weekly(at(now), (EAST,)) == at(then)
