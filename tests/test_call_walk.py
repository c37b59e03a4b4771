"""Every question of a call is visited, every key is tried at it, and every way out of it ends.

The walk begins at the greeting and goes on from each new question with everything a caller can do there.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

import pytest

from bot.simulator.happenings import Asked, Ended, Said, Waits
from bot.simulator.speech_time import spoken_seconds
from bot.twilio.voice import sentences
from dialogs.call import calling
from dialogs.entry import Keys, Transfer
from tests.calling import Handset
from tests.service import ServiceLine
from tests.world import APPROVED, HOUSE, REVIEWED, PaperLine

Act = tuple[str, str]
Path = tuple[Act, ...]

KEYPAD = [("enter", key) for key in "0123456789*#"]
NOTHING = ("silent", "")
NUMBERS = [
    ("enter", keys)
    for keys in ("3229999103403", "4630912345678", "3229999103499", "6721234567890", "2229999103403", "463912345678",
                 "322*99991034", "12345", "1" * 40, "212223", "999999", "0#", "9#", "*#")
]  # fmt: skip
WORDS = [("say", words) for words in ("one", "I O E 0912345678", "el gato", "help", "")]
OUTCOMES = [("person", outcome) for outcome in ("completed", "busy", "no-answer", "failed")]
LONGEST_SILENCE = 60.0  # seconds
FIRST_CHOICE = 12.0  # seconds
BREATH_BETWEEN = 0.3  # seconds between two sentences
# A sentence that tells what one can do.
TELLS = re.compile("press|enter or say|spell|oprima|marque|deletree", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """A question as the caller meets it."""

    name: str
    language: str
    path: Path


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


def acts(stage: PaperLine) -> list[Act]:
    """All that a caller can do here."""
    entry = stage.calls.turns[-1].entry
    if isinstance(entry, Transfer):
        return OUTCOMES
    if isinstance(entry, Keys) and entry.most > 1:
        return [*KEYPAD, *NUMBERS, *WORDS, NOTHING]
    return [*KEYPAD, *WORDS, NOTHING]


def place(stage: PaperLine, path: Path) -> Place:
    return Place(stage.calls.turns[-1].asked or "", stage.spoken or "", path)


def walked(mode: str) -> Iterator[tuple[Place, Act, PaperLine]]:
    """Each step from each question, and where the caller is then."""
    waiting, seen = deque([gone((), mode)]), set[tuple[str, str]]()
    paths: dict[int, Path] = {id(waiting[0]): ()}
    while waiting:
        stage = waiting.popleft()
        here = place(stage, paths[id(stage)])
        if (here.name, here.language) in seen:
            continue
        seen.add((here.name, here.language))
        for act in acts(stage):
            after = gone((*here.path, act), mode)
            yield here, act, after
            if after.phone.in_call:
                paths[id(after)] = (*here.path, act)
                waiting.append(after)


MODES = ["back", "slow", "down"]


@cache
def walk(mode: str) -> list[tuple[Place, Act, PaperLine]]:
    return list(walked(mode))


@pytest.fixture(params=MODES)
def steps(request: pytest.FixtureRequest) -> list[tuple[Place, Act, PaperLine]]:
    return walk(request.param)


def places(steps: list[tuple[Place, Act, PaperLine]]) -> dict[tuple[str, str], Place]:
    return {(here.name, here.language): here for here, _, _ in steps}


def test_every_question_is_reached_in_both_languages(steps: list[tuple[Place, Act, PaperLine]]) -> None:
    heads = {(name.split()[0], language) for name, language in places(steps)}
    names = ("menu", "receipt", "which", "letters", "right", "next", "help", "person", "ahead")
    assert {(name, language) for name in names for language in ("en", "es")} | {("language", "")} <= heads


def test_every_key_at_every_question_is_answered_in_words(steps: list[tuple[Place, Act, PaperLine]]) -> None:
    for here, act, after in steps:
        said = [one for one in after.phone.happened if isinstance(one, Said)]
        assert said, (here, act)
        assert all(one.text for one in said), (here, act)


def test_every_document_is_played_without_a_fault(steps: list[tuple[Place, Act, PaperLine]]) -> None:
    faults = {one.code for _, _, after in steps for one in after.phone.happened if isinstance(one, Asked)}
    assert faults == {0}


def lasts(path: Path, mode: str, do_next: Callable[[Handset], object], most: int) -> tuple[float, int]:
    """Seconds from the end of what was just said, or from the last ring of a phone where nobody picks up, until the
    call is over; and how many requests it took."""
    stage = gone(path, mode)
    player = stage.phone.player
    assert player is not None
    if player.dialling:
        stage.phone.person("no-answer")
    since, before = player.now, len(stage.phone.requests())
    for _ in range(most):
        if not stage.phone.in_call:
            break
        do_next(stage.phone)
    assert not stage.phone.in_call, path
    ended = [one for one in stage.phone.happened if isinstance(one, Ended)]
    return ended[0].at - since, len(stage.phone.requests()) - before


def go_silent(phone: Handset) -> None:
    """Time passes, and nobody does anything."""
    player = phone.player
    assert player is not None
    assert player.due is not None
    phone.happened += player.advance(player.due)


@pytest.mark.parametrize("mode", MODES)
def test_silence_ends_the_call_within_a_minute_wherever_it_begins(mode: str) -> None:
    times = {key: lasts(here.path, mode, go_silent, 200) for key, here in places(walk(mode)).items()}
    assert {key: took for key, took in times.items() if took[0] > LONGEST_SILENCE or took[1] > 10} == {}


def test_no_question_takes_long_to_come_to_its_first_choice(steps: list[tuple[Place, Act, PaperLine]]) -> None:
    """Whatever is said before it, an answer aside: that is what the caller asked for, and a key cuts it short."""
    for here, act, after in steps:
        turn = after.calls.turns[-1]
        if not isinstance(turn.entry, Keys) or turn.prompt is None:
            continue
        before = () if (turn.asked or "").startswith("next") else turn.said
        seconds = 0.0
        for words in (*before, turn.prompt):
            for language, sentence in sentences(words, after.spoken or "en", after.catalogs.say):
                seconds += spoken_seconds(sentence, language) + BREATH_BETWEEN
                if TELLS.search(sentence):
                    break
            else:
                continue
            break
        assert seconds <= FIRST_CHOICE, (here, act)


def test_the_line_listens_while_it_speaks(steps: list[tuple[Place, Act, PaperLine]]) -> None:
    """Each question is asked inside what listens, so that a key may be pressed at its first word."""
    for here, act, after in steps:
        if not after.phone.in_call or isinstance(after.calls.turns[-1].entry, Transfer):
            continue
        assert any(isinstance(one, Waits) for one in after.phone.happened), (here, act)


def test_the_longest_name_of_a_service_leaves_time_for_the_first_choice() -> None:
    stage = PaperLine()
    stage.calls.dialog = calling(replace(HOUSE, name="M" * 40))
    stage.phone.call(withheld=True)
    said = [one for one in stage.phone.happened if isinstance(one, Said)]
    choice = next(one for one in said if TELLS.search(one.text))
    assert choice.at + choice.seconds <= FIRST_CHOICE


def test_whoever_says_half_a_number_and_no_more_is_let_go_like_anybody() -> None:
    path: Path = (("enter", "1"), ("enter", "1"), ("say", "E A C nine nine nine"))
    assert gone(path).calls.turns[-1].asked == "receipt"
    seconds, requests = lasts(path, "back", go_silent, 50)
    assert seconds <= LONGEST_SILENCE
    assert requests == 3


MASHED = [("enter", "9"), ("enter", "0"), ("enter", "*"), ("enter", "#"), ("enter", "1")]


@pytest.mark.parametrize("act", MASHED, ids=lambda act: act[1])
def test_whatever_is_done_again_and_again_a_call_ends_in_forty_requests(act: Act) -> None:
    for here in places(walk("back")).values():
        stage = gone(here.path)
        for _ in range(50):
            if not stage.phone.in_call:
                break
            if isinstance(stage.calls.turns[-1].entry, Transfer):
                stage.phone.person("busy")
            else:
                do(stage.phone, act)
        assert not stage.phone.in_call, (here, act)
        assert len(stage.phone.requests()) <= 41, (here, act)  # the last may tell how it went with a person


def test_wrong_keys_in_help_are_tries_like_any_other() -> None:
    stage = PaperLine()
    stage.phone.call(withheld=True)
    for key in ("1", "0", "5", "0", "5", "0"):
        stage.phone.press(key)
    assert "did not get an answer" in " ".join(stage.phone.press("5"))
    assert not stage.phone.in_call


def test_languages_are_offered_in_the_order_of_the_voices_and_only_those_that_can_say_so(sqlite_url: str) -> None:
    voices = "es=es-US/Polly.Lupe-Neural, fr=fr-FR/Polly.Lea-Neural, en=en-US/Polly.Joanna-Neural"
    stage = ServiceLine(sqlite_url, VOICES=voices)
    assert stage.services.house.languages == ("es", "en")
    heard = stage.phone.call()
    stage.close()
    assert heard[:2] == ["[es] Gracias por llamar a Case Status.", "[en] I speak English too."]
    assert heard[-2:] == ["[es] Para español, oprima 1.", "[en] For English, press 2."]


def test_where_one_language_is_spoken_nobody_is_asked_for_one() -> None:
    stage = PaperLine()
    stage.calls.dialog = calling(replace(HOUSE, languages=("en",)))
    assert stage.phone.call() == [
        "[en] This is Case Status. I am not Immigration; I ask USCIS for you.",
        "To check a case, press 1. For help or a person, press 0.",
    ]
    assert stage.phone.press("8")[0] == "That is not one of the choices."
