"""`GET` and `POST /portfolio/data/<token>`: the file with everything that is held about a portfolio, once."""

from typing import Protocol

from flask import Blueprint, Response

from bot.web.one_time import Pages, Seen
from bot.web.paper import protected
from dialogs import pages as words

FILE_NAME = "portfolio.json"


class Desk(Protocol):
    """`file` gives None where the link is over."""

    def look(self, token: str) -> Seen | None: ...

    def file(self, token: str) -> str | None: ...


def blueprint(desk: Desk, pages: Pages) -> Blueprint:
    routes = Blueprint("data", __name__)
    asked = words.data_title(), words.data_what(), words.download()

    @routes.get("/portfolio/data/<token>")
    def ask(token: str) -> Response:
        return pages.guarded(lambda: pages.look(desk.look(token), lambda language: pages.asked(language, *asked)))

    @routes.post("/portfolio/data/<token>")
    def act(token: str) -> Response:
        return pages.guarded(lambda: pages.act(desk.look(token), lambda _language: _file(desk, pages, token)))

    return routes


def _file(desk: Desk, pages: Pages, token: str) -> Response:
    content = desk.file(token)
    if content is None:
        return pages.over(desk.look(token))
    response = protected(Response(content, mimetype="application/json"))
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response
