"""A small supervisor: a few processes that start together, are started again when they end, and stop together.

Each stands on a leash (`bot/leash.py`), so that nothing survives, not even a kill -9 of the supervisor itself.
Errors: StartError, when a process is not ready in time.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from types import FrameType
from typing import IO

LEASH = Path(__file__).with_name("leash.py")
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0  # seconds before a process is started again
SETTLED = 30.0  # seconds a process must live for its next pause to be the first one again
TICK = 0.05  # seconds between two looks at the processes

Sink = Callable[[str, str], None]


class StartError(Exception):
    """A process was not ready in time, or ended instead of getting ready; `name` tells which."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} did not start.")
        self.name = name


@dataclass(frozen=True, slots=True)
class Process:
    """What to run: `argv` starts with an absolute path, `env` is all of its environment (None: that of this process),
    `folder` is where it runs.
    `ready` says whether it can be used; `patience` is how long that may take and `grace` how long it may take to end
    after SIGTERM, in seconds.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] | None = None
    folder: Path | None = None
    ready: Callable[[], bool] | None = None
    patience: float = 60.0
    grace: float = 8.0


@dataclass(slots=True)
class _Running:
    process: Process
    leash: subprocess.Popen[str]
    since: float
    pause: float = FIRST_PAUSE / 2  # doubled before it is used
    restart_at: float = 0.0
    reader: Thread | None = None


class Supervisor:
    """Runs processes. `sink` gets each line they write, with the name; without one they write where this process does.
    `keep` are file descriptors that they all hold open, such as a lock that must last as long as the last of them."""

    def __init__(
        self, sink: Sink | None = None, keep: Sequence[int] = (), clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._sink, self._keep, self._clock = sink, tuple(keep), clock
        self._running: list[_Running] = []
        self._stopping = False

    @property
    def stopping(self) -> bool:
        return self._stopping

    def catch_signals(self) -> None:
        """From now on Ctrl-C, SIGTERM and a closed terminal mean: stop everything."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)

    def start(self, *processes: Process) -> None:
        """Starts the processes at once and waits until all are ready. Raises StartError.

        Returns early when a signal asks to stop.
        """
        started = [self._launch(process) for process in processes]
        self._running += started
        for running in started:
            self._await_ready(running)

    def watch(self) -> None:
        """Starts again what ends, with growing pauses, until a signal asks to stop."""
        while not self._stopping:
            for running in self._running:
                self._look_after(running)
            time.sleep(TICK)

    def wait(self) -> int:
        """Waits until every process has ended by itself, or a signal asks to stop; the highest exit code so far."""
        while not self._stopping and any(running.leash.poll() is None for running in self._running):
            time.sleep(TICK)
        return max((running.leash.poll() or 0 for running in self._running), default=0)

    def stop(self) -> None:
        """Ends every process, the last started first; returns when all are gone."""
        self._stopping = True
        while self._running:
            running = self._running.pop()
            _let_go(running)
            running.leash.wait()
            if running.reader:
                running.reader.join()

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _launch(self, process: Process) -> _Running:
        # -I -S: the leash needs nothing but the standard library, and so starts at once.
        command = [sys.executable, "-I", "-S", str(LEASH), str(process.grace), *process.argv]
        leash = subprocess.Popen(  # noqa: S603 - the argument list is ours, no shell
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if self._sink else None,
            stderr=subprocess.STDOUT if self._sink else None,
            env=process.env,
            cwd=process.folder,
            text=True,
            errors="replace",
            pass_fds=self._keep,
            start_new_session=True,  # Ctrl-C in the terminal is for the supervisor alone
        )
        running = _Running(process, leash, self._clock())
        if self._sink and leash.stdout:
            running.reader = Thread(target=_pass_on, args=(process.name, leash.stdout, self._sink), daemon=True)
            running.reader.start()
        return running

    def _await_ready(self, running: _Running) -> None:
        ready, deadline = running.process.ready, self._clock() + running.process.patience
        while ready and not self._stopping and not ready():
            if running.leash.poll() is not None or self._clock() > deadline:
                raise StartError(running.process.name)
            time.sleep(TICK)

    def _look_after(self, running: _Running) -> None:
        code = running.leash.poll()
        if code is None:
            return
        now = self._clock()
        if not running.restart_at:
            settled = now - running.since > SETTLED
            running.pause = FIRST_PAUSE if settled else min(LONGEST_PAUSE, running.pause * 2)
            running.restart_at = now + running.pause
            _let_go(running)
            tell = self._sink or _tell
            tell(running.process.name, f"ended with code {code}, starts again in {running.pause:.0f} s")
        elif now >= running.restart_at:
            fresh = self._launch(running.process)
            running.leash, running.since, running.restart_at = fresh.leash, fresh.since, 0.0
            running.reader = fresh.reader


def _pass_on(name: str, lines: IO[str], sink: Sink) -> None:
    with lines:
        for line in lines:
            sink(name, line.rstrip("\n"))


def _tell(name: str, line: str) -> None:
    sys.stderr.write(f"{name} {line}\n")


def _let_go(running: _Running) -> None:
    assert running.leash.stdin
    with suppress(BrokenPipeError):  # it has ended by itself
        running.leash.stdin.close()
