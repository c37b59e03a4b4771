"""Receipt numbers as pressed on a phone: one key a letter, 13 keys in all. `3229999103403` is EAC9999103403."""

import re

from dialogs.groups import GAP, grouped_as_phone, only
from dialogs.prefixes import BY_KEYS
from dialogs.reading import Doubt, Sheet, Wrong

_APART = re.compile(
    r"(?<![A-Z0-9§+])(?<![A-Z0-9]\*)(?<!\d[-./])"
    rf"(?P<run>\d(?: \d){{11,13}}(?! ?\d)|\d{{3}}(?!\d){GAP}\d(?:{GAP}\d){{8,}})"
    r"(?![A-Z0-9])"
)
_PRESSES = re.compile(r"(?<![A-Z0-9§+])(?<![A-Z0-9]\*)(?P<run>\d{12,14})(?![A-Z0-9])(?![-./]\d)")
_STARRED = re.compile(r"(?<![A-Z0-9§])(?P<keys>\d{3}) ?\* ?(?P<d>\d{9})(?![A-Z0-9])")
# 1 for I and 0 for O, pressed as they look; 463 is IOE.
_LOOK_OF_IOE = ("103", "163", "403")


def take_presses(sheet: Sheet) -> None:
    """Takes what was pressed: whole runs first, then runs in groups."""
    for seen in _STARRED.finditer(sheet.text):
        _take(sheet, seen.span(), seen["keys"], f"*{seen['d']}")
    for pattern in (_PRESSES, _APART):
        for seen in pattern.finditer(sheet.text):
            if not grouped_as_phone(seen["run"][:12]):
                _judge(sheet, seen.span(), only("0-9", seen["run"]))


def _judge(sheet: Sheet, span: tuple[int, int], pressed: str) -> None:
    triple, number = pressed[:3], pressed[3:]
    if triple in _LOOK_OF_IOE and len(number) == 10 and number[0] == "0":
        sheet.take(*span, Doubt(sheet.typed(*span), (f"IOE{number}",), "repaired"))
    elif triple == "463" and len(number) == 9 and number[0] != "0":
        sheet.take(*span, Doubt(sheet.typed(*span), (f"IOE0{number}",), "zero_lost"))
    elif len(number) == 10:
        _take(sheet, span, triple, number)
    elif triple in BY_KEYS and len(number) == 9:
        sheet.take(*span, Wrong(sheet.typed(*span), "digits", "digits_missing", 9, 10))
    elif triple in BY_KEYS and len(number) == 11:
        sheet.take(*span, Wrong(sheet.typed(*span), "digits", "digits_too_many", 11, 10))


def _take(sheet: Sheet, span: tuple[int, int], triple: str, rest: str) -> None:
    prefixes = BY_KEYS.get(triple, ())
    if len(prefixes) == 1:
        sheet.take(*span, prefixes[0] + rest)
    elif prefixes:
        suggestions = tuple(prefix + rest for prefix in prefixes)
        sheet.take(*span, Doubt(sheet.typed(*span), suggestions, "keys_ambiguous"))
    else:
        sheet.take(*span, Wrong(sheet.typed(*span), "letters", "letters_missing", 0, 3))
