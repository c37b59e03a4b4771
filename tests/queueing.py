"""Writes that stand in one line, so that it is known which of them share a transaction."""

import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from typing import cast

from sqlalchemy import Connection, text

from storage import leases
from storage.database import Database
from storage.group import Group, Member

Body = Callable[[Connection], object]


class Interrupted(Member):
    """Is interrupted at the very moment it is called."""

    def __init__(self) -> None:
        super().__init__()
        self._once = False

    def wait(self, seconds: float = -1) -> bool:
        called = super().wait(seconds)
        if not self._once:
            self._once = True
            self._gate.release()
            raise KeyboardInterrupt
        return called


def lease(name: str) -> Body:
    return lambda db: leases.take(db, name, "somebody", now=10, until=20)


def kept(database: Database) -> set[str]:
    """The leases that a reader sees."""
    with database.reading() as db:
        return set(db.execute(text("SELECT name FROM leases")).scalars())


def connection_of(database: Database) -> sqlite3.Connection:
    """The connection that writes."""
    with database.writing() as db:
        raw = db.connection.dbapi_connection
    return cast(sqlite3.Connection, raw)


def overheard(database: Database) -> list[str]:
    """The statements of all writes from now on."""
    said: list[str] = []
    connection_of(database).set_trace_callback(said.append)
    return said


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def write(database: Database, body: Body) -> None:
    with database.writing() as db:
        body(db)


def raised(act: Callable[[], object]) -> BaseException | None:
    try:
        act()
    except BaseException as fault:
        return fault
    return None


def in_line(
    database: Database, bodies: Sequence[Body], after: Callable[[], object] = bool
) -> list[BaseException | None]:
    """Writes in threads of their own, one behind the other in one line; what each raised. `after` each one's end."""
    group: Group = database._group()
    complete = threading.Event()
    outcomes: list[BaseException | None] = [None] * len(bodies)

    def run(number: int) -> None:
        def body(db: Connection) -> None:
            complete.wait(10)
            bodies[number](db)

        outcomes[number] = raised(lambda: write(database, body))
        after()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(bodies))]
    for number, thread in enumerate(threads):
        thread.start()
        wait_until(lambda number=number: group._busy and len(group._queue) == number)  # type: ignore[misc]
    complete.set()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)
    return outcomes
