"""A real Chromium for the tests that look at pages the way people do."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PLACES = ("/usr/bin/chromium", "/usr/lib/chromium/chromium", "/snap/bin/chromium", "/opt/google/chrome/chrome")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def find_chromium() -> str:
    """The path of an installed Chromium; fails the test, naming the package, where there is none."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    path = found or next((place for place in PLACES if Path(place).exists()), None)
    if path is None:
        pytest.fail("No Chromium was found. On Debian and Ubuntu: apt-get install chromium", pytrace=False)
    return path


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser that is closed at the end; give each test a page of its own from it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds on the page as it stands, one line a fault with the places; an empty list is what one wants."""
    page.emulate_media(reduced_motion="reduce")  # a text that arrives now stands there whole, not half faded in
    page.evaluate("Promise.all(document.getAnimations().map(each => each.finished))")
    options = {"runOnly": {"type": "tag", "values": STANDARDS}, "resultTypes": ["violations"]}
    violations = Axe().run(page, options=options).response["violations"]
    return [
        f"{fault['id']}: {fault['help']}: {', '.join(str(node['target'][0]) for node in fault['nodes'])}"
        for fault in violations
    ]
