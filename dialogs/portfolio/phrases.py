"""What is said at any question about a portfolio, and at the door to one."""

from dialogs.call_words import Hints
from dialogs.house import House
from dialogs.portfolio.deeds import Owner, SignedIn
from dialogs.portfolio.ways import both
from dialogs.secret import SHORTEST
from dialogs.text import Span, Words, _, _n, _p, lines


def left() -> Words:
    return _p("sms", "Let us leave it for now. Text MENU to see what I can do.")


def help_within() -> Words:
    return _p("sms", "Answer the question, or text MENU to leave it. STOP ends all texts.")


def pin_alone() -> Words:
    return _p("sms", "I need the PIN alone: 6 to 12 digits. Forgot it? Text FORGOT.")


def not_a_new_pin(digits: int) -> Words:
    """`digits`: how many there were, and nothing else; 0 when there was something else."""
    if not digits:
        return _("A PIN has only digits.")
    return _("That PIN is too short.") if digits < SHORTEST else _("That PIN is too long.")


def code_alone() -> Words:
    return _p("sms", "I need the digits of the code alone. Text MENU to leave it.")


def secret_briefly() -> Words:
    return _p("voice", "Enter it now, then press pound.")


def _first_hint(silent: bool) -> Words:
    return _p("voice", "I did not get any keys.") if silent else _p("voice", "I can't use that.")


def _second_hint(_silent: bool) -> Words:
    return _p("voice", "Use the keypad of your phone, then press pound. To go back, press 9, then pound.")


ENTRY_HINTS: Hints = (_first_hint, _second_hint)


def _first_pin_hint(silent: bool) -> Words:
    return _p("voice", "I did not get any keys.") if silent else _p("voice", "I need at least six digits.")


PIN_HINTS: Hints = (_first_pin_hint, _second_hint)


# Signing in.


def sign_in_first() -> Words:
    return both(
        _p("sms", "For that you need to sign in. No portfolio yet? Text CREATE. Somebody gave you a code? Text CODE."),
        _p("voice", "For that you need to sign in."),
    )


def ask_user_id() -> Words:
    return both(
        _p("sms", "Text your user ID. Forgot it? Text FORGOT."),
        _p("voice", "Enter your user ID, then press pound. For each letter, press the key that has it."),
    )


def ask_user_id_briefly() -> Words:
    return both(_p("sms", "Text your user ID."), _p("voice", "Enter your user ID, then press pound."))


def no_user_id() -> Words:
    return _("A user ID has 4 to 20 letters and digits.")


def ask_pin() -> Words:
    return both(_p("sms", "Text your PIN."), _p("voice", "Enter your PIN, then press pound."))


def ask_pin_again() -> Words:
    return both(
        _p("sms", "Text your PIN once more, or LOGIN for another user ID."),
        lines(
            _p("voice", "Enter your PIN once more, then press pound."),
            _p("voice", "To go back, press 9, then pound."),
        ),
    )


def wrong_pin() -> Words:
    """Never which of the two."""
    return _("That user ID and PIN do not go together.")


def wrong_pins() -> Words:
    return both(
        lines(wrong_pin(), _p("sms", "Text LOGIN to try again, or FORGOT if you do not remember them.")),
        lines(wrong_pin(), _p("voice", "If you do not remember them, press 3 in the portfolio menu.")),
    )


def refused(result: SignedIn) -> Words:
    """Nothing was looked at: too many wrong ones, here or there."""
    if result.outcome == "closed":
        return both(
            _p("sms", "This portfolio is closed after too many wrong PINs. Text FORGOT to open it with a code."),
            _p(
                "voice",
                "This portfolio is closed after too many wrong PINs. To open it with a code, press 3 in the menu.",
            ),
        )
    wait = Span(result.wait)
    if result.outcome == "locked":
        return both(
            _p("sms", "Too many wrong PINs. Try again in {span}, or text FORGOT to get in with a code.", span=wait),
            _p(
                "voice",
                "Too many wrong PINs. Try again in {span}. To get in with a code, press 3 in the menu.",
                span=wait,
            ),
        )
    return _("There were too many tries from here. Please try again in {span}.", span=wait)


