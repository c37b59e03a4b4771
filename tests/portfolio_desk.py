"""The desk of portfolios on a real database; only the agency and the clock are doubles."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, func, select

from bot.guesses import Guesses
from bot.lookups import Lookups
from bot.notices import SEALED, Notices
from bot.pins import Pins
from bot.portfolios.data import kept_for_days
from bot.portfolios.desk import Parts, Portfolios, Scene
from bot.portfolios.parts import nobody
from bot.portfolios.vault import Opened, opened
from dialogs.cases import Case
from dialogs.deed import Deed
from dialogs.portfolio import account_deeds as account
from dialogs.portfolio import deeds
from storage import portfolios
from storage.database import Database
from storage.sealing import Sealer, derive_index_key, place
from storage.tables import messages, metadata
from tests.world import HOUSE, PERSON, Agency, Clock, catalogs

R = TypeVar("R")

PEPPER = "a pepper of the tests"
USER_ID, PIN, SHORT_PIN = "maria88", "83920174", "604172"
OTHER_PHONE, THIRD_PHONE = "+12025550143", "+12025550144"
MAILBOX = "maria@example.org"
DAY = 86_400.0


@dataclass(frozen=True)
class Sent:
    """A message in the outbox, opened."""

    channel: str
    to: str
    body: str
    subject: str = ""
    file: dict[str, str] | None = None
    holds: float = 0.0

    @property
    def code(self) -> str:
        """The digits in it."""
        return next(word for word in self.body.split() if word.isdigit() and len(word) >= 6)


@dataclass
class Desk:
    database: Database
    clock: Clock = field(default_factory=Clock)
    rung: int = 0

    def __post_init__(self) -> None:
        self.sealer = Sealer([b"k" * 32], derive_index_key(PEPPER))
        self.agency = Agency(self.clock)
        self.lookups = Lookups(self.database, self.sealer, self.agency, "tests", clock=self.clock)
        self.pins = Pins(PEPPER, memory=8, passes=1)
        self.guesses = Guesses(self.database, self.sealer, self.clock, per_minute=1000)
        self.portfolios = self.desk(self.pins)

    def desk(self, pins: Pins, test: Callable[[Connection, Opened], int] = nobody) -> Portfolios:
        """Another desk on the same database; `test` writes alerts to try."""
        notices = Notices(catalogs(), HOUSE, self.clock)
        kept = kept_for_days(1800.0, 400 * DAY, 30 * DAY)
        parts = (self.database, self.sealer, self.lookups, pins, self.guesses, notices, self.clock)
        return Portfolios(Parts(*parts, lambda: kept, test=test))

    def close(self) -> None:
        self.agency.gate.set()
        self.lookups.close()
        self.database.close()

    def scene(self, phone: str = PERSON, channel: str = "sms", talk: str = "", **more: Any) -> Scene:
        """Where somebody talks: their phone, or a hidden one (""), each with its own talk on each channel."""
        index, who = self.sealer.index, phone or "call CA1"
        options = {"language": "en", "textable": bool(phone), "stopped": False, **more}
        return Scene(
            index("conversation", f"{channel} {who} {talk}"), index("person", who), phone, phone, channel,
            until=time.monotonic() + 5.0, ring=self._ring, **options,
        )  # fmt: skip

    def _ring(self) -> None:
        self.rung += 1

    def do(self, deed: Deed[R], scene: Scene | None = None) -> R:
        """What comes of it, after a journey through JSON."""
        return deed.read(json.loads(json.dumps(self.portfolios.perform(deed, scene or self.scene()))))

    def create(self, user_id: str = USER_ID, pin: str = PIN, scene: Scene | None = None) -> None:
        """A portfolio, whose owner is signed in."""
        held = self.do(deeds.HoldPin(user_id, pin), scene)
        assert held.fault is None
        assert self.do(deeds.CreatePortfolio(user_id, held.held, held.short), scene)

    def verify_phone(self, scene: Scene | None = None) -> int:
        """The phone of the scene, added and verified; its number."""
        sent = self.do(account.AddThisPhone(), scene)
        assert sent.outcome == "sent"
        assert self.do(account.VerifyContact(sent.number, self.sent()[-1].code), scene) == "right"
        return sent.number

    def verify_email(self, address: str = MAILBOX, scene: Scene | None = None) -> int:
        sent = self.do(account.AddEmail(address), scene)
        assert sent.outcome == "sent"
        assert self.do(account.VerifyContact(sent.number, self.sent()[-1].code), scene) == "right"
        return sent.number

    def shorten_pin(self) -> None:
        """Another PIN, of six digits."""
        held = self.do(deeds.HoldPin(USER_ID, SHORT_PIN))
        assert held.short
        assert self.do(account.ChangePin(held.held, held.short))

    def sign_in(self, pin: str = PIN, scene: Scene | None = None, user_id: str = USER_ID) -> str:
        return self.do(deeds.SignIn(user_id, pin), scene).outcome

    def meet(self, scene: Scene | None = None) -> deeds.Owner | None:
        return self.do(deeds.MeetOwner(), scene)

    def know(self, case: Case) -> None:
        self.agency.cases[case.receipt] = case

    def sent(self) -> list[Sent]:
        """Everything in the outbox, oldest first."""
        with self.database.reading() as db:
            rows = db.execute(select(messages)).all()
            owners = portfolios.several(db, [row.portfolio_key for row in rows if row.portfolio_key])
        told = []
        for row in rows:
            key = opened(self.sealer, owners[row.portfolio_key]).data_key
            letter = json.loads(key.open(row.sealed, place(SEALED, row.id)))
            sent = Sent(
                row.channel, letter["to"], letter["body"], letter.get("subject", ""), letter.get("file"),
                row.expires_at - row.due_at,
            )  # fmt: skip
            told.append((row.created_at, sent))
        return [sent for _at, sent in sorted(told, key=lambda each: each[0])]

    def news(self) -> list[Sent]:
        """What came since this was last asked for: time goes on, and the outbox is emptied."""
        news = self.sent()
        with self.database.writing() as db:
            db.execute(messages.delete())
        return news

    def rows(self) -> dict[str, int]:
        """How many rows each table has, where there are any."""
        with self.database.reading() as db:
            counts = {
                table.name: int(db.execute(select(func.count()).select_from(table)).scalar_one())
                for table in metadata.sorted_tables
            }
        return {name: count for name, count in counts.items() if count}
