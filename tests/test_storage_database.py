"""The database: a connection a thread, transactions that are whole, and coming back after a fault."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from storage import leases
from storage.database import Database, DatabaseDown, normalised
from tests.databases import PostgresServer
from tests.races import at_once


def test_what_was_written_is_kept_and_read_by_every_thread(database: Database) -> None:
    with database.writing() as db:
        assert leases.take(db, "leader", "a", now=10, until=20)
    assert at_once(lambda _: _holder(database), runners=3) == ["a", "a", "a"]


def test_an_exception_undoes_the_whole_write(database: Database) -> None:
    def write_and_fail() -> None:
        with database.writing() as db:
            leases.take(db, "leader", "a", now=10, until=20)
            raise LookupError

    with pytest.raises(LookupError):
        write_and_fail()
    assert _holder(database) is None
    with database.writing() as db:
        assert leases.take(db, "leader", "b", now=10, until=20)


def test_a_read_inside_a_write_sees_it_and_a_write_inside_a_write_is_a_fault(database: Database) -> None:
    with database.writing() as db:
        leases.take(db, "leader", "a", now=10, until=20)
        assert _holder(database) == "a"
        with pytest.raises(RuntimeError, match="inside a transaction"), database.writing():
            pass
    assert _holder(database) == "a"


def test_a_thread_keeps_its_connection_and_an_ended_threads_is_closed(database: Database) -> None:
    with database.reading() as first, database.reading() as second:
        assert first is second
    at_once(lambda _: _holder(database), runners=8)
    at_once(lambda _: _holder(database), runners=1)
    assert len(database._seats) <= 9
    with database.reading() as again:
        assert again is first


def test_writers_wait_for_each_other_and_none_is_lost(database: Database) -> None:
    with database.writing() as db:
        db.execute(text("INSERT INTO tallies (name, window_start, shard, count) VALUES ('n', 0, 's', 0)"))

    def count_up(_: int) -> None:
        for _ in range(20):
            with database.writing() as db:
                db.execute(text("UPDATE tallies SET count = count + 1"))

    at_once(count_up)
    with database.reading() as db:
        assert db.execute(text("SELECT count FROM tallies")).scalar() == 160


def test_reading_goes_on_while_somebody_writes(database: Database) -> None:
    with database.writing() as db:
        leases.take(db, "leader", "a", now=10, until=20)
        assert at_once(lambda _: _holder(database), runners=1) == [None]


CHILD = """
import sys
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from storage.database import Database
database = Database(sys.argv[1])
for _ in range(50):
    with database.writing() as db:
        db.execute(text("UPDATE tallies SET count = count + 1"))
database.close()
"""


def test_processes_that_write_wait_for_each_other(database: Database, database_url: str) -> None:
    with database.writing() as db:
        db.execute(text("INSERT INTO tallies (name, window_start, shard, count) VALUES ('n', 0, 's', 0)"))
    root = Path(__file__).parents[1]
    children = [subprocess.Popen([sys.executable, "-c", CHILD, database_url], cwd=root) for _ in range(3)]
    assert [child.wait(30) for child in children] == [0, 0, 0]
    with database.reading() as db:
        assert db.execute(text("SELECT count FROM tallies")).scalar() == 150


FORK = """
import os, sys
from storage import leases
from storage.database import Database
database = Database(sys.argv[1])
with database.writing() as db:
    leases.take(db, "parent", "a", now=10, until=20)
child = os.fork()
with database.writing() as db:
    leases.take(db, "child" if child == 0 else "again", "a", now=10, until=20)
if child == 0:
    os._exit(0)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
with database.writing() as db:
    leases.take(db, "after", "a", now=10, until=20)
