"""Doing what the script asks of the world. What must be written is collected here and saved with the turn."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.alerts.calls import NewsCalls
from bot.following import Following, Wish
from bot.limits import Allowance, Tally
from bot.lookups import Lookups
from bot.portfolios.desk import Portfolios
from bot.portfolios.scene import Scene
from bot.visitor import Visitor
from dialogs.cases import Finding, Json
from dialogs.deed import Deed
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
from dialogs.follow_deeds import FollowCase, ListFollowed, Unfollow, WhatIsWatched, WrongNumber
from dialogs.news_call import MeetCalled, StopCalls
from dialogs.portfolio.account_deeds import DeletePortfolio
from dialogs.portfolio.case_deeds import FindOwn, ShowCases
from dialogs.portfolio.deeds import Act, WeighUserId
from storage.sealing import Sealer

DEFAULT_LANGUAGE = "en"
FOLLOWING = (FollowCase, Unfollow, ListFollowed, WhatIsWatched, WrongNumber)
CALLED = (MeetCalled, StopCalls)
ONCE = (Act, ShowCases, WeighUserId)


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
    portfolios: Portfolios | None = None
    following: Following | None = None
    news_calls: NewsCalls | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """The key of the conversation, what the limits know its person by ("" for a hidden number), the channel, and the
    message that a call of ours carries."""

    conversation: bytes = b""
    who: str = ""
    channel: str = "sms"
    reference: str = ""


Acts = dict[tuple[str, str], Json]  # what came of acts, by name and arguments: in memory, for the tries of one turn


@dataclass
class Deeds:
    """The deeds of one turn for one visitor, and what is to be saved with it; `until`, by `time.monotonic()`, is when
    the person's patience ends; `acts` are those that earlier tries of this turn have done. `ring`: something waits to
    be sent."""

    world: World
    visitor: Visitor
    until: float
    limited: bool = True  # a promised answer was counted when it was asked for
    where: Where = Where()
    acts: Acts = field(default_factory=dict)
    ring: bool = False
    wishes: list[tuple[str, str]] = field(default_factory=list)  # ("stop" or "start", the words)
    follows: list[Wish] = field(default_factory=list)
    promised: tuple[str, ...] = ()
    forget: bool = False

    def perform(self, deed: Deed[Any]) -> Json:
        match deed:
            case LookAgain(receipts):
                return [finding.to_json() for finding in self._look(receipts)]
            case FindCases(receipts) if not isinstance(deed, FindOwn):
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
                return self._others(deed)
        return None

    def _others(self, deed: Deed[Any]) -> Json:
        if isinstance(deed, FOLLOWING):
            return self._follow(deed)
        return self._called(deed) if isinstance(deed, CALLED) else self._of_portfolios(deed)

    def _called(self, deed: Deed[Any]) -> Json:
        calls = self.world.news_calls
        if calls is None:
            raise TypeError(f"nobody does {deed.name}")
        if isinstance(deed, StopCalls):
            return calls.stop(deed.user_id, self.visitor)
        return calls.meet(self.where.reference, self.visitor)

    def _follow(self, deed: Deed[Any]) -> Json:
        following, visitor = self.world.following, self.visitor
        if following is None:
            raise TypeError(f"nobody does {deed.name}")
        match deed:
            case FollowCase(receipt, words):
                outcome = following.weigh(visitor, receipt)
                if outcome == "following":
                    self.follows.append(Wish("follow", receipt, words))
                return outcome
            case Unfollow(receipt, words):
                self.follows.append(Wish("unfollow", receipt, words))
                return receipt in following.receipts(visitor)
            case WrongNumber(words):
                self.follows.append(Wish("wrong", "", words))
                return None
            case ListFollowed():
                return following.receipts(visitor)
        return following.watched(visitor)

    def _of_portfolios(self, deed: Deed[Any]) -> Json:
        """An act is done once, however often this turn is played; what is counted, or is news only once, as well."""
        portfolios = self.world.portfolios
        if portfolios is None:
            raise TypeError(f"nobody does {deed.name}")
        asked = (deed.name, json.dumps(vars(deed), default=list))
        if asked not in self.acts:
            came = portfolios.perform(deed, self._scene())
            if not isinstance(deed, ONCE):
                return came
            if isinstance(deed, Act):  # what was shown before is not what is there now
                for shown in [each for each in self.acts if each[0] == ShowCases.name]:
                    del self.acts[shown]
            self.acts[asked] = came
        # A caller's number is easily forged: a call makes nobody forget whose number that is.
        if isinstance(deed, DeletePortfolio) and self.acts[asked] and self._scene().is_proof:
            self.forget = True
        return self.acts[asked]

    def _scene(self) -> Scene:
        where, visitor = self.where, self.visitor
        return Scene(
            where.conversation,
            visitor.key,
            visitor.address,
            where.who,
            where.channel,
            visitor.language or DEFAULT_LANGUAGE,
            visitor.textable,
            visitor.stopped,
            self.until,
            self._rung,
            visitor.texted,
        )

    def _rung(self) -> None:
        self.ring = True

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
