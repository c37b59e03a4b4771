"""Who is there: what the line remembers of one phone, opened for one turn."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.limits import Asked
from bot.loops import Echo
from bot.twilio.numbers import may_text
from storage.sealing import DataKey, place

MEMORY = "people.sealed"
WRAPPED = "people.wrapped_key"
LOG = "conversations.sealed"


@dataclass
class Visitor:
    """A phone and what is remembered of it; `version` is 0 for one who was never here.

    `language` is None until it was heard or chosen; `chosen` languages are not overruled by guesses; `landline` is
    None until somebody asked what kind of line it is; `texted`: a text came from there, so that it is no number that a
    caller made up; `echo`: what it said last, and how often.
    """

    key: bytes
    address: str
    data_key: DataKey
    wrapped_key: bytes
    version: int = 0
    stopped: bool = False
    language: str | None = None
    chosen: bool = False
    asked: Asked = field(default_factory=Asked)
    landline: bool | None = None
    texted: bool = False
    echo: Echo = field(default_factory=Echo)

    @property
    def textable(self) -> bool:
        """Whether a text can go there, as far as is known."""
        return bool(self.address) and not self.landline and may_text(self.address)

    def speak(self, language: str, *, chosen: bool) -> None:
        if chosen or not self.chosen:
            self.language, self.chosen = language, chosen or self.chosen

    def sealed(self) -> bytes:
        memory = {
            "address": self.address,
            "language": self.language,
            "chosen": self.chosen,
            "different": self.asked.different,
            "recent": self.asked.recent,
            "texts": self.asked.texts,
            "landline": self.landline,
            "texted": self.texted,
            "last": asdict(self.echo),
        }
        return self.data_key.seal(json.dumps(memory).encode(), place(MEMORY, self.key))

    def remember(self, sealed: bytes) -> None:
        memory: dict[str, Any] = json.loads(self.data_key.open(sealed, place(MEMORY, self.key)))
        self.language = memory["language"]
        self.chosen = memory["chosen"]
        self.asked = Asked(memory["different"], memory["recent"], memory.get("texts", []))
        self.landline = memory.get("landline")
        self.texted = memory.get("texted", False)
        self.echo = Echo(**memory.get("last", {}))
