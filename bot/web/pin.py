"""`GET` and `POST /portfolio/pin/<token>`: a PIN chosen without texting it; it stands in no answer and no address."""

from typing import Protocol

from flask import Blueprint, Response, request

from bot.portfolios.links import LinkOver
from bot.web.one_time import Pages, Seen
from dialogs import pages as words
from dialogs.portfolio.deeds import PinFault
from dialogs.text import Words


class Desk(Protocol):
    """`choose` says what is wrong with a PIN; it is taken when nothing is. It raises LinkOver."""

    def look(self, token: str) -> Seen | None: ...

    def choose(self, token: str, pin: str) -> PinFault | None: ...


def blueprint(desk: Desk, pages: Pages) -> Blueprint:
    routes = Blueprint("pin", __name__)

    @routes.get("/portfolio/pin/<token>")
    def ask(token: str) -> Response:
        return pages.guarded(lambda: pages.look(desk.look(token), lambda language: _form(pages, language)))

    @routes.post("/portfolio/pin/<token>")
    def act(token: str) -> Response:
        return pages.guarded(
            lambda: pages.act(desk.look(token), lambda language: _chosen(desk, pages, token, language))
        )

    return routes


def _form(pages: Pages, language: str, fault: Words | None = None) -> Response:
    return pages.shown("pin.html", language, words.pin_title(), 200 if fault is None else 422, fault=fault)


def _chosen(desk: Desk, pages: Pages, token: str, language: str) -> Response:
    pin, again = request.form.get("pin", ""), request.form.get("again", "")
    if pin.strip() != again.strip():
        return _form(pages, language, words.not_the_same())
    try:
        fault = desk.choose(token, pin)
    except LinkOver:
        return pages.over(desk.look(token))
    if fault is not None:
        return pages.look(desk.look(token), lambda language: _form(pages, language, words.weak(fault)))
    return pages.said(language, words.pin_chosen_title(), words.pin_chosen())
