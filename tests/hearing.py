"""The product's own logs, into a stream of the test's, for as long as the test lasts."""

import io
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot import logs


@contextmanager
def heard(level: str = "DEBUG", form: str = "json") -> Iterator[io.StringIO]:
    """What is logged meanwhile, as the product writes it; everything is as before afterwards."""
    root = logging.getLogger()
    handlers, before, hooks = root.handlers[:], root.level, (sys.excepthook, threading.excepthook)
    stream = io.StringIO()
    logs.configure(form, level, stream)
    try:
        yield stream
    finally:
        structlog.reset_defaults()
        logging.captureWarnings(False)
        root.handlers[:], root.level = handlers, before
        sys.excepthook, threading.excepthook = hooks
