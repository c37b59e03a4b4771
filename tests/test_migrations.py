"""The migrations go up and down on both engines, and end where the tables of the program are."""

import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    UniqueConstraint,
    create_engine,
    inspect,
    text,
)

from storage import migrate
from storage.database import Database, DatabaseDown, Outrun
from storage.tables import metadata
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
PORTFOLIO_ROWS = {
    "portfolios": "(key, keypad_key, sealed, pin, version, paused, created_at, seen_at)"
    " VALUES (:key, :key, :blob, :blob, 1, 0, 1.5, 2.5)",
    "portfolio_keys": "(portfolio_key, wrapped_key) VALUES (:key, :blob)",
    "watches": "(portfolio_key, number, case_key, sealed, alerts, added_at) VALUES (:key, 100, :key, :blob, 1, 1.5)",
    "contacts": "(portfolio_key, number, kind, address_key, sealed, alerts, off, verified_at, created_at, alive_at,"
    " opens)"
    " VALUES (:key, 10, 'phone', :key, :blob, 1, 0, NULL, 1.5, NULL, 1)",
    "codes": "(key, portfolio_key, purpose, hash, made_at, expires_at, tries)"
    " VALUES (:key, :key, 'verify', :key, 1.5, 9.5, 0)",
    "sign_ins": "(conversation_key, portfolio_key, person_key, scope, until, lasts, ends_at)"
    " VALUES (:key, :key, :key, 'owner', 9.5, 900, 99.5)",
    "visits": "(portfolio_key, person_key, at) VALUES (:key, :key, 1.5)",
    "guesses": "(key, in_row, today, day_from, level, locked_until, touched_at, counted)"
    " VALUES (:key, 1, 1, 1.5, 0, 0, 1792500000.123456, 1)",
    "audits": "(at, actor, action, subject) VALUES (1.5, 'ana', 'show', :key)",
    "erasures": "(provider_sid, due_at, attempts, expires_at) VALUES ('SM1', 1.5, 0, 9.5)",
}
MAIL = (
    "messages (id, portfolio_key, channel, sealed, state, rank, attempts, due_at, expires_at, created_at, updated_at)"
    " VALUES (:id, :owner, :channel, :blob, 'waiting', 0, 0, 1.5, 9.5, 1.5, 1.5)"
)
ALERT_ROWS = {
    "changes": "(id, case_key, kind, sealed, at) VALUES (7, :key, 'changed', :blob, 1.5)",
    "follows": "(person_key, case_key, sealed, added_at, adopted) VALUES (:key, :key, :blob, 1.5, 0)",
    "alerts": "(change_id, case_key, owner_key, portfolio_key, address_key, state, tries, due_at, expires_at,"
    " created_at) VALUES (7, :key, :key, :key, :key, 'waiting', 0, 1.5, 9.5, 1.5)",
}
LINK_ROWS = {
    "links": "(key, purpose, portfolio_key, person_key, sealed, made_at, expires_at, tries)"
    " VALUES (:key, 'pin', :key, :key, :blob, 1.5, 9.5, 0)",
}
VALUES = {"key": b"\0\xff" * 16, "blob": b"\x01sealed\0"}


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
        _execute(empty_database_url, f"INSERT INTO {table} {row}", **VALUES)
    assert _value(empty_database_url, "SELECT until FROM leases") == 1792500000.123456
    assert _value(empty_database_url, "SELECT count FROM tallies") == 5_000_000_000
    assert bytes(_value(empty_database_url, "SELECT sealed FROM people")) == b"\x01sealed\0"
    migrate.downgrade(empty_database_url, "base")
    assert _tables(empty_database_url) <= {"alembic_version"}
    migrate.upgrade(empty_database_url, "0001")
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


