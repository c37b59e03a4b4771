"""`GET` and `POST /portfolio/shared/<token>`: a list that somebody shares, shown once."""

from collections.abc import Sequence
from typing import Protocol

from flask import Blueprint, Response

from bot.web.one_time import Pages, Seen
from dialogs import pages as words
from dialogs.portfolio.case_deeds import Entry


class Desk(Protocol):
    """`show` gives None where the link is over."""

    def look(self, token: str) -> Seen | None: ...

    def show(self, token: str) -> Sequence[Entry] | None: ...


def blueprint(desk: Desk, pages: Pages) -> Blueprint:
    routes = Blueprint("shared", __name__)
    asked = words.shared_title(), words.shared_what(), words.show_list()

    @routes.get("/portfolio/shared/<token>")
    def ask(token: str) -> Response:
        return pages.guarded(lambda: pages.look(desk.look(token), lambda language: pages.asked(language, *asked)))

    @routes.post("/portfolio/shared/<token>")
    def act(token: str) -> Response:
        return pages.guarded(lambda: pages.act(desk.look(token), lambda language: _shown(desk, pages, token, language)))

    return routes


def _shown(desk: Desk, pages: Pages, token: str, language: str) -> Response:
    entries = desk.show(token)
    if entries is None:
        return pages.over(desk.look(token))
    rows = [words.row(entry) for entry in entries]
    return pages.shown("shared.html", language, words.list_title(), rows=rows)
