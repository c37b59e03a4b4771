"""What the talk about how alerts are told may ask the world to do."""

from dataclasses import dataclass
from typing import Literal, get_args

from dialogs.cases import Json
from dialogs.portfolio.deeds import Act, one_of

Level = Literal["all", "title", "hint"]
LEVELS: tuple[Level, ...] = get_args(Level)
# What is chosen, in the order in which it is offered, to names of the time zone database; "" goes by the area code of
# each phone.
ZONES: dict[str, str] = {
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "arizona": "America/Phoenix",
    "pacific": "America/Los_Angeles",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "puerto rico": "America/Puerto_Rico",
    "guam": "Pacific/Guam",
    "by number": "",
}


@dataclass(frozen=True)
class ChangeAlerts(Act[bool]):
    """How alerts are told at a contact: `level` is all, title or hint; `by_call`: a phone is called; `weekly`: once a
    week. False: the contact is gone."""

    number: int
    level: str
    by_call: bool
    weekly: bool

    def read(self, came: Json) -> bool:
        return bool(came)


@dataclass(frozen=True)
class SetTimezone(Act[None]):
    """Where the owner is: texts and calls wait for the morning there. One of those that `ZONES` names."""

    zone: str

    def read(self, came: Json) -> None:
        return None


TestOutcome = Literal["sent", "none", "later"]


@dataclass(frozen=True)
class SendTest(Act[TestOutcome]):
    """An alert to every contact that is told something. `none`: there is none; `later`: enough for today."""

    def read(self, came: Json) -> TestOutcome:
        return one_of(TestOutcome, came)  # type: ignore[no-any-return]
