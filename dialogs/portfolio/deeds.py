"""What the talk about a portfolio may ask the world to do. The desk does it (`bot/portfolios`); here stand the words.

An `Act` changes something, at once and whole. What comes of the sign-in is what everything else stands on: a deed that
needs somebody to be signed in is asked for only after `MeetOwner` said who it is.
"""

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from dialogs.cases import Json
from dialogs.deed import Deed, R

MOST_CONTACTS = 10


class Act(Deed[R]):
    """Changes something. When a turn is played again because another one was faster, it is not done again."""


def one_of(kinds: Any, came: Json) -> Any:
    """`came`, when it is one of the words of a Literal. Raises ValueError."""
    if came not in get_args(kinds):
        raise ValueError("an outcome that is not known")
    return came


# Who is there.


@dataclass(frozen=True, slots=True)
class Owner:
    """Who is signed in here. `scope`: `owner`; `reader`, by a share code, who hears the list and nothing else;
    `recovery`, by a one-time code, who may choose a new PIN and nothing else."""

    user_id: str
    scope: Literal["owner", "reader", "recovery"]
    cases: int
    paused: bool


@dataclass(frozen=True)
class MeetOwner(Deed[Owner | None]):
    """Who is signed in in this conversation? None: nobody, or they were silent for too long. The silence begins anew.

    A talk in which somebody was signed in and is no longer begins anew by itself (`Reply.expired`).
    """

    def read(self, came: Json) -> Owner | None:
        if came is None:
            return None
        return Owner(str(came["user_id"]), came["scope"], int(came["cases"]), bool(came["paused"]))


SignInOutcome = Literal["in", "wrong", "locked", "closed", "busy", "code"]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What came of a user ID and a PIN.

    in      signed in
    wrong   one of the two is wrong; nobody learns which
    locked  too many wrong ones: not looked at; `wait` is in seconds
    closed  a hundred wrong ones in a row: only a recovery opens it
    busy    this caller, or everybody together, tried too often; `wait` is in seconds
    code    the PIN is right but short, and this is not a verified phone of the portfolio: a one-time code was sent to a
            verified contact, `shown` as `(...) ...-0142` or `a***@example.org`; "" when there is none to send it to
    """

    outcome: SignInOutcome
    wait: float = 0.0
    code: str = ""
    shown: str = ""


@dataclass(frozen=True)
class SignIn(Act[SignedIn]):
    """`user_id` as it was typed, or the keys of it."""

    secrets = frozenset(("pin",))
    user_id: str
    pin: str = field(repr=False)

    def read(self, came: Json) -> SignedIn:
        outcome = one_of(SignInOutcome, came["outcome"])
        return SignedIn(outcome, float(came["wait"]), str(came["code"]), str(came["shown"]))


CodeOutcome = Literal["right", "wrong", "over"]


@dataclass(frozen=True)
class SignInWithCode(Act[CodeOutcome]):
    """The one-time code after a short PIN; `code_id` is `SignedIn.code`. `over`: ten minutes or five tries are over."""

    secrets = frozenset(("code",))
    code_id: str
    code: str = field(repr=False)

    def read(self, came: Json) -> CodeOutcome:
        return one_of(CodeOutcome, came)  # type: ignore[no-any-return]


@dataclass(frozen=True)
class SignOut(Act[None]):
    def read(self, came: Json) -> None:
        return None


# Making one.


@dataclass(frozen=True, slots=True)
class UserIdWeighed:
    """`free`; `taken`, with three others that are free; `later`: this phone asked for too many today."""

    outcome: Literal["free", "taken", "later"]
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class WeighUserId(Deed[UserIdWeighed]):
    """Is the user ID free? It is well-formed (`dialogs.portfolio.user_ids`)."""

    user_id: str

    def read(self, came: Json) -> UserIdWeighed:
        outcome = one_of(Literal["free", "taken", "later"], came["outcome"])
        return UserIdWeighed(outcome, tuple(str(each) for each in came["suggestions"]))


@dataclass(frozen=True)
class OfferPin(Deed[str]):
    """A PIN that nobody chose: the result is the name by which `ShowOffer` and `HoldOffer` know it."""

    user_id: str

    def read(self, came: Json) -> str:
        return str(came)


@dataclass(frozen=True)
class ShowOffer(Deed[str]):
    """The eight digits of an offered PIN. They are kept nowhere: they come from the secret of the service."""

    fleeting = True
    offer: str

    def read(self, came: Json) -> str:
        return str(came)


PinFault = Literal[
    "not_digits", "too_short", "too_long", "sequence", "repeat", "keypad", "user_id", "phone", "common", "needs_phone"
]


@dataclass(frozen=True, slots=True)
class Held:
    """A PIN that may be taken: `held` is its hash, and all that is ever kept of it; `short`: six or seven digits.
    Otherwise `fault` says why it may not."""

    held: str = ""
    short: bool = False
    fault: PinFault | None = None


@dataclass(frozen=True)
class HoldPin(Act[Held]):
    """Weighs a PIN that somebody chose. `user_id` is the one it is for."""

    secrets = frozenset(("pin",))
    user_id: str
    pin: str = field(repr=False)

    def read(self, came: Json) -> Held:
        fault = None if came["fault"] is None else one_of(PinFault, came["fault"])
        return Held(str(came["held"]), bool(came["short"]), fault)


@dataclass(frozen=True)
class HoldOffer(Act[str]):
    """Takes the PIN that was offered: its hash."""

    offer: str

    def read(self, came: Json) -> str:
        return str(came)


@dataclass(frozen=True)
class SamePin(Deed[bool]):
    """Is this the PIN that is held?"""

    secrets = frozenset(("pin",))
    held: str
    pin: str = field(repr=False)

    def read(self, came: Json) -> bool:
        return bool(came)


@dataclass(frozen=True)
class CreatePortfolio(Act[bool]):
    """Makes it, and signs in here. False: the user ID was taken meanwhile."""

    user_id: str
    held: str
    short: bool

    def read(self, came: Json) -> bool:
        return bool(came)
