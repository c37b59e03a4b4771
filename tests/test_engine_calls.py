"""The engine on a call: saying it again, keys pressed ahead of the questions, and how each question is answered."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dialogs.cases import Json
from dialogs.deed import Deed
from dialogs.engine import (
    Again,
    Ahead,
    Ask,
    Conversation,
    Dialog,
    Do,
    Flush,
    Hush,
    Reply,
    Say,
    Script,
    Turn,
    do,
    hear,
    say,
    take_turn,
)
from dialogs.entry import Entry, Keys, Transfer, Wait
from dialogs.text import Phone, Text, Words, _

PEOPLE = Transfer(Phone("+18003755283"))


@dataclass(frozen=True)
class Fetch(Deed[str]):
    what: str

    def read(self, came: Json) -> str:
        return str(came)


class Shelf:
    """Performs a fetch, and remembers which."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def __call__(self, deed: Deed[Any]) -> Json:
        assert isinstance(deed, Fetch)
        self.done.append(deed.what)
        return f"thing {deed.what}"


def kiosk() -> Script[None]:
    """Sells what is on a shelf: a choice, a number of up to 5 keys, a moment to wait, and how many of it.

    `*` says it again, slower each time; `#` alone takes keys ahead; a wrong answer drops them; `0` is a person; who
    chooses 9 leaves.
    """
    yield from say(_("Welcome."))
    while True:
        choice = yield from listen("menu", "Shelf, press 1. Leave, press 9.", Keys(1), ("1", "9"))
        if choice == "9":
            yield from say(_("Goodbye."))
            return
        number = yield from listen("number", "Which number?", Keys(5))
        thing = yield from do(Fetch(number))
        yield from say(_("One moment."))
        yield from hear("wait", entry=Wait(1))
        yield from say(_("Here is {thing}.", thing=thing))
        count = yield from listen("count", "How many?", Keys(1), ("1", "2", "3"))
        yield from say(_("{count} of {thing}.", count=count, thing=thing))


def listen(name: str, prompt: str, entry: Keys, good: tuple[str, ...] = ()) -> Script[str]:
    pace = 0
    while True:
        reply = yield from hear(name, Text(prompt), entry=entry)
        if reply.stray:
            continue
        if reply.text == "*":
            pace += 1
            yield Again(pace)
        elif reply.text == "0":
            went = yield from hear("person", _("I connect you."), entry=PEOPLE)
            yield from say(_("That was {went}.", went=went.text))
        elif reply.text == "#":
            ahead = yield from hear("ahead", _("All keys now."), secret=True, entry=Keys(40))
            yield Ahead(ahead.text if ahead.kind == "keys" else "")
        elif reply.kind == "keys" and reply.text.isdecimal() and (not good or reply.text in good):
            return reply.text
        else:
            yield Flush()
            yield from say(_("That was not it."))


KIOSK = Dialog(kiosk)


def told(words: Words) -> str:
    assert isinstance(words, Text)
    return words.msgid.format(**words.values)


def heard(turn: Turn) -> list[str]:
    return [told(words) for words in (*turn.said, *((turn.prompt,) if turn.prompt is not None else ()))]


def kept(turn: Turn) -> Conversation:
    """What is left of a turn when the process ends after it."""
    return Conversation.from_json(json.loads(json.dumps(turn.after.to_json())))


def keys(pressed: str) -> Reply:
    return Reply(pressed, "keys")


SILENCE, GOES_ON = Reply("", "silence"), Reply("", "silence")


class Caller:
    """A call at the kiosk; between turns only JSON survives."""

    def __init__(self, script: Callable[[], Script[None]] = kiosk) -> None:
        self.dialog, self.shelf = Dialog(script), Shelf()
        self.turn = take_turn(self.dialog, Conversation(), None, self.shelf)

    def does(self, reply: Reply) -> list[str]:
        self.turn = take_turn(self.dialog, kept(self.turn), reply, self.shelf)
        return heard(self.turn)

    def presses(self, *pressed: str) -> list[str]:
        """What is heard after the last of these."""
        for one in pressed:
            self.does(keys(one))
        return heard(self.turn)

    @property
    def log(self) -> str:
        return json.dumps(self.turn.after.to_json())


