"""What somebody typed, written with plain ASCII letters, digits and marks, so that one set of rules can read it."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 4000
"""Characters looked at: a text message has at most 1,600, and reading must end soon whatever is sent."""

# Letters of other alphabets that look exactly like ours: phones set to Russian or Greek type these.
_LOOKALIKES = dict(
    zip(
        "АВСЕНІЈКМОРЅТХУЗаеосрхуіѕјΑΒΕΖΗΙΚΜΝΟΡΤΥΧοιν",
        "ABCEHIJKMOPSTXY3aeocpxyisjABEZHIKMNOPTYXoiv",
        strict=True,
    )
)
_SIGNS = {
    **dict.fromkeys("\u2043\u2212\u30fc\u02d7", "-"),
    **dict.fromkeys("\u00b7\u30fb\u2022\u2027\u2219\u22c5\u0387", "."),
    **dict.fromkeys("\u2217\u204e\u2731\u066d", "*"),
    "ı": "i",
}
# Dashes; then accents, variation selectors, zero-width and direction marks, which leave nothing.
_KINDS = {"Pd": "-", "Mn": "", "Me": "", "Mc": "", "Cf": ""}
_ENCLOSED_LETTERS = ((0x1F150, 26), (0x1F170, 26), (0x1F1E6, 26))  # black circles, black squares, flag letters

_ASCII = dict.fromkeys(range(32), " ") | {0x0A: "\n", 0x7F: " ", ord("_"): "-"}


@dataclass(frozen=True, slots=True)
class Plain:
    """`raw` keeps capitals and small letters as typed, `upper` is all capitals; `at` says where in the text typed
    each of their characters stood. A pictogram or another sign is `~`, a letter we can't write is a space."""

    raw: str
    upper: str
    at: Sequence[int]


def plain(text: str) -> Plain:
    """Accents, widths, invisible marks and other alphabets' digits taken away; never raises, looks at `LONGEST`."""
    text = text[:LONGEST]
    if text.isascii():
        raw = text.translate(_ASCII)
        return Plain(raw, raw.upper(), range(len(raw)))
    letters: list[str] = []
    at: list[int] = []
    for place, sign in enumerate(text):
        for letter in _plain_sign(sign):
            if letter == "~" and letters and letters[-1] == "~":
                continue
            letters.append(letter)
            at.append(place)
    raw = "".join(letters)
    return Plain(raw, raw.upper(), at)


@lru_cache(maxsize=2048)
def _plain_sign(sign: str) -> str:
    enclosed = _enclosed(ord(sign))
    if enclosed:
        return enclosed
    return "".join(_plain_part(part) for part in unicodedata.normalize("NFKD", _LOOKALIKES.get(sign, sign)))


def _enclosed(code: int) -> str:
    for first, length in _ENCLOSED_LETTERS:
        if first <= code < first + length:
            return chr(ord("A") + code - first)
    return ""


def _plain_part(part: str) -> str:
    if part.isascii():
        return part.translate(_ASCII)
    digit = unicodedata.digit(part, -1)
    if digit >= 0:
        return str(digit)
    kind = unicodedata.category(part)
    return _SIGNS.get(part, _KINDS.get(kind, " " if kind[0] in "LZC" else "~"))


@lru_cache(maxsize=256)
def folded(text: str) -> str:
    """The words of a short text: capitals, no accents, no signs, one space between; `"¡Más…!"` is `MAS`."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in plain(text).upper).split())
