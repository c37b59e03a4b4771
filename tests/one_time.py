"""Visitors of one-time pages: people with a browser, and programs that look into every link."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page

from tests.browser import accessibility_faults
from tests.service import PUBLIC, ServiceLine
from tests.serving import serving

LINK = re.compile(rf"{PUBLIC}(/(?:portfolio|contact)/\w+/[a-z2-7]{{26}})(?![a-z2-7])")
PREFETCH: tuple[dict[str, str], ...] = (
    {},
    {"User-Agent": "Mozilla/5.0 (compatible; Preview/1.0)", "Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender", "Sec-Fetch-Site": "none", "Accept-Language": "es"},
)
WIDTHS = (320, 1280)
PICTURES = os.environ.get("PICTURES")


def link_in(texts: list[str]) -> str:
    """The path of the newest link."""
    found: list[str] = LINK.findall("\n".join(texts))
    return found[-1]


@dataclass(frozen=True)
class Answer:
    status_code: int
    headers: Message
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()


@dataclass(frozen=True)
class Client:
    """Asks over real HTTP, a connection each time."""

    host: str

    def ask(
        self, method: str, path: str, data: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        connection = HTTPConnection(self.host, timeout=30)
        kind = {} if data is None else {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, None if data is None else urlencode(data), {**kind, **(headers or {})})
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        connection.close()
        return answer

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self.ask("GET", path, None, headers)

    def head(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self.ask("HEAD", path, None, headers)

    def post(
        self, path: str, data: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        return self.ask("POST", path, data or {}, headers)


@contextmanager
def visiting(stage: ServiceLine) -> Iterator[Client]:
    with serving(stage.app) as address:
        yield Client(address.removeprefix("http://"))


def scanned(client: Client, path: str) -> None:
    """By a mail scanner, a preview in a chat, and a browser that fetches ahead, three times each."""
    for headers in PREFETCH * 3:
        assert client.head(path, headers=headers).status_code == 200
        assert client.get(path, headers=headers).status_code == 200


def fits_everybody(page: Page, name: str, *, scripts: bool) -> None:
    """No fault for axe, light and dark; nothing to scroll sideways at 320 pixels, which is 400 % of 1280. Without
    scripts axe can't look, and the page is the same. Pictures are left in `PICTURES`, where that is set."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            assert not scripts or accessibility_faults(page) == []
            if PICTURES is not None:
                page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{scheme}.png", full_page=True)


@contextmanager
def opened(browser: Browser, stage: ServiceLine, path: str, *, scripts: bool) -> Iterator[Page]:
    """A page in a browser; whatever it fetches comes from our own address."""
    with serving(stage.app) as address, browser.new_context(java_script_enabled=scripts) as context:
        page = context.new_page()
        foreign: list[str] = []
        page.on("request", lambda asked: foreign.append(asked.url) if not asked.url.startswith(address) else None)
        page.goto(address + path)
        yield page
        assert foreign == []
