"""Nobody's number stands where it must not: in no log, in no key or value of Redis, in no file or row of the database,
in no address that the service makes. Played with real parts and the product's own logs, at their most talkative."""

import base64
import io
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask import Flask
from rq import Queue
from rq.serializers import JSONSerializer

from bot.backstage import Backstage
from bot.doorbell import DELIVER, QUEUE
from bot.redis import connect
from dialogs.cases import Case
from dialogs.receipts import keypad, read
from storage.database import Database
from storage.tables import leases, registry
from tests import agency
from tests.hearing import heard
from tests.knocking import delivered, fields, knock
from tests.rest_server import ACCOUNT_SID, RestServer, rest_server
from tests.searching import database_bytes, found, redis_bytes, typed_numbers, written_in_url
from tests.service import ENVIRONMENT, ServiceLine, settings
from tests.transcripts import FOLDER, played
from tests.valkey import Valkey, running
from tests.world import APPROVED, REVIEWED, Agency

# Those about portfolios are searched in tests/test_portfolio_privacy.py.
TRANSCRIPTS = [path for path in sorted(FOLDER.glob("*.txt")) if "portfolio" not in path.name]
PERSON = "+12025550171"
ASKED = ("IOE0912345681", "LIN2190012302", "SRC2190012303", "YSC2190012304", "EAC*999910999")


@dataclass
class Ears:
    """What is logged: as it is written, and as it was said before the masks of the log took anything out of it."""

    written: io.StringIO
    said: list[str] = field(default_factory=list)

    def all(self) -> bytes:
        return "\n".join([self.written.getvalue(), *self.said]).encode()


class Overheard(logging.Handler):
    def __init__(self, said: list[str]) -> None:
        super().__init__()
        self._said = said

    def emit(self, record: logging.LogRecord) -> None:
        self._said.append(f"{record.getMessage()} {record.exc_info}")


@pytest.fixture
def ears() -> Iterator[Ears]:
    with heard("DEBUG") as stream:
        told = Ears(stream)

        def listen(_logger: Any, _name: str, event: Any) -> Any:
            told.said.append(repr(event))
            return event

        structlog.configure(processors=[listen, *structlog.get_config()["processors"]])
        root = logging.getLogger()
        handler = Overheard(told.said)
        handler.addFilter(root.handlers[0].filters[0])  # what the product does not listen to, it does not write
        root.addHandler(handler)
        yield told


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    with running() as server:
        yield server


@pytest.fixture
def rest() -> Iterator[RestServer]:
    with rest_server() as server:
        yield server


def numbers_of(path: Path) -> set[str]:
    """Every number in a conversation: as read, as suggested, as typed."""
    texts = path.read_text().splitlines()
    told = [line.partition(":")[2] for line in texts if line.startswith(("you:", "case:", "bot: Did you mean"))]
    readings = [read(text) for text in told]
    return {
        *(receipt for reading in readings for receipt in reading.found),
        *(receipt for reading in readings for doubt in reading.doubtful for receipt in doubt.suggestions),
        *typed_numbers(told),
    }


def test_conversations_leave_no_number_anywhere(database_url: str, valkey: Valkey, ears: Ears) -> None:
    valkey.empty()
    secrets = {APPROVED.receipt, REVIEWED.receipt}
    for number, path in enumerate(TRANSCRIPTS):
        person = f"+1202555{7000 + number}"
        stage = ServiceLine(database_url, person=person, REDIS_URL=valkey.url)
        stage.numbers = count(1 + number * 1000)  # two people's texts never have the same identifier
        stage.wait(number * 7 * 86_400)  # what the ones before asked for is old news
        assert "bot: " in played(stage, path.read_text())
        secrets |= {person, *numbers_of(path), *stage.source.asked}
        assert found(redis_bytes(valkey.url), secrets) == []
        assert found(database_bytes(database_url), secrets) == []
        stage.close()
    assert len(secrets) > 40
    assert "turn failed" not in ears.written.getvalue()
    assert found(database_bytes(database_url), secrets) == []
    assert found(ears.all(), secrets) == []


