"""Back-ups as docs/operations.md says: they come back, and a portfolio that was deleted since does not."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from storage import follows, people, portfolios, watches
from storage.database import Database
from storage.follows import Follow
from storage.people import Person
from storage.portfolios import Portfolio
from storage.tables import metadata
from storage.watches import Watch
from tests.databases import PostgresServer

pytestmark = pytest.mark.slow

HOUSE = Path(__file__).parent.parent
DOCS = (HOUSE / "docs" / "operations.md").read_text(encoding="utf-8").partition("## Back-ups")[2]
POSTGRES_OUT, POSTGRES_BACK, SQLITE_OUT, SQLITE_BACK = re.findall(r"```sh\n(.*?)```", DOCS, re.DOTALL)
KEPT, GONE, LATER = b"k" * 32, b"g" * 32, b"l" * 32
SECRET = {KEPT: b"kept portfolio's wrapped key", GONE: b"gone portfolio's wrapped key", LATER: b"a later wrapped key"}


def fill(database: Database, *keys: bytes) -> None:
    """A portfolio for each key, with a case, and a phone."""
    with database.writing() as db:
        for key in keys:
            portfolios.add(db, Portfolio(key, SECRET[key], b"sealed", b"pin", 1, False, 1.0, 1.0), key)
            watches.add(db, key, Watch(1, b"c" * 32, b"sealed", True, 1.0))
            people.save(db, Person(key, SECRET[key] + b" of a phone", b"", 1, 1.0, 1.0))
            follows.add(db, key, Follow(b"c" * 32, b"sealed", 1.0))


def forget(database: Database, key: bytes) -> None:
    with database.writing() as db:
        portfolios.delete(db, key)
        people.forget(db, key)


def held(database: Database) -> dict[str, list[bytes]]:
    """The keys that are left, by table."""
    columns = {"portfolios": "key", "portfolio_keys": "portfolio_key", "watches": "portfolio_key", "people": "key",
               "follows": "person_key"}  # fmt: skip
    with database.reading() as db:
        return {
            name: sorted(db.execute(select(metadata.tables[name].c[column])).scalars())
            for name, column in columns.items()
        }


def run(block: str, backups: Path, database: str, programs: Path | None = None) -> None:
    path = f"{programs}{os.pathsep}{os.environ['PATH']}" if programs else os.environ["PATH"]
    told = {"PATH": path, "BACKUPS": str(backups), "DB": database, "DAY": f"{date.today():%F}"}  # noqa: DTZ011 - the shell's
    subprocess.run(["bash", "-euc", block], env=told, cwd=HOUSE, check=True, capture_output=True)


def there_and_back(database: Database, out: Callable[[Path], None], back: Callable[[], Database], folder: Path) -> None:
    """Copied; then one is deleted and one is made; the keys are copied; the older copy comes back."""
    first, second = folder / "first", folder / "second"
    first.mkdir()
    second.mkdir()
    fill(database, KEPT, GONE)
    out(first)
    forget(database, GONE)
    fill(database, LATER)
    out(second)
    [old] = [file for file in first.iterdir() if file.stem != "keys"]
    assert all(secret not in old.read_bytes() for secret in SECRET.values()), "it holds no key"
    [keys] = [file for file in second.iterdir() if file.stem == "keys"]
    (first / keys.name).write_bytes(keys.read_bytes())
    restored = back()
    assert held(restored) == {
        "portfolios": [KEPT],
        "portfolio_keys": [KEPT],
        "watches": [KEPT],
        "people": [KEPT, LATER],
        "follows": [KEPT],
    }
    with restored.writing() as db:
        assert portfolios.delete(db, KEPT), "with all that hangs on it"
    assert held(restored)["watches"] == []
    restored.close()


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="SQLite's own shell (Debian: sqlite3) is not installed")
def test_a_copy_of_sqlite_comes_back_without_what_was_deleted(sqlite_url: str, tmp_path: Path) -> None:
    database, file = Database(sqlite_url), tmp_path / "back.db"

    def back() -> Database:
        run(SQLITE_BACK, tmp_path / "first", str(file))
        return Database(f"sqlite:///{file}")

    there_and_back(
        database, lambda folder: run(SQLITE_OUT, folder, sqlite_url.removeprefix("sqlite:///")), back, tmp_path
    )
    database.close()


def test_a_copy_of_postgresql_comes_back_without_what_was_deleted(
    postgres: PostgresServer, postgres_url: str, tmp_path: Path
) -> None:
    database, new = Database(postgres_url), postgres.create_database()
    programs = postgres._programs

    def back() -> Database:
        run(POSTGRES_BACK, tmp_path / "first", plain(new), programs)
        return Database(new)

    there_and_back(database, lambda folder: run(POSTGRES_OUT, folder, plain(postgres_url), programs), back, tmp_path)
    database.close()


def plain(url: str) -> str:
    return url.replace("+psycopg", "")
