"""What a turn is made of, on the desk of a conversation (`bot/converse.py`)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import Connection

from bot.deeds import Deeds
from bot.inbound import Inbound
from bot.visitor import Visitor
from dialogs.engine import Conversation, Reply, Turn
from dialogs.portfolio.pins import looks_like_pin, parted
from storage import conversations, people

Write = Callable[[Turn, str, int], str]  # a turn, its language, its number → the answer
Alongside = Callable[[Connection, Visitor, str], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """How many turns a conversation may have, and how many seconds it may last; beyond, the script is told `late`."""

    turns: int
    seconds: float


class Taken(NamedTuple):
    """The written answer; whether an answer was `promised`, and whether a message was `posted`, that a worker must now
    see to."""

    words: str
    promised: bool = False
    posted: bool = False


class TooBusy(Exception):  # noqa: N818
    """Outrun again and again; the person is asked to send the message once more."""


class CallOver(Exception):  # noqa: N818
    """The talk of this call is gone: it ended meanwhile, or its person asked to be forgotten."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a message belongs: the keys of its person, its conversation and its answer."""

    person: bytes
    conversation: bytes
    answer: bytes


@dataclass(frozen=True, slots=True)
class Done:
    """A turn that was played: what was said, and the rows that are to be written. `secret`: what was sent is a PIN or a
    code; `confidential`: what was said holds one."""

    deeds: Deeds
    words: str
    person: people.Person
    talk: conversations.Talk
    answer: bytes
    secret: bool
    confidential: bool


@dataclass(frozen=True, slots=True)
class Before:
    """The conversation as it was, and when it began."""

    talk: Conversation
    opened: float


def holds_pin(inbound: Inbound) -> bool:
    """Whether somebody sent a PIN where none was asked for."""
    text = inbound.text
    return inbound.kind == "words" and (looks_like_pin(text) or parted(text)[1] != "")


def expired(reply: Reply) -> Reply:
    """The same from somebody who was signed in and is no longer."""
    return replace(reply, stray=False, expired=True)
