"""Erasing texts that carried a PIN at the carrier, where they would stay in the logs for anybody with the account.

The row is the truth, and goes when the carrier has no words of the text any more. No transaction is open while the
carrier thinks: a row that was claimed becomes due again by itself when whoever claimed it died.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import structlog

from bot.twilio.errors import EraseError
from storage import erasures
from storage.database import Database
from storage.erasures import Erasure

log = structlog.get_logger()

FIRST_AFTER = 60.0  # seconds; Twilio advises to wait a minute: https://www.twilio.com/docs/api/errors/20009
FIRST_PAUSE = 120.0  # seconds before the second try, less up to half of it by chance; doubled each time
LONGEST_PAUSE = 3 * 3600.0
HOLDS = 48 * 3600.0  # seconds after which it is given up
CLAIM = 120.0  # seconds; longer than one text can take
AT_IT = 60.0  # seconds after which the rest is left to the next sweep


class Eraser(Protocol):
    """Raises EraseError while the words are still there."""

    def erase(self, sid: str) -> None: ...


@dataclass
class Erased:
    """What one sweep did: `erase_later` are tried again, `not_erased` ones were given up."""

    erased: int = 0
    erase_later: int = 0
    not_erased: int = 0


def erasure_of(sid: str, now: float) -> Erasure:
    """The row for a text, by the carrier's name for it, that is to be erased soon."""
    return Erasure(sid, now + FIRST_AFTER, 0, now + HOLDS)


class Erasures:
    def __init__(self, database: Database, eraser: Eraser, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._eraser = eraser
        self._clock = clock

    def sweep(self) -> Erased:
        """Erases everything that is due. Raises DatabaseDown."""
        done, until = Erased(), time.monotonic() + AT_IT
        while time.monotonic() < until and (erasure := self._due()):
            self._erase(erasure, done)
        return done

    def _due(self) -> Erasure | None:
        now = self._clock()
        with self._database.writing() as db:
            return erasures.claim_due(db, now, now + CLAIM)

    def _erase(self, erasure: Erasure, done: Erased) -> None:
        try:
            self._eraser.erase(erasure.provider_sid)
        except EraseError as error:
            self._still_there(erasure, error, done)
        else:
            with self._database.writing() as db:
                erasures.done(db, erasure.provider_sid)
            done.erased += 1

    def _still_there(self, erasure: Erasure, error: EraseError, done: Erased) -> None:
        pause = min(FIRST_PAUSE * 2 ** (erasure.attempts - 1), LONGEST_PAUSE)
        when = self._clock() + pause * random.uniform(0.5, 1.0)  # noqa: S311 - jitter
        last = when >= erasure.expires_at
        with self._database.writing() as db:
            erasures.done(db, erasure.provider_sid)
            if not last:
                erasures.add(db, erasure._replace(due_at=when))
        if last:
            log.error("text not erased", sid=erasure.provider_sid, code=error.code, attempts=erasure.attempts)
            done.not_erased += 1
        else:
            log.info("text not erased yet", sid=erasure.provider_sid, code=error.code)
            done.erase_later += 1
