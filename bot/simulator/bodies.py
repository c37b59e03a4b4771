"""What the page's routes have in common: JSON that comes in, JSON that goes out, and the refusal of what is wrong."""

from collections.abc import Container
from typing import Any

from flask import Response, abort, jsonify, request


def sent() -> dict[str, Any]:
    """The JSON object that came; anything else is a 400."""
    body = request.get_json()
    if not isinstance(body, dict):
        abort(400)
    return body


def one_of(body: dict[str, Any], name: str, known: Container[str]) -> str:
    """A field that must be one of these words, or it is a 400."""
    value = body.get(name)
    if not isinstance(value, str) or value not in known:
        abort(400)
    return value


def accepted(body: dict[str, str]) -> Response:
    response = jsonify(body)
    response.status_code = 202
    return response


def refused(reason: str, status: int = 400) -> Response:
    response = jsonify({"error": reason})
    response.status_code = status
    return response
