"""Support: what may be seen of a portfolio, what may be done to it, and that each use is written down first."""

import json
import os
import pwd
from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from bot.backstage import Backstage
from bot.cli import main
from bot.guesses import Guesses
from bot.portfolios.daily import Daily
from bot.portfolios.parts import audit_subject
from bot.portfolios.recovery import RECOVERIES, counts_of
from bot.portfolios.vault import CONTACT, WATCH, Profile, opened, sealed_pin, sealed_profile
from bot.support import operator
from dialogs.portfolio.user_ids import keys_of
from storage import audits, contacts, people, portfolios, sign_ins, watches
from storage.contacts import Contact
from storage.people import Person
from storage.portfolios import Portfolio
from storage.sealing import DataKey, place
from storage.tables import metadata
from storage.watches import Watch
from tests.service import settings
from tests.world import Clock

USER_ID, DIGITS = "maria88", "6274288"
RECEIPT, NAME, PHONE, EMAIL = "EAC9999103403", "Mamá", "+12025550142", "maria@example.org"
KEY = b"p" * 32


class Desk:
    """The service with Maria's portfolio in it, and somebody at its shell."""

    def __init__(self, database_url: str) -> None:
        self.clock = Clock()
        self.services = Backstage(settings(database_url), clock=self.clock)
        self.data_key = self.services.sealer.new_data_key()
        self.person = self.services.sealer.index("person", PHONE)
        self.keypad_key = self.services.sealer.index("portfolio", DIGITS)
        self.subject = audit_subject(self.services.sealer, KEY.hex())
        self.make()

    def make(self) -> None:
        sealer, key, now = self.services.sealer, DataKey(self.data_key), self.clock.now
        wrapped = sealer.wrap(self.data_key, place("portfolio_keys.wrapped_key", KEY))
        profile = sealed_profile(key, KEY, Profile(USER_ID, "es", short=True))
        pin = sealed_pin(key, KEY, "$argon2id$the hash")
        row = Portfolio(KEY, wrapped, profile, pin, 1, False, now - 86_400 * 3, now - 3600)
        case_key = sealer.index("case", RECEIPT)

        def bound(column: str, of: bytes) -> str:
            return place(column, f"{KEY.hex()} {of.hex()}")

        watched = json.dumps({"receipt": RECEIPT, "name": NAME, "seen": None}).encode()
        with self.services.database.writing() as db:
            assert portfolios.add(db, row, self.keypad_key)
            watches.add(db, KEY, Watch(1, case_key, key.seal(watched, bound(WATCH, case_key)), True, now))
            for number, (kind, address, verified) in enumerate([("phone", PHONE, now), ("email", EMAIL, None)], 1):
                address_key = self.person if kind == "phone" else sealer.index("email", EMAIL)
                sealed = key.seal(json.dumps({"address": address}).encode(), bound(CONTACT, address_key))
                contacts.add(db, KEY, Contact(number, kind, address_key, sealed, bool(verified), False, verified, now))
            wrapped = sealer.wrap(sealer.new_data_key(), place("people.wrapped_key", self.person))
            people.save(db, Person(self.person, wrapped, b"", 1, now, now))
            sign_ins.visited(db, KEY, self.person, now)

    def run(self, *arguments: str, text: str | None = None) -> Result:
        return CliRunner().invoke(main, ["portfolio", *arguments], obj=self.services, input=text)

    def show(self, user_id: str = USER_ID) -> dict[str, object]:
        shown: dict[str, object] = json.loads(self.run("show", user_id, "--json").stdout)
        return shown

    def log(self) -> list[tuple[str, str]]:
        with self.services.database.reading() as db:
            return [(entry.actor, entry.action) for entry in audits.of(db, self.subject, 10)]

    def is_there(self) -> bool:
        with self.services.database.reading() as db:
            return portfolios.load(db, KEY) is not None

    def lock_out(self) -> Guesses:
        guesses = Guesses(self.services.database, self.services.sealer, self.clock)
        while guesses.take(DIGITS, "+12025550143", own=False).allowed:
            pass
        return guesses


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    desk = Desk(database_url)
    yield desk
    desk.services.database.close()


def test_support_sees_how_a_portfolio_stands_and_nothing_private(desk: Desk) -> None:
    shown = desk.show("María88")
    assert shown["cases"] == 1
    assert shown["contacts"] == [
        {"number": 1, "address": "(...) ...-0142", "verified": True, "alerts": True, "off": False},
        {"number": 2, "address": "m***@example.org", "verified": False, "alerts": False, "off": False},
    ]
    assert (shown["language"], shown["short_pin"], shown["paused"]) == ("es", True, False)
    assert (shown["made"], shown["last_seen"]) == ("2024-05-10", "2024-05-13")
    assert (shown["sign_in"], shown["sign_in_from_own_phone"]) == ("open", "open")
    told = json.dumps(shown) + desk.run("show", USER_ID).output
    for private in (RECEIPT, NAME, "Mam", PHONE, EMAIL, "argon2", USER_ID, DIGITS):
        assert private not in told


def test_people_read_a_line_for_each_thing(desk: Desk) -> None:
    lines = desk.run("show", USER_ID).stdout.splitlines()
    assert lines[:3] == [
        "cases: 1",
        "contacts: 2",
        "  number 1, address (...) ...-0142, verified yes, alerts yes, off no",
    ]
    assert "paused: no" in lines


