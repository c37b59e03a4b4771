"""What the script says, before it is put into a language.

A dialog never holds a finished sentence: it holds a `Text`, an English source sentence with its values, which the
catalogs turn into the person's language when the turn is written for a channel. That is why a change of language
or a better translation never breaks a conversation that is under way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

NOTHING: Mapping[str, "Value"] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day, ISO 8601 (`2024-03-04`); written out in the person's language."""

    iso: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, seconds since 1970 UTC; written as day and time of `zone` ("": the service's)."""

    seconds: float
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time in seconds; written as minutes or hours, rounded up."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone number in E.164 (`+18003755283`); written as people of the country write it."""

    e164: str


@dataclass(frozen=True, slots=True)
class Spelt:
    """Letters and digits said one by one (`IOE0912345678`, `I-130`); in writing they stand as they are. `plainly`:
    letters by their names alone; otherwise each with a word that begins with it."""

    signs: str
    plainly: bool = False


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Somebody else's words, by language; what is missing in a language is shown in English."""

    by_language: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence of ours: the English source (`msgid`), its values, the channel it is worded for (`context`)."""

    msgid: str
    values: Mapping[str, "Value"] = field(default_factory=lambda: NOTHING)
    context: str = ""
    plural: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class InLanguage:
    """A piece said in a language of its own, whatever the person's."""

    language: str
    words: "Words"


@dataclass(frozen=True, slots=True)
class Lines:
    """Several pieces, each on its own line."""

    parts: tuple["Words", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """The same thing said in full, and shorter for where room is scarce: the writer takes the first that fits."""

    choices: tuple["Words", ...]


@dataclass(frozen=True, slots=True)
class ByChannel:
    """The same thing worded for a text and for the ear."""

    written: "Words"
    spoken: "Words"


Value = str | int | Day | Moment | Span | Phone | Spelt | Verbatim | Text


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: what is sent to hear more of it, and its cells."""

    choice: str
    cells: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below one another under their `heads`; `foot`: what is said below it."""

    heads: tuple[Text, ...]
    rows: tuple[Row, ...]
    foot: "Words"


@dataclass(frozen=True, slots=True)
class Timeline:
    """Dated steps, oldest first; `head`: what they are."""

    head: "Words"
    steps: tuple[tuple[Day, Verbatim], ...]
    whole: bool = True  # nothing but these steps is to be shown; else they stand below the words


@dataclass(frozen=True, slots=True)
class Shown:
    """`words` for a text or a call; what a page can draw instead of them, or below them."""

    words: "Words"
    figure: Table | Timeline


Words = Text | Verbatim | Lines | Either | InLanguage | ByChannel | Shown


def _(msgid: str, /, **values: Value) -> Text:
    """A sentence for every channel."""
    return Text(msgid, values)


def _p(context: str, msgid: str, /, **values: Value) -> Text:
    """A sentence worded for one channel: `context` is `sms` or `voice`."""
    return Text(msgid, values, context)


def _n(one: str, many: str, count: int, /, **values: Value) -> Text:
    """A sentence that depends on a number; `{count}` stands for it."""
    return Text(one, {"count": count, **values}, "", many, count)


def lines(*parts: Words | None) -> Lines:
    """Pieces one below the other; `None` leaves one out."""
    return Lines(tuple(part for part in parts if part is not None))
