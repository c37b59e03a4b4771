"""The database: short reads and short writes, on connections that are kept open.

`reading()` gives the thread's connection in autocommit, so that a read is one round trip. `writing()` gives one inside
a transaction, committed at the end and rolled back by any exception. The functions of the archive take that connection
and never commit. Read everything you ask for before you leave.

`DatabaseDown` is the one error of the outside world: not reachable, locked for too long, disk full, statement too slow.
`Outrun` says that somebody else was faster.
"""

import os
import threading
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import DBAPIError

from storage.group import Group, Lost, Member
from storage.seats import WAIT, Seat, Seats, new_engine
from storage.turnstile import Turnstile

_CLASHES = {"40001", "40P01"}  # PostgreSQL's words for a serialization failure and a deadlock


class DatabaseDown(Exception):  # noqa: N818 - it is what happened
    """The database can't be used now. Raised at the end of a write, it leaves open whether that write was kept."""


class Outrun(Exception):  # noqa: N818 - it is what happened
    """Others wrote meanwhile what contradicts this write, and nothing of it was kept: read again, then decide again.

    Raised here when a row's owner is gone; raise it inside `writing()` when a save says False.
    """


def normalised(url: str) -> URL:
    """The address with the driver we use. Raises ValueError for another engine, or SQLite in memory."""
    try:
        parsed = make_url(url)
    except Exception:  # SQLAlchemy's errors repeat the address, which holds a password
        raise ValueError("DATABASE_URL is not an address") from None
    if parsed.drivername in {"postgres", "postgresql", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite":
        raise ValueError("DATABASE_URL must begin with sqlite:/// or postgresql://")
    if parsed.database in {None, "", ":memory:"}:
        raise ValueError("DATABASE_URL names no file: SQLite in memory would be another database for every thread")
    return parsed.set(drivername="sqlite+pysqlite")


def turnstile(url: URL) -> Turnstile | None:
    """The queue of those who write to an SQLite database, whose file is made; PostgreSQL needs none.

    The file is readable by its owner alone, and those that SQLite puts beside it inherit that.
    """
    if url.get_backend_name() != "sqlite":
        return None
    path = Path(str(url.database))
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    return Turnstile(path.with_name(path.name + ".writer"), WAIT)


class _Local(threading.local):
    """The connection of the transaction this thread is in."""

    connection: Connection | None = None


class Database:
    """The database at `url`. Safe for threads and for forks; comes back by itself after the server does."""

    def __init__(self, url: str) -> None:
        """Raises ValueError when `url` is not one we can use. Connects only when first used."""
        self.url = normalised(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._turnstile = turnstile(self.url)
        self._engine = new_engine(self.url)
        self._driver: Any = self._engine.dialect.loaded_dbapi
        self._errors: tuple[type[Exception], ...] = (DBAPIError, self._driver.Error)
        self._seats = Seats(self._engine)
        self._groups: dict[int, Group] = {}  # by process: a child must not touch what its parent was doing
        self._open = _Local()

    def reading(self) -> AbstractContextManager[Connection]:
        """The thread's connection, in autocommit; inside a `writing()` of the same thread, in that. DatabaseDown."""
        return _Reading(self)

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction, committed at the end, rolled back by any exception. DatabaseDown; never one in another.

        On SQLite it may be shared with other threads, but what they do is seen, kept and undone as if it were not.
        """
        return _GroupWriting(self) if self.is_sqlite else _Writing(self)

    def checkpoint(self, *, truncate: bool = False) -> None:
        """Moves SQLite's log into the file, so that no request has to; nothing to do on PostgreSQL.

        With `truncate` the log is emptied too: after it, nothing deleted is left in it. Waits for readers, and then
        gives up silently until the next time.
        """
        if self.is_sqlite:
            mode = "TRUNCATE" if truncate else "PASSIVE"
            with self.reading() as db:
                db.exec_driver_sql(f"PRAGMA wal_checkpoint({mode})").close()

    def close(self) -> None:
        """Closes the connections of all threads; for tests and for the end of a command."""
        self._seats.close()
        if (group := self._groups.pop(os.getpid(), None)) is not None:
            group.close()
        self._engine.dispose()
        if self._turnstile is not None:
            self._turnstile.close()

    def _seat(self) -> Seat:
        try:
            return self._seats.mine()
        except self._errors as error:
            raise DatabaseDown("no connection") from error

    def _group(self) -> Group:
        pid = os.getpid()
        group = self._groups.get(pid)
        if group is None:
            assert self._turnstile is not None
            group = self._groups.setdefault(pid, Group(self._turnstile, lambda: Seat(self._engine.connect())))
        return group

    def _ours(self, error: BaseException | None) -> DatabaseDown | Outrun | None:
        """Our own error for one that can happen; None for a fault of the program."""
        if not isinstance(error, self._errors):
            return None
        cause = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(cause, self._driver.IntegrityError) or getattr(cause, "sqlstate", "") in _CLASHES:
            return Outrun(type(cause).__name__)
        if isinstance(cause, (self._driver.OperationalError, self._driver.InterfaceError, self._driver.InternalError)):
            return DatabaseDown(type(cause).__name__)
        return None

    def _give_up(self, seat: Seat, error: BaseException | None) -> None:
        """Raises our own error for one that can happen, and starts afresh; a fault of the program is left as it is."""
        ours = self._ours(error)
        if isinstance(ours, DatabaseDown):
            self._seats.leave(seat)
        if ours is not None:
            raise ours from error


class _Reading:
    __slots__ = ("_database", "_seat")

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> Connection:
        self._seat: Seat | None = None
        connection = self._database._open.connection
        if connection is not None:
            return connection
        self._seat = self._database._seat()
        return self._seat.connection

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None and self._seat is not None:
            self._database._give_up(self._seat, error)


class _Writing:
    """A transaction of its own on the thread's connection: PostgreSQL shares the fsyncs of many by itself."""

    __slots__ = ("_database", "_seat")

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> Connection:
        database = self._database
        if database._open.connection is not None:
            raise RuntimeError("a transaction inside a transaction")
        self._seat = seat = database._seat()
        try:
            seat.raw.execute("BEGIN").close()
        except database._errors as error:
            database._give_up(seat, error)
            raise
        database._open.connection = seat.connection
        return seat.connection

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database._open.connection = None
        try:
            if error is None:
                self._seat.commit()
        except BaseException as failure:
            self._roll_back()
            self._database._give_up(self._seat, failure)
            raise
        if error is not None:
            self._roll_back()
            self._database._give_up(self._seat, error)

    def _roll_back(self) -> None:
        try:
            self._seat.raw.rollback()
        except self._database._errors:
            self._database._seats.leave(self._seat)


class _GroupWriting:
    """A body in a transaction that others may share."""

    __slots__ = ("_database", "_group", "_member")

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> Connection:
        database = self._database
        if database._open.connection is not None:
            raise RuntimeError("a transaction inside a transaction")
        self._group, self._member = database._group(), Member()
        try:
            connection = self._group.enter(self._member)
        except Lost as lost:
            raise DatabaseDown(str(lost)) from lost
        database._open.connection = connection
        return connection

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        database = self._database
        ours = None if error is None else database._ours(error)
        try:
            self._group.leave(self._member, failed=error is not None, doubtful=isinstance(ours, DatabaseDown))
        except Lost as lost:
            if error is None:
                raise DatabaseDown(str(lost)) from lost
        finally:
            database._open.connection = None
        if ours is not None:
            raise ours from error
