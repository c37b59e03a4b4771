"""What the script may ask the world to do. The desk does it (`bot/deeds.py`); here stand the words for it."""

from dataclasses import dataclass

from dialogs.cases import Finding, Json
from dialogs.deed import Deed


@dataclass(frozen=True, slots=True)
class Person:
    """What the line remembers of who is there: `stopped` asked for no more messages; `language` is None when new;
    `textable`: texts can be sent to the number, as far as is known (a hidden number, a landline: they can't)."""

    stopped: bool
    language: str | None
    textable: bool = True


@dataclass(frozen=True)
class MeetPerson(Deed[Person]):
    """Who is there?"""

    def read(self, came: Json) -> Person:
        return Person(bool(came["stopped"]), came["language"], bool(came["textable"]))


@dataclass(frozen=True)
class Speak(Deed[None]):
    """Go on in this language. `chosen`: the person said so; otherwise it was guessed from the words."""

    language: str
    chosen: bool

    def read(self, came: Json) -> None:
        return None


@dataclass(frozen=True)
class FindCases(Deed[tuple[Finding, ...]]):
    """Ask where these cases stand; one finding for each receipt, in order."""

    receipts: tuple[str, ...]

    def read(self, came: Json) -> tuple[Finding, ...]:
        findings = tuple(Finding.from_json(finding) for finding in came)
        if tuple(finding.receipt for finding in findings) != self.receipts:
            raise ValueError("findings for other receipts")
        return findings


@dataclass(frozen=True)
class LookAgain(FindCases):
    """The same once more, while somebody waits for it: it was counted when it was first asked for."""


@dataclass(frozen=True)
class PromiseAnswer(Deed[None]):
    """Send the answer about these receipts as a text of its own, when it is there; to a caller, to the same phone."""

    receipts: tuple[str, ...]

    def read(self, came: Json) -> None:
        return None


@dataclass(frozen=True)
class CheckLine(Deed[str]):
    """May one more text be sent to the phone that calls? `fine` (one more is counted); `deaf`, for a landline (where
    nobody knows it is fine); `enough`, when it got many today."""

    def read(self, came: Json) -> str:
        if came not in ("fine", "deaf", "enough"):
            raise ValueError("no answer of today's")
        return str(came)


@dataclass(frozen=True)
class StopTexts(Deed[None]):
    """No more messages to this phone; the words that said so are kept as evidence."""

    words: str

    def read(self, came: Json) -> None:
        return None


@dataclass(frozen=True)
class StartTexts(Deed[None]):
    """Messages to this phone are welcome again."""

    words: str

    def read(self, came: Json) -> None:
        return None


@dataclass(frozen=True)
class ForgetPerson(Deed[None]):
    """Forget this phone: its language, its conversation, its look-ups. An opt-out stays."""

    def read(self, came: Json) -> None:
        return None
