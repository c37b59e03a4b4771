"""Group commit: writes of one process that come together share one transaction of SQLite, and its one fsync.

Each body runs in its own thread, one after the other, on the one connection that writes. When a body ends and another
waits, the transaction is left open and handed on; whoever ends the group commits for all, and nobody returns before
that. All but the first run inside a savepoint, so that a failure undoes the work of one alone. A group ends after
`most` bodies or `longest` seconds even when more are waiting: then it is another process's turn.
"""

import os
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection

from storage.seats import WAIT, Seat
from storage.turnstile import Turnstile

MOST = 16  # bodies
LONGEST = 0.005  # seconds, looked at between two bodies


class Lost(Exception):  # noqa: N818 - it is what happened
    """The transaction could not be begun or kept, for nobody in it; `__cause__` says why."""


class Member:
    """One body: it waits at its gate for its turn, and again for the end of its group."""

    __slots__ = ("_gate", "first", "lost")

    def __init__(self) -> None:
        self.first = False
        self.lost: BaseException | None = None
        self._gate = threading.Lock()
        self._gate.acquire()

    def wait(self, seconds: float = -1) -> bool:
        return self._gate.acquire(timeout=seconds)

    def call(self, *, first: bool = False, lost: BaseException | None = None) -> None:
        """Ends its waiting."""
        self.first, self.lost = first, lost
        self._gate.release()


class Group:
    """The writes of this process, in the order they came; `connect` opens the connection that writes."""

    def __init__(self, turnstile: Turnstile, connect: Callable[[], Seat]) -> None:
        self.patience, self.most, self.longest = WAIT, MOST, LONGEST
        self._turnstile = turnstile
        self._connect = connect
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._queue: deque[Member] = deque()
        self._busy = False  # somebody is at work or on the way to it: who comes now joins the queue
        # What follows belongs to the one whose turn it is.
        self._seat: Seat | None = None
        self._raw: Any = None
        self._doubtful = False
        self._marked = False
        self._ended: list[Member] = []
        self._bodies = 0
        self._since = 0.0

    def enter(self, me: Member) -> Connection:
        """Waits for the turn of `me`; the connection, in a transaction. Raises Lost."""
        with self._lock:
            me.first = not self._busy
            if self._busy:
                self._queue.append(me)
            self._busy = True
        if not me.first:
            self._stand_in_line(me)
        if me.first:
            self._begin()
        else:
            self._mark()
        self._bodies += 1
        assert self._seat is not None
        return self._seat.connection

    def leave(self, me: Member, *, failed: bool, doubtful: bool = False) -> None:
        """The end of a body: undone when it `failed`, and in any case not before the group's. Raises Lost.

        Who failed waits too: what stood in its way may be the work of this group, to be read only afterwards. After
        something `doubtful`, the connection is not used for another group.
        """
        if self._pid != os.getpid():
            raise RuntimeError("forked inside a transaction, which is the parent's")
        self._doubtful |= doubtful
        whole = bool(self._raw.in_transaction)  # when the disk is full, SQLite rolls back by itself
        if failed and whole:
            whole = self._undo(me)
        heir = self._next_body() if whole else None
        if heir is None:
            self._end(whole=whole)
            return
        self._ended.append(me)
        heir.call()
        if not me.wait(self.patience):
            raise Lost("the group goes on for too long")
        if me.lost is not None:
            raise Lost("not committed") from me.lost

    def close(self) -> None:
        """Closes the connection; the next group opens another."""
        if self._seat is not None and self._pid == os.getpid():
            self._seat.close()
        self._seat = None

    def _stand_in_line(self, me: Member) -> None:
        try:
            in_time = me.wait(self.patience)
        except BaseException:
            if not self._step_out(me) and me.lost is None:
                self._decline(me)
            raise
        if not in_time and self._step_out(me):
            raise Lost("others have been writing for too long")
        if me.lost is not None:
            raise Lost("not begun") from me.lost

    def _step_out(self, me: Member) -> bool:
        """Out of the queue; False when it was called just now."""
        with self._lock:
            if me in self._queue:
                self._queue.remove(me)
                return True
        me.wait()
        return False

    def _decline(self, me: Member) -> None:
        """Somebody who was interrupted on the way to its turn passes it on."""
        if me.first:
            self._next_group()
        elif (heir := self._next_body()) is not None:
            heir.call()
        else:
            with suppress(Lost):
                self._end(whole=True)

    def _begin(self) -> None:
        try:
            if self._seat is None:
                self._seat = self._connect()
                self._raw = self._seat.raw
            self._turnstile.take()
            try:
                self._raw.execute("BEGIN IMMEDIATE").close()
            except BaseException:
                self._turnstile.give()
                raise
        except Exception as error:
            # A lock that nobody gives up, a file that can't be opened: the others would only wait for the same.
            self.close()
            self._next_group(error)
            raise Lost("not begun") from error
        except BaseException:
            self.close()
            self._next_group()
            raise
        self._bodies, self._since, self._marked = 0, time.monotonic(), False

    def _mark(self) -> None:
        try:
            if self._marked:  # SQLite keeps the old pages of every savepoint that is not released
                self._raw.execute("RELEASE body").close()
            self._raw.execute("SAVEPOINT body").close()
        except BaseException:
            self._doubtful = True
            self._end(whole=False)  # raises Lost
            raise
        self._marked = True

    def _undo(self, me: Member) -> bool:
        """Undoes one body; False when that took the whole transaction."""
        try:
            if me.first:
                self._raw.rollback()
                return False
            self._raw.execute("ROLLBACK TO body").close()
        except sqlite3.Error:
            self._doubtful = True
            return False
        return True

    def _next_body(self) -> Member | None:
        """Who goes on in this transaction; None when it ends here."""
        if not self._queue or self._bodies >= self.most or time.monotonic() - self._since > self.longest:
            return None
        with self._lock:
            return self._queue.popleft() if self._queue else None

    def _next_group(self, lost: Exception | None = None) -> None:
        """Calls the one who begins the next transaction, or tells all who wait that there can't be one."""
        with self._lock:
            turned_away = list(self._queue) if lost is not None else []
            if lost is not None:
                self._queue.clear()
            heir = self._queue.popleft() if self._queue else None
            self._busy = heir is not None
        if heir is not None:
            heir.call(first=True)
        for each in turned_away:
            each.call(lost=lost)

    def _end(self, *, whole: bool) -> None:
        """The end of a group, for all in it, by whoever comes last. Raises Lost."""
        lost: BaseException | None = None if whole else sqlite3.OperationalError("rolled back")
        try:
            if whole:
                self._raw.commit()
        except sqlite3.Error as error:
            lost, self._doubtful = error, True
        except BaseException as error:
            lost, self._doubtful = error, True
            raise
        finally:
            self._settle(lost)
        if lost is not None:
            raise Lost("not committed") from lost

    def _settle(self, lost: BaseException | None) -> None:
        """Whatever happened, the next ones get their turn, and those of this group their answer."""
        try:
            if self._doubtful:
                with suppress(sqlite3.Error):
                    self._raw.rollback()
                self._doubtful = False
                self.close()
        finally:
            ended, self._ended = self._ended, []
            self._turnstile.give()
            self._next_group()
            for each in ended:
                each.call(lost=lost)
