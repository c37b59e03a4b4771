"""Receipt numbers with look-alikes: O for 0, I or l for 1, 5 for S … exchanged by position, never guessed further."""

import re
from itertools import product

from dialogs.groups import GAP, REACH, ends_here, only
from dialogs.prefixes import NOT_PREFIXES, PREFIXES, lookalikes, repaired_prefixes
from dialogs.reading import Doubt, Sheet

_MEANT = {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "S": "5", "B": "8", "Z": "2", "G": "6"}
_MEANT_SMALL = {"b": "86", "g": "9", "q": "9"}
_SIGN = "[0-9OQDILSBZG]"
_NUMBER = rf"(?P<d>{_SIGN}(?:{GAP}{_SIGN}){{8,9}})(?![A-Z0-9])"
_ALIKE = "|".join(r"[^A-Z0-9*§]{0,2}".join(f"[{lookalikes(letter)}]" for letter in prefix) for prefix in PREFIXES)
_WITH_KNOWN = re.compile(rf"(?<![A-Z0-9])(?P<p>{_ALIKE})(?P<gap>{REACH}){_NUMBER}")
_WITH_ANY = re.compile(rf"(?<![A-Z0-9])(?P<p>[A-Z]{{3}})(?P<gap>)(?P<d>{_SIGN}{{10}})(?![A-Z0-9])")


def mend(sheet: Sheet) -> None:
    """Takes what becomes at most two receipt numbers when look-alikes are exchanged, or a lost 0 is put back."""
    for pattern in (_WITH_KNOWN, _WITH_ANY):
        for seen in pattern.finditer(sheet.text):
            _judge(sheet, seen)


def _judge(sheet: Sheet, seen: re.Match[str]) -> None:
    prefix = only("A-Z0-9", seen["p"])
    apart = len(seen["p"]) > 3
    if prefix.isdigit() or prefix in NOT_PREFIXES or (apart and re.search("[A-Z0-9]{2}", seen["p"])):
        return
    if not _like_a_number(seen["d"]) or not ends_here(seen.string, seen.start("d"), seen.end()):
        return
    suggestions = _suggestions(prefix, only("A-Za-z0-9", sheet.raw[seen.start("d") : seen.end("d")]))
    if 1 <= len(suggestions) <= 2 and suggestions[0] != prefix + only("A-Z0-9", seen["d"]):
        lost = len(only("A-Z0-9", seen["d"])) == 9
        doubt = Doubt(sheet.typed(*seen.span()), suggestions, "zero_lost" if lost else "repaired")
        sheet.take(*seen.span(), doubt)


def _suggestions(prefix: str, typed: str) -> tuple[str, ...]:
    prefixes = repaired_prefixes(prefix) or ((prefix,) if prefix.isalpha() else ())
    options = [_MEANT_SMALL.get(sign, _MEANT.get(sign.upper(), sign)) for sign in typed]
    if sum(len(option) > 1 for option in options) > 1:
        return ()
    numbers = ["".join(number) for number in product(*options)]
    if len(typed) == 9:
        # Every IOE number known begins with 0, and people leave that out.
        numbers = [f"0{number}" for number in numbers if number[0] != "0"]
        prefixes = tuple(one for one in prefixes if one == "IOE")
    return tuple(one + number for one in prefixes for number in numbers)


def _like_a_number(typed: str) -> bool:
    """At least five true digits, and no group that is a word: `21 I23 4567O`, or sign by sign `O 9 1 2 …`."""
    groups = re.findall("[A-Z0-9]+", typed)
    if sum(sign.isdigit() for sign in typed) < 5:
        return False
    if all(len(group) == 1 for group in groups):
        return True
    return all(any(sign.isdigit() for sign in group) for group in groups[groups[0] == "O" :])
