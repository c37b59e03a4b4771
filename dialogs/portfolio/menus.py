"""What callers may do about a portfolio, key by key."""

from collections.abc import Callable

from dialogs.ear import Back
from dialogs.engine import Script, do
from dialogs.house import House
from dialogs.portfolio import phrases
from dialogs.portfolio.account import change_pin, delete, forgot, pause, send_data, share, use_code
from dialogs.portfolio.add import add_cases
from dialogs.portfolio.alerting import choose_zone, send_test
from dialogs.portfolio.by_call import Spoken
from dialogs.portfolio.contacts import contacts
from dialogs.portfolio.create import create
from dialogs.portfolio.deeds import MeetOwner, Owner
from dialogs.portfolio.see import show_list
from dialogs.portfolio.sign_in import anybody, sign_in, sign_out
from dialogs.portfolio.ways import Ways

SIGN_IN, CREATE, FORGOT, CODE = "1", "2", "3", "4"
LIST, ADD, ALERTS, PIN, OTHER = "1", "2", "3", "4", "5"
PAUSE, SHARE, DATA, DELETE, LEAVE = "1", "2", "3", "4", "5"
WHO, TEST, ZONE = "1", "2", "3"
OUTSIDE = {SIGN_IN: "sign in", CREATE: "create", FORGOT: "forgot", CODE: "code"}
INSIDE = {LIST: "list", ADD: "add", ALERTS: "alerts", PIN: "pin", OTHER: "everything"}
OTHERS = {PAUSE: "pause", SHARE: "share", DATA: "data", DELETE: "erase", LEAVE: "sign out"}
ABOUT_ALERTS = {WHO: "contacts", TEST: "test", ZONE: "zone"}
READING = {"1": "list", "2": "sign out"}


def portfolio(house: House) -> Script[None]:
    """From the main menu and back to it. Raises Back and Farewell."""
    ways, gone_back = Spoken(house), False
    while True:
        who = yield from do(MeetOwner())
        if who is None:
            gone_back = yield from _outside(ways)
        elif who.scope == "reader":
            yield from _reading(ways)
        elif who.scope == "recovery":
            if gone_back:  # from the choice of a new PIN, which is all that is left here
                raise Back
            yield from anybody(ways)
        else:
            yield from _inside(who, ways)


def _outside(ways: Ways) -> Script[bool]:
    """True when the caller went back in the middle of what they chose."""
    key = yield from ways.choose("outside", phrases.outside(), OUTSIDE)
    steps: dict[str, Callable[[Ways], Script[object]]] = {
        SIGN_IN: sign_in, CREATE: create, FORGOT: forgot, CODE: use_code,
    }  # fmt: skip
    return (yield from _step(lambda: steps[key](ways)))


def _inside(who: Owner, ways: Ways) -> Script[None]:
    key = yield from ways.choose("inside", phrases.inside(), INSIDE)
    if key == OTHER:
        yield from _step(lambda: _other(who, ways))
        return
    steps: dict[str, Callable[[Ways], Script[None]]] = {
        LIST: show_list, ADD: add_cases, ALERTS: _alerts, PIN: change_pin,
    }  # fmt: skip
    yield from _step(lambda: steps[key](ways))


def _alerts(ways: Ways) -> Script[None]:
    key = yield from ways.choose("alerts", phrases.about_alerts(), ABOUT_ALERTS)
    steps: dict[str, Callable[[Ways], Script[None]]] = {WHO: contacts, TEST: send_test, ZONE: choose_zone}
    yield from steps[key](ways)


def _other(who: Owner, ways: Ways) -> Script[None]:
    key = yield from ways.choose("other", phrases.other(paused=who.paused), OTHERS)
    if key == PAUSE:
        yield from pause(ways, on=not who.paused)
    elif key == LEAVE:
        yield from sign_out()
    else:
        steps: dict[str, Callable[[Ways], Script[None]]] = {SHARE: share, DATA: send_data, DELETE: delete}
        yield from steps[key](ways)


def _reading(ways: Ways) -> Script[None]:
    key = yield from ways.choose("reading", phrases.reading(), READING)
    if READING[key] == "list":
        yield from _step(lambda: show_list(ways))
    else:
        yield from sign_out()


def _step(begin: Callable[[], Script[object]]) -> Script[bool]:
    """One thing done; whoever goes back in the middle of it is where they were before. True: they did."""
    try:
        yield from begin()
    except Back:
        return True
    return False
