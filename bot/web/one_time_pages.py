"""All one-time pages, put together with the desk of portfolios."""

from urllib.parse import urlsplit

from flask import Blueprint

from bot.portfolios.desk import Portfolios
from bot.web import data, pin, shared, verify
from bot.web.one_time import Pages
from bot.web.paper import Paper
from dialogs import pages as words


def blueprints(portfolios: Portfolios, paper: Paper, public_url: str) -> list[Blueprint]:
    address = urlsplit(public_url)
    origin = f"{address.scheme}://{address.netloc}"
    house = paper.house
    return [
        pin.blueprint(portfolios.pin_pages, Pages(paper, origin, "pin", words.pin_gone(house))),
        verify.blueprint(portfolios.verify_pages, Pages(paper, origin, "verify", words.verify_gone(house))),
        shared.blueprint(portfolios.shared_pages, Pages(paper, origin, "shared", words.shared_gone())),
        data.blueprint(portfolios.data_pages, Pages(paper, origin, "data", words.data_gone())),
    ]
