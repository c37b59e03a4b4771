"""The callers of the bench: one process, one thread, plain sockets that stay open, requests signed beforehand.

It costs about 20 µs a request, so it is not what is measured; `python -m tools.bench_load` says what it can do at most.
"""

import base64
import hashlib
import hmac
import itertools
import math
import os
import selectors
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing import Process
from urllib.parse import quote_plus

from dialogs.receipts import keypad

CALLERS = 16
ANSWER_WITHIN = 15.0  # seconds; Twilio waits no longer


@dataclass(frozen=True, slots=True)
class Knock:
    """One signed request as bytes, and what its answer must hold."""

    request: bytes
    expected: bytes


@dataclass(slots=True)
class Outcome:
    """What came of a run: right answers, wrong ones (by what was wrong), how long each took, in seconds."""

    seconds: float = 0.0
    cpu: float = 0.0
    latencies: list[float] = field(default_factory=list)
    wrong: dict[str, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """In milliseconds, of the right answers; NaN when there are none."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else math.nan


@dataclass(frozen=True, slots=True)
class Line:
    """Who is texted: the address that is signed, and the account."""

    public_url: str
    account: str
    token: str
    number: str


def knock(line: Line, phone: str, body: str, expected: str) -> Knock:
    """A text as Twilio hands it over (20 parameters), with a MessageSid of its own."""
    sid = "SM" + os.urandom(16).hex()
    form = {
        **dict.fromkeys(("ToCountry", "FromCountry"), "US"),
        **dict.fromkeys(("ToState", "FromState"), "CA"),
        **dict.fromkeys(("ToCity", "FromCity"), "SAN DIEGO"),
        **dict.fromkeys(("ToZip", "FromZip"), "92131"),
        **dict.fromkeys(("SmsMessageSid", "SmsSid", "MessageSid"), sid),
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsStatus": "received",
        "ApiVersion": "2010-04-01",
        "AccountSid": line.account,
        "To": line.number,
        "From": phone,
        "Body": body,
    }
    return signed(line, "/twilio/sms", form, expected)


def signed(line: Line, target: str, form: Mapping[str, str], expected: str) -> Knock:
    """A request as Twilio signs it."""
    written = f"{line.public_url}{target}" + "".join(name + form[name] for name in sorted(form))
    signature = base64.b64encode(hmac.new(line.token.encode(), written.encode(), hashlib.sha1).digest()).decode()
    content = "&".join(f"{name}={quote_plus(value)}" for name, value in form.items())
    head = (
        f"POST {target} HTTP/1.1\r\nHost: bench.example.org\r\nAccept: */*\r\nUser-Agent: TwilioProxy/1.1\r\n"
        "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\nX-Forwarded-Proto: https\r\n"
        f"X-Home-Region: us1\r\nX-Twilio-Signature: {signature}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return Knock((head + content).encode(), expected.encode())


def step(line: Line, caller: tuple[str, str], turn: int, keys: str, expected: str) -> Knock:
    """A step of a call (a phone, a call's id) as Twilio hands it over, with 28 parameters; the first one opens it."""
    phone, call = caller
    form = {
        **dict.fromkeys(("ToCountry", "FromCountry", "CalledCountry", "CallerCountry"), "US"),
        **dict.fromkeys(("ToState", "FromState", "CalledState", "CallerState"), "CA"),
        **dict.fromkeys(("ToCity", "FromCity", "CalledCity", "CallerCity"), "SAN DIEGO"),
        **dict.fromkeys(("ToZip", "FromZip", "CalledZip", "CallerZip"), "92131"),
        **dict.fromkeys(("To", "Called"), line.number),
        **dict.fromkeys(("From", "Caller"), phone),
        "CallSid": call,
        "CallStatus": "ringing" if turn == 1 else "in-progress",
        "Direction": "inbound",
        "ApiVersion": "2010-04-01",
        "AccountSid": line.account,
        **({"Digits": keys, "FinishedOnKey": "", "msg": "Gather End"} if turn > 1 else {}),
    }
    target = "/twilio/voice" if turn == 1 else f"/twilio/voice/turn?turn={turn}"
    return signed(line, target, form, expected)


class Caller:
    """One connection: sends a request, waits for its answer, sends the next."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = self._connected()
        self.answer = b""
        self.knock: Knock | None = None
        self.since = 0.0

    def _connected(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), ANSWER_WITHIN)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def send(self, knock: Knock) -> None:
        self.knock, self.answer, self.since = knock, b"", time.perf_counter()
        self.socket.sendall(knock.request)

    def read(self) -> bool:
        """Takes what has come; True when the answer is whole. Raises ConnectionError."""
        piece = self.socket.recv(65536)
        if not piece:
            raise ConnectionResetError
        self.answer += piece
        head, found, body = self.answer.partition(b"\r\n\r\n")
        if not found:
            return False
        _, _, after = head.lower().partition(b"\r\ncontent-length:")
        return len(body) >= int(after.split(b"\r\n", 1)[0])

    def fault(self) -> str:
        """What is wrong with the answer; "" when nothing is."""
        assert self.knock is not None
        status = self.answer[9:12].decode()
        if status != "200":
            return f"status {status}"
        if b"<Response" not in self.answer:
            return "no TwiML"
        return "" if self.knock.expected in self.answer else "another answer"

    def again(self) -> None:
        self.socket.close()
        self.socket = self._connected()


def hammer(port: int, knocks: Iterator[Knock], seconds: float, callers: int = CALLERS) -> Outcome:
    """Keeps `callers` requests under way until the time is up or the requests are; waits for the last answers."""
    outcome = Outcome()
    at_work = [Caller(port) for _ in range(callers)]
    with selectors.DefaultSelector() as selector:
        busy = sum(_next(caller, knocks, selector) for caller in at_work)
        began, cpu = time.perf_counter(), time.process_time()
        while busy:
            ready = selector.select(ANSWER_WITHIN)
            if not ready:
                outcome.wrong["no answer"] = outcome.wrong.get("no answer", 0) + busy
                break
            for key, _ in ready:
                if not _heard(key.data, outcome, selector):
                    continue
                going_on = time.perf_counter() - began < seconds
                busy -= not (going_on and _next(key.data, knocks, selector))
        outcome.seconds, outcome.cpu = time.perf_counter() - began, time.process_time() - cpu
    for caller in at_work:
        caller.socket.close()
    return outcome


def _next(caller: Caller, knocks: Iterator[Knock], selector: selectors.BaseSelector) -> bool:
    knock = next(knocks, None)
    if knock is None:
        return False
    if caller.socket not in selector.get_map():
        selector.register(caller.socket, selectors.EVENT_READ, caller)
    caller.send(knock)
    return True


def _heard(caller: Caller, outcome: Outcome, selector: selectors.BaseSelector) -> bool:
    """Whether the caller is free again; its answer is noted."""
    try:
        if not caller.read():
            return False
        fault = caller.fault()
    except ConnectionError:
        fault = "connection lost"
        selector.unregister(caller.socket)
        caller.again()
    if fault:
        outcome.wrong[fault] = outcome.wrong.get(fault, 0) + 1
    else:
        outcome.latencies.append(time.perf_counter() - caller.since)
    return True


def _answer_at_once(listener: socket.socket, connections: int) -> None:
    """A server that does nothing but answer: what remains is the cost of the callers."""
    reply = b"HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n<Response>x</Response>"
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            selector.register(listener.accept()[0], selectors.EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select():
                connection = key.fileobj
                assert isinstance(connection, socket.socket)
                if connection.recv(65536):
                    connection.sendall(reply)
                else:
                    selector.unregister(connection)
                    connection.close()


def ceiling(seconds: float = 2.0) -> Outcome:
    """What the callers can do at most."""
    some = [knock(Line("https://bench.example.org", "AC", "t", "+1"), "+1", "x", "x") for _ in range(100)]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        server = Process(target=_answer_at_once, args=(listener, CALLERS), daemon=True)
        server.start()
        outcome = hammer(port, itertools.cycle(some), seconds)
        server.join(5)
    return outcome


def texts(line: Line, people: Sequence[str], receipts: Sequence[str], count: int, start: int) -> list[Knock]:
    """`count` texts, going round the people from number `start` on; each asks for a case that stands in the table."""
    chosen = ((people[at % len(people)], receipts[(at * 7) % len(receipts)]) for at in range(start, start + count))
    return [knock(line, phone, receipt, receipt) for phone, receipt in chosen]


AT_ONCE = 200  # calls that go on together: a step is answered before the next one of its call is asked


def calls(
    line: Line, people: Sequence[str], presses: Sequence[str], receipts: Sequence[str], start: int
) -> list[Knock]:
    """`AT_ONCE` calls, step by step, of the people from number `start` on. `presses` are the keys of each step after
    the first; `?` stands for a receipt. What is expected last is the case's status."""
    at_once = [(people[at % len(people)], "CA" + os.urandom(16).hex(), at) for at in range(start, start + AT_ONCE)]
    made = []
    for turn, keys in enumerate(("", *presses), 1):
        expected = "Case Was Approved" if turn > len(presses) else "<Gather"
        for phone, call, at in at_once:
            pressed = keypad(receipts[(at * 7) % len(receipts)]) if keys == "?" else keys
            made.append(step(line, (phone, call), turn, pressed, expected))
    return made


if __name__ == "__main__":
    best = ceiling()
    answered = len(best.latencies)
    print(f"the callers alone: {best.rate:,.0f} requests a second, {best.cpu / answered * 1e6:.0f} µs each")
