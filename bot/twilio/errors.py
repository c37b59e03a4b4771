"""What became of a text that could not be sent or delivered, and whether to try again.

The numbers are Twilio's, the same in answers of the REST API and in delivery reports:
https://www.twilio.com/docs/api/errors
"""

from collections.abc import Mapping
from types import MappingProxyType

from bot.sending import Fate

MEANINGS: Mapping[Fate, tuple[int, ...]] = MappingProxyType(
    {
        # The person said STOP to the carrier: as good as saying it to us.
        "opted_out": (21610,),
        # This text to this number will never go: no such number, a land line, too long.
        "never": (21211, 21214, 21217, 21612, 21614, 21617, 30005, 30006),
        # Whoever runs the service has to mend something: keys, balance, registration, countries allowed.
        "ours": (20003, 21408, 21602, 21606, 21608, 30002, 30032, 30034, 13227),
        # A carrier took these words for spam; the same words again make it worse.
        "filtered": (30004, 30007, 30450, 32017),
        # Full queues, phones that are off: worth another try.
        "later": (20429, 20500, 21611, 30001, 30003, 30008, 30022, 30023, 30500),
        # Perhaps sent, perhaps not: to be asked for before it is sent again.
        "unknown": (30410,),
    }
)
FATES: Mapping[int, Fate] = MappingProxyType({code: fate for fate, codes in MEANINGS.items() for code in codes})


def fate_of(status: int, code: int | None) -> Fate:
    """What a refusal by the REST API means; `status` is that of HTTP, `code` the number in its body.

    A 5xx may come after the message was taken, so it is unknown whatever its code. A refusal nobody has heard of is
    ours to look at.
    """
    if status >= 500:
        return "unknown"
    return FATES.get(code or 0, "later" if status == 429 else "ours")


class EraseError(Exception):
    """A text still stands at Twilio.

    refused  not for now but on principle: deleting this one is not allowed
    code     Twilio's number for the reason, None when it gave none
    """

    def __init__(self, code: int | None = None, *, refused: bool = False) -> None:
        super().__init__("text not erased" + (f", code {code}" if code else ""))
        self.code = code
        self.refused = refused