# Saying it again


def test_again_says_what_was_said_before_and_the_question() -> None:
    caller = Caller()
    assert heard(caller.turn) == ["Welcome.", "Shelf, press 1. Leave, press 9."]
    assert caller.presses("*") == ["Welcome.", "Shelf, press 1. Leave, press 9."]


def test_each_time_it_is_said_again_it_is_slower_and_then_at_the_usual_pace() -> None:
    caller = Caller()
    paces = [caller.turn.pace]
    for pressed in ("*", "*", "*", "1", "*"):
        caller.presses(pressed)
        paces.append(caller.turn.pace)
    assert paces == [0, 1, 2, 3, 0, 1]


def test_said_again_twice_in_a_row_it_is_still_the_whole_of_it() -> None:
    caller = Caller()
    caller.presses("1", "7")
    caller.does(GOES_ON)
    for _time in range(3):
        assert caller.presses("*") == ["Here is thing 7.", "How many?"]
    assert caller.shelf.done == ["7"]


def test_again_is_no_way_back_to_what_was_said_earlier() -> None:
    caller = Caller()
    caller.presses("*", "1")
    assert caller.presses("*") == ["Which number?"]


def test_what_was_wrong_is_said_again_too() -> None:
    caller = Caller()
    assert caller.presses("5", "*") == ["That was not it.", "Shelf, press 1. Leave, press 9."]
    assert caller.turn.pace == 1


def test_words_said_just_before_it_are_left_out() -> None:
    def forgetful() -> Script[None]:
        yield from say(_("Hello."))
        yield from hear("one", _("One?"), entry=Keys(1))
        yield from say(_("Never mind."))
        yield Again(2)
        yield from hear("one", _("One?"), entry=Keys(1))

    caller = Caller(forgetful)
    assert caller.presses("1") == ["Hello.", "One?"]
    assert caller.turn.pace == 2


def test_after_an_answer_to_a_question_without_words_again_says_what_the_wait_followed() -> None:
    def waiting() -> Script[None]:
        yield from say(_("One moment."))
        yield from hear("wait", entry=Wait(1))
        yield Again()
        yield from hear("wait", entry=Wait(1))

    caller = Caller(waiting)
    assert caller.does(GOES_ON) == ["One moment."]
    assert caller.turn.pace == 0


# How a question is answered


def test_a_turn_carries_how_its_question_is_answered() -> None:
    caller = Caller()
    entries: list[Entry | None] = [caller.turn.entry]
    for reply in (keys("1"), keys("0"), Reply("busy", "dialed"), keys("7"), GOES_ON):
        caller.does(reply)
        entries.append(caller.turn.entry)
    assert entries == [Keys(1), Keys(5), PEOPLE, Keys(5), Wait(1), Keys(1)]
    caller.presses("1", "9")
    assert (caller.turn.asked, caller.turn.entry) == (None, None)


@pytest.mark.parametrize(
    ("most", "pressed", "head", "rest"),
    [
        (1, "1", "1", ""),
        (1, "12", "1", "2"),
        (1, "1#", "1", "#"),
        (1, "#", "#", ""),
        (1, "#1", "#", "1"),
        (1, "##", "#", "#"),
        (1, "*", "*", ""),
        (1, "*1", "*", "1"),
        (1, "", "", ""),
        (1, "1" * 40, "1", "1" * 39),
        (13, "3229999103403", "3229999103403", ""),
        (13, "3229999103403#", "3229999103403", ""),
        (13, "3229999103403#1", "3229999103403", "1"),
        (13, "32299991034031", "3229999103403", "1"),
        (13, "3229999103403##", "3229999103403", "#"),
        (13, "12345", "12345", ""),
        (13, "12345#", "12345", ""),
        (13, "12345#11", "12345", "11"),
        (13, "12345##", "12345", "#"),
        (13, "#", "#", ""),
        (13, "#1", "#", "1"),
        (13, "##", "#", "#"),
        (13, "9#", "9", ""),
        (13, "0#*", "0", "*"),
        (13, "322*999910340", "322*999910340", ""),
        (13, "", "", ""),
        (13, "1" * 40, "1" * 13, "1" * 27),
        (40, "1" * 40, "1" * 40, ""),
        (40, "1" * 41, "1" * 40, "1"),
    ],
)
def test_keys_are_parted_into_those_of_this_question_and_the_rest(
    most: int, pressed: str, head: str, rest: str
) -> None:
    assert Keys(most).parted(pressed) == (head, rest)


