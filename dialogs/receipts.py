"""The one reader of receipt numbers, for what is typed and for what is pressed on a phone.

Canonical form: three capital letters and ten digits, `EAC9999103403`, or the asterisk form printed on some notices,
`EAC*999910340`. No check digit is known, so a number is repaired only where signs look alike, and then asked about.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from dialogs.attempts import take_attempts, take_bare_ten
from dialogs.groups import KNOWN, REACH, digits, ends_here, grouped_as_phone, like_phone, like_ssn, only
from dialogs.keypads import take_presses
from dialogs.othernumbers import take_bare, take_named, take_nearby, take_visa_center
from dialogs.plain import LONGEST
from dialogs.prefixes import BY_KEYS, NOT_PREFIXES, PREFIXES, keys, repaired_prefixes
from dialogs.reading import Doubt, DoubtReason, Reading, Sheet, Wrong, WrongKind, WrongPart, WrongReason
from dialogs.repairs import mend

Receipt = str

__all__ = [
    "BY_KEYS",
    "PREFIXES",
    "Doubt",
    "DoubtReason",
    "Reading",
    "Receipt",
    "Wrong",
    "WrongKind",
    "WrongPart",
    "WrongReason",
    "is_receipt",
    "keypad",
    "masked",
    "read",
    "redact",
    "unknown_prefix",
]

_CANONICAL = re.compile(r"[A-Z]{3}(?:[0-9]{10}|\*[0-9]{9})")
_TEN = digits(10)
_STARRED = re.compile(rf"(?<![A-Z])(?P<p>{KNOWN}|[A-Z]{{3}}) ?(?P<gap>\*) ?(?P<d>{digits(9)})")
_KNOWN = re.compile(rf"(?<![A-Z])(?P<p>{KNOWN})(?P<gap>{REACH})(?P<d>{_TEN})")
_IN_WORD = re.compile(rf"(?<=[A-Z])(?P<p>{'|'.join(PREFIXES)})(?P<gap>{REACH})(?P<d>{_TEN})")
_UNKNOWN = re.compile(
    rf"(?<![A-Z0-9])(?P<p>[A-Z]{{3}}|[A-Z]([ \-.])[A-Z]\2[A-Z])(?P<gap>[ \-#:.,*'\"\n~/(\[]{{0,3}})(?P<d>{_TEN})"
)
_BEHIND = re.compile("[A-Z]+")
_NINE_AND_ONE = re.compile(r"\d{9}\D+\d")  # more likely a Social Security number and a count
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGIT = re.compile("[0-9]")
_BLANKED = re.compile(r"•(?:[ \-./~]{0,3}•){3,8}")


@lru_cache(maxsize=16)  # one message is read several times in a turn
def read(text: str) -> Reading:
    """Everything in a message that is, or was meant for, a receipt number. Never raises; time grows with the length
    of the text, of which `LONGEST` characters are read."""
    if _CANONICAL.fullmatch(text) and text[:3] in PREFIXES:
        return Reading((text,))
    reading = _read(text).reading()
    # What `redact` has blanked is still known for what it was.
    return replace(reading, kinds=("ssn", *reading.kinds)) if _BLANKED.search(text) else reading


def _read(text: str) -> Sheet:
    """The order decides: what is certain is taken first, and what was taken can't be part of anything else."""
    sheet = Sheet(text)
    for stage in _STAGES:
        if not _DIGIT.search(sheet.text):
            break
        stage(sheet)
    take_bare_ten(sheet)
    return sheet


def _take_starred(sheet: Sheet) -> None:
    for seen in _STARRED.finditer(sheet.text):
        prefix = only("A-Z", seen["p"])
        bold = seen.string[: seen.start()].endswith("*") and seen.string[seen.end("gap")] == " "
        if prefix not in NOT_PREFIXES and not bold and _complete(seen):
            _settle(sheet, seen, f"{prefix}*{only('0-9', seen['d'])}")


def _take_known(sheet: Sheet) -> None:
    for seen in _KNOWN.finditer(sheet.text):
        apart = len(seen["p"]) > 3 and re.search("[A-Z]{2}", seen["p"]) is not None
        if _complete(seen) and (not apart or sheet.capitals(*seen.span("p"))):
            _settle_known(sheet, seen)
    for seen in _IN_WORD.finditer(sheet.text):
        if not _complete(seen):
            continue
        start = seen.start()
        if sheet.raw[start - 1].islower() and sheet.capitals(start, start + 3):
            _settle_known(sheet, seen)
        elif seen["gap"] == "" and start > 1 and seen.string[start - 2].isalpha():
            before = len(seen.string[:start].rstrip(_LETTERS))
            receipt = seen["p"] + only("0-9", seen["d"])
            sheet.take(before, seen.end(), Doubt(sheet.typed(before, seen.end()), (receipt,), "extra_letter"))


