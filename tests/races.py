"""Races: the same thing done by several threads at the same moment."""

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def at_once(work: Callable[[int], T], runners: int = 8) -> list[T]:
    """What `work(0)`, `work(1)`, … gave, started together; an exception of any of them is raised here."""
    start = threading.Barrier(runners)
    results: dict[int, T] = {}
    faults: list[BaseException] = []

    def run(number: int) -> None:
        start.wait(10)
        try:
            results[number] = work(number)
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(runners)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    if faults:
        raise faults[0]
    return [results[number] for number in range(runners)]
