"""The agency's opening hours."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.cases.hours import parse_hours

EASTERN = ZoneInfo("America/New_York")


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=EASTERN).timestamp()


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2024-03-06T12:00", None),  # a Wednesday
        ("2024-03-06T06:59", "2024-03-06T07:05"),
        ("2024-03-06T07:04", "2024-03-06T07:05"),
        ("2024-03-06T07:05", None),
        ("2024-03-06T19:54", None),
        ("2024-03-06T19:55", "2024-03-07T07:05"),
        ("2024-03-08T20:00", "2024-03-11T07:05"),  # a Friday; the clocks go forward on Sunday
        ("2024-11-02T12:00", "2024-11-04T07:05"),  # a Saturday; the clocks go back on Sunday
    ],
)
def test_the_door_opens_on_the_days_and_hours_of_its_own_clock_less_a_margin(now: str, opens: str | None) -> None:
    hours = parse_hours("Mon-Fri 07:00-20:00 America/New_York")
    assert hours is not None
    assert hours.opens_at(at(now)) == (opens and at(opens))


def test_days_may_go_round_the_end_of_the_week_or_be_one() -> None:
    weekend = parse_hours("Fri-Mon 07:00-20:00 UTC")
    sunday = parse_hours("Sun 07:00-20:00 UTC")
    assert weekend is not None
    assert sunday is not None
    assert weekend.days == {4, 5, 6, 0}
    assert sunday.days == {6}


@pytest.mark.parametrize("text", ["", " none ", "None"])
def test_without_hours_the_door_is_always_open(text: str) -> None:
    assert parse_hours(text) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("9 to 5", "written like"),
        ("Mon-Fri 7:00-20:00 UTC", "written like"),
        ("Mon-Fri 20:00-07:00 UTC", "end later"),
        ("Mon-Fri 07:00-20:00 Mars/Base", "time zone"),
    ],
)
def test_wrong_hours_are_named_in_a_sentence(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_hours(text)


def test_a_door_open_for_less_than_the_margins_never_opens() -> None:
    hours = parse_hours("Mon 07:00-07:05 UTC")
    assert hours is not None
    assert hours.opens_at(at("2024-03-06T12:00")) == at("2024-03-07T12:00")