@given(st.integers(1, 13), st.text(st.sampled_from("0123456789*#"), max_size=40))
def test_parting_loses_no_key_but_one_pound(most: int, pressed: str) -> None:
    head, rest = Keys(most).parted(pressed)
    assert len(head) <= most
    assert bool(head) == bool(pressed)
    assert pressed in (head + rest, f"{head}#{rest}") or (head == "#" and pressed == f"#{rest}")


# Keys ahead


def test_keys_ahead_are_parted_over_the_questions() -> None:
    caller = Caller()
    assert caller.presses("#") == ["All keys now."]
    assert caller.presses("17#") == ["One moment."]
    assert caller.turn.asked == "wait"
    assert caller.shelf.done == ["7"]


def test_a_number_that_is_complete_needs_no_pound_and_bears_one() -> None:
    for pressed in ("177777", "177777#"):
        caller = Caller()
        assert caller.presses("#", pressed) == ["One moment."]
        assert caller.shelf.done == ["77777"]


def test_many_keys_for_one_question_are_taken_by_those_that_follow_without_being_asked_for() -> None:
    caller = Caller()
    assert caller.presses("17") == ["One moment."]
    assert caller.shelf.done == ["7"]


def test_where_no_key_is_wanted_those_ahead_are_no_answer_and_none_is_kept_for_later() -> None:
    caller = Caller()
    assert caller.presses("#", "1777772") == ["One moment."]
    assert caller.does(GOES_ON) == ["Here is thing 77777.", "How many?"]
    assert caller.turn.asked == "count"


def test_they_do_not_answer_for_a_person_either() -> None:
    caller = Caller()
    assert caller.presses("#", "01") == ["I connect you."]
    assert caller.does(Reply("busy", "dialed")) == ["That was busy.", "Shelf, press 1. Leave, press 9."]


def test_a_wrong_answer_drops_what_was_keyed_after_it() -> None:
    caller = Caller()
    assert caller.presses("#", "59") == ["That was not it.", "Shelf, press 1. Leave, press 9."]
    assert caller.turn.asked == "menu"


def test_a_wrong_answer_does_not_drop_the_reply_of_the_next_turn() -> None:
    caller = Caller()
    assert caller.presses("5", "1") == ["Which number?"]


def test_said_again_in_the_middle_of_them_is_what_was_said_last() -> None:
    caller = Caller()
    assert caller.presses("#", "1*") == ["Which number?"]
    assert caller.turn.pace == 1


def test_pound_after_pound_is_no_more_than_one() -> None:
    caller = Caller()
    assert caller.presses("##") == ["All keys now."]
    assert caller.presses("1") == ["Which number?"]


def test_keys_handed_on_go_before_what_was_pressed_after_them() -> None:
    """What a question does not want is never an answer to another one."""
    caller = Caller()
    assert caller.presses("#", "17#9") == ["One moment."]
    assert caller.shelf.done == ["7"]
    caller = Caller()
    assert caller.presses("#17#9") == ["One moment."]


def test_the_talk_may_end_before_they_do() -> None:
    caller = Caller()
    assert caller.presses("#", "9123") == ["Goodbye."]
    assert (caller.turn.asked, caller.turn.after) == (None, Conversation())


def test_nothing_keyed_ahead_is_nothing() -> None:
    for reply in (SILENCE, keys("#"), Reply("one two", "speech")):
        caller = Caller()
        caller.presses("#")
        assert caller.does(reply)[-1] in ("Shelf, press 1. Leave, press 9.", "All keys now.")
        assert caller.shelf.done == []


def test_what_was_keyed_ahead_is_not_in_the_log_but_for_what_questions_took() -> None:
    caller = Caller()
    caller.presses("#", "1837290468")
    assert caller.shelf.done == ["83729"]
    assert "83729" in caller.log
    assert "183729" not in caller.log
    assert "0468" not in caller.log


