"""The one way to Redis (or Valkey), for every process of the service.

Redis is a doorbell and a blackboard, never the truth; so a Redis that is dead or slow must not cost much. A command
gets `COMMAND_SECONDS`; after a failure, or a command that took longer than `SLOW_SECONDS`, every further command of
this process fails at once for `REST_SECONDS`, so that a webhook pays for a bad Redis once, not command by command.

Errors: `redis.RedisError`, raised by the commands; nothing here raises when a client is made, save ValueError for an
address that is none.
"""

import threading
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from redis import Redis, RedisError
from redis.backoff import ExponentialBackoff, NoBackoff
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import TimeoutError as TooSlow
from redis.retry import Retry

COMMAND_SECONDS = 0.3  # also for a connection; a healthy Redis answers in under a millisecond
SLOW_SECONDS = 0.2
REST_SECONDS = 1.0


class Resting(Retry):
    """Never tries twice (a count must not count twice), and lets a bad Redis rest. One for all connections.

    redis-py runs every connection attempt, command and pipeline through `call_with_retry`: the one place to stand.
    """

    def __init__(
        self, rest: float = REST_SECONDS, slow: float = SLOW_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(NoBackoff(), 0)
        self._rest, self._slow, self._clock = rest, slow, clock
        self._lock = threading.Lock()
        self._until = 0.0

    def __deepcopy__(self, _memo: Any) -> "Resting":
        """Each connection copies what it is given; the rest is meant for all of them."""
        return self

    def call_with_retry(self, do: Callable[[], Any], fail: Any, *args: Any, **options: Any) -> Any:
        began = self._clock()
        if began < self._until:
            raise Unreachable("Redis did not answer a moment ago; it is asked again shortly.")
        try:
            result = super().call_with_retry(do, fail, *args, **options)
        except (Unreachable, TooSlow):
            self._begin()
            raise
        if self._clock() - began > self._slow:
            self._begin()
        return result

    def _begin(self) -> None:
        with self._lock:
            self._until = self._clock() + self._rest


@lru_cache(maxsize=16)
def connect(url: str) -> Redis:
    """The client of this process for `redis://`, `rediss://` or `unix://`; the same one for the same address.

    Connects at the first command. For commands that answer at once: a blocking one would be cut off.
    """
    return Redis.from_url(
        url,
        socket_timeout=COMMAND_SECONDS,
        socket_connect_timeout=COMMAND_SECONDS,
        retry=Resting(),
        # Each of the greetings that a client sends by default is one more round trip that may take its full time.
        protocol=2,
        driver_info=None,
    )


def connect_blocking(url: str) -> Redis:
    """A client of its own for a worker, which waits in one command until there is something to do."""
    return Redis.from_url(
        url,
        socket_timeout=None,
        socket_connect_timeout=5.0,
        retry=Retry(ExponentialBackoff(cap=1.0, base=0.1), 3),
        protocol=2,
        driver_info=None,
    )


def healthy(connection: Redis) -> bool:
    """Whether Redis answers now; takes about `COMMAND_SECONDS` at most."""
    try:
        return bool(connection.ping())
    except RedisError:
        return False
