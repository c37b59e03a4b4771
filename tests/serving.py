"""A WSGI app behind a real socket on loopback, for the length of a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from flask import Flask

from bot.simulator.page import server_for


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Yields the address, without a slash at its end."""
    server = server_for(app, 0)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
