"""Words and numbers as two people would write them down after hearing the same thing."""

import re
import unicodedata
from collections.abc import Mapping

_ENGLISH = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_SPANISH = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete"
)
NUMBERS: Mapping[str, Mapping[str, int]] = {
    "en": {word: number for number, word in enumerate(_ENGLISH.split())},
    "es": {word: number for number, word in enumerate(_SPANISH.split())},
}
# The names of Spanish letters: whoever hears one writes the letter.
_NAMES = "efe hache jota ele eme ene erre ese equis ye zeta ceta ce be pe ge ka cu"
_LETTERS = dict(zip(_NAMES.split(), "fhjlmnrsxyzzcbpgkq", strict=True))
# Words that carry no meaning by themselves: losing one leaves the sentence what it was.
_EMPTY_ENGLISH = """
a an and are as at be by did do does for from i in is it its me my of on or so that the their them then there these
they this those to us was were will with you your"""
_EMPTY_SPANISH = """
a al aun como con de del el en era es esa ese eso esta este esto ha hay la las le les lo los me mi o para por que se ser
si son su sus te un una unos y ya yo"""
EMPTY: Mapping[str, frozenset[str]] = {
    "en": frozenset(_EMPTY_ENGLISH.split()),
    "es": frozenset(_EMPTY_SPANISH.split()),
}
_WORD = re.compile(r"[a-z]+|\d+(?:st|nd|rd|th)?")
# Apostrophes, commas in thousands, full hours.
_MARKS = re.compile(r"['’`]|(?<=\d),(?=\d{3}\b)|(?<=\d):00\b")
_THOUSAND = re.compile(r"\b(?:dos mil|two thousand)(?: y| and)?(?= )")  # how a year begins
# Spellings that sound alike in the Spanish of the Americas.
_ALIKE = ((r"h", ""), (r"v", "b"), (r"z|c(?=[ei])", "s"), (r"ll", "y"), (r"qu|c", "k"), (r"(.)\1", r"\1"))


def plain(text: str) -> str:
    """Small letters without accents."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(sign))


def tokens(text: str, language: str) -> list[str]:
    """The words in order; every number digit by digit, whether it was written in figures or in words."""
    found: list[str] = []
    for word in _WORD.findall(_THOUSAND.sub("20", _MARKS.sub("", plain(text)))):
        number = NUMBERS[language].get(word)
        if number is not None:
            found.extend(str(number))
        elif word[0].isdecimal():
            found.extend(sign for sign in word if sign.isdecimal())
        else:
            found.append(_LETTERS.get(word, word) if language == "es" else word)
    return found


def sound(word: str, language: str) -> str:
    """How a word is written by somebody who only heard it."""
    if language == "es":
        for pattern, instead in _ALIKE:
            word = re.sub(pattern, instead, word)
    return word


def carries_meaning(token: str, language: str) -> bool:
    """Numbers do, and words that are neither empty nor the name of a letter."""
    return token.isdecimal() or (len(token) > 1 and token not in EMPTY[language])
