"""What the talk about contacts, codes, recovery and the account itself may ask the world to do."""

from dataclasses import dataclass, field
from typing import Literal

from dialogs.cases import Json
from dialogs.deed import Deed
from dialogs.portfolio.deeds import Act, CodeOutcome, one_of

ContactKind = Literal["phone", "email"]


@dataclass(frozen=True, slots=True)
class Contact:
    """Where a portfolio's owner can be told something: its short number, `phone` or `email`; `shown` is masked:
    `(...) ...-0142`, `a***@example.org`; `here`: it is the phone of this conversation; `off`: switched off for good,
    because of `why` (dead, bounced, wrong, or ""); without `off`, `why` may be `unsubscribed`: the link in an e-mail
    ended its alerts. `level`, `by_call`, `weekly`: how alerts are told there (see
    `ChangeAlerts`); `delivered`: when a text last arrived there, in seconds since 1970 UTC, 0 when none did; `zone`:
    the time zone that the owner chose, or ""."""

    number: int
    kind: ContactKind
    shown: str
    verified: bool
    alerts: bool
    here: bool
    off: bool
    level: str = "title"
    by_call: bool = False
    weekly: bool = False
    why: str = ""
    delivered: float = 0.0
    zone: str = ""


@dataclass(frozen=True)
class ListContacts(Deed[tuple[Contact, ...]]):
    """All of them, by number."""

    def read(self, came: Json) -> tuple[Contact, ...]:
        return tuple(
            Contact(
                int(one["number"]),
                one_of(ContactKind, one["kind"]),
                str(one["shown"]),
                bool(one["verified"]),
                bool(one["alerts"]),
                bool(one["here"]),
                bool(one["off"]),
                str(one.get("level", "title")),
                bool(one.get("by_call")),
                bool(one.get("weekly")),
                str(one.get("why", "")),
                float(one.get("delivered", 0.0)),
                str(one.get("zone", "")),
            )
            for one in came
        )


ContactOutcome = Literal["sent", "there", "deaf", "full", "later", "stopped", "wrong"]


@dataclass(frozen=True, slots=True)
class CodeSent:
    """What came of adding a contact.

    sent     it is there, unverified; a code of six digits is on its way; `number` is its short number
    there    it is there and verified already; its alerts are on now
    deaf     no text can be sent to this phone (a hidden number, a landline, a premium prefix)
    full     there are ten contacts
    later    too many codes were sent there, or asked for here, today
    stopped  this phone said STOP to us
    wrong    somebody there said that it is the wrong number: only that phone itself can ask for a code
    """

    outcome: ContactOutcome
    number: int = 0
    shown: str = ""


class _SendsCode(Act[CodeSent]):
    def read(self, came: Json) -> CodeSent:
        return CodeSent(one_of(ContactOutcome, came["outcome"]), int(came["number"]), str(came["shown"]))


@dataclass(frozen=True)
class AddThisPhone(_SendsCode):
    """The phone of this conversation."""


@dataclass(frozen=True)
class AddEmail(_SendsCode):
    """`address` is well-formed (`dialogs.portfolio.mailboxes`)."""

    address: str


@dataclass(frozen=True)
class SendCodeAgain(_SendsCode):
    """To a contact that is not verified yet, or is off."""

    number: int


@dataclass(frozen=True)
class VerifyContact(Act[CodeOutcome]):
    """The code that was sent to the contact; `right`: it is verified, and its alerts are on."""

    secrets = frozenset(("code",))
    number: int
    code: str = field(repr=False)

    def read(self, came: Json) -> CodeOutcome:
        return one_of(CodeOutcome, came)  # type: ignore[no-any-return]


@dataclass(frozen=True)
class TellContact(Act[bool]):
    """Are changes told to this contact? False: it is gone, or not verified."""

    number: int
    on: bool

    def read(self, came: Json) -> bool:
        return bool(came)


