"""The files in which status changes come: CSV and JSON, row by row, with the line of what is wrong.

What the columns mean stands in `docs/updates.md`. Files are UTF-8; bytes that are not come in as lone surrogates
(`errors="surrogateescape"`), so that only the rows that hold them are refused.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TextIO

from bot.cases.markup import plain
from dialogs.forms import form_number
from dialogs.receipts import read

REQUIRED = ("receipt", "title_en", "changed_on")
COLUMNS = (*REQUIRED, "title_es", "text_en", "text_es", "form", "id")
LONGEST = {"title_en": 200, "title_es": 200, "text_en": 4000, "text_es": 4000, "form": 16, "id": 128}
LONGEST_RECEIPT = 40  # with all the spaces, dashes and dots that people put between
BETWEEN = re.compile(r"[\s,]*")
NOT_TEXT = re.compile("[\ud800-\udfff\\x00]")
NOT_UTF8 = "not text in UTF-8"


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
    """A row that can't be taken, the line where it begins, and why; never with what it holds."""

    line: int
    fault: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.fault}"


def from_csv(lines: Iterable[str]) -> Iterator[Update | BadRow]:
    """The rows of a CSV file with a header; columns in any order, unknown ones ignored. Holds one row at a time."""
    rows = csv.reader(lines, strict=True)  # strict: a quote that is never closed would swallow the rest in silence
    names: list[str] = []
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield BadRow(line, f"not CSV, up to line {rows.line_num} ({error})")
            continue
        if row is None and names:
            return
        if not names and row != []:
            names = [name.strip("\ufeff \t").lower() for name in row or ()]
            if fault := _fault_of_header(names):
                yield BadRow(line, fault)
                return
        elif row:
            yield _of_table(line, names, row)


def _of_table(line: int, names: list[str], row: list[str]) -> Update | BadRow:
    if len(row) > len(names):
        return BadRow(line, f"{len(row)} columns, where the header has {len(names)}")
    return update(line, dict(zip(names, row, strict=False)))


def _fault_of_header(names: list[str]) -> str:
    if NOT_TEXT.search("".join(names)):
        return NOT_UTF8
    missing = [name for name in REQUIRED if name not in names]
    return f"the header has no column {', '.join(missing)} (columns are separated by commas)" if missing else ""


def from_json(stream: TextIO) -> Iterator[Update | BadRow]:
    """The objects of a JSON array, or one after the other; read until the first that is not JSON."""
    text = stream.read().lstrip("\ufeff")
    decoder, line, counted = json.JSONDecoder(), 1, 0
    at = _skip(text, 0)
    array = text[at : at + 1] == "["
    at = _skip(text, at + array)
    while at < len(text) and not (array and text[at] == "]"):
        line, counted = line + text.count("\n", counted, at), at
        try:
            row, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            why = NOT_UTF8 if NOT_TEXT.search(text, at, at + 4) else "not JSON"
            yield BadRow(line, f"{why} from here on; what follows is left out")
            return
        at = _skip(text, at)
        yield update(line, row) if isinstance(row, dict) else BadRow(line, "not an object with columns")
    if array and at >= len(text):
        yield BadRow(line + text.count("\n", counted), "the list does not end: the file was cut off")


def _skip(text: str, at: int) -> int:
    found = BETWEEN.match(text, at)
    return found.end() if found else at


def update(line: int, row: Mapping[str, Any]) -> Update | BadRow:
    """A row that was read, or what is wrong with it."""
    values = {name: _written(row.get(name)) for name in COLUMNS}
    if fault := _fault(values):
        return BadRow(line, fault)
    texts = {name: plain(value or "") for name, value in values.items()} | {"id": values["id"] or ""}
    receipts = read(texts["receipt"]).found
    if len(receipts) != 1:
        return BadRow(line, "receipt is not a receipt number (3 letters and 10 digits)")
    if not texts["title_en"]:
        return BadRow(line, "title_en is empty")
    try:
        changed_on = date.fromisoformat(texts["changed_on"]).isoformat()
    except ValueError:
        return BadRow(line, "changed_on is not a day like 2026-05-13")
    own_name = [texts["id"]] if texts["id"] else [receipts[0], changed_on, texts["title_en"]]
    title = {language: " ".join(words.split()) for language, words in _by_language(texts, "title").items()}
    form, text = form_number(texts["form"]), _by_language(texts, "text")
    return Update(receipts[0], form, title, text, changed_on, json.dumps(own_name))


def _written(value: object) -> str | None:
    """A value as text, "" where there is none; None for what is neither text nor a whole number."""
    if value is None:
        return ""
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return str(value).strip()
    return None


def _fault(values: Mapping[str, str | None]) -> str:
    for name, value in values.items():
        longest = LONGEST.get(name, LONGEST_RECEIPT)
        if value is None:
            return f"{name} is not text"
        if len(value) > longest:
            return f"{name} has more than {longest} characters"
        if NOT_TEXT.search(value):
            return f"{name} is {NOT_UTF8}"
    return ""


def _by_language(texts: Mapping[str, str], what: str) -> dict[str, str]:
    return {language: words for language in ("en", "es") if (words := texts[f"{what}_{language}"])}