def test_a_user_id_can_be_given_as_its_keys_or_when_asked_for(desk: Desk) -> None:
    assert desk.show(DIGITS)["cases"] == 1
    asked = desk.run("show", "--json", text=f"{USER_ID}\n")
    assert json.loads(asked.stdout)["cases"] == 1


def test_every_use_is_in_the_log_with_the_name_of_the_operating_system(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("USER", "LOGNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody else")
    me = pwd.getpwuid(os.getuid()).pw_name
    desk.run("show", USER_ID)
    desk.run("unlock", USER_ID)
    desk.run("delete", USER_ID, "--yes")
    assert desk.log() == [(me, "deleted by support"), (me, "unlocked by support"), (me, "shown by support")]
    assert operator() == me


def test_the_log_holds_no_user_id_in_clear_and_shows_who_looked(desk: Desk) -> None:
    desk.run("show", USER_ID)
    shown = desk.show()
    assert isinstance(shown["log"], list)
    assert [entry["what"] for entry in shown["log"]] == ["shown by support", "shown by support"]
    assert {entry["at"] for entry in shown["log"]} == {"2024-05-13 14:00 UTC"}


def test_who_is_locked_out_is_let_in_again(desk: Desk) -> None:
    guesses = desk.lock_out()
    assert str(desk.show()["sign_in"]).startswith("locked until 2024-05-13 14:15 UTC")
    assert desk.show()["sign_in_from_own_phone"] == "open"
    assert desk.run("unlock", USER_ID).stdout == "unlocked: 1\n"
    assert desk.show()["sign_in"] == "open"
    assert guesses.take(DIGITS, "", own=False).allowed


def test_unlocking_lets_recoveries_begin_anew_as_well(desk: Desk) -> None:
    daily = Daily(desk.services.database, desk.services.sealer, desk.clock)
    with desk.services.database.reading() as db:
        row = portfolios.load(db, KEY)
        assert row is not None
        portfolio = opened(desk.services.sealer, row)
        names = counts_of(desk.services.sealer, portfolio, portfolio.contacts(db), desk.clock())
    for name in names:
        assert daily.take(RECOVERIES, name, 1, 1)
    desk.clock.now += 86_401
    assert not any(daily.take(RECOVERIES, name, 1, 1) for name in names)
    desk.run("unlock", USER_ID)
    assert all(daily.take(RECOVERIES, name, 1, 1) for name in names)


def test_whoever_has_the_user_id_next_is_not_shown_with_what_was_done_to_the_former_owners(desk: Desk) -> None:
    desk.run("show", USER_ID)
    with desk.services.database.writing() as db:
        portfolios.delete(db, KEY)
        sealer, data_key = desk.services.sealer, desk.services.sealer.new_data_key()
        other, key = b"o" * 32, DataKey(data_key)
        wrapped = sealer.wrap(data_key, place("portfolio_keys.wrapped_key", other))
        profile = sealed_profile(key, other, Profile(USER_ID, "en", short=False))
        row = Portfolio(other, wrapped, profile, sealed_pin(key, other, "hash"), 1, False, desk.clock(), desk.clock())
        assert portfolios.add(db, row, desk.keypad_key)
    shown = desk.show()
    assert isinstance(shown["log"], list)
    assert [entry["what"] for entry in shown["log"]] == ["shown by support"]


def test_a_deleted_portfolio_is_gone_with_what_was_kept_of_its_phones(desk: Desk) -> None:
    done = desk.run("delete", USER_ID, text=f"{USER_ID}\n")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "deleted: 1")
    assert not desk.is_there()
    with desk.services.database.reading() as db:
        for table in metadata.sorted_tables:
            if "portfolio_key" in table.c:
                assert db.execute(select(table).where(table.c.portfolio_key == KEY)).all() == [], table.name
        assert people.wrapped_keys(db, [desk.person]) == {}
    assert desk.run("delete", USER_ID, "--yes", "--json").exit_code == 1


def test_nothing_is_deleted_when_another_user_id_is_repeated(desk: Desk) -> None:
    done = desk.run("delete", USER_ID, text="maria89\n")
    assert done.exit_code == 1
    assert "nothing was deleted" in done.output
    assert desk.is_there()


def test_json_is_one_line_even_where_something_is_asked(desk: Desk) -> None:
    done = desk.run("delete", USER_ID, "--json", text=f"{USER_ID}\n")
    assert json.loads(done.stdout) == {"deleted": 1}


@pytest.mark.parametrize("command", ["show", "unlock", "delete"])
@pytest.mark.parametrize("user_id", ["nobody77", "x", "EAC9999103403", "ñ" * 300, "a\0b", "👍"])
def test_a_user_id_that_nobody_has_is_said_plainly_and_is_in_the_log(desk: Desk, command: str, user_id: str) -> None:
    more = ["--yes"] if command == "delete" else []
    done = desk.run(command, user_id, *more)
    assert done.exit_code == 1
    assert done.stderr == "Error: There is no portfolio with this user ID.\n"
    with desk.services.database.reading() as db:
        table = metadata.tables["audits"]
        [(action, subject)] = db.execute(select(table.c.action, table.c.subject)).all()
    assert action in {"shown by support", "unlocked by support", "deleted by support"}
    assert len(subject) == 32
    assert keys_of(USER_ID) == DIGITS


def test_the_entry_stands_even_when_what_follows_fails(desk: Desk) -> None:
    with desk.services.database.writing() as db:
        db.execute(metadata.tables["portfolios"].update().values(sealed=b"broken"))
    assert desk.run("show", USER_ID).exit_code == 1
    assert [action for _, action in desk.log()] == ["shown by support"]
