"""The contacts of a portfolio: added with a code, verified, told or not, removed."""

from sqlalchemy import Connection

from bot.portfolios.parts import Parts
from bot.portfolios.scene import Scene
from bot.portfolios.sending import Sending, shown
from bot.portfolios.sessions import Session
from bot.portfolios.trust import has_phone, opening
from bot.portfolios.vault import Opened, Reached
from dialogs.cases import Json
from dialogs.portfolio import notices
from dialogs.portfolio.account_deeds import (
    AddEmail,
    AddThisPhone,
    ListContacts,
    RemoveContact,
    SendCodeAgain,
    TellContact,
    VerifyContact,
)
from dialogs.portfolio.alert_deeds import ChangeAlerts
from dialogs.portfolio.deeds import MOST_CONTACTS, CodeOutcome
from dialogs.portfolio.page_deeds import IsVerified
from storage import codes, contacts, portfolios, sign_ins
from storage.contacts import ALL, TITLE, Contact
from storage.database import Outrun

SETTLING_IN = 1800.0  # seconds after a portfolio was made in which its contacts are not told of one another


class Contacts:
    def __init__(self, parts: Parts, sending: Sending) -> None:
        self._parts = parts
        self._sending = sending

    def show(self, _deed: ListContacts, session: Session) -> Json:
        return [
            {
                "number": each.number,
                "kind": each.row.kind,
                "shown": shown(each),
                "verified": each.row.verified_at is not None,
                "alerts": each.row.alerts,
                "here": each.row.address_key == session.scene.person,
                "off": each.row.off,
                "level": each.row.level,
                "by_call": each.row.by_call,
                "weekly": each.row.weekly,
                "why": each.row.why or "",
                "delivered": each.row.delivered_at or 0.0,
                "zone": session.portfolio.profile.timezone,
            }
            for each in self._all(session.portfolio)
        ]

    def add_this_phone(self, _deed: AddThisPhone, session: Session) -> Json:
        scene = session.scene
        if not scene.reachable or scene.stopped:
            return _came("deaf" if not scene.reachable else "stopped")
        return self._add(session, "phone", scene.person, scene.address)

    def add_email(self, deed: AddEmail, session: Session) -> Json:
        return self._add(session, "email", self._parts.sealer.index("email", deed.address.lower()), deed.address)

    def send_again(self, deed: SendCodeAgain, session: Session) -> Json:
        contact = self._one(session.portfolio, deed.number)
        if contact is None:
            return _came("deaf")
        if contact.trusted:
            return _came("there", contact)
        if contact.row.why == "wrong" and contact.row.address_key != session.scene.person:
            return _came("wrong", contact)
        with self._parts.database.reading() as db:
            if self._sending.is_stopped(db, contact):
                return _came("stopped", contact)
        return self._send(session, contact, new=False)

    def _add(self, session: Session, kind: str, address_key: bytes, address: str) -> Json:
        """`address_key` and `address` are those of the contact."""
        portfolio = session.portfolio
        known = self._all(portfolio)
        there = next((each for each in known if each.row.address_key == address_key), None)
        if there is not None and there.trusted and there.row.opens:
            with self._parts.database.writing() as db:
                contacts.tell(db, portfolio.key, there.number, on=True)
            return _came("there", there)
        if there is not None:
            return self._send(session, there, new=False)
        number = free_number(known)
        if not number:
            return _came("full")
        row = new_contact(portfolio, kind, number, address_key, address, self._parts.clock())
        return self._send(session, Reached(row, address), new=True)

    def _send(self, session: Session, contact: Reached, *, new: bool) -> Json:
        """The contact and its code are written down together. Raises Outrun when somebody else was faster."""
        sending, portfolio = self._sending, session.portfolio
        if not (sending.may_ask(session.scene) and sending.may_send(contact.row.address_key, "verify", session.scene)):
            return _came("later")
        code = sending.new_code(portfolio, contact, "verify", session.scene)
        with self._parts.database.writing() as db:
            if not sending.allowances.may_verify(db, contact.row.address_key, session.scene):
                return _came("later")
            if new and not contacts.add(db, portfolio.key, contact.row):
                raise Outrun
            sending.send_code(db, portfolio, contact, code)
        session.scene.ring()
        return _came("sent", contact)

    def is_verified(self, deed: IsVerified, session: Session) -> bool:
        """An e-mail address; a phone has no link."""
        contact = self._one(session.portfolio, deed.number)
        return contact is not None and contact.trusted and not contact.is_phone

    def verify(self, deed: VerifyContact, session: Session) -> CodeOutcome:
        """What was sent to one contact says nothing about another. A code that is over may be so because the link in
        the same letter verified the contact."""
        outcome = self._judged(deed, session)
        return "right" if outcome == "over" and self.is_verified(IsVerified(deed.number), session) else outcome

    def _judged(self, deed: VerifyContact, session: Session) -> CodeOutcome:
        parts = self._parts
        with parts.database.reading() as db:
            live = codes.of(db, session.key, ("verify",), parts.clock())
        code = next((each for each in reversed(live) if each.contact_number == deed.number), None)
        outcome: CodeOutcome = "over" if code is None else parts.codes.judge(parts.database, code.key, deed.code)
        if code is None or outcome != "right":
            return outcome
        with parts.database.writing() as db:
            if not codes.use(db, code.key, parts.clock()):
                return "over"
            if not contacts.verify(db, session.key, deed.number, parts.clock()):
                return "over"
            self.welcome(db, session.portfolio, deed.number, session.scene)
        session.scene.ring()
        return "right"

    def welcome(self, db: Connection, portfolio: Opened, number: int, scene: Scene) -> None:
        """What the carriers want said when messages begin, unless the talk itself says it there; and news to the
        others, so that nobody listens unnoticed."""
        contact = next(each for each in portfolio.contacts(db) if each.number == number)
        house = self._parts.notices.house
        self._sending.allowances.verified(db, contact.row.address_key)
        if contact.is_phone and not (scene.is_proof and contact.row.address_key == scene.person):
            self._sending.tell_one(db, portfolio, contact, notices.alerts_begin(house))
        if self._parts.clock() >= portfolio.row.created_at + SETTLING_IN:
            self._sending.tell(db, portfolio, notices.contact_added(contact.row.kind, house), but=number)

    def tell(self, deed: TellContact, session: Session) -> bool:
        with self._parts.database.writing() as db:
            return contacts.tell(db, session.key, deed.number, deed.on)

    def change_alerts(self, deed: ChangeAlerts, session: Session) -> bool:
        with self._parts.database.writing() as db:
            return contacts.change(
                db, session.key, deed.number, level=deed.level, by_call=deed.by_call, weekly=deed.weekly
            )

    def remove(self, deed: RemoveContact, session: Session) -> bool:
        """Only one that was verified is worth telling the others. Who came in by way of it goes with it; the last phone
        beside a short PIN stays, without which that opens nothing."""
        parts, portfolio, scene = self._parts, session.portfolio, session.scene
        with parts.database.writing() as db:
            if not portfolios.prove(db, portfolio.key, portfolio.row.version, portfolio.row.seen_at):
                raise Outrun
            known = portfolio.contacts(db)
            gone = next((each for each in known if each.number == deed.number), None)
            if gone is None or self._is_needed(portfolio, gone, known):
                return False
            contacts.remove(db, portfolio.key, deed.number)
            sign_ins.end_of_contact(db, portfolio.key, gone.row.address_key, "recovery", scene.conversation)
            if gone.row.verified_at is not None:
                notice = notices.contact_removed(gone.row.kind, parts.notices.house)
                self._sending.tell(db, portfolio, notice)
        scene.ring()
        return True

    def _is_needed(self, portfolio: Opened, contact: Reached, known: list[Reached]) -> bool:
        rows, now = [each.row for each in known], self._parts.clock()
        if not portfolio.profile.short or contact.row not in opening(rows, now):
            return False
        return contact.is_phone and not has_phone(rows, now, but=contact.number)

    def _all(self, portfolio: Opened) -> list[Reached]:
        with self._parts.database.reading() as db:
            return portfolio.contacts(db)

    def _one(self, portfolio: Opened, number: int) -> Reached | None:
        return next((each for each in self._all(portfolio) if each.number == number), None)


def free_number(known: list[Reached]) -> int:
    """The smallest short number that is free; 0 when there is none."""
    numbers = {each.number for each in known}
    return next((number for number in range(1, MOST_CONTACTS + 1) if number not in numbers), 0)


def new_contact(portfolio: Opened, kind: str, number: int, address_key: bytes, address: str, now: float) -> Contact:  # noqa: PLR0913
    """A contact that nobody has verified."""
    sealed = portfolio.sealed_contact(address_key, address)
    level = ALL if kind == "email" else TITLE
    return Contact(
        number, kind, address_key, sealed, alerts=False, off=False, verified_at=None, created_at=now, level=level
    )


def _came(outcome: str, contact: Reached | None = None) -> Json:
    if contact is None:
        return {"outcome": outcome, "number": 0, "shown": ""}
    return {"outcome": outcome, "number": contact.number, "shown": shown(contact)}