class Alive:
    """The whole service, with the agency's real client and the carrier's; `behaves` is what the agency does."""

    def __init__(self, database_url: str, redis_url: str, rest_url: str) -> None:
        self.behaves: agency.Play = lambda asked: agency.answer(200, body_of(asked.path.rsplit("/", 1)[-1]))
        self.agency = agency.Agency(self.behave)
        self.told = {
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "CASE_SOURCE": "uscis",
            "USCIS_API_URL": self.agency.url,
            "USCIS_TOKEN_URL": f"{self.agency.url}/oauth/accesstoken",
            "USCIS_CLIENT_ID": "our-id",
            "USCIS_CLIENT_SECRET": "our-secret",
            "TWILIO_API_URL": f"{rest_url}/carrier",
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        }
        more = {name: value for name, value in self.told.items() if name != "DATABASE_URL"}
        self.services = Backstage(settings(database_url, **more), patience=1.5)
        self.app: Flask = self.services.web_app()
        self.count = 0

    def behave(self, asked: agency.Asked) -> Iterable[agency.Piece]:
        return self.behaves(asked)

    def send(self, text: str) -> str:
        self.count += 1
        return "\n".join(delivered(knock(self, fields(text, From=PERSON, MessageSid=f"SM{self.count}"))))

    def work(self) -> str:
        """A worker's burst, as a process of its own; what it logged."""
        command = [str(Path(sys.executable).with_name("casestatus")), "worker", "--burst"]
        environment = {**ENVIRONMENT, **self.told, "LOG_LEVEL": "DEBUG", "PATH": os.defpath}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
        return done.stdout + done.stderr

    def close(self) -> None:
        self.agency.stop()
        self.services.lookups.close()
        self.services.database.close()


def body_of(receipt: str) -> bytes:
    return agency.sample("case_200_with_history.json").replace(b"EAC9999103403", receipt.encode())


def test_a_slow_agency_a_broken_one_and_a_promise_leave_no_number_anywhere(
    database_url: str, valkey: Valkey, rest: RestServer, ears: Ears
) -> None:
    valkey.empty()
    line = Alive(database_url, valkey.url, rest.url)
    secrets = {PERSON, *ASKED}
    good = line.behaves
    try:
        assert ASKED[0] in line.send(f"hello, my case is {ASKED[0].lower()}!")
        assert ASKED[0] in line.send("more")
        line.behaves = lambda asked: agency.answer(404, agency.sample("error_404.json"))
        assert "does not show" in line.send(ASKED[1])
        line.behaves = lambda asked: agency.answer(
            200, b'{"case_status": {"receiptNumber": "' + asked.path[-13:].encode()
        )
        assert "can't reach" in line.send(ASKED[2])
        line.behaves = lambda asked: agency.answer(429, agency.sample("error_429.json"))
        line.send(ASKED[2])
        line.behaves = lambda asked: [2.5, *good(asked)]
        assert "One moment" in line.send(f"{ASKED[3]} and {ASKED[4]}")
        assert found(redis_bytes(valkey.url), secrets) == []  # the bell has rung, nobody has come yet
        worked = line.work()
        callbacks = [asked.form["StatusCallback"] for asked in rest.asked]
        bodies = "\n".join(asked.form["Body"] for asked in rest.asked)
        assert ASKED[3] in bodies
        assert callbacks
        assert found("\n".join([*callbacks, *(asked.path for asked in rest.asked)]).encode(), secrets) == []
        assert found(worked.encode(), secrets) == []
        assert found(redis_bytes(valkey.url), secrets) == []
        assert found(database_bytes(database_url), secrets) == []
    finally:
        line.close()
    assert found(ears.all(), secrets) == []


class Rude(Agency):
    """An agency whose client breaks with the receipt on its lips."""

    def fetch(self, receipt: str, timeout: float) -> Case | None:
        raise LookupError(
            f"{receipt} {receipt.lower()} for {PERSON} at https://example.org/case/{receipt}?to=%2B12025550171"
        )


def test_a_fault_that_tells_all_is_logged_without_it(sqlite_url: str, ears: Ears) -> None:
    stage = ServiceLine(sqlite_url, person=PERSON, source=Rude())
    assert stage.send(ASKED[0])[0].startswith("Sorry")
    written = ears.written.getvalue()
    assert "turn failed" in written
    assert "LookupError: IOE*****5681" in written
    assert found(written.encode(), {PERSON, *ASKED}) == []
    stage.close()


