"""How often a case is asked for."""

from dataclasses import replace

import pytest

from bot.pace import DAY, HOUR, Pace, next_poll, period
from dialogs.cases import Case

NOW = 1_778_691_600.0  # 2026-05-13
OPEN = Case("IOE0912345678", "I-130", {"en": "Case Is Being Actively Reviewed By USCIS"}, since="2026-04-01")


@pytest.mark.parametrize(
    ("title", "since", "every"),
    [
        ("Case Is Being Actively Reviewed By USCIS", "2026-04-01", 4 * HOUR),
        ("Case Is Being Actively Reviewed By USCIS", "2025-04-01", DAY),
        ("Case Is Being Actively Reviewed By USCIS", "", 4 * HOUR),
        ("Case Was Approved", "2026-05-01", 4 * HOUR),
        ("Case Was Approved", "2026-03-01", 7 * DAY),
        ("Case Was Denied", "2024-03-01", 7 * DAY),
        ("Case Was Denied", "", 7 * DAY),
        ("A Title Nobody Knows", "2026-05-01", 4 * HOUR),
        ("Case Was Approved", "no day", 7 * DAY),
        ("Case Is Being Actively Reviewed By USCIS", "no day", 4 * HOUR),
    ],
)
def test_a_case_is_asked_for_as_often_as_something_happens_to_it(title: str, since: str, every: float) -> None:
    assert period(Pace(), replace(OPEN, title={"en": title}, since=since), NOW) == every


def test_a_case_that_is_not_shown_is_looked_for_twice_a_day() -> None:
    assert period(Pace(), None, NOW) == 12 * HOUR


def test_whoever_runs_it_says_how_often() -> None:
    pace = Pace(active=HOUR, old=2 * HOUR, closed=3 * HOUR)
    assert period(pace, OPEN, NOW) == HOUR
    assert period(pace, replace(OPEN, since="2020-01-01"), NOW) == 2 * HOUR


@pytest.mark.parametrize(("chance", "at"), [(0.0, 3.6), (0.5, 4.0), (1.0, 4.4)])
def test_what_was_added_together_is_not_asked_for_together(chance: float, at: float) -> None:
    assert next_poll(Pace(), OPEN, NOW, chance) == pytest.approx(NOW + at * HOUR)
