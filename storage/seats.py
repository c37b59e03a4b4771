"""Connections: how one is opened on each engine, and one for each thread, kept as long as the thread."""

import os
import select
import threading
from typing import Any, cast

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event

WAIT = 5.0  # seconds anything here may wait; a webhook's whole budget
_CHECKPOINT_PAGES = 4000  # a safety net of 16 MB: the scheduler checkpoints before, outside of anybody's request


def connect_arguments(url: URL) -> dict[str, Any]:
    """What the driver is told besides the address: nothing may wait for ever."""
    if url.get_backend_name() == "sqlite":
        return {"timeout": WAIT, "check_same_thread": False}
    milliseconds = round(WAIT * 1000)
    limits = {"connect_timeout": 3, "application_name": "casestatus", "keepalives_idle": 30, "tcp_user_timeout": 10_000}
    limits["options"] = f"-c statement_timeout={milliseconds} -c idle_in_transaction_session_timeout={2 * milliseconds}"
    return {name: value for name, value in limits.items() if name not in url.query}


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


def new_engine(url: URL) -> Engine:
    """Connections in autocommit, each opened when asked for."""
    engine = create_engine(
        url,
        poolclass=NullPool,  # each thread keeps its own; a pool would be paid at every checkout
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
        connect_args=connect_arguments(url),
    )
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
    return engine


class Seat:
    """A connection, and the thread that opened it. `raw` is the driver's own, for BEGIN and COMMIT without detours."""

    __slots__ = ("_poll", "connection", "pid", "raw", "thread")

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.raw = cast(Any, connection.connection.dbapi_connection)
        self.pid = os.getpid()
        self.thread = threading.current_thread()
        self._poll: select.poll | None = None
        if connection.dialect.name == "postgresql":
            self._poll = select.poll()
            self._poll.register(self.raw.fileno(), select.POLLIN)

    def stale(self) -> bool:
        """An idle connection on which the server has something to say: it says good-bye (a restart, a time-out)."""
        return self._poll is not None and bool(self._poll.poll(0))

    def commit(self) -> None:
        if self._poll is not None and self.raw.info.transaction_status.name == "INERROR":
            # PostgreSQL would answer COMMIT with a silent rollback.
            raise RuntimeError("an error inside the transaction was caught and lost")
        self.raw.commit()

    def close(self) -> None:
        self.connection.invalidate()
        self.connection.close()


class Seats:
    """A seat for each thread that asks. Safe for forks. The driver's errors are the caller's to judge."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._local = threading.local()
        self._seats: list[Seat] = []
        self._inherited: list[Seat] = []
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._seats)

    def mine(self) -> Seat:
        """This thread's, which is in no transaction."""
        seat: Seat | None = getattr(self._local, "seat", None)
        if seat is not None and seat.pid == os.getpid():
            if not seat.stale():
                return seat
            self.leave(seat)
        return self._sit()

    def _sit(self) -> Seat:
        """A new connection for this thread; those of threads that ended are closed meanwhile."""
        with self._lock:
            # A child must not close what it inherited: it would say good-bye in its parent's name.
            self._inherited += [seat for seat in self._seats if seat.pid != os.getpid()]
            ended = [seat for seat in self._seats if seat.pid == os.getpid() and not seat.thread.is_alive()]
            gone = {id(seat) for seat in (*self._inherited, *ended)}
            self._seats = [seat for seat in self._seats if id(seat) not in gone]
        for seat in ended:
            seat.close()
        seat = Seat(self._engine.connect())
        with self._lock:
            self._seats.append(seat)
        self._local.seat = seat
        return seat

    def leave(self, seat: Seat) -> None:
        """Closes this thread's; the next one it asks for is new."""
        self._local.seat = None
        with self._lock:
            self._seats = [other for other in self._seats if other is not seat]
        seat.close()

    def close(self) -> None:
        """Closes those of all threads."""
        with self._lock:
            seats, self._seats = self._seats, []
        for seat in seats:
            if seat.pid == os.getpid():
                seat.close()
        self._local = threading.local()
