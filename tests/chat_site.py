"""The service at an address of its own, and people who are at some point of a talk with it on a page."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.chat_page import PATIENCE, Looks, Scripted, complaints_of, context_of, offered_pin
from tests.service import ServiceLine
from tests.serving import serving


@dataclass
class Site:
    """The service at an address, and a browser of one's own at it."""

    address: str
    line: ServiceLine
    context: BrowserContext
    looks: Looks

    def open(self, language: str = "en") -> Scripted:
        page = self.context.new_page()
        page.goto(f"/?lang={language}")
        return Scripted(page, self.looks)


@pytest.fixture(scope="session")
def site_looks() -> Looks:
    return Looks()


@pytest.fixture
def site(lite: ServiceLine, browser: Browser, site_looks: Looks) -> Iterator[Site]:
    with serving(lite.app) as address:
        context = context_of(browser, address)
        complaints = complaints_of(context, address)
        yield Site(address, lite, context, site_looks)
        context.close()
        faults, site_looks.faults = site_looks.faults, []
        assert complaints + faults == []


def listed(site: Site, receipts: str = "EAC9999103403 IOE0912345678") -> Scripted:
    """Somebody with a list of these cases."""
    me = at_receipts(site)
    me.say(receipts)
    me.press("That was all")
    me.press("Not now")
    return me


def at_receipts(site: Site, language: str = "en") -> Scripted:
    """Somebody who is asked for receipt numbers."""
    me = site.open(language)
    me.press("Make a list of cases" if language == "en" else "Hacer una lista de casos")
    offered_pin(me.say("maria88"))
    me.press("Take this PIN" if language == "en" else "Usar este PIN")
    return me


def settled(page: Page) -> None:
    expect(page.locator("#answer")).to_have_attribute("aria-busy", "false", timeout=PATIENCE)
