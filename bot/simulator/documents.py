"""Fetches the documents of a call: asks, reads the answer, and asks the fall-back when that can't be played."""

from collections.abc import Callable
from dataclasses import dataclass, field

from httpx2 import InvalidURL

from bot.simulator.call_parameters import Call, call_pairs
from bot.simulator.call_twiml import Document, read_call
from bot.simulator.happenings import Asked, Faulted
from bot.simulator.parameters import Account
from bot.simulator.signing import Pairs
from bot.simulator.twiml import TwimlError
from bot.simulator.webhook import Exchange

NO_ADDRESS = 11100  # the carrier's number
Asking = Callable[[str, Pairs], Exchange]


@dataclass(slots=True)
class Fetched:
    """A document and its address; None when there is none, not even from the fall-back."""

    url: str
    document: Document | None = None
    told: list[Asked | Faulted] = field(default_factory=list)


class Documents:
    """The requests of one call."""

    def __init__(self, call: Call, account: Account, ask: Asking, now: Callable[[], float]) -> None:
        """`now` is asked after each request."""
        self._call, self._account, self._ask, self._now = call, account, ask, now

    def fetch(self, url: str, more: Pairs, status: str) -> Fetched:
        """`more` is what the request says besides the call's own parameters."""
        fetched = Fetched(url)
        fault = self._try(fetched, more, status)
        if fault and self._call.fallback:
            fetched.url = self._call.fallback
            self._try(fetched, [*more, ("ErrorCode", str(fault)), ("ErrorUrl", url)], status)
        return fetched

    def _try(self, fetched: Fetched, more: Pairs, status: str) -> int:
        """Asks once; the number of what was wrong, or 0."""
        params = [*call_pairs(self._account, self._call, status), *more]
        try:
            exchange = self._ask(fetched.url, params)
        except (ValueError, InvalidURL):
            exchange = Exchange("", "(this is no address)", fault=NO_ADDRESS)
        at, reason = self._now(), f"No good answer from {fetched.url}: {exchange.status or exchange.response}."
        fault, warnings = exchange.fault, list[tuple[int, str]]()
        if not fault:
            try:
                fetched.document = read_call(exchange.content_type, exchange.body)
                warnings += fetched.document.warnings
            except TwimlError as error:
                fault, reason = error.code, str(error)
        fetched.told.append(Asked(fetched.url, params, exchange, fault, at))
        for code, words in [*([(fault, reason)] if fault else []), *warnings]:
            fetched.told.append(Faulted(code, words, exchange, at))
        return fault
