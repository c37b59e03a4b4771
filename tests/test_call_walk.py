"""Every question of a call is visited, every key is tried at it, and every way out of it ends.

The walk begins at the greeting and goes on from each new question with everything a caller can do there. What callers
do about portfolios is walked in `tests/test_portfolio_walk.py`.
"""

import re
from dataclasses import replace
from functools import cache

import pytest

from bot.services import LONGEST_CALL
from bot.simulator.happenings import Asked, Said, Waits
from dialogs.call import calling
from dialogs.entry import Keys, Transfer
from dialogs.portfolio.ways import OURS
from tests.service import ServiceLine
from tests.walking import (
    FIRST_CHOICE,
    LONGEST_SILENCE,
    MASHED,
    Act,
    Path,
    Place,
    Step,
    go_silent,
    gone,
    lasts,
    mashed,
    places,
    seconds_until,
    walked,
)
from tests.world import HOUSE, PaperLine

NUMBERS = [
    ("enter", keys)
    for keys in ("3229999103403", "4630912345678", "3229999103499", "6721234567890", "2229999103403", "463912345678",
                 "322*99991034", "12345", "1" * 40, "212223", "999999", "0#", "9#", "*#")
]  # fmt: skip
WORDS = [("say", words) for words in ("one", "I O E 0912345678", "el gato", "help", "")]
# A sentence that tells what one can do.
TELLS = re.compile("press|enter or say|spell|oprima|marque|deletree", re.IGNORECASE)

MODES = ["back", "slow", "down"]


def about_cases(here: Place) -> bool:
    return not here.name.startswith(OURS)


@cache
def walk(mode: str) -> list[Step]:
    return list(walked([gone((), mode)], NUMBERS, WORDS, about_cases))


@pytest.fixture(params=MODES)
def steps(request: pytest.FixtureRequest) -> list[Step]:
    return walk(request.param)


def test_every_question_is_reached_in_both_languages(steps: list[Step]) -> None:
    heads = {(here.name.split()[0], here.language) for here in places(steps)}
    names = ("menu", "receipt", "which", "letters", "right", "next", "help", "person", "ahead")
    assert {(name, language) for name in names for language in ("en", "es")} | {("language", "")} <= heads


def test_every_key_at_every_question_is_answered_in_words(steps: list[Step]) -> None:
    for step in steps:
        said = [one for one in step.happened if isinstance(one, Said)]
        assert said or not any(isinstance(one, Asked) for one in step.happened), step
        assert all(one.text for one in said), step


def test_every_document_is_played_without_a_fault(steps: list[Step]) -> None:
    faults = {one.code for step in steps for one in step.happened if isinstance(one, Asked)}
    assert faults == {0}


@pytest.mark.parametrize("mode", MODES)
def test_silence_ends_the_call_within_a_minute_wherever_it_begins(mode: str) -> None:
    times = {here: lasts(here.stage, go_silent, 200) for here in places(walk(mode))}
    assert {here: took for here, took in times.items() if took[0] > LONGEST_SILENCE or took[1] > 10} == {}


def test_no_question_takes_long_to_come_to_its_first_choice(steps: list[Step]) -> None:
    """Whatever is said before it, an answer aside: that is what the caller asked for, and a key cuts it short."""
    for step in steps:
        turn = step.after.calls.turns[-1]
        if not isinstance(turn.entry, Keys) or turn.prompt is None or (turn.asked or "").startswith(OURS):
            continue
        before = () if (turn.asked or "").startswith("next") else turn.said
        assert seconds_until(TELLS.search, (*before, turn.prompt), step.after) <= FIRST_CHOICE, step


def test_the_line_listens_while_it_speaks(steps: list[Step]) -> None:
    """Each question is asked inside what listens, so that a key may be pressed at its first word."""
    for step in steps:
        heard = any(isinstance(one, Asked) for one in step.happened)
        if not heard or not step.after.phone.in_call or isinstance(step.after.calls.turns[-1].entry, Transfer):
            continue
        assert any(isinstance(one, Waits) for one in step.happened), step


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
    seconds, requests = lasts(gone(path), go_silent, 50)
    assert seconds <= LONGEST_SILENCE
    assert requests == 3


@pytest.mark.parametrize("act", MASHED, ids=lambda act: act[1])
def test_whatever_is_done_again_and_again_a_call_ends(act: Act) -> None:
    most = LONGEST_CALL.turns + 1  # the last may tell how it went with a person
    took = {here: mashed(here.stage, act, most + 20) for here in places(walk("back"))}
    assert {here: requests for here, requests in took.items() if requests > most} == {}


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
        "To check a case, press 1. For your portfolio, press 2. For help or a person, press 0.",
    ]
    assert stage.phone.press("8")[0] == "That is not one of the choices."
