"""Nicknames of cases: what people call them in their list, like "Mom" or the name of a client.

They are read out, written into messages and sent as files; none of them can be taken for a short number, a receipt
number, a formula of a spreadsheet or markup.
"""

import unicodedata
from dataclasses import dataclass
from typing import Literal

from dialogs.receipts import read
from dialogs.words import command, opt

LONGEST = 30
_LOOKED_AT = 300

OWN_WORDS = ("hi", "thanks", "yes", "no")  # commands that are somebody's name as well: Simon, Vale

NicknameReason = Literal["empty", "too_long", "signs", "number", "receipt", "word"]


@dataclass(frozen=True, slots=True)
class NicknameFault:
    """Why a text can't be a nickname.

    empty, too_long
    signs    something else than letters of any script, digits, blanks and ' - . , & ( ) #, or a sign that can't stand
             first; `sign` is the first such
    number   it has no letter: it would be taken for a short number
    receipt  there is a receipt number in it, or another number of the papers, which is nobody's name
    word     a command, or a word for opting out: nobody could ask for the case by it
    """

    reason: NicknameReason
    sign: str = ""


_SIGNS = frozenset("'-.,&()#")
_FIRST = frozenset("(#")
# Phones set these by themselves.
_TYPED = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "–": "-", "‐": "-", "‑": "-", "\t": " "})
# Letters and marks that nobody sees: fillers, joiners, variation selectors.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0").union(
    *(map(chr, span) for span in (range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0)))
)
_MARKS_ON_ONE = 3  # Vietnamese and Hebrew have two; more are meant to spill over other lines


def read_nickname(text: str) -> str | NicknameFault:
    """The nickname that somebody typed, in normal form, with single blanks. Never raises."""
    typed = unicodedata.normalize("NFC", text.strip()[:_LOOKED_AT].translate(_TYPED))
    blank = "".join(" " if unicodedata.category(sign) == "Zs" else sign for sign in typed)
    name = " ".join(part for part in blank.split(" ") if part)
    wrong = _wrong_sign(name)
    if not name or wrong:
        return NicknameFault("signs", wrong) if wrong else NicknameFault("empty")
    if len(name) > LONGEST:
        return NicknameFault("too_long")
    if not any(sign.isalpha() for sign in name):
        return NicknameFault("number")
    if command(name) not in (None, *OWN_WORDS) or opt(name):
        return NicknameFault("word")
    reading = read(name)
    return NicknameFault("receipt") if reading.found or reading.doubtful or reading.kinds else name


def _wrong_sign(name: str) -> str:
    """The first sign that can't stand where it stands; "" when all is well."""
    marks = 0
    for place, sign in enumerate(name):
        kind = unicodedata.category(sign)
        marks = marks + 1 if kind in ("Mn", "Mc") else 0
        letter = kind[0] == "L" or kind == "Nd"
        allowed = letter or sign in _SIGNS or sign == " " or 0 < marks <= _MARKS_ON_ONE
        if not allowed or sign in _UNSEEN or (place == 0 and not letter and sign not in _FIRST):
            return sign
    return ""
