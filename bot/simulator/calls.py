"""The calls that go on at the simulated carrier, at most one a phone."""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from bot.simulator.call_parameters import Call, call_state
from bot.simulator.feed import Feed
from bot.simulator.messages import new_sid
from bot.simulator.open_call import LONGEST_IDLE, OpenCall
from bot.simulator.parameters import Account
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
        self._played: list[OpenCall] = []  # those that are over may still wait for an answer
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="call-status")

    def close(self) -> None:
        """Hangs up everywhere, and waits for what is under way."""
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
        player = Player(call, self._account, self._webhook.post, clock=time.monotonic)
        going = OpenCall(player, self._feed, self._over, self._idle)
        with self._lock:
            if any(other.call.phone == phone for other in self._going.values()):
                raise InCallError(phone)
            self._going[call.sid] = going
            self._played = [*(other for other in self._played if other.playing), going]
            going.begin()
        return call.sid

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

    def _over(self, call: Call, state: str, answered: float) -> None:
        """Tells the service, without keeping the call waiting."""
        with self._lock:
            self._going.pop(call.sid, None)
        url, now = self._number["status_callback"], time.time()
        if url:
            params = call_state(self._account, call, state, answered or now, now)
            self._threads.submit(self._report, call, url, params).add_done_callback(lambda done: done.result())

    def _report(self, call: Call, url: str, params: Pairs) -> None:
        exchange = self._webhook.post(url, params)
        raw = {"request": exchange.request, "response": exchange.response, "code": exchange.fault}
        self._feed.tell(call.phone, "line", "request", call.sid, **raw)
        if exchange.fault:
            body = f"{exchange.fault}: No good answer to the end of the call."
            self._feed.tell(call.phone, "line", "error", call.sid, body=body, **raw)
