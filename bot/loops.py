"""A machine that answers every text is noticed, and left alone: two machines must not talk to each other for ever.

What it is known by: the same words again and again, each time within a minute of ours, that ask for nothing; or ours,
sent back. What asks for something may be said more often, but not for ever either.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import unescape
from typing import Self

from dialogs.plain import folded
from dialogs.receipts import read
from dialogs.words import command, opt

SOON = 60.0  # seconds
MOST = 5  # times that it is answered
MOST_QUESTIONS = 20  # times that the same question is
HEAD = 24  # characters by which an answer of ours is known again
KEPT = 8  # answers
FORGOTTEN = 86_400.0  # seconds after which it is answered once, to see whether it has changed its ways
# What telephones and offices answer by themselves, in the words of the usual ones.
MACHINES = (
    "OUT OF OFFICE", "OUT OF THE OFFICE", "AUTOMATIC REPLY", "AUTO REPLY", "AUTOREPLY", "I M DRIVING", "I AM DRIVING",
    "DO NOT REPLY", "AUTOMATED MESSAGE", "AUTOMATED RESPONSE", "RESPUESTA AUTOMATICA", "FUERA DE LA OFICINA",
    "ESTOY CONDUCIENDO", "ESTOY MANEJANDO", "MENSAJE AUTOMATICO", "NO RESPONDA A ESTE",
)  # fmt: skip
_MARK_UP = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Echo:
    """What came last: a digest of its words, how often in a row, when, and how often it is answered; `ours`: how our
    last answers begin."""

    digest: str = ""
    count: int = 0
    at: float = 0.0
    most: int = MOST
    ours: Sequence[str] = ()

    @property
    def is_loop(self) -> bool:
        return self.count > self.most

    def answered(self, answer: str) -> Self:
        """After what we said to it, in whatever mark-up."""
        texts = (folded(unescape(text)) for text in _MARK_UP.split(answer))
        heads = (text[:HEAD] for text in texts if len(text) >= HEAD)
        return replace(self, ours=(*self.ours, *heads)[-KEPT:])


def heard(echo: Echo, text: str, now: float) -> Echo:
    """After one more text. A wish to be left alone, or to be told again, is no echo, however often it comes."""
    said = folded(text)
    if not said or opt(text) is not None:
        return replace(echo, digest="", count=0, at=now)
    machine = any(words in said for words in (*MACHINES, *echo.ours))
    digest = "machine" if machine else hashlib.sha256(said.encode()).hexdigest()[:12]
    most = MOST if machine or not asks(text) else MOST_QUESTIONS
    late = now - echo.at > (FORGOTTEN if echo.is_loop else SOON)
    count = min(echo.count + 1, most + 1)
    if digest != echo.digest:
        count = 1
    elif late:
        count = most if echo.is_loop else 1
    return Echo(digest, count, now, most, echo.ours)


def asks(text: str) -> bool:
    """Whether a person may mean something by it."""
    reading = read(text)
    digits = text.strip().strip(".)").isdecimal()
    return digits or command(text) is not None or bool(reading.found or reading.doubtful or reading.wrong)
