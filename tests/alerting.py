"""A stage for alerts: portfolios that are there, an agency whose cases change, and what arrives where."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.portfolios.parts import keypad_key
from bot.portfolios.vault import Opened, Profile, new_row, opened
from bot.sending import SendError
from dialogs.cases import Case, Step
from storage import alert_lists, contacts, portfolios, watches
from storage.contacts import ALL, TITLE, Contact
from storage.watches import Watch
from tests.service import ServiceLine
from tests.world import PERSON

RECEIPT, ANOTHER = "IOE0912345678", "EAC9999103403"
MAILBOX = "maria@example.org"
RECEIVED = {"en": "Case Was Received", "es": "Caso Fue Recibido"}
APPROVED = {"en": "Case Was Approved", "es": "Caso Fue Aprobado"}
INTERVIEW = {"en": "Interview Was Scheduled", "es": "Entrevista Fue Programada"}
NOON = 1_778_691_600.0  # 2026-05-13, 13:00 in New York
MOST = 100


@dataclass(frozen=True)
class Arrived:
    """A text or an e-mail that came; `html` of an e-mail, and where it can be ended."""

    to: str
    body: str
    subject: str = ""
    html: str = ""
    unsubscribe: str = ""


class Refusing:
    """A carrier, or a mail server, that says no."""

    def __init__(self, error: SendError) -> None:
        self.error, self.tried = error, 0

    def send(self, *_told: object, **_more: object) -> str:
        self.tried += 1
        raise self.error

    def find(self, *_asked: object) -> list[str]:
        return []

    def close(self) -> None:
        """Nothing to close."""


class Town(ServiceLine):
    """The whole service; `arrive_all` gives what came since it was last asked."""

    def __init__(self, database_url: str, **more: Any) -> None:
        super().__init__(database_url, **more)
        self.clock.now = NOON
        self.source.cases = {}
        self.seen = [0, 0]

    def open(self, user_id: str, cases: Mapping[str, str], *, language: str = "en", timezone: str = "") -> Opened:
        """A portfolio with these cases, by receipt: their names."""
        sealer = self.services.sealer
        key = sealer.index("test", user_id)
        row = new_row(sealer, key, Profile(user_id, language, short=False, timezone=timezone), "", self.clock.now)
        portfolio = opened(sealer, row)
        with self.services.database.writing() as db:
            assert portfolios.add(db, row, keypad_key(sealer, user_id))
        for number, (receipt, name) in enumerate(cases.items(), 1):
            self.watch(portfolio, receipt, name, number)
        return portfolio

    def watch(self, portfolio: Opened, receipt: str, name: str = "", number: int = MOST) -> None:
        case_key = self.services.sealer.index("case", receipt)
        sealed = portfolio.sealed_watch(case_key, receipt, name, None)
        with self.services.database.writing() as db:
            assert watches.add(db, portfolio.key, Watch(number, case_key, sealed, True, self.clock.now))

    def reach(self, portfolio: Opened, address: str, number: int = 0, **more: Any) -> Contact:
        """A verified contact that is told."""
        kind = "email" if "@" in address else "phone"
        key = self.services.sealer.index("person" if kind == "phone" else "email", address)
        options: dict[str, Any] = {"level": ALL if kind == "email" else TITLE, "verified_at": self.clock.now, **more}
        with self.services.database.writing() as db:
            number = number or 1 + len(contacts.of(db, portfolio.key))
            sealed = portfolio.sealed_contact(key, address)
            row = Contact(number, kind, key, sealed, alerts=True, off=False, created_at=self.clock.now, **options)
            assert contacts.add(db, portfolio.key, row)
        return row

    def contact(self, portfolio: Opened, number: int = 1) -> Contact:
        with self.services.database.reading() as db:
            return next(each for each in contacts.of(db, portfolio.key) if each.number == number)

    def shows(self, receipt: str, title: Mapping[str, str] | None, on: str = "2026-05-13") -> None:
        """What the agency shows from now on; None: nothing."""
        if title is None:
            self.source.cases.pop(receipt, None)
            return
        before = self.source.cases.get(receipt)
        steps = (*(before.history if before else ()), Step(on, dict(title)))
        self.source.cases[receipt] = Case(receipt, "I-130", dict(title), {}, steps, on)

    def poll(self, hours: float = 1.0, *, everything: bool = True) -> list[Arrived]:
        """Time goes by, all cases are asked for, and what is due goes out; what came."""
        self.wait(hours * 3600)
        self.services.poll(everything=everything)
        return self.deliver_alerts()

    def deliver_alerts(self, hours: float = 0.0) -> list[Arrived]:
        self.wait(hours * 3600)
        self.services.tell()
        return self.arrived()

    def arrived(self) -> list[Arrived]:
        texts, mails = self.carrier.sent[self.seen[0] :], self.post_office.sent[self.seen[1] :]
        pages = self.post_office.pages[self.seen[1] :]
        self.seen = [len(self.carrier.sent), len(self.post_office.sent)]
        told = [Arrived(to, body) for to, body in texts]
        return told + [
            Arrived(to, body, subject, *page) for (to, subject, body), page in zip(mails, pages, strict=True)
        ]

    def states(self) -> dict[str, int]:
        """How many alerts are in which state."""
        with self.services.database.reading() as db:
            return alert_lists.counts(db)


def mom(town: Town, **more: Any) -> Opened:
    """Maria's portfolio, with her mother's case in it, which was received; her phone is told."""
    town.shows(RECEIPT, RECEIVED, "2026-01-05")
    portfolio = town.open("maria88", {RECEIPT: "Mom"}, **more)
    town.reach(portfolio, PERSON)
    assert town.poll() == [], "a base line is no news"
    return portfolio
