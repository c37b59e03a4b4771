"""The three letters a receipt number begins with, in what a caller said."""

from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.spoken_signs import PLAIN, Sign

Said = tuple[Sign, ...]

_BETWEEN_LETTERS = 3  # words passed over between two letters


@dataclass(frozen=True, slots=True)
class Head:
    """Three letters, or two of them, and where they end; `sure` is the weakest of their signs."""

    letters: str
    sure: int
    cost: int
    end: int


def heads(said: Said, start: int) -> Iterator[Head]:
    """The ways to hear three letters from `start` on, or two that part of a known prefix."""
    heads = [Head("", PLAIN, 0, start)]
    while heads:
        head = heads.pop()
        for letters, sure, cost, end in _next_letters(said, head.end, first=not head.letters):
            longer = Head(head.letters + letters, max(head.sure, sure), head.cost + cost + sure, end)
            if len(longer.letters) == 3:
                yield longer
            elif len(longer.letters) < 3:
                heads.append(longer)
                if len(longer.letters) == 2 and longer.sure == PLAIN:
                    yield longer


def _next_letters(said: Said, at: int, *, first: bool) -> Iterator[tuple[str, int, int, int]]:
    passed = 0
    for end in range(at, min(len(said), at + 1 + (0 if first else _BETWEEN_LETTERS))):
        sign = said[end]
        for letters, sure in sign.letters:
            yield letters, sure, passed, end + 1
        if not sign.loose:
            return
        passed += 2 if sign.letters else 1


def past_letters(said: Said, head: Head) -> tuple[bool, int]:
    """Whether an asterisk follows the letters, and where the digits begin; a last letter said twice is one."""
    at = head.end
    if at < len(said) and not said[at].digits and head.letters[-1] in [letter for letter, _ in said[at].letters]:
        at += 1
    for end in range(at, min(len(said), at + 3)):
        if said[end].star:
            return True, end + 1
        if said[end].digits or said[end].letters:
            break
    return False, at
