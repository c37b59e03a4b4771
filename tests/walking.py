"""Walks through the line on paper: from each new question of a call with everything that a caller can do there."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.simulator.happenings import Ended, Happening
from bot.simulator.speech_time import spoken_seconds
from bot.twilio.voice import sentences
from dialogs.entry import Keys, Transfer
from dialogs.text import Words
from tests.calling import Handset
from tests.paper_portfolios import USER_ID, NotAllowedError
from tests.world import APPROVED, REVIEWED, PaperLine

Act = tuple[str, str]
Path = tuple[Act, ...]

KEYPAD = [("enter", key) for key in "0123456789*#"]
NOTHING = ("silent", "")
OUTCOMES = [("person", outcome) for outcome in ("completed", "busy", "no-answer", "failed")]
MASHED = [("enter", "9"), ("enter", "0"), ("enter", "*"), ("enter", "#"), ("enter", "1")]
LONGEST_SILENCE = 60.0  # seconds
FIRST_CHOICE = 12.0  # seconds
BREATH_BETWEEN = 0.3  # seconds between two sentences


@dataclass(frozen=True)
class Place:
    """A question as the caller meets it: who is signed in there, the way to it, and the line as it stands."""

    name: str
    language: str
    scope: str
    path: Path
    stage: PaperLine = field(repr=False, compare=False)

    @property
    def key(self) -> tuple[str, str, str]:
        return self.name, self.language, self.scope


@dataclass(frozen=True)
class Step:
    """What a caller did at a place, and what happened then."""

    here: Place
    act: Act
    after: PaperLine = field(repr=False, compare=False)
    refused: str = ""  # what the script asked for though nobody is in who may do it

    @property
    def happened(self) -> list[Happening]:
        """Since this was done."""
        return self.after.phone.happened[len(self.here.stage.phone.happened) :]


def line(mode: str) -> PaperLine:
    stage = PaperLine()
    stage.source.mode = mode
    stage.source.cases = {case.receipt: case for case in (APPROVED, REVIEWED)}
    return stage


def do(phone: Handset, act: Act) -> None:
    kind, what = act
    if kind == "enter":
        phone.enter(what)
    elif kind == "say":
        phone.say(what)
    elif kind == "person":
        phone.person(what)
    else:
        phone.silent()


def gone(path: Path, mode: str = "back") -> PaperLine:
    """The line, after a caller who hides their number has gone this way."""
    stage = line(mode)
    stage.phone.call(withheld=True)
    for act in path:
        do(stage.phone, act)
    return stage


def went_on(stage: PaperLine, *acts: Act) -> PaperLine:
    """A line of its own that goes on from there."""
    after = stage.fork()
    for act in acts:
        do(after.phone, act)
    return after


def place(stage: PaperLine, path: Path) -> Place:
    return Place(stage.calls.turns[-1].asked or "", stage.spoken or "", right(stage, stage.call), path, stage)


def right(stage: PaperLine, conversation: str) -> str:
    """By which right somebody is signed in there; "" for nobody. The portfolio that all know is not like others."""
    scope = stage.portfolios.scope(conversation)
    known = scope and stage.portfolios.inside[conversation].account.user_id == USER_ID
    return scope if known or not scope else f"{scope} of another"


def acts(stage: PaperLine, numbers: Sequence[Act], words: Sequence[Act]) -> list[Act]:
    """All that a caller can do here."""
    entry = stage.calls.turns[-1].entry
    if isinstance(entry, Transfer):
        return OUTCOMES
    if isinstance(entry, Keys) and entry.most > 1:
        return [*KEYPAD, *numbers, *words, NOTHING]
    return [*KEYPAD, *words, NOTHING]


def walked(
    begun: Sequence[PaperLine], numbers: Sequence[Act], words: Sequence[Act], within: Callable[[Place], bool]
) -> Iterator[Step]:
    """Each step from each question that is `within`, once for each language and for each right by which one is in."""
    waiting, seen = deque(place(stage, ()) for stage in begun), set[tuple[str, str, str]]()
    while waiting:
        here = waiting.popleft()
        if here.key in seen or not within(here):
            continue
        seen.add(here.key)
        for act in acts(here.stage, numbers, words):
            after = here.stage.fork()
            try:
                do(after.phone, act)
            except NotAllowedError as refused:
                yield Step(here, act, here.stage, str(refused))
                continue
            yield Step(here, act, after)
            if after.phone.in_call:
                waiting.append(place(after, (*here.path, act)))


def places(steps: Sequence[Step]) -> list[Place]:
    return list({step.here.key: step.here for step in steps}.values())


def lasts(stage: PaperLine, do_next: Callable[[Handset], object], most: int) -> tuple[float, int]:
    """Seconds from the end of what was just said, or from the last ring of a phone where nobody picks up, until the
    call is over; and how many requests it took."""
    stage = stage.fork()
    player = stage.phone.player
    assert player is not None
    if player.dialling:
        stage.phone.person("no-answer")
    since, before = player.now, len(stage.phone.requests())
    for _ in range(most):
        if not stage.phone.in_call:
            break
        do_next(stage.phone)
    assert not stage.phone.in_call
    ended = [one for one in stage.phone.happened if isinstance(one, Ended)]
    return ended[0].at - since, len(stage.phone.requests()) - before


def go_silent(phone: Handset) -> None:
    """Time passes, and nobody does anything."""
    player = phone.player
    assert player is not None
    assert player.due is not None
    phone.happened += player.advance(player.due)


def mashed(stage: PaperLine, act: Act, most: int) -> int:
    """How many requests this call had made when it was over, when this is done again and again."""
    stage = stage.fork()
    for _ in range(most):
        if not stage.phone.in_call:
            break
        if isinstance(stage.calls.turns[-1].entry, Transfer):
            stage.phone.person("busy")
        else:
            do(stage.phone, act)
    assert not stage.phone.in_call, act
    return len(stage.phone.requests())


def seconds_until(tells: Callable[[str], object], said: Sequence[Words], stage: PaperLine) -> float:
    """How long it takes to say all this until the end of the first sentence that `tells` what one can do."""
    seconds = 0.0
    for words in said:
        for language, sentence in sentences(words, stage.spoken or "en", stage.catalogs.say):
            seconds += spoken_seconds(sentence, language) + BREATH_BETWEEN
            if tells(sentence):
                return seconds
    return seconds
