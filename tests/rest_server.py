"""A small stand-in for Twilio's REST API on this machine: what it answers is set by the test, faults included."""

import json
import re
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

ACCOUNT_SID = "AC" + "0" * 32
SERVICE_SID = "MG" + "0" * 32
TOKEN = "0123456789abcdef0123456789abcdef"
PREFIX = "/carrier"  # the API may stand below a path
ACCOUNT = f"/2010-04-01/Accounts/{ACCOUNT_SID}"
SAMPLES = Path(__file__).parent / "samples" / "twilio"


def sample(name: str) -> dict[str, Any]:
    """The body of a recorded answer."""
    params: dict[str, Any] = json.loads((SAMPLES / f"{name}.json").read_text())["params"]
    return params


@dataclass(frozen=True)
class TwilioAccount:
    """The settings that concern Twilio."""

    twilio_api_url: str
    public_url: str = "https://bot.example.org"
    twilio_account_sid: str = ACCOUNT_SID
    twilio_auth_token: str = TOKEN
    twilio_messaging_service_sid: str = ""
    twilio_from: str = "+12025550100"


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    authorization: str


@dataclass
class RestServer:
    """`faults` are taken first, one a request: (status, body), or the name of something worse."""

    url: str = ""
    faults: list[tuple[int, str] | str] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)  # newest first
    resources: dict[str, dict[str, Any]] = field(default_factory=dict)  # path → what is there
    lists: dict[str, tuple[str, list[str]]] = field(default_factory=dict)  # path → name of the list, paths of its items
    patience: threading.Event = field(default_factory=threading.Event)

    def account(self, **changes: str) -> TwilioAccount:
        return TwilioAccount(self.url + PREFIX, **changes)

    def answer(self, asked: Asked) -> tuple[int, Any]:
        if asked.path == f"{ACCOUNT}/Messages.json":
            return self._create(asked.form) if asked.method == "POST" else (200, self._listed(asked.query))
        if asked.path in self.lists:
            name, paths = self.lists[asked.path]
            found = [self.resources[path] for path in paths]
            wanted = asked.query.get("PhoneNumber") or asked.query.get("ShortCode")
            shown = [each for each in found if wanted in (None, each.get("phone_number"), each.get("short_code"))]
            return 200, {name: shown, "meta": {"key": name}} if asked.path.startswith("/v1") else {name: shown}
        if asked.path not in self.resources:
            return 404, {"code": 20404, "message": "The requested resource was not found", "status": 404}
        resource = self.resources[asked.path]
        resource |= {re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower(): value for name, value in asked.form.items()}
        return 200, resource

    def _create(self, form: dict[str, str]) -> tuple[int, Any]:
        message = sample("rest_message_resource") | {
            "to": form["To"],
            "body": form["Body"],
            "sid": f"SM{len(self.messages):032x}",
            "date_created": formatdate(),
            "date_sent": None,
            "status": "queued",
        }
        self.messages.insert(0, message)
        return 201, message

    def _listed(self, query: dict[str, str]) -> dict[str, Any]:
        size, page = int(query.get("PageSize", 50)), int(query.get("Page", 0))
        found = [message for message in self.messages if message["to"] == query["To"]]
        more = f"{ACCOUNT}/Messages.json?To=%2B{query['To'][1:]}&PageSize={size}&Page={page + 1}"
        rest = found[(page + 1) * size :]
        return {"messages": found[page * size :][:size], "next_page_uri": more if rest else None, "page_size": size}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    rest: RestServer

    def do_GET(self) -> None:
        self._take()

    def do_POST(self) -> None:
        self._take()

    def do_DELETE(self) -> None:
        self._take()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the overridden one
        """Nothing on the terminal."""

    def _take(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        parts = urlsplit(self.path)
        path = parts.path.removeprefix(PREFIX)
        authorization = self.headers.get("Authorization", "")
        asked = Asked(self.command, path, dict(parse_qsl(parts.query)), dict(parse_qsl(body, True)), authorization)
        self.rest.asked.append(asked)
        fault = self.rest.faults.pop(0) if self.rest.faults else None
        if isinstance(fault, str):
            return self._misbehave(fault, asked)
        status, answer = fault or self.rest.answer(asked)
        self._write(status, (answer if isinstance(answer, str) else json.dumps(answer)).encode())

    def _write(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _misbehave(self, how: str, asked: Asked) -> None:
        """hang, reset: as they say; the same with `taken`: after the message was created; cut: half an answer."""
        self.close_connection = True
        if "taken" in how:
            self.rest.answer(asked)
        if "hang" in how:
            self.rest.patience.wait(5)
        elif "reset" in how:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        else:
            self.wfile.write(b'HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{"sid": "SM')


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that was reset on purpose is no error."""


@contextmanager
def rest_server() -> Iterator[RestServer]:
    """A server on a free port of the loop-back, gone at the end."""
    rest = RestServer()
    server = Server(("127.0.0.1", 0), type("Bound", (Handler,), {"rest": rest}))
    rest.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield rest
    finally:
        rest.patience.set()
        server.shutdown()
        thread.join()
        server.server_close()