def test_what_was_dropped_is_not_in_the_log() -> None:
    caller = Caller()
    caller.presses("#", "583729046")
    assert caller.turn.asked == "menu"
    assert "8372" not in caller.log


def test_a_secret_keyed_ahead_is_not_in_the_log() -> None:
    def guarded() -> Script[None]:
        ahead = yield from hear("ahead", _("All keys."), secret=True, entry=Keys(40))
        yield Ahead(ahead.text)
        yield from hear("menu", _("Menu?"), entry=Keys(1))
        pin = yield from hear("pin", _("PIN?"), secret=True, entry=Keys(8))
        right = yield from do(Fetch(f"of {len(pin.text)}"))
        yield from hear("next", _("{right}?", right=right), entry=Keys(1))

    caller = Caller(guarded)
    assert caller.presses("183920174#") == ["thing of 8?"]
    assert "83920174" not in caller.log


def test_the_log_of_keys_ahead_gives_the_same_turn_again() -> None:
    """No key is taken twice, whoever plays it: the lines of the questions hold what they took."""
    caller = Caller()
    caller.presses("#", "17#")
    once = kept(caller.turn)
    after = take_turn(caller.dialog, once, GOES_ON, caller.shelf)
    again = take_turn(caller.dialog, Conversation.from_json(once.to_json()), GOES_ON, caller.shelf)
    assert heard(after) == heard(again) == ["Here is thing 7.", "How many?"]
    assert after.after == again.after
    assert after.after.log[: len(once.log)] == once.log
    assert caller.shelf.done == ["7"]


def test_keys_that_stand_in_the_log_are_handed_on_once() -> None:
    def plain() -> Script[None]:
        ahead = yield from hear("ahead", _("All keys."), entry=Keys(40))
        yield Ahead(ahead.text)
        for name in ("one", "two", "three", "four"):
            pressed = yield from hear(name, Text(f"{name}?"), entry=Keys(1))
            yield from say(Text(pressed.text))

    caller = Caller(plain)
    assert caller.presses("12") == ["2", "three?"]
    assert caller.presses("7") == ["7", "four?"]


def test_keys_ahead_do_not_come_back_when_the_log_of_them_is_cut() -> None:
    """Newer code asks something else: what the log no longer holds is asked, not guessed."""
    caller = Caller()
    caller.presses("#", "17#")
    place = [line[1] for line in caller.turn.after.log].index("ahead") + 1
    cut = Conversation(caller.turn.after.log[:place], "menu", place)
    assert heard(take_turn(caller.dialog, cut, None, caller.shelf))[-1] == "Shelf, press 1. Leave, press 9."


def test_a_repeated_step_of_a_call_takes_no_key_of_another() -> None:
    """The same reply to the same turn says the same; to a turn that has gone on it is stray, and its rest is lost."""
    caller = Caller()
    before = kept(caller.turn)
    first = take_turn(caller.dialog, before, keys("17"), caller.shelf)
    second = take_turn(caller.dialog, before, keys("17"), caller.shelf)
    assert (heard(first), first.after) == (heard(second), second.after)
    moved = Conversation(kept(first).log, "menu", 0)  # what they answer is the greeting
    late = take_turn(caller.dialog, moved, keys("93"), caller.shelf)
    assert late.asked == "count"
    assert late.after.log[-1] == ["said", "wait", "keys", "93", True]


def test_a_stale_reply_of_many_keys_is_stray_whole() -> None:
    def two() -> Script[None]:
        for name in ("one", "two"):
            while (yield from hear(name, Text(name), entry=Keys(1))).stray:
                pass
        yield from hear("three", Text("three"), entry=Keys(1))

    caller = Caller(two)
    caller.presses("1")
    stale = Conversation(caller.turn.after.log, "one", 0)
    late = take_turn(caller.dialog, stale, keys("12"), caller.shelf)
    assert late.asked == "two"
    assert late.after.log[-1] == ["said", "two", "keys", "1", True]


# Any sequence of replies


Step = Say | Hush | Again | Ahead | Flush | Ask | Do[Any]


