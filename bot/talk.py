"""The terminal as a phone: a line typed is a text sent, a line that begins with `bot:` is a text received.

What is read from a pipe is written out as well, so that what comes out is the whole conversation.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

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