@dataclass(frozen=True)
class RemoveContact(Act[bool]):
    """The other contacts are told. False: it was not there any more."""

    number: int

    def read(self, came: Json) -> bool:
        return bool(came)


# Codes that are given to somebody else.


@dataclass(frozen=True)
class MakeCode(Act[str]):
    """Makes a code that the owner gives to somebody; the result is the name by which `ShowCode` knows it.

    phone  eight digits, for an hour, once: whoever texts it to us from another phone adds that phone to the portfolio
    share  twelve digits, for `days`, as often as one likes: whoever texts or keys it hears the list
    """

    purpose: Literal["phone", "share"]
    days: int = 0

    def read(self, came: Json) -> str:
        return str(came)


@dataclass(frozen=True)
class ShowCode(Deed[str]):
    """The digits of a code that was made here. They are kept nowhere: they come from the secret of the service."""

    fleeting = True
    code_id: str

    def read(self, came: Json) -> str:
        return str(came)


@dataclass(frozen=True)
class EndShares(Act[int]):
    """Ends all share codes, and the sign-ins that they opened; how many codes."""

    def read(self, came: Json) -> int:
        return int(came)


UsedCode = Literal["phone", "share", "wrong", "busy", "deaf", "full"]


@dataclass(frozen=True)
class UseCode(Act[UsedCode]):
    """A code that somebody was given. `phone`: this phone belongs to the portfolio now; `share`: its list can be heard
    here; `wrong`: unknown, used or too old; `busy`: too many wrong ones; `deaf`: this phone can't get texts."""

    secrets = frozenset(("code",))
    code: str = field(repr=False)

    def read(self, came: Json) -> UsedCode:
        return one_of(UsedCode, came)  # type: ignore[no-any-return]


# Forgotten.


@dataclass(frozen=True)
class StartRecovery(Act[str]):
    """Sends a code of six digits to a verified contact of a portfolio, if there is one. `about`: a user ID, an e-mail
    address, or "" for this phone. The result is what `Recover` wants; it looks the same whether or not anything was
    sent. "" means: asked for too often here today."""

    about: str

    def read(self, came: Json) -> str:
        return str(came)


@dataclass(frozen=True, slots=True)
class Recovered:
    """`right`: here are the user IDs that the code opens, one or more."""

    outcome: CodeOutcome
    user_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckRecovery(Act[Recovered]):
    secrets = frozenset(("code",))
    recovery: str
    code: str = field(repr=False)

    def read(self, came: Json) -> Recovered:
        return Recovered(one_of(CodeOutcome, came["outcome"]), tuple(str(each) for each in came["user_ids"]))


@dataclass(frozen=True)
class OpenRecovered(Act[bool]):
    """Signs in, with the scope `recovery`, to one of the portfolios that the code opened. False: too late."""

    recovery: str
    user_id: str

    def read(self, came: Json) -> bool:
        return bool(came)


# The account itself.


@dataclass(frozen=True)
class ChangePin(Act[bool]):
    """Takes a PIN that is held. All other sign-ins end, lock-outs too; verified contacts are told. The sign-in has the
    scope `owner` afterwards. False: nobody is signed in who may."""

    held: str
    short: bool

    def read(self, came: Json) -> bool:
        return bool(came)


@dataclass(frozen=True)
class PauseAlerts(Act[None]):
    """Pauses or resumes all alerts of the portfolio."""

    on: bool

    def read(self, came: Json) -> None:
        return None


@dataclass(frozen=True)
class SendData(Act[str]):
    """Sends everything held about the portfolio, as a file, to its verified e-mail address: the address, masked. "":
    there is none. "later": it was sent today already."""

    def read(self, came: Json) -> str:
        return str(came)


@dataclass(frozen=True)
class DeletePortfolio(Act[str]):
    """Erases the portfolio, and what is kept about the phones that were signed in to it: the number of the receipt.
    "": `user_id` is not that of the portfolio."""

    user_id: str

    def read(self, came: Json) -> str:
        return str(came)
