"""What a phone without a portfolio may ask for: to be told about a case, and to be left alone."""

from dataclasses import dataclass
from typing import Literal

from dialogs.cases import Json
from dialogs.deed import Deed

FollowOutcome = Literal["following", "there", "full", "deaf"]
FOLLOW_OUTCOMES: tuple[FollowOutcome, ...] = ("following", "there", "full", "deaf")
KEPT_LOOKING = 30  # days for which a case that the agency does not show is looked for
MOST_FOLLOWED = 5  # cases; who wants more makes a portfolio


@dataclass(frozen=True)
class FollowCase(Deed[FollowOutcome]):
    """From now on this phone is told when the case changes; the words that said so are kept as evidence."""

    receipt: str
    words: str

    def read(self, came: Json) -> FollowOutcome:
        if came not in FOLLOW_OUTCOMES:
            raise ValueError("an outcome that is not known")
        return came  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Unfollow(Deed[bool]):
    """No more of this case. False: it was not followed."""

    receipt: str
    words: str

    def read(self, came: Json) -> bool:
        return bool(came)


@dataclass(frozen=True)
class ListFollowed(Deed[tuple[str, ...]]):
    """The receipt numbers that this phone follows, the longest followed first."""

    def read(self, came: Json) -> tuple[str, ...]:
        return tuple(str(each) for each in came)


@dataclass(frozen=True, slots=True)
class Watched:
    """How many cases of portfolios are told to this phone, and the last digits of those that it follows itself."""

    cases: int
    followed: tuple[str, ...]


@dataclass(frozen=True)
class WhatIsWatched(Deed[Watched]):
    """What this phone is told about."""

    def read(self, came: Json) -> Watched:
        return Watched(int(came["cases"]), tuple(str(each) for each in came["followed"]))


@dataclass(frozen=True)
class WrongNumber(Deed[None]):
    """Somebody else had this number: it is taken off everything, and the owners are told."""

    words: str

    def read(self, came: Json) -> None:
        return None
