"""Attempts at a receipt number that nobody can repair: what is wrong, with which part, so that it can be told."""

import re

from dialogs.groups import GAP, KNOWN, REACH, cut_count, grouped_as_phone, like_ssn, only
from dialogs.prefixes import NOT_PREFIXES, PREFIXES
from dialogs.reading import Sheet, Wrong, WrongPart, WrongReason

_WITH_KNOWN = re.compile(
    rf"(?<![A-Z])(?P<p>{KNOWN})(?P<gap>{REACH})(?P<d>\d(?:{GAP}\d)*)(?P<more>[A-Z0-9]*(?:-[A-Z]*\d[A-Z0-9]*){{0,3}})"
)
_WITH_OTHER = re.compile(r"(?<![A-Z0-9])(?P<p>[A-Z]{1,4})(?P<gap>[-#: ]?)(?P<d>\d(?:[-.]?\d)*)(?![A-Z0-9])")
_MIXED = re.compile(r"(?<![A-Z0-9])(?P<p>[A-Z0-9]{3})(?P<d>[A-Z0-9]{10})(?![A-Z0-9])")
_TEN = re.compile(rf"(?<![A-Z\d§+])(?P<word>[A-Z]*)(?P<d>\d(?:{GAP}\d){{9}})(?![0-9A-Z])")
_ONLY_DIGITS = re.compile(rf"[^A-Z0-9]*(?P<d>\d(?:{GAP}\d){{6,}})[^A-Z0-9]*")
_ONLY_PREFIX = re.compile(rf"[^A-Z0-9]*(?P<p>{KNOWN})[^A-Z0-9]*")
_ABOUT_A_PHONE = re.compile(
    r"\b(?:CALL|TEL|TELEFONO|PHONE|CELL?|CELULAR|MOBILE|MOVIL|LLAM\w+|TEXT|WHATSAPP|FAX|ZIP|DIAL|MARQUE|REACH)\b"
)


def take_attempts(sheet: Sheet) -> None:
    """Letters with too few or too many digits, the wrong number of letters, a sign of the other sort in a part."""
    for seen in _WITH_KNOWN.finditer(sheet.text):
        _judge_known(sheet, seen)
    for seen in _MIXED.finditer(sheet.text):
        _judge_mixed(sheet, seen)
    for seen in _WITH_OTHER.finditer(sheet.text):
        _judge_other(sheet, seen)


def _judge_known(sheet: Sheet, seen: re.Match[str]) -> None:
    start, end = seen.start(), seen.end("d")
    more = seen["more"]
    if re.search("[0-9]", more) and len(more) <= 13:
        _note(sheet, (start, seen.end()), "letter_among_digits", _digits(seen["d"] + more))
        return
    end = cut_count(seen.string, seen.start("d"), _cut_neighbour(seen))
    number = seen.string[seen.start("d") : end]
    sure = seen["gap"] == "" or sheet.capitals(start, seen.end("p"))
    starred = seen["gap"].strip() == "*"
    count = _digits(number)
    wanted = 9 if starred else 10
    if count == wanted or count < (3 if sure else 5) or like_ssn(number):
        return
    _note(sheet, (start, end), "digits_missing" if count < wanted else "digits_too_many", count, wanted)


def _cut_neighbour(seen: re.Match[str]) -> int:
    """Where the number ends; far more than ten digits are a number too short and another behind it."""
    ends = [seen.start("d") + group.end() for group in re.finditer(r"\d+", seen["d"])]
    if _digits(seen["d"]) > 13:
        short = [end for end in ends if _digits(seen.string[seen.start("d") : end]) < 10]
        return (short or ends)[-1]
    return ends[-1]


def _judge_mixed(sheet: Sheet, seen: re.Match[str]) -> None:
    letters, number = seen["p"], seen["d"]
    if number.isdigit() and not letters.isdigit() and not letters.isalpha():
        _note(sheet, seen.span(), "letters_missing", len(only("A-Z", letters)), 3)
    elif letters.isalpha() and not number.isdigit() and _digits(number) >= 7 and letters not in NOT_PREFIXES:
        _note(sheet, seen.span(), "letter_among_digits", _digits(number))


def _judge_other(sheet: Sheet, seen: re.Match[str]) -> None:
    letters, count = seen["p"], _digits(seen["d"])
    if letters in NOT_PREFIXES or grouped_as_phone(seen["d"]):
        return
    glued = seen["gap"] in ("", "-")
    if len(letters) == 3 and seen["gap"] == "" and count in (8, 9, 11, 12, 13):
        _note(sheet, seen.span(), "digits_missing" if count < 10 else "digits_too_many", count)
    elif len(letters) == 2 and count == 10 and (glued or _part_of_known(letters)):
        _note(sheet, seen.span(), "letters_missing", 2, 3)
    elif len(letters) in (1, 4) and count == 10 and glued:
        _note(sheet, seen.span(), "letters_missing" if len(letters) == 1 else "letters_too_many", len(letters), 3)


def _part_of_known(letters: str) -> bool:
    first, second = letters[0], letters[1]
    return any(first in prefix and second in prefix[prefix.index(first) + 1 :] for prefix in PREFIXES)


def take_bare_ten(sheet: Sheet) -> None:
    """Digits without letters, when nothing else was read and nobody speaks of a phone; or a prefix and nothing else."""
    alone = _ONLY_DIGITS.fullmatch(sheet.text)
    lonely = _ONLY_PREFIX.fullmatch(sheet.text)
    if lonely and sheet.quiet:
        _note(sheet, lonely.span("p"), "digits_missing", 0)
    elif alone and sheet.quiet and _digits(alone["d"]) in (7, 8, 10, 11, 13):
        _note(sheet, alone.span("d"), "letters_missing", 0, 3)
    elif sheet.quiet and not _ABOUT_A_PHONE.search(sheet.whole):
        for seen in _TEN.finditer(sheet.text):
            if not seen["word"] or seen["word"] in NOT_PREFIXES:
                _note(sheet, seen.span("d"), "letters_missing", 0, 3)


def _digits(number: str) -> int:
    return sum(sign.isdigit() for sign in number)


def _note(sheet: Sheet, span: tuple[int, int], reason: WrongReason, count: int, wanted: int = 10) -> None:
    part: WrongPart = "letters" if reason.startswith("letters") else "digits"
    sheet.take(*span, Wrong(sheet.typed(*span), part, reason, count, wanted))
