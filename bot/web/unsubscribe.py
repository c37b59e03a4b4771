"""The page behind the link that ends e-mails, and its one-click POST (RFC 8058). Only a POST does anything.

In the language of the portfolio, until whoever opened it asks for another; it works without scripts and cookies.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, get_args

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from bot.unsubscribing import Wish
from bot.web.paper import Paper
from dialogs import unsubscribed as words
from dialogs.text import Words

log = structlog.get_logger()

RETRY_AFTER = "60"  # seconds
ONE_CLICK = "List-Unsubscribe"
WISHES: dict[str, Wish] = {wish: wish for wish in get_args(Wish)}


class Found(Protocol):
    """The contact of a link: its address, masked; whether it is told, and whether it may be; how often, how much."""

    @property
    def address(self) -> str: ...

    @property
    def alerts(self) -> bool: ...

    @property
    def may(self) -> bool: ...

    @property
    def language(self) -> str: ...

    @property
    def weekly(self) -> bool: ...

    @property
    def level(self) -> str: ...


class Desk(Protocol):
    """`contact` is None for a link that leads nowhere; `act` says False for one."""

    def contact(self, token: str) -> Found | None: ...

    def act(self, token: str, wish: Wish) -> bool: ...


@dataclass(frozen=True, slots=True)
class Button:
    """What it says, what pressing it `does`; the first thing one may have come for is not `quiet`."""

    words: Words
    does: Wish
    quiet: bool = True


def buttons(found: Found) -> list[Button]:
    """What can be changed about a contact as it is."""
    if not found.alerts:
        return [Button(words.resume(), "resume", quiet=False)] if found.may else []
    some = [
        Button(words.stop(), "stop", quiet=False),
        Button(words.at_once(), "at once") if found.weekly else Button(words.weekly(), "weekly"),
    ]
    if found.level == "all":
        some.append(Button(words.status_only(), "title"))
    if found.level != "hint":
        some.append(Button(words.hint_only(), "hint"))
    return some


def came_true(wish: Wish, found: Found) -> bool:
    """An address that does not exist any more is not told again, and who is told little is not told more."""
    if wish in ("stop", "resume"):
        return found.alerts == (wish == "resume")
    if wish in ("title", "hint"):
        return found.alerts and found.level == wish
    return found.alerts and found.weekly == (wish == "weekly")


def blueprint(desk: Desk, paper: Paper) -> Blueprint:
    """`GET` and `POST /alerts/unsubscribe/<token>`."""
    routes = Blueprint("unsubscribe", __name__)

    @routes.get("/alerts/unsubscribe/<token>")
    def ask(token: str) -> Response:
        return _guarded(paper, lambda: _shown(paper, desk.contact(token)))

    @routes.post("/alerts/unsubscribe/<token>")
    def act(token: str) -> Response:
        return _guarded(paper, lambda: _act(desk, paper, token))

    return routes


def _act(desk: Desk, paper: Paper, token: str) -> Response:
    """Without a choice, it is a mail program's click, however that words it."""
    chosen = request.form.get("do", "")
    wish: Wish | None = "stop" if ONE_CLICK in request.form or not chosen else WISHES.get(chosen)
    if wish is None:
        return _shown(paper, desk.contact(token), words.choose(), 400)
    found = desk.contact(token) if desk.act(token, wish) else None
    if found is None or not came_true(wish, found):
        return _shown(paper, found)
    said = {"stop": words.stopped(), "resume": words.resumed()}.get(wish, words.done())
    return _shown(paper, found, said)


def _shown(paper: Paper, found: Found | None, said: Words | None = None, status: int = 200) -> Response:
    """The contact as it is now, with what can be changed about it."""
    if found is None:
        return _page(paper, paper.language(), None, words.nothing(), 404)
    if said is None and not found.alerts:
        said = words.stopped()
    asked, own = request.args.get("lang", ""), found.language
    language = own if own in paper.languages and asked not in paper.languages else paper.language()
    return _page(paper, language, found, said, status)


def _page(paper: Paper, language: str, found: Found | None, said: Words | None, status: int) -> Response:
    return paper.page(
        "unsubscribe.html",
        language,
        words.title(paper.house),
        status,
        unsubscribed=words,
        found=found,
        said=said,
        buttons=buttons(found) if found is not None else [],
    )


def _guarded(paper: Paper, answer: Callable[[], Response]) -> Response:
    """Mail programs that click get an answer that lets them try again, whatever is wrong here."""
    try:
        return answer()
    except HTTPException:  # too large, for one: that is theirs
        raise
    except Exception as error:
        log.warning("unsubscribe not taken", error=type(error).__name__)
        response = _page(paper, paper.language(), None, words.later(), 503)
        response.headers["Retry-After"] = RETRY_AFTER
        return response
