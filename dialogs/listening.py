"""What a message is about, before any question takes it for an answer."""

from dialogs import small_talk
from dialogs.deeds import Person, Speak
from dialogs.engine import Reply, Script, do, say
from dialogs.follow_deeds import WrongNumber
from dialogs.follow_phrases import taken_off
from dialogs.house import House
from dialogs.language import guess
from dialogs.plain import folded
from dialogs.portfolio.deeds import MeetOwner
from dialogs.portfolio.enough import says_done
from dialogs.portfolio.orders import order, ordered_in
from dialogs.portfolio.ways import OURS
from dialogs.receipts import read
from dialogs.words import command, command_language, opt

RECEIPTS = OURS + "receipts"
OWN_WORDS = ("hi", "thanks", "yes", "no")  # commands that people say in their own language


def breaks_in(reply: Reply, asked: str | None = None) -> bool:
    """True for what is never an answer to the question that was `asked`: opt-out, a receipt number, forget me, news.

    While a portfolio is talked about, only opt-out is: the dialogs about it deal with everything else, and go on. Where
    they ask for receipt numbers, "no more" means that these were all.
    """
    within = asked is not None and asked.startswith(OURS)
    if reply.kind not in ("words", "picture", "location"):
        return not within or reply.kind.startswith("carrier_")
    if within and asked == RECEIPTS and says_done(reply.text):
        return False
    if opt(reply.text) is not None:
        return True
    if within:
        # A PIN that came along answers the question for one, unless somebody signs in anew.
        ordered = order(reply) if reply.enclosed else None
        return ordered is not None and ordered.command == "login"
    if command(reply.text) == "delete":
        return True
    reading = read(reply.text)
    return bool(reading.found or reading.doubtful or reading.wrong)


def tune(reply: Reply, person: Person | None = None) -> Script[None]:
    """Hears the language in the words. A chosen language is kept by the desk.

    A command, START as well, decides only for a `person` whose language is not known yet: we told them the word.
    """
    ordered = order(reply)
    about = ordered is not None and ordered.about != ""  # a name, perhaps, in whatever language
    told = about or opt(reply.text) is not None or command(reply.text) not in (None, *OWN_WORDS)
    if told and (person is None or person.language is not None):
        return
    heard = ordered_in(reply) if about else guess(reply.text) or command_language(reply.text)
    if heard is not None and (person is None or heard != person.language):
        yield from do(Speak(heard, chosen=False))


def chat(reply: Reply, house: House) -> Script[None]:
    """Answers what is no look-up; every message gets something useful."""
    word = command(reply.text)
    kinds = read(reply.text).kinds
    if word in ("english", "spanish"):
        yield from do(Speak("en" if word == "english" else "es", chosen=True))
        yield from say(small_talk.language_changed())
    elif word == "help":
        yield from say(small_talk.helped(house))
    elif word == "about":
        yield from say(small_talk.about(house))
    elif word in ("hi", "menu"):
        yield from say(small_talk.welcome(house))
    elif word == "thanks":
        yield from say(small_talk.thanks())
    elif word in ("status", "more", "history"):
        yield from say(small_talk.nothing_yet())
    elif word == "wrong":
        yield from _wrong(reply, house)
    elif kinds:
        yield from say(small_talk.wrong_kind(kinds[0]))
    elif reply.kind == "picture":
        yield from say(small_talk.picture())
    elif reply.kind == "location":
        yield from say(small_talk.place())
    elif not reply.text.strip():
        yield from say(small_talk.welcome(house))
    else:
        yield from say(small_talk.puzzled())


def _wrong(reply: Reply, house: House) -> Script[None]:
    """The phone is somebody else's, and is taken off without a question. Who is signed in and says it of a case means a
    receipt number."""
    if about_case(reply.text) and (yield from do(MeetOwner())) is not None:
        yield from say(small_talk.send_again())
        return
    yield from do(WrongNumber(reply.text))
    yield from say(taken_off(house))


def about_case(text: str) -> bool:
    """Whether it is a case that is called the wrong one."""
    return bool({"CASE", "CASO"} & {*folded(text).split()})
