"""The whole service with its real desk, archive and door; only the agency, the carrier and the clock are doubles."""

import hashlib
import itertools
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from bot.backstage import Backstage
from bot.mail import File
from bot.settings import Settings, load_settings
from bot.simulator.signing import Pairs
from bot.simulator.webhook import Exchange
from dialogs.cases import Case, Step
from tests.calling import Handset
from tests.world import PERSON, Agency, Clock

TOKEN = "a-token-of-the-tests"
ACCOUNT = "AC" + "0" * 32
PUBLIC = "https://status.example.org"
NOBODY = "unix:///nonexistent/valkey.sock"

ENVIRONMENT = {
    "PUBLIC_URL": PUBLIC,
    "REDIS_URL": NOBODY,
    "TWILIO_ACCOUNT_SID": ACCOUNT,
    "TWILIO_AUTH_TOKEN": TOKEN,
    "TWILIO_FROM": "+12025550100",
    "CASE_SOURCE": "registry",
    "SMTP_URL": "smtp://127.0.0.1:1",
    "MAIL_FROM": "status@example.org",
    "SEALING_KEYS": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "PIN_PEPPER": "a pepper of the tests, long enough",
    "LINE_TYPE_LOOKUP": "off",
    "LOG_LEVEL": "ERROR",
}


SEALED_LINK = re.compile(r"(?<=/alerts/unsubscribe)/\S+")  # another one each time


def settings(database_url: str, **more: str) -> Settings:
    return load_settings({**ENVIRONMENT, "DATABASE_URL": database_url, **more})


@dataclass
class Carrier:
    """Takes texts and remembers them."""

    sent: list[tuple[str, str]] = field(default_factory=list)

    def send(self, to: str, body: str, reference: str) -> str:
        self.sent.append((to, body))
        return f"SM{len(self.sent):032d}"

    def find(self, to: str, body: str, since: float) -> list[str]:
        like = [number for number, text in enumerate(self.sent, 1) if text == (to, body)]
        return [f"SM{number:032d}" for number in reversed(like)]


@dataclass
class PostOffice:
    """Takes e-mails and remembers them."""

    sent: list[tuple[str, str, str]] = field(default_factory=list)
    files: list[File | None] = field(default_factory=list)
    pages: list[tuple[str, str]] = field(default_factory=list)  # the HTML, and where it ends

    def send(
        self,
        to: str,
        subject: str,
        body: str,
        message_id: str,
        file: File | None = None,
        *,
        html: str = "",
        unsubscribe: str = "",
    ) -> str:
        self.sent.append((to, subject, body))
        self.files.append(file)
        self.pages.append((html, unsubscribe))
        return message_id

    def close(self) -> None:
        """It is always there."""


class Foreseeable:
    """Random bytes that are the same in every run, each time others."""

    def __init__(self) -> None:
        self.drawn = itertools.count(1)

    def __call__(self, count: int) -> bytes:
        return hashlib.sha256(str(next(self.drawn)).encode()).digest()[:count]


