"""Nothing of a portfolio stands where it must not: no PIN, code, user ID, receipt, phone, e-mail address or nickname in
the database, in Redis, in a log, in a traceback, in an address. The secrets are those of the conversations in files."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any, cast
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from bot.portfolios.desk import Portfolios, Scene
from bot.visitor import LOG, WRAPPED
from dialogs.cases import Json
from dialogs.deed import Deed
from dialogs.portfolio import account_deeds, case_deeds, deeds, page_deeds
from storage.sealing import place
from storage.tables import conversations, people
from tests.rest_server import RestServer, rest_server
from tests.searching import (
    database_bytes,
    found,
    is_word,
    journal_bytes,
    redis_bytes,
    rows_text,
    typed_numbers,
    write_everything_down,
)
from tests.service import ENVIRONMENT, PUBLIC, ServiceLine
from tests.test_privacy import Ears, ears  # noqa: F401 - a fixture
from tests.transcripts import FOLDER, LINK, played
from tests.valkey import Valkey, running
from tools.bench_load import Caller
from tools.bench_servers import environment, free_port, service_command
from tools.bench_servers import running as running_server
from tools.bench_sign_in import MAKING, PIN, SIGNING_IN, Person

TRANSCRIPTS = sorted(FOLDER.glob("*portfolio*.txt"))
WEEK = 7 * 86_400
PERSONAL = ("user_id", "nickname", "address", "receipts", "about", "receipt")  # fields of deeds
HIDDEN = ("pin", "code")
SHOWS = (deeds.ShowOffer, account_deeds.ShowCode, page_deeds.ShowLink)
SIX = re.compile(r"(?<!\d)\d{6,8}(?!\d)")
ADDRESS = re.compile(r'https?://[^\s"<]+')


class Attentive:
    """The desk of portfolios, and what it was told and told that is nobody else's; `broken`: which deeds fail when
    they are done."""

    def __init__(self, desk: Portfolios) -> None:
        self.desk = desk
        self.secrets: set[str] = set()
        self.hidden: set[str] = set()
        self.given: set[str] = set()  # secrets of this turn
        self.done: list[str] = []
        self.broken: set[str] = set()
        self.signed_in = desk.signed_in
        self.performs = desk.performs

    def perform(self, deed: Deed[Any], scene: Scene) -> Json:
        for name, value in vars(deed).items():
            if name in PERSONAL:
                self.secrets.update([value] if isinstance(value, str) else value)
            elif name in HIDDEN:
                self.given.add("".join(sign for sign in value if sign.isdigit()))
                self.hidden |= self.given
        came = self.desk.perform(deed, scene)
        self.done.append(deed.name)
        if isinstance(deed, SHOWS):
            self.hidden.add(str(came).rpartition("/")[2])
        if deed.name in self.broken:
            self.broken.remove(deed.name)
            raise RuntimeError("broken for a test")
        return came


class Day(ServiceLine):
    """A stage that remembers every address that was asked for or given, and what was secret."""

    def __init__(self, database_url: str, person: str, **more: Any) -> None:
        super().__init__(database_url, person, **more)
        self.desk = Attentive(self.services.portfolios)
        self.services.world.portfolios = cast(Portfolios, self.desk)
        self.addresses: list[str] = []
        self.phones = {person}
        self.typed: set[str] = set()
        self.halves: set[str] = set()  # of receipts, for all that anybody can tell
        self.talks: set[str] = set()
        self.reported = count(1)

    def post(self, path: str, parameters: dict[str, str], signature: str | None = None) -> TestResponse:
        self.desk.given.clear()
        if "CallSid" in parameters:  # that of the phones of the tests has the number in it
            parameters = {**parameters, "CallSid": named("CA", parameters["CallSid"])}
        sent = parameters.get("Body", "") + parameters.get("Digits", "") + parameters.get("SpeechResult", "")
        response = super().post(path, parameters, signature)
        numbers = {*typed_numbers([sent]), *SIX.findall(sent)}
        self.typed |= numbers
        self.halves |= {each for each in numbers - self.desk.given if len(each) > 8}
        # The links of one-time pages are the one kind of address that holds a secret: for whom it is meant.
        self.addresses += [path, *(LINK.sub(r"\1", each) for each in ADDRESS.findall(response.text))]
        self.talks |= opened_talks(self)
        self._report(response)
        return response

    def _report(self, response: TestResponse) -> None:
        """What the carrier tells of the texts in an answer that want it told."""
        for message in ET.fromstring(response.data).iter("Message") if response.data else ():
            if path := message.get("statusCallback", "").removeprefix(PUBLIC):
                sid = named("SM", f"{self.person} {next(self.reported)}")
                self.post(path, {"MessageSid": sid, "MessageStatus": "delivered", "To": self.person})

    def change_phone(self, number: str) -> None:
        super().change_phone(number)
        self.phones.add(number)

    @property
    def codes(self) -> set[str]:
        """Those in texts and e-mails, and the tokens of the links in them."""
        bodies = [*(body for _to, body in self.carrier.sent), *(body for *_, body in self.post_office.sent)]
        codes = {code for body in bodies for code in SIX.findall(LINK.sub(r"\1", body))}
        return codes | {token for body in bodies for _address, token in LINK.findall(body)}

    @property
    def hidden(self) -> set[str]:
        """PINs and codes, wherever they were sent, the refused ones too; not those that are a part of what need
        not be hidden there."""
        known = {each[::way] for each in {*self.desk.secrets, *self.source.asked, *self.phones} for way in (1, -1)}
        return {
            each
            for each in worth((self.desk.hidden | self.codes) - self.halves)
            if not any(each in other for other in known)
        }

    @property
    def secrets(self) -> set[str]:
        said = {*self.desk.secrets, *self.source.asked, *(to for to, *_ in self.post_office.sent)}
        return worth(said | self.typed | self.desk.hidden | self.codes) | self.phones


def named(kind: str, one: str) -> str:
    """A name as the carrier gives them, which says nothing."""
    return kind + sha256(one.encode()).hexdigest()[:32]


def worth(told: set[str]) -> set[str]:
    """Those that can be told from anything else: at least six digits that differ, or a word."""
    return {each for each in told if (is_word(each) and len(each) > 2) or (len(each) > 5 and len(set(each)) > 1)}


def opened_talks(stage: ServiceLine) -> set[str]:
    """The logs of all conversations as they stand in the database, opened."""
    sealer, told = stage.services.sealer, set()
    wanted = select(people.c.key, people.c.wrapped_key, conversations.c.key, conversations.c.sealed)
    with stage.services.database.reading() as db:
        rows = db.execute(wanted.join_from(people, conversations)).all()
    for person, wrapped, talk, sealed in rows:
        data_key = sealer.unwrap(wrapped, place(WRAPPED, person))
        told.add(data_key.open(sealed, place(LOG, talk)).decode())
    return told


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    with running() as server:
        yield server


@pytest.fixture
def rest() -> Iterator[RestServer]:
    with rest_server() as server:
        yield server


def worked(database_url: str, redis_url: str, rest: RestServer) -> str:
    """What a worker logs, as a process of its own that does all that waits."""
    command = [str(Path(sys.executable).with_name("casestatus")), "worker", "--burst"]
    told = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "TWILIO_API_URL": f"{rest.url}/carrier"}
    environment = {**ENVIRONMENT, **told, "LOG_LEVEL": "DEBUG", "PATH": os.defpath}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout + done.stderr


def with_own_phones(text: str, number: int) -> str:
    """The same conversation between others."""
    return re.sub(r"\+12025550(\d{3})", lambda seen: f"+1202{600 + number}0{seen[1]}", text)


@pytest.mark.slow
def test_a_day_of_portfolios_leaves_nothing_of_them_anywhere(
    database_url: str,
    valkey: Valkey,
    rest: RestServer,
    ears: Ears,  # noqa: F811
) -> None:
    valkey.empty()
    write_everything_down(valkey.url)
    secrets: set[str] = set()
    hidden: set[str] = set()
    addresses: list[str] = []
    more = {"REDIS_URL": valkey.url, "TWILIO_API_URL": f"{rest.url}/carrier"}
    for number, path in enumerate(TRANSCRIPTS):
        stage = Day(database_url, f"+1202{600 + number}0142", **more)
        stage.numbers = count(1 + number * 1000)
        stage.wait(number * WEEK)
        played(stage, with_own_phones(path.read_text(), number))
        stage.services.deliver()
        assert found("\n".join(stage.talks).encode(), stage.hidden) == [], path.name
        secrets, hidden = secrets | stage.secrets, hidden | stage.hidden
        addresses += stage.addresses
        stage.close()
    logs = worked(database_url, valkey.url, rest)
    assert "Traceback" not in logs
    assert len(hidden) > 2 * len(TRANSCRIPTS), "the search is for something"
    assert len(secrets) > 2 * len([each for each in hidden if each.isdigit()])
    assert any(len(each) == 26 and each.isalnum() and each.islower() for each in hidden), "tokens too"
    assert {"zoe's case", "ana@example.org", "maria88"} < {each.lower() for each in secrets}
    assert "turn failed" not in ears.written.getvalue()
    assert found("\n".join([*addresses, *(asked.path for asked in rest.asked)]).encode(), secrets) == []
    assert found(ears.all() + logs.encode(), secrets) == []
    assert found(redis_bytes(valkey.url), secrets) == []
    assert found(journal_bytes(valkey.url), secrets) == []
    assert found(database_bytes(database_url), secrets) == []
    assert found(rows_text(database_url), secrets) == []
    last = Day(database_url, "+12026990142")
    last.wait(len(TRANSCRIPTS) * WEEK)
    last.services.purge()
    last.close()
    assert found(database_bytes(database_url) + rows_text(database_url), secrets) == []


BREAKABLE = [
    deeds.WeighUserId, deeds.OfferPin, deeds.HoldPin, deeds.CreatePortfolio, deeds.SignIn, deeds.MeetOwner,
    case_deeds.AddCases, case_deeds.NameCase, account_deeds.AddEmail, account_deeds.VerifyContact,
    account_deeds.StartRecovery, account_deeds.CheckRecovery, account_deeds.DeletePortfolio,
]  # fmt: skip
TALK = """
you: create brittle77
you: 2
you: 58209174
you: IOE0912345678
you: 0
you: 2
you: brittle@example.org
(what waits is sent)
you: [the code]
you: name 1 Brunhilde
you: logout
you: login brittle77 58209174
you: 58209174
you: logout
you: forgot
you: brittle77
(what waits is sent)
you: [the code]
you: 1
you: delete
you: brittle77
"""


def test_turns_that_break_in_the_middle_tell_nothing_in_their_tracebacks(sqlite_url: str, ears: Ears) -> None:  # noqa: F811
    secrets = {"58209174", "brittle77", "brittle@example.org", "Brunhilde", "IOE0912345678"}
    broke = 0
    for number, kind in enumerate(BREAKABLE):
        stage = Day(sqlite_url, f"+1202{600 + number}0142")
        stage.numbers = count(1 + number * 1000)
        stage.wait(number * WEEK)
        stage.desk.broken = {kind.__name__}
        played(stage, TALK.replace("77", f"7{number:02}"))
        broke += not stage.desk.broken
        secrets |= stage.secrets
        stage.close()
    assert broke == len(BREAKABLE), "each of them was asked for"
    assert ears.written.getvalue().count("turn failed") >= broke
    assert "RuntimeError: broken for a test" in ears.written.getvalue()
    assert found(ears.all(), secrets) == []


@pytest.mark.parametrize("table", ["guesses", "portfolio_keys", "watches", "contacts", "codes", "sign_ins"])
def test_a_database_that_fails_in_the_middle_tells_nothing(sqlite_url: str, ears: Ears, table: str) -> None:  # noqa: F811
    stage = Day(sqlite_url, "+12026000142")
    with stage.services.database.writing() as db:
        db.exec_driver_sql(f"ALTER TABLE {table} RENAME TO elsewhere")
    played(stage, TALK)
    assert "turn failed" in ears.written.getvalue()
    assert found(ears.all(), stage.secrets | {"58209174", "brittle77"}) == []
    stage.close()


@pytest.mark.slow
def test_the_web_process_writes_down_nothing_of_what_passes_through_it(sqlite_url: str, tmp_path: Path) -> None:
    settings = {**environment(sqlite_url, free_port(), 1, 2), "LOG_LEVEL": "DEBUG"}
    log = tmp_path / "web.log"
    with running_server(service_command(), settings, log) as server:
        caller = Caller(server.port)
        Person(caller, 7).text([*MAKING, ("name 1 Brunhilde", "Message"), *SIGNING_IN])
        caller.socket.close()
    assert "Booting worker" in log.read_text()
    assert found(log.read_bytes(), [PIN, "bench0007", "+12025560007", "Brunhilde"]) == []


KEYED = """
you: create 62742811
you: 2
you: 5820 9174
you: 0
you: 4
you: logout
you: login 62742811
you: 58209174
you: list
you: logout
you: LOGIN 62742811 58209174
you: 58209174
you: list
you: [calls]
you: #
you: 2162742811#
you: 11223344#
you: 58209174#
you: 4
you: 2
you: 83015297#
you: 83015297#
you: 1
you: [hangs up]
you: [calls]
"""


def test_a_pin_is_in_no_log_of_a_conversation_and_its_turns_are_played_again_without_it(database_url: str) -> None:
    stage = Day(database_url, "+12026000142")
    told = played(stage, KEYED)
    press(stage, "2162742811#83015297#1")
    press(stage, "83015297#1")
    assert stage.desk.done.count("SignIn") == 5, "each is done once, however often it is played"
    assert stage.desk.done.count("HoldPin") == 2
    assert stage.desk.done.count("SamePin") == 1
    assert stage.desk.done.count("ChangePin") == 1
    assert told.count("You are signed in") == 3
    talks = "\n".join(stage.talks)
    assert '"SignIn", {"user_id": "62742811"}' in talks, "the search is in what can be read"
    assert found(talks.encode(), ["58209174", "11223344", "83015297"]) == []
    assert found("\n".join(stage.addresses).encode(), ["58209174", "11223344", "83015297", "62742811"]) == []
    stage.close()


def press(stage: Day, keys: str) -> None:
    """Keys as no handset sends them, in one step of the call that goes on."""
    assert stage.phone.player is not None
    call = {"CallSid": stage.phone.player.call.sid, "CallStatus": "in-progress"}
    step = {"From": stage.person, "To": "+12025550100", "Digits": keys}
    stage.post(stage.addresses[-1].removeprefix(PUBLIC), {**call, **step})


def all_deeds(kind: type[Deed[Any]] = Deed) -> Iterator[type[Deed[Any]]]:
    for each in kind.__subclasses__():
        yield each
        yield from all_deeds(each)


@pytest.mark.parametrize("kind", [kind for kind in all_deeds() if kind.secrets], ids=lambda kind: kind.name)
def test_neither_the_log_nor_the_repr_of_a_deed_tells_its_secrets(kind: type[Deed[Any]]) -> None:
    deed = kind(**{each.name: "58209174" if each.name in kind.secrets else "x" for each in fields(cast(Any, kind))})
    assert found(json.dumps(deed.arguments()).encode(), ["58209174"]) == []
    assert found(repr(deed).encode(), ["58209174"]) == []


def test_every_deed_that_takes_a_pin_or_a_code_says_so() -> None:
    takers = {kind.name for kind in all_deeds() if {"pin", "code"} & {*kind.__annotations__}}
    assert len(takers) >= 7
    assert takers == {kind.name for kind in all_deeds() if kind.secrets}


@pytest.mark.parametrize("secret", ["maria88", "Ana María López", "ana@example.org", "Mom", "62742811", "604172"])
def test_the_search_finds_words_and_short_numbers_too(secret: str, valkey: Valkey, sqlite_url: str) -> None:
    innocent = b'{"event": "turn", "at": 1715608800.604173, "sid": "SM60417200000000000000000000000000", "of": "%s"}'
    assert found(innocent % b"nobody", [secret]) == []
    for hidden in (secret, secret.upper(), secret.lower(), f" {secret}."):
        assert found(innocent % hidden.encode(), [secret])
    valkey.empty()
    write_everything_down(valkey.url)
    stage = Day(sqlite_url, "+12026000142", REDIS_URL=valkey.url)
    with stage.services.database.writing() as db:
        db.exec_driver_sql("INSERT INTO leases VALUES (?, 'x', 1.0)", (secret,))
    assert found(rows_text(sqlite_url), [secret])
    stage.services.doorbell._connect().rpush("line", secret)
    assert found(redis_bytes(valkey.url), [secret])
    assert found(journal_bytes(valkey.url), [secret])
    stage.close()
