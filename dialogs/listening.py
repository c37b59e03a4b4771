"""What a message is about, before any question takes it for an answer."""

from dialogs import small_talk
from dialogs.deeds import Person, Speak
from dialogs.engine import Reply, Script, do, say
from dialogs.house import House
from dialogs.language import guess
from dialogs.receipts import read
from dialogs.words import command, command_language, opt

WORDS_OF_LATER = frozenset((
    "create", "login", "logout", "list", "add", "remove", "name", "alerts", "pause", "resume", "email", "pin",
    "forgot", "data", "wrong",
))  # fmt: skip


OWN_WORDS = ("hi", "thanks", "yes", "no")  # commands that people say in their own language


def breaks_in(reply: Reply) -> bool:
    """True for what is never an answer to a question of ours: opt-out, a receipt number, forget me, news."""
    if reply.kind not in ("words", "picture", "location"):
        return True
    if opt(reply.text) is not None or command(reply.text) == "delete":
        return True
    reading = read(reply.text)
    return bool(reading.found or reading.doubtful or reading.wrong)


def tune(reply: Reply, person: Person | None = None) -> Script[None]:
    """Hears the language in the words. A chosen language is kept by the desk.

    A lone command, START as well, decides only for a `person` whose language is not known yet: we told them the word.
    """
    told = opt(reply.text) is not None or command(reply.text) not in (None, *OWN_WORDS)
    if told and (person is None or person.language is not None):
        return
    heard = guess(reply.text) or command_language(reply.text)
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
    elif word in WORDS_OF_LATER:
        yield from say(small_talk.not_yet())
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
