"""The agency's answers, from bytes: a case, nothing, or an error. Says nothing of the network.

Shapes: the developer portal's pages and working public clients (`tests/samples/uscis/`). Whatever comes, the only
exception is AgencyError. The field `message` of an answer holds the receipt: it is matched, never kept or shown.
"""

import json
import re
from datetime import date
from typing import Any, Literal

from bot.cases.markup import plain
from bot.cases.source import AgencyError
from dialogs.cases import Case, Step

Meaning = Literal["found", "unknown", "token", "pace", "quota", "closed", "down", "refused"]

_MEANINGS: dict[int, Meaning] = {200: "found", 404: "unknown", 401: "token", 429: "pace"}
_TAG_WITH_QUOTES = re.compile(r"<[a-zA-Z/][^<>]*>")
_BARE_QUOTE = re.compile(r'(?<!\\)"')
_FORM = re.compile(r"(?:FORM )?([A-Z]{1,4})[- ]?(\d{1,4}[A-Z]{0,3}\d?)")
_US_DAY = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})(?!\d)")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_OPENING = re.compile(rf"(?:On|As of) ({'|'.join(_MONTHS)}) (\d{{1,2}}), (\d{{4}})")


def meaning(status: int, body: bytes) -> Meaning:
    """What kind of answer this is, from the status and, where one status has two meanings, the body.

    A 404 counts as "shows nothing" only in the agency's own words: a gateway's "no such page" says nothing of a case.
    """
    data = _loaded(body)
    if status == 200 and "case_status" not in data:
        # One shape carries its status inside; anything else without a case is for `read_case` to call unreadable.
        status = _inner_status(data) or status
    said = _said(data).lower()
    if status == 404 and _inner_status(data) != 404:
        return "refused"
    if status == 429 and "quota" in said:
        return "quota"
    if status == 503 and "operat" in said and "hours" in said:
        return "closed"
    if status >= 500:
        return "down"
    return _MEANINGS.get(status, "refused")


def read(status: int, body: bytes, receipt: str, now: float) -> Case | None:
    """The case; None when the agency shows nothing for it. Raises AgencyError for every other answer."""
    kind = meaning(status, body)
    if kind == "unknown":
        return None
    if kind != "found":
        raise AgencyError(f"The agency answered {status} ({kind}).")
    return read_case(body, receipt, now)


def read_case(body: bytes, receipt: str, now: float) -> Case:
    """The case in a 200. Raises AgencyError when it can't be read, or is the answer for another receipt."""
    told = _loaded(body).get("case_status")
    if not isinstance(told, dict):
        raise AgencyError("The agency's answer can't be read.")
    if re.sub(r"[\s-]", "", _raw(told.get("receiptNumber"))).upper() != receipt:
        raise AgencyError("The agency answered for another receipt, or for none.")
    title = _words(told, "current_case_status_text")
    if not title:
        raise AgencyError("The agency's answer has no status.")
    text = _words(told, "current_case_status_desc")
    history = _history(told.get("hist_case_status"))
    latest = history[-1].on if history else ""
    since = _day(told.get("modifiedDate")) or latest or _opening_day(text.get("en", ""))
    return Case(receipt, _form(told.get("formType")), title, text, history, since, now)


def _loaded(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`; empty when there is none. Quotes left bare inside a tag are mended."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", "replace")
    text = text.strip()
    for attempt in (text, _TAG_WITH_QUOTES.sub(lambda tag: _BARE_QUOTE.sub(r"\"", tag[0]), text)):
        try:
            data = json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
        return data if isinstance(data, dict) else {}
    return {}


def _faults(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Every place where an error may stand: the object itself, `error` in it, each of `errors`."""
    errors = data.get("errors")
    places = [data, data.get("error"), *(errors if isinstance(errors, list) else [])]
    return [place for place in places if isinstance(place, dict)]


def _inner_status(data: dict[str, Any]) -> int:
    """The status an error body tells of itself, a number or a string; 0 when none."""
    for fault in _faults(data):
        for field in ("code", "status"):
            told = _raw(fault.get(field))
            if re.fullmatch(r"[45][0-9]{2}", told):
                return int(told)
    return 0


def _said(data: dict[str, Any]) -> str:
    return " ".join(_raw(fault.get("message")) for fault in _faults(data))


def _raw(value: Any) -> str:
    """A value as text: strings and numbers are both seen where the other is expected; anything else is nothing."""
    if isinstance(value, str):
        return value.strip()
    # A number of thousands of digits can't be written out (and is no value of ours); bool is a number to Python.
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15:
        return str(value)
    return ""


def _words(told: dict[str, Any], field: str) -> dict[str, str]:
    """The agency's words by language, plain; a language without words is left out."""
    said = {language: plain(_raw(told.get(f"{field}_{language}"))) for language in ("en", "es")}
    return {language: words for language, words in said.items() if words}


def _history(told: Any) -> tuple[Step, ...]:
    """The dated steps, oldest first. A step without a day or without words tells nothing and is left out."""
    steps = [
        Step(_day(step.get("date")), _words(step, "completed_text"))
        for step in (told if isinstance(told, list) else [])
        if isinstance(step, dict)
    ]
    steps = [step for step in steps if step.on and step.words]
    if len(steps) > 1 and steps[0].on > steps[-1].on:
        steps.reverse()  # newest first: so are the steps of one day, which sorting leaves as they stand
    return tuple(sorted(steps, key=lambda step: step.on))


def _form(told: Any) -> str:
    """`N400`, `n-400` and `Form N-400` are all `N-400`; what is written in no such way is kept when it is short."""
    name = plain(_raw(told)).upper()
    written = _FORM.fullmatch(name)
    return f"{written[1]}-{written[2]}" if written else name[:20]


def _day(told: Any) -> str:
    """The ISO day of `MM-DD-YYYY HH:MM:SS` or `YYYY-MM-DD`; empty when it is neither."""
    text = _raw(told)
    if found := _US_DAY.match(text):
        return _iso(found[3], found[1], found[2])
    if found := _ISO_DAY.match(text):
        return _iso(found[1], found[2], found[3])
    return ""


def _opening_day(text: str) -> str:
    """The day a description begins with: "On September 5, 2023, …", "As of March 4, 2024, …"."""
    found = _OPENING.match(text)
    return _iso(found[3], str(_MONTHS.index(found[1]) + 1), found[2]) if found else ""


def _iso(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
