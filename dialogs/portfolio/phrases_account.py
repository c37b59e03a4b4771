"""What is said about the account itself."""

from collections.abc import Sequence

from dialogs.house import House
from dialogs.portfolio.account_deeds import UsedCode
from dialogs.portfolio.deeds import Owner
from dialogs.portfolio.phrases import ask_code as ask_six_digits
from dialogs.portfolio.phrases import ask_code_again, recovery_code_over
from dialogs.portfolio.ways import both
from dialogs.text import Lines, Spelt, Words, _, _n, _p, lines

__all__ = [
    "ask_about", "ask_code", "ask_code_again", "ask_days", "ask_six_digits", "code_unknown", "code_used", "data_sent",
    "deleted", "no_such_name", "not_deleted", "paused", "really_delete", "recovery_code_over",
    "recovery_sent", "resumed", "share_code", "shares_ended", "this_is", "too_many_recoveries", "type_user_id",
    "which_portfolio", "wrong_code",
]  # fmt: skip


def paused() -> Words:
    return both(
        _p("sms", "Alerts are paused. Nothing is lost: text RESUME to get them again, LIST to look."),
        _p("voice", "Alerts are paused."),
    )


def resumed() -> Words:
    return lines(
        _("Alerts are on again."),
        both(
            _p("sms", "Text LIST: what changed meanwhile stands first."),
            _p("voice", "What changed meanwhile stands first in your list."),
        ),
    )


def data_sent(shown: str) -> Words:
    if not shown:
        return both(
            _p("sms", "Your data goes to a verified e-mail address only, and there is none. Text EMAIL to add one."),
            _p("voice", "Your data goes to a verified e-mail address only, and there is none. To add one, text the word"
               " {word} to this number.", word=Spelt("EMAIL", plainly=True)),
        )  # fmt: skip
    if shown == "later":
        return _("I sent your data today already. Please look in your mailbox, or ask again tomorrow.")
    return both(
        _p("sms", "Everything I keep about your portfolio is on its way to {contact}, as a file.", contact=shown),
        _p("voice", "Everything I keep about your portfolio is on its way to your e-mail address, as a file."),
    )


def data_page(url: str) -> Words:
    return _("Everything I keep about your portfolio is here, as a file, once and for 15 minutes: {url}", url=url)


def ask_days() -> Words:
    return both(
        _p("sms", "A share code lets somebody read your list, and nothing else. How long? 1 = a day, 2 = a week, 3 = a"
           " month. 4 = switch off all share codes."),
        lines(
            _p("voice", "To let somebody hear your list for a day, press 1."),
            _p("voice", "For a week, press 2. For a month, press 3. To switch off all share codes, press 4."),
        ),
    )  # fmt: skip


def share_code(code: str, days: int) -> Words:
    first, second, third = code[:4], code[4:8], code[8:]
    return both(
        _n("Share code: {code}. Whoever texts CODE and these digits to this number reads your list for {count} day.",
           "Share code: {code}. Whoever texts CODE and these digits to this number reads your list for {count} days.",
           days, code=f"{first} {second} {third}"),
        _p("voice", "Your share code is {first}, {second}, {third}. Again: {first}, {second}, {third}. Whoever calls"
           " and enters it hears your list.", first=Spelt(first), second=Spelt(second), third=Spelt(third)),
    )  # fmt: skip


def share_page(url: str) -> Words:
    return _p("sms", "Or give them this link, which shows the list once: {url}", url=url)


def shares_ended(count: int) -> Words:
    return _n("Switched off: {count} share code.", "Switched off: {count} share codes.", count)


def ask_code() -> Words:
    return both(
        _p("sms", "Text the code that you were given: 8 or 12 digits."),
        _p("voice", "Enter the code that you were given, then press pound."),
    )


def wrong_code() -> Words:
    return both(
        _p("sms", "That code is not known or no longer good. Please look again and text it."),
        _p("voice", "That code is not known or no longer good. Please enter it again, then press pound."),
    )


def code_unknown() -> Words:
    return _("That code is not known or no longer good. Please ask the person who gave it to you for a new one.")


