"""Numbers of more than one digit in words, English and Spanish: "ninety nine", "noventa y nueve", "nine hundred"."""

from collections.abc import Sequence

from dialogs.spoken_words import DIGIT_WORDS

_UNITS = {word: int(digit) for word, digit in DIGIT_WORDS.items() if digit != "0"}
_TENS = {
    "TWENTY": 20, "THIRTY": 30, "FORTY": 40, "FOURTY": 40, "FIFTY": 50, "SIXTY": 60, "SEVENTY": 70, "EIGHTY": 80,
    "NINETY": 90, "VEINTE": 20, "TREINTA": 30, "CUARENTA": 40, "CINCUENTA": 50, "SESENTA": 60, "SETENTA": 70,
    "OCHENTA": 80, "NOVENTA": 90,
}  # fmt: skip
_SPANISH = ("UNO", "DOS", "TRES", "CUATRO", "CINCO", "SEIS", "SIETE", "OCHO", "NUEVE")
_ONE_WORD = {
    "TEN": 10, "ELEVEN": 11, "TWELVE": 12, "THIRTEEN": 13, "FOURTEEN": 14, "FIFTEEN": 15, "SIXTEEN": 16,
    "SEVENTEEN": 17, "EIGHTEEN": 18, "NINETEEN": 19, "DIEZ": 10, "ONCE": 11, "DOCE": 12, "TRECE": 13, "CATORCE": 14,
    "QUINCE": 15, "VEINTIUN": 21, **{f"DIECI{unit}": 10 + value for value, unit in enumerate(_SPANISH, 1)},
    **{f"VEINTI{unit}": 20 + value for value, unit in enumerate(_SPANISH, 1)},
    **{f"{ten}{joint}{unit}": tens + value for ten, tens in _TENS.items() for joint in ("I", "Y")
       for value, unit in enumerate(_SPANISH, 1)},
}  # fmt: skip
_HUNDREDS = {
    "CIENTO": 100, "DOSCIENTOS": 200, "TRESCIENTOS": 300, "CUATROCIENTOS": 400, "QUINIENTOS": 500, "SEISCIENTOS": 600,
    "SETECIENTOS": 700, "OCHOCIENTOS": 800, "NOVECIENTOS": 900, "SIETECIENTOS": 700, "NUEVECIENTOS": 900,
}  # fmt: skip
_THOUSAND = ("THOUSAND", "MIL")


def number_at(words: Sequence[str], at: int) -> tuple[str, int] | None:
    """The digits of the number in words at `at`, if one of more than one digit begins there, and where it ends."""
    spelt = _below_a_million(words, at)
    return (str(spelt[0]), spelt[1]) if spelt and spelt[0] > 9 else None


def _word(words: Sequence[str], at: int) -> str:
    return words[at] if at < len(words) else ""


def _below_hundred(words: Sequence[str], at: int) -> tuple[int, int] | None:
    word = _word(words, at)
    joined = _word(words, at + 1) in ("Y", "I") and _word(words, at + 2) in _UNITS
    tens = 10 if word == "DIEZ" and joined else _TENS.get(word)
    if tens is not None:
        after = at + 2 if joined else at + 1
        unit = _UNITS.get(_word(words, after))
        return (tens, at + 1) if unit is None else (tens + unit, after + 1)
    value = _ONE_WORD.get(word, _UNITS.get(word))
    return None if value is None else (value, at + 1)


def _below_thousand(words: Sequence[str], at: int) -> tuple[int, int] | None:
    word = _word(words, at)
    if word in ("CIEN", "HUNDRED"):
        return 100, at + 1
    if word in _HUNDREDS:
        return _with_rest(_HUNDREDS[word], at + 1, _below_hundred(words, at + 1))
    spelt = _below_hundred(words, at)
    if spelt and _word(words, spelt[1]) == "HUNDRED":
        after = spelt[1] + 1
        return _with_rest(spelt[0] * 100, after, _below_hundred(words, _past_and(words, after)))
    return spelt


def _below_a_million(words: Sequence[str], at: int) -> tuple[int, int] | None:
    if _word(words, at) == "MIL":
        return _with_rest(1000, at + 1, _below_thousand(words, at + 1))
    spelt = _below_thousand(words, at)
    if spelt and _word(words, spelt[1]) in _THOUSAND and spelt[0] < 1000:
        after = spelt[1] + 1
        return _with_rest(spelt[0] * 1000, after, _below_thousand(words, _past_and(words, after)))
    return spelt


def _past_and(words: Sequence[str], at: int) -> int:
    return at + 1 if _word(words, at) == "AND" else at


def _with_rest(value: int, after: int, rest: tuple[int, int] | None) -> tuple[int, int]:
    return (value, after) if rest is None or rest[0] >= value else (value + rest[0], rest[1])
