"""A line of few words for the player of calls: the test writes what it answers, and what it was asked is kept."""

from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

from bot.simulator.call_parameters import Call
from bot.simulator.happenings import Happening, Said
from bot.simulator.parameters import Account
from bot.simulator.player import Player
from bot.simulator.signing import Pairs
from bot.simulator.webhook import Exchange

ACCOUNT = Account("AC" + "1" * 32, "token", "+12025550100", "https://line.example")
VOICE, FALLBACK = "https://line.example/twilio/voice", "https://line.example/twilio/fallback/voice"
Kind = TypeVar("Kind")


def xml(inside: str) -> Exchange:
    """A good answer with these verbs."""
    return Exchange("", "", 200, "text/xml", f"<Response>{inside}</Response>".encode())


@dataclass
class Line:
    """Answers by path and query; a list is answered one after the other, the last again and again."""

    answers: dict[str, Exchange | list[Exchange]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __call__(self, url: str, params: Pairs) -> Exchange:
        self.asked.append((url, dict(params)))
        place = urlsplit(url)
        answer = self.answers.get(
            place.path + (f"?{place.query}" if place.query else ""), Exchange("", "", fault=11200)
        )
        if isinstance(answer, list):
            return answer.pop(0) if len(answer) > 1 else answer[0]
        return answer

    @property
    def last(self) -> dict[str, str]:
        return self.asked[-1][1]


def playing(line: Line, withheld: bool = False) -> Player:
    """A player at a line whose documents begin at /twilio/voice; letters take a tenth of a second each."""
    call = Call("CA" + "2" * 32, "+12025550142", VOICE, FALLBACK, withheld)
    return Player(call, ACCOUNT, line, lambda text, language: len(text) / 10)


def all_of(kind: type[Kind], told: list[Happening]) -> list[Kind]:
    return [one for one in told if isinstance(one, kind)]


def words(told: list[Happening]) -> list[str]:
    return [one.text for one in all_of(Said, told)]
