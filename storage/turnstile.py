"""A fair queue in front of SQLite's single writer.

SQLite lets one connection write at a time, and those who wait poll with growing sleeps: under load the unlucky one
waits hundreds of milliseconds. Here processes wait for a lock on a file beside the database, and threads for a lock of
the process; both wake the next one at once. The service's own threads line up before it, in `group.py`. Writers that
know nothing of it (a shell) are still kept apart by SQLite itself.
"""

import fcntl
import os
import threading
from pathlib import Path
from types import TracebackType

_OPENING = threading.Lock()


class Turnstile:
    """One at a time, among the threads and processes that use the same file. Raises TimeoutError after `wait` seconds.

    The wait is bounded among threads; for the other process's lock it is not, but the kernel frees that one when its
    holder dies, and it is held for one short transaction.
    """

    def __init__(self, path: Path, wait: float) -> None:
        self._path = path
        self._wait = wait
        self._pid = 0
        self._descriptor = -1
        self._threads = threading.Lock()

    def _open(self) -> None:
        # A child has its own: a lock on an inherited descriptor would be the parent's lock too.
        with _OPENING:
            if self._pid != os.getpid():
                self.close()
                self._threads = threading.Lock()
                self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                self._pid = os.getpid()

    def take(self) -> None:
        """Waits for one's turn. Another thread may `give` it back."""
        if self._pid != os.getpid():
            self._open()
        if not self._threads.acquire(timeout=self._wait):
            raise TimeoutError("others are writing")
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        except BaseException:
            self._threads.release()
            raise

    def give(self) -> None:
        """The next one's turn."""
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        self._threads.release()

    def __enter__(self) -> None:
        self.take()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.give()

    def close(self) -> None:
        """Lets go of the file; it is opened again when needed."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor, self._pid = -1, 0
