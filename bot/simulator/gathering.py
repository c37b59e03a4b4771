"""A Gather that listens: which keys and words it takes, and when it has what it wants.

What is documented (https://www.twilio.com/docs/voice/twiml/gather) is done, and nothing is added: `finishOnKey` is no
part of the digits, and pressed before any digit it is no input at all; the first key or word decides between keys
and speech.
"""

from dataclasses import dataclass
from enum import Enum, auto

from bot.simulator.call_parameters import keyed, spoken
from bot.simulator.call_twiml import Gather
from bot.simulator.signing import Pairs


class Heard(Enum):
    """What became of a key or of words."""

    LOST = auto()
    MORE = auto()
    DONE = auto()


@dataclass(slots=True)
class Gathering:
    """`since` is when it began to listen, in the player's seconds: what was pressed earlier, nobody heard."""

    verb: Gather
    since: float
    digits: str = ""
    words: str = ""
    confidence: float = 0.0
    finished: str = ""

    def key(self, key: str) -> Heard:
        if "dtmf" not in self.verb.input or self.words:
            return Heard.LOST
        if key == self.verb.finish_on_key:
            self.finished = key
            return Heard.DONE
        self.digits += key
        return Heard.DONE if len(self.digits) == self.verb.num_digits else Heard.MORE

    def speech(self, words: str, confidence: float) -> Heard:
        if "speech" not in self.verb.input or self.digits or not words.strip():
            return Heard.LOST
        self.words = f"{self.words} {words.strip()}".strip()
        self.confidence = confidence
        return Heard.MORE if self.verb.speech_timeout else Heard.DONE

    @property
    def input(self) -> str:
        """What it still takes: the first key turns speech off, the first words the keys."""
        return "dtmf" if self.digits else "speech" if self.words else self.verb.input

    @property
    def patience(self) -> int:
        """How long silence may last now, in seconds."""
        return self.verb.speech_timeout if self.words else self.verb.timeout

    def result(self) -> Pairs | None:
        """What the action is told; None when there was no input and it is not asked for."""
        if self.words:
            return spoken(self.words, self.confidence, self.verb.language)
        if self.digits or self.verb.action_on_empty_result:
            return keyed(self.digits, self.finished)
        return None
