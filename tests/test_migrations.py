"""The migrations go up and down on both engines, and end where the tables of the program are."""

import threading
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect, text

from storage import migrate
from storage.database import Database, DatabaseDown
from tools.migrations_check import check

ROWS = {
    "people": "(key, wrapped_key, sealed, version, created_at, seen_at) VALUES (:key, :blob, :blob, 1, 1.5, 2.5)",
    "stops": "(phone_key, at, kind) VALUES (:key, 1.5, 'stop')",
    "consents": "(person_key, at, kind, channel, sealed) VALUES (:key, 1.5, 'stop', 'sms', :blob)",
    "conversations": "(key, person_key, turn, sealed, touched_at) VALUES (:key, :key, 1, :blob, 1.5)",
    "answers": "(key, person_key, sealed, at) VALUES (:key, :key, :blob, 1.5)",
    "cases": "(key, asking_until) VALUES (:key, 0)",
    "registry": "(key, sealed, changed_at) VALUES (:key, :blob, 1.5)",
    "updates_applied": "(key, at) VALUES (:key, 1.5)",
    "promises": "(id, person_key, conversation_key, sealed, due_at, attempts, expires_at)"
    " VALUES ('p', :key, :key, :blob, 1.5, 0, 9.5)",
    "messages": "(id, person_key, sealed, state, rank, attempts, due_at, expires_at, created_at, updated_at)"
    " VALUES ('m', :key, :blob, 'waiting', 0, 0, 1.5, 9.5, 1.5, 1.5)",
    "deliveries": "(provider_sid, state, rank, at) VALUES ('SM1', 'sent', 2, 1.5)",
    "tallies": "(name, window_start, shard, count) VALUES ('texts', 60, 'a', 5000000000)",
    "leases": "(name, holder, until) VALUES ('leader', 'a', 1792500000.123456)",
}
OWNED = ("conversations", "answers", "promises", "messages")


def test_the_migrations_lead_to_the_tables_of_the_program_and_back(empty_database_url: str) -> None:
    assert check(empty_database_url) is None


def test_a_table_that_no_migration_makes_is_named(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url)
    _execute(empty_database_url, "DROP TABLE leases")
    assert "leases" in str(migrate.difference(empty_database_url))


def test_a_new_database_has_no_revision_and_an_upgraded_one_the_newest(empty_database_url: str) -> None:
    assert migrate.current(empty_database_url) is None
    migrate.upgrade(empty_database_url)
    assert migrate.current(empty_database_url) == migrate.head()
    migrate.upgrade(empty_database_url)
    assert migrate.current(empty_database_url) == migrate.head()


def test_0001_holds_a_row_of_everything_and_takes_it_away_again(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url, "0001")
    for table, row in ROWS.items():
        _execute(empty_database_url, f"INSERT INTO {table} {row}", key=b"\0\xff" * 16, blob=b"\x01sealed\0")
    assert _value(empty_database_url, "SELECT until FROM leases") == 1792500000.123456
    assert _value(empty_database_url, "SELECT count FROM tallies") == 5_000_000_000
    assert bytes(_value(empty_database_url, "SELECT sealed FROM people")) == b"\x01sealed\0"
    migrate.downgrade(empty_database_url, "base")
    assert _tables(empty_database_url) <= {"alembic_version"}
    migrate.upgrade(empty_database_url)
    assert _tables(empty_database_url) == {*ROWS, "alembic_version"}


def test_0001_takes_a_persons_rows_away_with_the_person(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url, "0001")
    database = Database(empty_database_url)
    with database.writing() as db:
        for table, row in ROWS.items():
            db.execute(text(f"INSERT INTO {table} {row}"), {"key": b"k" * 32, "blob": b"b"})
        db.execute(text("DELETE FROM people"))
    with database.reading() as db:
        left = {table for table in ROWS if db.execute(text(f"SELECT count(*) FROM {table}")).scalar()}
    database.close()
    assert left == set(ROWS) - {"people", *OWNED}


def test_a_migration_that_fails_leaves_nothing_behind(empty_database_url: str) -> None:
    _execute(empty_database_url, "CREATE TABLE leases (name TEXT)")
    with pytest.raises(Exception, match=r"(?i)already exists|OperationalError"):
        migrate.upgrade(empty_database_url)
    assert _tables(empty_database_url) == {"leases"}


def test_processes_that_upgrade_at_once_take_turns(empty_database_url: str) -> None:
    faults: list[BaseException] = []

    def upgrade() -> None:
        try:
            migrate.upgrade(empty_database_url)
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=upgrade) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert migrate.current(empty_database_url) == migrate.head()


def test_an_unreachable_database_is_said_to_be_down() -> None:
    with pytest.raises(DatabaseDown):
        migrate.current("postgresql://nobody@/nothing?host=/nonexistent")


def _execute(url: str, statement: str, **values: Any) -> None:
    database = Database(url)
    with database.writing() as db:
        db.execute(text(statement), values)
    database.close()


def _value(url: str, query: str) -> Any:
    database = Database(url)
    with database.reading() as db:
        value = db.execute(text(query)).scalar()
    database.close()
    return value


def _tables(url: str) -> set[str]:
    engine = create_engine(url)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names
