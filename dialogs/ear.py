"""Listening on a call: what holds at every question, whatever it asks.

`*` says it again, slower each time; `0` is help, and a person; `9` goes back; `#` takes many keys in one go, for those
who know the way. Silence and wrong keys get three tries, each more helpful, then a goodbye that says what else one can
do.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dialogs import call_words
from dialogs.call_words import Hints
from dialogs.deeds import Speak
from dialogs.engine import Again, Ahead, Flush, Reply, Script, do, hear, say
from dialogs.entry import Entry, Keys, Transfer
from dialogs.house import House
from dialogs.spoken import spoken_choice
from dialogs.text import InLanguage, Lines, Words

TRIES = 3
SLOWEST = 2  # steps slower than usual
AGAIN, HELP, BACK, AHEAD = "*", "0", "9", "#"
DETOURS = (HELP, AHEAD)
MOST_AHEAD = 40  # keys
REACHED = ("completed", "answered")
GO_ON = {"1": "continue"}


class Back(Exception):  # noqa: N818 - an order, not an error
    """The caller goes back to what was before."""


class Farewell(Exception):  # noqa: N818 - an order, not an error
    """The call ends with these words."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, under which name, how it is answered, and what is said when that failed: `hints(silent)` for each
    try, then `brief`, where asking in full would take too long. `choices`: what each key stands for, in the words of
    `dialogs/spoken.py`. `ahead`: `#` takes many keys; not right after a number, which many people end with `#` though
    it was complete. `more()`: what is said to the beginning of an answer; the question goes on, and no try is lost.
    `tongues`: the languages to say it in while the caller's is not known. `secret`: the keys are kept nowhere."""

    name: str
    prompt: Words
    entry: Keys
    hints: Hints = call_words.HINTS
    brief: Words | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    more: Callable[[], Words | None] = lambda: None
    ahead: bool = True
    tongues: tuple[str, ...] = ()
    secret: bool = False


def choose(question: Question, house: House) -> Script[str]:
    """The key that was chosen, pressed or said, one of the question's choices. Raises Back and Farewell."""

    def chosen(reply: Reply) -> str | None:
        key = reply.text if reply.kind == "keys" else spoken_choice(reply.text, question.choices)
        return key if key in question.choices else None

    return (yield from listen(question, chosen, house))


def listen(question: Question, heard: Callable[[Reply], str | None], house: House) -> Script[str]:
    """What `heard` makes of the answer; None from it is a try that failed. Raises Back and Farewell."""
    failed, pace = 0, 0
    prompt: Words | None = question.prompt
    while True:
        reply = yield from attend(question.name, prompt, question.entry, question.tongues, secret=question.secret)
        prompt = question.prompt
        special = _special(reply, question)
        answer = heard(reply) if reply.kind in ("keys", "speech") and special is None else None
        if answer is not None:
            return answer
        if special == AGAIN:
            pace = min(pace + 1, SLOWEST)
            yield Again(pace)
        elif (tongue := _tongue(reply, house)) is not None:
            yield from do(Speak(tongue, chosen=True))
        elif reply.kind == "speech" and special is None and (more := question.more()) is not None:
            yield Flush()
            yield from say(more)
            prompt = None
        elif special == BACK:
            raise Back
        elif special == AHEAD and not question.ahead:
            yield Again()
        elif special not in DETOURS or (yield from detour(special, question, house)):
            failed += 1
            if failed == TRIES:
                raise Farewell(said_in(question.tongues, call_words.no_choice()))
            yield Flush()
            silent = reply.kind == "silence" or special in DETOURS
            yield from say(said_in(question.tongues, question.hints[failed - 1](silent)))
            prompt = question.brief or question.prompt


def attend(
    name: str, prompt: Words | None, entry: Entry, tongues: tuple[str, ...] = (), *, secret: bool = False
) -> Script[Reply]:
    """What comes next, whatever it is, but for answers to what is no longer asked. Raises Farewell when the call has
    lasted as long as it may."""
    while True:
        reply = yield from hear(name, prompt, entry=entry, secret=secret)
        if reply.kind == "late":
            raise Farewell(said_in(tongues, call_words.late()))
        if reply.expired:
            yield from say(said_in(tongues, call_words.signed_out()))
        elif not reply.stray or prompt is None:
            return reply


def meanwhile(name: str, entry: Entry, house: House) -> Script[None]:
    """While the line waits for somebody else: a caller may go back, or ask for help. Raises Back and Farewell."""
    reply = yield from attend(name, None, entry)
    special = _special(reply, None)
    if special == BACK:
        raise Back
    if special == HELP:
        yield from helped(Question(name, call_words.goodbye(), Keys(1)), house)


def detour(special: str, question: Question, house: House) -> Script[bool]:
    """True when there was no answer there. Raises Farewell."""
    return (yield from take_ahead(question) if special == AHEAD else helped(question, house))


def take_ahead(question: Question) -> Script[bool]:
    """Many keys at once; this question and those that follow take theirs. Kept nowhere: what they are is not known.
    True when there were none. Raises Farewell."""
    words = said_in(question.tongues, call_words.keys_ahead())
    reply = yield from hear("ahead", words, secret=True, entry=Keys(MOST_AHEAD))
    if reply.kind == "late":
        raise Farewell(said_in(question.tongues, call_words.late()))
    if reply.kind == "keys":
        yield Ahead(reply.text.strip(AHEAD))
    return reply.kind == "silence"


def helped(question: Question, house: House) -> Script[bool]:
    """What the keys do, and a person for whoever wants one; True when there was no answer to that. Raises Farewell."""
    words = said_in(question.tongues, call_words.helped())
    pace = 0
    while True:
        reply = yield from attend("help", words, Keys(1, question.entry.spoken and "choice"), question.tongues)
        special = _special(reply, None)
        if special == HELP:
            yield from person(question, house)
            return False
        if special != AGAIN:
            said = spoken_choice(reply.text, GO_ON) if reply.kind == "speech" else reply.text
            return special != BACK and said not in GO_ON
        pace = min(pace + 1, SLOWEST)
        yield Again(pace)


def person(question: Question, house: House) -> Script[None]:
    """Puts the call through; when nobody answers there, the call goes on here. Raises Farewell."""
    words = said_in(question.tongues, call_words.connecting(house))
    reply = yield from attend("person", words, Transfer(house.support), question.tongues)
    if reply.kind == "dialed" and reply.text in REACHED:
        raise Farewell(said_in(question.tongues, call_words.goodbye()))
    yield from say(said_in(question.tongues, call_words.nobody_answered()))


def said_in(tongues: tuple[str, ...], words: Words) -> Words:
    """In the caller's language, or in each of `tongues` while that is not known."""
    return Lines(tuple(InLanguage(tongue, words) for tongue in tongues)) if tongues else words


def _special(reply: Reply, question: Question | None) -> str | None:
    """The key that means the same everywhere, pressed alone or said; a choice of the question's goes before it."""
    if reply.kind == "keys":
        alone = reply.text in (AGAIN, HELP, BACK, AHEAD)
        return reply.text if alone and not (question and reply.text in question.choices) else None
    if reply.kind != "speech":
        return None
    said = spoken_choice(reply.text, question.choices if question else GO_ON)
    return said if said in (AGAIN, HELP, BACK) else None


def _tongue(reply: Reply, house: House) -> str | None:
    """A language that is asked for in the middle of anything."""
    if reply.kind != "speech":
        return None
    said = spoken_choice(reply.text, {language: language for language in house.languages})
    return said if said in house.languages else None
