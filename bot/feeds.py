"""The files in which status changes come: CSV and JSON, row by row, with the line of what is wrong.

| column | |
|---|---|
| `receipt` | required, as typed on the notice |
| `title_en` | required, the agency's title |
| `changed_on` | required, `YYYY-MM-DD` |
| `title_es`, `text_en`, `text_es`, `form` | optional, the agency's words |
| `id` | optional, the sender's name of this change; without it receipt, day and title are its name |
"""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TextIO

from dialogs.forms import form_number
from dialogs.receipts import read

COLUMNS = ("receipt", "title_en", "changed_on", "title_es", "text_en", "text_es", "form", "id")
LONGEST = {"title_en": 200, "title_es": 200, "text_en": 4000, "text_es": 4000, "form": 16, "id": 128}
BETWEEN = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class Update:
    """One status change; `title` and `text` by language, `changed_on` ISO 8601, `identity` the same when it is sent
    again."""

    receipt: str
    form: str
    title: dict[str, str]
    text: dict[str, str]
    changed_on: str
    identity: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that can't be taken, and why; never with what it holds."""

    line: int
    fault: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.fault}"


def from_csv(stream: TextIO) -> Iterator[Update | BadRow]:
    """The rows of a CSV file with a header; columns in any order, unknown ones ignored."""
    rows = csv.DictReader(stream)
    missing = [name for name in COLUMNS[:3] if name not in (rows.fieldnames or ())]
    if missing:
        yield BadRow(1, f"the header has no column {', '.join(missing)}")
        return
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield BadRow(rows.line_num, f"not CSV ({error})")
            return
        if row is None:
            return
        yield update(rows.line_num, row)


def from_json(stream: TextIO) -> Iterator[Update | BadRow]:
    """The objects of a JSON array, or one after the other; read until the first that is not JSON."""
    text = stream.read().lstrip("\ufeff")
    decoder, at = json.JSONDecoder(), _skip(text, 0)
    array = text[at : at + 1] == "["
    at = _skip(text, at + array)
    while at < len(text) and not (array and text[at] == "]"):
        line = text.count("\n", 0, at) + 1
        try:
            row, at = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError):
            yield BadRow(line, "not JSON from here on; what follows is left out")
            return
        at = _skip(text, at)
        yield update(line, row) if isinstance(row, dict) else BadRow(line, "not an object with columns")


def _skip(text: str, at: int) -> int:
    found = BETWEEN.match(text, at)
    return found.end() if found else at


def update(line: int, row: Mapping[str, Any]) -> Update | BadRow:
    """A row that was read, or what is wrong with it."""
    values = {name: str(row.get(name) or "").strip() for name in COLUMNS}
    for name, longest in LONGEST.items():
        if len(values[name]) > longest:
            return BadRow(line, f"{name} has more than {longest} characters")
    found = read(values["receipt"]).found if len(values["receipt"]) < 40 else ()
    if len(found) != 1:
        return BadRow(line, "receipt is not a receipt number (3 letters and 10 digits)")
    if not values["title_en"]:
        return BadRow(line, "title_en is empty")
    try:
        changed_on = date.fromisoformat(values["changed_on"]).isoformat()
    except ValueError:
        return BadRow(line, "changed_on is not a day like 2026-05-13")
    return Update(
        found[0],
        form_number(values["form"]),
        _by_language(values, "title"),
        _by_language(values, "text"),
        changed_on,
        values["id"] or json.dumps([found[0], changed_on, values["title_en"]]),
    )


def _by_language(values: Mapping[str, str], what: str) -> dict[str, str]:
    return {language: words for language in ("en", "es") if (words := values[f"{what}_{language}"])}
