"""Letters and digits said one by one, for the ear.

A voice reads `EAC2112345678` as a word and a billion; so the script says each sign by its name, in groups, with a
breath between signs and a rest between groups. The writer of calls turns those two into pauses.
"""

import re
from collections.abc import Iterator

from dialogs.text import Spelt, Text, _p

# Private signs of Unicode, which nobody sends and no catalog holds: a breath, a rest, and what stands in English.
BREATH, REST, FOREIGN, HOME = "\ue000", "\ue001", "\ue002", "\ue003"

NAMES: dict[str, Text] = {
    # Translators: the name of a letter, as it is said by itself.
    "A": _p("voice", "A"), "B": _p("voice", "B"), "C": _p("voice", "C"), "D": _p("voice", "D"), "E": _p("voice", "E"),
    "F": _p("voice", "F"), "G": _p("voice", "G"), "H": _p("voice", "H"), "I": _p("voice", "I"), "J": _p("voice", "J"),
    "K": _p("voice", "K"), "L": _p("voice", "L"), "M": _p("voice", "M"), "N": _p("voice", "N"), "O": _p("voice", "O"),
    "P": _p("voice", "P"), "Q": _p("voice", "Q"), "R": _p("voice", "R"), "S": _p("voice", "S"), "T": _p("voice", "T"),
    "U": _p("voice", "U"), "V": _p("voice", "V"), "W": _p("voice", "W"), "X": _p("voice", "X"), "Y": _p("voice", "Y"),
    "Z": _p("voice", "Z"), "*": _p("voice", "asterisk"),
    "0": _p("voice", "zero"), "1": _p("voice", "one"), "2": _p("voice", "two"), "3": _p("voice", "three"),
    "4": _p("voice", "four"), "5": _p("voice", "five"), "6": _p("voice", "six"), "7": _p("voice", "seven"),
    "8": _p("voice", "eight"), "9": _p("voice", "nine"),
}  # fmt: skip

WITH_WORDS: dict[str, Text] = {
    # Translators: a letter with a word that begins with it and that everybody knows.
    "A": _p("voice", "A as in Alpha"), "B": _p("voice", "B as in Bravo"), "C": _p("voice", "C as in Charlie"),
    "D": _p("voice", "D as in Delta"), "E": _p("voice", "E as in Echo"), "F": _p("voice", "F as in Foxtrot"),
    "G": _p("voice", "G as in Golf"), "H": _p("voice", "H as in Hotel"), "I": _p("voice", "I as in India"),
    "J": _p("voice", "J as in Juliet"), "K": _p("voice", "K as in Kilo"), "L": _p("voice", "L as in Lima"),
    "M": _p("voice", "M as in Mike"), "N": _p("voice", "N as in November"), "O": _p("voice", "O as in Oscar"),
    "P": _p("voice", "P as in Papa"), "Q": _p("voice", "Q as in Quebec"), "R": _p("voice", "R as in Romeo"),
    "S": _p("voice", "S as in Sierra"), "T": _p("voice", "T as in Tango"), "U": _p("voice", "U as in Uniform"),
    "V": _p("voice", "V as in Victor"), "W": _p("voice", "W as in Whiskey"), "X": _p("voice", "X as in X-ray"),
    "Y": _p("voice", "Y as in Yankee"), "Z": _p("voice", "Z as in Zulu"),
}  # fmt: skip

# What is spelled in somebody else's words: receipts, form numbers, telephone numbers.
_SPELT = re.compile(
    r"\b[A-Z]{3}(?:\d{10}|\*\d{9})(?!\d)|\b(?:[IN]-\d{2,3}[A-Z]{0,2}|[AG]-\d{2,5})\b"
    r"|(?<![\d-])(?:1-)?\(?\d{3}\)?[- ]\d{3}-\d{4}(?!\d)",
    re.ASCII,
)


_ZERO_DAY = re.compile(r"\b0(?=[1-9] de \w)")


def spelling(spelt: Spelt) -> tuple[tuple[Text, ...], ...]:
    """The names to say, in groups: letters together, digits by threes with four at the end; a letter with a word is a
    group of its own."""
    names = NAMES if spelt.plainly else {**NAMES, **WITH_WORDS}
    return tuple(tuple(names[sign] for sign in group) for group in _groups(spelt))


def _groups(spelt: Spelt) -> Iterator[str]:
    for run in re.findall(r"[A-Z]+|\*|[0-9]+", spelt.signs.upper()):
        if run.isalpha() and not spelt.plainly:
            yield from run
            continue
        while run.isdecimal() and len(run) > 4:
            yield run[:3]
            run = run[3:]  # noqa: PLW2901 - what is left of it
        yield run


def parts(text: str) -> Iterator[str | Spelt]:
    """Somebody else's words, with the numbers in them to be spelled; `05 de Septiembre` is said without its zero."""
    text, end = _ZERO_DAY.sub("", text), 0
    for seen in _SPELT.finditer(text):
        yield text[end : seen.start()]
        yield Spelt(seen[0], plainly=True)
        end = seen.end()
    yield text[end:]
