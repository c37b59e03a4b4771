"""What the desk of portfolios works with."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection

from bot.guesses import Guesses
from bot.lookups import Lookups, freely
from bot.notices import Notices
from bot.pins import Pins
from bot.portfolios.codes import Codes
from bot.portfolios.daily import Daily
from bot.portfolios.links import Links
from bot.portfolios.scene import nothing
from bot.portfolios.vault import Opened, opened
from dialogs.portfolio.user_ids import keys_of
from storage import portfolios
from storage.database import Database
from storage.sealing import Sealer


def nobody(_db: Connection, _portfolio: Opened) -> int:
    """Is told anything."""
    return 0


@dataclass(frozen=True)
class Parts:
    """`kept` tells how long what is kept, in days, for the file with a person's data; `chance` gives random bytes;
    `admit` counts one look-up among everybody's: 0, or when to try again; `test` writes an alert to each contact of a
    portfolio that is told something, and says to how many; `ring` says that there is something to send; `public_url` is
    where our pages are, "" where there are none."""

    database: Database
    sealer: Sealer
    lookups: Lookups
    pins: Pins
    guesses: Guesses
    notices: Notices
    clock: Callable[[], float]
    kept: Callable[[], dict[str, float]]
    chance: Callable[[int], bytes] = os.urandom
    admit: Callable[[], float] = freely
    test: Callable[[Connection, Opened], int] = nobody
    ring: Callable[[], object] = nothing
    public_url: str = ""

    @cached_property
    def daily(self) -> Daily:
        return Daily(self.database, self.sealer, self.clock)

    @cached_property
    def codes(self) -> Codes:
        return Codes(self.sealer, self.clock, self.chance)

    @cached_property
    def links(self) -> Links:
        return Links(self.sealer, self.clock, self.public_url)

    def keypad_key(self, user_id: str) -> bytes:
        """What a portfolio is found by: the keys with which its user ID is typed on a phone."""
        return keypad_key(self.sealer, user_id)

    def found(self, user_id: str) -> Opened | None:
        """The portfolio of a user ID."""
        with self.database.reading() as db:
            row = portfolios.find(db, self.keypad_key(user_id))
        return None if row is None else opened(self.sealer, row)


def keypad_key(sealer: Sealer, user_id: str) -> bytes:
    return sealer.index("portfolio", keys_of(user_id))


def audit_subject(sealer: Sealer, about: str) -> bytes:
    """What the audit log calls a portfolio, by its key in hex: not its user ID, which somebody else may have later. The
    end of one stands there by the number of its receipt, which is all that is left of it."""
    return sealer.index("audit", about)
