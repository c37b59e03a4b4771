"""`GET` and `POST /contact/verify/<token>`: the link in the letter with the code that verifies an e-mail address."""

from typing import Protocol

from flask import Blueprint, Response

from bot.web.one_time import Pages
from dialogs import pages as words


class Seen(Protocol):
    """`address` is masked."""

    @property
    def language(self) -> str: ...

    @property
    def over(self) -> bool: ...

    @property
    def address(self) -> str: ...


class Desk(Protocol):
    def look(self, token: str) -> Seen | None: ...

    def verify(self, token: str) -> bool: ...


def blueprint(desk: Desk, pages: Pages) -> Blueprint:
    routes = Blueprint("verify", __name__)

    @routes.get("/contact/verify/<token>")
    def ask(token: str) -> Response:
        return pages.guarded(lambda: _ask(desk, pages, token))

    @routes.post("/contact/verify/<token>")
    def act(token: str) -> Response:
        return pages.guarded(lambda: pages.act(desk.look(token), lambda language: _done(desk, pages, token, language)))

    return routes


def _ask(desk: Desk, pages: Pages, token: str) -> Response:
    seen = desk.look(token)
    address = "" if seen is None else seen.address
    return pages.look(
        seen,
        lambda language: pages.asked(
            language, words.verify_title(), words.verify_what(pages.paper.house), words.verify(), address
        ),
    )


def _done(desk: Desk, pages: Pages, token: str, language: str) -> Response:
    if not desk.verify(token):
        return pages.over(desk.look(token))
    return pages.said(language, words.verified_title(), words.verified(pages.paper.house))
