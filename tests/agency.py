"""A server that plays the agency on a real socket, well and badly: it sends what a test writes, byte by byte."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SAMPLES = Path(__file__).parent / "samples" / "uscis"
RESET = "reset"
Piece = bytes | float | str  # bytes to send, seconds to wait, RESET


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    at: float


Play = Callable[[Asked], Iterable[Piece]]


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def answer(status: int, body: bytes, *headers: str) -> Iterable[Piece]:
    lines = [f"HTTP/1.1 {status} X", "Content-Type: application/json", f"Content-Length: {len(body)}", *headers]
    return ["\r\n".join([*lines, "", ""]).encode() + body]


def token(name: str = "TESTTOKEN0000000000000000001", lasts: str = "1799") -> Iterable[Piece]:
    return answer(200, sample("token_200.json").replace(b"TESTTOKEN0000000000000000001", name.encode())
                  .replace(b'"1799"', f'"{lasts}"'.encode()))  # fmt: skip


class Agency:
    """`plays` says what is sent for a request; `asked` holds every request that came."""

    def __init__(self, look_up: Play, give_token: Play | None = None) -> None:
        self.look_up = look_up
        self.give_token: Play = give_token or (lambda _asked: token())
        self.asked: list[Asked] = []
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def look_ups(self) -> list[Asked]:
        with self._lock:
            return [asked for asked in self.asked if asked.path.startswith("/case-status/")]

    @property
    def tokens(self) -> list[Asked]:
        with self._lock:
            return [asked for asked in self.asked if asked.path.startswith("/oauth/")]

    def stop(self) -> None:
        self._stopped.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        with line:
            try:
                while (asked := _request(line)) is not None:
                    with self._lock:
                        self.asked.append(asked)
                    play = self.give_token if asked.path.startswith("/oauth/") else self.look_up
                    if not self._perform(line, play(asked)):
                        return
            except OSError:
                return

    def _perform(self, line: socket.socket, pieces: Iterable[Piece]) -> bool:
        """Whether the connection may serve one more request."""
        for piece in pieces:
            if isinstance(piece, bytes):
                line.sendall(piece)
            elif isinstance(piece, float):
                if self._stopped.wait(piece):
                    return False
            else:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return False
        return not (pieces and isinstance(pieces, list) and b"Connection: close" in pieces[0])


def _request(line: socket.socket) -> Asked | None:
    data = b""
    while b"\r\n\r\n" not in data:
        more = line.recv(65536)
        if not more:
            return None
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _, value in (each.partition(":") for each in rest)}
    while len(body) < int(headers.get("content-length", "0")):
        body += line.recv(65536)
    method, path, _ = first.split(" ")
    return Asked(method, path, headers, body, time.time())


@contextmanager
def playing(look_up: Play, give_token: Play | None = None) -> Iterator[Agency]:
    agency = Agency(look_up, give_token)
    try:
        yield agency
    finally:
        agency.stop()
