"""What goes to the contacts of a portfolio: texts by the carrier, e-mails by a mail server, each in its own outbox."""

import itertools
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from bot.alerts.aftermath import Aftermath
from bot.mail import Mailer
from bot.outbox import FIRST_PAUSE, HOLD, LONGEST_PAUSE, Outbox, Sweep
from bot.posts import ByMail, ByText
from bot.promises import SEALED
from bot.reports import Reports
from bot.sending import SendError
from storage import consents, contacts, messages, portfolios
from storage.contacts import Contact
from storage.database import Database
from storage.messages import EMAIL, TEXT, Message
from storage.portfolios import Portfolio
from storage.sealing import DataKey, Sealer, place
from storage.tables import messages as table
from tests.carrier import Carrier
from tests.mail_server import Post, mail_server
from tests.mortal import Died
from tests.world import Clock

SEALER = Sealer([b"k" * 32], b"i" * 32)
ANA, MAIL = "+12025550142", "ana@example.org"
KEY = b"p" * 32
HOLDS = 48 * 3600.0
HELLO = {"to": MAIL, "subject": "Case Status: news", "body": "hello"}


class Dying(Mailer):
    """The process dies once the server has the e-mail."""

    def send(self, *told: Any, **more: Any) -> str:
        super().send(*told, **more)
        raise Died


class Line:
    """Both outboxes of the service, with one portfolio, a carrier, and a real mail server."""

    def __init__(self, database: Database, address: str) -> None:
        self.database = database
        self.clock = Clock()
        self.carrier = Carrier(self.clock)
        self.address = f"smtp://{address}"
        self.mailer = Mailer(self.address, "status@line.example", timeout=0.3)
        self.key = DataKey(raw := SEALER.new_data_key())
        self.numbers = itertools.count()
        wrapped = SEALER.wrap(raw, place("portfolio_keys.wrapped_key", KEY))
        with database.writing() as db:
            portfolios.add(db, Portfolio(KEY, wrapped, b"", b"", 1, False, 0.0, 0.0), b"d" * 32)

    @property
    def texts(self) -> Outbox:
        return Outbox(self.database, SEALER, ByText(self.carrier), self.clock)

    @property
    def mails(self) -> Outbox:
        return Outbox(self.database, SEALER, ByMail(self.mailer), self.clock)

    def write(self, letter: dict[str, Any], channel: str = EMAIL) -> str:
        name, now = f"m{next(self.numbers)}", self.clock.now
        sealed = self.key.seal(json.dumps(letter).encode(), place(SEALED, name))
        with self.database.writing() as db:
            messages.add(db, Message(name, None, sealed, now, now + HOLDS, portfolio_key=KEY, channel=channel), now)
        return name

    def text(self, body: str, to: str = ANA) -> str:
        return self.write({"to": to, "body": body}, TEXT)

    def row(self, name: str) -> tuple[object, ...]:
        with self.database.reading() as db:
            columns = (table.c.state, table.c.error, table.c.attempts)
            return tuple(db.execute(select(*columns).where(table.c.id == name)).one())

    def stopped(self, number: str) -> bool:
        with self.database.reading() as db:
            return consents.stopped(db, SEALER.index("person", number)) is not None

    def stop(self, number: str) -> None:
        with self.database.writing() as db:
            consents.stop(db, SEALER.index("person", number), "text", self.clock.now)


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def line(database: Database, post: Post) -> Iterator[Line]:
    with mail_server(post) as address:
        yield Line(database, address)


def test_each_outbox_sends_what_is_its_own(line: Line, post: Post) -> None:
    text, mail = line.text("hello"), line.write(HELLO)
    assert line.texts.deliver() == Sweep(sent=1)
    assert line.carrier.bodies == ["hello"]
    assert (post.raw, line.row(mail)[0]) == ([], "waiting")
    assert line.mails.deliver() == Sweep(sent=1)
    assert [(mail["To"], mail["Subject"]) for mail in post.mails] == [(MAIL, HELLO["subject"])]
    assert (line.row(text)[0], line.row(mail)[0]) == ("queued", "sent")
    assert (line.texts.deliver(), line.mails.deliver()) == (Sweep(), Sweep())


