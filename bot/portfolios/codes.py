"""One-time codes: made, tried, used. Their digits come from the name of the code and the secret of the service, so that
nothing that is kept tells them.
"""

import os
from collections.abc import Callable
from hmac import compare_digest

from sqlalchemy import Connection

from dialogs.plain import plain
from dialogs.portfolio.deeds import CodeOutcome
from storage import codes
from storage.codes import Code
from storage.database import Database
from storage.sealing import Sealer

TRIES = 5
SHORT_LIFE = 600.0  # seconds: what NIST SP 800-63B allows a code that is sent
LENGTHS = {"verify": 6, "recover": 6, "enter": 6, "phone": 8, "share": 12}


def digits_from(secret: bytes, length: int) -> str:
    """So many digits of what nobody can guess."""
    return str(int.from_bytes(secret, "big") % 10**length).zfill(length)


def digits_in(text: str) -> str:
    """The digits of what somebody typed, of whatever script."""
    return "".join(sign for sign in plain(text).upper if sign.isdigit())


class Codes:
    def __init__(self, sealer: Sealer, clock: Callable[[], float], chance: Callable[[int], bytes] = os.urandom) -> None:
        self._sealer = sealer
        self._clock = clock
        self._chance = chance

    def new(  # noqa: PLR0913
        self,
        portfolio_key: bytes,
        purpose: str,
        person_key: bytes | None = None,
        contact: int | None = None,
        lasts: float = SHORT_LIFE,
        key: bytes | None = None,
    ) -> Code:
        """A code that is not written down yet; `contact` is the number of the contact that it is sent to. `key` is
        random."""
        key, now = key or self._chance(32), self._clock()
        hash_of = self.hash_of(self._digits(key, purpose))
        return Code(key, portfolio_key, contact, person_key, purpose, hash_of, now, now + lasts)

    def digits(self, code: Code) -> str:
        return self._digits(code.key, code.purpose)

    def hash_of(self, digits: str) -> bytes:
        return self._sealer.index("code", digits)

    def add(self, db: Connection, code: Code) -> None:
        """Writes it down; an older one for the same contact and purpose is over."""
        if code.contact_number is not None:
            codes.end(db, code.portfolio_key, (code.purpose,), code.contact_number)
        codes.add(db, code)

    def judge(self, database: Database, key: bytes, typed: str) -> CodeOutcome:
        """Counts the try and commits, then judges it: nobody tries more often than allowed, however many at once."""
        now = self._clock()
        with database.writing() as db:
            code = codes.load(db, key)
            counted = codes.count_try(db, key, now, TRIES)
        if code is None or not counted:
            return "over"
        if not compare_digest(code.hash, self.hash_of(digits_in(typed))):
            return "wrong"
        return "right"

    def _digits(self, key: bytes, purpose: str) -> str:
        return digits_from(self._sealer.index("code digits", key.hex()), LENGTHS[purpose])
