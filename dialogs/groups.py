"""Digits as people group them: what may stand between two of them, and where a number ends."""

import re

from dialogs.prefixes import PREFIXES

GAP = r"[ \n\-./,~|']{0,3}"
"""Between two digits of one number: `21 123-45678`, a line break, a pictogram (`~`)."""
REACH = r"[^A-Z0-9§]{0,8}"
"""Between the letters and the digits: `EAC # 21…`, `"IOE": 09…`."""
_INSIDE = r"[^A-Z0-9*§]{0,2}"
KNOWN = "|".join(_INSIDE.join(prefix) for prefix in PREFIXES)
"""A known prefix, its letters together or apart."""

_TIGHT = re.compile(r"[-./](\d[\d\-.() ]*)")
_ONE_MORE = re.compile(r"[ \-.]\d(?![0-9A-Z])")
_COUNTED = re.compile(
    r" ?(?:MONTHS?|DAYS?|WEEKS?|YEARS?|HOURS?|MINUTES?|MESES|MES|DIAS?|SEMANAS?|ANOS?|HORAS?|MINUTOS?|TIMES|VECES"
    r"|AM|PM|YRS?|MOS?|WKS?)(?![A-Z0-9])"
)
_LAST_GROUP = re.compile(r"[ \n](\d{1,3})$")
_AREA_CODE = re.compile(r"^[^\d][2-9]\d\d([ .])[2-9]\d\d[ .\-]\d{4}$")
_SSN_GROUPS = re.compile(r"(?<!\d)\d{3}([-. /])\d{2}\1\d{4}(?!\d)")
_PHONE_GROUPS = re.compile(r"\d{3}\D+\d{3}\D+\d{4}")
_PHONE_DIGITS = re.compile(r"[2-9](?!11)\d\d[2-9]\d{6}")


def digits(count: int) -> str:
    """A pattern for so many digits in groups."""
    return rf"\d(?:{GAP}\d){{{count - 1}}}"


def only(kept: str, text: str) -> str:
    """What is left of `text` when only the signs of the class `kept` stay: `only("0-9", "21 123")` is `21123`."""
    return re.sub(f"[^{kept}]", "", text)


def ends_here(text: str, start: int, end: int) -> bool:
    """Whether the number at `start` is complete at `end`: no digit follows that belongs to it, and its last digits
    are neither a count (`… 5 months`) nor the area code of a phone number. A phone number may follow it tightly."""
    if text[end : end + 1].isdigit():
        return False
    tight = _TIGHT.match(text, end)
    if tight:
        return len(only("0-9", tight[1])) >= 10
    if cut_count(text, start, end) != end or _AREA_CODE.search(text[end - 4 : end + 9]):
        return False
    spelled = not re.search(r"\d\d", text[start:end])
    return not (spelled and _ONE_MORE.match(text, end))


def cut_count(text: str, start: int, end: int) -> int:
    """Where the number ends when its last group counts something: `211234567 5 months` ends before the 5."""
    last = _LAST_GROUP.search(text, start, end)
    return last.start() if last and _COUNTED.match(text, end) else end


def like_ssn(number: str) -> bool:
    """Whether digits typed in groups hold a Social Security number (3-2-4) rather than a receipt that happens to be
    grouped so: then one and the same sign stands between all its groups."""
    held = _SSN_GROUPS.search(number)
    return bool(held) and (len(only("0-9", number)) == 9 or len(set(re.findall(r"\D+", number))) > 1)


def like_phone(number: str) -> bool:
    """Whether ten digits can be a phone number of North America (public numbering plan)."""
    return bool(_PHONE_DIGITS.fullmatch(only("0-9", number)))


def grouped_as_phone(number: str) -> bool:
    return bool(_PHONE_GROUPS.fullmatch(number)) and like_phone(number)


def after_prefix(text: str, start: int) -> bool:
    """Whether the three letters before `start` are a known prefix standing alone."""
    before = re.search(r"(?<![A-Z])([A-Z]{3})[^A-Z0-9§]{0,8}$", text[max(0, start - 12) : start])
    return before is not None and before[1] in PREFIXES
