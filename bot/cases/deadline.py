"""An HTTP transport with an end: a server that sends one byte a second can't hold a request open.

The time-outs of HTTP clients are for each read of the socket. Here the four time-outs of a request mean instants, in
seconds of `time.monotonic()`, so that each read gets only what is left; `pool` alone is a length of time.
Errors: those of `httpx2`, TransportError and below.
"""

import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import httpcore2
import httpx2

Addresses = list[tuple[Any, ...]]
CONNECTIONS = 20
IDLE_SECONDS = 5.0  # shorter than servers keep an idle connection: no request goes into a closing one


def _left(instant: float | None) -> float:
    """Seconds until `instant`; never 0, which to a socket means not to wait at all and another error."""
    return 0.001 if instant is None else max(instant - time.monotonic(), 0.001)


class _Stream(httpcore2.NetworkStream):
    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore2.NetworkBackend):
    def __init__(self) -> None:
        self._sockets = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Tries the host's addresses one after the other, each with its share of the time."""
        hosts = _resolved(host, port, timeout)
        for more, address in zip(range(len(hosts), 0, -1), hosts, strict=True):
            try:
                share = _left(timeout) / more
                return _Stream(self._sockets.connect_tcp(address, port, share, local_address, socket_options))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if more == 1:
                    raise
        raise httpcore2.ConnectError("The name has no address.")


def _resolved(host: str, port: int, until: float | None) -> list[str]:
    """The numeric addresses of `host`, in a thread of its own: a name server's silence has no time-out."""
    answer: SimpleQueue[Addresses | OSError] = SimpleQueue()

    def ask() -> None:
        try:
            answer.put(list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
        except (OSError, UnicodeError) as error:
            answer.put(OSError(str(error)))

    Thread(target=ask, daemon=True, name="resolver").start()
    try:
        told = answer.get(timeout=_left(until))
    except Empty:
        raise httpcore2.ConnectTimeout("The name server does not answer.") from None
    if isinstance(told, OSError):
        raise httpcore2.ConnectError(str(told))
    return list(dict.fromkeys(str(address[4][0]) for address in told))


@contextmanager
def _as_client_errors() -> Iterator[None]:
    try:
        yield
    except httpcore2.ConnectError as error:
        raise httpx2.ConnectError(str(error)) from error
    except httpcore2.TimeoutException as error:
        raise httpx2.ReadTimeout(str(error)) from error
    except (httpcore2.ProtocolError, httpcore2.UnsupportedProtocol) as error:
        raise httpx2.RemoteProtocolError(str(error)) from error
    except httpcore2.NetworkError as error:
        raise httpx2.NetworkError(str(error)) from error


class _Body(httpx2.SyncByteStream):
    def __init__(self, response: httpcore2.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        with _as_client_errors():
            yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class DeadlineTransport(httpx2.BaseTransport):
    """Keeps connections for the requests to come; HTTP/1.1, no proxy, no redirects, the system's trust."""

    def __init__(self) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(),
            max_connections=CONNECTIONS,
            keepalive_expiry=IDLE_SECONDS,
            network_backend=_Backend(),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        url = request.url
        with _as_client_errors():
            response = self._pool.handle_request(
                httpcore2.Request(
                    method=request.method,
                    url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        return httpx2.Response(response.status, headers=response.headers, stream=_Body(response))

    def close(self) -> None:
        self._pool.close()
