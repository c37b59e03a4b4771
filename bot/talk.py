"""The terminal as a phone: a line typed is a text sent, a line that begins with `bot:` is a text received.

In a call a line of keys is pressed, an empty one is silence, and any other is said. What is read from a pipe is
written out as well, so that what comes out is the whole conversation.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.simulator import captions
from bot.simulator.call_twiml import KEYS
from bot.simulator.happenings import Dials, Ended, Happening, Said
from bot.simulator.player import Player

A_MOMENT = 1.0  # seconds that the line listens while it waits for somebody else: nobody at a terminal is as quick
Talker = Callable[[str], Sequence[str]]  # the body of a text → the texts that come back


def talk(lines: Iterable[str], write: Callable[[str], None], talker: Talker, *, typed: bool = False) -> None:
    """Sends each line until there are no more; `typed`: a person at a keyboard sees what they type."""
    for line in _read(lines, write, typed):
        for answer in talker(line):
            write(bubble("bot", answer))


def _read(lines: Iterable[str], write: Callable[[str], None], typed: bool) -> Iterator[str]:
    for raw in lines:
        line = raw.removesuffix("\n")
        if not typed:
            write(bubble("you", line))
        yield line


def bubble(who: str, text: str) -> str:
    """A text as transcripts show it: further lines stand under the first."""
    margin = " " * (len(who) + 2)
    first, *rest = text.split("\n")
    return "\n".join([f"{who}: {first}".rstrip(), *(f"{margin}{line}".rstrip() for line in rest)])


def talk_by_voice(lines: Iterable[str], write: Callable[[str], None], player: Player, *, typed: bool = False) -> None:
    """Calls, does what each line says, and hangs up when there are no more.

    Time jumps, so nobody waits for a voice; a phone that the line dials rings until nobody has answered.
    """
    ear = _Ear(player, write)
    write(captions.calls(player.call.withheld))
    ear.hear(player.start(0.0))
    for raw in lines:
        if player.ended:
            break
        line = raw.strip()
        if not typed:
            write(_echo(line))
        ear.hear(_act(player, line))
    ear.hear(player.hang_up(player.now))


def _echo(line: str) -> str:
    if not line:
        return captions.NOTHING
    return captions.pressed(line) if _keys(line) else captions.spoke(line.strip('"'))


def _act(player: Player, line: str) -> list[Happening]:
    keys = _keys(line)
    if not line:
        return player.wait_out(player.now)
    if not keys:
        told = player.speak(line.strip('"'), player.now)
        return [*told, *player.wait_out(player.now)] if player.saying else told
    told = player.press(keys, player.now)
    # No more keys follow on this line.
    return [*told, *player.wait_out(player.now)] if player.keyed else told


def _keys(line: str) -> str:
    """The keys that a line presses, none when it is to be said."""
    keys = "".join(line.split())
    return keys if set(keys) <= KEYS else ""


class _Ear:
    """Writes down what is heard."""

    def __init__(self, player: Player, write: Callable[[str], None]) -> None:
        self.player, self._write, self._captions = player, write, captions.Captions()

    def hear(self, told: list[Happening]) -> None:
        """And goes on to where the line waits for the person."""
        player = self.player
        told += player.settle(A_MOMENT)
        while player.dialling and player.due is not None:
            told += [*player.advance(player.due), *player.settle(A_MOMENT)]
        for one in told:
            match one:
                case Said():
                    self._write(self._captions.line(one.text, one.language))
                case Dials():
                    self._write(captions.dials(one.number))
                case Ended():
                    self._write(captions.hangs_up(one.by_caller))
