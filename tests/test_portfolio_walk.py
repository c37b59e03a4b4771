"""Every question about portfolios is visited, on calls and by text, and whatever people do there is answered."""

import json
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path as File
from typing import Any, get_args

import pytest

from bot.services import LONGEST_CALL
from bot.simulator.happenings import Asked, Said, Waits
from dialogs import portfolio
from dialogs.cases import Json
from dialogs.deed import Deed
from dialogs.engine import Conversation, Turn, take_turn
from dialogs.entry import Keys, Transfer
from dialogs.portfolio.user_ids import keys_of
from dialogs.portfolio.ways import OURS
from dialogs.words import Command
from tests.paper_portfolios import CODE, PHONE_CODE, PIN, SHARE_CODE, SHORT_ID, SHORT_PIN, USER_ID, NotAllowedError
from tests.walking import (
    FIRST_CHOICE,
    LONGEST_SILENCE,
    MASHED,
    Place,
    Step,
    go_silent,
    lasts,
    mashed,
    places,
    right,
    seconds_until,
    walked,
    went_on,
)
from tests.world import APPROVED, REVIEWED, TEXTS, PaperLine

NEW_PIN = "59384716"
MORE = ("EAC9999103404", "EAC9999103405", "EAC9999103406")
ON_BOTH = {
    "user id", "pin", "sign-in code", "new user id", "pin offer", "own pin", "which case", "remove", "name", "share",
    "code", "recover", "recovery code", "which portfolio", "delete", "contact code", "first alerts", "contacts",
    "contact", "unverified", "alerts by", "alerts say", "alerts when", "time zone",
}  # fmt: skip
ON_CALLS = ON_BOTH | {"outside", "inside", "reading", "other", "own pin again", "another case", "heard", "list from",
                      "case", "alerts", "far time zone"}  # fmt: skip
BY_TEXT = ON_BOTH | {"which of", "email", "which phone", "receipts", "did you mean"}
WRITTEN = re.compile(r"""ways\.(?:choose|enter|secret)\(\s*f?"([a-z -]+)|^ +name = f?"([a-z -]+)""", re.MULTILINE)


def named(asked: set[str]) -> set[str]:
    """The names of questions about portfolios, without what makes them different from others of their kind."""
    known = sorted(ON_CALLS | BY_TEXT, key=len, reverse=True)
    heads = {name.removeprefix(OURS) for name in asked if name.startswith(OURS)}
    return {next((one for one in known if f"{head} ".startswith(f"{one} ")), head) for head in heads}


def test_the_names_of_all_questions_are_known_here() -> None:
    sources = File(portfolio.__file__).parent.glob("*.py")
    written = {(one[0] or one[1]).strip() for file in sources for one in WRITTEN.findall(file.read_text())}
    assert written <= ON_CALLS | BY_TEXT | {""}
    assert len(written) > 25


# On calls.

KEYS = [
    ("enter", keys)
    for keys in (keys_of(USER_ID), keys_of(SHORT_ID), keys_of("pablo55"), PIN, SHORT_PIN, NEW_PIN, "1234", "12345678",
                 CODE, SHARE_CODE, "3229999103403", "3229999103499", "12345", "1" * 40, "0#", "9#", "*#", "2")
]  # fmt: skip
SAID = [("say", words) for words in ("one", "Mom", "my cases", "no", "help", "el gato", "")]
WITHIN_ADDING = ("receipt", "right", "help", "person", "ahead")
# A sentence that tells what one can do.
TELLS = re.compile("press|enter|say the name|choose a user|oprima|marque|ingrese|elija|diga", re.IGNORECASE)
# What is told before these is what the caller asked for, and a key cuts it short.
TOLD_FIRST = ("portfolio list", "portfolio case", "portfolio pin offer", "portfolio inside", "portfolio outside")


# Where digits are an answer that is kept: a user ID may be nothing else.
NO_SECRETS = tuple(OURS + name for name in ("user id", "new user id", "recover", "delete"))


def stocked() -> PaperLine:
    """A portfolio with more than one page of cases, and a contact to which nothing goes any more."""
    stage = PaperLine()
    account = stage.portfolios.accounts[keys_of(USER_ID)]
    for receipt in MORE:
        account.put(receipt)
    wrong = account.add("phone", "(...) ...-0199", verified=True)
    assert wrong is not None
    wrong.off, wrong.why, wrong.delivered = True, "wrong", stage.clock.now
    return stage


