"""The engine: a talk is its log, and whatever becomes of the log nobody gets an answer to another question."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.cases import Json
from dialogs.deed import Deed
from dialogs.engine import Afresh, Conversation, Dialog, Hush, Reply, Script, Turn, do, hear, say, take_turn
from dialogs.text import Text, _


@dataclass(frozen=True)
class Fetch(Deed[str]):
    what: str

    def read(self, came: Json) -> str:
        if not isinstance(came, str):
            raise TypeError("not a string")
        return came


def shop() -> Script[None]:
    """Asks what is wanted, fetches it, asks how many, and goes on until nothing more is wanted."""
    while True:
        wanted = yield from hear("what", _("What would you like?"))
        if wanted.text == "nothing":
            yield from say(_("Good day."))
            return
        if wanted.text == "hush":
            yield Hush()
            return
        thing = yield from do(Fetch(wanted.text))
        while True:
            count = yield from hear("how many", _("How many {thing}?", thing=thing))
            if count.text == "leave it":
                raise Afresh
            if count.text.isdecimal() and not count.stray:
                break
            yield from say(_("A number, please."))
        yield from say(_("{count} {thing}.", count=count.text, thing=thing))


class Counter:
    """Performs a fetch, and counts how often."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def __call__(self, deed: Deed[Any]) -> Json:
        assert isinstance(deed, Fetch)
        self.done.append(deed.what)
        return f"{deed.what}s"


def spoken(turn: Turn) -> list[str]:
    pieces = [*turn.said, *([turn.prompt] if turn.prompt is not None else [])]
    return [piece.msgid.format(**piece.values) for piece in pieces if isinstance(piece, Text)]


def talk(*replies: str) -> tuple[list[list[str]], Conversation, Counter]:
    """What is said turn by turn; between turns only JSON survives."""
    world, state, heard = Counter(), Conversation(), []
    for reply in replies:
        turn = take_turn(Dialog(shop), state, Reply(reply), world)
        state = Conversation.from_json(json.loads(json.dumps(turn.after.to_json())))
        heard.append(spoken(turn))
    return heard, state, world


def test_a_turn_says_only_what_is_new() -> None:
    heard, _state, _world = talk("apple", "3")
    assert heard == [["How many apples?"], ["3 apples.", "What would you like?"]]


def test_a_talk_can_be_opened_by_the_line_itself() -> None:
    assert spoken(take_turn(Dialog(shop), Conversation(), None, Counter())) == ["What would you like?"]


def test_a_deed_is_done_once_however_often_the_log_is_played() -> None:
    _heard, _state, world = talk("apple", "many", "some", "3")
    assert world.done == ["apple"]


def test_a_talk_that_is_over_leaves_nothing_behind() -> None:
    heard, state, _world = talk("nothing")
    assert (heard, state) == ([["Good day."]], Conversation())


def test_silence_is_kept_when_it_is_meant() -> None:
    heard, _state, _world = talk("hush")
    assert heard == [[]]


def test_a_turn_without_a_word_is_a_fault() -> None:
    def mute() -> Script[None]:
        yield from hear("anything")

    with pytest.raises(RuntimeError, match="without a word"):
        take_turn(Dialog(mute), Conversation(), Reply("hello"), Counter())


def test_a_dialog_may_begin_again_with_the_newest_reply() -> None:
    def fickle() -> Script[None]:
        first = yield from hear("first", _("First?"))
        second = yield from hear("second", _("{word}?", word=first.text))
        if second.text == "again":
            raise Afresh
        yield from say(_("Done."))

    state = take_turn(Dialog(fickle), Conversation(), Reply("one"), Counter()).after
    assert spoken(take_turn(Dialog(fickle), state, Reply("again"), Counter())) == ["again?"]


def test_what_is_never_an_answer_begins_the_talk_anew() -> None:
    dialog = Dialog(shop, lambda reply, _asked: reply.text.isupper())
    state = take_turn(dialog, Conversation(), Reply("apple"), Counter()).after
    assert spoken(take_turn(dialog, state, Reply("PEAR"), Counter())) == ["How many PEARs?"]


def test_a_reply_to_a_question_that_is_gone_is_not_taken_for_anothers() -> None:
    _heard, state, _world = talk("apple")
    state.log = state.log[:0]  # newer code asks something else first
    turn = take_turn(Dialog(shop), state, Reply("3"), Counter())
    assert spoken(turn) != ["3 apples."]
    assert turn.after.log[0] == ["said", "what", "words", "3", True]


def test_a_result_made_by_older_code_is_asked_for_again() -> None:
    _heard, state, _world = talk("apple")
    state.log[1][3] = {"old": "shape"}
    world = Counter()
    turn = take_turn(Dialog(shop), state, Reply("2"), world)
    assert spoken(turn) == ["2 apples.", "What would you like?"]
    assert world.done == ["apple"]


def test_a_secret_is_not_in_the_log() -> None:
    def guarded() -> Script[None]:
        pin = yield from hear("pin", _("PIN?"), secret=True)
        thing = yield from do(Fetch(str(len(pin.text))))
        yield from hear("next", _("{thing}", thing=thing))

    turn = take_turn(Dialog(guarded), Conversation(), Reply("83920174"), Counter())
    assert "83920174" not in json.dumps([line for line in turn.after.log if line[0] == "said"])


def test_a_log_that_is_too_long_starts_over() -> None:
    endless = {"log": [["said", "what", "words", "x", False]] * 500, "asked": "what"}
    assert Conversation.from_json(endless) == Conversation([], "what", -1)


LINES = st.one_of(
    st.tuples(st.just("said"), st.sampled_from(["what", "how many", "other"]), st.just("words"), st.text(max_size=8),
              st.booleans()).map(list),
    st.tuples(st.just("did"), st.just("Fetch"), st.fixed_dictionaries({"what": st.text(max_size=3)}),
              st.one_of(st.text(max_size=3), st.none(), st.integers())).map(list),
    st.lists(st.one_of(st.none(), st.integers(), st.text(max_size=4)), max_size=6),
)  # fmt: skip


@given(
    st.lists(LINES, max_size=8),
    st.one_of(st.none(), st.sampled_from(["what", "how many", "gone"])),
    st.text(max_size=5),
)
def test_no_log_whatsoever_raises(log: list[list[Any]], asked: str | None, reply: str) -> None:
    turn = take_turn(Dialog(shop), Conversation.from_json({"log": log, "asked": asked}), Reply(reply), Counter())
    assert turn.said or turn.prompt or turn.asked is None


@given(st.lists(st.sampled_from(["apple", "pear", "3", "many", "leave it"]), min_size=1, max_size=6), st.data())
def test_a_log_cut_or_doubled_never_answers_the_wrong_question(replies: list[str], data: st.DataObject) -> None:
    """After the log was damaged, a count that belonged to one thing is never taken as the count of another."""
    heard, state, _world = talk(*replies)
    position = data.draw(st.integers(0, len(state.log)))
    damaged = data.draw(
        st.sampled_from([state.log[:position], state.log[:position] + state.log[max(0, position - 1) :]])
    )
    turn = take_turn(Dialog(shop), Conversation.from_json({**state.to_json(), "log": damaged}), Reply("7"), Counter())
    sold = [words for words in spoken(turn) if words.startswith("7 ")]
    assert sold in ([], [heard[-1][-1].replace("How many", "7").replace("?", ".")])
