"""What may become of something that is sent, by whichever wire: a text, an e-mail."""

from typing import Literal

Fate = Literal["opted_out", "never", "ours", "later", "filtered", "unknown"]


class SendError(Exception):
    """Something was not sent, or perhaps was; never holds an address or the words.

    permanent  sending it again can't succeed (opted_out, never, filtered)
    unknown    it may have gone out: ask before sending again
    opted_out  the person wants no more of it
    away       the provider could not be reached at all: the next one need not be tried now
    code       the provider's number for the reason, None when it gave none
    """

    def __init__(self, fate: Fate, code: int | None = None) -> None:
        super().__init__(f"not sent: {fate}" + (f", code {code}" if code else ""))
        self.fate = fate
        self.permanent = fate in {"opted_out", "never", "filtered"}
        self.unknown = fate == "unknown"
        self.opted_out = fate == "opted_out"
        self.away = fate == "later" and code is None
        self.code = code