def code_for_short_pin(result: SignedIn) -> Words:
    if not result.shown:
        return _("A short PIN opens only by text from a verified phone. Please text from that phone.")
    return both(
        _p("sms", "A short PIN needs a code too. I sent one to {contact}. Text it here.", contact=result.shown),
        _p("voice", "A short PIN needs a code too. I sent one. Enter the six digits, then press pound."),
    )


def ask_code() -> Words:
    return both(_p("sms", "Text the 6 digits of the code."), _p("voice", "Enter the six digits, then press pound."))


def ask_code_again() -> Words:
    return both(
        _p("sms", "That is not the code. Please look again and text the six digits."),
        _p("voice", "That is not the code. Enter the six digits again, then press pound."),
    )


def sign_in_code_over() -> Words:
    return both(_p("sms", "That code is no longer good. Text LOGIN for a new one."), _over())


def contact_code_over() -> Words:
    return both(_p("sms", "That code is no longer good. Text ALERTS for a new one."), _over())


def recovery_code_over() -> Words:
    return both(_p("sms", "That code is no longer good. Text FORGOT for a new one."), _over())


def _over() -> Words:
    return _("That code is no longer good. Codes last 10 minutes and 5 tries. Please ask for a new one.")


def welcome(owner: Owner, house: House) -> Words:
    if owner.scope == "reader":
        return both(
            lines(_count(owner), _p("sms", "You can read this list: text LIST, or LOGOUT to close it.")),
            lines(_count(owner), _p("voice", "You can listen to this list.")),
        )
    if owner.scope == "recovery":
        return lines(new_pin_first(), _p("sms", "Text PIN."))
    paused = _("Alerts are paused.") if owner.paused else None
    return both(
        lines(
            _("You are signed in."),
            _count(owner),
            paused,
            _p("sms", "Text LIST, ADD, REMOVE, NAME, ALERTS, PIN, SHARE, DATA or LOGOUT."),
        ),
        lines(_("You are signed in."), _count(owner), paused),
    )


def new_pin_first() -> Words:
    return _("Now choose a new PIN.")


def _count(owner: Owner) -> Words:
    return _n("There is {count} case.", "There are {count} cases.", owner.cases)


def signed_out() -> Words:
    return both(
        _p("sms", "You are signed out. Text LOGIN to come back. You can delete this thread on your phone too."),
        _p("voice", "You are signed out."),
    )


def added() -> Words:
    return _p("sms", "Text LIST to see them all.")


def digits_from_owner() -> Words:
    return _p("sms", "I got only digits, and did not ask for any. To finish a contact, text ALERTS.")


def expired() -> Words:
    return _p("sms", "You are signed out now, for your safety. Text LOGIN to come back.")


# The menus of a call.


def outside() -> Words:
    return lines(
        _p("voice", "To sign in, press 1. For a new portfolio, press 2."),
        _p("voice", "If you forgot your user ID or PIN, press 3. If somebody gave you a code, press 4."),
    )


def inside() -> Words:
    return lines(
        _p("voice", "To hear your cases, press 1. To add cases, press 2. For alerts, press 3."),
        _p("voice", "For a new PIN, press 4. For everything else, press 5."),
    )


def reading() -> Words:
    return _p("voice", "To hear the list, press 1. To close it, press 2.")


def other(*, paused: bool) -> Words:
    return lines(
        _p("voice", "To start alerts again, press 1.") if paused else _p("voice", "To pause all alerts, press 1."),
        _p("voice", "To let somebody hear your list, press 2. For all your data by e-mail, press 3."),
        _p("voice", "To erase your portfolio, press 4. To sign out, press 5."),
    )


def about_alerts() -> Words:
    return lines(
        _p("voice", "To choose who gets alerts and how, press 1."),
        _p("voice", "To try an alert, press 2. For your time zone, press 3."),
    )


def read_only() -> Words:
    return _("With a share code you can read the list, nothing else. The owner can do the rest.")
