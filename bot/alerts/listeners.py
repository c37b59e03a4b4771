"""Who is told something, opened for the making of one message: a contact of a portfolio, or a phone that follows."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.portfolios.vault import Opened, Reached, opened
from bot.visitor import WRAPPED
from storage import consents, contacts, follows, people, portfolios, watches
from storage.alerts import Alert
from storage.messages import CALL, EMAIL, TEXT
from storage.sealing import DataKey, Sealer, place

FOLLOW = "follows.sealed"
Zones = Callable[[str, str], tuple[str, ...]]  # phone (E.164), the portfolio's own zone or "" → names of time zones


@dataclass(frozen=True, slots=True)
class Called:
    """By what a case is known to its owner."""

    receipt: str
    name: str


@dataclass(frozen=True, slots=True)
class Listener:
    """`channel` and `address`: where; `level`: how much; `zones`: what time it may be there; `first`: nothing was told
    there before; `cases`: by their keys, those that were asked for and are still there."""

    portfolio_key: bytes | None
    person_key: bytes | None
    address_key: bytes
    data_key: DataKey
    channel: str
    address: str
    language: str
    level: str
    zones: tuple[str, ...]
    weekly: bool
    first: bool
    cases: Mapping[bytes, Called]


@dataclass(frozen=True, slots=True)
class Deaf:
    """Nothing goes there: `stopped` or `dead`, which has to be told elsewhere; or "": it is gone, or wants nothing."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Listeners:
    sealer: Sealer
    zones: Zones

    def open(self, db: Connection, alert: Alert, cases: Iterable[bytes]) -> Listener | Deaf:
        """For whom `alert` is, as they are now."""
        if alert.portfolio_key is not None:
            return self._contact(db, alert, alert.portfolio_key, frozenset(cases))
        return self._follower(db, alert.address_key, frozenset(cases))

    def contacts(self, db: Connection, portfolio: Opened) -> list[Listener]:
        """All contacts of a portfolio that are told something, without cases."""
        rows = [row for row in contacts.of(db, portfolio.key) if row.alerts]
        found = [self._listener(db, portfolio, portfolio.reached(row), {}) for row in rows]
        return [each for each in found if isinstance(each, Listener)]

    def _contact(self, db: Connection, alert: Alert, portfolio_key: bytes, cases: frozenset[bytes]) -> Listener | Deaf:
        row = portfolios.load(db, portfolio_key)
        contact = next((each for each in contacts.of(db, portfolio_key) if each.address_key == alert.address_key), None)
        if row is None or row.paused or contact is None:
            return Deaf()
        if not contact.alerts and (alert.reason is None or contact.why):
            return Deaf()  # ended since; what a phone could not be told comes to an address without alerts as well
        portfolio = opened(self.sealer, row)
        watched = [portfolio.watched(each) for each in watches.of(db, portfolio_key) if each.case_key in cases]
        called = {each.row.case_key: Called(each.receipt, each.name) for each in watched if each.row.alerts}
        return self._listener(db, portfolio, portfolio.reached(contact), called)

    def _listener(
        self, db: Connection, portfolio: Opened, reached: Reached, cases: Mapping[bytes, Called]
    ) -> Listener | Deaf:
        contact = reached.row
        if contact.verified_at is None:
            return Deaf()
        if contact.off:
            return Deaf("dead")
        if reached.is_phone and consents.stopped(db, contact.address_key) is not None:
            return Deaf("stopped")
        by_phone = CALL if contact.by_call else TEXT
        profile = portfolio.profile
        return Listener(
            portfolio.key,
            None,
            contact.address_key,
            portfolio.data_key,
            by_phone if reached.is_phone else EMAIL,
            reached.address,
            profile.language,
            contact.level,
            self.zones(reached.address if reached.is_phone else "", profile.timezone),
            bool(contact.weekly),
            contact.told_at is None,
            cases,
        )

    def _follower(self, db: Connection, person_key: bytes, cases: frozenset[bytes]) -> Listener | Deaf:
        wrapped = people.wrapped_keys(db, [person_key]).get(person_key)
        rows = [each for each in follows.of(db, person_key) if each.case_key in cases]
        if wrapped is None or not rows or consents.stopped(db, person_key) is not None:
            return Deaf()
        key = self.sealer.unwrap(wrapped, place(WRAPPED, person_key))
        kept = {
            each.case_key: json.loads(key.open(each.sealed, place(FOLLOW, f"{person_key.hex()} {each.case_key.hex()}")))
            for each in rows
        }
        one = next(iter(kept.values()))
        cases_of_it = {case_key: Called(each["receipt"], "") for case_key, each in kept.items()}
        zones = self.zones(one["address"], "")
        return Listener(
            None, person_key, person_key, key, TEXT, one["address"], one["language"], "title", zones, False, False,
            cases_of_it,
        )  # fmt: skip
