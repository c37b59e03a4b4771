"""What is said about how alerts are told."""

from dialogs.house import House
from dialogs.policies.lengths import clock
from dialogs.portfolio.account_deeds import Contact
from dialogs.portfolio.alert_deeds import TestOutcome
from dialogs.portfolio.ways import both
from dialogs.text import Moment, Text, Words, _, _p, lines

_OFF = {
    "dead": _("off: the number is not in service"),
    "bounced": _("off: e-mail comes back"),
    "wrong": _("off: somebody there said it is not yours"),
    "unsubscribed": _("off: you ended it by the link in an e-mail"),
}


def off(why: str) -> Text:
    """Why nothing goes there."""
    return _OFF.get(why, _("can't be reached"))


def last_delivered(at: float, zone: str) -> Words:
    return _p("sms", "Last text delivered {moment}.", moment=Moment(at, zone))


def by_text_or_call() -> Words:
    return both(
        _p("sms", "How shall I tell this phone? 1 = by text, 2 = by phone call."),
        _p("voice", "To be told by text, press 1. By phone call, press 2."),
    )


def how_much() -> Words:
    return both(
        _p("sms", "What shall it say? 1 = everything, 2 = the new status only, 3 = only that there is news."),
        _p("voice", "For alerts that say everything, press 1. For the new status only, press 2. To hear only that there"
           " is news, press 3."),
    )  # fmt: skip


def how_soon() -> Words:
    return both(
        _p("sms", "When? 1 = at once, 2 = once a week, on Monday."),
        _p("voice", "To be told at once, press 1. Once a week, on Monday, press 2."),
    )


def settled(contact: Contact, house: House) -> Words:
    """What is told there, and when."""
    if contact.by_call:
        what = _("I call when there is news, and ask for the PIN before I say more.")
    elif contact.level == "all":
        what = _("Alerts there say everything.")
    elif contact.level == "title":
        what = _("Alerts there say the new status only.")
    else:
        what = _("Alerts there say only that there is news.")
    if contact.weekly:
        when = _("They come on Mondays.")
    elif contact.kind == "email" or house.quiet is None:  # it wakes nobody, or nobody minds
        when = _("They come at once.")
    else:
        when = _("They come at once, but not at night.")
    return lines(what, when, None if contact.alerts else _("Now they are off."))


def gone() -> Words:
    return _("That one is not there any more.")


def which_zone(house: House) -> Words:
    return both(
        lines(
            at_night(house),
            _p("sms", "Where are you? 1 = Eastern, 2 = Central, 3 = Mountain, 4 = Arizona, 5 = Pacific, 6 = Alaska,"
               " 7 = Hawaii, 8 = Puerto Rico, 9 = Guam, 10 = as my phone number says."),
        ),
        lines(
            _p("voice", "For Eastern time, press 1. Central, 2. Mountain, 3. Arizona, 4. Pacific, 5."),
            _p("voice", "For anything else, press 6."),
        ),
    )  # fmt: skip


def at_night(house: House) -> Words | None:
    if house.quiet is None:
        return None
    begin, end = house.quiet
    return _p("sms", "From {begin} to {end}, texts and calls wait.", begin=clock(begin), end=clock(end))


def which_far_zone() -> Words:
    return lines(
        _p("voice", "For Alaska, press 1. Hawaii, 2. Puerto Rico, 3. Guam, 4."),
        _p("voice", "To go by your phone number, press 5."),
    )


def zone_set(house: House, *, known: bool) -> Words:
    if house.quiet is None:
        return _("Good. I go by that time now.")
    if known:
        return _("Good. Texts and calls will wait for the morning there.")
    return _("Good. Texts and calls will wait for the morning where your phone number is from.")


def tested(outcome: TestOutcome) -> Words:
    if outcome == "sent":
        return _("A test is on its way to everybody who gets your alerts.")
    if outcome == "none":
        return both(
            _p("sms", "Nobody gets your alerts yet. Text PHONE or EMAIL to add one."),
            _p("voice", "Nobody gets your alerts yet. You can choose that under alerts."),
        )
    return _("That was tried often today. Please try again tomorrow.")
