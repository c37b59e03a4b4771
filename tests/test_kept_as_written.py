"""What docs/operations.md says of how long things are kept is how long they are kept."""

from pathlib import Path

import pytest

from bot import erasures, retention
from bot.portfolios import sessions
from bot.retention import DAY, HOUR
from bot.settings import SETTINGS
from bot.web import crowd

DOCS = (Path(__file__).parent.parent / "docs" / "operations.md").read_text(encoding="utf-8")
UNITS = {"HOUR", "DAY", "BATCH"}
YEAR = 365 * DAY
IN_WORDS = {HOUR / 2: "half an hour", HOUR: "an hour", DAY: "a day", 2 * DAY: "two days"}
# Each constant, and how the line begins that tells it.
LINES = {
    "PEOPLE": "a phone's language",
    "PAGES": "who talks on a page",
    "NETWORKS": "how much a network",
    "ANSWERS": "the answer to a message",
    "CONFIDENTIAL": "the answer to a message",
    "CASES": "the last status of a case",
    "CONSENTS": "STOP, START",
    "PROMISES": "an answer that is owed",
    "UPDATES": "changes that were imported",
    "TALLIES": "how much everybody",
    "CODES": "one-time codes",
    "LINKS": "links to one-time pages",
    "GUESSES": "wrong PINs",
    "GUESSES_IN_ROW": "wrong PINs",
    "ERASURES": "a text or a call with a PIN",
    "PORTFOLIOS": "a portfolio:",
    "CARRIER_BACKUPS": "a text or a call with a PIN",
}


def in_words(seconds: float) -> str:
    if seconds in IN_WORDS:
        return IN_WORDS[seconds]
    for unit, name in ((YEAR, "years"), (DAY, "days"), (HOUR, "hours")):
        if seconds % unit == 0:
            return f"{seconds / unit:.0f} {name}"
    return f"{seconds / 60:.0f} minutes"


def line(beginning: str) -> str:
    (found,) = (each for each in DOCS.splitlines() if each.startswith(f"| {beginning}"))
    return found


def test_every_rule_has_its_line() -> None:
    names = {name for name in vars(retention) if name.isupper()} - UNITS
    assert names == {*LINES, "BACKUPS"}


@pytest.mark.parametrize("name", sorted(LINES))
def test_a_line_says_what_the_rule_says(name: str) -> None:
    assert in_words(getattr(retention, name)) in line(LINES[name])


def test_the_other_lines_say_what_the_program_does() -> None:
    for seconds in (sessions.SILENCE, sessions.SILENCE_AFTER_MAKING, sessions.LONGEST):
        assert in_words(seconds) in line("a sign-in")
    assert in_words(erasures.HOLDS) in line("a text or a call with a PIN")
    assert in_words(retention.visits(0.0) - retention.ANSWERS) in line("which phones were signed in")


def test_a_network_is_forgotten_when_people_are_told_so() -> None:
    assert retention.NETWORKS == crowd.HOUR


def test_the_keys_are_copied_as_often_as_people_are_told() -> None:
    assert retention.BACKUPS == DAY
    assert "PostgreSQL, every night" in DOCS
    assert "only their newest copy is kept" in DOCS


@pytest.mark.parametrize("names", [("CONVERSATION_MINUTES",), ("AUDIT_DAYS", "DELIVERY_DAYS")])
def test_the_defaults_of_what_is_kept_are_those_that_are_written(names: tuple[str, ...]) -> None:
    told = line(", ".join(f"`{name}`" for name in names)).split("|")[2].strip()
    assert told == ", ".join(str(SETTINGS[name].default) for name in names)
