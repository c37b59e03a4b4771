"""The processes of the service in the storm: killed at random, started again, as a supervisor does."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

PROGRAM = str(Path(sys.executable).with_name("casestatus"))
COMMANDS = {
    "worker 1": ["worker"],
    "worker 2": ["worker"],
    "scheduler": ["schedule"],
    "web": ["web", "--host", "127.0.0.1"],
}
OFTEN = {"worker 1": 4, "worker 2": 4, "scheduler": 1, "web": 1, "push": 2}  # how likely each is the next to go
TICK = 0.1


class Processes:
    """Starts them in a `folder`; at the end none is left."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self.folder = folder
        self._environment = {"PATH": os.environ["PATH"], "TZ": "UTC", **environment}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        self.look_after()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for process in self._running.values():
            process.kill()
            process.wait()

    def look_after(self) -> None:
        """Starts what is not running."""
        for name, arguments in COMMANDS.items():
            if name not in self._running or self._running[name].poll() is not None:
                self._running[name] = self._start(arguments)

    def kill(self, chance: random.Random) -> None:
        """Ends one of those that run, at once and without a word."""
        there = [name for name, process in self._running.items() if process.poll() is None]
        if there:
            name = chance.choices(there, [OFTEN[each] for each in there])[0]
            self._running[name].kill()

    def push(self, file: Path, meanwhile: Callable[[], None]) -> bool:
        """Pushes the changes in a file; False when it was killed."""
        push = self._running["push"] = self._start(["updates", "import", str(file)])
        while push.poll() is None:
            meanwhile()
            self.look_after()
            time.sleep(TICK)
        del self._running["push"]
        return push.returncode == 0

    def _start(self, arguments: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [PROGRAM, *arguments],
            env=self._environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
