"""The production WSGI server: gunicorn with threads, told what it needs by the settings."""

import gc
import os
from collections.abc import Callable, Mapping
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from bot.settings import Settings

MEMORY = "/dev/shm"  # noqa: S108 - heart-beats only: on a disk, a busy one gets healthy processes killed


class PassOn(Logger):  # type: ignore[misc]
    """Hands gunicorn's own lines on to our log; requests are not logged."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.propagate = True


class Server(BaseApplication):  # type: ignore[misc]
    """The application is built once, before the processes fork: it starts faster and they share its memory."""

    def __init__(self, application: Callable[[], Any], options: Mapping[str, Any]) -> None:
        self._application = application
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        application = self._application()
        gc.collect()
        gc.freeze()  # what the collector never touches stays shared between the processes
        return application


def options(settings: Settings, host: str) -> dict[str, Any]:
    """How gunicorn serves. Times in seconds: Twilio waits 15, a turn takes at most 5."""
    return {
        "bind": f"[{host}]:{settings.port}" if ":" in host else f"{host}:{settings.port}",
        "workers": settings.web_processes,
        "worker_class": "gthread",
        "threads": settings.web_threads,
        "preload_app": True,
        "timeout": 30,
        "graceful_timeout": 20,
        "keepalive": 75,  # longer than the minute for which proxies keep their end
        "limit_request_line": 4094,
        "limit_request_fields": 64,
        "limit_request_field_size": 8190,
        "worker_tmp_dir": MEMORY if os.access(MEMORY, os.W_OK) else None,
        "control_socket_disable": True,
        "accesslog": None,
        "errorlog": None,
        "logger_class": PassOn,
        "loglevel": settings.log_level.lower(),
    }
