"""The database: a connection a thread, kept open, for short reads and short writes.

`reading()` gives the thread's connection in autocommit, so that a read is one round trip. `writing()` gives it inside a
transaction, committed at the end and rolled back by any exception. The functions of the archive take that connection
and never commit. Read everything you ask for before you leave.

`DatabaseDown` is the one error of the outside world: not reachable, locked for too long, disk full, statement too slow.
`Outrun` says that somebody else was faster.
"""

import os
import select
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, cast

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError

from storage.turnstile import Turnstile

WAIT = 5.0  # seconds anything here may wait; a webhook's whole budget
_CHECKPOINT_PAGES = 4000  # a safety net of 16 MB: the scheduler checkpoints before, outside of anybody's request
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


def connect_arguments(url: URL) -> dict[str, Any]:
    """What the driver is told besides the address: nothing may wait for ever."""
    if url.get_backend_name() == "sqlite":
        return {"timeout": WAIT, "check_same_thread": False}
    milliseconds = round(WAIT * 1000)
    limits = {"connect_timeout": 3, "application_name": "casestatus", "keepalives_idle": 30, "tcp_user_timeout": 10_000}
    limits["options"] = f"-c statement_timeout={milliseconds} -c idle_in_transaction_session_timeout={2 * milliseconds}"
    return {name: value for name, value in limits.items() if name not in url.query}


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


def _set_pragmas(connection: Any, _record: object) -> None:
    for pragma in (
        f"busy_timeout={round(WAIT * 1000)}",
        "journal_mode=WAL",
        "synchronous=FULL",  # NORMAL lost hundreds of acknowledged commits in a power cut
        "foreign_keys=ON",
        "secure_delete=ON",  # what is deleted is overwritten
        f"wal_autocheckpoint={_CHECKPOINT_PAGES}",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


class _Seat:
    """A thread's connection. `raw` is the driver's own, for BEGIN and COMMIT without detours."""

    __slots__ = ("_poll", "connection", "pid", "raw", "thread", "writing")

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.raw = cast(Any, connection.connection.dbapi_connection)
        self.pid = os.getpid()
        self.thread = threading.current_thread()
        self.writing = False
        self._poll: select.poll | None = None
        if connection.dialect.name == "postgresql":
            self._poll = select.poll()
            self._poll.register(self.raw.fileno(), select.POLLIN)

    def stale(self) -> bool:
        """An idle connection on which the server has something to say: it says good-bye (a restart, a time-out)."""
        return self._poll is not None and not self.writing and bool(self._poll.poll(0))

    def commit(self) -> None:
        if self._poll is not None and self.raw.info.transaction_status.name == "INERROR":
            # PostgreSQL would answer COMMIT with a silent rollback.
            raise RuntimeError("an error inside the transaction was caught and lost")
        self.raw.commit()

    def close(self) -> None:
        self.connection.invalidate()
        self.connection.close()


class Database:
    """The database at `url`. Safe for threads and for forks; comes back by itself after the server does."""

    def __init__(self, url: str) -> None:
        """Raises ValueError when `url` is not one we can use. Connects only when first used."""
        self.url = normalised(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._turnstile = turnstile(self.url)
        self._begin = "BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN"
        self._engine = self._new_engine()
        self._driver: Any = self._engine.dialect.loaded_dbapi
        self._errors: tuple[type[Exception], ...] = (DBAPIError, self._driver.Error)
        self._local = threading.local()
        self._seats: list[_Seat] = []
        self._inherited: list[_Seat] = []
        self._lock = threading.Lock()

    def _new_engine(self) -> Engine:
        engine = create_engine(
            self.url,
            poolclass=NullPool,  # each thread keeps its own; a pool would be paid at every checkout
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,
            connect_args=connect_arguments(self.url),
        )
        if self.is_sqlite:
            event.listen(engine, "connect", _set_pragmas)
        return engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The thread's connection, in autocommit; inside a `writing()` of the same thread, in that. DatabaseDown."""
        seat = self._seat()
        try:
            yield seat.connection
        except self._errors as error:
            if seat.writing:
                raise
            self._give_up(seat, error)
            raise

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction, committed at the end, rolled back by any exception. DatabaseDown; never one in another."""
        seat = self._seat()
        if seat.writing:
            raise RuntimeError("a transaction inside a transaction")
        try:
            with self._turn(), self._transaction(seat):
                yield seat.connection
        except self._errors as error:
            self._give_up(seat, error)
            raise
        except TimeoutError as error:
            raise DatabaseDown("others have been writing for too long") from error

    def _turn(self) -> AbstractContextManager[None]:
        return self._turnstile or nullcontext()

    @contextmanager
    def _transaction(self, seat: _Seat) -> Iterator[None]:
        seat.raw.execute(self._begin).close()
        seat.writing = True
        try:
            yield
            seat.commit()
        except BaseException:
            self._roll_back(seat)
            raise
        finally:
            seat.writing = False

    def _give_up(self, seat: _Seat, error: Exception) -> None:
        """Raises our own error for one that can happen, and starts afresh; a fault of the program is left as it is."""
        cause = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(cause, self._driver.IntegrityError) or getattr(cause, "sqlstate", "") in _CLASHES:
            raise Outrun(type(cause).__name__) from error
        if isinstance(cause, (self._driver.OperationalError, self._driver.InterfaceError, self._driver.InternalError)):
            self._leave(seat)
            raise DatabaseDown(type(cause).__name__) from error

    def _roll_back(self, seat: _Seat) -> None:
        try:
            seat.raw.rollback()
        except self._errors:
            self._leave(seat)

    def _seat(self) -> _Seat:
        seat: _Seat | None = getattr(self._local, "seat", None)
        if seat is not None and seat.pid == os.getpid():
            if not seat.stale():
                return seat
            self._leave(seat)
        return self._sit()

    def _sit(self) -> _Seat:
        """A new connection for this thread; those of threads that ended are closed meanwhile."""
        with self._lock:
            # A child must not close what it inherited: it would say good-bye in its parent's name.
            self._inherited += [seat for seat in self._seats if seat.pid != os.getpid()]
            ended = [seat for seat in self._seats if seat.pid == os.getpid() and not seat.thread.is_alive()]
            gone = {id(seat) for seat in (*self._inherited, *ended)}
            self._seats = [seat for seat in self._seats if id(seat) not in gone]
        for seat in ended:
            seat.close()
        try:
            seat = _Seat(self._engine.connect())
        except self._errors as error:
            raise DatabaseDown("no connection") from error
        with self._lock:
            self._seats.append(seat)
        self._local.seat = seat
        return seat

    def _leave(self, seat: _Seat) -> None:
        self._local.seat = None
        with self._lock:
            self._seats = [other for other in self._seats if other is not seat]
        seat.close()

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
        with self._lock:
            seats, self._seats = self._seats, []
        for seat in seats:
            if seat.pid == os.getpid():
                seat.close()
        self._local = threading.local()
        self._engine.dispose()
        if self._turnstile is not None:
            self._turnstile.close()
