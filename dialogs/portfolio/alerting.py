"""How alerts are told: what they say, by which way, when; and one to try it."""

from collections.abc import Iterable
from dataclasses import replace

from dialogs.engine import Script, do, say
from dialogs.portfolio import phrases_alerts as phrases
from dialogs.portfolio.account_deeds import Contact
from dialogs.portfolio.alert_deeds import LEVELS, ZONES, ChangeAlerts, SendTest, SetTimezone
from dialogs.portfolio.sign_in import owner
from dialogs.portfolio.ways import Ways

TEXT, CALL = "1", "2"
AT_ONCE, WEEKLY = "1", "2"
NEAR = tuple(ZONES)[:5]  # those that a caller hears first
FAR = tuple(ZONES)[5:]
ELSEWHERE = "6"


def settle_alerts(contact: Contact, ways: Ways) -> Script[None]:
    """What is told at a contact, and how. Raises Back; then nothing is changed."""
    number, by_call, level = contact.number, False, contact.level
    if contact.kind == "phone":
        key = yield from ways.choose(f"alerts by {number}", phrases.by_text_or_call(), {TEXT: "text", CALL: "call"})
        by_call = key == CALL
    if not by_call:
        choices = {str(number): each for number, each in enumerate(LEVELS, 1)}
        level = choices[(yield from ways.choose(f"alerts say {number}", phrases.how_much(), choices))]
    key = yield from ways.choose(f"alerts when {number}", phrases.how_soon(), {AT_ONCE: "at once", WEEKLY: "weekly"})
    done = yield from do(ChangeAlerts(number, level, by_call, key == WEEKLY))
    settled = replace(contact, level=level, by_call=by_call, weekly=key == WEEKLY)
    yield from say(phrases.settled(settled, ways.house) if done else phrases.gone())


def choose_zone(ways: Ways) -> Script[None]:
    """Raises Back."""
    yield from owner(ways)
    choices = _by_key((*NEAR, "elsewhere") if ways.spoken else ZONES)
    key = yield from ways.choose("time zone", phrases.which_zone(ways.house), choices)
    if ways.spoken and key == ELSEWHERE:
        choices = _by_key(FAR)
        key = yield from ways.choose("far time zone", phrases.which_far_zone(), choices)
    zone = ZONES[choices[key]]
    yield from do(SetTimezone(zone))
    yield from say(phrases.zone_set(ways.house, known=bool(zone)))


def _by_key(names: Iterable[str]) -> dict[str, str]:
    return {str(key): name for key, name in enumerate(names, 1)}


def send_test(ways: Ways) -> Script[None]:
    """Raises Back."""
    yield from owner(ways)
    yield from say(phrases.tested((yield from do(SendTest()))))
