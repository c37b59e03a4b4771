"""Conversations: generators replayed from a log.

A dialog is a generator. It yields what it wants (`Say`, `Ask`, `Do`) and is sent the answer. The state of a
conversation is its log: what the person sent to each named question, and what came of each deed. To take a turn, the
dialog is started afresh and the log played into it; what it says after the newest line is what to say now.

    said  ["said", question, kind, text, stray]
    did   ["did", deed, arguments, what came of it]

A line that does not fit what the dialog now wants was written by other code: it and all behind it are dropped.
A reply to a question that is no longer open is marked `stray`, so that it is never taken for another's answer.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Self

from dialogs.cases import Json
from dialogs.deed import Deed, R
from dialogs.entry import Entry, Keys
from dialogs.secret import UNREAD, kept
from dialogs.text import Words

LONGEST_LOG = 400  # lines; beyond it a conversation starts over, so that a turn's cost has a ceiling

Line = list[Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """What the person sent: `kind` is `words`, or what the door saw instead of words (`picture`, `arrived`, …); on a
    call `keys`, `speech`, `silence`, `dialed`, or `late` when the call has lasted long enough. `expired`: they were
    signed in, and are no longer; `enclosed` is a secret that came along, for the first question that asks for one."""

    text: str
    kind: str = "words"
    stray: bool = False
    expired: bool = False
    enclosed: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Say:
    """`confidential`: it holds a secret, and is not to be kept longer than it takes to deliver it."""

    words: Words
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class Hush:
    """Saying nothing, on purpose: somebody else has answered already."""


@dataclass(frozen=True, slots=True)
class Again:
    """Saying again what was said before the newest reply; `pace` steps slower than usual."""

    pace: int = 0


@dataclass(frozen=True, slots=True)
class Ahead:
    """Keys for the questions to come, each of which takes its own."""

    keys: str


@dataclass(frozen=True, slots=True)
class Flush:
    """Keys pressed ahead are dropped: they were not meant for what comes now."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: `name` stands in the log, `prompt` is None where what was said before is prompt enough; `entry` is
    how it is answered on a call. The answer to a `secret` one is not in the log; where answers are `short`, a PIN that
    somebody sends instead isn't either."""

    name: str
    prompt: Words | None = None
    secret: bool = False
    entry: Entry | None = None
    short: bool = False


@dataclass(frozen=True, slots=True)
class Do(Generic[R]):
    deed: Deed[R]


Script = Generator[Say | Hush | Again | Ahead | Flush | Ask | Do[Any], Any, R]
Perform = Callable[[Deed[Any]], Json]


class Afresh(Exception):  # noqa: N818 - an order, not an error
    """Raised by a dialog: what was before the newest reply no longer matters, begin with that reply."""


