"""What was read in a message, and the sheet on which a reader marks what it has already read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from dialogs.plain import plain

DoubtReason = Literal["repaired", "zero_lost", "keys_ambiguous", "prefix_unsure", "extra_letter", "asterisk"]
WrongPart = Literal["letters", "digits"]
WrongReason = Literal[
    "letters_missing",
    "letters_too_many",
    "digits_missing",
    "digits_too_many",
    "letter_among_digits",
]
WrongKind = Literal["a_number", "ssn", "online_account", "nvc", "perm"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Most likely a receipt number, to be confirmed: `typed` as it stood there, one to four `suggestions` (canonical).

    repaired        signs that look alike were exchanged, by position: `I0E…`, `IOEO912…`
    zero_lost       an IOE number without its leading 0
    keys_ambiguous  three keys of a phone stand for two known prefixes
    prefix_unsure   three letters that may be a word or a name, before ten digits that may be a phone number
    extra_letter    letters glued before or behind
    asterisk        an asterisk before ten digits, where nine are expected
    """

    typed: str
    suggestions: tuple[str, ...]
    reason: DoubtReason


@dataclass(frozen=True, slots=True)
class Wrong:
    """An attempt at a receipt number that can't be repaired: the `part` that is wrong, and `count`: how many letters
    (`part` letters) or digits (`part` digits) were there, where `wanted` are needed.

    letters_missing: fewer than three, none at all, a digit in their place, or three keys that stand for no known prefix
    letter_among_digits: a letter that looks like no digit; `count` is how many true digits there are
    """

    typed: str
    part: WrongPart
    reason: WrongReason
    count: int
    wanted: int


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read in one message, each in order of appearance, without doubles.

    `found` are canonical receipts; `kinds` are numbers of other sorts, without their digits: a suspected Social
    Security number is in no field of this.
    """

    found: tuple[str, ...] = ()
    doubtful: tuple[Doubt, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    kinds: tuple[WrongKind, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.found or self.doubtful or self.wrong or self.kinds)


class Sheet:
    """A message in plain letters; whoever has read a part of it takes it, so that nobody reads it twice."""

    def __init__(self, text: str) -> None:
        written = plain(text)
        self.raw = written.raw
        self.text = written.upper
        self.whole = written.upper
        self.at = written.at
        self.secrets: list[tuple[int, int]] = []
        self._notes: list[tuple[int, str | Doubt | Wrong]] = []
        self._kinds: list[tuple[int, WrongKind]] = []

    def take(self, start: int, end: int, note: str | Doubt | Wrong | None = None) -> None:
        """`§` never stands in plain text: no later pattern reaches across it."""
        self.text = f"{self.text[:start]}{'§' * (end - start)}{self.text[end:]}"
        if note is not None:
            self._notes.append((start, note))

    def take_kind(self, start: int, end: int, kind: WrongKind) -> None:
        self.take(start, end)
        self._kinds.append((start, kind))

    def hide(self, start: int, end: int) -> None:
        """A suspected Social Security number stands here."""
        self.secrets.append((self.at[start], self.at[end - 1] + 1))

    def typed(self, start: int, end: int) -> str:
        return " ".join(self.raw[start:end].split())

    def capitals(self, start: int, end: int) -> bool:
        return not any(letter.islower() for letter in self.raw[start:end])

    @property
    def quiet(self) -> bool:
        """Nothing that looks like a receipt number, and no number of another sort, has been read so far."""
        return not self._notes and not self._kinds

    def reading(self) -> Reading:
        notes = [note for _, note in sorted(self._notes, key=lambda item: item[0])]
        found = tuple(dict.fromkeys(note for note in notes if isinstance(note, str)))
        return Reading(
            found,
            tuple(_new_doubts(notes, found)),
            tuple(dict.fromkeys(note for note in notes if isinstance(note, Wrong))),
            tuple(dict.fromkeys(kind for _, kind in sorted(self._kinds, key=lambda item: item[0]))),
        )


def _new_doubts(notes: list[str | Doubt | Wrong], found: tuple[str, ...]) -> Iterator[Doubt]:
    known: set[tuple[str, ...]] = {(receipt,) for receipt in found}
    for note in notes:
        if isinstance(note, Doubt) and note.suggestions not in known:
            known.add(note.suggestions)
            yield note
