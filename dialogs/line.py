"""The root dialog of texts: everything that can be said to the line in writing."""

from dialogs import follow_phrases, small_talk
from dialogs.deeds import MeetPerson, Person, StartTexts, StopTexts
from dialogs.engine import Dialog, Hush, Reply, Script, do, hear, say
from dialogs.follow import follow, followed, mute
from dialogs.follow_deeds import ListFollowed, WhatIsWatched
from dialogs.house import House
from dialogs.listening import breaks_in, chat, tune
from dialogs.look_up import arrived, find, look_up
from dialogs.portfolio import phrases
from dialogs.portfolio.deeds import MeetOwner
from dialogs.portfolio.orders import Order, order, puzzling
from dialogs.portfolio.pins import digits_of, looks_like_pin
from dialogs.portfolio.texting import (
    change_language,
    digits_alone,
    erase,
    meant_case,
    nothing_more,
    obey,
    welcome,
)
from dialogs.receipts import read
from dialogs.words import command, opt


def texting(house: House) -> Dialog:
    """The talk by text."""
    return Dialog(lambda: line(house), breaks_in)


def line(house: House) -> Script[None]:
    """One message and what follows from it; when this ends, the next message begins anew."""
    reply = yield from hear("start", small_talk.welcome(house))
    person = yield from do(MeetPerson())
    promised = reply.kind in ("arrived", "asked")
    ordered = order(reply)
    if reply.expired and ordered is None:
        yield from say(phrases.expired())
        if puzzling(reply) or command(reply.text) in ("yes", "no"):
            return
    if not promised:
        yield from tune(reply, person)
    wish = _wish(reply, person)
    if promised:
        yield from _arrived(reply, person, house)
    elif wish is not None:
        yield from _opt(reply, person, wish, house)
    elif command(reply.text) == "delete":
        yield from erase(house)
    elif person.stopped and command(reply.text) != "help":
        yield from say(small_talk.still_stopped(house))
    elif ordered is not None:
        if ordered.command != "alerts" or not (yield from _follows(ordered, house)):
            yield from obey(ordered, house)
    else:
        yield from _answered(reply, house)


def _follows(ordered: Order, house: House) -> Script[bool]:
    """ALERTS from a phone on which nobody is signed in: about a case that it names, or about those that it follows.
    False: it is the portfolio's."""
    if (yield from do(MeetOwner())) is not None:
        return False
    if house.on_page:
        yield from say(follow_phrases.no_phone_here())
        return True
    receipts = read(ordered.about).found
    if receipts:
        findings = yield from find(receipts[:1], house, promise=False)
        if findings[0].outcome != "limited":
            yield from follow(receipts[0], house, shown=findings[0].outcome != "unknown")
        return True
    if (yield from do(WhatIsWatched())).cases and not (yield from do(ListFollowed())):
        return False
    yield from followed()
    return True


def _answered(reply: Reply, house: House) -> Script[None]:
    """Receipt numbers, a case of the portfolio that is open, or small talk."""
    if looks_like_pin(reply.text) and read(reply.text).kinds in ((), ("online_account",)) and not sure(reply.text):
        yield from digits_alone(len(digits_of(reply.text) or ""))
    elif breaks_in(reply):
        yield from look_up(read(reply.text), house)
    elif command(reply.text) == "menu":
        yield from welcome(house)
    elif command(reply.text) in ("english", "spanish"):
        yield from change_language(reply)
    elif command(reply.text) == "more" and (yield from nothing_more()):
        pass
    elif not puzzling(reply) or not (yield from meant_case(reply.text, house)):
        yield from chat(reply, house)


def _arrived(reply: Reply, person: Person, house: House) -> Script[None]:
    """A promised answer is there; whoever said STOP in the meantime is left alone. One asked for on a call may be the
    first text this phone ever gets from here, so it says who writes and how to stop it."""
    if person.stopped:
        yield Hush()
        return
    if reply.kind == "asked":
        yield from say(small_talk.asked_on_a_call(house))
    yield from arrived(reply, house)


def _wish(reply: Reply, person: Person) -> str | None:
    """`stop` or `start`, said by the person or passed on by the carrier; YES starts only what was stopped."""
    if reply.kind.startswith("carrier_"):
        return reply.kind.removeprefix("carrier_")
    wish = opt(reply.text)
    return "start" if wish is None and person.stopped and command(reply.text) == "yes" else wish


def _opt(reply: Reply, person: Person, wish: str, house: House) -> Script[None]:
    """Obeys, remembers, confirms once. Where the carrier has answered already, nothing is added."""
    if wish == "stop" and reply.kind == "words" and not person.stopped and (yield from mute(reply.text)):
        return
    if house.on_page:
        yield from say(small_talk.no_texts_here())
        return
    if wish == "stop":
        yield from do(StopTexts(reply.text))
    elif wish == "start":
        yield from do(StartTexts(reply.text))
    if reply.kind.startswith("carrier_") or (wish == "stop" and person.stopped):
        yield Hush()
    else:
        yield from say(small_talk.stopped(house) if wish == "stop" else small_talk.started(house))
        if wish == "start" and (words := follow_phrases.watching((yield from do(WhatIsWatched())))) is not None:
            yield from say(words)


def sure(text: str) -> bool:
    """Whether there is a receipt number in it, or nearly one."""
    return bool(read(text).found or read(text).doubtful)
