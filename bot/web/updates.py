"""`POST /updates`: status changes that the agency pushes, as JSON. The same change again changes nothing."""

import json
from collections.abc import Callable, Iterable, Sequence
from hmac import compare_digest
from io import StringIO
from typing import Any, Protocol

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from bot.feeds import BadRow, Update, from_json

log = structlog.get_logger()

LARGEST = 1_000_000  # bytes
RETRY_AFTER = "30"  # seconds


class Report(Protocol):
    """What came of the rows."""

    @property
    def taken(self) -> int: ...

    @property
    def told(self) -> int: ...

    @property
    def repeated(self) -> int: ...

    @property
    def complaints(self) -> Sequence[str]: ...


Take = Callable[[Iterable[Update | BadRow]], Report]


def blueprint(take: Take, token: str, ring: Callable[[], object]) -> Blueprint:
    """Without a `token` the route is not there. `ring` is called when there may be something to tell."""
    routes = Blueprint("updates", __name__)
    if not token:
        return routes

    @routes.post("/updates")
    def pushed() -> Response:
        if not _knows(token):
            return _said(
                401, {"error": "Authorization: Bearer with the right token is needed."}, WWW_Authenticate="Bearer"
            )
        if not request.is_json:
            return _said(415, {"error": "The body must be JSON (Content-Type: application/json)."})
        request.max_content_length = LARGEST
        try:
            body = request.get_data(cache=False)
        except RequestEntityTooLarge:
            return _said(413, {"error": f"More than {LARGEST} bytes: send it in parts."})
        return _take(take, body, ring)

    return routes


def _take(take: Take, body: bytes, ring: Callable[[], object]) -> Response:
    text = body.decode("utf-8-sig", "surrogateescape")
    if not text.strip():
        return _said(400, {"error": "The body is empty."})
    try:
        report = take(from_json(StringIO(_rows(text))))
    except Exception as error:  # nothing is lost: whoever pushes tries again, and nothing is applied twice
        log.warning("updates not taken", error=type(error).__name__)
        return _said(503, {"error": "Not taken just now; send it again."}, Retry_After=RETRY_AFTER)
    if report.told:
        ring()
    said = {"taken": report.taken, "repeated": report.repeated, "complaints": list(report.complaints)}
    return _said(200 if report.taken or report.repeated or not report.complaints else 400, said)


def _rows(text: str) -> str:
    """A change a line, so that a complaint names the number of the change; a single one with the key of its request.
    What is no JSON stays as it is: whoever reads it says where it breaks."""
    try:
        whole: Any = json.loads(text)
        rows = whole.get("updates") if isinstance(whole, dict) else whole
        if isinstance(rows, list):
            return "[" + ",\n".join(map(json.dumps, rows)) + "]"
    except (ValueError, RecursionError):
        return text
    key = request.headers.get("Idempotency-Key", "")
    if isinstance(whole, dict) and key and whole.get("id") in (None, ""):
        return json.dumps({**whole, "id": key})
    return text


def _knows(token: str) -> bool:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and compare_digest(given.strip().encode(), token.encode())


def _said(status: int, body: dict[str, object], **headers: str) -> Response:
    response = Response(json.dumps(body) + "\n", status, content_type="application/json")
    response.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return response
