"""Choosing a PIN: a random one is offered first; one's own is weighed, and what is wrong with it is said."""

from dataclasses import dataclass

from dialogs.ear import Back
from dialogs.engine import Script, do, say
from dialogs.portfolio import phrases_making as phrases
from dialogs.portfolio.account_deeds import ChangePin
from dialogs.portfolio.deeds import HoldOffer, HoldPin, OfferPin, SamePin, ShowOffer
from dialogs.portfolio.page_deeds import OpenPinPage, PagePin, PinPage, ShowLink, TakePagePin
from dialogs.portfolio.ways import Ways

TRIES = 5
TAKE, OWN, PAGE = "1", "2", "3"
OFFERS = 5


@dataclass(frozen=True, slots=True)
class Chosen:
    """The hash of a PIN; `short`: it has six or seven digits."""

    user_id: str
    held: str
    short: bool


def choose_pin(user_id: str, ways: Ways) -> Script[Chosen]:
    """Raises Back."""
    for _time in range(OFFERS):
        offer = yield from do(OfferPin(user_id))
        digits = yield from do(ShowOffer(offer))
        yield from say(phrases.offer(digits), confidential=True)
        opened = PinPage() if ways.spoken else (yield from do(OpenPinPage(offer, user_id)))
        if opened.page:
            # Whoever has the link chooses the PIN: it is no more for others than the PIN itself.
            url = yield from do(ShowLink("pin", opened.page))
            yield from say(phrases.on_a_page(url, opened.lasts), confidential=True)
        chosen = yield from _answered(offer, opened.page, user_id, ways)
        if chosen is not None:
            return chosen
    raise Back


def _answered(offer: str, page: str, user_id: str, ways: Ways) -> Script[Chosen | None]:
    """None: another offer is wanted."""
    choices = {TAKE: "yes", OWN: "no", **({PAGE: "page"} if page else {})}
    for _try in range(TRIES):
        key = yield from ways.choose(f"pin offer {offer}", phrases.take_offer(page=bool(page)), choices)
        if key == TAKE:
            return Chosen(user_id, (yield from do(HoldOffer(offer))), short=False)
        if key == OWN:
            return (yield from _own_pin(user_id, ways, page))
        taken = yield from do(TakePagePin(page))
        if taken.outcome != "not yet":
            return (yield from _from_page(taken, user_id))
        yield from say(phrases.nothing_chosen())
    raise Back


def _from_page(taken: PagePin, user_id: str) -> Script[Chosen | None]:
    if taken.outcome == "held":
        return Chosen(user_id, taken.held, taken.short)
    yield from say(phrases.page_over())
    return None


def new_pin(user_id: str, ways: Ways) -> Script[None]:
    """A new PIN for the portfolio that is open. Raises Back."""
    chosen = yield from choose_pin(user_id, ways)
    if not (yield from do(ChangePin(chosen.held, chosen.short))):
        yield from say(phrases.pin_not_changed())
        raise Back
    yield from say(phrases.pin_changed())


def _own_pin(user_id: str, ways: Ways, page: str) -> Script[Chosen | None]:
    """None: one from us after all, which is wanted by a single key."""
    words = phrases.ask_own_pin()
    for _try in range(TRIES):
        pin = yield from ways.secret("own pin", words, brief=phrases.another_pin())
        key = pin.strip().strip(".)")
        if key == TAKE:
            return None
        if key == PAGE and page:
            taken = yield from do(TakePagePin(page))
            if taken.outcome != "not yet":
                return (yield from _from_page(taken, user_id))
            words = phrases.nothing_chosen()
            continue
        held = yield from do(HoldPin(user_id, pin))
        if held.fault is not None:
            words = phrases.weak(held.fault)
        elif not ways.spoken or (yield from _repeated(held.held, ways)):
            return Chosen(user_id, held.held, held.short)
        else:
            words = phrases.not_the_same()
    yield from say(phrases.no_pin())
    raise Back


def _repeated(held: str, ways: Ways) -> Script[bool]:
    """Whoever keys a PIN does not see it: it is keyed twice."""
    pin = yield from ways.secret("own pin again", phrases.repeat_pin())
    return (yield from do(SamePin(held, pin)))