def code_used(outcome: UsedCode, house: House) -> Words:
    if outcome == "phone":
        return _p("sms", "{name} texts this phone each time a case of that portfolio changes. Msg & data rates may"
                  " apply. HELP for help, STOP ends all texts.", name=house.name)  # fmt: skip
    if outcome == "deaf":
        return both(
            _p("sms", "I am not able to send texts to this phone, so I did not add it."),
            _p("voice", "That code adds a phone that gets texts. Please text it from that phone."),
        )
    if outcome == "full":
        return _("That portfolio has all the phones it can have.")
    return _("There were too many wrong codes from here. Please try again tomorrow.")


def ask_about() -> Words:
    return both(
        _p("sms", "Text your user ID or the e-mail address of your portfolio. Or text 1 if this phone belongs to it."),
        lines(
            _p("voice", "Enter your user ID, then press pound."),
            _p("voice", "If you forgot it and this phone is in the portfolio, press 1, then pound."),
        ),
    )  # fmt: skip


def no_such_name() -> Words:
    return _("I need a user ID or an e-mail address.")


def recovery_sent() -> Words:
    """The same whether or not there is anybody to send it to."""
    return both(
        _p("sms", "If that portfolio has a verified phone or e-mail, a code is on its way there: text its 6 digits. If"
           " it has none, it can't be recovered: text CREATE for a new one."),
        lines(
            _p("voice", "Enter the six digits of the code, then press pound."),
            _p("voice", "It is on its way if that portfolio has a verified phone or e-mail."),
            _p("voice", "If it has none, it can't be recovered, and you need a new one."),
        ),
    )  # fmt: skip


def too_many_recoveries() -> Words:
    return _("That was many codes for one day. Please try again tomorrow.")


def which_portfolio(user_ids: Sequence[str]) -> Words:
    return Lines(
        (
            _("Which one did you mean?"),
            *(
                both(
                    _("{key} = {user_id}", key=str(key), user_id=each),
                    _p("voice", "For {user_id}, press {key}.", user_id=Spelt(each.upper(), plainly=True), key=str(key)),
                )
                for key, each in enumerate(user_ids, 1)
            ),
        )
    )


def this_is(user_id: str) -> Words:
    return both(
        lines(_p("sms", "Your user ID is {user_id}.", user_id=user_id), _("Now choose a new PIN.")),
        lines(
            _p("voice", "Your user ID is {user_id}.", user_id=Spelt(user_id.upper(), plainly=True)),
            _("Now choose a new PIN."),
        ),
    )


def really_delete(owner: Owner) -> Words:
    count = _n("This erases your portfolio with {count} case, and what I keep about this phone.",
               "This erases your portfolio with {count} cases, and what I keep about this phone.",
               owner.cases)  # fmt: skip
    return both(
        lines(count, _p("sms", "It can't be undone. If you want that, text your user ID. If not, text 0.")),
        lines(
            _p("voice", "To keep your portfolio, press 2, then pound."),
            _p("voice", "To erase it for good, enter your user ID, then press pound."),
            _n("There is {count} case.", "There are {count} cases.", owner.cases),
        ),
    )  # fmt: skip


def type_user_id() -> Words:
    return both(
        _p("sms", "Text your user ID to erase everything, or 0 to keep it."),
        _p("voice", "Enter your user ID, then press pound, to erase everything. To keep it, press 2, then pound."),
    )


def not_deleted(*, wrong: bool) -> Words:
    if wrong:
        return _("That is not the user ID of this portfolio. Nothing was erased.")
    return _("Nothing was erased.")


def deleted(receipt: str) -> Words:
    return both(
        lines(
            _("Your portfolio is erased, with everything in it. Confirmation number: {receipt}.", receipt=receipt),
            _p("sms", "You can delete this thread on your phone too."),
        ),
        _p("voice", "Your portfolio is erased, with everything in it. The confirmation number is {receipt}. Goodbye.",
           receipt=Spelt(receipt, plainly=True)),
    )  # fmt: skip
