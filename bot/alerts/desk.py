"""What the processes need of alerts, put together."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from functools import cached_property

from sqlalchemy import Connection

from bot.alerts.aftermath import Aftermath
from bot.alerts.bundling import Bundler
from bot.alerts.listeners import Listeners
from bot.alerts.writing import Writing
from bot.casebook import HOLDS, Casebook
from bot.catalogs import Catalogs
from bot.letters import LetterWriter
from bot.portfolios.vault import Opened
from bot.posts import Letter
from bot.quiet import awake_at, zones_of
from bot.unsubscribing import Unsubscribing
from dialogs.house import House
from storage import messages
from storage.database import Database
from storage.messages import Message
from storage.sealing import Sealer


@dataclass
class Alerts:
    """`quiet`: from when to when phones do not ring; `zone`: where a phone is of which nobody knows."""

    database: Database
    sealer: Sealer
    catalogs: Catalogs
    house: House
    public_url: str
    quiet: tuple[time, time] | None
    zone: str
    clock: Callable[[], float]

    @cached_property
    def aftermath(self) -> Aftermath:
        return Aftermath(self.clock)

    @cached_property
    def unsubscribing(self) -> Unsubscribing:
        return Unsubscribing(self.database, self.sealer, self.clock)

    @cached_property
    def listeners(self) -> Listeners:
        return Listeners(self.sealer, lambda phone, own: zones_of(phone, own, self.zone))

    @cached_property
    def writing(self) -> Writing:
        letters = LetterWriter(self.catalogs, self.house, self.public_url)
        return Writing(self.catalogs, self.house, letters, self.unsubscribing, self.public_url)

    @cached_property
    def bundler(self) -> Bundler:
        casebook = Casebook(self.sealer)
        parts = (casebook, self.listeners, self.writing, self.aftermath, self.awake, self.clock)
        return Bundler(self.database, *parts)

    def awake(self, now: float, letter: Letter) -> float:
        """The first moment from `now` on at which the phone that this goes to may ring."""
        return awake_at(now, letter.get("zones", ()), self.quiet)

    def test(self, db: Connection, portfolio: Opened) -> int:
        """Writes an alert to each contact that is told something, so that its owner sees how it looks; how many."""
        now = self.clock()
        listeners = self.listeners.contacts(db, portfolio)
        for listener in listeners:
            identifier = uuid.uuid4().hex
            sealed = self.writing.sealed(listener, [], identifier)
            message = Message(
                identifier, None, sealed, now, now + HOLDS, 0, portfolio.key, listener.channel, listener.address_key
            )
            messages.add(db, message, now)
        return len(listeners)
