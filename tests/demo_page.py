"""The demo page open in a browser, and the places on it that tests look at."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

WIDE = ViewportSize(width=1280, height=860)
NARROW = ViewportSize(width=320, height=640)
CODE = re.compile(r"\b\d{6}\b")
PATIENCE = 20_000  # milliseconds until an answer has arrived, on a busy machine


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


def converse(page: Page, index: int, body: str) -> str:
    """Sends a text; the words of the answers to it, once all of them have arrived on the phone."""
    lines = phone(page, index).locator(".line")
    before = lines.count()
    write(page, index, body)
    expect(lines.nth(before)).to_be_visible(timeout=PATIENCE)
    expect(lines.locator(".status", has_not_text="Delivered")).to_have_count(0, timeout=PATIENCE)
    return "\n".join(lines.locator(".body").all_inner_texts()[before:])


def texted_code(page: Page, index: int) -> str:
    """The code in the last text that has one."""
    return code_in(phone(page, index).locator(".line .body", has_text=CODE).last)


def mailed_code(page: Page, address: str) -> str:
    """The code in the e-mail to that address, which has opened by itself."""
    mail = page.locator("#mails .mail[open]").filter(has_text=address)
    return code_in(mail.locator(".mail-body", has_text=CODE))


def code_in(place: Locator) -> str:
    expect(place).to_be_visible(timeout=PATIENCE)
    found = CODE.search(place.inner_text())
    assert found
    return found[0]


def announced(page: Page) -> Locator:
    return page.locator("#announcer")


def wide_overflow(page: Page) -> int:
    """How many pixels the page can be scrolled sideways."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


def empty_end(page: Page) -> int:
    """How many pixels one can scroll on after everything that is to be seen on the page."""
    ends = "document.querySelector('footer').getBoundingClientRect().bottom + window.scrollY"
    height: int = page.evaluate(f"document.documentElement.scrollHeight - Math.round({ends})")
    return height
