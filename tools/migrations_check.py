"""`python -m tools.migrations_check`: do the migrations lead where the tables of the program are, and back?

Up, compare, down, up again, on a new SQLite database and, where it is installed, on PostgreSQL. Exit 1 when not.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from storage import migrate
from tests import databases


def check(url: str) -> str | None:
    """What is wrong with the migrations on the empty database `url`, or None."""
    migrate.upgrade(url)
    if difference := migrate.difference(url):
        return f"models and migrations differ: {difference}"
    migrate.downgrade(url, "base")
    if (revision := migrate.current(url)) is not None:
        return f"the way down ends at {revision}"
    migrate.upgrade(url)
    if (revision := migrate.current(url)) != migrate.head():
        return f"the second way up ends at {revision}"
    return None


@contextmanager
def empty_databases() -> Iterator[dict[str, str]]:
    """The address of an empty database for each engine that can be had here."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        urls = {"SQLite": f"sqlite:///{folder}/check.db"}
        if databases.postgres_is_installed():
            server = stack.enter_context(databases.postgres_server())
            urls["PostgreSQL"] = server.create_database()
        yield urls


def main() -> int:
    with empty_databases() as urls:
        faults = {engine: fault for engine, url in urls.items() if (fault := check(url))}
        for engine in urls:
            print(f"migrations on {engine}: {faults.get(engine, 'up, the same as the models, down, up')}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
