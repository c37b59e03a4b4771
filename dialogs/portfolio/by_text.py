"""How a dialog asks in writing.

In the middle of anything one may ask for help, change the language, send a receipt number, or leave it with another
command; what is no answer gets three tries.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic

from dialogs import small_talk
from dialogs.deed import Deed
from dialogs.deeds import Speak
from dialogs.ear import Back
from dialogs.engine import Afresh, Reply, Script, do, hear, say
from dialogs.entry import Choices, Entry, Receipts
from dialogs.house import House
from dialogs.look_up import MOST_AT_ONCE, find
from dialogs.portfolio import phrases
from dialogs.portfolio.add import add_found
from dialogs.portfolio.case_deeds import MOST_CASES
from dialogs.portfolio.choosing import written_choice
from dialogs.portfolio.mailboxes import read_mailbox
from dialogs.portfolio.orders import is_alone, order
from dialogs.portfolio.pins import digits_of
from dialogs.portfolio.user_ids import is_noun
from dialogs.portfolio.ways import OURS, PIN_KEYS, Refusal, Settled, Shape, T
from dialogs.receipts import read as read_receipts
from dialogs.secret import receipts_in, secret_in
from dialogs.text import Words
from dialogs.words import command

TRIES = 3
PAGE = 10  # cases of a list in one text
ENOUGH = "0"
OWN_WORDS = ("hi", "thanks", "yes", "no")  # commands that are no wish to leave
NOTHING_BEGUN = ("user id", "recover", "code")  # a receipt number is what the person wants instead
MAY_BE_DIGITS = ("user id", "new user id", "recover", "delete")  # elsewhere digits alone may be a PIN, and are not kept
ANY = Shape()
OFFER, FROM_PAGE = "1", "3"  # at the question for a PIN of one's own: one from us after all, or the one from the page


class Left(Back):
    """Three answers were none: nothing was said of that yet."""


@dataclass(frozen=True, slots=True)
class _Question(Generic[T]):
    """`wanted`: commands that are an answer here; `short`: so many digits as a PIN has are none."""

    name: str
    words: Words
    read: Callable[[str], T | Refusal]
    shape: Shape = ANY
    wanted: frozenset[str] = frozenset()
    entry: Entry | None = None
    secret: bool = False
    short: bool = False
    done: Deed[bool] | None = None

    @property
    def names(self) -> bool:
        """Whether a portfolio is given its name here: "portfolio" is none, and no order either."""
        return self.name.startswith("new user id")

    def receipts(self, text: str) -> tuple[str, ...]:
        """The receipt numbers in a message that are no answer here."""
        if self.secret:
            return () if secret_in(text) else receipts_in(text)
        found = read_receipts(text).found
        answer = self.shape.receipts and (self.name != "which case" or (found and is_alone(found[0], text)))
        return () if answer else found


@dataclass(frozen=True, slots=True)
class Written:
    """The way of texts. `adds`: receipt numbers that are sent to another question go into the list."""

    house: House
    spoken: bool = False
    adds: bool = False

    @property
    def page(self) -> int:
        return MOST_CASES if self.house.on_page else PAGE

    def choose(self, name: str, words: Words, choices: Mapping[str, str]) -> Script[str]:
        def chosen(text: str) -> str | Refusal:
            key = written_choice(text, choices)
            return Refusal(small_talk.choose_by_number(len(choices))) if key is None else key

        wanted = frozenset(choices.values())
        entry = Choices(tuple(choices.items()))
        return (yield from self._ask(_Question(name, words, chosen, wanted=wanted, entry=entry, short=True)))

    def enter(self, name: str, words: Words, read: Callable[[str], T | Refusal], shape: Shape = ANY) -> Script[T]:
        short = not name.startswith(MAY_BE_DIGITS)
        entry: Entry | None = Receipts(ENOUGH) if name == "receipts" else None
        if shape.offers:
            entry = Choices(tuple((str(key), offer) for key, offer in enumerate(shape.offers, 1)))
        return (yield from self._ask(_Question(name, words, read, shape, entry=entry, short=short)))

    def secret(
        self,
        name: str,
        words: Words,
        keys: int = PIN_KEYS,
        brief: Words | None = None,
        done: Deed[bool] | None = None,
    ) -> Script[str]:
        def given(text: str) -> str | Refusal:
            # When the log is played again, the text of a secret is empty.
            secret = text if not text or _is_other(name, text) else secret_in(text)
            return Refusal(_unread(name, text)) if secret is None else secret

        return (yield from self._ask(_Question(name, words, given, Shape(brief=brief), secret=True, done=done)))

    def _ask(self, asked: _Question[T]) -> Script[T]:
        """Raises Left, which is a Back, Settled and Afresh."""
        prompt, failed = asked.words, 0
        while True:
            reply = yield from hear(
                OURS + asked.name, prompt, secret=asked.secret, entry=asked.entry, short=asked.short
            )
            prompt = asked.shape.brief or asked.words
            if reply.stray or (yield from self._aside(reply, asked)):
                continue
            if asked.done is not None and not _is_other(asked.name, reply.text) and (yield from do(asked.done)):
                raise Settled
            answer = asked.read(reply.text)
            if not isinstance(answer, Refusal):
                return answer
            failed += 1
            if failed == TRIES:
                raise Left
            yield from say(answer.words)

    def _aside(self, reply: Reply, asked: _Question[T]) -> Script[bool]:
        """True when the message was about something else, and that is dealt with. Raises Afresh when it ends this."""
        word = command(reply.text)
        if reply.kind in ("arrived", "asked"):
            yield from find(tuple(reply.text.split()), self.house, promise=False, alone=False)
        elif reply.kind == "picture":
            yield from say(small_talk.picture_unread())
        elif reply.kind != "words":
            return True
        elif word in asked.wanted or word in OWN_WORDS or (asked.names and is_noun(reply.text)):
            return False
        elif word == "help":
            yield from say(phrases.help_within())
        elif word in ("english", "spanish"):
            yield from do(Speak("en" if word == "english" else "es", chosen=True))
        elif word is not None or order(reply) is not None:
            raise Afresh
        elif found := asked.receipts(reply.text):
            yield from self._receipts(found, asked)
        else:
            return False
        return True

    def _receipts(self, found: tuple[str, ...], asked: _Question[T]) -> Script[None]:
        if asked.name in NOTHING_BEGUN:
            raise Afresh
        if self.adds:
            yield from add_found(found)
            return
        yield from find(found[:MOST_AT_ONCE], self.house, alone=False)
        if len(found) > MOST_AT_ONCE:
            yield from say(small_talk.only_five(MOST_AT_ONCE))


def _is_other(name: str, text: str) -> bool:
    """Whether it is what may be answered instead of a secret: an offer is wanted, or an address was wrong."""
    if name == "own pin":
        return text.strip().strip(".)") in (OFFER, FROM_PAGE)
    return name.startswith("contact code") and isinstance(read_mailbox(text), str)


def _unread(name: str, text: str) -> Words:
    """What is wrong with something that is no secret."""
    if name == "own pin":
        return phrases.not_a_new_pin(len(digits_of(text) or ""))
    return phrases.pin_alone() if name == "pin" else phrases.code_alone()
