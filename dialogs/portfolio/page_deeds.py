"""What the talk about a portfolio may ask the world to do with one-time pages: to offer one, to see what came of it."""

from dataclasses import dataclass
from typing import Literal

from dialogs.cases import Json
from dialogs.deed import Deed
from dialogs.portfolio.deeds import Act, one_of

Purpose = Literal["pin", "shared", "data"]


@dataclass(frozen=True)
class ShowLink(Deed[str]):
    """The address of a one-time page: a token comes from the secret of the service, and is kept nowhere. "": there are
    no pages here."""

    fleeting = True
    purpose: Purpose
    link: str

    def read(self, came: Json) -> str:
        return str(came)


@dataclass(frozen=True, slots=True)
class PinPage:
    """`page` is the name by which `ShowLink` and `TakePagePin` know it, "" where there is none; it `lasts` so many
    seconds."""

    page: str = ""
    lasts: float = 0.0


@dataclass(frozen=True)
class OpenPinPage(Act[PinPage]):
    """A page on which a PIN can be chosen instead of the one that is offered. There is none where no PIN is texted."""

    offer: str
    user_id: str

    def read(self, came: Json) -> PinPage:
        return PinPage(str(came["page"]), float(came["lasts"]))


@dataclass(frozen=True, slots=True)
class PagePin:
    """held     chosen: its hash, and whether it has six or seven digits
    not yet  nobody has chosen one there so far
    over     nobody can choose one there any more
    """

    outcome: Literal["held", "not yet", "over"]
    held: str = ""
    short: bool = False


@dataclass(frozen=True)
class TakePagePin(Act[PagePin]):
    """The PIN that was chosen on the page."""

    page: str

    def read(self, came: Json) -> PagePin:
        outcome = one_of(Literal["held", "not yet", "over"], came["outcome"])
        return PagePin(outcome, str(came["held"]), bool(came["short"]))


@dataclass(frozen=True)
class OpenDataPage(Act[str]):
    """A page from which everything that is held can be downloaded: the name by which `ShowLink` knows it. "": none, as
    this is no talk on a page."""

    def read(self, came: Json) -> str:
        return str(came)


@dataclass(frozen=True)
class IsVerified(Deed[bool]):
    """Whether an e-mail address is verified: by the link in its letter, it may be."""

    number: int

    def read(self, came: Json) -> bool:
        return bool(came)
