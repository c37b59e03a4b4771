"""From a turn to what a page shows: pieces of words, tables, timelines, and how the open question is answered.

It is JSON, since it is kept as the answer to a message that may be sent again.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from bot.web.paper import CHANNEL
from dialogs import page_words
from dialogs.engine import Conversation, Turn
from dialogs.entry import Choices, Receipts
from dialogs.text import (
    ByChannel,
    Day,
    Either,
    InLanguage,
    Lines,
    Row,
    Shown,
    Table,
    Timeline,
    Value,
    Verbatim,
    Words,
)

ENGLISH = "en"
View = dict[str, Any]


class Tongue(Protocol):
    """The catalogs: words and values in a language."""

    def say(self, words: Words, language: str, channel: str = ...) -> str: ...

    def write(self, value: Value, language: str, channel: str = ...) -> str: ...


def shown(turn: Turn, language: str, tongue: Tongue, *, signed_in: bool) -> str:
    """A turn as JSON: its `language`; what was `said`, piece by piece; the `form` that answers it."""
    pieces = [*turn.said, turn.prompt] if turn.prompt is not None else list(turn.said)
    view = {
        "language": language,
        "said": [piece for words in pieces for piece in _pieces(words, language, tongue)],
        "form": _form(turn, language, tongue, signed_in=signed_in),
        "hid": turn.hid,
    }
    return json.dumps(view)


def opening(language: str, tongue: Tongue) -> View:
    """What a page shows before anything was sent."""
    said = list(_pieces(page_words.hello(), language, tongue))
    form = _form(Turn((), None, None, Conversation()), language, tongue, signed_in=False)
    return {"language": language, "said": said, "form": form, "hid": False, "new": True}


def excused(words: Words, language: str, tongue: Tongue, form: View | None = None) -> View:
    """A turn that came to nothing, and why."""
    view = opening(language, tongue)
    said = list(_pieces(words, language, tongue))
    return {**view, "said": said, "form": form or view["form"], "excuse": True}


def noted(view: View, notes: list[Words], tongue: Tongue) -> View:
    """A turn with something said before it."""
    pieces = [piece for words in notes for piece in _pieces(words, view["language"], tongue)]
    return {**view, "said": [*pieces, *view["said"]]}


def _pieces(words: Words, language: str, tongue: Tongue) -> Iterator[View]:
    """Words are lines, each with its language; a figure stands after its words, or instead of them."""
    if not isinstance(words, Shown):
        yield {"lines": _lines(words, language, tongue)}
        return
    match words.figure:
        case Table() as table:
            yield _table(table, language, tongue)
            yield {"lines": _lines(table.foot, language, tongue)}
        case Timeline() as timeline:
            if not timeline.whole:
                yield {"lines": _lines(words.words, language, tongue)}
            yield _timeline(timeline, language, tongue)


def _lines(words: Words, language: str, tongue: Tongue) -> list[tuple[str, str]]:
    """Language and text of each line."""
    match words:
        case Lines(parts):
            return [line for part in parts for line in _lines(part, language, tongue)]
        case Either(choices):
            return _lines(choices[0], language, tongue)
        case InLanguage(another, inner):
            return _lines(inner, another, tongue)
        case ByChannel(written, _):
            return _lines(written, language, tongue)
        case Shown(inner, _):
            return _lines(inner, language, tongue)
    spoken = _language_of(words, language)
    return [(spoken, line) for line in tongue.say(words, language, CHANNEL).split("\n") if line.strip()]


def _language_of(value: object, language: str) -> str:
    """Somebody else's words may stand in English where there are no others."""
    foreign = isinstance(value, Verbatim) and not value.by_language.get(language)
    signs = isinstance(value, Verbatim) and value.by_language.get(ENGLISH, "").isupper()  # a receipt number, a form
    return ENGLISH if foreign and not signs else language


def _table(table: Table, language: str, tongue: Tongue) -> View:
    heads = [tongue.say(head, language, CHANNEL) for head in table.heads]
    return {"heads": heads, "rows": [_row(row, language, tongue) for row in table.rows]}


def _row(row: Row, language: str, tongue: Tongue) -> View:
    cells = [
        {
            "text": tongue.write(cell, language, CHANNEL),
            "language": _language_of(cell, language),
            "sort": cell.iso if isinstance(cell, Day) else f"{cell:05}" if isinstance(cell, int) else "",
        }
        for cell in row.cells
    ]
    return {"choice": row.choice, "cells": cells}


def _timeline(timeline: Timeline, language: str, tongue: Tongue) -> View:
    steps = [
        {
            "on": day.iso,
            "day": tongue.write(day, language, CHANNEL),
            "step": tongue.write(step, language, CHANNEL),
            "language": _language_of(step, language),
        }
        for day, step in timeline.steps
    ]
    return {"head": tongue.say(timeline.head, language, CHANNEL), "steps": steps, "whole": timeline.whole}


def _form(turn: Turn, language: str, tongue: Tongue, *, signed_in: bool) -> View:
    """How the open question is answered: by `words`, a `secret` or `receipts`; `choices` are its buttons, `enough` that
    for the end of the receipts, `offers` those of other orders. `apart`: the number of a case is no answer to it."""
    kind = "secret" if turn.secret else "receipts" if isinstance(turn.entry, Receipts) else "words"
    choices = turn.entry.options if isinstance(turn.entry, Choices) else ()
    labelled = [(key, page_words.label(turn.asked or "", meaning) or meaning) for key, meaning in choices]

    def told(buttons: Iterable[tuple[str, Words | str]]) -> list[tuple[str, str]]:
        return [(sent, _label(words, language, tongue)) for sent, words in buttons]

    return {
        "kind": kind,
        "choices": told(labelled),
        "enough": turn.entry.enough if isinstance(turn.entry, Receipts) else "",
        "signed_in": signed_in,
        "apart": page_words.is_apart(turn.asked),
        "offers": told(page_words.offers(turn.asked, signed_in=signed_in)),
        "seldom": told(page_words.seldom(turn.asked, signed_in=signed_in)),
    }


def _label(words: Words | str, language: str, tongue: Tongue) -> str:
    return words if isinstance(words, str) else tongue.say(words, language, CHANNEL)
