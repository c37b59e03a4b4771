"""Portfolios on paper: what the desk and the archive do about them, in memory and as simply as possible.

Two exist: `maria88`, with two cases, the phone of the tests and an e-mail address that is not verified; and `tomas42`,
with a short PIN and nothing else. Codes and offers are always the same.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from dialogs.cases import Finding, Json
from dialogs.deed import Deed
from dialogs.portfolio.account_deeds import (
    AddEmail,
    AddThisPhone,
    ChangePin,
    CheckRecovery,
    DeletePortfolio,
    EndShares,
    ListContacts,
    MakeCode,
    OpenRecovered,
    PauseAlerts,
    RemoveContact,
    SendCodeAgain,
    SendData,
    ShowCode,
    StartRecovery,
    TellContact,
    UseCode,
    VerifyContact,
)
from dialogs.portfolio.alert_deeds import ChangeAlerts, SendTest, SetTimezone
from dialogs.portfolio.case_deeds import (
    MOST_CASES,
    AddCases,
    Entry,
    FindInList,
    FindOwn,
    NameCase,
    OrderCases,
    RemoveCase,
    ShowCases,
    TellChanges,
)
from dialogs.portfolio.deeds import (
    MOST_CONTACTS,
    CreatePortfolio,
    HoldOffer,
    HoldPin,
    MeetOwner,
    OfferPin,
    SamePin,
    ShowOffer,
    SignIn,
    SignInWithCode,
    SignOut,
    WeighUserId,
)
from dialogs.portfolio.mailboxes import masked
from dialogs.portfolio.page_deeds import IsVerified, OpenDataPage, OpenPinPage, ShowLink, TakePagePin
from dialogs.portfolio.pins import digits_of, is_short, weigh
from dialogs.portfolio.user_ids import candidates, keys_of
from dialogs.receipts import read

USER_ID, PIN = "maria88", "83920174"
SHORT_ID, SHORT_PIN = "tomas42", "739146"
OFFER = "39051746"
CODE, PHONE_CODE, SHARE_CODE = "123456", "12345678", "123456789012"
HERE = "(...) ...-0142"
SILENCE = 900.0  # seconds
TRIES = 5  # of a code, and of a PIN
LOCKED = 900.0  # seconds
TESTS = 3
READERS = (OrderCases, ShowCases, FindInList, FindOwn)


class NotAllowedError(Exception):
    """The script asked for what nobody who is signed in here may do: the desk would play the turn over and over."""


@dataclass
class Watch:
    number: int
    receipt: str
    name: str = ""
    alerts: bool = True
    seen: str = ""


@dataclass
class Told:
    """A contact; `shown` is its address, masked."""

    number: int
    kind: str
    shown: str
    verified: bool = False
    alerts: bool = False
    level: str = "title"
    by_call: bool = False
    weekly: bool = False
    off: bool = False
    why: str = ""
    delivered: float = 0.0


@dataclass
class Account:
    user_id: str
    pin: str
    watches: list[Watch] = field(default_factory=list)
    contacts: list[Told] = field(default_factory=list)
    paused: bool = False
    timezone: str = ""
    tests: int = 0

    @property
    def has_phone(self) -> bool:
        return any(one.kind == "phone" and one.verified for one in self.contacts)

    def put(self, receipt: str, name: str = "") -> tuple[str, str, int]:
        """A case more: what came of it."""
        there = next((one.number for one in self.watches if one.receipt == receipt), 0)
        number = there or _free(MOST_CASES, self.watches)
        if number and not there:
            self.watches.append(Watch(number, receipt, name))
        return receipt, "there" if there else "added" if number else "full", number

    def add(self, kind: str, shown: str, *, verified: bool = False) -> "Told | None":
        """A contact more; None when there are too many."""
        number = _free(MOST_CONTACTS, self.contacts)
        if not number:
            return None
        self.contacts.append(Told(number, kind, shown, verified, verified))
        return self.contacts[-1]

    def meant(self, words: str) -> list[Watch]:
        """By number, receipt number, last four digits, name, or how it begins."""
        said, receipts = _fold(words), read(words).found
        ways: list[Callable[[Watch], bool]] = [
            lambda one: said.lstrip("#") == str(one.number) or one.receipt in receipts,
            lambda one: len(said) == 4 and said.isdecimal() and one.receipt.endswith(said),
            lambda one: bool(said) and _fold(one.name) == said,
            lambda one: bool(said) and _fold(one.name).startswith(said),
        ]
        return next((found for way in ways if (found := [one for one in self.watches if way(one)])), [])


def _free(most: int, taken: "list[Watch] | list[Told]") -> int:
    """The smallest short number that is free; 0 when none is."""
    numbers = {one.number for one in taken}
    return next((number for number in range(1, most + 1) if number not in numbers), 0)


@dataclass(frozen=True)
class Place:
    """Where a deed is asked for: in which conversation, and on which phone; `phone` is "" for a hidden number."""

    conversation: str
    phone: str
    textable: bool = True
    stopped: bool = False
    call: bool = False


@dataclass
class In:
    """Somebody is signed in."""

    account: Account
    scope: str
    until: float


class PaperPortfolios:
    def __init__(self, find: Callable[[str], Finding], clock: Callable[[], float]) -> None:
        """`find`: where a case stands."""
        self.find, self.clock = find, clock
        self.accounts: dict[str, Account] = {}  # by the keys of their user IDs
        self.inside: dict[str, In] = {}  # by conversation
        self.tries: dict[str, int] = {}
        self.page_pin = ""  # what was chosen on the page
        self.exist(Account(SHORT_ID, SHORT_PIN))
        self.exist(Account(USER_ID, PIN))
        self.accounts[keys_of(USER_ID)].add("phone", HERE, verified=True)
        self.accounts[keys_of(USER_ID)].add("email", "a***@example.org")

    def exist(self, account: Account) -> None:
        self.accounts[keys_of(account.user_id)] = account

    def signed_in(self, conversation: str) -> bool:
        known = self.inside.get(conversation)
        return known is not None and known.until > self.clock()

    def scope(self, conversation: str) -> str:
        return self.inside[conversation].scope if self.signed_in(conversation) else ""

    def perform(self, deed: Deed[Any], at: Place) -> Json:
        """Raises NotAllowedError."""
        for part in (self._entrance, self._making, self._without_pin):
            if (came := part(deed, at)) is not NotImplemented:
                return came
        known = self._known(at)
        if known is None or not (known.scope == "owner" or (known.scope == "reader" and isinstance(deed, READERS))):
            if deed.fleeting:
                return ""
            raise NotAllowedError(deed.name)
        for own in (self._seen, self._changed, self._contact_of, self._account_of):
            if (came := own(deed, known.account, at)) is not NotImplemented:
                return came
        raise TypeError(f"nobody does {deed.name}")

    def _known(self, at: Place) -> In | None:
        """The silence begins anew."""
        if not self.signed_in(at.conversation):
            return None
        known = self.inside[at.conversation]
        known.until = self.clock() + SILENCE
        return known

    def _enter(self, account: Account, scope: str, at: Place) -> None:
        self.inside[at.conversation] = In(account, scope, self.clock() + SILENCE)

    def take_off(self) -> None:
        """This phone is somebody else's."""
        for account in self.accounts.values():
            account.contacts = [one for one in account.contacts if one.shown != HERE]

    # Who is there.

    def _entrance(self, deed: Deed[Any], at: Place) -> Json:
        match deed:
            case MeetOwner():
                if (known := self._known(at)) is None:
                    return None
                one = known.account
                return {"user_id": one.user_id, "scope": known.scope, "cases": len(one.watches), "paused": one.paused}
            case SignIn(user_id, pin):
                return {"wait": 0.0, "code": "", "shown": "", **self._sign_in(keys_of(user_id), pin, at)}
            case SignInWithCode(keys, code):
                if (outcome := self._judged(f"code of {keys}", code)) == "right":
                    self._enter(self.accounts[keys], "owner", at)
                return outcome
            case SignOut():
                self.inside.pop(at.conversation, None)
                return None
        return NotImplemented

    def _sign_in(self, keys: str, pin: str, at: Place) -> dict[str, Json]:
        account = self.accounts.get(keys)
        if self.tries.get(f"PIN of {keys}", 0) >= TRIES:
            return {"outcome": "locked", "wait": LOCKED}
        if account is None or digits_of(pin) != account.pin:
            self._tried(f"PIN of {keys}")
            return {"outcome": "wrong"}
        self.tries.pop(f"PIN of {keys}", None)
        if is_short(account.pin) and not (account.has_phone and at.phone and not at.call):
            return {"outcome": "code", "code": keys, "shown": "t***@example.org"}
        self._enter(account, "owner", at)
        return {"outcome": "in"}

    def _tried(self, name: str) -> int:
        self.tries[name] = self.tries.get(name, 0) + 1
        return self.tries[name]

    def _judged(self, name: str, code: str) -> str:
        if self._tried(name) > TRIES:
            return "over"
        return "right" if digits_of(code) == CODE else "wrong"

    # Making one.

    def _making(self, deed: Deed[Any], at: Place) -> Json:  # noqa: PLR0911
        match deed:
            case WeighUserId(user_id) if keys_of(user_id) in self.accounts:
                free = [one for one in candidates(user_id) if keys_of(one) not in self.accounts]
                return {"outcome": "taken", "suggestions": free[:3]}
            case WeighUserId():
                return {"outcome": "free", "suggestions": []}
            case OfferPin():
                return "an offer"
            case OpenPinPage(offer):
                self.page_pin = ""
                return {"page": "" if at.call else offer, "lasts": SILENCE}
            case ShowLink(purpose):
                return f"https://status.example.org/portfolio/{purpose}/abcdefghijklmnopqrstuvwxyz"
            case TakePagePin():
                held = {"held": self.page_pin, "short": False}
                return {"outcome": "held" if self.page_pin else "not yet", **held}
            case ShowOffer() | HoldOffer():
                return OFFER  # on paper a PIN is its own hash
            case HoldPin(user_id, pin):
                return self._held(user_id, pin, at)
            case SamePin(held, pin):
                return held == digits_of(pin)
            case CreatePortfolio(user_id, held):
                if keys_of(user_id) in self.accounts:
                    return False
                self.exist(Account(user_id, held))
                self._enter(self.accounts[keys_of(user_id)], "owner", at)
                return True
        return NotImplemented

    def _held(self, user_id: str, pin: str, at: Place) -> Json:
        account = self.accounts.get(keys_of(user_id))
        fault: str | None = weigh(pin, user_id, at.phone)
        if fault is None and is_short(pin) and not (account is not None and account.has_phone):
            fault = "needs_phone"
        return {"held": "" if fault else digits_of(pin), "short": not fault and is_short(pin), "fault": fault}

    # Whoever has no PIN: it is forgotten, or the portfolio is somebody else's.

    def _without_pin(self, deed: Deed[Any], at: Place) -> Json:  # noqa: PLR0911
        match deed:
            case StartRecovery(about):
                return f"recovery of {about}"
            case CheckRecovery(recovery, code):
                outcome = self._judged(recovery, code)
                opened = self._meant(recovery.removeprefix("recovery of "))
                outcome = "wrong" if outcome == "right" and not opened else outcome
                return {"outcome": outcome, "user_ids": opened if outcome == "right" else []}
            case OpenRecovered(_, user_id):
                self._enter(self.accounts[keys_of(user_id)], "recovery", at)
                return True
            case ChangePin(held):
                known = self._known(at)
                if known is None or known.scope == "reader":
                    return False
                known.account.pin, known.scope = held, "owner"
                return True
            case UseCode(code):
                return self._used(digits_of(code), at)
        return NotImplemented

    def _meant(self, about: str) -> list[str]:
        """The user IDs that a code opens; a phone and an address stand for all there are."""
        if not about or "@" in about:
            return [one.user_id for one in self.accounts.values()]
        return [self.accounts[keys_of(about)].user_id] if keys_of(about) in self.accounts else []

    def _used(self, code: str | None, at: Place) -> str:
        account = self.accounts.get(keys_of(USER_ID))
        if account is None or code not in (PHONE_CODE, SHARE_CODE) or (code == PHONE_CODE and at.call):
            return "wrong"
        if code == SHARE_CODE:
            self._enter(account, "reader", at)
            return "share"
        if not at.textable:
            return "deaf"
        return "full" if account.add("phone", HERE, verified=True) is None else "phone"

    # The cases.

    def _seen(self, deed: Deed[Any], account: Account, _at: Place) -> Json:
        by_number = {watch.number: watch for watch in account.watches}
        match deed:
            case OrderCases():
                return [one.number for one in sorted(by_number.values(), key=lambda one: (not one.name, one.name))]
            case ShowCases(numbers):
                return [self._entry(by_number[one], self.find(by_number[one].receipt))
                        for one in numbers if one in by_number]  # fmt: skip
            case FindInList(meant):
                return [self._entry(one, Finding(one.receipt, "slow")) for one in account.meant(meant)]
            case FindOwn(receipts):
                return [self.find(receipt).to_json() for receipt in receipts]
        return NotImplemented

    def _entry(self, watch: Watch, finding: Finding) -> Json:
        case = finding.case
        mark = "" if case is None else case.title["en"]
        changed = bool(watch.seen and mark and watch.seen != mark)
        watch.seen = mark or watch.seen
        brief = finding if case is None else replace(finding, case=replace(case, text={}, history=()))
        return Entry(watch.number, watch.name, watch.alerts, changed, brief).to_json()

    def _changed(self, deed: Deed[Any], account: Account, _at: Place) -> Json:
        match deed:
            case AddCases(receipts):
                return [account.put(receipt) for receipt in receipts]
            case RemoveCase(receipt) | NameCase(receipt) | TellChanges(receipt):
                watch = next((one for one in account.watches if one.receipt == receipt), None)
            case _:
                return NotImplemented
        if watch is None:
            return False
        match deed:
            case NameCase(_, name):
                watch.name = name
            case TellChanges(_, on):
                watch.alerts = on
            case _:
                account.watches.remove(watch)
        return True

    # Who is told, and the account itself.

    def _contact_of(self, deed: Deed[Any], account: Account, at: Place) -> Json:  # noqa: PLR0911, PLR0912
        match deed:
            case ListContacts():
                return [{**vars(one), "here": bool(at.phone) and one.shown == HERE} for one in account.contacts]
            case AddThisPhone():
                fault = "deaf" if not at.textable else "stopped" if at.stopped else ""
                return _sent(fault) if fault else self._code_for(account, "phone", HERE)
            case AddEmail(address):
                return self._code_for(account, "email", masked(address))
        number: int = getattr(deed, "number", 0)
        contact = next((one for one in account.contacts if one.number == number), None)
        match deed:
            case SendCodeAgain() if contact is not None and contact.why == "wrong":
                return _sent("wrong", contact)
            case SendCodeAgain():
                return _sent("later") if contact is None else _sent("sent", contact)
            case IsVerified():
                return contact is not None and contact.verified and not contact.off
            case VerifyContact(_, code):
                outcome = self._judged(f"code of contact {number}", code)
                if contact is not None and outcome == "right":
                    contact.verified = contact.alerts = True
                    contact.off, contact.why = False, ""
                return outcome
            case TellContact(_, on) if contact is not None:
                contact.alerts = on
            case ChangeAlerts(_, level, by_call, weekly) if contact is not None:
                contact.level, contact.by_call, contact.weekly = level, by_call, weekly
            case RemoveContact() if contact is not None:
                account.contacts.remove(contact)
            case TellContact() | ChangeAlerts() | RemoveContact():
                return False
            case _:
                return NotImplemented
        return True

    def _code_for(self, account: Account, kind: str, shown: str) -> Json:
        there = next((one for one in account.contacts if one.shown == shown), None) or account.add(kind, shown)
        return _sent("full") if there is None else _sent("there" if there.verified else "sent", there)

    def _account_of(self, deed: Deed[Any], account: Account, at: Place) -> Json:  # noqa: PLR0911
        match deed:
            case MakeCode(purpose):
                return purpose
            case ShowCode(purpose):
                return SHARE_CODE if purpose == "share" else PHONE_CODE
            case EndShares():
                readers = [one for one, known in self.inside.items() if known.scope == "reader"]
                for one in readers:
                    del self.inside[one]
                return len(readers)
            case SetTimezone(zone):
                account.timezone = zone
                return None
            case SendTest() if not any(one.verified and one.alerts and not one.off for one in account.contacts):
                return "none"
            case SendTest():
                account.tests += 1
                return "sent" if account.tests <= TESTS else "later"
            case PauseAlerts(on):
                account.paused = on
                return None
            case OpenDataPage():
                return ""
            case SendData():
                mailbox = next((one for one in account.contacts if one.kind == "email" and one.verified), None)
                return "" if mailbox is None else mailbox.shown
            case DeletePortfolio(user_id):
                if keys_of(user_id) != keys_of(account.user_id):
                    return ""
                del self.accounts[keys_of(user_id)], self.inside[at.conversation]
                return "2024-0513"
        return NotImplemented


def _sent(outcome: str, contact: Told | None = None) -> Json:
    number, shown = (0, "") if contact is None else (contact.number, contact.shown)
    return {"outcome": outcome, "number": number, "shown": shown}


def _fold(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.strip().casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))
