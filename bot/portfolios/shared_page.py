"""The list behind a share code, shown once on a page: what the holder of the code would be told, and nothing more."""

import time
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.portfolios import links
from bot.portfolios.links import Found
from bot.portfolios.lists import Lists
from bot.portfolios.parts import Parts
from bot.portfolios.scene import on_a_page
from bot.portfolios.sessions import Session
from dialogs.portfolio.case_deeds import Entry, OrderCases, ShowCases
from storage import codes
from storage.sign_ins import SignIn

PATIENCE = 3.0  # seconds, for cases whose last known status is old


@dataclass(frozen=True, slots=True)
class SharedPage:
    """The page of a link; `over`: it shows nothing any more."""

    language: str
    over: bool


class SharedPages:
    def __init__(self, parts: Parts, lists: Lists) -> None:
        self._parts = parts
        self._lists = lists

    def look(self, token: str) -> SharedPage | None:
        """None: it is no link of ours, or the portfolio is gone."""
        with self._parts.database.reading() as db:
            found = self._parts.links.find(db, links.SHARED, token)
            if found is None or found.portfolio is None:
                return None
            return SharedPage(found.portfolio.profile.language, not self._is_good(db, found))

    def show(self, token: str) -> list[Entry] | None:
        """The cases, in the order of the list. None: it is over. A failure before they are there uses nothing up."""
        parts = self._parts
        with parts.database.reading() as db:
            found = parts.links.find(db, links.SHARED, token)
            if found is None or found.portfolio is None or not self._is_good(db, found):
                return None
        reader = self._reader(found)
        numbers = tuple(self._lists.order(OrderCases(), reader))
        entries = [Entry.from_json(each) for each in self._lists.show(ShowCases(numbers), reader)]
        with parts.database.writing() as db:
            if not self._is_good(db, found) or not parts.links.use(db, found):
                return None
        return entries

    def _reader(self, found: Found) -> Session:
        """Somebody with the code, who has no talk with us."""
        assert found.portfolio is not None
        now = self._parts.clock()
        scene = on_a_page(found.portfolio.profile.language, time.monotonic() + PATIENCE)
        sign_in = SignIn(b"", found.portfolio.key, b"", None, "reader", now, 0.0, now)
        return Session(scene, sign_in, found.portfolio)

    def _is_good(self, db: Connection, found: Found) -> bool:
        """As long as its code."""
        code = codes.load(db, bytes.fromhex(found.content["code"]))
        return not found.over and code is not None and code.used_at is None and code.expires_at > self._parts.clock()
