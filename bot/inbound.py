"""What comes in at a door, in the desk's words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Inbound:
    """A message, or a step of a call, as a door hands it in.

    `address` is E.164, with `whatsapp:` before it where it came that way, and empty where it is hidden; `kind` is
    `words`, `picture`, `location`, `arrived`, `asked` (an answer that was asked for on a call), or `carrier_stop` and
    its kin; on a call `opens`, `keys`, `speech`, `silence` or `dialed`. `message_id` is the provider's, the same when
    it is sent again. A step of a call has none: it has the call's id, the number of the turn that it asks for, and the
    number that was called.
    """

    channel: str
    address: str
    text: str
    kind: str
    message_id: str = ""
    call: str = ""
    turn: int = 0
    called: str = ""

    @property
    def who(self) -> str:
        """What the person is known by: the phone, or the call where that is hidden."""
        return self.address.removeprefix("whatsapp:") or f"call {self.call}"

    @property
    def talk(self) -> str:
        """What the conversation is known by. A call whose number changes on the way is another one."""
        return f"call {self.call} {self.who}" if self.call else f"{self.channel} {self.who}"

    @property
    def answer(self) -> str:
        """What the answer is known by, when the same comes in again."""
        return f"{self.call} {self.turn} {self.who}" if self.call else self.message_id
