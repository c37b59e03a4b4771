"""The agency's access token: one for all processes, made by one of them at a time.

It lies sealed in Redis until shortly before it ends. Without Redis, or without a seal, each process has its own.
Errors: AgencyError, never holding a token or a secret.
"""

import json
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from redis import Redis, RedisError

from bot.cases.source import AgencyError

KEY = "agency:token"
LOCK = "agency:token:making"
FAILED = "agency:token:failed"
MARGIN = 60.0  # seconds before its end at which a token is made anew: a request may take that long
LOCK_SECONDS = 12.0
FAILED_SECONDS = 2.0  # the processes that waited for a token that was refused do not each ask again
GLANCE = 0.05
# Deletes only what is still the same: another process may have put a new one there in the meantime.
_DELETE_SAME = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"


@dataclass(frozen=True, slots=True)
class Seal:
    """How a secret is sealed before others may hold it; `open` raises `broken` for what it can't open."""

    seal: Callable[[bytes], bytes]
    open: Callable[[bytes], bytes]
    broken: type[Exception] = ValueError


@dataclass(frozen=True, slots=True)
class Grant:
    """A token and when it ends, in seconds since 1970 UTC; `sealed` is what lies in Redis."""

    token: str = field(repr=False)
    ends: float
    sealed: bytes = field(default=b"", repr=False)


class Tokens:
    """`make(until)` asks the agency: the token and its seconds of life; raises AgencyError."""

    def __init__(
        self,
        make: Callable[[float], tuple[str, float]],
        redis: Redis | None = None,
        seal: Seal | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._make, self._seal, self._clock = make, seal, clock
        self._redis = redis if seal is not None else None
        self._lock = threading.Lock()
        self._held: Grant | None = None
        self._failure: tuple[float, AgencyError] | None = None

    def get(self, until: float) -> str:
        """The token; waits for one that is being made, at most until `until` by `time.monotonic()`."""
        held = self._held
        if held is not None and held.ends > self._clock():
            return held.token
        asked = time.monotonic()
        if not self._lock.acquire(timeout=max(until - asked, 0.0)):
            raise AgencyError("The agency gave no token in time.", slow=True)
        try:
            return self._renewed(asked, until).token
        finally:
            self._lock.release()

    def refuse(self, token: str) -> None:
        """The agency refused `token`: it is forgotten, here and by all, unless it has been replaced already."""
        with self._lock:
            held = self._held
            if held is None or held.token != token:
                return
            self._held = None
            if self._redis is not None and held.sealed:
                try:
                    self._redis.eval(_DELETE_SAME, 1, KEY, held.sealed)
                except RedisError:
                    return  # whoever reads it there is refused as well, and refuses it

    def _renewed(self, asked: float, until: float) -> Grant:
        """Called by one thread at a time; those who waited meanwhile share what came of it, a failure too."""
        if self._held is not None and self._held.ends > self._clock():
            return self._held
        if self._failure is not None and self._failure[0] >= asked:
            raise AgencyError(str(self._failure[1]), self._failure[1].retry_at)
        try:
            self._held = self._found_or_made(until)
        except AgencyError as error:
            if not error.slow:  # who has more time left than the one before may still get a token
                self._failure = (time.monotonic(), error)
            raise
        return self._held

    def _found_or_made(self, until: float) -> Grant:
        mine = secrets.token_bytes(8)
        while self._redis is not None:
            try:
                if (grant := self._read(self._redis)) is not None:
                    return grant
                if self._redis.exists(FAILED):
                    raise AgencyError("The agency gave no token.", self._clock() + FAILED_SECONDS)
                if self._redis.set(LOCK, mine, nx=True, px=int(LOCK_SECONDS * 1000)):
                    return self._made_for_all(self._redis, mine, until)
            except RedisError:
                break
            if time.monotonic() + GLANCE > until:
                raise AgencyError("The agency gave no token in time.", slow=True)
            time.sleep(GLANCE)
        return self._made(until)

    def _made_for_all(self, redis: Redis, mine: bytes, until: float) -> Grant:
        """Made under the lock. When Redis goes meanwhile, the token is still good for this process."""
        try:
            # Another may have finished between our look and our lock.
            grant = self._read(redis) or self._made(until)
        except AgencyError:
            self._try(lambda: redis.set(FAILED, b"1", px=int(FAILED_SECONDS * 1000)))
            self._try(lambda: redis.eval(_DELETE_SAME, 1, LOCK, mine))
            raise
        left = grant.ends - self._clock()
        if grant.sealed and left > 0:
            self._try(lambda: redis.set(KEY, grant.sealed, px=max(int(left * 1000), 1)))
        self._try(lambda: redis.eval(_DELETE_SAME, 1, LOCK, mine))
        return grant

    def _made(self, until: float) -> Grant:
        token, lifetime = self._make(until)
        ends = self._clock() + max(lifetime - MARGIN, lifetime / 2)
        if self._seal is None:
            return Grant(token, ends)
        return Grant(token, ends, self._seal.seal(json.dumps([token, ends]).encode()))

    def _read(self, redis: Redis) -> Grant | None:
        """The token in Redis; None when there is none, or none that this process can open."""
        assert self._seal is not None
        sealed = cast(bytes | None, redis.get(KEY))
        if sealed is None:
            return None
        try:
            token, ends = json.loads(self._seal.open(sealed))
        except (self._seal.broken, ValueError):
            return None
        return Grant(token, ends, sealed) if ends > self._clock() else None

    def _try(self, command: Callable[[], object]) -> None:
        try:
            command()
        except RedisError:
            return  # every key ends by itself