def test_a_file_goes_with_an_email(line: Line, post: Post) -> None:
    line.write({**HELLO, "file": {"name": "portfolio.json", "type": "application/json", "content": '{"a": "Mamá"}'}})
    line.mails.deliver()
    [file] = post.mails[0].iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("portfolio.json", '{"a": "Mamá"}'.encode())


@pytest.mark.parametrize("to", [ANA, f"whatsapp:{ANA}"])
def test_a_phone_that_said_stop_gets_no_text_of_any_portfolio(line: Line, to: str) -> None:
    name = line.text("hello", to)
    line.stop(ANA)
    assert line.texts.deliver() == Sweep(given_up=1)
    assert line.carrier.taken == []
    assert line.row(name)[0] == "failed"


def test_stop_is_about_texts_and_not_about_emails(line: Line, post: Post) -> None:
    line.stop(ANA)
    line.write(HELLO)
    assert line.mails.deliver() == Sweep(sent=1)


def test_a_stop_that_only_the_carrier_knew_of_is_remembered_for_that_phone(line: Line) -> None:
    line.text("hello")
    line.carrier.moods = [SendError("opted_out", 21610)]
    assert line.texts.deliver() == Sweep(given_up=1)
    assert line.stopped(ANA)


def test_a_deleted_portfolio_sends_nothing_and_leaves_nothing(line: Line, post: Post) -> None:
    line.text("hello")
    line.write(HELLO)
    with line.database.writing() as db:
        portfolios.delete(db, KEY)
        assert db.execute(select(table.c.id)).all() == []
    assert (line.texts.deliver(), line.mails.deliver()) == (Sweep(), Sweep())
    assert (line.carrier.taken, post.raw) == ([], [])


def test_an_address_that_does_not_exist_is_given_up_with_the_servers_number(line: Line, post: Post) -> None:
    name = line.write(HELLO)
    post.refuse["RCPT"] = "550 no such user"
    assert line.mails.deliver() == Sweep(given_up=1)
    assert line.row(name)[:2] == ("failed", 550)
    assert not line.stopped(MAIL)


def test_a_server_that_is_busy_gets_it_later(line: Line, post: Post) -> None:
    name = line.write(HELLO)
    post.refuse["RCPT"] = "451 try again"
    assert line.mails.deliver() == Sweep(later=1)
    assert line.row(name)[:2] == ("waiting", 451)
    post.refuse.clear()
    line.clock.now += FIRST_PAUSE
    assert line.mails.deliver() == Sweep(sent=1)


def test_an_email_of_unknown_fate_is_sent_again_as_the_same_message(line: Line, post: Post) -> None:
    line.write(HELLO)
    post.hang_up = True
    assert line.mails.deliver() == Sweep(unknown=1)
    line.clock.now += HOLD
    assert line.mails.deliver() == Sweep(), "it may still be on its way"
    post.hang_up = False
    line.clock.now += 1
    assert line.mails.deliver() == Sweep(later=1)
    line.clock.now += LONGEST_PAUSE
    assert line.mails.deliver() == Sweep(sent=1)
    assert [mail["Message-ID"] for mail in post.mails] == ["<m0@line.example>"] * 2


def test_an_email_whose_sender_died_is_not_lost(line: Line, post: Post) -> None:
    line.write(HELLO)
    mailer, line.mailer = line.mailer, Dying(line.address, "status@line.example")
    with pytest.raises(Died):
        line.mails.deliver()
    line.mailer = mailer
    line.clock.now += HOLD + 1
    line.mails.deliver()
    line.clock.now += LONGEST_PAUSE
    assert line.mails.deliver() == Sweep(sent=1)
    assert len({mail["Message-ID"] for mail in post.mails}) == 1


def test_while_nobody_answers_the_rest_waits_for_the_next_sweep(line: Line) -> None:
    """Each would take as long to find out, and keep the worker from everything else."""
    names = [line.write(HELLO) for _ in range(3)]
    with socket.create_server(("127.0.0.1", 0)) as silent:
        line.mailer = Mailer(f"smtp://127.0.0.1:{silent.getsockname()[1]}", "status@line.example", timeout=0.2)
        assert line.mails.deliver() == Sweep(later=1)
    assert [line.row(name)[2] for name in names] == [1, 0, 0]


def test_an_email_that_could_not_be_sent_in_time_expires(line: Line, post: Post) -> None:
    name = line.write(HELLO)
    line.clock.now += HOLDS
    assert line.texts.deliver() == Sweep()
    assert line.mails.deliver() == Sweep(given_up=1)
    assert line.row(name)[0] == "expired"
    assert post.raw == []


