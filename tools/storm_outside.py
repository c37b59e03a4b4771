"""Everybody else in the storm: a carrier and a mail server that refuse, hang, lose and double."""

import random
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit
from wsgiref.types import StartResponse, WSGIEnvironment

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.demo import free_port
from bot.simulator.agency import Rules
from bot.simulator.carrier import Carrier
from bot.simulator.messages import Message
from bot.simulator.page import Stage, build_app, build_stage
from bot.simulator.parameters import Account
from tests.service import ACCOUNT, ENVIRONMENT, TOKEN
from tests.serving import serving

LINE = "+12025550100"
REFUSED, BROKEN, HANGING = 0.01, 0.01, 0.002  # of all requests for a text; the last two after it was taken
LOST, TWICE = 0.1, 0.1  # of the carrier's reports
MAIL_REFUSED, MAIL_FORGOTTEN = 0.02, 0.01  # of the e-mails: for now; taken, and the answer lost
HANGS = 12.0  # seconds; longer than the service waits


class Dice:
    """Chance for many threads."""

    def __init__(self, chance: random.Random) -> None:
        self._chance, self._lock = chance, threading.Lock()

    def __call__(self) -> float:
        with self._lock:
            return self._chance.random()


class Careless:
    """The carrier's REST interface in bad weather."""

    def __init__(self, app: Any, dice: Dice) -> None:
        self._app, self._dice = app, dice

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "POST" or not environ["PATH_INFO"].endswith("/Messages.json"):
            return self._app(environ, start)  # type: ignore[no-any-return]
        drawn = self._dice()
        if drawn < REFUSED:
            return _fault(start, "429 Too Many Requests", 20429)
        if drawn < REFUSED + BROKEN:
            list(self._app(environ, _unheard))
            return _fault(start, "500 Internal Server Error", 20500)
        if drawn < REFUSED + BROKEN + HANGING:
            answer = self._app(environ, start)
            time.sleep(HANGS)
            return answer  # type: ignore[no-any-return]
        return self._app(environ, start)  # type: ignore[no-any-return]


def _unheard(_status: str, _headers: Any, _info: Any = None) -> Any:
    return lambda _data: None


def _fault(start: StartResponse, status: str, code: int) -> Iterable[bytes]:
    start(status, [("Content-Type", "application/json")])
    return [b'{"code": %d, "message": "storm", "status": %s}' % (code, status[:3].encode())]


def careless_reports(carrier: Carrier, dice: Dice) -> None:
    """Some reports are lost, some come twice."""
    tell = carrier._tell

    def told(message: Message, status: str) -> None:
        drawn = dice()
        if drawn >= LOST:
            tell(message, status)
        if drawn >= 1 - TWICE:
            tell(message, status)

    carrier._tell = told  # type: ignore[method-assign]


@dataclass
class Letters:
    """A mail server: the Message-IDs that it took, as often as it took them."""

    dice: Dice
    taken: list[str] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.dice() < MAIL_REFUSED:
            return "451 try again later"
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        header = next(line for line in content.split(b"\r\n") if line.lower().startswith(b"message-id:"))
        self.taken.append(header.partition(b"<")[2].partition(b"@")[0].decode())
        return "451 the answer is lost" if self.dice() < MAIL_FORGOTTEN else "250 taken"


@dataclass
class Outside:
    stage: Stage
    letters: Letters
    page: str
    mail_port: int
    web_port: int

    def texts(self) -> list[str]:
        """Our name of each text that the carrier took, as often as it took it."""
        taken = self.stage.carrier.messages.where(lambda each: each.direction == "outbound-api")
        callbacks = [each.callback for each in taken]
        return [parse_qs(urlsplit(each).query)["message"][0] for each in callbacks]

    def mails(self) -> list[str]:
        return list(self.letters.taken)

    def environment(self, database_url: str, redis_url: str) -> dict[str, str]:
        """The settings of the service."""
        return {
            **ENVIRONMENT,
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "PORT": str(self.web_port),
            "PUBLIC_URL": f"http://127.0.0.1:{self.web_port}",
            "TWILIO_API_URL": f"{self.page}/carrier",
            "SMTP_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "WEB_PROCESSES": "1",
            "QUIET_HOURS": "none",
        }


@contextmanager
def outside(chance: random.Random) -> Iterator[Outside]:
    dice = Dice(chance)
    web_port = free_port(0)
    with ExitStack() as stack:
        stage = build_stage(
            Account(ACCOUNT, TOKEN, LINE, f"http://127.0.0.1:{web_port}"), Rules("id", "secret"), pause=0.0
        )
        stack.callback(stage.carrier.close)
        careless_reports(stage.carrier, dice)
        app = build_app(stage)
        app.wsgi_app = Careless(app.wsgi_app, dice)  # type: ignore[assignment, method-assign]
        page = stack.enter_context(serving(app))
        letters, mail_port = Letters(dice), free_port(0, web_port)
        server = Controller(letters, hostname="127.0.0.1", port=mail_port)
        server.start()
        stack.callback(server.stop)
        yield Outside(stage, letters, page, mail_port, web_port)
