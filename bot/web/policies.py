"""`/privacy` and `/terms`."""

from flask import Blueprint, Response

from bot.web.paper import Paper
from dialogs.policies import privacy, terms
from dialogs.policies import words as words_of_pages
from dialogs.policies.facts import Facts
from dialogs.policies.sheet import Sheet
from dialogs.text import Text


def blueprint(paper: Paper, facts: Facts) -> Blueprint:
    routes = Blueprint("policies", __name__)
    name = facts.house.name

    @routes.get("/privacy")
    def of_privacy() -> Response:
        return _page(paper, privacy.label(name), privacy.privacy(facts))

    @routes.get("/terms")
    def of_use() -> Response:
        return _page(paper, terms.label(name), terms.terms(facts))

    return routes


def _page(paper: Paper, title: Text, sheet: Sheet) -> Response:
    return paper.page("policy.html", paper.language(), title, sheet=sheet, policy=words_of_pages)