def on_the_phone(language: str, *then: str) -> PaperLine:
    """A caller at the menu for portfolios, and the keys that they press there."""
    stage = stocked()
    stage.phone.call()
    for keys in (language, "2", *then):
        stage.phone.enter(keys)
    return stage


def about_portfolios(here: Place) -> bool:
    return here.name.startswith(OURS) or (bool(here.scope) and here.name.split()[0] in WITHIN_ADDING)


@cache
def calls() -> list[Step]:
    short = ("1", keys_of(SHORT_ID), SHORT_PIN)
    begun = [on_the_phone(language, *then) for language in "12" for then in ((), short)]
    return list(walked(begun, KEYS, SAID, about_portfolios))


def answered() -> list[Step]:
    return [step for step in calls() if not step.refused]


def english() -> list[Place]:
    """One place for each question and right."""
    mine = [here for here in places(calls()) if here.language == "en"]
    return list({(*(named({here.name}) or {here.name}), here.scope): here for here in mine}.values())


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_question_is_asked_on_calls_in_both_languages(language: str) -> None:
    assert named({here.name for here in places(calls()) if here.language == language}) == ON_CALLS


def test_a_call_asks_for_nothing_that_nobody_may_do() -> None:
    assert {(step.here, step.act, step.refused) for step in calls() if step.refused} == set()


def test_whoever_made_a_share_code_may_sign_out_and_go_on() -> None:
    stage = on_the_phone("1", "1", keys_of(USER_ID), PIN, "5", "2", "1", "5", "5")
    assert stage.phone.enter("1") == [
        "Enter your user ID, then press pound. For each letter, press the key that has it."
    ]


def test_every_key_at_every_question_is_answered_in_words_and_listened_to() -> None:
    for step in answered():
        requests = [one for one in step.happened if isinstance(one, Asked)]
        assert {one.code for one in requests} <= {0}, step
        assert not requests or any(isinstance(one, Said) and one.text for one in step.happened), step
        listens = step.after.phone.in_call and not isinstance(step.after.calls.turns[-1].entry, Transfer)
        assert not (requests and listens) or any(isinstance(one, Waits) for one in step.happened), step


def test_star_says_it_again_more_slowly_at_every_question() -> None:
    for here in places(calls()):
        if here.name in ("person", "ahead"):
            continue
        before, after = here.stage.calls.turns[-1], went_on(here.stage, ("enter", "*")).calls.turns[-1]
        assert after.asked == before.asked, here
        assert (after.said, after.pace) == (before.said, min(before.pace + 1, 2)), here


def test_help_leads_back_to_the_question_that_was_open() -> None:
    for here in places(calls()):
        if here.name in ("person", "help", "ahead"):
            continue
        helped = went_on(here.stage, ("enter", "0"))
        assert helped.calls.turns[-1].asked == "help", here
        back = went_on(helped, ("enter", "1"))
        assert back.calls.turns[-1].asked == here.name, here
        assert right(back, back.call) == here.scope, here


def test_nine_goes_back_to_another_question() -> None:
    for here in places(calls()):
        if here.name != "person":
            back = went_on(here.stage, ("enter", "9")).calls.turns[-1]
            assert back.asked not in (None, here.name), here


def test_silence_ends_a_call_within_a_minute_wherever_it_begins() -> None:
    times = {here: lasts(here.stage, go_silent, 200) for here in places(calls())}
    assert {here: took for here, took in times.items() if took[0] > LONGEST_SILENCE or took[1] > 10} == {}


def test_no_question_takes_long_to_come_to_its_first_choice() -> None:
    late = {}
    for step in answered():
        turn = step.after.calls.turns[-1]
        if not isinstance(turn.entry, Keys) or turn.prompt is None or not (turn.asked or "").startswith(OURS):
            continue
        before = () if (turn.asked or "").startswith(TOLD_FIRST) else turn.said
        seconds = seconds_until(TELLS.search, (*before, turn.prompt), step.after)
        if seconds > FIRST_CHOICE:
            late[turn.asked, step.after.spoken] = round(seconds, 1)
    assert late == {}


@pytest.mark.parametrize("act", MASHED, ids=lambda act: act[1])
def test_whatever_is_done_again_and_again_a_call_ends(act: tuple[str, str]) -> None:
    most = LONGEST_CALL.turns + 1
    took = {here: mashed(here.stage, act, most + 20) for here in english()}
    assert {here: requests for here, requests in took.items() if requests > most} == {}


