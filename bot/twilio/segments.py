"""How many pieces a text is paid and sent in, and how to make it fit.

A text of only GSM-7 characters holds 160, or 153 a piece where there are several; one other character makes it UCS-2,
with 70 and 67. Alphabet and lengths: 3GPP TS 23.038 and 23.040; https://www.twilio.com/docs/glossary/what-is-gsm-7
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = "\f^{}\\[~]|€"  # two septets each, and the two are never parted
GSM7 = frozenset(BASIC + EXTENSION)

_FOREIGN = re.compile(f"[^{re.escape(BASIC + EXTENSION)}]")
_WIDE = re.compile(f"[{re.escape(EXTENSION)}]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_PLAIN_LETTER = re.compile(r"LATIN (SMALL|CAPITAL) LETTER ([A-Z])(?: WITH .*)?")

# What has no decomposition that says the same.
_NEAREST = {
    "\t": " ", "\v": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n",
    "‘": "'", "’": "'", "‚": ",", "‛": "'", "′": "'", "`": "'", "´": "'", "ʼ": "'", "ʻ": "'",
    "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "«": '"', "»": '"', "‹": "'", "›": "'",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "•": "-", "·": "-", "¬": "-",
    "…": "...", "⁄": "/", "¦": "|", "¢": "c", "©": "(c)", "®": "(r)", "°": "o", "±": "+/-", "×": "x", "÷": "/",
    "µ": "u", "¶": "",
    "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D", "ı": "i", "ĸ": "k", "ŋ": "ng", "Ŋ": "NG",
    "ẞ": "SS", "ſ": "s",
}  # fmt: skip


def is_gsm7(text: str) -> bool:
    """Whether every character is in the basic alphabet or its extension."""
    return _FOREIGN.search(text) is None


def segments(text: str) -> int:
    """In how many pieces `text` goes out; 0 for an empty one."""
    if is_gsm7(text):
        return _pieces(text, _WIDE, 160, 153)
    return _pieces(text, _ASTRAL, 70, 67)


def fold(text: str) -> str:
    """`text` with the nearest GSM-7 character for each that is not one; what has none (宝, 🙂) stays as it is."""
    if is_gsm7(text):
        return text
    return _FOREIGN.sub(lambda found: _nearest(found[0]), unicodedata.normalize("NFC", text))


def fit(variants: Sequence[str], at_most: int) -> str:
    """The first variant of at most so many segments, as it is or else folded; else the last one, folded, in full."""
    for variant in variants:
        if segments(variant) <= at_most:
            return variant
    folded = [fold(variant) for variant in variants]
    return next((variant for variant in folded if segments(variant) <= at_most), folded[-1])


def _pieces(text: str, double: re.Pattern[str], alone: int, each: int) -> int:
    """`double` characters take two places, and a piece that has room for only one of them goes out short."""
    wide = len(double.findall(text))
    if len(text) + wide <= alone:
        return 1 if text else 0
    if not wide:
        return -(-len(text) // each)
    return _walk((2 if double.match(character) else 1 for character in text), each)


def _walk(widths: Iterable[int], each: int) -> int:
    pieces, used = 1, 0
    for width in widths:
        used += width
        if used > each:
            pieces, used = pieces + 1, width
    return pieces


@lru_cache(maxsize=4096)
def _nearest(character: str) -> str:
    if character in _NEAREST:
        return _NEAREST[character]
    if unicodedata.category(character) == "Zs":
        return " "
    if unicodedata.category(character) in {"Cc", "Cf"} or "\u0300" <= character <= "\u036f":
        return "" if character != "\u200d" else character  # the joiner holds an emoji together
    letter = _PLAIN_LETTER.fullmatch(unicodedata.name(character, ""))
    if letter:
        return letter[2].lower() if letter[1] == "SMALL" else letter[2]
    parts = unicodedata.normalize("NFKD", character)
    if parts == character:
        return character
    plain = "".join(part if part in GSM7 else _nearest(part) for part in parts)
    return plain if is_gsm7(plain) else character
