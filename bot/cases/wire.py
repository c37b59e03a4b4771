"""One HTTP request and its whole answer, within a time and a size.

The client's transport is used without the client itself, which would write every address (and so every receipt) into
the log, keep cookies, and read the environment for proxies.
Errors: AgencyError, for every way in which no whole answer comes.
"""

import threading
import time
import zlib
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import httpx2
import stamina
import stamina.instrumentation
import structlog

from bot.cases.deadline import DeadlineTransport
from bot.cases.source import AgencyError

log = structlog.get_logger()

LARGEST_ANSWER = 1_000_000  # bytes, unpacked; a real one has two thousand
CONNECT_SECONDS = 3.0
ATTEMPTS = 3
LONGEST_WAIT = 0.6  # seconds between two attempts, jitter included


class Reply(NamedTuple):
    status: int
    body: bytes


def quiet_stamina() -> None:
    """To be called once at the start of a process: retries are logged without arguments.

    The hook that comes with stamina logs the arguments of what is tried again: receipts.
    """
    stamina.instrumentation.set_on_retry_hooks([_log_retry])


def _log_retry(details: stamina.instrumentation.RetryDetails) -> None:
    log.info("trying again", attempt=details.retry_num, wait=round(details.wait_for, 2),
             error=type(details.caused_by).__name__)  # fmt: skip


def checked_address(url: str) -> str:
    """`url` without a slash at its end. Raises ValueError unless it is HTTPS, or HTTP on this machine."""
    try:
        parts = urlsplit(str(httpx2.URL(url)))
    except httpx2.InvalidURL:
        raise ValueError("The agency's address is not an address.") from None
    loopback = parts.hostname in ("127.0.0.1", "::1", "localhost")
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and loopback)):
        raise ValueError("The agency's address must begin with https:// (http:// only on this machine).")
    return url.rstrip("/")


class Wire:
    """`transport` is for tests; without one, a real one is made at the first request, after any fork."""

    def __init__(self, transport: httpx2.BaseTransport | None = None) -> None:
        self._given = transport
        self._made: DeadlineTransport | None = None
        self._lock = threading.Lock()

    def close(self) -> None:
        """Closes the connections kept; the next request would open new ones."""
        with self._lock:
            made, self._made = self._made, None
        if made is not None:
            made.close()

    def get(self, url: str, headers: Mapping[str, str], until: float) -> Reply:
        """`until`: the instant, by `time.monotonic()`, when waiting ends."""
        return self._retried(lambda: self._request("GET", url, headers, b"", until), until)

    def post(self, url: str, form: Mapping[str, str], until: float) -> Reply:
        content = urlencode(form).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        return self._retried(lambda: self._request("POST", url, headers, content, until), until)

    def _retried(self, call: Callable[[], Reply], until: float) -> Reply:
        """Tries again only when nothing was sent: the connection was refused."""

        def worth(error: Exception) -> bool:
            return isinstance(error, httpx2.ConnectError) and time.monotonic() + LONGEST_WAIT < until

        try:
            for attempt in stamina.retry_context(worth, ATTEMPTS, wait_initial=0.1, wait_max=0.5, wait_jitter=0.1):
                with attempt:
                    return call()
        except httpx2.TimeoutException:
            raise AgencyError("The agency did not answer in time.", slow=True) from None
        except httpx2.TransportError as error:
            raise AgencyError(f"The agency can't be reached ({type(error).__name__}).") from None
        raise AssertionError("the last attempt returns or raises")

    def _request(self, method: str, url: str, headers: Mapping[str, str], content: bytes, until: float) -> Reply:
        now = time.monotonic()
        if until <= now:
            raise httpx2.ConnectTimeout("no time left")
        limits = {"connect": min(until, now + CONNECT_SECONDS), "read": until, "write": until, "pool": until - now}
        headers = {"Accept-Encoding": "identity", "User-Agent": "case-status-line", **headers}
        request = httpx2.Request(method, url, headers=headers, content=content, extensions={"timeout": limits})
        response = self._transport().handle_request(request)
        try:
            return Reply(response.status_code, _body(response, until))
        finally:
            response.close()

    def _transport(self) -> httpx2.BaseTransport:
        if self._given is not None:
            return self._given
        with self._lock:
            if self._made is None:
                self._made = DeadlineTransport()
            return self._made


def _body(response: httpx2.Response, until: float) -> bytes:
    raw = bytearray()
    stream = response.stream
    assert isinstance(stream, httpx2.SyncByteStream)
    for chunk in stream:
        raw += chunk
        if len(raw) > LARGEST_ANSWER:
            raise AgencyError("The agency's answer is too large.")
        if time.monotonic() > until:
            raise httpx2.ReadTimeout("the answer does not end")
    packing = response.headers.get("Content-Encoding", "identity").strip().lower()
    return bytes(raw) if packing in ("", "identity") else _unpacked(bytes(raw), packing)


def _unpacked(raw: bytes, packing: str) -> bytes:
    """We ask for plain bytes; a server that packs them all the same is understood, never beyond the largest size."""
    if packing not in ("gzip", "x-gzip", "deflate"):
        raise AgencyError("The agency's answer is packed in an unknown way.")
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    try:
        body = unpacker.decompress(raw, LARGEST_ANSWER)
    except zlib.error:
        raise AgencyError("The agency's answer is packed badly.") from None
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise AgencyError("The agency's answer is too large, or cut off.")
    return body
