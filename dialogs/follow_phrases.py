"""What is said to a phone without a portfolio about alerts; receipt numbers by their last digits only."""

from collections.abc import Sequence

from dialogs.follow_deeds import KEPT_LOOKING, MOST_FOLLOWED, FollowOutcome, Watched
from dialogs.house import House
from dialogs.portfolio.notices import Notice
from dialogs.text import Lines, Words, _, _n, _p, lines

LAST = 4


def ending(receipt: str) -> str:
    return f"...{receipt[-LAST:]}"


def ask(receipt: str, house: House, *, shown: bool) -> Words:
    """As the carriers want it: who, what, how often, what it costs, help, how to stop."""
    if shown:
        what = _p("sms", "{name}: shall I text this phone each time case {ending} changes?", name=house.name,
                  ending=ending(receipt))  # fmt: skip
    else:
        what = _p("sms", "{name}: shall I look for case {ending} for {days} days, and text this phone when it shows?",
                  name=house.name, ending=ending(receipt), days=KEPT_LOOKING)  # fmt: skip
    return lines(
        what,
        _p("sms", "Some texts a year. Msg & data rates may apply. HELP for help, STOP ends all texts."),
        _p("sms", "Text 1 if you agree, 2 if not."),
    )


def no_phone_here() -> Words:
    """ALERTS on a page, where nobody is signed in."""
    return _("I can't send alerts to this page. A list of cases can have them: CREATE makes one, LOGIN opens it.")


def one_or_two() -> Words:
    return _p("sms", "Text 1 if you agree, 2 if not.")


def came(outcome: FollowOutcome, receipt: str, house: House, *, shown: bool) -> Words:
    """The confirmation, with what the carriers want in it once more; or why not."""
    if outcome == "full":
        return _p("sms", "This phone follows {most} cases already. For more, text CREATE: a list holds 100.",
                  most=MOST_FOLLOWED)  # fmt: skip
    if outcome == "deaf":
        return _("I am not able to send texts to this phone.")
    if outcome == "there":
        return _p("sms", "This phone is told about case {ending} already.", ending=ending(receipt))
    if shown:
        what = _p("sms", "{name}: I will text this phone when case {ending} changes.", name=house.name,
                  ending=ending(receipt))  # fmt: skip
    else:
        what = _p("sms", "{name}: I look for case {ending} for {days} days, and text this phone when it shows.",
                  name=house.name, ending=ending(receipt), days=KEPT_LOOKING)  # fmt: skip
    return lines(
        what,
        _p("sms", "Some texts a year. Msg & data rates may apply. ALERTS: change this. HELP for help, STOP ends all"
           " texts."),
    )  # fmt: skip


def there_already(receipt: str) -> Words:
    return _p("sms", "This phone is told about case {ending} already. Text 1 to keep that, 2 to end it.",
              ending=ending(receipt))  # fmt: skip


def left() -> Words:
    return _("It stays as it is.")


def nothing() -> Words:
    return _p("sms", "For news of a case, text its receipt number, then ALERTS. For a list of cases, text CREATE or"
              " LOGIN.")  # fmt: skip


def listed(receipts: Sequence[str]) -> Words:
    told = [
        _p("sms", "{number} = case {ending}", number=number, ending=ending(receipt))
        for number, receipt in enumerate(receipts, 1)
    ]
    return Lines((
        _p("sms", "This phone is told about:"), *told, _p("sms", "Text a number to end that one, 0 to keep all.")
    ))  # fmt: skip


def ended(receipt: str) -> Words:
    return _p("sms", "No more texts about case {ending}. STOP ends all texts.", ending=ending(receipt))


def muted(name: str) -> Words:
    return _p("sms", "No more alerts about {name}. STOP ends all texts.", name=name)


def offer() -> Words:
    """Below an answer, where there is room."""
    return _p("sms", "ALERTS: get a text when it changes.")


def keep_looking() -> Words:
    return _p("sms", "Text ALERTS, and I look for it for {days} days.", days=KEPT_LOOKING)


def watching(watched: Watched) -> Words | None:
    """What START brings back."""
    told: list[Words] = []
    if watched.cases:
        told.append(_n("You get alerts about {count} case of your portfolio.",
                       "You get alerts about {count} cases of your portfolio.", watched.cases))  # fmt: skip
    if watched.followed:
        told.append(_p("sms", "You get alerts about: {endings}.",
                       endings=", ".join(f"...{each}" for each in watched.followed)))  # fmt: skip
    return Lines(tuple(told)) if told else None


def taken_off(house: House) -> Words:
    return lines(
        _p("sms", "Sorry. This number is taken off: {name} sends it no alerts.", name=house.name),
        _p("sms", "If you text here you still get an answer. STOP ends all texts."),
    )


def wrong_number(ending_of_phone: str, house: House) -> Notice:
    """To the owner of a portfolio whose phone says that it is not theirs."""
    return Notice(
        _("{name}: about your portfolio", name=house.name),
        lines(
            _("{name}: at your phone ...{ending} somebody says that it is not yours. No more alerts go there.",
              name=house.name, ending=ending_of_phone),
            _("If it is yours, sign in from it and text PHONE."),
        ),
    )  # fmt: skip
