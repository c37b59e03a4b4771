"""What every page for people shares: its language, its look, and what a browser may do with it.

No scripts but ours, nothing from anywhere else, nothing kept: pages are read on shared computers.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, request
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from bot.wording import own_name
from dialogs import paper as words
from dialogs.house import House
from dialogs.text import Words

Say = Callable[[Words, str, str], str]  # words, language, channel

CHANNEL = "web"
STATIC = Path(__file__).with_name("static")
KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
OURS = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'"
POLICY = f"{OURS}; base-uri 'none'; frame-ancestors "
NOBODY = "'none'"
A_YEAR = "public, max-age=31536000, immutable"


def templates() -> Environment:
    return Environment(
        loader=PackageLoader("bot"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@dataclass(frozen=True)
class Paper:
    """`languages` are those of the pages, the first for whoever wants none of them; `framed_by`: the origins whose
    pages may hold ours in a frame (space-separated), nobody's when empty."""

    house: House
    say: Say
    languages: Sequence[str] = ("en", "es")
    framed_by: str = ""
    environment: Environment = field(default_factory=templates)

    def language(self) -> str:
        """The one that the address asks for, else the best of those that the browser wants."""
        asked = request.args.get("lang", "")
        if asked in self.languages:
            return asked
        return request.accept_languages.best_match(self.languages) or self.languages[0]

    def page(self, template: str, language: str, title: Words, status: int = 200, **values: Any) -> Response:
        """A template that extends `paper.html`, in which `say` speaks `language`. The title must hold nothing of
        anybody's: it stands in the history of a browser."""
        return protected(Response(self.written(template, language, title=title, **values), status), self.framed_by)

    def written(self, template: str, language: str, **values: Any) -> str:
        """The same without a response around it."""
        return self.environment.get_template(template).render(
            language=language,
            languages=self.languages,
            say=lambda sentence: self.say(sentence, language, CHANNEL),
            words=words,
            own_name=own_name,
            house=self.house,
            static=address,
            **values,
        )


def came_from_us(public_url: str) -> bool:
    """Whether a page of ours sent this request, or no page at all. A browser that tells neither sends a cookie only
    where it fits. The origin is "null" because our pages want no referrer told."""
    ours = ("null", public_url.rstrip("/"), request.host_url.rstrip("/"))
    site, origin = request.headers.get("Sec-Fetch-Site", "same-origin"), request.headers.get("Origin", "null")
    return site in ("same-origin", "none") and origin in ours


def protected(response: Response, framed_by: str = "") -> Response:
    """A page that no other site may hold, look into or be told of, and no browser keeps."""
    response.headers.update(
        {
            "Content-Security-Policy": POLICY + (framed_by or NOBODY),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex",
            "Cache-Control": "no-store",
            "Cross-Origin-Opener-Policy": "same-origin",
        }
    )
    return response


@cache
def address(name: str) -> str:
    """Where a file of ours is fetched from: it changes with what is in them, so that they may be kept for ever."""
    return f"/static/{_mark()}/{name}"


@cache
def _mark() -> str:
    """Of all of them together: a script names the others by their names alone."""
    files = sorted(path for path in STATIC.iterdir() if path.suffix in KINDS)
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


def static() -> Blueprint:
    """`GET /static/<mark>/<name>`: style sheets, scripts, pictures."""
    routes = Blueprint("static", __name__)
    files = {path.name: (path.read_bytes(), KINDS[path.suffix]) for path in STATIC.iterdir() if path.suffix in KINDS}

    @routes.get("/static/<mark>/<name>")
    def file(mark: str, name: str) -> Response:
        if name not in files:
            abort(404)
        body, kind = files[name]
        response = Response(body, content_type=kind)
        response.headers["Cache-Control"] = A_YEAR if mark == _mark() else "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return routes