def test_0002_goes_up_and_down_around_the_rows_that_are_there(empty_database_url: str) -> None:
    url = empty_database_url
    migrate.upgrade(url, "0001")
    for table, row in ROWS.items():
        _execute(url, f"INSERT INTO {table} {row}", **VALUES)
    before = {table: _rows(url, table) for table in ROWS}
    migrate.upgrade(url, "0002")
    for table, row in PORTFOLIO_ROWS.items():
        _execute(url, f"INSERT INTO {table} {row}", **VALUES)
    for name, owner, channel in (("to", VALUES["key"], "text"), ("mail", None, "email"), ("note", None, "text")):
        _execute(url, f"INSERT INTO {MAIL}", id=name, owner=owner, channel=channel, blob=b"words")
    assert _value(url, "SELECT channel FROM messages WHERE id = 'm'") == "text"
    assert _value(url, "SELECT portfolio_key FROM messages WHERE id = 'm'") is None
    assert _value(url, "SELECT touched_at FROM guesses") == 1792500000.123456
    assert {table: _rows(url, table) for table in ROWS if table != "messages"} == {
        table: rows for table, rows in before.items() if table != "messages"
    }
    migrate.downgrade(url, "0001")
    assert _value(url, "SELECT count(*) FROM messages") == 2, "what was for portfolios, or by e-mail, is gone"
    _execute(url, "DELETE FROM messages WHERE id = 'note'")
    assert {table: _rows(url, table) for table in ROWS} == before
    assert _tables(url) == {*ROWS, "alembic_version"}
    migrate.upgrade(url)
    assert _tables(url) == {*ROWS, *PORTFOLIO_ROWS, *ALERT_ROWS, *LINK_ROWS, "alembic_version"}
    assert migrate.difference(url) is None
    assert _value(url, "SELECT count(*) FROM messages") == 1


def test_0003_goes_up_and_down_around_the_rows_that_are_there(empty_database_url: str) -> None:
    url = empty_database_url
    migrate.upgrade(url, "0002")
    there = {**ROWS, **PORTFOLIO_ROWS}
    for table, row in there.items():
        _execute(url, f"INSERT INTO {table} {row}", **VALUES)
    mailbox = PORTFOLIO_ROWS["contacts"].replace("(:key, 10, 'phone', :key", "(:key, 9, 'email', :blob")
    _execute(url, f"INSERT INTO contacts {mailbox}", **VALUES)
    before = {table: _rows(url, table) for table in there}
    migrate.upgrade(url, "0003")
    for table, row in ALERT_ROWS.items():
        _execute(url, f"INSERT INTO {table} {row}", **VALUES)
    assert _value(url, "SELECT level FROM contacts WHERE kind = 'email'") == "all"
    assert _value(url, "SELECT level FROM contacts WHERE kind = 'phone'") == "title"
    assert _value(url, "SELECT adopted FROM watches") == 0, "so that it is asked for from now on"
    assert _value(url, "SELECT due_at FROM cases") is None
    _execute(url, f"INSERT INTO {MAIL}", id="call", owner=VALUES["key"], channel="call", blob=b"words")
    migrate.downgrade(url, "0002")
    assert {table: _rows(url, table) for table in there} == before
    migrate.upgrade(url)
    assert migrate.difference(url) is None


def test_0004_goes_up_and_down_around_the_rows_that_are_there(empty_database_url: str) -> None:
    url = empty_database_url
    migrate.upgrade(url, "0003")
    there = {**ROWS, **PORTFOLIO_ROWS, **ALERT_ROWS}
    for table, row in there.items():
        _execute(url, f"INSERT INTO {table} {row}", **VALUES)
    before = {table: _rows(url, table) for table in there}
    migrate.upgrade(url, "0004")
    _execute(url, f"INSERT INTO links {LINK_ROWS['links']}", **VALUES)
    _execute(url, "INSERT INTO links SELECT :blob, purpose, NULL, NULL, sealed, 1, 2, 0, 1 FROM links", **VALUES)
    _execute(url, "DELETE FROM portfolios")
    assert _value(url, "SELECT count(*) FROM links") == 1, "the other one is gone with its portfolio"
    _execute(url, "DELETE FROM links")
    migrate.downgrade(url, "0003")
    gone = {*PORTFOLIO_ROWS, "alerts"} - {"guesses", "audits", "erasures"}
    assert {table: _rows(url, table) for table in there if table not in gone} == {
        table: rows for table, rows in before.items() if table not in gone
    }
    assert "links" not in _tables(url)
    migrate.upgrade(url)
    assert migrate.difference(url) is None