class ServiceLine:
    """A stage for conversations: every text goes through the signed webhook."""

    def __init__(
        self,
        database_url: str,
        person: str = PERSON,
        *,
        source: Agency | None = None,
        as_set: bool = False,
        foreseeable: bool = False,
        **more: str,
    ) -> None:
        """`as_set`: cases come from where the settings say, not from the double; `foreseeable`: what is drawn at random
        is the same in every run."""
        self.clock = Clock()
        self.source = source or Agency(self.clock)
        self.carrier = Carrier()
        self.post_office = PostOffice()
        self.person = person
        self.services = Backstage(
            settings(database_url, **more),
            given_source=None if as_set else self.source,
            clock=self.clock,
            patience=1.5,
            given_sender=self.carrier,
            given_mails=self.post_office,
        )
        if foreseeable:
            self.services.chance = Foreseeable()
        self.landline = False
        self.services.world.is_landline = lambda _address: self.landline
        self.app = self.services.web_app()
        self.phone = Handset(self.ask, person)
        self.numbers = itertools.count(1)

    def close(self) -> None:
        self.source.gate.set()
        self.services.lookups.close()
        self.services.database.close()

    def parameters(self, text: str, kind: str = "words") -> dict[str, str]:
        more = {
            "picture": {"NumMedia": "1", "MediaUrl0": "https://media.example.org/1", "MediaContentType0": "image/jpeg"},
            "location": {"Latitude": "38.9", "Longitude": "-77.0", "Body": ""},
        }.get(kind, {"Body": text, "NumMedia": "0"})
        if kind.startswith("carrier_"):
            more["OptOutType"] = kind.removeprefix("carrier_").upper()
        sid = f"SM{next(self.numbers):032d}"
        return {"MessageSid": sid, "AccountSid": ACCOUNT, "From": self.person, "To": "+12025550100", **more}

    def post(self, path: str, parameters: dict[str, str], signature: str | None = None) -> TestResponse:
        """A request as Twilio makes it; signed, unless another signature is given."""
        if signature is None:
            signature = RequestValidator(TOKEN).compute_signature(PUBLIC + path, parameters)
        return self.app.test_client().post(
            path,
            data=urlencode(parameters),
            content_type="application/x-www-form-urlencoded",
            headers={"X-Twilio-Signature": signature},
        )

    def ask(self, url: str, pairs: Pairs) -> Exchange:
        """A request about a call, as the carrier makes it."""
        response = self.post(url.removeprefix(PUBLIC), dict(pairs))
        assert response.status_code == 200, response.status
        return Exchange("", "", response.status_code, response.content_type, response.data)

    def be_landline(self) -> None:
        self.landline = True

    def send(self, text: str, kind: str = "words") -> list[str]:
        return texts(self.post("/twilio/sms", self.parameters(text, kind)))

    def arrive(self) -> list[str]:
        """The agency answers at last, the worker keeps the promise, the carrier takes the texts."""
        self.source.mode = "back"
        self.source.gate.set()
        before = len(self.carrier.sent)
        assert self.services.promises.keep() == 1
        self.services.outbox.deliver()
        return [body for _to, body in self.carrier.sent[before:]]

    def deliver(self) -> list[str]:
        """What waits is sent: texts to this phone as they are, everything else with whom it went to."""
        texts, letters = len(self.carrier.sent), len(self.post_office.sent)
        self.services.outbox.deliver()
        self.services.mail_outbox.deliver()
        return self._told(texts, letters)

    def becomes(self, receipt: str, title: str) -> list[str]:
        """The agency shows another status from now on; an hour later it is asked for, and told."""
        self.wait(3600)
        texts, letters = len(self.carrier.sent), len(self.post_office.sent)
        self.services.poll(everything=True)  # as it is, it is known by now
        on = datetime.fromtimestamp(self.clock.now, UTC).date().isoformat()
        case = self.source.cases.get(receipt) or Case(receipt, "I-130", {})
        step = Step(on, {"en": title})
        self.source.cases[receipt] = replace(
            case, title={"en": title}, text={}, history=(*case.history, step), since=on
        )
        self.wait(3600)
        self.services.poll(everything=True)
        return self._told(texts, letters)

    def _told(self, texts: int, letters: int) -> list[str]:
        """What was sent after so many: texts to this phone as they are, everything else with whom it went to."""
        told = [body if to == self.person else f"sent to {to}: {body}" for to, body in self.carrier.sent[texts:]]
        mailed = [
            f"sent to {to}: {subject}\n{SEALED_LINK.sub('/…', body.strip())}".replace("\n\n", "\n")
            for to, subject, body in self.post_office.sent[letters:]
        ]
        return [*sorted(told), *sorted(mailed)]  # what is due at the same moment goes in any order

    def choose_pin(self, link: str, pin: str) -> None:
        """On the page behind a link."""
        page = self.app.test_client().post(link.removeprefix(PUBLIC), data={"pin": pin, "again": pin})
        assert page.status_code == 200, page.text

    def press_button(self, link: str) -> None:
        """The button on the page behind a link."""
        page = self.app.test_client().post(link.removeprefix(PUBLIC))
        assert page.status_code == 200, page.text

    def change_phone(self, number: str) -> None:
        self.person, self.phone = number, Handset(self.ask, number)

    def agency(self, mode: str) -> None:
        self.source.gate.clear()
        self.source.mode = mode

    def know(self, case: Case) -> None:
        self.source.cases[case.receipt] = case

    def wait(self, seconds: float) -> None:
        self.clock.now += seconds


def texts(response: TestResponse) -> list[str]:
    """The bodies in a TwiML answer."""
    assert response.status_code == 200, response.status
    assert response.content_type == "text/xml; charset=utf-8"
    root = ET.fromstring(response.data)
    assert root.tag == "Response"
    return [message.text or "" for message in root]
