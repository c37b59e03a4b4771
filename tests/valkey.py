"""A real Valkey on a Unix socket, for tests; never left behind.

with running() as valkey:
    connect(valkey.url)
"""

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from redis import Redis

from bot.embedded import answers, server_binary


class Valkey:
    """`url` for the service's settings. `kill()` and `start()` as often as a test likes; `stop()` at its end."""

    def __init__(self) -> None:
        # Not pytest's own directory: the path of a socket may have about 100 bytes only.
        self._home = Path(tempfile.mkdtemp(prefix="valkey-"))
        self._socket = self._home / "s"
        self._server: subprocess.Popen[bytes] | None = None
        self.url = f"unix://{self._socket}"
        self.start()

    def start(self) -> None:
        self._socket.unlink(missing_ok=True)
        options = {"port": "0", "unixsocket": str(self._socket), "dir": str(self._home), "save": "", "appendonly": "no"}
        argv = [server_binary(), *(part for name, value in options.items() for part in (f"--{name}", value))]
        self._server = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 20.0
        while not answers(self._socket):
            assert self._server.poll() is None, "valkey ended at its start"
            assert time.monotonic() < deadline, "valkey did not start"
            time.sleep(0.02)

    def kill(self) -> None:
        """As a power cut would: everything in it is gone."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None

    def stop(self) -> None:
        self.kill()
        shutil.rmtree(self._home, ignore_errors=True)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Takes connections and says nothing."""
        assert self._server is not None
        self._server.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._server.send_signal(signal.SIGCONT)

    def empty(self) -> None:
        client = Redis.from_url(self.url)
        client.flushall()
        client.close()

    def everything(self) -> bytes:
        """Every key and value, for a look at what stands there."""
        client = Redis.from_url(self.url)
        keys = cast(list[bytes], client.keys("*"))
        parts = [key + b" " + (client.dump(key) or b"") for key in keys]
        client.close()
        return b"\n".join(parts)


@contextmanager
def running() -> Iterator[Valkey]:
    server = Valkey()
    try:
        yield server
    finally:
        server.stop()
