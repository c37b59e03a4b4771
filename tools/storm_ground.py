"""The ground on which it storms: portfolios, each with ten cases and a phone, every third with an e-mail address too;
every case is watched by three."""

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import select

from bot.feeds import Update
from bot.poller import RECEIPT
from bot.portfolios.vault import Opened, Profile, new_row, opened
from bot.settings import load_settings
from bot.updates import Updates
from storage import alert_lists, contacts, polls, portfolios, watches
from storage.alert_tables import alerts
from storage.contacts import Contact
from storage.database import Database
from storage.sealing import Sealer, derive_index_key, place
from storage.watches import Watch
from tests.service import ENVIRONMENT

WATCHERS, CASES_EACH, MAIL_EVERY = 3, 10, 3
FIRST, THEN = "Case Was Received", "Case Was Approved"
MANY = 250  # portfolios a transaction
LONG_AGO = 1_700_000_000.0
AREAS = (202, 205, 206, 209, 212, 213, 214, 215, 216, 217)


@dataclass(frozen=True, slots=True)
class Size:
    """How many cases change."""

    cases: int

    @property
    def portfolios(self) -> int:
        return -(-self.cases * WATCHERS // CASES_EACH)


@dataclass
class Ground:
    """Lays it, reads what became of it."""

    database_url: str
    size: Size

    @cached_property
    def database(self) -> Database:
        return Database(self.database_url)

    @cached_property
    def sealer(self) -> Sealer:
        settings = load_settings({**ENVIRONMENT, "DATABASE_URL": self.database_url})
        return Sealer(settings.sealing_keys, derive_index_key(settings.pin_pepper))

    @property
    def expected(self) -> int:
        """How many alerts there must be: for each watch of a case one to the phone, and one to the e-mail address."""
        return sum(
            1 + (number % MAIL_EVERY == 0) for number in range(self.size.portfolios) for _case in self._cases(number)
        )

    def lay(self) -> None:
        """The cases as they are before it begins, then who watches them."""
        first = (self._update(number, FIRST, "2026-01-05") for number in range(self.size.cases))
        Updates(self.database, self.sealer).take(first)
        for start in range(0, self.size.portfolios, MANY):
            with self.database.writing() as db:
                for number in range(start, min(start + MANY, self.size.portfolios)):
                    self._portfolio(db, number)
        with self.database.writing() as db:
            for number in range(self.size.cases):
                receipt = receipt_of(number)
                key = self.sealer.index("case", receipt)
                polls.soon(db, key, self.sealer.seal(receipt.encode(), place(RECEIPT, key)), polls.NEVER - 1)

    def wave(self, number: int, waves: int, folder: Path) -> Path:
        """A file with a share of the changes."""
        path = folder / f"wave{number}.csv"
        with path.open("w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(("receipt", "title_en", "changed_on"))
            rows.writerows((receipt_of(each), THEN, "2026-02-09") for each in range(number, self.size.cases, waves))
        return path

    def counts(self) -> dict[str, int]:
        """How many alerts are in which state."""
        with self.database.reading() as db:
            return alert_lists.counts(db)

    def told(self) -> list[str]:
        """The message of each alert."""
        with self.database.reading() as db:
            return list(db.execute(select(alerts.c.message_id).where(alerts.c.message_id.is_not(None))).scalars())

    def _update(self, number: int, title: str, on: str) -> Update:
        receipt = receipt_of(number)
        return Update(receipt, "I-130", {"en": title}, {}, on, f"{receipt} {on}")

    def _cases(self, number: int) -> list[int]:
        places = range(number * CASES_EACH, (number + 1) * CASES_EACH)
        return [place % self.size.cases for place in places if place < self.size.cases * WATCHERS]

    def _portfolio(self, db, number: int) -> None:  # type: ignore[no-untyped-def]
        key = self.sealer.index("storm", str(number))
        profile = Profile(f"storm{number}", "en", short=False)
        row = new_row(self.sealer, key, profile, "", LONG_AGO)
        assert portfolios.add(db, row, key)
        portfolio = opened(self.sealer, row)
        for place_, case in enumerate(self._cases(number), 1):
            receipt = receipt_of(case)
            case_key = self.sealer.index("case", receipt)
            sealed = portfolio.sealed_watch(case_key, receipt, f"case {case}", None)
            watches.add(db, key, Watch(place_, case_key, sealed, True, LONG_AGO))
        self._contact(db, portfolio, 1, "phone", phone_of(number))
        if number % MAIL_EVERY == 0:
            self._contact(db, portfolio, 2, "email", f"storm{number}@example.org")

    def _contact(self, db, portfolio: Opened, number: int, kind: str, address: str) -> None:  # type: ignore[no-untyped-def]
        key = self.sealer.index("person" if kind == "phone" else "email", address)
        sealed = portfolio.sealed_contact(key, address)
        contacts.add(db, portfolio.key, Contact(number, kind, key, sealed, True, False, LONG_AGO, LONG_AGO))


def receipt_of(number: int) -> str:
    return f"IOE{900_000_000 + number:010d}"


def phone_of(number: int) -> str:
    """A phone of an ordinary area of the United States: ten thousand in each."""
    return f"+1{AREAS[number // 10_000]}555{number % 10_000:04d}"