HIDING: list[tuple[str, Callable[[str], str]]] = [
    ("plain", lambda secret: secret),
    ("small", lambda secret: secret.lower()),
    ("spaced", " ".join),
    ("dashed", lambda secret: f"{secret[:3]}-{secret[3:5]}-{secret[5:8]}-{secret[8:]}"),
    ("in brackets", lambda secret: f"{secret[:-10]} ({secret[-10:-7]}) {secret[-7:-4]}-{secret[-4:]}"),
    ("in a url", written_in_url),
    ("url-encoded whole", lambda secret: "".join(f"%{ord(sign):02X}" for sign in secret)),
    ("dashes url-encoded", lambda secret: f"{secret[:-4]}%2D{secret[-4:]}"),
    ("base64", lambda secret: base64.b64encode(secret.encode()).decode()),
    ("base64, one off", lambda secret: base64.b64encode(f"x{secret} and more".encode()).decode()),
    ("base64, two off", lambda secret: base64.urlsafe_b64encode(f"?>{secret}!".encode()).decode()),
    ("hex", lambda secret: secret.encode().hex()),
    ("HEX", lambda secret: f"x{secret}".encode().hex().upper()),
    ("wide", lambda secret: secret.encode("utf-16-le").decode("latin-1")),
    ("wide hex", lambda secret: secret.encode("utf-16-be").hex()),
    ("backwards", lambda secret: secret[::-1]),
    ("without its beginning", lambda secret: secret[-10:]),
    ("on the keypad", lambda secret: keypad(secret) if secret.isalnum() else secret[1:]),
    ("on the keypad, backwards", lambda secret: (keypad(secret) if secret.isalnum() else secret[1:])[::-1]),
]


@pytest.mark.parametrize("secret", [PERSON, ASKED[0]])
@pytest.mark.parametrize("hide", [hide for _, hide in HIDING], ids=[name for name, _ in HIDING])
def test_the_search_finds_a_number_in_every_disguise(hide: Callable[[str], str], secret: str) -> None:
    place = f'{{"event": "turn", "of": "{hide(secret)}", "at": 1715608800.5}}'.encode("latin-1")
    assert found(place, [secret])
    assert not found(place, ["IOE0912345999", "+12025550199"])


def test_the_search_finds_what_is_planted_in_redis(valkey: Valkey) -> None:
    valkey.empty()
    client = connect(valkey.url)
    plants: list[Callable[[], object]] = [
        lambda: client.set(f"case:{ASKED[0]}", "1"),
        lambda: client.hset("seen", mapping={"who": PERSON}),
        lambda: client.rpush("line", ASKED[0] * 50),
        lambda: client.sadd("all", ASKED[0]),
        lambda: client.zadd("by time", {PERSON: 1.0}),
        lambda: client.xadd("log", {"of": ASKED[0]}),
        lambda: Queue(QUEUE, connection=client, serializer=JSONSerializer).enqueue(DELIVER, PERSON, description="x"),
    ]
    for plant in plants:
        assert found(redis_bytes(valkey.url), [PERSON, ASKED[0]]) == []
        plant()
        assert found(redis_bytes(valkey.url), [PERSON, ASKED[0]])
        valkey.empty()


def test_the_search_finds_what_is_planted_in_the_database(database_url: str) -> None:
    database = Database(database_url)
    plants = [
        leases.insert().values(name="x", holder=PERSON[1:], until=1.0),
        registry.insert().values(key=b"k" * 32, sealed=b"\0" + ASKED[0].encode(), changed_at=1.0),
        registry.insert().values(key=f"{ASKED[0]:*>32}".encode(), sealed=b"", changed_at=1.0),
    ]
    for plant in plants:
        assert found(database_bytes(database_url), [PERSON, ASKED[0]]) == []
        with database.writing() as db:
            db.execute(plant)
        assert found(database_bytes(database_url), [PERSON, ASKED[0]])
        with database.writing() as db:
            db.execute(plant.table.delete())
        database.checkpoint(truncate=True)
    database.close()


def test_the_search_finds_what_is_said_in_a_log(ears: Ears) -> None:
    structlog.get_logger().debug("turn", of=ASKED[0])
    logging.getLogger("bot").debug("of %s", PERSON)
    assert len(found(ears.all(), [PERSON, ASKED[0]])) == 2
    assert found(ears.written.getvalue().encode(), [PERSON, ASKED[0]]) == []
    ears.written.write(PERSON)
    assert found(ears.written.getvalue().encode(), [PERSON])
