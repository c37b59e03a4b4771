"""One-time links: made, found, used. The token of one comes from its name and the secret of the service, so that
nothing that is kept tells it; it has small letters and digits alone, so that whatever makes it clickable cuts nothing.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.portfolios.vault import Opened, opened
from dialogs.cases import Json
from storage import links, portfolios
from storage.links import Link
from storage.sealing import Sealer, place

PIN, VERIFY, SHARED, DATA = "pin", "verify", "shared", "data"
PATHS = {
    PIN: "/portfolio/pin/",
    VERIFY: "/contact/verify/",
    SHARED: "/portfolio/shared/",
    DATA: "/portfolio/data/",
}
TOKEN_BYTES = 16  # 128 bits that nobody can guess: 26 signs
LONGEST_TOKEN = 64
SEALED = "links.sealed"


class LinkOver(Exception):  # noqa: N818 - it is what happened
    """It was used or tried too often, its time is over, or it is none of ours."""


@dataclass(frozen=True, slots=True)
class Found:
    """A link, with what it is good for, and whose portfolio it is about, if there is one yet; `over`: it was used, or
    its time is."""

    link: Link
    portfolio: Opened | None
    content: Json
    over: bool


@dataclass(frozen=True)
class Links:
    """`public_url` is where the pages are; "" where there are none, and then there are no links."""

    sealer: Sealer
    clock: Callable[[], float]
    public_url: str = ""

    def url(self, purpose: str, name: str) -> str:
        """What stands in a text or an e-mail."""
        return f"{self.public_url.rstrip('/')}{PATHS[purpose]}{self._token(purpose, name)}" if self.public_url else ""

    def add(  # noqa: PLR0913
        self,
        db: Connection,
        purpose: str,
        name: str,
        until: float,
        content: Json = None,
        portfolio: Opened | None = None,
        person: bytes | None = None,
    ) -> None:
        """Writes it down; done twice, there is one. Raises Outrun when the portfolio is gone."""
        if not self.public_url:
            return
        key = self._key(self._token(purpose, name))
        owner = None if portfolio is None else portfolio.key
        links.add(db, Link(key, purpose, owner, person, self._sealed(content, key, portfolio), self.clock(), until))

    def find(self, db: Connection, purpose: str, token: str) -> Found | None:
        """What was meant by a token; None when it is none of ours, or what it was about is gone."""
        if not 0 < len(token) <= LONGEST_TOKEN:
            return None
        link = links.load(db, self._key(token.lower()), purpose)
        return None if link is None else self._found(db, link)

    def named(self, db: Connection, purpose: str, name: str) -> Found | None:
        return self.find(db, purpose, self._token(purpose, name))

    def use(self, db: Connection, found: Found) -> bool:
        """Whether this is the one time that it may be used."""
        return links.use(db, found.link.key, self.clock())

    def fill(self, db: Connection, found: Found, content: Json, until: float) -> bool:
        """Uses it, and leaves there what came of that."""
        sealed = self._sealed(content, found.link.key, found.portfolio)
        return links.fill(db, found.link.key, self.clock(), sealed, until)

    def adopt(self, db: Connection, purpose: str, person: bytes, portfolio: Opened) -> None:
        """What was made for a phone before its portfolio was there belongs to that from now on: sealed under its key,
        gone with it, and over."""
        for link in links.free(db, person, purpose):
            sealed = self._sealed(self._content(link, None), link.key, portfolio)
            links.adopt(db, link._replace(portfolio_key=portfolio.key, sealed=sealed))
        links.close(db, portfolio.key, purpose, self.clock())

    def _found(self, db: Connection, link: Link) -> Found | None:
        portfolio = None
        if link.portfolio_key is not None:
            row = portfolios.load(db, link.portfolio_key)
            if row is None:
                return None
            portfolio = opened(self.sealer, row)
        over = link.used_at is not None or link.expires_at <= self.clock()
        return Found(link, portfolio, self._content(link, portfolio), over)

    def _content(self, link: Link, portfolio: Opened | None) -> Json:
        opens = self.sealer.open if portfolio is None else portfolio.data_key.open
        return json.loads(opens(link.sealed, place(SEALED, link.key)))

    def _sealed(self, content: Json, key: bytes, portfolio: Opened | None) -> bytes:
        seal = self.sealer.seal if portfolio is None else portfolio.data_key.seal
        return seal(json.dumps(content).encode(), place(SEALED, key))

    def _token(self, purpose: str, name: str) -> str:
        secret = self.sealer.index("link token", f"{purpose} {name}")[:TOKEN_BYTES]
        return base64.b32encode(secret).decode().rstrip("=").lower()

    def _key(self, token: str) -> bytes:
        return self.sealer.index("link", token)
