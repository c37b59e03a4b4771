"""What a player of calls tells of, each with its time in the seconds of whoever plays."""

from dataclasses import dataclass

from bot.simulator.signing import Pairs
from bot.simulator.webhook import Exchange


@dataclass(frozen=True, slots=True)
class Answered:
    """The line picks up; before that the phone rings."""

    at: float


@dataclass(frozen=True, slots=True)
class Said:
    """An utterance begins: its caption, in one language; `rate` as a percentage; `id` counts from 1 in each call."""

    text: str
    language: str
    voice: str
    rate: int
    seconds: float
    id: int
    at: float


@dataclass(frozen=True, slots=True)
class Waits:
    """The prompt is over, or a key was pressed: the line listens, for `seconds` from now; `num_digits` 0 is any."""

    input: str
    num_digits: int
    finish_on_key: str
    seconds: float
    at: float


@dataclass(frozen=True, slots=True)
class Asked:
    """One request was made; `code` is 0 or the carrier's number of what was wrong with the answer."""

    url: str
    params: Pairs
    exchange: Exchange
    code: int
    at: float


@dataclass(frozen=True, slots=True)
class Faulted:
    """Something that the carrier puts into its error log, errors and warnings alike."""

    code: int
    reason: str
    exchange: Exchange
    at: float


@dataclass(frozen=True, slots=True)
class Dials:
    """Another phone rings, for `seconds` at most."""

    number: str
    seconds: float
    at: float


@dataclass(frozen=True, slots=True)
class Ended:
    """The call is over: completed, busy, no-answer or failed. `by_caller`: the person hung up."""

    state: str
    reason: str
    by_caller: bool
    at: float


Happening = Answered | Said | Waits | Asked | Faulted | Dials | Ended
