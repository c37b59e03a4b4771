"""One at a time: threads of a process that all have work for the interpreter take turns instead of fighting for it.

Python runs one thread at a time anyway. Eight that contend hand the interpreter over at every call into the database or
the cipher, and each hand-over costs as much as the call: a third of the processor, measured with eight threads. Whoever
waits for somebody else (the agency, the disk) lets go meanwhile, so a slow agency holds nobody up.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST = 1.0  # seconds; taking turns saves work, it is not worth a person's time when something hangs


class Pace:
    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._mine = threading.local()

    @contextmanager
    def working(self) -> Iterator[None]:
        """For what needs the processor. Not to be nested."""
        self._mine.held = self._turn.acquire(timeout=LONGEST)
        try:
            yield
        finally:
            self._let_go()

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """For a wait, inside `working` or outside of it."""
        held = self._let_go()
        try:
            yield
        finally:
            if held:
                self._mine.held = self._turn.acquire(timeout=LONGEST)

    def _let_go(self) -> bool:
        """Whether this thread had the turn."""
        held = getattr(self._mine, "held", False)
        self._mine.held = False
        if held:
            self._turn.release()
        return held
