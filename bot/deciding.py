"""Is it news? A pure decision between what was known of a case and what the agency says now.

Titles and history count, in both languages. Mark-up, white space, the case of letters, punctuation and dates written
out in words do not, nor does the text below the title: the agency rewords those without anything having happened.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.cases.markup import plain
from dialogs.cases import Case, Step

Kind = Literal["", "changed", "grew", "vanished", "appeared", "unheard"]
HOUR = 3600.0
DAY = 24 * HOUR
FLAP_HOLD = 6 * HOUR  # a title that comes and goes has to stand for so long before it is told again
VANISHED_HOLD = 6 * HOUR  # the agency forgets cases for an hour or two, and finds them again

_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|ene|abr|ago|dic)\b\.?)"
)
_DAY = r"(?:(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.?o|ro)?|primero)"
_YEAR = r"(?:,? (?:de |del )?\d{4})"
_WEEKDAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|lunes|martes|miércoles|jueves|viernes|sábado|domingo),? (?:el )?"
)
_HALF = r"(?: ?[ap]\.? ?m\b\.?)"
_ZONE = r"(?: (?:[ecmp][sd]?t|ak[sd]t|hst|utc|gmt)\b)"
_CLOCK = rf"(?:\d{{1,2}}:\d{{2}}(?::\d{{2}})?{_HALF}?|\d{{1,2}}{_HALF})"
# By their own punctuation: two numbers that only stand side by side, as in "30-60 days", are no time of day. Not after
# a dash: the I-90 that may be reopened is a form.
_DATES = re.compile(
    rf"(?<![\w/.-])(?:"
    rf"(?:{_WEEKDAY})?(?:{_MONTH} {_DAY}{_YEAR}?|{_MONTH}{_YEAR})"  # May 13, 2026; May 13; mayo de 2026
    rf"|(?:{_WEEKDAY})?{_DAY} (?:(?:de|del) {_MONTH}{_YEAR}?|{_MONTH}{_YEAR})"  # 13 de mayo de 2026; 13 May 2026
    r"|\d{4}-\d{2}-\d{2}(?:t\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})?)?"  # 2026-05-13T14:28:00Z
    r"|\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|\d{1,2}[.-]\d{1,2}[.-]\d{4}"  # 5/13/2026; 13-05-2026
    rf"|{_CLOCK}{_ZONE}?"  # 2:28 p.m. ET; 9 a. m.
    r")(?!\w)"
)
A_DATE = "∅"
_NOT_WORDS = re.compile(rf"[^\w{A_DATE}]+")


@dataclass(frozen=True, slots=True)
class Shown:
    """A title that the agency showed, and that changed away at `at`, in seconds since 1970 UTC."""

    title: Mapping[str, str]
    at: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What kind of news it is, "" for none, and for how many seconds it is held back to see whether it stands."""

    kind: Kind
    hold: float = 0.0


NOTHING = Decision("")


def decide(  # noqa: PLR0913
    known: Case | None,
    was: str | None,
    seen: Case | None,
    recent: Sequence[Shown],
    now: float,
    vanished_lately: bool = False,
) -> Decision:
    """`known` is the last status that was shown (None: none ever was), `was` the last outcome (`found`, `unknown`;
    None: never asked), `seen` what the agency says now (None: it shows nothing), `recent` the titles that changed away
    lately; `vanished_lately`: that this case vanished was told within a month."""
    if was is None:
        return NOTHING  # a base line
    if seen is None:
        return NOTHING if was != "found" or vanished_lately else Decision("vanished", VANISHED_HOLD)
    if known is None:
        return Decision("appeared")
    if not _same_title(known.title, seen.title):
        back = any(now - each.at <= DAY and _same_title(each.title, seen.title) for each in recent)
        return Decision("changed", FLAP_HOLD if back else 0.0)
    return Decision("grew") if _grew(known.history, seen.history) else NOTHING


def same(before: Case, after: Case) -> bool:
    """Whether there is nothing to tell between the two."""
    return _same_title(before.title, after.title) and not _grew(before.history, after.history)


def _same_title(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """In each language in which both are given; a translation that comes later is no news."""
    both = [language for language in one if one[language] and other.get(language)]
    return all(_folded(one[language]) == _folded(other[language]) for language in both)


def _grew(known: Sequence[Step], seen: Sequence[Step]) -> bool:
    """Whether there is a step that is newer than all known ones, or of the same day and says something else."""
    if not seen or not known:
        return False  # a history that is only now shown, or no longer, tells nothing of when
    newest = max(step.on for step in known)
    there = [step for step in known if step.on == newest]
    return any(
        step.on > newest or (step.on == newest and not any(_same_title(each.words, step.words) for each in there))
        for step in seen
    )


def _folded(text: str) -> str:
    """What counts of an agency's words."""
    words = " ".join(unicodedata.normalize("NFKC", plain(text)).casefold().split())
    return _NOT_WORDS.sub(" ", _DATES.sub(A_DATE, words)).strip()