# What the carrier says of a phone.


def phone_of(line: Line) -> bytes:
    """A verified contact of the portfolio."""
    key = SEALER.index("person", ANA)
    with line.database.writing() as db:
        assert contacts.add(db, KEY, Contact(1, "phone", key, b"sealed", True, False, 1.0, 1.0, 1.0))
    return key


def is_off(line: Line) -> bool:
    with line.database.reading() as db:
        return contacts.of(db, KEY)[0].off


def reported(line: Line, state: str, error: int | None, sid: str = "", to: str = ANA) -> None:
    with line.database.reading() as db:
        known = db.execute(select(table.c.provider_sid)).scalars().first()
    Reports(line.database, SEALER, Aftermath(line.clock), line.clock).take("", sid or str(known), state, error, to=to)


def kept(line: Line, name: str) -> bytes:
    """What is kept of the words of a message."""
    with line.database.reading() as db:
        return bytes(db.execute(select(table.c.sealed).where(table.c.id == name)).scalar_one())


@pytest.mark.parametrize("error", [21211, 21614, 30005, 30006])
def test_a_contact_that_can_have_no_texts_is_switched_off_by_a_refusal_or_a_report(line: Line, error: int) -> None:
    key = phone_of(line)
    line.text("hello")
    line.carrier.moods = [SendError("never", error)]
    assert line.texts.deliver() == Sweep(given_up=1)
    assert is_off(line)
    with line.database.writing() as db:
        contacts.verify(db, KEY, 1, line.clock.now)
        db.execute(table.delete())
    line.text("hello again")
    assert line.texts.deliver() == Sweep(sent=1)
    assert not is_off(line)
    reported(line, "undelivered", error)
    assert is_off(line)
    assert not line.stopped(ANA)
    with line.database.writing() as db:
        contacts.verify(db, KEY, 1, line.clock.now)
    reported(line, "undelivered", error)
    assert not is_off(line), "an old report that comes again"
    assert key == SEALER.index("person", ANA)


@pytest.mark.parametrize("error", [30003, 30007, 21408, 21617])
def test_whatever_else_goes_wrong_switches_nothing_off(line: Line, error: int) -> None:
    phone_of(line)
    line.text("hello")
    line.texts.deliver()
    reported(line, "undelivered", error)
    assert not is_off(line)
    assert not line.stopped(ANA)


def test_a_stop_that_comes_in_a_report_is_remembered_for_that_phone(line: Line) -> None:
    line.text("hello")
    line.texts.deliver()
    reported(line, "failed", 21610, "SM" + "9" * 32)
    assert not line.stopped(ANA), "a report of something else"
    reported(line, "failed", 21610, to="")
    assert not line.stopped(ANA), "nobody knows of whom"


def test_a_stop_that_comes_in_a_report_counts_once(line: Line) -> None:
    line.text("hello")
    line.texts.deliver()
    reported(line, "failed", 21610)
    assert line.stopped(ANA)
    with line.database.writing() as db:
        consents.start(db, SEALER.index("person", ANA))
    reported(line, "failed", 21610)
    assert not line.stopped(ANA), "an old report must not undo a START"


def test_nothing_is_kept_of_the_words_once_it_is_out_or_given_up(line: Line, post: Post) -> None:
    failed, late, sent = line.text("first"), line.write(HELLO), line.text("third")
    line.carrier.moods = [SendError("never", 21217)]
    line.texts.deliver()
    assert [line.row(name)[0] for name in (failed, sent)] == ["failed", "queued"]
    assert kept(line, late) != b""
    line.clock.now += HOLDS
    line.mails.deliver()
    assert line.row(late)[0] == "expired"
    assert [kept(line, name) for name in (failed, late, sent)] == [b"", b"", b""]


def test_nor_when_a_report_comes_from_a_text_whose_sender_died(line: Line) -> None:
    name = line.text("hello")
    with line.database.writing() as db:
        assert messages.claim(db, name, line.clock.now)
    Reports(line.database, SEALER, Aftermath(line.clock), line.clock).take(name, "SM1", "delivered", None)
    assert line.row(name)[0] == "delivered"
    assert kept(line, name) == b""
