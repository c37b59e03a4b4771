"""Everything that is held about a portfolio, downloaded from a page: once, while whoever asked is signed in."""

from dataclasses import dataclass

from bot.portfolios import links
from bot.portfolios.data import everything
from bot.portfolios.links import Found
from bot.portfolios.parts import Parts
from bot.portfolios.scene import ON_PAGES, on_a_page
from bot.portfolios.sessions import Session
from dialogs.portfolio.page_deeds import OpenDataPage
from storage import links as rows
from storage import sign_ins

LASTS = 900.0  # seconds


@dataclass(frozen=True, slots=True)
class DataPage:
    """The page of a link; `over`: it gives nothing any more."""

    language: str
    over: bool


class DataPages:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def open(self, _deed: OpenDataPage, session: Session) -> str:
        """Another one is over with it."""
        parts, scene = self._parts, session.scene
        if scene.channel != ON_PAGES or not parts.links.public_url:
            return ""
        name, now = parts.chance(16).hex(), parts.clock()
        with parts.database.writing() as db:
            rows.close(db, session.key, links.DATA, now)
            talk = {"talk": scene.conversation.hex()}
            parts.links.add(db, links.DATA, name, now + LASTS, talk, session.portfolio)
        return name

    def look(self, token: str) -> DataPage | None:
        """None: it is no link of ours, or the portfolio is gone."""
        found = self._found(token)
        if found is None or found.portfolio is None:
            return None
        return DataPage(found.portfolio.profile.language, found.over or self._session(found) is None)

    def file(self, token: str) -> str | None:
        """What is held. None: it is over. A failure before it is there uses nothing up."""
        parts, found = self._parts, self._found(token)
        session = None if found is None or found.over else self._session(found)
        if found is None or session is None:
            return None
        content = everything(parts, session)
        with parts.database.writing() as db:
            return content if parts.links.use(db, found) else None

    def _found(self, token: str) -> Found | None:
        with self._parts.database.reading() as db:
            return self._parts.links.find(db, links.DATA, token)

    def _session(self, found: Found) -> Session | None:
        """The sign-in in which it was asked for."""
        with self._parts.database.reading() as db:
            sign_in = sign_ins.current(db, bytes.fromhex(found.content["talk"]), self._parts.clock())
        portfolio = found.portfolio
        if sign_in is None or portfolio is None or (sign_in.portfolio_key, sign_in.scope) != (portfolio.key, "owner"):
            return None
        return Session(on_a_page(portfolio.profile.language), sign_in, portfolio)
