"""The door as the production server opens it, on a real socket: what no test client can send."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from storage import migrate
from tests.knocking import fields, signature
from tests.service import ENVIRONMENT

BODY = urlencode(fields("EAC9999103403", From="+12025550161")).encode()
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


@dataclass
class Web:
    """The web process: `casestatus web` on loopback, with a database of its own."""

    port: int
    log: Path

    def raw(self, *pieces: bytes, finish: bool = False) -> bytes:
        """All that comes back for these bytes, until the server closes; what it closes on is not sent any more."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as line:
            try:
                for piece in pieces:
                    line.sendall(piece)
                if finish:
                    line.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # refused while we were still sending
            return _all(line)

    def ask(self, target: str = "/twilio/sms", body: bytes = BODY, more: bytes = b"", path: str = "") -> bytes:
        """A signed text; `path` is what was signed, where it is not the target."""
        signed_with = signature(path or target, body).encode()
        head = f"POST {target} HTTP/1.1\r\nHost: 10.0.0.7\r\nConnection: close\r\n".encode()
        return self.raw(head + FORM + b"X-Twilio-Signature: " + signed_with + b"\r\n" + more + b"\r\n" + body)


def _all(line: socket.socket) -> bytes:
    got = b""
    while True:
        try:
            more = line.recv(65_536)
        except ConnectionResetError:
            return got
        if not more:
            return got
        got += more


def status(answer: bytes) -> int:
    found = re.match(rb"HTTP/1\.[01] (\d{3}) ", answer)
    return int(found[1]) if found else 0


def length(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n" % len(body)


def chunks(body: bytes, size: int = 4096) -> bytes:
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in [*parts, b""])


def answered(answer: bytes) -> bool:
    return status(answer) == 200 and b"text/xml" in answer and b"EAC9999103403" in answer


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("web")
    migrate.upgrade(f"sqlite:///{folder}/line.db")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **ENVIRONMENT,
        "DATABASE_URL": f"sqlite:///{folder}/line.db",
        "PORT": str(port),
        "WEB_PROCESSES": "1",
        "PATH": os.defpath,
    }
    command = [str(Path(sys.executable).with_name("casestatus")), "web", "--host", "127.0.0.1"]
    log = folder / "log"
    with (
        log.open("wb") as out,
        subprocess.Popen(command, env=environment, cwd=folder, stdout=out, stderr=out) as process,
    ):
        try:
            _wait_for(port, process)
            yield Web(port, log)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        else:
            return


def test_a_signed_text_is_answered(web: Web) -> None:
    assert answered(web.ask(more=length(BODY)))


def test_path_and_query_are_checked_as_they_were_sent(web: Web) -> None:
    for target in ("/twilio/sms?a=%7e&b=c'd&e=%2F+%20&f", "/twilio/sms?", "/twilio/s%6ds", "/twilio/sms?x=%C3%A1%ff"):
        assert answered(web.ask(target, more=length(BODY)))
    assert status(web.ask("/twilio/s%6ds", more=length(BODY), path="/twilio/sms")) == 403
    assert answered(web.ask("http://10.0.0.7:8000/twilio/sms?a=1", more=length(BODY), path="/twilio/sms?a=1"))


def test_a_text_may_come_in_chunks(web: Web) -> None:
    head = b"POST /twilio/sms HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n" + FORM
    header = b"X-Twilio-Signature: " + signature("/twilio/sms", BODY).encode() + b"\r\n\r\n"
    assert answered(web.raw(head + header + chunks(BODY, 10)))


def test_a_megabyte_is_refused_with_its_length_told_or_not(web: Web) -> None:
    large = b"Body=" + b"x" * 1_000_000
    assert status(web.ask(body=b"", more=b"Content-Length: 1000005\r\n")) == 413
    assert status(web.raw(b"POST /twilio/sms HTTP/1.1\r\nHost: x\r\n" + FORM + length(large) + b"\r\n" + large)) == 413
    head = b"POST /twilio/sms HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n" + FORM + b"\r\n"
    assert status(web.raw(head + chunks(large))) == 413
    assert answered(web.ask(more=length(BODY)))


def test_two_texts_may_come_on_one_connection(web: Web) -> None:
    header = b"X-Twilio-Signature: " + signature("/twilio/sms", BODY).encode() + b"\r\n"
    one = b"POST /twilio/sms HTTP/1.1\r\nHost: x\r\n" + FORM + header + length(BODY) + b"\r\n" + BODY
    last = one.replace(b"Host: x\r\n", b"Host: x\r\nConnection: close\r\n")
    assert web.raw(one, last).count(b"HTTP/1.1 200 OK") == 2


def test_a_client_that_waits_to_be_asked_for_the_body_is_asked(web: Web) -> None:
    answer = web.ask(more=b"Expect: 100-continue\r\n" + length(BODY))
    assert answered(answer.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n"))


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /twilio/sms HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"BREW /twilio/sms HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"POST /twilio/sms HTTP/1.0\r\n\r\n",
        b"POST /twilio/sms HTTP/1.1\r\nConnection: close\r\n" + FORM + b"\r\n",
        b"POST /twilio/sms HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: -5\r\n" + FORM + b"\r\n",
        b"POST /twilio/sms HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ten\r\n" + FORM + b"\r\n",
        b"POST /twilio/sms HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n" + FORM + b"\r\nabcd",
        b"POST /twilio/sms HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n" + FORM + b"\r\nzz\r\n",
        b"POST /twilio/sms HTTP/1.1\r\nHost: x\r\nX-Twilio-Signature: " + b"x" * 9000 + b"\r\n" + FORM + b"\r\n",
        b"POST /twilio/sms?" + b"x" * 5000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /twilio/sms HTTP/1.1\r\nHost: x\r\n" + b"X-A: b\r\n" * 100 + b"\r\n",
        b"POST /twilio/\x00\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"\r\n\r\n\r\n",
    ],
)
def test_what_is_no_good_request_is_refused_and_the_next_is_answered(web: Web, request_: bytes) -> None:
    answer = web.raw(request_, finish=True)
    assert 400 <= status(answer) < 500 or answer == b""
    assert answered(web.ask(more=length(BODY)))


@pytest.mark.parametrize("framing", [length(BODY), b"Transfer-Encoding: chunked\r\n"])
def test_a_body_that_breaks_off_is_refused(web: Web, framing: bytes) -> None:
    head = b"POST /twilio/sms HTTP/1.1\r\nHost: x\r\n" + framing + FORM
    header = b"X-Twilio-Signature: " + signature("/twilio/sms", BODY).encode() + b"\r\n\r\n"
    sent = chunks(BODY) if b"chunked" in framing else BODY
    assert status(web.raw(head + header + sent[: len(sent) // 2], finish=True)) in (400, 403)


def test_after_all_of_it_the_log_tells_of_no_failure_and_of_nobody(web: Web) -> None:
    log = web.log.read_text()
    assert "turn failed" not in log
    assert "Traceback" not in log
    assert "9999103403" not in log
    assert "2025550161" not in log
