"""Whom a call of ours is for, and that they want no more of them."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.portfolios.parts import keypad_key
from bot.portfolios.vault import opened
from bot.visitor import Visitor
from dialogs.cases import Json
from storage import alerts, consents, contacts, messages, portfolios
from storage.consents import Consent
from storage.database import Database
from storage.messages import CALL
from storage.sealing import Sealer


@dataclass(frozen=True)
class NewsCalls:
    """Raises DatabaseDown."""

    database: Database
    sealer: Sealer
    clock: Callable[[], float]

    def meet(self, reference: str, visitor: Visitor) -> Json:
        """The portfolio of the message `reference`, which is a call to this phone; None: there is none."""
        with self.database.reading() as db:
            found = messages.load(db, reference or None)
            message = found[0] if found is not None else None
            if message is None or message.channel != CALL or message.address_key != visitor.key:
                return None
            row = portfolios.load(db, message.portfolio_key or b"")
            test = not alerts.of_message(db, message.id)
        if row is None:
            return None
        profile = opened(self.sealer, row).profile
        return {"user_id": profile.user_id, "language": profile.language, "test": test}

    def stop(self, user_id: str, visitor: Visitor) -> None:
        """The phone gets no alerts of this portfolio any more."""
        with self.database.writing() as db:
            row = portfolios.find(db, keypad_key(self.sealer, user_id))
            known = contacts.of(db, row.key) if row is not None else []
            for contact in known:
                if row is not None and contact.address_key == visitor.key:
                    contacts.tell(db, row.key, contact.number, on=False)
                    consents.add(db, visitor.key, Consent(self.clock(), "stop", "voice"))
