"""Receipt numbers in what a caller said: three letters, then ten digits, or an asterisk and nine.

Its place decides what a word stands for: "oh" is a letter among the first three and a zero behind them. Nothing is
made up: where letters only sound like those of a known office there is a doubt, and digits are those that were said.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from dialogs.plain import plain
from dialogs.prefixes import NOT_PREFIXES, PREFIXES
from dialogs.reading import Doubt, Reading
from dialogs.receipts import read
from dialogs.spoken_attempts import unfinished
from dialogs.spoken_letters import Head, Said, heads, past_letters
from dialogs.spoken_signs import LONGEST, MENDED, PLAIN, WORD, signs
from dialogs.spoken_words import JOINERS, near_prefixes

_BETWEEN_DIGITS = 10  # words passed over between two digits
_REACH = 60  # words from the first digit to the last
_AT_ONCE = 8  # ways to understand the digits that are kept in mind
_SORRY = "NO SORRY PERDON WRONG MEAN DIGO ACTUALLY CORRECTION CORRECCION WAIT ESPERE OOPS EQUIVOQUE SCRATCH RATHER"
_TAKEN_BACK = frozenset(_SORRY.split())


@dataclass(frozen=True, slots=True)
class _Number:
    """A whole number as understood, best first by `rank` and `cost`; the signs from `start` to `end` are used up."""

    rank: int
    cost: int
    start: int
    end: int
    note: str | Doubt


def spoken_receipt(text: str) -> Reading:
    """Receipt numbers in a recogniser's transcript, in English, Spanish or both.

    `found` only where the letters were understood as they stand; where they sound like a known office, or were put
    right by their place, a doubt; a number that is not whole is `wrong`. Never raises; time grows with the length of
    the text, of which `LONGEST` characters are read.
    """
    text = text[:LONGEST]
    said = signs(text)
    numbers = _chosen(said, list(_numbers(text, said)))
    if numbers:
        return _reading([number.note for number in numbers])
    written = read(text)
    attempt = unfinished(text, said, written)
    too_long = any(wrong.reason == "digits_too_many" for wrong in attempt.wrong)
    # Any three letters may be a prefix in writing; here they have been weighed as words.
    repaired = any(doubt.reason != "prefix_unsure" for doubt in written.doubtful)
    return written if (written.found or repaired) and not too_long else attempt


def _reading(notes: list[str | Doubt]) -> Reading:
    found = tuple(dict.fromkeys(note for note in notes if isinstance(note, str)))
    if len(found) == 2 and _twice(*found):
        return Reading((), (Doubt(", ".join(found), found, "repaired"),))
    doubtful = (note for note in notes if isinstance(note, Doubt) and not set(note.suggestions) & set(found))
    return Reading(found, tuple({note.suggestions: note for note in doubtful}.values()))


def _twice(one: str, other: str) -> bool:
    """Whether two numbers are most likely one that was said twice and misheard once."""
    return sum(sign != same for sign, same in zip(one, other, strict=True)) <= 2


def _chosen(said: Said, numbers: list[_Number]) -> list[_Number]:
    """The best understanding of each stretch, in order; two that are equally good are a doubt. What the caller took
    back does not count."""
    chosen: list[_Number] = []
    for number in sorted(numbers, key=lambda number: (number.rank, number.cost, number.start)):
        rival = next((other for other in chosen if number.start < other.end and other.start < number.end), None)
        if rival is None:
            chosen.append(number)
        elif (rival.rank, rival.cost) == (number.rank, number.cost) and _names(rival.note) != _names(number.note):
            names = tuple(dict.fromkeys((*_names(rival.note), *_names(number.note))))[:3]
            chosen[chosen.index(rival)] = replace(rival, note=Doubt(names[0], names, "repaired"))
    chosen.sort(key=lambda number: number.start)
    for place in range(len(chosen) - 1, 0, -1):
        between = said[chosen[place - 1].end : chosen[place].start]
        if any(sign.word in _TAKEN_BACK for sign in between):
            return chosen[place:]
    return chosen


def _names(note: str | Doubt) -> tuple[str, ...]:
    return (note,) if isinstance(note, str) else note.suggestions


def _numbers(text: str, said: Said) -> Iterator[_Number]:
    """Every way to understand a whole number in what was said."""
    raw = plain(text).raw
    tails = cache(lambda at, wanted: list(_tails(said, at, wanted)))
    for start, sign in enumerate(said):
        for head in heads(said, start) if sign.letters else ():
            if _judged(head, "", "") is None:
                continue
            star, after = past_letters(said, head)
            for wanted in (9, 10) if star else (10,):
                for digits, cost, end in tails(after, wanted):
                    stop = _stop(said, end, digits)
                    typed = " ".join(raw[sign.start : said[end - 1].end].split())
                    judged = _judged(head, ("*" if star else "") + digits, typed)
                    if stop is not None and judged is not None:
                        yield _Number(judged[0], head.cost + cost, start, stop, judged[1])


def _judged(head: Head, rest: str, typed: str) -> tuple[int, str | Doubt] | None:
    """How good the letters are, 0 is best, and what that makes of the number; None where they are no letters."""
    letters = head.letters
    if len(rest) == 11:  # an asterisk, and ten digits
        return (4, Doubt(typed, (letters + rest[1:],), "asterisk")) if letters in PREFIXES else None
    if letters in PREFIXES:
        whole = letters + rest
        return (0, whole) if head.sure < MENDED else (1, Doubt(typed, (whole,), "repaired"))
    if len(letters) < 3:
        near = tuple(prefix for prefix in PREFIXES if letters in prefix)
        return (4, Doubt(typed, tuple(p + rest for p in near), "repaired")) if 0 < len(near) <= 2 else None
    return None if letters in NOT_PREFIXES or head.sure == MENDED else _strange(head, rest, typed)


def _strange(head: Head, rest: str, typed: str) -> tuple[int, str | Doubt] | None:
    """The same for three letters that are no known prefix: the known ones that sound so, or what was said."""
    near = near_prefixes(head.letters)
    if near:
        asked = (*near, head.letters) if head.sure == PLAIN else near
        return 2, Doubt(typed, tuple(prefix + rest for prefix in asked), "prefix_unsure")
    if head.sure == WORD:
        return 3, Doubt(typed, (head.letters + rest,), "prefix_unsure")
    return (3, head.letters + rest) if head.sure == PLAIN else None


def _tails(said: Said, at: int, wanted: int) -> Iterator[tuple[str, int, int]]:
    """The ways to hear exactly `wanted` digits from `at` on: the digits, a cost, and where they end."""
    ways = {"": 0}
    idle = 0
    for end in range(at, min(len(said), at + _REACH)):
        sign = said[end]
        longer: dict[str, int] = {}
        for digits, cost in ways.items():
            for more, sure in sign.digits:
                whole = digits + more
                if len(whole) <= wanted:
                    longer[whole] = min(cost + sure, longer.get(whole, cost + sure))
            if sign.loose and not _amid(said, end):
                passed = cost + (2 if sign.digits else 0)
                longer[digits] = min(passed, longer.get(digits, passed))
        yield from ((whole, cost, end + 1) for whole, cost in longer.items() if len(whole) == wanted)
        left = [(digits, cost) for digits, cost in longer.items() if len(digits) < wanted]
        ways = dict(sorted(left, key=lambda way: way[1])[:_AT_ONCE])
        idle = 0 if sign.digits else idle + 1
        if not ways or idle > _BETWEEN_DIGITS:
            return


def _amid(said: Said, at: int) -> bool:
    """Whether a word that may be a digit has a sign on its left and a digit on its right: then it is one."""
    left, right = said[at - 1], said[at + 1] if at + 1 < len(said) else None
    return bool(said[at].digits) and bool(left.letters or left.digits) and right is not None and bool(right.digits)


def _stop(said: Said, end: int, digits: str) -> int | None:
    """Where a number that ends at `end` leaves off; None when more digits follow, unless they are the same again."""
    more, waiting = "", ""
    for at in range(end, len(said)):
        sign = said[at]
        if sign.counts:
            more, waiting = more + waiting + sign.digits[0][0], ""
            end = at + 1
        elif sign.digits:
            waiting += sign.digits[0][0]
        elif sign.word not in JOINERS:
            break
    return end if more in ("", digits) else None
