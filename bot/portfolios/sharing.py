"""Codes that the owner gives to somebody: one adds another phone to the portfolio, the other lets its list be heard."""

from bot.portfolios.codes import LENGTHS, digits_in
from bot.portfolios.contacts import Contacts, free_number, new_contact
from bot.portfolios.links import SHARED
from bot.portfolios.parts import Parts
from bot.portfolios.scene import ON_CALLS, Scene
from bot.portfolios.sessions import Session, Sessions
from bot.portfolios.vault import opened
from dialogs.portfolio.account_deeds import EndShares, MakeCode, ShowCode, UseCode, UsedCode
from storage import codes, contacts, portfolios
from storage.codes import Code
from storage.database import Outrun
from storage.portfolios import Portfolio

HOUR, DAY = 3600.0, 86_400.0
MOST_DAYS = 90
PURPOSES = {LENGTHS[purpose]: purpose for purpose in ("phone", "share")}


class Sharing:
    def __init__(self, parts: Parts, sessions: Sessions, contacts: Contacts) -> None:
        self._parts = parts
        self._sessions = sessions
        self._contacts = contacts

    def make(self, deed: MakeCode, session: Session) -> str:
        """Another one is drawn while its digits are somebody else's: each opens one portfolio."""
        codes_of, now = self._parts.codes, self._parts.clock()
        lasts = HOUR if deed.purpose == "phone" else DAY * min(max(deed.days, 1), MOST_DAYS)
        with self._parts.database.writing() as db:
            code = codes_of.new(session.key, deed.purpose, lasts=lasts)
            while codes.live(db, code.hash, (deed.purpose,), now) is not None:
                code = codes_of.new(session.key, deed.purpose, lasts=lasts)
            if deed.purpose == "phone":
                codes.end(db, session.key, ("phone",))
            codes_of.add(db, code)
            if deed.purpose == "share" and session.scene.channel != ON_CALLS:
                name = code.key.hex()
                self._parts.links.add(db, SHARED, name, code.expires_at, {"code": name}, session.portfolio)
        return code.key.hex()

    def show(self, deed: ShowCode, session: Session) -> str:
        """Nothing, when it is not one of this portfolio's any more."""
        with self._parts.database.reading() as db:
            code = codes.load(db, bytes.fromhex(deed.code_id))
        if code is None or code.portfolio_key != session.key or code.purpose not in PURPOSES.values():
            return ""
        return self._parts.codes.digits(code)

    def end_shares(self, _deed: EndShares, session: Session) -> int:
        """The sign-ins that stand on them end with them."""
        with self._parts.database.writing() as db:
            live = codes.of(db, session.key, ("share",), self._parts.clock())
            codes.end(db, session.key, ("share",))
        return len(live)

    def use(self, deed: UseCode, scene: Scene) -> UsedCode:
        """Every try counts against the caller until it turns out to be right."""
        parts, digits = self._parts, digits_in(deed.code)
        taken = parts.guesses.take_code(scene.guesser)
        if not taken.allowed:
            return "busy"
        purpose = PURPOSES.get(len(digits), "")
        with parts.database.reading() as db:
            code = codes.live(db, parts.codes.hash_of(digits), (purpose,), parts.clock())
            row = None if code is None else portfolios.load(db, code.portfolio_key)
        if code is None or row is None or (purpose == "phone" and not scene.is_proof):
            return "wrong"
        parts.guesses.right(taken)
        return self._add_phone(code, scene) if purpose == "phone" else self._let_hear(code, row, scene)

    def _let_hear(self, code: Code, row: Portfolio, scene: Scene) -> UsedCode:
        with self._parts.database.writing() as db:
            self._sessions.begin(db, scene, row, "reader", code_key=code.key)
        return "share"

    def _add_phone(self, code: Code, scene: Scene) -> UsedCode:
        """Whoever texts it has the phone in hand, and was trusted with the code: no other is sent."""
        parts, now = self._parts, self._parts.clock()
        if not scene.reachable or scene.stopped:
            return "deaf"
        with parts.database.writing() as db:
            row = portfolios.load(db, code.portfolio_key)
            if row is None:
                return "wrong"
            portfolio = opened(parts.sealer, row)
            known = portfolio.contacts(db)
            there = next((each for each in known if each.row.address_key == scene.person), None)
            number = free_number(known) if there is None else there.number
            if not number:
                return "full"
            if not codes.use(db, code.key, now):
                return "wrong"
            contact = new_contact(portfolio, "phone", number, scene.person, scene.address, now)
            if there is None and not contacts.add(db, portfolio.key, contact):
                raise Outrun
            # Whoever was given the code is told from now on; that is no right to get in.
            contacts.verify(
                db, portfolio.key, number, now, opens=there is not None and there.trusted and there.row.opens
            )
            self._contacts.welcome(db, portfolio, number, scene)
        scene.ring()
        return "phone"
