"""A carrier as the outbox sees it: it remembers what it took, and goes wrong as a test says."""

from dataclasses import dataclass, field
from typing import Literal

from bot.sending import SendError
from tests.mortal import Died
from tests.world import Clock

# What happens to the next text. silent: taken, but nobody hears so; lost: not taken, and nobody hears so;
# killed: taken, and then the process dies; killed before: the process dies without having sent it.
Mood = Literal["fine", "silent", "lost", "killed", "killed before"] | SendError


@dataclass(frozen=True)
class Taken:
    to: str
    body: str
    reference: str
    at: float
    sid: str


@dataclass
class Carrier:
    """`moods` are used up one a text; when there is none left all is fine. `asked`: how often it was asked for one."""

    clock: Clock
    moods: list[Mood] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    asked: int = 0
    away: bool = False

    @property
    def bodies(self) -> list[str]:
        return [text.body for text in self.taken]

    def send(self, to: str, body: str, reference: str) -> str:
        mood = self.moods.pop(0) if self.moods else "fine"
        if isinstance(mood, SendError):
            raise mood
        if mood == "killed before":
            raise Died
        if mood != "lost":
            self.taken.append(Taken(to, body, reference, self.clock(), f"SM{len(self.taken):032d}"))
        if mood == "killed":
            raise Died
        if mood in ("silent", "lost"):
            raise SendError("unknown")
        return self.taken[-1].sid

    def find(self, to: str, body: str, since: float) -> list[str]:
        self.asked += 1
        if self.away:
            raise SendError("later")
        like = [text for text in self.taken if (text.to, text.body) == (to, body) and text.at >= since]
        return [text.sid for text in reversed(like)]
