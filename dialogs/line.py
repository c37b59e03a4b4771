"""The root dialog of texts: everything that can be said to the line in writing."""

from dialogs import small_talk
from dialogs.deeds import ForgetPerson, MeetPerson, Person, StartTexts, StopTexts
from dialogs.engine import Dialog, Hush, Reply, Script, do, hear, say
from dialogs.house import House
from dialogs.listening import breaks_in, chat, tune
from dialogs.look_up import arrived, look_up
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
    if not promised:
        yield from tune(reply, person)
    wish = _wish(reply, person)
    if promised:
        yield from _arrived(reply, person, house)
    elif wish is not None:
        yield from _opt(reply, person, wish, house)
    elif command(reply.text) == "delete":
        yield from do(ForgetPerson())
        yield from say(small_talk.forgotten())
    elif person.stopped and command(reply.text) != "help":
        yield from say(small_talk.still_stopped(house))
    elif breaks_in(reply):
        yield from look_up(read(reply.text), house)
    else:
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
    if wish == "stop":
        yield from do(StopTexts(reply.text))
    elif wish == "start":
        yield from do(StartTexts(reply.text))
    if reply.kind.startswith("carrier_") or (wish == "stop" and person.stopped):
        yield Hush()
    else:
        yield from say(small_talk.stopped(house) if wish == "stop" else small_talk.started(house))
