"""The demo page open in a browser, and the places on it that tests look at."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

WIDE = ViewportSize(width=1280, height=860)
NARROW = ViewportSize(width=320, height=640)


@contextmanager
def opened(browser: Browser, address: str) -> Iterator[Page]:
    """The page in English; fails at the end when it raised an error or broke its own policy meanwhile."""
    page = browser.new_page(base_url=address, viewport=WIDE)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    page.set_default_timeout(10_000)
    open_page(page)
    yield page
    page.close()
    assert complaints == []


def open_page(page: Page, language: str = "en") -> None:
    page.goto(f"/?lang={language}")
    expect(page.locator(".phone")).to_have_count(2)


def phone(page: Page, index: int) -> Locator:
    return page.locator(".phone").nth(index)


def write(page: Page, index: int, body: str) -> None:
    box = phone(page, index).locator("textarea")
    box.fill(body)
    box.press("Enter")


def bubbles(page: Page, index: int) -> Locator:
    return phone(page, index).locator(".body:visible")


def announced(page: Page) -> Locator:
    return page.locator("#announcer")


def wide_overflow(page: Page) -> int:
    """How many pixels the page can be scrolled sideways."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width
