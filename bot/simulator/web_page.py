"""The service's own page beside the phones: where it is, and whether this page may show it in a frame."""

from urllib.parse import urlsplit

import httpx2
from flask import Blueprint, request

TIMEOUT = 3.0  # seconds


def web_routes(public_url: str) -> Blueprint:
    """To be mounted beside the other routes of the page; `public_url` is the service's, without a slash."""
    routes = Blueprint("web", __name__)

    @routes.get("/web")
    def web() -> dict[str, bool]:
        """Asked here, as a browser keeps from a page why a frame of another origin stays empty."""
        return {"framed": may_be_framed(f"{public_url}/", request.host_url.rstrip("/"))}

    return routes


def may_be_framed(page: str, origin: str) -> bool:
    """Whether the page is there, and lets pages of that origin hold it."""
    try:
        answer = httpx2.get(page, timeout=TIMEOUT, trust_env=False)
    except httpx2.TransportError:
        return False
    return answer.status_code == 200 and origin in ancestors(answer.headers.get("Content-Security-Policy", ""))


def ancestors(policy: str) -> list[str]:
    """Whom a policy allows to hold its page."""
    for directive in policy.split(";"):
        words = directive.split()
        if words[:1] == ["frame-ancestors"]:
            return words[1:]
    return []


def origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
