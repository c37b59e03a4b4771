"""Who is told when a case changes: phones and e-mail addresses, verified by a code before they get anything else."""

from dialogs.deeds import MeetPerson
from dialogs.engine import Script, do, say
from dialogs.plain import folded
from dialogs.portfolio import phrases_alerts
from dialogs.portfolio import phrases_contacts as phrases
from dialogs.portfolio.account_deeds import (
    AddEmail,
    AddThisPhone,
    CodeSent,
    Contact,
    ListContacts,
    MakeCode,
    RemoveContact,
    SendCodeAgain,
    ShowCode,
    TellContact,
    VerifyContact,
)
from dialogs.portfolio.alerting import settle_alerts
from dialogs.portfolio.mailboxes import read_mailbox
from dialogs.portfolio.page_deeds import IsVerified
from dialogs.portfolio.sign_in import CODE_KEYS, CODE_TRIES, owner
from dialogs.portfolio.ways import Refusal, Settled, Ways
from dialogs.text import Words
from dialogs.words import command

TEXT, EMAIL, BOTH, NOBODY = "1", "2", "3", "4"
THIS, OTHER = "1", "2"
SWITCH, REMOVE, KEEP, HOW = "1", "2", "3", "4"
VERIFY, AGAIN, DROP = "1", "2", "3"
NONE = (
    "0",
    "SKIP",
    "SKIP IT",
    "NO EMAIL",
    "I HAVE NONE",
    "OMITIR",
    "SALTAR",
    "NO TENGO",
    "NO TENGO CORREO",
    "SIN CORREO",
)


def first_alerts(ways: Ways) -> Script[None]:
    """The first choice of who is told. Raises Back."""
    person = yield from do(MeetPerson())
    textable = person.textable and not person.stopped
    if ways.spoken:
        choices = {TEXT: "yes", EMAIL: "no"} if textable else {}
        if not choices:
            yield from say(phrases.alerts_later())
            return
    else:
        choices = {TEXT: "text", EMAIL: "email", BOTH: "both", NOBODY: "no"}
    key = yield from ways.choose("first alerts", phrases.ask_alerts(), choices)
    if choices[key] in ("yes", "text", "both"):
        yield from (other_phone() if ways.house.on_page else this_phone(ways))
    if choices[key] in ("email", "both"):
        yield from add_email(ways)
    if choices[key] == "no":
        yield from say(phrases.alerts_later())


def this_phone(ways: Ways) -> Script[bool]:
    """The phone of this conversation; True when it is verified. Raises Back."""
    return (yield from _verified((yield from do(AddThisPhone())), ways))


def add_email(ways: Ways, address: str = "") -> Script[bool]:
    """An e-mail address; True when it is verified. Raises Back."""
    if ways.spoken:  # nobody keys an address
        yield from say(phrases.email_by_text())
        return False
    answer = _mailbox(address) if address else Refusal(phrases.ask_email())
    if address and isinstance(answer, Refusal):
        yield from say(answer.words)
    if isinstance(answer, Refusal):
        answer = yield from ways.enter("email", phrases.ask_email(), _mailbox)
    if not answer:
        yield from say(phrases.alerts_later())
        return False
    return (yield from _verified((yield from do(AddEmail(answer))), ways))


def _mailbox(text: str) -> str | Refusal:
    """ "" for none."""
    if command(text) == "no" or folded(text) in NONE:
        return ""
    answer = read_mailbox(text)
    return answer if isinstance(answer, str) else Refusal(phrases.not_an_address())


def _verified(sent: CodeSent, ways: Ways) -> Script[bool]:
    if sent.outcome != "sent":
        yield from say(phrases.no_code(sent))
        return sent.outcome == "there"
    return (yield from verify(sent.number, phrases.code_sent(sent), ways, mail="@" in sent.shown))


def verify(number: int, words: Words, ways: Ways, *, mail: bool) -> Script[bool]:
    """The code that was sent to a contact, if the link in its letter did not do as well; an address sent instead is a
    new one. Raises Back."""
    done = IsVerified(number) if mail else None
    for _try in range(CODE_TRIES):
        try:
            code = yield from ways.secret(f"contact code {number}", words, CODE_KEYS, phrases.ask_code(), done)
        except Settled:
            yield from say(phrases.verified(ways.house))
            return True
        if "@" in code:
            if mail:
                yield from do(RemoveContact(number))  # it was the wrong one
            return (yield from add_email(ways, code))
        outcome = yield from do(VerifyContact(number, code))
        if outcome == "right":
            yield from say(phrases.verified(ways.house))
            return True
        if outcome == "over":
            break
        words = phrases.ask_code_again()
    yield from say(phrases.contact_code_over())
    return False


def contacts(ways: Ways) -> Script[None]:
    """All of them, and what may be changed. Raises Back."""
    who = yield from owner(ways)
    known = yield from do(ListContacts())
    if not known:
        yield from first_alerts(ways)
        return
    choices = {str(contact.number % 10): contact.shown for contact in known}
    if ways.spoken and "8" not in choices and not any(contact.here for contact in known):
        choices["8"] = "this phone"
    name = "contacts " + "/".join(choices)
    words = phrases.listed(known, paused=who.paused, more=choices.get("8") == "this phone")
    key = yield from ways.choose(name, words, choices)
    if choices[key] == "this phone":
        yield from this_phone(ways)
        return
    chosen = next(contact for contact in known if str(contact.number % 10) == key)
    settled = chosen.verified and not chosen.off
    yield from (_settled(chosen, ways) if settled else _unverified(chosen, ways))


def _settled(contact: Contact, ways: Ways) -> Script[None]:
    choices = {SWITCH: "alerts", REMOVE: "remove", KEEP: "no", HOW: "how"}
    key = yield from ways.choose(f"contact {contact.number}", phrases.change(contact, ways.house), choices)
    if key == SWITCH:
        done = yield from do(TellContact(contact.number, not contact.alerts))
        yield from say(phrases.switched(contact, on=not contact.alerts) if done else phrases_alerts.gone())
    elif key == REMOVE:
        yield from _remove(contact)
    elif key == HOW:
        yield from settle_alerts(contact, ways)
    else:
        yield from say(phrases.unchanged())


def _unverified(contact: Contact, ways: Ways) -> Script[None]:
    """Not verified yet, or off since: only a code can show that somebody is there."""
    choices = {VERIFY: "yes", AGAIN: "again", DROP: "remove"}
    key = yield from ways.choose(f"unverified {contact.number}", phrases.finish(contact), choices)
    if key == VERIFY:
        yield from verify(contact.number, phrases.ask_code(), ways, mail=contact.kind == "email")
    elif key == AGAIN:
        yield from _verified((yield from do(SendCodeAgain(contact.number))), ways)
    else:
        yield from _remove(contact)


def _remove(contact: Contact) -> Script[None]:
    done = yield from do(RemoveContact(contact.number))
    yield from say(phrases.removed(contact) if done else phrases.not_removed())


def add_phone(ways: Ways) -> Script[None]:
    """This phone, or another, whose owner has to write to us first. Raises Back."""
    yield from owner(ways)
    person = yield from do(MeetPerson())
    if person.textable:
        key = yield from ways.choose("which phone", phrases.which_phone(), {THIS: "yes", OTHER: "no"})
        if key == THIS:
            yield from this_phone(ways)
            return
    yield from other_phone()


def other_phone() -> Script[None]:
    """A code with which another phone joins by itself."""
    code_id = yield from do(MakeCode("phone"))
    digits = yield from do(ShowCode(code_id))
    yield from say(phrases.other_phone(digits), confidential=True)