def _settle_known(sheet: Sheet, seen: re.Match[str]) -> None:
    receipt = only("A-Z", seen["p"]) + only("0-9", seen["d"])
    named = seen["gap"] != "" and grouped_as_phone(seen["d"]) and not sheet.capitals(*seen.span("p"))
    star = seen["gap"].count("*") == 1 and "*" not in _around(seen)
    if named:
        # A person's name or degree before a phone number, as in a signature: "Lin 202-555-0142".
        _settle(sheet, seen, _doubt(sheet, seen, "prefix_unsure"))
    elif star:
        _settle(sheet, seen, _doubt(sheet, seen, "asterisk"))
    else:
        _settle(sheet, seen, receipt)


def _take_unknown(sheet: Sheet) -> None:
    for seen in _UNKNOWN.finditer(sheet.text):
        prefix, number, gap = only("A-Z", seen["p"]), only("0-9", seen["d"]), seen["gap"]
        if prefix in NOT_PREFIXES or not _complete(seen) or _NINE_AND_ONE.fullmatch(seen["d"]):
            continue
        near = repaired_prefixes(prefix)
        written_as_one = gap == "" or (gap == "-" and not grouped_as_phone(seen["d"]))
        if near:
            # `lOE`, an l among capitals, is no choice of letters; `loe` may be one.
            mixed = not sheet.capitals(*seen.span("p")) and not sheet.raw[seen.start() : seen.end("p")].islower()
            suggestions = (near[0] + number,) if mixed else (near[0] + number, prefix + number)
            _settle(sheet, seen, Doubt(sheet.typed(*seen.span()), suggestions, "repaired"))
        elif gap.strip() == "*" and "*" not in _around(seen):
            _settle(sheet, seen, _doubt(sheet, seen, "asterisk"))
        elif len(seen["p"]) == 3 and (written_as_one or (sheet.capitals(*seen.span("p")) and not like_phone(number))):
            _settle(sheet, seen, prefix + number)
        elif not grouped_as_phone(seen["d"]):
            _settle(sheet, seen, _doubt(sheet, seen, "prefix_unsure"))


def _complete(seen: re.Match[str]) -> bool:
    return ends_here(seen.string, seen.start("d"), seen.end()) and not like_ssn(seen["d"])


def _around(seen: re.Match[str]) -> str:
    """The sign before and the sign behind: asterisks there are bold type."""
    return seen.string[max(0, seen.start() - 1) : seen.start()] + seen.string[seen.end() : seen.end() + 1]


def _doubt(sheet: Sheet, seen: re.Match[str], reason: DoubtReason) -> Doubt:
    return Doubt(sheet.typed(*seen.span()), (only("A-Z", seen["p"]) + only("0-9", seen["d"]),), reason)


def _settle(sheet: Sheet, seen: re.Match[str], note: str | Doubt) -> None:
    """One letter glued behind may be a digit mistyped or one too many; a word glued behind is a word."""
    behind = _BEHIND.match(seen.string, seen.end())
    if isinstance(note, str) and behind and len(behind[0]) == 1:
        end = behind.end()
        sheet.take(seen.start(), end, Doubt(sheet.typed(seen.start(), end), (note,), "extra_letter"))
    else:
        sheet.take(*seen.span(), note)


_STAGES: tuple[Callable[[Sheet], None], ...] = (
    _take_starred,
    _take_known,
    take_named,
    take_visa_center,
    _take_unknown,
    mend,
    take_nearby,
    take_presses,
    take_attempts,
    take_bare,
)


def is_receipt(text: str) -> bool:
    """Whether `text` is a receipt number in canonical form."""
    return _CANONICAL.fullmatch(text) is not None


def unknown_prefix(receipt: Receipt) -> bool:
    """Whether the three letters are none of those known: it may be right, but is worth a second look."""
    return receipt[:3] not in PREFIXES


def keypad(receipt: Receipt) -> str:
    """The keys to press for it on a phone, 13 of them: `IOE0912345678` is `4630912345678`."""
    return keys(receipt)


def masked(receipt: Receipt) -> str:
    """How a receipt is named where strangers may read: `IOE*****5678`."""
    return f"{receipt[:3]}*****{receipt[-4:]}"


def redact(text: str) -> str:
    """The message with a `•` for each digit of a suspected Social Security number, for storing; of what lies beyond
    the characters read, no digit is kept."""
    if _CANONICAL.fullmatch(text):
        return text
    signs = list(text)
    for start, end in _read(text).secrets:
        signs[start:end] = ["•" if sign.isnumeric() else sign for sign in signs[start:end]]
    if len(text) > LONGEST:
        # The cut may go through a number: what stands just before it goes as well.
        signs[LONGEST - 24 :] = ["•" if sign.isnumeric() else sign for sign in signs[LONGEST - 24 :]]
    return "".join(signs)
