"""The ways out: by text, by e-mail, by phone call. Each takes what a row of the outbox holds to its wire."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from bot.mail import File
from bot.reports import END, RANKS
from storage.messages import CALL, EMAIL, TEXT, Status

Letter = Mapping[str, Any]  # what a row holds: `to`, `body`, `zones`; of an e-mail `subject`, `html`, `file`, …
Awake = Callable[[float, Letter], float]  # the first moment from then on at which a phone may ring


def at_any_time(now: float, _letter: Letter) -> float:
    return now


class Sender(Protocol):
    """Both raise SendError, `find` never an `unknown` one; it names all texts like this one."""

    def send(self, to: str, body: str, reference: str) -> str: ...

    def find(self, to: str, body: str, since: float) -> list[str]: ...


class Mails(Protocol):
    """Raises SendError; sent again under the same `message_id` it is the same e-mail. `close` ends a batch."""

    def send(  # noqa: PLR0913
        self,
        to: str,
        subject: str,
        body: str,
        message_id: str,
        file: File | None = None,
        *,
        html: str = "",
        unsubscribe: str = "",
    ) -> str: ...

    def close(self) -> None: ...


class Caller(Protocol):
    """Both raise SendError, `find` never an `unknown` one; it names all calls to this number."""

    def send(self, to: str, reference: str) -> str: ...

    def find(self, to: str, since: float) -> Iterable[str]: ...


class Post(Protocol):
    """One way out. `channel` names its rows; `taken` is how far something is that went out; `send` gives the provider's
    id. `find` says what may have become of something whose sending was never recorded, by the provider's ids; None:
    nobody can be asked. `awake` is the first moment from `now` on at which it may be sent."""

    channel: str
    taken: Status

    def send(self, letter: Letter, reference: str) -> str: ...

    def find(self, letter: Letter, since: float) -> Iterable[str] | None: ...

    def awake(self, now: float, letter: Letter) -> float: ...

    def close(self) -> None: ...


class ByText:
    """Through the carrier, whose reports say how it ends."""

    channel, taken = TEXT, Status("queued", RANKS["queued"])

    def __init__(self, sender: Sender, awake: Awake = at_any_time) -> None:
        self._sender = sender
        self.awake = awake

    def send(self, letter: Letter, reference: str) -> str:
        return self._sender.send(letter["to"], letter["body"], reference)

    def find(self, letter: Letter, since: float) -> Iterable[str]:
        return self._sender.find(letter["to"], letter["body"], since)

    def close(self) -> None:
        """Each text is a request of its own."""


class ByCall:
    """Through the carrier, whose reports say whether a person answered."""

    channel, taken = CALL, Status("queued", RANKS["queued"])

    def __init__(self, caller: Caller, awake: Awake = at_any_time) -> None:
        self._caller = caller
        self.awake = awake

    def send(self, letter: Letter, reference: str) -> str:
        return self._caller.send(letter["to"], reference)

    def find(self, letter: Letter, since: float) -> Iterable[str]:
        return self._caller.find(letter["to"], since)

    def close(self) -> None:
        """Each call is a request of its own."""


class ByMail:
    """Through the mail server, which is not heard of again."""

    channel, taken = EMAIL, Status("sent", END)

    def __init__(self, mails: Mails) -> None:
        self._mails = mails

    def send(self, letter: Letter, reference: str) -> str:
        told = letter.get("file")
        file = File(told["name"], told["type"], told["content"].encode()) if told else None
        html, unsubscribe = letter.get("html", ""), letter.get("unsubscribe", "")
        self._mails.send(
            letter["to"], letter["subject"], letter["body"], reference, file, html=html, unsubscribe=unsubscribe
        )
        return reference

    def find(self, _letter: Letter, _since: float) -> None:
        return None

    def awake(self, now: float, _letter: Letter) -> float:
        return now

    def close(self) -> None:
        self._mails.close()