def test_no_secret_that_was_keyed_stands_in_what_is_kept_of_a_call() -> None:
    for step in answered():
        if step.here.stage.calls.turns[-1].secret:
            _turn, kept = step.after.calls.kept[step.after.call]
            newest = [line[3] for line in json.loads(kept)["log"] if line[0] == "said" and line[1] == step.here.name]
            assert set(newest[-1:]) <= {"", *"0123456789*#"}, step


# By text.

SENT = [
    *(("words", word) for word in get_args(Command)),
    *(("words", key) for key in (*"1234567890", "10")),
    *(("words", text) for text in (
        f"login {USER_ID}", f"login {USER_ID} {PIN}", f"login {SHORT_ID}", "create pablo55", "create maria88",
        "name 2 Mother", "name 1", "name Mom", "remove 1", "remove 7", "alerts 1", "alerts Mom",
        "email ana@example.org",
        f"code {SHARE_CODE}", f"code {PHONE_CODE}", "add EAC9999103588",
        APPROVED.receipt, REVIEWED.receipt, "eac 99-991-03499 and IOE09123", "6721234567890", "3229999103403",
        "Mom", "M", "ana@example.org", USER_ID, SHORT_ID, "pablo55", PIN, SHORT_PIN, NEW_PIN, "12345678", "1234", CODE,
        SHARE_CODE, "00", "done", "sí", "where is my money, friend?", "", "   ", "\u200f\u202e", "🙂", "<say>&amp;\x00",
        "a\r\nb", "'; DROP TABLE watches; --", "x" * 1600, "stop please", "123-45-6789",
    )),
    ("picture", ""), ("location", ""), ("carrier_stop", "STOP"), ("carrier_start", "START"),
    ("arrived", APPROVED.receipt), ("asked", APPROVED.receipt), ("after a while", "list"), ("after a while", "1"),
    ("after a while", "yes"),
]  # fmt: skip
HUSHED = ("carrier_stop", "carrier_start", "arrived", "asked")


@dataclass(frozen=True)
class Spot:
    """A question as it stands in writing."""

    name: str | None
    language: str
    scope: str
    path: tuple[tuple[str, str], ...]
    stage: PaperLine = field(repr=False, compare=False)

    @property
    def key(self) -> tuple[frozenset[str], str, bool]:
        name = self.name or ""
        return frozenset(named({name}) or {name.partition(" ")[0]}), self.scope, self.stage.stopped


@dataclass(frozen=True)
class Sent:
    """A message, and what was said to it."""

    here: Spot
    kind: str
    text: str
    told: list[str]
    after: PaperLine = field(repr=False, compare=False)
    refused: str = ""


def sent(stage: PaperLine, kind: str, text: str) -> tuple[PaperLine, list[str]]:
    after = stage.fork()
    if kind == "after a while":
        for known in after.portfolios.inside.values():
            known.until = 0.0
    return after, after.send(text, "words" if kind == "after a while" else kind)


def spot(stage: PaperLine, path: tuple[tuple[str, str], ...]) -> Spot:
    asked = Conversation.from_json(json.loads(stage.kept)).asked
    return Spot(asked, stage.language or "", right(stage, TEXTS), path, stage)


def in_writing(begun: Sequence[PaperLine]) -> Iterator[Sent]:
    waiting, seen = deque(spot(stage, ()) for stage in begun), set[tuple[frozenset[str], str, bool]]()
    while waiting:
        here = waiting.popleft()
        if here.key in seen:
            continue
        seen.add(here.key)
        for kind, text in SENT:
            try:
                after, told = sent(here.stage, kind, text)
            except NotAllowedError as refused:
                yield Sent(here, kind, text, ["refused"], here.stage, str(refused))
                continue
            yield Sent(here, kind, text, told, after)
            waiting.append(spot(after, (*here.path, (kind, text[:40]))))


def writing(language: str, *before: str) -> PaperLine:
    stage = stocked()
    stage.language, stage.chosen = language, True
    for text in before:
        stage.send(text, "words")
    return stage


MANY = "add " + " ".join(f"EAC99991035{each:02}" for each in range(20))
# Questions of one name can stand at different points of a talk; these are the ways to each.
WAYS_IN = [
    (), (f"login {USER_ID} {PIN}", "name 2 Mother", "remove", "M"), (f"login {USER_ID} {PIN}", MANY, "list"),
    (f"login {SHORT_ID} {SHORT_PIN}",), ("create pablo55", "1", "0"), ("forgot", "1", CODE),
]  # fmt: skip


