"""What comes in at a door, in the desk's words."""

from dataclasses import dataclass

A_NETWORK = "page "  # begins what the limits know the people on a page by: there may be many behind one


@dataclass(frozen=True, slots=True)
class Inbound:
    """A message, or a step of a call, as a door hands it in.

    `address` is E.164, with `whatsapp:` before it where it came that way, and empty where it is hidden; `kind` is
    `words`, `picture`, `location`, `arrived`, `asked` (an answer that was asked for on a call), or `carrier_stop` and
    its kin; on a call `opens`, `keys`, `speech`, `silence` or `dialed`. `message_id` is the provider's, the same when
    it is sent again. A step of a call has none: it has the call's id, the number of the turn that it asks for, and the
    number that was called. `reference` is our own id of the message that a call of ours carries.

    A message from a page (`web`) has no address either: it has the page's `session`, which nobody else knows, the
    `network` it comes from, and the `language` of the page.
    """

    channel: str
    address: str
    text: str
    kind: str
    message_id: str = ""
    call: str = ""
    turn: int = 0
    called: str = ""
    reference: str = ""
    session: str = ""
    network: str = ""
    language: str = ""

    @property
    def by_text(self) -> bool:
        """Whether it came from a phone, in writing."""
        return not self.call and not self.session

    @property
    def caller(self) -> str:
        """What the limits know the person by: the phone, or the network of a page; "" for all who hide theirs."""
        if self.session:
            return f"{A_NETWORK}{self.network}"
        return self.who if self.address else ""

    @property
    def who(self) -> str:
        """What the person is known by: the phone, or the call where that is hidden, or the session of a page."""
        if self.session:
            return f"page {self.session}"
        return self.address.removeprefix("whatsapp:") or f"call {self.call}"

    @property
    def talk(self) -> str:
        """What the conversation is known by. A call whose number changes on the way is another one."""
        return f"call {self.call} {self.who}" if self.call else f"{self.channel} {self.who}"

    @property
    def answer(self) -> str:
        """What the answer is known by, when the same comes in again."""
        return f"{self.call} {self.turn} {self.who}" if self.call else self.message_id
