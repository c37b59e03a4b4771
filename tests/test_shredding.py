"""A portfolio that was deleted can't be read any more: not in the rows, not in the bytes of the files, not in a copy
that was made before, by whoever has all keys that are left."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import LargeBinary, Table, select

from bot.portfolios.parts import audit_subject
from bot.portfolios.vault import CONTACT, KEY, PIN, PROFILE, WATCH, opened
from storage import audits, portfolios
from storage.database import Database, normalised
from storage.portfolio_tables import contacts, portfolio_keys, watches
from storage.sealing import DataKey, SealBroken, place
from storage.tables import conversations, messages, metadata, people
from tests.searching import database_bytes, found, rows_text
from tests.service import ServiceLine
from tests.transcripts import in_digits, played

OWNER, FRIEND, STRANGER = "+12026000142", "+12026000143", "+12026000144"
DAY = 86_400
RECEIPTS = ("IOE0901234567", "IOE0907654321")
CALLS = b"erasures | CA"  # the calls of the phones of the tests are named by their number
SECRETS = {"62742811", "owner@example.org", "Brunhilde", *RECEIPTS, OWNER, FRIEND}

# Two phones are signed in to one portfolio; the second has another of its own; a third has nothing to do with either.
MADE = f"""
you: create 62742811
you: 2
you: 58209174
you: {" ".join(RECEIPTS)}
you: 0
you: 3
(what waits is sent)
you: [the code]
you: owner@example.org
(what waits is sent)
you: [the code]
you: name 1 Brunhilde
you: list
you: share
you: 2
(you have the phone {FRIEND})
you: create friend42
you: 2
you: 73059182
you: IOE0900000099
you: 0
you: 4
you: name 1 Kunigunde
you: logout
you: login 62742811
you: 58209174
you: list
(you have the phone {STRANGER})
you: create strange42
you: 2
you: 80461593
you: IOE0900000098
you: 0
you: 4
you: login 62742811
you: 11223344
(you have the phone {OWNER})
you: data
you: remove 1
"""
BY_TEXT = """
you: delete
you: 62742811
"""
BY_CALL = """
you: [calls]
you: 2
you: 1
you: 62742811#
you: 58209174#
you: 5
you: 4
you: 62742811#
"""


@dataclass
class Scene:
    """What stood there before it was deleted."""

    stage: ServiceLine
    url: str
    key: bytes
    wrapped: bytes
    data_key: DataKey
    keypad_key: bytes
    told: str = ""

    def delete(self, how: str) -> None:
        self.told = played(self.stage, how)
        with self.stage.services.database.reading() as db:
            assert portfolios.load(db, self.key) is None, self.told

    def keys_of_phones(self) -> dict[bytes, bytes]:
        with self.stage.services.database.reading() as db:
            return {row[0]: row[1] for row in db.execute(select(people.c.key, people.c.wrapped_key))}

    def rows_that_refer_to_it(self) -> list[str]:
        told = []
        with self.stage.services.database.reading() as db:
            for table in metadata.sorted_tables:
                for column in (column for column in table.c if isinstance(column.type, LargeBinary)):
                    values = list(db.execute(select(column)).scalars())
                    told += [str(column) for value in values if value in (self.key, self.wrapped, self.keypad_key)]
        return told


def made(url: str) -> Scene:
    stage = ServiceLine(url, OWNER)
    played(stage, MADE)
    sealer = stage.services.sealer
    keypad_key = sealer.index("portfolio", "62742811")
    with stage.services.database.reading() as db:
        row = portfolios.find(db, keypad_key)
    assert row is not None
    return Scene(stage, url, row.key, row.wrapped_key, opened(sealer, row).data_key, keypad_key)


@pytest.fixture
def scene(database_url: str) -> Iterator[Scene]:
    before = made(database_url)
    yield before
    before.stage.close()


@pytest.fixture
def lite(sqlite_url: str) -> Iterator[Scene]:
    before = made(sqlite_url)
    yield before
    before.stage.close()


both_ways = pytest.mark.parametrize("how", [BY_TEXT, BY_CALL], ids=["by text", "by call"])


@both_ways
def test_no_row_refers_to_it_any_more(scene: Scene, how: str) -> None:
    assert {"portfolios.key", "watches.portfolio_key", "contacts.portfolio_key"} < {*scene.rows_that_refer_to_it()}
    scene.delete(how)
    assert scene.rows_that_refer_to_it() == []
    rows = [row for row in rows_text(scene.url).splitlines() if not row.startswith(CALLS)]
    assert found(b"\n".join(rows), SECRETS) == []


@both_ways
def test_the_receipt_of_deletion_is_in_the_audit_log(scene: Scene, how: str) -> None:
    services = scene.stage.services
    scene.delete(how)
    with services.database.reading() as db:
        [actor] = db.execute(select(metadata.tables["audits"].c.actor)).scalars()
        receipt = actor.removeprefix("owner ")
        [entry] = audits.of(db, audit_subject(services.sealer, receipt), 10)
    assert entry.action == "deleted by owner"
    assert re.fullmatch(r"D-\w{4}-\w{4}", receipt)
    assert receipt.replace("-", "") in re.sub(r"[\W_]", "", in_digits(scene.told)), scene.told


@both_ways
def test_what_was_said_on_the_phones_is_forgotten_and_what_else_they_have_stays(scene: Scene, how: str) -> None:
    stage = scene.stage
    index = stage.services.sealer.index
    owner, friend, stranger = (index("person", phone) for phone in (OWNER, FRIEND, STRANGER))
    before = scene.keys_of_phones()
    scene.delete(how)
    after = scene.keys_of_phones()
    assert before[stranger] == after[stranger]
    assert before[friend] != after.get(friend), "what was sealed for them opens no more"
    assert before[owner] != after.get(owner)
    with stage.services.database.reading() as db:
        assert {*db.execute(select(conversations.c.person_key)).scalars()} <= {owner, stranger}
    again = played(stage, f"(you have the phone {FRIEND})\nyou: login friend42\nyou: 73059182\nyou: list\n")
    assert "Kunigunde" in again
    again = played(stage, f"(you have the phone {STRANGER})\nyou: login strange42\nyou: 80461593\nyou: list\n")
    assert "0098" in again
    again = played(stage, "you: login 62742811\nyou: 58209174\n")
    assert "do not go together" in again


@both_ways
def test_what_was_due_to_be_sent_is_sent_no_more(scene: Scene, how: str) -> None:
    stage = scene.stage
    with stage.services.database.reading() as db:
        owed = db.execute(select(messages.c.state).where(messages.c.portfolio_key == scene.key)).scalars().all()
    assert "waiting" in owed, "the file with the data"
    scene.delete(how)
    assert stage.deliver() == []


def everything_sealed(database: Database) -> list[tuple[str, bytes, Callable[[bytes], list[str]]]]:
    """Every sealed value of every portfolio: its column, itself, and in which places it may belong."""

    def of(column: str, *names: str) -> Callable[[bytes], list[str]]:
        return lambda key: [place(column, name or key) for name in names]

    told: list[tuple[str, bytes, Callable[[bytes], list[str]]]] = []
    with database.reading() as db:
        for row in db.execute(select(metadata.tables["portfolios"])):
            told += [(PROFILE, row.sealed, of(PROFILE, "")), (PIN, row.pin, of(PIN, ""))]
        for table, column, key in ((watches, WATCH, "case_key"), (contacts, CONTACT, "address_key")):
            told += [(column, row.sealed, _within(column, getattr(row, key))) for row in db.execute(select(table))]
        for row in db.execute(select(messages).where(messages.c.portfolio_key.is_not(None))):
            told.append(("messages.sealed", row.sealed, of("messages.sealed", row.id)))
    return told


def _within(column: str, key: bytes) -> Callable[[bytes], list[str]]:
    return lambda portfolio_key: [place(column, f"{portfolio_key.hex()} {key.hex()}")]


def opened_with(scene: Scene, database: Database, keys: dict[bytes, bytes]) -> dict[str, bytes]:
    """What of `database` opens with these wrapped keys, by column."""
    told: dict[str, bytes] = {}
    for key, wrapped in keys.items():
        data_key = scene.stage.services.sealer.unwrap(wrapped, place(KEY, key))
        for column, blob, places in everything_sealed(database):
            for where in places(key):
                try:
                    told[column] = told.get(column, b"") + data_key.open(blob, where)
                except SealBroken:
                    continue
    return told


def keys_in(database: Database) -> dict[bytes, bytes]:
    with database.reading() as db:
        return {row[0]: row[1] for row in db.execute(select(portfolio_keys))}


def talks_opened(scene: Scene, database: Database, keys: Database) -> bytes:
    """The logs of the conversations in `database`, as far as the people in `keys` open them."""
    sealer, told = scene.stage.services.sealer, b""
    with keys.reading() as db:
        wrapped = {row[0]: row[1] for row in db.execute(select(people.c.key, people.c.wrapped_key))}
    with database.reading() as db:
        rows = db.execute(select(conversations)).all()
    for row in rows:
        if row.person_key in wrapped:
            data_key = sealer.unwrap(wrapped[row.person_key], place("people.wrapped_key", row.person_key))
            try:
                told += data_key.open(row.sealed, place("conversations.sealed", row.key))
            except SealBroken:
                continue
    return told


def copied(url: str, folder: Path) -> Database:
    """A copy of the file as it lies there, with its log of changes."""
    path = Path(str(normalised(url).database))
    folder.mkdir()
    for file in path.parent.glob(f"{path.name}*"):
        shutil.copy(file, folder / file.name)
    return Database(f"sqlite:///{folder}/{path.name}")


@both_ways
def test_a_copy_made_before_opens_no_more_with_the_keys_that_are_left(lite: Scene, how: str, tmp_path: Path) -> None:
    copy, live = copied(lite.url, tmp_path / "copy"), lite.stage.services.database
    before = opened_with(lite, copy, keys_in(copy))
    assert set(before) == {PROFILE, PIN, WATCH, CONTACT, "messages.sealed"}
    assert b"62742811" in before[PROFILE]
    assert b"Brunhilde" in before[WATCH], "with its key it would open"
    assert b"Brunhilde" in talks_opened(lite, copy, copy)
    lite.delete(how)
    after = opened_with(lite, copy, keys_in(live))
    assert b"friend42" in after[PROFILE]
    assert b"Kunigunde" in after[WATCH], "those of others do"
    assert found(b"".join(after.values()), SECRETS) == []
    talks = talks_opened(lite, copy, live)
    assert b"62742811" in talks
    assert found(talks, SECRETS - {"62742811"}) == []  # a stranger's guess at the user ID is the stranger's own
    copy.close()


@both_ways
def test_nothing_of_it_is_left_in_the_bytes_of_the_files(lite: Scene, how: str) -> None:
    remains = [lite.key, lite.wrapped, lite.data_key.prefix]
    assert all(each in database_bytes(lite.url) for each in remains)
    lite.delete(how)
    assert [each.hex() for each in remains if each in database_bytes(lite.url)] == []
    files = sorted(Path(str(normalised(lite.url).database)).parent.glob("*-wal"))
    assert sum(file.stat().st_size for file in files) < 1_000_000


@pytest.mark.slow
def test_rows_that_postgresql_has_deleted_are_of_no_use_without_the_key(postgres_url: str) -> None:
    """They stay in its files until a vacuum: what is read here before the deletion is what a thief finds there."""
    scene = made(postgres_url)
    live = scene.stage.services.database
    before = everything_sealed(live)
    scene.delete(BY_TEXT)
    left = keys_in(live)
    assert scene.key not in left
    assert len(left) == 2
    for key, wrapped in left.items():
        data_key = scene.stage.services.sealer.unwrap(wrapped, place(KEY, key))
        for _column, blob, places in before:
            if blob.startswith(scene.data_key.prefix):
                assert all(_stays_shut(data_key, blob, where) for where in [*places(key), *places(scene.key)])
    assert sum(blob.startswith(scene.data_key.prefix) for _column, blob, _places in before) >= 7
    scene.stage.close()


def _stays_shut(data_key: DataKey, blob: bytes, where: str) -> bool:
    try:
        data_key.open(blob, where)
    except SealBroken:
        return True
    return False


def what_guards(scene: Scene, table: Table) -> dict[str, Any]:
    """The rows that are named by something of the portfolio's, by what that is."""
    index = scene.stage.services.sealer.index
    names = {
        "guess": index("guess", "62742811"),
        "guess own": index("guess own", "62742811"),
        "told of a lock-out": index("daily told of a lock-out", "62742811"),
        "codes to the e-mail address": index("daily codes to", index("email", "owner@example.org").hex()),
    }
    with scene.stage.services.database.reading() as db:
        there = set(db.execute(select(table.c.key)).scalars())
    return {name: key for name, key in names.items() if key in there}


def test_the_guesses_at_its_user_id_go_with_it_and_the_last_known_statuses_within_a_day(lite: Scene) -> None:
    guesses = metadata.tables["guesses"]
    assert "guess" in what_guards(lite, guesses)
    lite.delete(BY_TEXT)
    left = {*what_guards(lite, guesses)}
    assert left <= {"told of a lock-out", "codes to the e-mail address"}, "keyed hashes, for a month at most"
    index = lite.stage.services.sealer.index
    lite.stage.wait(31 * DAY)
    lite.stage.services.purge()
    assert what_guards(lite, guesses) == {}
    with lite.stage.services.database.reading() as db:
        cases = set(db.execute(select(metadata.tables["cases"].c.key)).scalars())
    assert not cases & {index("case", receipt) for receipt in RECEIPTS}