@cache
def texts() -> list[Sent]:
    return list(in_writing([writing("en", *way) for way in WAYS_IN]))


def spots() -> list[Spot]:
    return list({one.here.key: one.here for one in texts()}.values())


def replied() -> list[Sent]:
    return [one for one in texts() if not one.refused]


def test_every_question_is_asked_by_text() -> None:
    assert named({here.name or "" for here in spots()}) == BY_TEXT


def test_a_text_asks_for_nothing_that_nobody_may_do() -> None:
    refused = {(one.here.name, one.here.scope, one.kind, one.text[:20], one.refused) for one in texts() if one.refused}
    assert refused == set()


def test_every_message_at_every_question_is_answered_or_hushed_on_purpose() -> None:
    for one in replied():
        stopping = one.here.stage.stopped and one.kind == "words"
        assert one.told or one.kind in HUSHED or stopping, one
        assert all(text.strip() for text in one.told), one


def test_the_same_message_to_the_same_talk_gets_the_same_answer() -> None:
    for one in replied()[::7]:  # other messages at each question
        again, told = sent(one.here.stage, one.kind, one.text)
        assert (told, again.kept) == (one.told, one.after.kept), one


def played_again(one: Sent) -> Turn:
    """What is open when the log is played anew. Raises AssertionError when that asks the world."""
    stage = one.after.fork()

    def kept(deed: Deed[Any]) -> Json:
        assert deed.fleeting, deed.name  # what came of all others stands in the log
        return stage.perform(deed)

    return take_turn(stage.dialog, Conversation.from_json(json.loads(one.after.kept)), None, kept)


def test_a_log_that_is_played_again_comes_to_the_question_that_is_open() -> None:
    lost = set()
    for one in replied():
        before = Conversation.from_json(json.loads(one.after.kept))
        try:
            turn = played_again(one)
        except AssertionError:
            lost.add((one.here.name, one.kind, one.text))
            continue
        if before.asked is not None and turn.after != before:
            lost.add((one.here.name, one.kind, one.text))
    assert lost == set()


def test_every_question_is_asked_in_spanish_as_well() -> None:
    for here in spots():
        if here.stage.stopped:
            continue
        stage = here.stage.fork()
        stage.language, stage.chosen = "es", True
        assert answers(stage, "help") != answers(here.stage.fork(), "help"), here


def answers(stage: PaperLine, text: str) -> list[str]:
    """Nothing, where the script asks for what nobody may do: that is looked at elsewhere."""
    try:
        return stage.send(text, "words")
    except NotAllowedError:
        return []


def test_menu_leaves_every_question() -> None:
    for here in spots():
        if not here.stage.stopped:
            after, told = sent(here.stage, "words", "menu")
            assert not (spot(after, ()).name or "").startswith(OURS), here
            assert told, here


def test_stop_is_obeyed_at_every_question() -> None:
    for one in replied():
        if one.text in ("stop please", "STOP"):
            assert one.after.stopped, one


@pytest.mark.parametrize("text", ["??", "12", "where is my money, friend?", "🙂"])
def test_no_question_holds_anybody_who_is_not_understood(text: str) -> None:
    for here in spots():
        stage = here.stage.fork()
        told = [answers(stage, text) for _ in range(20)]
        assert not all(told) or not (spot(stage, ()).name or "").startswith(OURS), here


# What only an owner is asked.
OWNERS = ("share", "delete", "remove", "name", "contacts", "contact", "unverified", "contact code", "which phone",
          "email", "receipts", "which of", "first alerts")  # fmt: skip


def test_whoever_was_silent_for_too_long_is_told_and_nothing_is_done() -> None:
    late = [one for one in texts() if one.kind == "after a while" and one.here.scope.startswith("owner")]
    asked = [one for one in late if named({one.here.name or ""}) & {*OWNERS}]
    told = ("sign", "stopped")  # whoever said STOP is told that, and nothing else
    unaware = {
        (one.here.name, one.text, one.refused) for one in asked if not any(w in " ".join(one.told) for w in told)
    }
    assert len(asked) > 20
    assert unaware == set()


def test_no_secret_that_was_sent_stands_in_what_is_kept_of_a_talk() -> None:
    for one in replied():
        told = {line[3] for line in json.loads(one.after.kept)["log"] if line[0] == "said"}
        assert not told & {PIN, SHORT_PIN, NEW_PIN} or (one.here.name or "").startswith(NO_SECRETS), one
