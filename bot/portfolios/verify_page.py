"""An e-mail address verified by the link in the letter with its code: the one uses the other up."""

from dataclasses import dataclass

from sqlalchemy import Connection

from bot.portfolios import links
from bot.portfolios.codes import TRIES
from bot.portfolios.contacts import Contacts
from bot.portfolios.links import Found
from bot.portfolios.parts import Parts
from bot.portfolios.scene import on_a_page
from bot.portfolios.vault import Reached
from dialogs.portfolio.mailboxes import masked
from storage import codes, contacts
from storage.codes import Code


@dataclass(frozen=True, slots=True)
class VerifyPage:
    """The page of a link; `address` is masked; `over`: it verifies nothing any more."""

    language: str
    over: bool
    address: str = ""


class VerifyPages:
    def __init__(self, parts: Parts, contacts: Contacts) -> None:
        self._parts = parts
        self._contacts = contacts

    def look(self, token: str) -> VerifyPage | None:
        """None: it is no link of ours, or its portfolio is gone."""
        with self._parts.database.reading() as db:
            found = self._parts.links.find(db, links.VERIFY, token)
            if found is None or found.portfolio is None:
                return None
            language, contact = found.portfolio.profile.language, self._contact(db, found)
            if contact is None or self._code(db, found) is None:
                return VerifyPage(language, over=True)
        return VerifyPage(language, found.over, masked(contact.address))

    def verify(self, token: str) -> bool:
        """Does what the code does. False: it is over."""
        parts, now = self._parts, self._parts.clock()
        with parts.database.writing() as db:
            found = parts.links.find(db, links.VERIFY, token)
            code = None if found is None else self._code(db, found)
            if found is None or found.portfolio is None or code is None or code.contact_number is None:
                return False
            if not parts.links.use(db, found) or not codes.use(db, code.key, now):
                return False
            if not contacts.verify(db, found.portfolio.key, code.contact_number, now):
                return False
            scene = on_a_page(found.portfolio.profile.language)
            self._contacts.welcome(db, found.portfolio, code.contact_number, scene)
        self._parts.ring()
        return True

    def _code(self, db: Connection, found: Found) -> Code | None:
        """The one in the same letter, as long as it can be used."""
        code = codes.load(db, bytes.fromhex(found.content["code"]))
        is_open = code is not None and code.used_at is None and code.expires_at > self._parts.clock()
        return code if code is not None and is_open and code.tries < TRIES else None

    def _contact(self, db: Connection, found: Found) -> Reached | None:
        code = codes.load(db, bytes.fromhex(found.content["code"]))
        if code is None or found.portfolio is None:
            return None
        return next((each for each in found.portfolio.contacts(db) if each.number == code.contact_number), None)