database.close()
"""


def test_a_fork_gets_a_connection_of_its_own_and_the_parents_lives_on(database: Database, database_url: str) -> None:
    root = Path(__file__).parents[1]
    subprocess.run([sys.executable, "-c", FORK, database_url], cwd=root, check=True, timeout=30)
    with database.reading() as db:
        names = set(db.execute(text("SELECT name FROM leases")).scalars())
    assert names == {"parent", "child", "again", "after"}


def test_a_statement_that_fails_is_one_error_and_the_next_one_works(database: Database) -> None:
    with pytest.raises((DatabaseDown, ProgrammingError)), database.reading() as db:
        db.execute(text("SELECT * FROM nothing"))
    assert _holder(database) is None


def test_sqlite_is_set_up_to_lose_nothing_and_to_wipe_what_is_deleted(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.reading() as db:
        found = {
            name: db.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        }
    database.close()
    full = 2
    assert found == {
        "journal_mode": "wal",
        "synchronous": full,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 5000,
    }


def test_the_files_of_sqlite_are_for_their_owner_alone(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/deep/down/line.db")
    with database.writing() as db:
        db.exec_driver_sql("CREATE TABLE t (x)")
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "deep" / "down").iterdir()}
    database.close()
    assert modes == dict.fromkeys(["line.db", "line.db-wal", "line.db-shm", "line.db.writer"], 0o600)


def test_a_checkpoint_empties_the_log_of_sqlite(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.writing() as db:
        leases.take(db, "leader", "a", now=10, until=20)
    log = Path(str(database.url.database) + "-wal")
    assert log.stat().st_size > 0
    database.checkpoint()
    assert log.stat().st_size > 0
    database.checkpoint(truncate=True)
    assert log.stat().st_size == 0
    assert _holder(database) == "a"
    database.close()


def test_threads_that_open_a_new_file_together_all_get_in(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/new.db")

    def look(_: int) -> int:
        with database.reading() as db:
            return int(db.exec_driver_sql("SELECT 1").scalar_one())

    assert at_once(look) == [1] * 8
    database.close()


@pytest.fixture
def own_server(tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer) -> Iterator[PostgresServer]:
    """The server, to be stopped and started; it runs again afterwards."""
    yield postgres
    if not postgres.is_running():
        postgres.start()


@pytest.mark.slow
def test_postgresql_may_restart_and_reads_and_writes_go_on(own_server: PostgresServer, postgres_url: str) -> None:
    database = Database(postgres_url)
    assert _holder(database) is None
    own_server.stop()
    with pytest.raises(DatabaseDown):
        _holder(database)
    with pytest.raises(DatabaseDown), database.writing():
        pass
    own_server.start()
    assert _holder(database) is None
    own_server.stop()
    own_server.start()
    with database.writing() as db:
        assert leases.take(db, "leader", "a", now=10, until=20)
    database.close()


@pytest.mark.slow
def test_an_error_caught_inside_a_write_on_postgresql_is_not_a_silent_rollback(postgres_url: str) -> None:
    database = Database(postgres_url)
    with (
        pytest.raises(RuntimeError, match="caught and lost"),
        database.writing() as db,
        pytest.raises(ProgrammingError),
    ):
        db.execute(text("SELECT * FROM nothing"))
    assert _holder(database) is None
    database.close()


@pytest.mark.slow
def test_a_statement_without_end_is_stopped(postgres_url: str) -> None:
    database = Database(f"{postgres_url}&options=-c%20statement_timeout%3D100")
    started = time.monotonic()
    with pytest.raises(DatabaseDown, match="QueryCanceled"), database.reading() as db:
        db.execute(text("SELECT pg_sleep(30)"))
    assert time.monotonic() - started < 5
    database.close()


def test_a_database_that_is_not_there_is_down_and_says_no_password() -> None:
    database = Database("postgresql://user:secret@127.0.0.1:1/nothing")
    with pytest.raises(DatabaseDown) as caught, database.reading():
        pass
    assert "secret" not in str(caught.value)
    database.close()


@pytest.mark.parametrize("url", ["postgres://u@h/d", "postgresql://u@h/d", "postgresql+psycopg://u@h/d"])
def test_the_ways_to_write_a_postgresql_address_mean_the_same(url: str) -> None:
    assert normalised(url).drivername == "postgresql+psycopg"


@pytest.mark.parametrize(
    "url", ["", "nonsense", "mysql://h/d", "sqlite://", "sqlite:///:memory:", "postgresql://h:port/"]
)
def test_an_address_we_can_not_use_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL") as caught:
        normalised(url)
    assert not url or url not in str(caught.value)


def test_a_holder_of_the_writers_place_makes_others_wait_only_so_long(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    group = database._group()
    group.patience = 0.05
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with database.writing():
            entered.set()
            leave.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    entered.wait(10)
    with pytest.raises(DatabaseDown, match="too long"), database.writing():
        pass
    leave.set()
    holder.join()
    with database.writing() as db:
        assert leases.take(db, "leader", "a", now=10, until=20)
    database.close()


def test_nothing_is_left_open_after_close(database: Database) -> None:
    at_once(lambda _: _holder(database), runners=4)
    before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0
    database.close()
    if before:
        assert len(os.listdir("/proc/self/fd")) < before


def _holder(database: Database) -> str | None:
    with database.reading() as db:
        holder = db.execute(text("SELECT holder FROM leases WHERE name = 'leader'")).scalar()
    return None if holder is None else str(holder)