def test_0004_leaves_nothing_of_a_link_in_the_files_on_its_way_down(tmp_path: Path) -> None:
    url, sealed = f"sqlite:///{tmp_path}/down.db", b"what this link was good for"
    migrate.upgrade(url)
    for table, row in {**PORTFOLIO_ROWS, **LINK_ROWS}.items():
        _execute(url, f"INSERT INTO {table} {row}", **{**VALUES, "blob": sealed if table == "links" else b"x"})
    migrate.downgrade(url, "0003")
    database = Database(url)
    database.checkpoint(truncate=True)
    content = b"".join(file.read_bytes() for file in tmp_path.glob("down.db*"))
    database.close()
    assert sealed not in content


def test_0002_takes_a_portfolios_rows_away_with_the_portfolio(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url, "0002")
    database = Database(empty_database_url)
    with database.writing() as db:
        for table, row in PORTFOLIO_ROWS.items():
            db.execute(text(f"INSERT INTO {table} {row}"), VALUES)
        db.execute(text(f"INSERT INTO {MAIL}"), {"id": "m", "owner": VALUES["key"], "channel": "text", "blob": b""})
        db.execute(text("DELETE FROM portfolios"))
    with database.reading() as db:
        left = {
            table
            for table in (*PORTFOLIO_ROWS, "messages")
            if db.execute(text(f"SELECT count(*) FROM {table}")).scalar()
        }
    database.close()
    assert left == {"guesses", "audits", "erasures"}


@pytest.mark.parametrize(
    ("table", "good", "bad"),
    [
        ("watches", "(:key, 100,", "(:key, 101,"),
        ("watches", "(:key, 100,", "(:key, 0,"),
        ("watches", "(:key, 100,", "(:key, 99,"),
        ("contacts", "(:key, 10,", "(:key, 11,"),
        ("contacts", "(:key, 10,", "(:key, 9,"),
        ("portfolios", "(:key, :key,", "(:blob, :key,"),
        ("portfolio_keys", "(:key,", "(:blob,"),
    ],
)
def test_0002_keeps_the_limits_and_the_owners_in_the_database(
    empty_database_url: str, table: str, good: str, bad: str
) -> None:
    migrate.upgrade(empty_database_url, "0002")
    for name, row in PORTFOLIO_ROWS.items():
        _execute(empty_database_url, f"INSERT INTO {name} {row}", **VALUES)
    row = PORTFOLIO_ROWS[table].replace(good, bad)
    assert row != PORTFOLIO_ROWS[table]
    with pytest.raises(Outrun):
        _execute(empty_database_url, f"INSERT INTO {table} {row}", **VALUES)


def test_0002_names_what_it_makes_by_the_convention(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url)
    engine = create_engine(empty_database_url)
    inspector = inspect(engine)
    for table in metadata.sorted_tables:
        for found, kind in (
            ([inspector.get_pk_constraint(table.name)], PrimaryKeyConstraint),
            (inspector.get_foreign_keys(table.name), ForeignKeyConstraint),
            (inspector.get_unique_constraints(table.name), UniqueConstraint),
            (inspector.get_check_constraints(table.name), CheckConstraint),
        ):
            wanted = {str(each.name) for each in table.constraints if isinstance(each, kind)}
            assert {each["name"] for each in found} == wanted, table.name
        indexes = {each["name"] for each in inspector.get_indexes(table.name) if not each.get("duplicates_constraint")}
        assert indexes == {str(each.name) for each in table.indexes}
    engine.dispose()


def test_0002_leaves_nothing_of_a_portfolio_in_the_files_on_its_way_down(tmp_path: Path) -> None:
    url, wrapped = f"sqlite:///{tmp_path}/down.db", b"the wrapped key of this portfolio"
    migrate.upgrade(url)
    for table, row in PORTFOLIO_ROWS.items():
        _execute(url, f"INSERT INTO {table} {row}", **{**VALUES, "blob": wrapped})
    migrate.downgrade(url, "0001")
    database = Database(url)
    database.checkpoint(truncate=True)
    content = b"".join(file.read_bytes() for file in tmp_path.glob("down.db*"))
    database.close()
    assert wrapped not in content


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


def _rows(url: str, table: str) -> list[tuple[Any, ...]]:
    database = Database(url)
    with database.reading() as db:
        rows = [tuple(row) for row in db.execute(text(f"SELECT * FROM {table} ORDER BY 1"))]
    database.close()
    return rows


def _tables(url: str) -> set[str]:
    engine = create_engine(url)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names
