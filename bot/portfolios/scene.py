"""Where a deed is asked for: which conversation, which phone, which way it talks."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.twilio.numbers import may_text

ON_CALLS, ON_PAGES = "voice", "web"
HIDDEN = "hidden"  # everybody who hides their number shares one allowance


def nothing() -> None:
    """Nobody waits for a text."""


@dataclass(frozen=True, slots=True)
class Scene:
    """`conversation` and `person` are the keys of the conversation and of the phone; `address` is E.164, maybe with
    `whatsapp:` in front; `who` is what the limits know the caller by, a phone or the network of a page: empty when the
    number is hidden; `channel` is sms, whatsapp, voice, web or terminal; `language` is the phone's at this moment;
    `until`, by `time.monotonic()`, is when the person's patience ends; `ring` is called when a message waits to be
    sent; `texted`: this phone has texted us before."""

    conversation: bytes
    person: bytes
    address: str
    who: str
    channel: str
    language: str
    textable: bool
    stopped: bool
    until: float = 0.0
    ring: Callable[[], None] = nothing
    texted: bool = False

    @property
    def hidden(self) -> bool:
        return not self.who

    @property
    def several(self) -> bool:
        """Whether many people may be behind the caller."""
        return self.hidden or self.channel == ON_PAGES

    @property
    def caller(self) -> str:
        """Whose allowance is used: a number on a call, which may be forged, uses up nothing of the phone's own."""
        if self.hidden:
            return HIDDEN
        return f"call {self.who}" if self.channel == ON_CALLS else self.who

    @property
    def guesser(self) -> str:
        """The caller as guesses are counted: "" for all who hide their number."""
        return "" if self.hidden else self.caller

    @property
    def is_proof(self) -> bool:
        """Whether a message from here shows that the phone is at hand: a caller's number is easily forged."""
        return self.channel != ON_CALLS and bool(self.address)

    @property
    def reachable(self) -> bool:
        """Whether a text can be sent here."""
        return self.textable and bool(self.address) and may_text(self.address)


def on_a_page(language: str, until: float = 0.0) -> Scene:
    """Where a link is opened: nobody's phone, and no talk."""
    return Scene(b"", b"", "", "", ON_PAGES, language, textable=False, stopped=False, until=until)
