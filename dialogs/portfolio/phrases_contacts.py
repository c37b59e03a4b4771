"""What is said about the phones and e-mail addresses of a portfolio."""

from collections.abc import Sequence

from dialogs.house import House
from dialogs.portfolio.account_deeds import CodeSent, Contact
from dialogs.portfolio.phrases import ask_code, ask_code_again, contact_code_over
from dialogs.portfolio.phrases_alerts import last_delivered, off, settled
from dialogs.portfolio.ways import both
from dialogs.text import Lines, Spelt, Text, Words, _, _p, lines

__all__ = [
    "alerts_later", "ask_alerts", "ask_code", "ask_code_again", "ask_email", "change", "code_sent", "contact_code_over",
    "email_by_text", "finish", "listed", "no_code", "not_an_address", "not_removed", "other_phone", "removed",
    "switched", "unchanged", "verified", "which_phone",
]  # fmt: skip


def ask_alerts() -> Words:
    return both(
        _p("sms", "Shall I tell you when a case changes? 1 = by text to this phone, 2 = by e-mail, 3 = both, 4 = no."),
        _p("voice", "To be told by text to this phone when a case changes, press 1. If not, press 2."),
    )


def alerts_later() -> Words:
    return both(
        _p("sms", "You can choose alerts at any time: text ALERTS."),
        _p("voice", "You can choose alerts at any time."),
    )  # fmt: skip


def email_by_text() -> Words:
    return _p("voice", "To add an e-mail address, text the word {word} to this number.",
              word=Spelt("EMAIL", plainly=True))  # fmt: skip


def ask_email() -> Words:
    return _p("sms", "Text the e-mail address, like ana@example.org.")


def not_an_address() -> Words:
    return _p("sms", "That is not an e-mail address I can use. It looks like ana@example.org.")


def code_sent(sent: CodeSent) -> Words:
    """The code is a word of consent as well: whoever has it has the phone or the mailbox."""
    written = _p("sms", "I sent a code of 6 digits to {contact}. Text it here, and alerts go there.",
                 contact=sent.shown)  # fmt: skip
    wrong = _p("sms", "Wrong address? Text it again.") if "@" in sent.shown else None
    return both(
        lines(written, wrong),
        _p("voice", "I am texting you a code of six digits. When you have it, enter it, then press pound."),
    )  # fmt: skip


def no_code(sent: CodeSent) -> Words:
    if sent.outcome == "there":
        return _("That one is verified already, and gets alerts.")
    if sent.outcome == "deaf":
        return _("I am not able to send texts to this phone.")
    if sent.outcome == "full":
        return _("A portfolio has up to 10 phones and e-mail addresses. Please take one away first.")
    if sent.outcome == "wrong":
        return _("Somebody at that phone said that it is not yours. To get it back, add it from that phone.")
    if sent.outcome == "stopped":
        return both(
            _p("sms", "You stopped texts to this phone. Text START first."),
            _p("voice", "You stopped texts to this phone. First text the word {word} to the number you called.",
               word=Spelt("START", plainly=True)),
        )  # fmt: skip
    return _("Many codes were sent there already. Please try again another day.")


def verified(house: House) -> Words:
    """What the carriers want said when alerts begin: who writes, how often, the costs, help, how to stop."""
    return both(
        _p("sms", "Verified. {name} writes there each time a case changes. For texts: Msg & data rates may apply. HELP"
           " for help, STOP ends all texts. TEST sends one now.", name=house.name),
        _p("voice", "Verified. I text you each time a case changes."),
    )  # fmt: skip


def listed(known: Sequence[Contact], *, paused: bool, more: bool) -> Words:
    """Each with its key, and what else can be done."""
    told = [both(_written(contact), _spoken(contact)) for contact in known]
    delivered = max((contact.delivered for contact in known), default=0.0)
    return Lines(
        (
            *((_("Alerts are paused."),) if paused else ()),
            *told,
            *((both(last_delivered(delivered, known[0].zone), Lines(())),) if delivered else ()),
            both(
                lines(
                    _p(
                        "sms",
                        "Text a number to change one. PHONE or EMAIL adds one. PAUSE stops all, RESUME starts them.",
                    ),
                    _p("sms", "TEST sends one now, ZONE sets your time zone."),
                ),
                _p("voice", "To add this phone, press 8.") if more else _p("voice", "To go back, press 9."),
            ),
        )
    )


def _written(contact: Contact) -> Words:
    return _p("sms", "{key} = {contact}: {state}", key=str(contact.number % 10), contact=contact.shown,
              state=_state(contact))  # fmt: skip


def _spoken(contact: Contact) -> Words:
    key = str(contact.number % 10)
    if contact.kind == "email":
        return _p("voice", "For an e-mail address, which is {state}, press {key}.", state=_state(contact), key=key)
    digits = Spelt(contact.shown[-4:])
    return _p("voice", "For the phone that ends in {digits}, which is {state}, press {key}.", digits=digits,
              state=_state(contact), key=key)  # fmt: skip


def _state(contact: Contact) -> Text:
    if not contact.verified:
        return _("not verified")
    if contact.off or (contact.why and not contact.alerts):
        return off(contact.why)
    return _("on") if contact.alerts else _("off")


def change(contact: Contact, house: House) -> Words:
    on = contact.alerts
    written = (
        _p("sms", "1 = no alerts there, 2 = take it away, 3 = change nothing, 4 = what alerts say and when.")
        if on
        else _p("sms", "1 = alerts there, 2 = take it away, 3 = change nothing, 4 = what alerts say and when.")
    )
    spoken = (
        _p("voice", "To stop its alerts, press 1. To take it away, 2. To change nothing, 3. For what they say, 4.")
        if on
        else _p(
            "voice", "To start its alerts, press 1. To take it away, 2. To change nothing, 3. For what they say, 4."
        )
    )
    return both(lines(_written(contact), settled(contact, house) if on else None, written), spoken)


def finish(contact: Contact) -> Words:
    return both(
        lines(_written(contact), _p("sms", "1 = I have the code, 2 = send a new code, 3 = take it away.")),
        _p("voice", "If you have its code, press 1. For a new code, press 2. To take it away, press 3."),
    )


def switched(contact: Contact, *, on: bool) -> Words:
    if on:
        return both(_p("sms", "Alerts will go to {contact}.", contact=contact.shown), _p("voice", "Its alerts are on."))
    return both(_p("sms", "No more alerts to {contact}.", contact=contact.shown), _p("voice", "Its alerts are off."))


def removed(contact: Contact) -> Words:
    return both(_p("sms", "Taken away: {contact}.", contact=contact.shown), _p("voice", "It is taken away."))


def not_removed() -> Words:
    return _("It stays: a short PIN needs a phone that opens the portfolio. Choose a PIN of 8 digits first.")


def unchanged() -> Words:
    return _("It stays as it is.")


def which_phone() -> Words:
    return both(
        _p("sms", "Which phone? 1 = this one, 2 = another one."),
        _p("voice", "For this phone, press 1. For another phone, press 2."),
    )


def other_phone(code: str) -> Words:
    first, second = code[:4], code[4:]
    return both(
        _p("sms", "From the other phone, text CODE {code} to this number within an hour. It gets alerts, but can't open"
           " the portfolio.", code=f"{first} {second}"),
        _p("voice", "From the other phone, text the word {word}, then {first}, {second}, to this number within an"
           " hour. Again: {first}, {second}.",
           word=Spelt("CODE", plainly=True), first=Spelt(first), second=Spelt(second)),
    )  # fmt: skip
