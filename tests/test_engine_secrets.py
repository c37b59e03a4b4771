"""Secrets in a talk: heard, handed to the very next deed, and in no log."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from dialogs.cases import Json
from dialogs.deed import Deed
from dialogs.engine import Conversation, Dialog, Reply, Script, Turn, do, hear, say, take_turn
from dialogs.text import _


@dataclass(frozen=True)
class Try(Deed[bool]):
    secrets = frozenset(("pin",))
    user_id: str
    pin: str = field(repr=False)

    def read(self, came: Json) -> bool:
        return bool(came)


@dataclass(frozen=True)
class Draw(Deed[str]):
    fleeting = True

    def read(self, came: Json) -> str:
        return str(came)


def vault() -> Script[None]:
    user_id = yield from hear("who", _("Who are you?"), short=True)
    for _try in range(3):
        pin = yield from hear("pin", _("Your PIN?"), secret=True)
        if (yield from do(Try(user_id.text, pin.text))):
            drawn = yield from do(Draw())
            yield from say(_("Here: {drawn}.", drawn=drawn), confidential=True)
            while True:
                yield from hear("more", _("More?"))
        yield from say(_("No."))


class World:
    def __init__(self) -> None:
        self.tried: list[tuple[str, str]] = []
        self.drawn = 0

    def __call__(self, deed: Deed[Any]) -> Json:
        if isinstance(deed, Try):
            self.tried.append((deed.user_id, deed.pin))
            return deed.pin == "83920174"
        self.drawn += 1
        return "a-secret"


def played(world: World, *replies: Reply) -> tuple[Turn, str]:
    """The last turn, and all that was kept between the turns."""
    kept, everything = json.dumps(Conversation().to_json()), ""
    for reply in replies:
        turn = take_turn(Dialog(vault), Conversation.from_json(json.loads(kept)), reply, world)
        kept = json.dumps(turn.after.to_json())
        everything += kept
    return turn, everything


def test_a_secret_reaches_the_next_deed_and_stands_in_no_log() -> None:
    world = World()
    _turn, kept = played(world, Reply("maria"), Reply("11112222"), Reply("83920174"), Reply("more"))
    assert world.tried == [("maria", "11112222"), ("maria", "83920174")]
    assert "1111" not in kept
    assert "8392" not in kept


def test_a_talk_goes_on_though_its_secrets_are_gone() -> None:
    world = World()
    turn, _kept = played(world, Reply("maria"), Reply("11112222"), Reply("83920174"))
    assert (turn.asked, turn.hid, turn.confidential) == ("more", True, True)
    assert len(world.tried) == 2


def test_words_that_are_no_secret_are_kept_so_that_they_replay() -> None:
    _turn, kept = played(World(), Reply("maria"), Reply("help"))
    assert "help" in kept


@pytest.mark.parametrize("sent", ["83920174", "8392 0174", "8392-0174"])
def test_a_pin_sent_to_another_question_is_not_kept(sent: str) -> None:
    _turn, kept = played(World(), Reply(sent))
    assert "8392" not in kept


def test_a_secret_that_came_along_answers_the_first_question_that_asks_for_one() -> None:
    world = World()
    turn, kept = played(world, Reply("maria", enclosed="83920174"))
    assert world.tried == [("maria", "83920174")]
    assert (turn.asked, turn.hid) == ("more", True)
    assert "8392" not in kept
    assert "8392" not in repr(Reply("maria", enclosed="83920174"))


def test_a_secret_that_came_along_is_used_once() -> None:
    world = World()
    turn, _kept = played(world, Reply("maria", enclosed="11112222"))
    assert world.tried == [("maria", "11112222")]
    assert turn.asked == "pin"


def test_what_is_fleeting_is_done_again_and_never_kept() -> None:
    world = World()
    _turn, kept = played(world, Reply("maria"), Reply("83920174"), Reply("thanks", stray=True))
    assert world.drawn == 2
    assert "a-secret" not in kept


def test_the_repr_of_a_deed_hides_its_secret() -> None:
    assert "83920174" not in repr(Try("maria", "83920174"))
