"""What became of a text that could not be sent or delivered, and whether to try again.

The numbers are Twilio's, the same in answers of the REST API and in delivery reports:
https://www.twilio.com/docs/api/errors
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Fate = Literal["opted_out", "never", "ours", "later", "filtered", "unknown"]

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


class SendError(Exception):
    """A text that was not sent, or perhaps was; never holds the number or the words.

    permanent  sending this text again can't succeed (opted_out, never, filtered)
    unknown    it may have gone out: ask before sending again
    opted_out  the person wants no more texts
    code       Twilio's number for the reason, None when it gave none
    """

    def __init__(self, fate: Fate, code: int | None = None) -> None:
        super().__init__(f"text not sent: {fate}" + (f", code {code}" if code else ""))
        self.fate = fate
        self.permanent = fate in {"opted_out", "never", "filtered"}
        self.unknown = fate == "unknown"
        self.opted_out = fate == "opted_out"
        self.code = code


def fate_of(status: int, code: int | None) -> Fate:
    """What a refusal by the REST API means; `status` is that of HTTP, `code` the number in its body.

    A 5xx may come after the message was taken, so it is unknown whatever its code. A refusal nobody has heard of is
    ours to look at.
    """
    if status >= 500:
        return "unknown"
    return FATES.get(code or 0, "later" if status == 429 else "ours")
