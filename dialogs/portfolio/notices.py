"""What is sent to the contacts of a portfolio: codes, and news of what was done to it.

Each says first who writes. None names a case, a status or a user ID, or asks for anything: shared phones and mailboxes
are read by others too. None links anywhere, but the letter that verifies its own address. A text has room for two
segments in English.
"""

from dataclasses import dataclass

from dialogs.house import House
from dialogs.text import Lines, Span, Spelt, Words, _, lines


@dataclass(frozen=True, slots=True)
class Notice:
    """`words` are the whole of a text and the body of an e-mail; `subject` says next to nothing."""

    subject: Words
    words: Words


def email_body(notice: Notice, house: House) -> Lines:
    """The words, and below them where they come from."""
    return lines(
        notice.words, _("This is an automatic message of {name}. Nobody reads answers to it.", name=house.name)
    )


def code(purpose: str, digits: str, lasts: float, house: House, url: str = "") -> Notice:
    """A one-time code: `verify` a contact, `enter` with a short PIN, `recover` a portfolio; `url`: a page that does the
    same."""
    told = Spelt(digits, plainly=True)
    if purpose == "verify":
        words = _("{name}: {code} is the code to add this contact to a portfolio.", name=house.name, code=told)
    elif purpose == "enter":
        words = _("{name}: {code} is the code to sign in.", name=house.name, code=told)
    else:
        words = _("{name}: {code} is the code to choose a new PIN.", name=house.name, code=told)
    return Notice(
        _("{name}: your code", name=house.name),
        lines(
            words,
            _("It is good for {span}, once. Tell it to nobody.", span=Span(lasts)),
            _("Or open this page and press the button there: {url}", url=url) if url else None,
            _("If you did not ask for it, ignore this message."),
        ),
    )


def locked_out(wait: float, house: House, *, own: bool) -> Notice:
    """For `wait` seconds; `own`: it was a verified phone that tried, and only those are locked out."""
    if own:
        then = _("Your verified phones are locked out for {span}.", span=Span(wait))
    else:
        then = _("It is locked for {span}. A verified phone of yours can still sign in, by text.", span=Span(wait))
    return _news(house, _tried(house), then)


def closed(house: House) -> Notice:
    return _news(house, _tried(house), _("It is closed now. To open it, text FORGOT to us and choose a new PIN."))


def pin_changed(house: House) -> Notice:
    return _news(
        house,
        _("{name}: the PIN of your portfolio was changed.", name=house.name),
        _("If that was not you, text FORGOT to us at once: then you can choose a new one."),
    )


def contact_added(kind: str, house: House) -> Notice:
    if kind == "phone":
        words = _("{name}: a phone was added to your portfolio.", name=house.name)
    else:
        words = _("{name}: an e-mail address was added to your portfolio.", name=house.name)
    return _news(house, words, _not_you())


def contact_removed(kind: str, house: House) -> Notice:
    if kind == "phone":
        words = _("{name}: a phone was removed from your portfolio.", name=house.name)
    else:
        words = _("{name}: an e-mail address was removed from your portfolio.", name=house.name)
    return _news(house, words, _not_you())


def alerts_begin(house: House) -> Notice:
    """As the carriers' rules want it when messages begin: who, how often, the costs, help, how to stop."""
    return _news(
        house,
        _("{name}: this phone now gets news of your portfolio: one text for each change.", name=house.name),
        _("Msg & data rates may apply. HELP for help. STOP ends all texts."),
    )


def data(house: House) -> Notice:
    return Notice(
        _("{name}: your data", name=house.name),
        lines(
            _(
                "{name}: the file with this message holds everything that is kept about your portfolio.",
                name=house.name,
            ),
            _("Whoever has the file can read your receipt numbers. Keep it where only you can open it."),
        ),
    )


def _news(house: House, first: Words, then: Words) -> Notice:
    return Notice(_("{name}: about your portfolio", name=house.name), lines(first, then))


def _tried(house: House) -> Words:
    return _("{name}: somebody tried wrong PINs for your portfolio. Nobody got in.", name=house.name)


def _not_you() -> Words:
    return _("If that was not you, sign in and change your PIN.")
