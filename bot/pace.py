"""How often a case is asked for: often while something happens, seldom when nothing does."""

from dataclasses import dataclass
from datetime import UTC, datetime

from dialogs.cases import Case
from dialogs.meaning import category

HOUR = 3600.0
DAY = 24 * HOUR
SPREAD = 0.1  # of a period, by chance: what was added together is not asked for together for ever
CLOSED = frozenset(
    {"closed", "rejected", "decision_approved", "decision_denied", "decision_terminated", "card_delivery"}
)
SETTLED = 30 * DAY  # after a decision cards are made and mailed, and cases opened again


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two questions: about a case that is `active`, one that is `old` (nothing happened for `old_after`
    seconds), one that is `closed`, and one that the agency does not show (`unknown`)."""

    active: float = 4 * HOUR
    old: float = DAY
    closed: float = 7 * DAY
    unknown: float = 12 * HOUR
    old_after: float = 180 * DAY


def next_poll(pace: Pace, case: Case | None, now: float, chance: float) -> float:
    """When a case is asked for again, in seconds since 1970 UTC; `chance` is between 0 and 1."""
    return now + period(pace, case, now) * (1 + SPREAD * (2 * chance - 1))


def period(pace: Pace, case: Case | None, now: float) -> float:
    """Without a date that can be read nobody knows how long it has been quiet: it counts as active."""
    if case is None:
        return pace.unknown
    since = _day(case.since)
    if category(case.title.get("en", "")) in CLOSED:
        return pace.closed if since is None or now - since > SETTLED else pace.active
    return pace.old if since is not None and now - since > pace.old_after else pace.active


def _day(iso: str) -> float | None:
    try:
        return datetime.fromisoformat(iso).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None
