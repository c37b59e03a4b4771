"""Probes for machines: is the process alive, are its parts reachable?"""

import json
from collections.abc import Callable, Mapping

import structlog
from flask import Blueprint, Response

log = structlog.get_logger()


def blueprint(parts: Mapping[str, Callable[[], object]]) -> Blueprint:
    """`/livez` and `/readyz`; each part is a function that raises when the part can't be reached."""
    routes = Blueprint("health", __name__)

    @routes.get("/livez")
    def livez() -> Response:
        return Response("ok\n", content_type="text/plain; charset=utf-8")

    @routes.get("/readyz")
    def readyz() -> Response:
        states = {name: _state(name, probe) for name, probe in parts.items()}
        # Redis rings bells and shares budgets; without it people are still answered.
        ready = all(state == "ok" for name, state in states.items() if name != "redis")
        body = ",\n".join(f"  {json.dumps(name)}: {json.dumps(state)}" for name, state in states.items())
        return Response(f"{{\n{body}\n}}\n", 200 if ready else 503, content_type="application/json")

    return routes


def _state(name: str, probe: Callable[[], object]) -> str:
    try:
        probe()
    except Exception as error:
        log.warning("part not reachable", part=name, error=type(error).__name__)
        return "away"
    return "ok"
