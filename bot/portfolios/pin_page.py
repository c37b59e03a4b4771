"""Choosing a PIN on a page, instead of texting it: the link only lets its holder choose the PIN that the talk in which
it was offered then takes. It opens nothing, and tells nothing.
"""

from dataclasses import dataclass

from bot.portfolios import links
from bot.portfolios.links import Found, LinkOver
from bot.portfolios.parts import Parts
from bot.portfolios.scene import Scene
from bot.portfolios.sessions import Session, Sessions
from bot.portfolios.trust import has_phone
from bot.portfolios.vault import Opened
from dialogs.cases import Json
from dialogs.portfolio import pins
from dialogs.portfolio.deeds import PinFault
from dialogs.portfolio.page_deeds import OpenPinPage, TakePagePin
from dialogs.portfolio.user_ids import keys_of
from storage import contacts
from storage import links as rows

BY_TEXT = ("sms", "whatsapp")  # where a PIN would be texted; a page of ours has a field for it
LASTS = 1800.0  # seconds while a portfolio is made; and then for saying so in the texts
TRIES = 10


@dataclass(frozen=True, slots=True)
class PinPage:
    """The page of a link; `over`: nobody can choose a PIN there any more."""

    language: str
    over: bool


class PinPages:
    def __init__(self, parts: Parts, sessions: Sessions) -> None:
        self._parts = parts
        self._sessions = sessions

    def open(self, deed: OpenPinPage, scene: Scene) -> Json:
        """Where somebody is signed in, it is good for as long as they may be silent."""
        parts, now = self._parts, self._parts.clock()
        if scene.channel not in BY_TEXT or not parts.links.public_url:
            return {"page": "", "lasts": 0.0}
        session = self._changing(deed.user_id, scene)
        portfolio, until = (None, now + LASTS) if session is None else (session.portfolio, session.until(now))
        content = {"user_id": deed.user_id, "address": scene.address, "language": scene.language,
                   "talk": scene.conversation.hex()}  # fmt: skip
        with parts.database.writing() as db:
            parts.links.add(db, links.PIN, deed.offer, until, content, portfolio, scene.person)
        return {"page": deed.offer, "lasts": until - now}

    def take(self, deed: TakePagePin, scene: Scene) -> Json:
        """As often as the same turn is played."""
        with self._parts.database.reading() as db:
            found = self._parts.links.named(db, links.PIN, deed.page)
        if found is None or found.link.person_key != scene.person:
            return _came("over")
        if "held" in found.content:
            return _came("held", found.content["held"], short=found.content["short"])
        return _came("over" if self._page(found).over else "not yet")

    def look(self, token: str) -> PinPage | None:
        """None: it is no link of ours, or what it was for is done."""
        found = self._found(token)
        return None if found is None else self._page(found)

    def choose(self, token: str, pin: str) -> PinFault | None:
        """Takes the PIN, or says what is wrong with it; each try is counted before it is judged. Raises LinkOver."""
        parts, found = self._parts, self._found(token)
        if found is None or found.over:
            raise LinkOver
        with parts.database.writing() as db:
            if not rows.count_try(db, found.link.key, parts.clock(), TRIES):
                raise LinkOver
        fault = "too_short" if not pin.strip() else pins.weigh(pin, found.content["user_id"], found.content["address"])
        short = fault is None and pins.is_short(pin)
        if short and not self._has_phone(found.portfolio):
            return "needs_phone"
        if fault is not None:
            return fault
        content = {**found.content, "held": parts.pins.hash(pin), "short": short}
        with parts.database.writing() as db:
            if not parts.links.fill(db, found, content, parts.clock() + LASTS):
                raise LinkOver
        self._sessions.is_open(bytes.fromhex(content["talk"]))  # a sign of life there
        return None

    def _found(self, token: str) -> Found | None:
        with self._parts.database.reading() as db:
            return self._parts.links.find(db, links.PIN, token)

    def _page(self, found: Found) -> PinPage:
        return PinPage(found.content["language"], found.over or found.link.tries >= TRIES)

    def _changing(self, user_id: str, scene: Scene) -> Session | None:
        """Where the PIN of a portfolio is to be another; None while one is made."""
        session = self._sessions.current(scene)
        if session is None or session.scope == "reader":
            return None
        return session if keys_of(session.portfolio.profile.user_id) == keys_of(user_id) else None

    def _has_phone(self, portfolio: Opened | None) -> bool:
        """Whether a short PIN would have a phone at its side with which one gets in."""
        if portfolio is None:
            return False
        with self._parts.database.reading() as db:
            return has_phone(contacts.of(db, portfolio.key), self._parts.clock())


def _came(outcome: str, held: str = "", *, short: bool = False) -> Json:
    return {"outcome": outcome, "held": held, "short": short}
