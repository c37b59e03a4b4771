"""A page of plain words: headed sections of paragraphs, points and pairs."""

from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.text import Day, Text


@dataclass(frozen=True, slots=True)
class Points:
    """One below the other, each with a mark."""

    points: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """What, and what is true of it."""

    pairs: tuple[tuple[Text, Text], ...]


Part = Text | Points | Pairs


@dataclass(frozen=True, slots=True)
class Section:
    """`mark` is where a link leads to; it stays the same in all languages."""

    mark: str
    heading: Text
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`since`: from when on these words hold."""

    title: Text
    since: Day
    sections: tuple[Section, ...]


def section(mark: str, heading: Text, *parts: Part | None) -> Section:
    """`None` leaves a part out."""
    return Section(mark, heading, tuple(part for part in parts if part is not None))


def points(*some: Text | None) -> Points:
    return Points(tuple(point for point in some if point is not None))


def pairs(*some: tuple[Text, Text] | None) -> Pairs:
    return Pairs(tuple(pair for pair in some if pair is not None))


def texts(part: Part) -> Iterator[Text]:
    """Everything that a part says, in the order in which it is read."""
    match part:
        case Points():
            yield from part.points
        case Pairs():
            for pair in part.pairs:
                yield from pair
        case _:
            yield part
