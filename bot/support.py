"""What support may see of a portfolio and do to it: no receipt, no name, no PIN, and no use that is not written down.

The entry in the audit log is committed before anything is looked at, so that nobody looks and breaks off.
"""

import os
import pwd
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.guesses import Guesses
from bot.portfolios.daily import Daily
from bot.portfolios.deletion import erase
from bot.portfolios.parts import audit_subject
from bot.portfolios.recovery import RECOVERIES, counts_of
from bot.portfolios.sending import shown
from bot.portfolios.vault import Opened, opened
from dialogs.portfolio.user_ids import keys_of, read_user_id
from storage import audits, portfolios, watches
from storage.audits import Audit
from storage.database import Database
from storage.sealing import Sealer

ENTRIES = 10  # of the audit log, the newest


class NoPortfolioError(Exception):
    """There is none with this user ID, or it can't be one."""


def operator() -> str:
    """Who sits at the machine, by the operating system's word and not by the environment's, which anybody can set."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name[:64]
    except KeyError:
        return f"user {os.getuid()}"


@dataclass(frozen=True)
class Support:
    """`actor` is who asks, for the audit log. Every call raises NoPortfolioError, and DatabaseDown."""

    database: Database
    sealer: Sealer
    guesses: Guesses
    actor: str
    clock: Callable[[], float] = time.time

    def show(self, user_id: str) -> dict[str, Any]:
        """What a helper needs to know, as JSON; addresses are masked."""
        digits, portfolio, subject = self._found(user_id, "shown by support")
        with self.database.reading() as db:
            cases = watches.count(db, portfolio.key)
            contacts = portfolio.contacts(db)
            entries = audits.of(db, subject, ENTRIES)
        return {
            "cases": cases,
            "contacts": [
                {
                    "number": each.number,
                    "address": shown(each),
                    "verified": each.row.verified_at is not None,
                    "alerts": each.row.alerts,
                    "off": each.row.off,
                }
                for each in contacts
            ],
            "language": portfolio.profile.language,
            "short_pin": portfolio.profile.short,
            "paused": portfolio.row.paused,
            "made": _day(portfolio.row.created_at),
            "last_seen": _day(portfolio.row.seen_at),
            "sign_in": self._standing(digits, own=False),
            "sign_in_from_own_phone": self._standing(digits, own=True),
            "log": [{"at": _moment(entry.at), "who": entry.actor, "what": entry.action} for entry in entries],
        }

    def unlock(self, user_id: str) -> None:
        """Forgets the wrong PINs and the wrong codes of recoveries, so that the owner may try again at once."""
        digits, portfolio, _ = self._found(user_id, "unlocked by support")
        with self.database.reading() as db:
            contacts = portfolio.contacts(db)
        self.guesses.opened(digits)
        daily = Daily(self.database, self.sealer, self.clock)
        daily.clear(RECOVERIES, counts_of(self.sealer, portfolio, contacts, self.clock()))

    def delete(self, user_id: str) -> None:
        """The same as the owner's own DELETE."""
        digits, portfolio, _ = self._found(user_id, "deleted by support")
        erase(self.database, self.sealer, portfolio)
        self.guesses.opened(digits)

    def _found(self, user_id: str, action: str) -> tuple[str, Opened, bytes]:
        """The keys of the user ID, its portfolio, and what it is called in the audit log."""
        read = read_user_id(user_id)
        digits = keys_of(read) if isinstance(read, str) else user_id
        keypad_key = self.sealer.index("portfolio", digits)
        with self.database.writing() as db:
            row = portfolios.find(db, keypad_key)
            subject = keypad_key if row is None else audit_subject(self.sealer, row.key.hex())
            audits.add(db, Audit(self.clock(), self.actor, action, subject))
        if row is None:
            raise NoPortfolioError("There is no portfolio with this user ID.")
        return digits, opened(self.sealer, row), subject

    def _standing(self, digits: str, *, own: bool) -> str:
        """What who tried a PIN now would hear."""
        verdict = self.guesses.standing(digits, own)
        if verdict.outcome != "locked":
            return "closed until recovery" if verdict.outcome == "closed" else "open"
        return f"locked until {_moment(self.clock() + verdict.wait)}"


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
