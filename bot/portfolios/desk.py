"""The one way in: a deed and the scene it is asked for in, and what came of it as JSON.

Acts commit at once, each in short transactions of its own. A deed that needs somebody to be signed in who may do it
raises Outrun when nobody is: the turn is played again, and then `MeetOwner` says so.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bot.portfolios.account import Account
from bot.portfolios.cases import Cases
from bot.portfolios.contacts import Contacts
from bot.portfolios.data_page import DataPages
from bot.portfolios.deletion import delete, lately
from bot.portfolios.lists import Lists
from bot.portfolios.making import Making
from bot.portfolios.parts import Parts
from bot.portfolios.pin_page import PinPages
from bot.portfolios.recovery import Recoveries
from bot.portfolios.scene import Scene
from bot.portfolios.sending import Sending
from bot.portfolios.sessions import Session, Sessions
from bot.portfolios.shared_page import SharedPages
from bot.portfolios.sharing import Sharing
from bot.portfolios.signing_in import SigningIn
from bot.portfolios.verify_page import VerifyPages
from dialogs.cases import Json
from dialogs.deed import Deed
from dialogs.portfolio import account_deeds as account
from dialogs.portfolio import alert_deeds, case_deeds, deeds, page_deeds
from dialogs.portfolio.user_ids import keys_of
from storage.database import Outrun

__all__ = ["Parts", "Portfolios", "Scene"]

READERS = frozenset({case_deeds.OrderCases, case_deeds.ShowCases, case_deeds.FindInList, case_deeds.FindOwn})

Anybodys = Mapping[type[Deed[Any]], Callable[[Any, Scene], Json]]
Owners = Mapping[type[Deed[Any]], Callable[[Any, Session], Json]]


class Portfolios:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._sessions = Sessions(parts)
        self.pin_pages = PinPages(parts, self._sessions)
        sending = Sending(parts)
        contacts = Contacts(parts, sending)
        lists = Lists(parts)
        self.shared_pages = SharedPages(parts, lists)
        self.data_pages = DataPages(parts)
        self.verify_pages = VerifyPages(parts, contacts)
        self._anybodys: Anybodys = {
            deeds.MeetOwner: lambda _deed, scene: self._sessions.meet(scene),
            deeds.SignOut: lambda _deed, scene: self._sessions.end(scene),
            **_ways_in(parts, self._sessions, sending, contacts),
            **_making(Making(parts, self._sessions)),
            page_deeds.OpenPinPage: self.pin_pages.open,
            page_deeds.TakePagePin: self.pin_pages.take,
            page_deeds.ShowLink: lambda deed, _scene: parts.links.url(deed.purpose, deed.link),
            account.ChangePin: Account(parts, self._sessions, sending).change_pin,
            account.DeletePortfolio: lambda deed, scene: delete(parts, self._sessions, deed, scene),
        }
        self._owners: Owners = {
            **_cases(Cases(parts), lists),
            **_contacts(contacts),
            page_deeds.OpenDataPage: self.data_pages.open,
            **_account(parts, Account(parts, self._sessions, sending), Sharing(parts, self._sessions, contacts)),
        }

    def signed_in(self, conversation: bytes) -> bool:
        """Whether somebody is signed in in this conversation; their silence begins anew."""
        return self._sessions.is_open(conversation)

    def deleted_lately(self, user_id: str) -> bool:
        """Whether the portfolio with this user ID was deleted a moment ago."""
        return bool(lately(self._parts, keys_of(user_id)))

    def performs(self, deed: Deed[Any]) -> bool:
        """Whether it is a deed of this desk."""
        return type(deed) in self._anybodys or type(deed) in self._owners

    def perform(self, deed: Deed[Any], scene: Scene) -> Json:
        """Raises Outrun, DatabaseDown, and TypeError for a deed that is not this desk's."""
        self._sessions.hear(scene)
        anybodys = self._anybodys.get(type(deed))
        if anybodys is not None:
            return anybodys(deed, scene)
        owners = self._owners.get(type(deed))
        if owners is None:
            raise TypeError(f"nobody does {deed.name}")
        session = self._sessions.current(scene)
        if session is None or not _may(session.scope, deed):
            if deed.fleeting:  # it is done again whenever the log is played, long after it was said
                return ""
            raise Outrun
        return owners(deed, session)


def _may(scope: str, deed: Deed[Any]) -> bool:
    """Whoever came by a one-time code may choose a new PIN, and for that nobody asks here."""
    return scope == "owner" or (scope == "reader" and type(deed) in READERS)


def _ways_in(parts: Parts, sessions: Sessions, sending: Sending, contacts: Contacts) -> Anybodys:
    signing_in, recoveries = SigningIn(parts, sessions, sending), Recoveries(parts, sessions, sending)
    return {
        deeds.SignIn: signing_in.sign_in,
        deeds.SignInWithCode: signing_in.with_code,
        account.UseCode: Sharing(parts, sessions, contacts).use,
        account.StartRecovery: recoveries.start,
        account.CheckRecovery: recoveries.check,
        account.OpenRecovered: recoveries.open,
    }


def _making(making: Making) -> Anybodys:
    return {
        deeds.WeighUserId: making.weigh_user_id,
        deeds.OfferPin: making.offer_pin,
        deeds.ShowOffer: making.show_offer,
        deeds.HoldPin: making.hold_pin,
        deeds.HoldOffer: making.hold_offer,
        deeds.SamePin: making.same_pin,
        deeds.CreatePortfolio: making.create,
    }


def _cases(cases: Cases, lists: Lists) -> Owners:
    return {
        case_deeds.OrderCases: lists.order,
        case_deeds.ShowCases: lists.show,
        case_deeds.FindInList: lists.find,
        case_deeds.FindOwn: lists.find_own,
        case_deeds.AddCases: cases.add,
        case_deeds.RemoveCase: cases.remove,
        case_deeds.NameCase: cases.name,
        case_deeds.TellChanges: cases.tell,
    }


def _contacts(contacts: Contacts) -> Owners:
    return {
        account.ListContacts: contacts.show,
        account.AddThisPhone: contacts.add_this_phone,
        account.AddEmail: contacts.add_email,
        account.SendCodeAgain: contacts.send_again,
        account.VerifyContact: contacts.verify,
        page_deeds.IsVerified: contacts.is_verified,
        account.TellContact: contacts.tell,
        account.RemoveContact: contacts.remove,
        alert_deeds.ChangeAlerts: contacts.change_alerts,
    }


def _account(parts: Parts, own: Account, sharing: Sharing) -> Owners:
    return {
        account.MakeCode: sharing.make,
        account.ShowCode: sharing.show,
        account.EndShares: sharing.end_shares,
        account.PauseAlerts: own.pause,
        account.SendData: own.send_data,
        alert_deeds.SetTimezone: own.set_timezone,
        alert_deeds.SendTest: own.send_test,
    }