class Live:
    """Plays a script once, from its beginning to its end, with nothing kept and nothing played again: what each turn
    should be."""

    def __init__(self, script: Callable[[], Script[None]], replies: list[Reply]) -> None:
        self.replies = iter(replies)
        self.held = ""  # keys ahead
        self.said: list[str] = []
        self.before: list[str] = []
        self.pace = 0
        self.shelf = Shelf()
        self.turns = list(self.play(script()))

    def play(self, steps: Script[None]) -> Iterator[tuple[list[str], str | None, int]]:
        answer: Any = None
        while True:
            try:
                step: Step = steps.send(answer)
            except StopIteration:
                yield self.said, None, 0
                return
            answer = None
            if isinstance(step, Say):
                self.said.append(told(step.words))
            elif isinstance(step, Again):
                self.said, self.pace = [*self.before], step.pace
            elif isinstance(step, Ahead):
                self.held = step.keys or self.held
            elif isinstance(step, Flush):
                self.held = ""
            elif isinstance(step, Do):
                answer = step.deed.read(self.shelf(step.deed))
            elif isinstance(step, Ask):
                if not (self.held and isinstance(step.entry, Keys)):
                    self.held = ""
                    prompt = [] if step.prompt is None else [told(step.prompt)]
                    yield [*self.said, *prompt], step.name, self.pace
                answer = self.answer(step)
                if answer is None:
                    return
                self.before, self.said, self.pace = self.said, [], 0

    def answer(self, step: Ask) -> Reply | None:
        reply = keys(self.held) if self.held else next(self.replies, None)
        self.held = ""
        if reply is None or reply.kind != "keys" or not isinstance(step.entry, Keys):
            return reply
        head, self.held = step.entry.parted(reply.text)
        return keys(head)


REPLIES = st.lists(
    st.one_of(
        st.sampled_from(["1", "17", "17#", "17#2", "7#", "2", "3", "*", "**", "#", "0", "9", "5", "12345", "123456#"]),
        st.text(st.sampled_from("012379*#"), min_size=1, max_size=12),
    )
    .map(keys)
    .flatmap(
        lambda reply: st.sampled_from([reply, reply, reply, SILENCE, Reply("one", "speech"), Reply("busy", "dialed")])
    ),
    max_size=14,
)


@given(REPLIES)
@example([keys("#"), keys("17#2"), GOES_ON, keys("*"), keys("2")])
@example([keys("#"), keys("15"), GOES_ON, keys("*")])
@example([keys("#"), keys("15#*"), keys("*")])
@example([keys("#"), keys("5123"), keys("1")])
@example([keys("#"), SILENCE, keys("1")])
def test_step_by_step_through_json_a_call_goes_as_if_it_were_played_at_once(replies: list[Reply]) -> None:
    """The dialog is started anew for every turn, and nobody can tell: neither caller nor world."""
    live = Live(kiosk, replies)
    caller = Caller()
    turns = [(heard(caller.turn), caller.turn.asked, caller.turn.pace)]
    for reply in replies:
        if caller.turn.asked is None:
            break
        caller.does(reply)
        turns.append((heard(caller.turn), caller.turn.asked, caller.turn.pace))
    assert turns == live.turns
    assert caller.shelf.done == live.shelf.done


@given(st.lists(st.sampled_from(["1", "2", "3", "5", "9"]), min_size=1, max_size=6))
def test_keys_pressed_ahead_lead_where_they_lead_one_by_one(pressed: list[str]) -> None:
    """Until one of them is wrong, or no key is wanted."""
    one_by_one, ahead, taken = Caller(), Caller(), ""
    for sent in pressed:
        entry = one_by_one.turn.entry
        if not isinstance(entry, Keys):
            break
        key = sent if entry.most == 1 else "77777"
        taken += key[0] if entry.most == 1 else key
        if "That was not it." in one_by_one.presses(key[: entry.most]):
            break
    ahead.presses("#", taken)
    assert (heard(ahead.turn), ahead.turn.asked, ahead.turn.pace) == (
        heard(one_by_one.turn),
        one_by_one.turn.asked,
        one_by_one.turn.pace,
    )
    assert ahead.shelf.done == one_by_one.shelf.done
