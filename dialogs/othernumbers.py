"""Numbers of other sorts that people send for a receipt number, and numbers that only stand nearby.

Shapes as printed on the papers: A-number (A and 7 to 9 digits), Social Security number (3-2-4), USCIS online account
number (12 digits), National Visa Center case (post, year, day of the year + 500, serial), labor certification.
"""

import re

from dialogs.groups import after_prefix
from dialogs.prefixes import CONSULATES, NOT_PREFIXES
from dialogs.reading import Sheet

_FILL = (
    r"(?:[^A-Z0-9§]|\b(?:NUMBERS?|NUMERO|NUM|NO|NBR|IS|ES|SON|DE|DEL|MI|MY|OF|THE|EL|LA|ENDS|ENDING|IN|LAST|FOUR"
    r"|DIGITS|ARE|WAS|TERMINA|EN|ULTIMOS|CUATRO|NUMERITO|A)\b){0,24}"
)
_PERM = re.compile(r"(?<![A-Z0-9])(?:[AC][- ]?\d{5}[- ]\d{5}|[A-Z]-?\d{3}-\d{5}-\d{6})(?!\d)")
_SSN_SHAPE = re.compile(r"(?<!\d)(?<!\d[-./])\d{3}( ?[-./~] ?|[ \n])\d{2}\1\d{4}(?!\d)")
_SOCIAL = r"(?:SSN|SOCIAL(?: SECURITY)?|SEGURO SOCIAL|SS ?#|SS|ITIN|TAX ID)"
_SSN_SAID = re.compile(
    rf"\b{_SOCIAL}{_FILL}(?P<d>\d(?:[ \-./~]{{0,3}}\d){{3,8}})(?!\d)(?![-.]\d)"
    rf"|(?<!\d)(?P<d2>\d(?:[ \-.]?\d){{8}})\W{{1,4}}(?:(?:IS|ES|MY|MI|THE|EL|SU|DE)\W){{0,3}}{_SOCIAL}\b"
)
_A_SHAPE = re.compile(r"(?<![A-Z0-9])A(?P<gap> ?[-#:.]{0,2} ?)(?P<d>\d(?:[ \-.]?\d){6,8})(?!\d)(?![-.]\d)")
_A_SAID = re.compile(
    r"\b(?:ALIEN(?: REGISTRATION)?|A ?-?NUMBER|A ?-?NUM|A ?#|ANUMBER|USCIS ?(?:#|NUMBER|NUM|NO\b)"
    r"|NUMERO (?:DE )?(?:REGISTRO DE )?(?:EXTRANJERO|ALIEN|A\b|USCIS))"
    rf"{_FILL}(?P<d>A?[- #]?\d(?:[ \-.]?\d){{6,8}})(?!\d)(?![-.]\d)"
)
_ACCOUNT_SAID = re.compile(
    rf"\b(?:ACCOUNT|OAN|CUENTA(?: EN LINEA)?|ACCT){_FILL}(?P<d>\d(?:[ \-.]?\d){{8,12}})(?!\d)(?![A-Z])"
)
_VISA_CENTER = re.compile(
    r"(?<![A-Z0-9])(?P<post>[A-Z]{3})[ \-]?(?P<year>(?:19|20)\d\d)[ \-]?(?P<day>\d{3})[ \-]?\d{2,3}(?!\d)"
)
_NINE = re.compile(
    r"(?<![A-Z0-9])(?<!\+)(?<![A-Z0-9]\*)(?P<word>[A-Z]*)(?P<d>\d{9}|(?<!\d )\d(?: \d){8}(?! \d))(?![0-9A-Z])"
)
_NINE_IN_THREES = re.compile(r"(?<![A-Z0-9])(?<![-.+])(?<![A-Z0-9]\*)\d{3}([-. ])\d{3}\1\d{3}(?![0-9A-Z])(?![-.]\d)")
_TWELVE = re.compile(
    r"(?<![A-Z0-9])(?<![-.+])(?<![A-Z0-9]\*)(?<!\d )\d{4}([- .]?)\d{4}\1\d{4}(?![0-9A-Z])(?![-. ]\d{3})"
)
_PHONE = re.compile(
    r"\+\d[\d \-.()]{6,16}\d"
    r"|(?<!\d)(?:1[ \-.]?)?\(\d{3}\) ?\d{3}[ \-.]?\d{4}(?!\d)"
    r"|(?<!\d)(?<!\d[-.])(?:1[ \-.])?\d{3}([ \-.])\d{3}[ \-.]\d{4}(?!\d)(?!-\d)"
)
_DATE = re.compile(
    r"(?<!\d)(?<!\d[-./])(?:\d{1,2}([/.\-])\d{1,2}\1\d{2,4}|\d{4}([/.\-])\d{1,2}\2\d{1,2}|\d{1,2}:\d\d)(?!\d)(?![-./]\d)"
)


def take_named(sheet: Sheet) -> None:
    """What its shape or the words before it make certain."""
    for seen in _PERM.finditer(sheet.text):
        sheet.take_kind(*seen.span(), "perm")
    for pattern in (_SSN_SHAPE, _SSN_SAID):
        for seen in pattern.finditer(sheet.text):
            _take_ssn(sheet, seen)
    for seen in _A_SAID.finditer(sheet.text):
        sheet.take_kind(*seen.span("d"), "a_number")
    for seen in _A_SHAPE.finditer(sheet.text):
        article = sheet.raw[seen.start()] == "a" and seen["gap"].isspace() and len(re.sub(r"\D", "", seen["d"])) < 8
        if not article:
            sheet.take_kind(*seen.span(), "a_number")
    for seen in _ACCOUNT_SAID.finditer(sheet.text):
        sheet.take_kind(*seen.span("d"), "online_account")


def _take_ssn(sheet: Sheet, seen: re.Match[str]) -> None:
    groups = seen.groupdict()
    part = next((name for name in ("d", "d2") if groups.get(name)), 0)
    sheet.hide(*seen.span(part))
    sheet.take_kind(*seen.span(part), "ssn")


def take_visa_center(sheet: Sheet) -> None:
    """A known post, a year, a day of the year (plain or + 500): anything else may be an unknown kind of receipt."""
    for seen in _VISA_CENTER.finditer(sheet.text):
        day = int(seen["day"])
        if seen["post"] in CONSULATES and 1990 <= int(seen["year"]) <= 2049 and 1 <= day % 500 <= 366:
            sheet.take_kind(*seen.span(), "nvc")


def take_nearby(sheet: Sheet) -> None:
    """Phone numbers, dates and times: taken without a word, unless they are the tail of a receipt number."""
    for pattern in (_PHONE, _DATE):
        for seen in pattern.finditer(sheet.text):
            if not after_prefix(sheet.text, seen.start()):
                sheet.take(*seen.span())


def take_bare(sheet: Sheet) -> None:
    """Nine digits without a word may be a Social Security number, and are treated as one; twelve are an account."""
    for seen in _NINE.finditer(sheet.text):
        if len(seen["word"]) not in (1, 2, 3) or seen["word"] in NOT_PREFIXES:
            sheet.hide(*seen.span("d"))
            sheet.take_kind(*seen.span("d"), "ssn")
    for seen in _NINE_IN_THREES.finditer(sheet.text):
        sheet.hide(*seen.span())
        sheet.take_kind(*seen.span(), "a_number")
    for seen in _TWELVE.finditer(sheet.text):
        sheet.take_kind(*seen.span(), "online_account")
