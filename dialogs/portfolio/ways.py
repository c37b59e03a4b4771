"""How a dialog asks, whatever the channel: the dialogs about portfolios are written once, for texts, calls and pages.

`Back` (dialogs/ear.py) leaves what is being asked: the person wants something else, or could not answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from dialogs.deed import Deed
from dialogs.engine import Script
from dialogs.house import House
from dialogs.text import ByChannel, Words

T = TypeVar("T")

OURS = "portfolio "  # what the name of every question here begins with
MOST_KEYS = 20  # of a user ID
PIN_KEYS = 12


class Settled(Exception):  # noqa: N818 - good news
    """What was asked for is not needed any more."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an answer can't be taken."""

    words: Words


@dataclass(frozen=True, slots=True)
class Shape:
    """How an answer is given: on a call by up to `keys` keys, or, where `speech`, in words. `brief` is what is asked
    the second time. `receipts`: receipt numbers are an answer here, not a question of their own; `offers`: what may be
    taken by its number instead."""

    keys: int = MOST_KEYS
    speech: bool = False
    receipts: bool = False
    brief: Words | None = None
    offers: tuple[str, ...] = ()


class Ways(Protocol):
    """Names are for the log; `OURS` is put before them. Each raises Back; on a call Farewell, in a text Afresh."""

    @property
    def house(self) -> House: ...
    @property
    def spoken(self) -> bool: ...
    @property
    def page(self) -> int:
        """How many cases are told at a time."""
        ...

    def choose(self, name: str, words: Words, choices: Mapping[str, str]) -> Script[str]:
        """One of the keys of `choices`; what each stands for may be said instead: a command, or yes and no."""
        ...

    def enter(self, name: str, words: Words, read: Callable[[str], T | Refusal], shape: Shape = ...) -> Script[T]:
        """What `read` makes of the answer."""
        ...

    def secret(
        self, name: str, words: Words, keys: int = ..., brief: Words | None = ..., done: Deed[bool] | None = ...
    ) -> Script[str]:
        """A PIN or a code, as it was given; when the log is played again, an empty text. It is to be given to the very
        next deed. `brief` is what is asked the second time. `done`: whether it is not needed any more; asked in a text,
        whatever was sent. Raises Settled when it is so."""
        ...


def both(written: Words, spoken: Words) -> Words:
    """Worded for a text and for the ear."""
    return ByChannel(written, spoken)
