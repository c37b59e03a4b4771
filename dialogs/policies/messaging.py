"""What both pages say of texts and calls, as the carriers' rules want it, and of people to talk with."""

from dialogs.policies.facts import Facts
from dialogs.policies.lengths import clock
from dialogs.policies.sheet import Points, Section, points, section
from dialogs.small_talk import often
from dialogs.text import Text, _


def stopping(facts: Facts) -> Section:
    return section(
        "stop",
        _("Texts, calls and e-mails"),
        points(
            _("Text STOP or ALTO to end all texts and calls. It holds at once. START begins again."),
            _("Text HELP or AYUDA for help."),
            _("On a call that we made, press 7 to get no more."),
            _("Each e-mail with an alert has a link to end them or to get fewer."),
            _("PAUSE switches off the alerts of a portfolio until you text RESUME."),
        ),
        *frequency(facts),
    )


def frequency(facts: Facts) -> tuple[Text, ...]:
    asks = facts.house.asks
    return (
        _("How often we write: one reply for each text of yours, and the alerts that you chose. That is one for each"
          " change of a case, or one a week. Message frequency varies. Message and data rates may apply."),
        _("For alerts we ask USCIS about an open case every {active}, about an old one every {old}, about a decided one"
          " every {closed}.", active=often(asks.active), old=often(asks.old), closed=often(asks.closed)),
        *_at_night(facts),
    )  # fmt: skip


def _at_night(facts: Facts) -> tuple[Text, ...]:
    if facts.house.quiet is None:
        return ()
    begin, end = facts.house.quiet
    words = _("Texts and calls with alerts wait from {begin} to {end}, by the time where you are.",
              begin=clock(begin), end=clock(end))  # fmt: skip
    return (words,)


def rules() -> Points:
    """Of the terms."""
    return points(
        _("You get alerts only if you ask for them. You never have to buy anything for that."),
        _("To end texts and calls, text STOP or ALTO. For help, text HELP or AYUDA."),
        _("Message and data rates may apply. Your phone company can tell you what you pay."),
        _("Carriers are not liable for delayed or undelivered messages."),
    )


def person(facts: Facts) -> Section:
    """Where people help."""
    house = facts.house
    return section(
        "person",
        _("Talk with a person"),
        _("Call {phone}, or call our line and press 0.", phone=house.support)
        if house.is_agency
        else _("For help from USCIS, call {phone}, or call our line and press 0.", phone=house.support),
        _("You need nobody to see or erase your data: DATA and DELETE work by themselves, at any hour."),
    )  # fmt: skip
