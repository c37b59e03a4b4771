"""Phones without a portfolio that are told about a case; and phones that say they are the wrong ones."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.notices import Notices, Recipient
from bot.portfolios.vault import opened
from bot.visitor import Visitor
from dialogs.cases import Json
from dialogs.follow_deeds import MOST_FOLLOWED, FollowOutcome
from dialogs.follow_phrases import LAST, wrong_number
from storage import consents, contacts, follows, portfolios, sign_ins, watches
from storage.consents import Consent
from storage.database import Database
from storage.follows import Follow
from storage.sealing import Sealer, place

SEALED = "follows.sealed"
WORDS = "consents.sealed"
LONGEST = 1600


@dataclass(frozen=True, slots=True)
class Wish:
    """What a phone wants: to `follow` or `unfollow` a receipt, or that it is the `wrong` one; and its words."""

    kind: str
    receipt: str
    words: str


@dataclass(frozen=True)
class Following:
    """What is read is told at once; what is wished is written with the turn, in its transaction."""

    database: Database
    sealer: Sealer
    notices: Notices
    clock: Callable[[], float]

    def weigh(self, visitor: Visitor, receipt: str) -> FollowOutcome:
        """What comes of the wish to follow."""
        if not visitor.textable:
            return "deaf"
        there = self.receipts(visitor)
        if receipt in there:
            return "there"
        return "following" if len(there) < MOST_FOLLOWED else "full"

    def receipts(self, visitor: Visitor) -> list[str]:
        """What a phone follows."""
        with self.database.reading() as db:
            rows = follows.of(db, visitor.key)
        return [str(self._opened(visitor, row)["receipt"]) for row in rows]

    def watched(self, visitor: Visitor) -> Json:
        """How many cases of portfolios are told to this phone, and the last digits of those it follows."""
        with self.database.reading() as db:
            cases = 0
            for portfolio_key, known in contacts.beside(db, visitor.key).items():
                row = portfolios.load(db, portfolio_key)
                if row is None or row.paused:
                    continue
                if any(each.address_key == visitor.key and each.alerts for each in known):
                    cases += sum(each.alerts for each in watches.of(db, portfolio_key))
        return {"cases": cases, "followed": [receipt[-LAST:] for receipt in self.receipts(visitor)]}

    def write(self, db: Connection, visitor: Visitor, channel: str, wish: Wish) -> bool:
        """Does it, and keeps the words as evidence. True when somebody is to be told."""
        sealed = self.sealer.seal(wish.words[:LONGEST].encode(), place(WORDS, visitor.key))
        consents.add(db, visitor.key, Consent(self.clock(), wish.kind, channel, sealed))
        if wish.kind == "wrong":
            return self._take_off(db, visitor)
        case_key = self.sealer.index("case", wish.receipt)
        if wish.kind == "unfollow":
            follows.remove(db, visitor.key, case_key)
            return False
        told = {"receipt": wish.receipt, "address": visitor.address, "language": visitor.language or "en"}
        sealed = visitor.data_key.seal(json.dumps(told).encode(), self._place(visitor, case_key))
        follows.add(db, visitor.key, Follow(case_key, sealed, self.clock()))
        return False

    def _take_off(self, db: Connection, visitor: Visitor) -> bool:
        """Whoever is signed in at that phone, is no longer."""
        follows.remove_all(db, visitor.key)
        sign_ins.forget(db, visitor.key)
        told = False
        for portfolio_key, _number in contacts.switch_off(db, visitor.key, "wrong"):
            row = portfolios.load(db, portfolio_key)
            if row is None:
                continue
            portfolio = opened(self.sealer, row)
            notice = wrong_number(visitor.address[-LAST:], self.notices.house)
            for each in portfolio.contacts(db):
                if each.trusted and not each.is_phone:
                    to = Recipient(portfolio.key, portfolio.data_key, portfolio.profile.language, each.address)
                    self.notices.post(db, to, notice)
                    told = True
        return told

    def _opened(self, visitor: Visitor, row: Follow) -> Json:
        return json.loads(visitor.data_key.open(row.sealed, self._place(visitor, row.case_key)))

    def _place(self, visitor: Visitor, case_key: bytes) -> str:
        return place(SEALED, f"{visitor.key.hex()} {case_key.hex()}")
