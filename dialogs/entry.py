"""How a question is answered: on a phone call, and on a page. In a text it makes no difference: any message is one."""

from dataclasses import dataclass

from dialogs.text import Phone

ENDS = "#"


@dataclass(frozen=True, slots=True)
class Keys:
    """By up to `most` keys; more than one are ended by `#` or by a pause. `spoken` names what may be said instead:
    nothing (""), one of a few choices ("choice"), a receipt number ("receipt"), or any words ("words")."""

    most: int = 1
    spoken: str = ""

    def parted(self, pressed: str) -> tuple[str, str]:
        """What of the keys pressed answers this question, and what was keyed ahead for the next ones."""
        head = pressed[: self.most]
        if self.most > 1 and ENDS in head:
            head = head[: head.index(ENDS)]
            return head or ENDS, pressed[len(head) + 1 :]
        rest = pressed[len(head) :]
        return head, rest.removeprefix(ENDS) if self.most > 1 else rest


@dataclass(frozen=True, slots=True)
class Wait:
    """Nobody is asked: after a pause of so many seconds the line goes on by itself."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Transfer:
    """By somebody else: the call is put through to a person at `phone`; the answer is how that ended."""

    phone: Phone


@dataclass(frozen=True, slots=True)
class Choices:
    """By one of a few: what is sent for each, and what it stands for (a meaning, see `dialogs/page_words.py`)."""

    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Receipts:
    """By receipt numbers, any number of them; `enough` is what is sent when there are no more."""

    enough: str


Entry = Keys | Wait | Transfer | Choices | Receipts
