"""The calls that go on at the simulated carrier, at most one a phone."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from bot.simulator.call_parameters import Call, call_state
from bot.simulator.feed import Feed
from bot.simulator.messages import new_sid
from bot.simulator.open_call import LONGEST_IDLE, OpenCall
from bot.simulator.parameters import Account
from bot.simulator.placed import Placed, Ringing
from bot.simulator.player import Player
from bot.simulator.signing import Pairs
from bot.simulator.webhook import Webhook


class InCallError(Exception):
    """That phone is in a call already."""


class NoCallError(Exception):
    """There is no such call, or no more."""


class Calls:
    """Safe to use from several threads."""

    def __init__(
        self, account: Account, feed: Feed, webhook: Webhook, number: Mapping[str, str], idle: float = LONGEST_IDLE
    ) -> None:
        """`number` says where calls and their ends are told, and is read anew for each; `idle` in seconds."""
        self._account, self._feed, self._webhook, self._number, self._idle = account, feed, webhook, number, idle
        self._lock = Lock()
        self._going: dict[str, OpenCall] = {}
        self._records: set[str] = set()  # of calls that are over
        self._played: list[OpenCall] = []  # those that are over may still wait for an answer
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="call-status")
        self.times: Callable[[str], int] = lambda _phone: 1  # how often the end of a phone's call is told
        self.ringing = Ringing(feed, self._taken, lambda call, state: self._over(call, state, 0.0), self._engaged)

    def close(self) -> None:
        """Hangs up everywhere, and waits for what is under way."""
        self.ringing.close()
        with self._lock:
            going = list(self._going.values())
        for call in going:
            call.hang_up("The simulator stops.")
        for call in self._played:
            call.join()
        self._threads.shutdown()

    def begin(self, phone: str, withheld: bool = False) -> str:
        """A person calls from `phone`; the call's sid. Raises InCallError."""
        urls = self._number["voice_url"], self._number["voice_fallback_url"]
        call = Call(new_sid("CA"), phone, *urls, withheld)
        self._take(call)
        return call.sid

    def place(self, call: Call) -> Placed:
        """The service calls a phone, which does not ring yet."""
        return self.ringing.queue(call, self._account.line)

    def _take(self, call: Call) -> None:
        """The call begins. Raises InCallError."""
        player = Player(call, self._account, self._webhook.post, clock=time.monotonic)
        going = OpenCall(player, self._feed, self._over, self._idle)
        with self._lock:
            if any(other.call.phone == call.phone for other in self._going.values()):
                raise InCallError(call.phone)
            self._going[call.sid] = going
            self._played = [*(other for other in self._played if other.playing), going]
            going.begin()

    def _taken(self, call: Call) -> bool:
        try:
            self._take(call)
        except InCallError:
            return False
        return True

    def _engaged(self, phone: str) -> bool:
        return self.of(phone) is not None

    def of(self, phone: str) -> str | None:
        """The sid of the call that this phone is in."""
        with self._lock:
            return next((sid for sid, going in self._going.items() if going.call.phone == phone), None)

    def find(self, sid: str) -> OpenCall:
        """Raises NoCallError."""
        with self._lock:
            if sid not in self._going:
                raise NoCallError(sid)
            return self._going[sid]

    def erase(self, sid: str) -> bool:
        """Takes a call out of the records; False while it goes on. Raises NoCallError."""
        with self._lock:
            if sid in self._going:
                return False
            if sid not in self._records:
                raise NoCallError(sid)
            self._records.discard(sid)
        self.ringing.erase(sid)
        return True

    def _over(self, call: Call, state: str, answered: float) -> None:
        """Tells the service, without keeping the call waiting."""
        with self._lock:
            self._going.pop(call.sid, None)
            self._records.add(call.sid)
        self.ringing.ended(call.sid, state)
        url, now = call.callback or self._number["status_callback"], time.time()
        if url:
            params = call_state(self._account, call, state, answered or now, now)
            self._threads.submit(self._report, call, url, params).add_done_callback(lambda done: done.result())

    def _report(self, call: Call, url: str, params: Pairs) -> None:
        for _time in range(self.times(call.phone)):
            exchange = self._webhook.post(url, params)
            raw = {"request": exchange.request, "response": exchange.response, "code": exchange.fault}
            self._feed.tell(call.phone, "line", "request", call.sid, **raw)
            if exchange.fault:
                body = f"{exchange.fault}: No good answer to the end of the call."
                self._feed.tell(call.phone, "line", "error", call.sid, body=body, **raw)
