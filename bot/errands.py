"""Errands: work that is done in threads of its own, and that the end of the process does not wait for.

A `ThreadPoolExecutor` waits for its threads when the program ends: a process that is asked to stop would hang as long
as the agency does.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TypeVar

T = TypeVar("T")


class Errands:
    """At most `most` threads, made as they are needed. Not for use on both sides of a fork."""

    def __init__(self, most: int, name: str) -> None:
        self._most, self._name = most, name
        self._given: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._idle = threading.Semaphore(0)
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []

    def give(self, work: Callable[[], T]) -> Future[T]:
        """What will come of `work`: its result, or whatever it raises."""
        answer: Future[T] = Future()

        def done() -> None:
            try:
                answer.set_result(work())
            except BaseException as error:  # it belongs to whoever asks for the answer
                answer.set_exception(error)

        with self._lock:
            if not self._idle.acquire(blocking=False) and len(self._threads) < self._most:
                thread = threading.Thread(target=self._run, name=f"{self._name} {len(self._threads)}", daemon=True)
                thread.start()
                self._threads.append(thread)
            self._given.put(done)
        return answer

    def close(self, *, wait: bool = False) -> None:
        """The threads end when they have done what they were given; `wait` for that."""
        with self._lock:
            threads, self._threads = self._threads, []
        for _thread in threads:
            self._given.put(None)
        for thread in threads if wait else ():
            thread.join()

    def _run(self) -> None:
        while (work := self._given.get()) is not None:
            work()
            self._idle.release()
