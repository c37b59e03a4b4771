"""What is said while a portfolio is made, and while a PIN is chosen."""

from dialogs.portfolio.deeds import Owner, PinFault
from dialogs.portfolio.ways import both
from dialogs.text import Lines, Span, Spelt, Text, Words, _, _n, _p, lines


def beginning() -> Words:
    return _("A portfolio keeps up to 100 cases. You open it from any phone, with a user ID and a PIN.")


def ask_user_id() -> Words:
    return both(
        _p("sms", "Choose a user ID: 4 to 20 letters and digits, like maria88. Do not use your A-Number or birthday."),
        lines(
            _p("voice", "Enter a user ID of your choice, then press pound."),
            _p("voice", "It is a word or digits: four keys or more."),
        ),
    )


def ask_user_id_briefly() -> Words:
    return both(
        _p("sms", "Choose a user ID: 4 to 20 letters and digits."),
        _p("voice", "Enter a user ID of four to twenty keys, then press pound."),
    )


def not_a_user_id(fault: str) -> Words:
    """`fault` as in `user_ids`."""
    known: dict[str, Text] = {
        "empty": _("A user ID has 4 to 20 letters and digits."),
        "too_short": _("That is too short: a user ID has at least 4 letters or digits."),
        "too_long": _("That is too long: a user ID has at most 20 letters and digits."),
        "signs": _("A user ID has only letters from A to Z and digits, no spaces or other signs."),
        "receipt": _("That looks like a receipt number. Please choose a word of your own as a user ID."),
        "ssn": _("That may be a Social Security number. Please choose something else."),
        "word": _("That word is one of my commands. Please choose another."),
    }
    return known.get(fault, known["empty"])


def taken(user_id: str, suggestions: tuple[str, ...]) -> Words:
    """That it is taken, and what else is free: people choose by number."""
    free = [
        both(
            _("{key} = {user_id}", key=str(key), user_id=each),
            _p(
                "voice",
                "For {user_id}, press {key}, then pound.",
                key=str(key),
                user_id=Spelt(each.upper(), plainly=True),
            ),
        )
        for key, each in enumerate(suggestions, 1)
    ]
    return Lines(
        (
            both(_("That user ID is taken."), _p("voice", "That one is taken. Enter another, then press pound.")),
            *free,
            both(_p("sms", "Text a number, or another user ID."), _p("voice", "To hear it again, press star.")),
        )
    )


def taken_meanwhile() -> Words:
    return _("Somebody took that user ID in this moment. Please choose another.")


def too_many_ids() -> Words:
    return _("That was many user IDs for one day. Please try again tomorrow.")


def offer(pin: str) -> Words:
    first, second = pin[:4], pin[4:]
    return both(
        _p("sms", "Your PIN can be: {pin}", pin=f"{first} {second}"),
        _p("voice", "I have a safe PIN for you: {first}, {second}. Again: {first}, {second}.",
           first=Spelt(first), second=Spelt(second)),
    )  # fmt: skip


def on_a_page(url: str, lasts: float) -> Words:
    return _p("sms", "Or choose one on a page, without texting it: {url} (good for {span})", url=url, span=Span(lasts))


def take_offer(*, page: bool = False) -> Words:
    if page:
        return _p("sms", "Text 1 to take the PIN above: write it down. Text 2 to text your own, 3 once you chose one on"
                  " the page.")  # fmt: skip
    return both(
        _p("sms", "Write it down. Text 1 to take it, 2 to choose your own."),
        _p("voice", "To take this PIN, press 1. To choose your own, press 2. To hear it again, press star."),
    )


def nothing_chosen() -> Words:
    return _p("sms", "I see no PIN from the page yet. Open the link in my text, choose a PIN there, then text 3.")


def page_over() -> Words:
    return _p("sms", "That link is over. Here is a new one, with another PIN.")


def ask_own_pin() -> Words:
    return both(
        _p("sms", "Text a PIN of 8 to 12 digits, or 1 for a safe one from me. I erase that text at the carrier; please"
           " delete it on your phone."),
        _p("voice", "Enter a PIN of eight to twelve digits, then press pound."),
    )  # fmt: skip


def repeat_pin() -> Words:
    return _p("voice", "Enter the same PIN again, then press pound.")


def not_the_same() -> Words:
    return _p("voice", "Those were two different PINs. Enter the PIN you want, then press pound.")


def why(fault: PinFault) -> Words:
    """What is wrong with it."""
    known: dict[str, Text] = {
        "not_digits": _("A PIN has only digits."),
        "too_short": _("That PIN is too short."),
        "too_long": _("That PIN is too long."),
        "sequence": _("Digits in a row, like 1 2 3 4, are easy to guess."),
        "repeat": _("Digits that repeat are easy to guess."),
        "keypad": _("A line on the keypad is easy to guess."),
        "user_id": _("The PIN must not be like your user ID."),
        "phone": _("The PIN must not be like your phone number."),
        "common": _("Many people use that PIN, or it is a date: it is easy to guess."),
        "needs_phone": _("A PIN of 6 or 7 digits needs a verified phone, and this portfolio has none."),
    }
    return known[fault]


def weak(fault: PinFault) -> Words:
    """What is wrong with it, and another try."""
    return both(lines(why(fault), another_pin()), lines(another_pin(), why(fault)))


def another_pin() -> Words:
    return both(
        _p("sms", "Text another PIN of 8 to 12 digits, or 1 for a safe one from me."),
        _p("voice", "Enter another PIN of eight to twelve digits, then press pound."),
    )


def no_pin() -> Words:
    return both(
        _p("sms", "Let us leave it for now. Text CREATE or PIN to try again: I can give you a safe PIN."),
        _p("voice", "Let us leave it for now. You can take the PIN that I offer you."),
    )


def pin_changed() -> Words:
    return _("Your PIN is changed. Nobody is signed in with the old one any more.")


def pin_not_changed() -> Words:
    return _("Your PIN is not changed. Please sign in again and try once more.")


def made(user_id: str) -> Words:
    return both(
        _("Done. Your user ID is {user_id}.", user_id=user_id),
        _p("voice", "Done. Your user ID is {user_id}.", user_id=Spelt(user_id.upper(), plainly=True)),
    )


def cases_later() -> Words:
    return _p("sms", "You can add cases later: text ADD.")


def no_alerts_yet() -> Words:
    return _p("sms", "No alerts are on yet: text ALERTS to get them.")


def ready(owner: Owner) -> Words:
    """What was made, and how to come back."""
    count = _n("Your portfolio is ready, with {count} case.", "Your portfolio is ready, with {count} cases.",
               owner.cases)  # fmt: skip
    return both(
        lines(
            count,
            _p("sms", "User ID: {user_id}. To come back, text LOGIN to this number or call it.", user_id=owner.user_id),
            _p("sms", "Text LIST for your cases now. LOGOUT when others use this phone."),
        ),
        lines(
            count,
            _p("voice", "To come back, call or text this number, with your user ID and your PIN."),
            _p("voice", "Never give your PIN to anyone."),
        ),
    )  # fmt: skip
