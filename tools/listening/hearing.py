"""Asks the recognisers, which are programs of their own, and waits for what they understood."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from typing import IO

from tools.listening import parts
from tools.listening.sounds import Sound

EARS = 2  # one for each core that everybody has


@dataclass(frozen=True, slots=True)
class Task:
    """A sound to listen to. `seed` decides which noise and which lost packets the line has; `hints` are words that
    the recogniser may expect."""

    sound: Sound
    language: str
    seed: int
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ear:
    """A recogniser at the other end of a telephone line."""

    tasks: IO[str]
    answers: IO[str]

    def hear(self, task: Task) -> str:
        """What it writes down. Raises RuntimeError when it has died."""
        wanted = {"path": str(task.sound.path), "language": task.language, "seed": task.seed}
        self.tasks.write(json.dumps({**wanted, "hints": ", ".join(task.hints)}) + "\n")
        self.tasks.flush()
        answer = self.answers.readline()
        if not answer:
            raise RuntimeError("the recogniser has died")
        return str(json.loads(answer)["text"])


class Ears:
    """Several recognisers that share the work."""

    def __init__(self, ears: Sequence[Ear]) -> None:
        self._free: SimpleQueue[Ear] = SimpleQueue()
        for ear in ears:
            self._free.put(ear)
        self._count = len(ears)

    def hear(self, tasks: Sequence[Task], what: str = "") -> list[str]:
        """What was understood of each, in order; `what` names the work to somebody who watches a terminal."""
        heard = []
        with ThreadPoolExecutor(self._count) as pool:
            for text in pool.map(self._one, tasks):
                heard.append(text)
                if sys.stderr.isatty():
                    print(f"\r{what}: {len(heard)} of {len(tasks)}\033[K", end="", file=sys.stderr, flush=True)
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr)
        return heard

    def _one(self, task: Task) -> str:
        ear = self._free.get()
        try:
            return ear.hear(task)
        finally:
            self._free.put(ear)


@contextmanager
def listening() -> Iterator[Ears]:
    """Recognisers that are ready, until the end of the block."""
    with ExitStack() as stack:
        yield Ears([stack.enter_context(_ear()) for _ in range(EARS)])


@contextmanager
def _ear() -> Iterator[Ear]:
    command = [str(parts.PYTHON), "-m", "tools.listening.ear", str(parts.MODEL)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=parts.ROOT
    ) as program:
        if program.stdin is None or program.stdout is None:
            raise RuntimeError("the recogniser has no pipes")
        try:
            yield Ear(program.stdin, program.stdout)
        finally:
            program.stdin.close()
            program.wait(timeout=60)