@dataclass
class Conversation:
    """The state of a talk between two turns: its log, the question that is open, and how long the log was then."""

    log: list[Line] = field(default_factory=list)
    asked: str | None = None
    at: int = 0

    def to_json(self) -> Json:
        return {"log": self.log, "asked": self.asked, "at": self.at}

    @classmethod
    def from_json(cls, data: Json) -> Self:
        """Whatever it is given; what is not a conversation is an empty one."""
        if not isinstance(data, dict) or not isinstance(data.get("log"), list):
            return cls()
        asked, at = data.get("asked"), data.get("at")
        log = [line for line in data["log"] if isinstance(line, list)]
        return cls(
            log if len(log) <= LONGEST_LOG else [],
            asked if isinstance(asked, str) else None,
            at if isinstance(at, int) else -1,
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """What to say now: the pieces, the question that is open after them (None: the talk is over), and the new state;
    on a call, how the question is answered and how many steps slower than usual it is said. `hid`: what was sent is a
    secret; `confidential`: what is said holds one."""

    said: tuple[Words, ...]
    prompt: Words | None
    asked: str | None
    after: Conversation
    secret: bool = False
    entry: Entry | None = None
    pace: int = 0
    hid: bool = False
    confidential: bool = False


def say(words: Words, *, confidential: bool = False) -> Script[None]:
    yield Say(words, confidential)


def do(deed: Deed[R]) -> Script[R]:
    came: R = yield Do(deed)
    return came


def hear(
    name: str, prompt: Words | None = None, *, secret: bool = False, entry: Entry | None = None, short: bool = False
) -> Script[Reply]:
    reply: Reply = yield Ask(name, prompt, secret, entry, short)
    return reply


@dataclass(frozen=True, slots=True)
class Dialog:
    """A root dialog: its `script`, and which replies are `never_answers` to the question that is open (its name): the
    talk begins anew with them, and its log need not be played to know that."""

    script: Callable[[], Script[None]]
    never_answers: Callable[[Reply, str | None], bool] = lambda _reply, _asked: False


def take_turn(dialog: Dialog, before: Conversation, reply: Reply | None, perform: Perform) -> Turn:
    """Plays `before` into the dialog, then `reply`, and returns what to say.

    `reply` is None when a talk is opened by the line (a call comes in). Deeds not in the log are given to `perform`.
    """
    if reply is not None and dialog.never_answers(reply, before.asked):
        before = Conversation(asked=before.asked, at=-1)
    try:
        return _Play(before, reply, perform).run(dialog.script())
    except Afresh:
        return _Play(Conversation(asked=before.asked, at=-1), reply, perform).run(dialog.script())


class _Play:
    def __init__(self, before: Conversation, reply: Reply | None, perform: Perform) -> None:
        self.rest: Sequence[Line] = before.log
        self.asked, self.at = before.asked, before.at
        self.reply, self.enclosed = reply, "" if reply is None else reply.enclosed
        self.perform = perform
        self.log: list[Line] = []
        self.said: list[Words] = []
        self.before: tuple[tuple[Words, ...], bool] = (), False
        self.hushed = False
        self.ahead = False  # `reply` is what was keyed ahead of the questions
        self.pace = 0
        self.confidential = self.hid = False

    def run(self, steps: Script[None]) -> Turn:
        answer: Any = None
        while True:
            try:
                step = steps.send(answer)
            except StopIteration:
                return self._over()
            answer = None
            if isinstance(step, Say):
                self.said.append(step.words)
                self.confidential |= step.confidential
            elif isinstance(step, Hush):
                self.hushed = True
            elif isinstance(step, Again):
                self.said, self.confidential, self.pace = [*self.before[0]], self.before[1], step.pace
            elif isinstance(step, Ahead):
                # When the log is played again, its lines hold what the questions took.
                if step.keys and (self.reply is None or self.ahead):
                    self.reply, self.ahead = Reply(step.keys, "keys"), True
            elif isinstance(step, Flush):
                self.reply = None if self.ahead else self.reply
            elif isinstance(step, Do):
                answer = self._did(step.deed)
            else:
                answer = self._heard(step)
                if answer is None:
                    return self._turn(step)

    def _next(self) -> Line | None:
        line, self.rest = (self.rest[0], self.rest[1:]) if self.rest else (None, ())
        return line

    def _did(self, deed: Deed[R]) -> R:
        if deed.fleeting:
            return deed.read(self.perform(deed))
        line = self._next()
        arguments = deed.arguments()
        if line is not None:
            if line[:3] == ["did", deed.name, arguments] and len(line) == 4:
                try:
                    came = deed.read(line[3])
                except (KeyError, TypeError, ValueError, AttributeError):
                    pass  # made by older code: do it again
                else:
                    self.log.append(line)
                    return came
            self.rest = ()
        raw = self.perform(deed)
        self.log.append(["did", deed.name, arguments, raw])
        return deed.read(raw)

    def _heard(self, step: Ask) -> Reply | None:
        reply: Reply | None = None
        line = self._next()
        if line is not None:
            reply = _reply(line, step.name)
            if reply is None:
                self.rest = ()
        if reply is None and self.reply is None and step.secret and self.enclosed:
            reply, self.enclosed = Reply(self.enclosed), ""
        # Where no key is wanted, what was keyed ahead is no answer.
        if reply is None and self.reply is not None and (isinstance(step.entry, Keys) or not self.ahead):
            reply = self._newest(self.reply, step)
        if reply is not None:
            self.before = tuple(self.said), self.confidential
            self.said.clear()
            self.hushed = self.confidential = False
            self.pace = 0
            text = kept(reply.text, reply.kind, secret=step.secret, short=step.short)
            self.hid |= text != reply.text
            self.log.append(["said", step.name, reply.kind, text, reply.stray])
        return reply

    def _newest(self, sent: Reply, step: Ask) -> Reply:
        """The newest reply; of many keys, those that this question takes; where a secret is wanted, that alone."""
        gone = not self.ahead and self.asked is not None and (self.asked, self.at) != (step.name, len(self.log))
        self.reply = None
        if sent.kind != "keys" or not isinstance(step.entry, Keys):
            text = sent.text
            if step.secret and sent.kind == "words":
                text, self.enclosed = self.enclosed or text or UNREAD, ""
            return Reply(text, sent.kind, gone, sent.expired)
        pressed, rest = step.entry.parted(sent.text)
        if rest and not gone:
            self.reply, self.ahead = Reply(rest, "keys"), True
        return Reply(pressed, "keys", gone, sent.expired)

    def _turn(self, step: Ask) -> Turn:
        if not self.said and step.prompt is None and not self.hushed:
            raise RuntimeError(f"a turn without a word, at the question {step.name!r}")
        after = Conversation(self.log, step.name, len(self.log))
        asked = (step.prompt, step.name, after, step.secret, step.entry, self.pace, self.hid, self.confidential)
        return Turn(tuple(self.said), *asked)

    def _over(self) -> Turn:
        if self.reply is not None and not self.ahead:  # the log ended the talk before this reply came: begin with it
            raise Afresh
        if not self.said and not self.hushed:
            raise RuntimeError("a talk that ends without a word")
        return Turn(tuple(self.said), None, None, Conversation(), hid=self.hid, confidential=self.confidential)


def _reply(line: Line, question: str) -> Reply | None:
    if len(line) != 5 or line[0] != "said" or line[1] != question:
        return None
    _, _, kind, text, stray = line
    return Reply(text, kind, bool(stray)) if isinstance(kind, str) and isinstance(text, str) else None
