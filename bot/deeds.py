"""Doing what the script asks of the world. What must be written is collected here and saved with the turn."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.limits import Allowance, Tally
from bot.lookups import Lookups
from bot.visitor import Visitor
from dialogs.cases import Finding, Json
from dialogs.deeds import (
    CheckLine,
    FindCases,
    ForgetPerson,
    LookAgain,
    MeetPerson,
    PromiseAnswer,
    Speak,
    StartTexts,
    StopTexts,
)
from dialogs.engine import Deed
from storage.sealing import Sealer


def nobody_knows(_address: str) -> None:
    """Whether it is a landline."""


@dataclass
class World:
    """What every turn may use. `patience`: seconds that a person waits before "one moment"; `shard` names this process
    where several count together."""

    lookups: Lookups
    sealer: Sealer
    allowance: Allowance
    tally: Tally
    clock: Callable[[], float]
    shard: str
    patience: float = 3.0
    is_landline: Callable[[str], bool | None] = nobody_knows


@dataclass
class Deeds:
    """The deeds of one turn for one visitor, and what is to be saved with it; `until`, by `time.monotonic()`, is when
    the person's patience ends."""

    world: World
    visitor: Visitor
    until: float
    limited: bool = True  # a promised answer was counted when it was asked for
    wishes: list[tuple[str, str]] = field(default_factory=list)  # ("stop" or "start", the words)
    promised: tuple[str, ...] = ()
    forget: bool = False

    def perform(self, deed: Deed[Any]) -> Json:
        match deed:
            case LookAgain(receipts):
                return [finding.to_json() for finding in self._look(receipts)]
            case FindCases(receipts):
                return [finding.to_json() for finding in self._find(receipts)]
            case MeetPerson():
                visitor = self.visitor
                return {"stopped": visitor.stopped, "language": visitor.language, "textable": visitor.textable}
            case CheckLine():
                return self._line()
            case Speak(language, chosen):
                self.visitor.speak(language, chosen=chosen)
            case PromiseAnswer(receipts):
                self.promised = tuple(receipts)
            case StopTexts(words):
                self.wishes.append(("stop", words))
            case StartTexts(words):
                self.wishes.append(("start", words))
            case ForgetPerson():
                self.forget = True
            case _:
                raise TypeError(f"nobody does {deed.name}")
        return None

    def _find(self, receipts: tuple[str, ...]) -> list[Finding]:
        now = self.world.clock()
        refused = {
            receipt: Finding(receipt, "limited", wait=until - now)
            for receipt in receipts
            if (until := self._refused(receipt))
        }
        allowed = [receipt for receipt in receipts if receipt not in refused]
        found = {finding.receipt: finding for finding in self._look(allowed)}
        return [found.get(receipt) or refused[receipt] for receipt in receipts]

    def _look(self, receipts: Sequence[str]) -> list[Finding]:
        return self.world.lookups.find(receipts, self.until - time.monotonic())

    def _line(self) -> str:
        """What kind of line it is is asked until it is known; where nobody knows, it may be tried."""
        visitor = self.visitor
        if visitor.landline is None and visitor.textable:
            visitor.landline = self.world.is_landline(visitor.address)
        if not visitor.textable:
            return "deaf"
        return "fine" if visitor.asked.another_text(self.world.clock()) else "enough"

    def _refused(self, receipt: str) -> float:
        """0 when it may be asked for; else when to try again."""
        if not self.limited:
            return 0.0
        short = self.world.sealer.index("asked", receipt)[:6].hex()
        own = self.visitor.asked.admit(short, self.world.allowance, self.world.clock())
        return own or self.world.tally.admit()
