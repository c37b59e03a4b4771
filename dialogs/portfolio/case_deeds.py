"""What the talk about the cases of a portfolio may ask the world to do."""

from dataclasses import dataclass
from typing import Literal

from dialogs.cases import Finding, Json
from dialogs.deed import Deed
from dialogs.deeds import FindCases
from dialogs.portfolio.deeds import Act, one_of

MOST_CASES = 100


@dataclass(frozen=True)
class OrderCases(Deed[tuple[int, ...]]):
    """The short numbers of all cases: those first whose status has changed since it was last shown here, then by
    name; without a name, by number."""

    def read(self, came: Json) -> tuple[int, ...]:
        return tuple(int(number) for number in came)


@dataclass(frozen=True, slots=True)
class Entry:
    """A case in a portfolio: its short number, its name ("" where it has none), whether its changes are told, whether
    it changed since it was last shown here, and what is known of it: as `Finding`, without text and history."""

    number: int
    name: str
    alerts: bool
    changed: bool
    finding: Finding

    @property
    def receipt(self) -> str:
        return self.finding.receipt

    def to_json(self) -> Json:
        return {
            "number": self.number,
            "name": self.name,
            "alerts": self.alerts,
            "changed": self.changed,
            "finding": self.finding.to_json(),
        }

    @classmethod
    def from_json(cls, data: Json) -> "Entry":
        finding = Finding.from_json(data["finding"])
        return cls(int(data["number"]), str(data["name"]), bool(data["alerts"]), bool(data["changed"]), finding)


@dataclass(frozen=True)
class ShowCases(Deed[tuple[Entry, ...]]):
    """Where these cases stand, in this order; from now on what is shown is no longer a change. Who was removed
    meanwhile is missing."""

    numbers: tuple[int, ...]

    def read(self, came: Json) -> tuple[Entry, ...]:
        return tuple(Entry.from_json(entry) for entry in came)


@dataclass(frozen=True)
class FindInList(Deed[tuple[Entry, ...]]):
    """The cases that somebody means: by short number, by receipt number, by its last four digits, by name (any case,
    accents or none; whole, else its beginning). The agency is not asked."""

    meant: str

    def read(self, came: Json) -> tuple[Entry, ...]:
        return tuple(Entry.from_json(entry) for entry in came)


@dataclass(frozen=True)
class FindOwn(FindCases):
    """`FindCases` for cases of the portfolio: they are not counted against the phone's own look-ups."""


AddOutcome = Literal["added", "there", "full", "later"]


@dataclass(frozen=True)
class AddCases(Act[tuple[tuple[str, AddOutcome, int], ...]]):
    """Adds cases: for each receipt, in order, what came of it and its short number (0 when the portfolio is full)."""

    receipts: tuple[str, ...]

    def read(self, came: Json) -> tuple[tuple[str, AddOutcome, int], ...]:
        return tuple((str(receipt), one_of(AddOutcome, outcome), int(number)) for receipt, outcome, number in came)


@dataclass(frozen=True)
class RemoveCase(Act[bool]):
    """False: it was not there any more."""

    receipt: str

    def read(self, came: Json) -> bool:
        return bool(came)


@dataclass(frozen=True)
class NameCase(Act[bool]):
    """Gives a case a name, well-formed (`dialogs.portfolio.nicknames`); "" takes it away. False: the case is gone."""

    receipt: str
    nickname: str

    def read(self, came: Json) -> bool:
        return bool(came)


@dataclass(frozen=True)
class TellChanges(Act[bool]):
    """Are changes of this case told? False: the case is gone."""

    receipt: str
    on: bool

    def read(self, came: Json) -> bool:
        return bool(came)
