"""What texts may order about a portfolio."""

from contextlib import suppress
from dataclasses import replace

from dialogs import small_talk
from dialogs.deeds import ForgetPerson, Speak
from dialogs.ear import Back
from dialogs.engine import Reply, Script, do, say
from dialogs.house import House
from dialogs.portfolio import phrases, phrases_cases
from dialogs.portfolio.account import SHARE_KEYS, change_pin, delete, forgot, pause, send_data, share, use_code
from dialogs.portfolio.add import add_cases, take
from dialogs.portfolio.alerting import choose_zone, send_test
from dialogs.portfolio.by_text import Left, Written
from dialogs.portfolio.case_deeds import FindInList
from dialogs.portfolio.change import name_case, remove_case, tell_changes
from dialogs.portfolio.contacts import add_email, add_phone, contacts
from dialogs.portfolio.create import create
from dialogs.portfolio.deeds import MeetOwner
from dialogs.portfolio.mailboxes import read_mailbox
from dialogs.portfolio.orders import Order, is_short_number
from dialogs.portfolio.orders import meant_case as case_in
from dialogs.portfolio.see import one_case, show_list
from dialogs.portfolio.sign_in import owner, sign_in, sign_out
from dialogs.words import command


def obey(order: Order, house: House) -> Script[None]:
    """Does what was ordered; whoever goes back has been told so."""
    yield from _until_back(_obeyed(order, Written(house)))


def _until_back(script: Script[None]) -> Script[None]:
    with suppress(Back):
        try:
            yield from script
        except Left:
            yield from say(phrases.left())


def _obeyed(order: Order, ways: Written) -> Script[None]:
    if order.one:
        yield from say(phrases_cases.one_at_a_time(order.one))
        return
    match order.command:
        case "create":
            yield from create(ways, order.about, replace(ways, adds=True))
        case "login":
            yield from sign_in(ways, _typed(order.about))
        case "logout":
            yield from sign_out()
        case "list":
            yield from show_list(ways, order.about)
        case "add":
            yield from _add(ways, order.about)
        case "remove":
            yield from remove_case(ways, meant=order.about)
        case "name":
            yield from name_case(ways, meant=order.about, name=order.name)
        case "alerts" if order.about:
            yield from tell_changes(ways, meant=order.about)
        case "alerts":
            yield from contacts(ways)
        case _:
            yield from _obeyed_for_the_account(order, ways)


def _obeyed_for_the_account(order: Order, ways: Written) -> Script[None]:
    match order.command:
        case "pause" | "resume":
            yield from pause(ways, on=order.command == "pause")
        case "email":
            yield from owner(ways)
            yield from add_email(ways, order.about)
        case "phone":
            yield from add_phone(ways)
        case "pin":
            yield from change_pin(ways)
        case "forgot":
            yield from forgot(ways)
        case "test":
            yield from send_test(ways)
        case "zone":
            yield from choose_zone(ways)
        case "share":
            yield from share(ways)
        case "code":
            yield from use_code(ways)
        case _:
            yield from send_data(ways)


def _typed(about: str) -> str:
    return about.strip().lower()


def _add(ways: Written, about: str) -> Script[None]:
    yield from owner(ways)
    if about:
        yield from take(about, ways)
    else:
        yield from add_cases(ways)
        yield from say(phrases.added())


def meant_case(text: str, house: House) -> Script[bool]:
    """Whether somebody is signed in: they mean a case of theirs, by its number or name, and it is told. An address
    alone is one to be told at."""
    who = yield from do(MeetOwner())
    if who is None:
        return False
    if who.scope == "recovery":
        yield from say(phrases.welcome(who, house))
    elif isinstance(read_mailbox(text), str):
        yield from obey(Order("email", text), house)
    elif (yield from do(FindInList(case_in(text)))):
        yield from _until_back(one_case(Written(house), case_in(text)))
    else:
        yield from say(phrases_cases.no_such_case() if is_short_number(text) else phrases_cases.nothing_so_called())
    return True


def digits_alone(count: int) -> Script[None]:
    """So many digits, and nobody asked for any: a PIN, or a code that somebody was given."""
    who = yield from do(MeetOwner())
    if count == SHARE_KEYS:
        yield from say(small_talk.twelve_digits())
    elif who is not None and who.scope == "owner":
        yield from say(phrases.digits_from_owner())
    else:
        yield from say(small_talk.digits_alone())


def nothing_more() -> Script[bool]:
    """MORE of what was told in full; False when nobody is signed in."""
    if (yield from do(MeetOwner())) is None:
        return False
    yield from say(phrases_cases.whole_list())
    return True


def erase(house: House) -> Script[None]:
    """DELETE: the portfolio that is open here; without one, what is kept about this phone."""
    who = yield from do(MeetOwner())
    if who is not None and who.scope == "owner":
        yield from _until_back(delete(Written(house)))
        return
    yield from do(ForgetPerson())
    yield from say(small_talk.forgotten())


def welcome(house: House) -> Script[None]:
    """MENU: what can be done here, for whoever is signed in and for everybody."""
    who = yield from do(MeetOwner())
    yield from say(small_talk.welcome(house) if who is None else phrases.welcome(who, house))


def change_language(reply: Reply) -> Script[None]:
    """From now on in another language; whoever is signed in knows what to text."""
    yield from do(Speak("en" if command(reply.text) == "english" else "es", chosen=True))
    signed_in = (yield from do(MeetOwner())) is not None
    yield from say(small_talk.now_in_this_language() if signed_in else small_talk.language_changed())
