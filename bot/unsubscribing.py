"""Ending e-mails by a link in them, or getting fewer: one click, without signing in.

The link holds, sealed, which contact of which portfolio it is about; it says nothing in clear, can't be made up, and
works as long as the e-mail is kept. Opening it does nothing: mail scanners and previews open every link.

Whoever has the e-mail has the link. So it can end alerts and bring them back, and make them say less; that they say
more than before is for whoever signs in.
"""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from bot.portfolios.vault import opened
from dialogs.portfolio.mailboxes import masked
from storage import consents, contacts, portfolios
from storage.consents import Consent
from storage.contacts import Contact
from storage.database import Database
from storage.sealing import SealBroken, Sealer

PLACE = "unsubscribe"
LONGEST = 1000
PATH = "/alerts/unsubscribe/"
Wish = Literal["stop", "resume", "weekly", "at once", "title", "hint"]
ENDED = "unsubscribed"  # why: also what a phone could not be told is not told there any more


@dataclass(frozen=True, slots=True)
class Found:
    """The contact of a link: its `address`, masked; whether it gets `alerts`, and whether it `may` get them (False: it
    does not exist any more, or was never confirmed); the language of its portfolio. `weekly`: once a week, else at
    once; `level`: how much they say (all, title, hint)."""

    address: str
    alerts: bool
    may: bool
    language: str
    weekly: bool
    level: str


@dataclass(frozen=True)
class Unsubscribing:
    """Raises DatabaseDown."""

    database: Database
    sealer: Sealer
    clock: Callable[[], float]

    def url(self, public_url: str, portfolio_key: bytes, address_key: bytes) -> str:
        told = json.dumps([portfolio_key.hex(), address_key.hex()]).encode()
        token = base64.urlsafe_b64encode(self.sealer.seal(told, PLACE)).decode().rstrip("=")
        return f"{public_url.rstrip('/')}{PATH}{token}"

    def contact(self, token: str) -> Found | None:
        """None: it is no link of ours, or what it was about is gone."""
        keys = self._read(token)
        if keys is None:
            return None
        with self.database.reading() as db:
            row, contact = portfolios.load(db, keys[0]), self._contact(db, *keys)
        if row is None or contact is None:
            return None
        portfolio = opened(self.sealer, row)
        reached = portfolio.reached(contact)
        alerts = contact.alerts and reached.trusted
        language = portfolio.profile.language
        return Found(masked(reached.address), alerts, reached.trusted, language, contact.weekly, contact.level)

    def act(self, token: str, wish: Wish) -> bool:
        """As often as one likes. What is off for good stays off. False: there is nothing to change."""
        keys = self._read(token)
        if keys is None:
            return False
        with self.database.writing() as db:
            contact = self._contact(db, *keys)
            if contact is None:
                return False
            if wish in ("stop", "resume"):
                self._switch(db, keys, contact, on=wish == "resume")
            elif wish in ("title", "hint"):
                contacts.say_less(db, keys[0], contact.number, wish)
            else:
                contacts.pace(db, keys[0], contact.number, weekly=wish == "weekly")
        return True

    def _switch(self, db: Connection, keys: tuple[bytes, bytes], contact: Contact, *, on: bool) -> None:
        if (contact.alerts or contact.off) if on else (not contact.alerts and contact.why == ENDED):
            return
        if contacts.tell(db, keys[0], contact.number, on=on, why=None if on else ENDED):
            consents.add(db, keys[1], Consent(self.clock(), "start" if on else "stop", "email"))

    def _contact(self, db: Connection, portfolio_key: bytes, address_key: bytes) -> Contact | None:
        return next((each for each in contacts.of(db, portfolio_key) if each.address_key == address_key), None)

    def _read(self, token: str) -> tuple[bytes, bytes] | None:
        if len(token) > LONGEST:
            return None
        try:
            sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
            portfolio_key, address_key = json.loads(self.sealer.open(sealed, PLACE))
        except (binascii.Error, SealBroken, ValueError):
            return None
        return bytes.fromhex(portfolio_key), bytes.fromhex(address_key)
