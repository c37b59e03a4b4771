"""How a dialog asks on a call: by keys, and where that is right by voice; a PIN by keys alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dialogs import call_words
from dialogs.call_words import Hints
from dialogs.deed import Deed
from dialogs.ear import Question, choose, listen
from dialogs.engine import Reply, Script
from dialogs.entry import Keys
from dialogs.house import House
from dialogs.portfolio import phrases
from dialogs.portfolio.ways import OURS, PIN_KEYS, Refusal, Shape, T
from dialogs.secret import is_secret
from dialogs.text import Words, lines

ANY = Shape()


@dataclass(slots=True)
class _Refused:
    """Why the newest answer could not be taken, to be said before the hint."""

    words: Words | None = None

    def hints(self) -> Hints:
        def named(hint: Callable[[bool], Words]) -> Callable[[bool], Words]:
            return lambda silent: hint(silent) if silent or self.words is None else lines(self.words)

        return tuple(named(hint) for hint in phrases.ENTRY_HINTS)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The way of calls."""

    house: House
    spoken: bool = True
    page: int = 3

    def choose(self, name: str, words: Words, choices: Mapping[str, str]) -> Script[str]:
        brief = call_words.choices_again()
        question = Question(OURS + name, words, Keys(1, "choice"), brief=brief, choices=choices)
        return (yield from choose(question, self.house))

    def enter(self, name: str, words: Words, read: Callable[[str], T | Refusal], shape: Shape = ANY) -> Script[T]:
        refused = _Refused()
        answers: list[T] = []

        def heard(reply: Reply) -> str | None:
            answer = read(reply.text)
            if isinstance(answer, Refusal):
                refused.words = answer.words
                return None
            answers.append(answer)
            return ""

        entry = Keys(shape.keys, "words" if shape.speech else "")
        question = Question(OURS + name, words, entry, refused.hints(), brief=shape.brief or phrases.secret_briefly())
        yield from listen(question, heard, self.house)
        return answers[-1]

    def secret(
        self,
        name: str,
        words: Words,
        keys: int = PIN_KEYS,
        brief: Words | None = None,
        done: Deed[bool] | None = None,
    ) -> Script[str]:
        def heard(reply: Reply) -> str | None:
            # When the log is played again, the text of a secret is empty.
            given = reply.kind == "keys" and (not reply.text or is_secret(reply.text))
            return reply.text if given else None

        brief = brief or phrases.secret_briefly()
        question = Question(OURS + name, words, Keys(keys), phrases.PIN_HINTS, brief=brief, ahead=False, secret=True)
        return (yield from listen(question, heard, self.house))
