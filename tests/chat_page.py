"""The chat page open in a browser, with JavaScript and without, and the places on it that tests look at."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from playwright.sync_api import Browser, BrowserContext, FilePayload, Locator, Page, ViewportSize, expect

from tests.browser import accessibility_faults
from tests.service import ServiceLine

WIDE = ViewportSize(width=1280, height=860)
NARROW = ViewportSize(width=320, height=640)
ZOOMED = ViewportSize(width=320, height=256)  # 1280 by 1024 at 400 %
PATIENCE = 20_000  # milliseconds until an answer has arrived, on a busy machine
ELSEWHERE = "https://www.weather.gov"  # where whoever hides the page is taken
CODE = re.compile(r"\b\d{6}\b")
PIN = re.compile(r"\b\d{4} \d{4}\b")


class Talk(Protocol):
    """A person at the page; each step gives the words that answer it."""

    page: Page

    @property
    def talk(self) -> Locator: ...
    @property
    def field(self) -> Locator: ...
    def say(self, words: str) -> str: ...
    def press(self, label: str) -> str: ...
    def hand_in(self, name: str, content: bytes) -> str: ...
    def look(self) -> None: ...


@dataclass
class Looks:
    """What was looked at already, and what was found wrong with it: every state of a page once, in both lights."""

    seen: set[tuple[object, ...]] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


@dataclass
class Visit:
    """What is the same with and without JavaScript."""

    page: Page
    looks: Looks

    @property
    def talk(self) -> Locator:
        return self.page.locator("#talk")

    @property
    def field(self) -> Locator:
        return self.page.locator("#text")

    def say(self, words: str) -> str:
        self.field.fill(words)
        return self._answered(self.page.locator("#send"))

    def press(self, label: str) -> str:
        return self._answered(button(self.page, label))

    def _answered(self, pressed: Locator) -> str:
        raise NotImplementedError


@dataclass
class Scripted(Visit):
    """With JavaScript: one page that stays."""

    def hand_in(self, name: str, content: bytes) -> str:
        """What the field holds once the file has been read into it, and what is said about it."""
        self.page.locator("#note").evaluate("each => each.textContent = ''")
        self.page.set_input_files("#file", FilePayload(name=name, mimeType="text/csv", buffer=content))
        expect(self.page.locator("#note")).not_to_be_empty(timeout=PATIENCE)
        self.look()
        return f"{self.page.locator('#note').inner_text()}\n{self.field.input_value()}"

    def look(self) -> None:
        look(self.page, self.page, self.looks)

    def _answered(self, pressed: Locator) -> str:
        before = self.page.locator("#talk > *").count()
        pressed.click()
        self.wait()
        self.look()
        added = self.page.locator("#talk > *").all()[before:]
        return "\n".join(each.inner_text() for each in added if "you" not in (each.get_attribute("class") or ""))

    def wait(self) -> None:
        """Until the answer is there, whole."""
        expect(self.page.locator("#answer")).to_have_attribute("aria-busy", "false", timeout=PATIENCE)


@dataclass
class Plain(Visit):
    """Without JavaScript: a page after the other. `glass` is a page of another browser to look at them through."""

    glass: Page

    def hand_in(self, name: str, content: bytes) -> str:
        self.page.set_input_files("#file", FilePayload(name=name, mimeType="text/csv", buffer=content))
        return self._answered(self.page.locator("#send"))

    def look(self) -> None:
        """The same page in a browser that runs what looks at it, but not what belongs to the page."""
        bare = re.sub(r"<script\b.*?</script>", "", self.page.content())
        self.glass.unroute_all()
        self.glass.route("**/seen", lambda route: route.fulfill(body=bare, content_type="text/html"))
        look(self.page, self.glass, self.looks)

    def _answered(self, pressed: Locator) -> str:
        with self.page.expect_navigation(wait_until="load"):
            pressed.click()
        self.look()
        return "\n".join(self.page.locator(".said").all_inner_texts())


def button(page: Page, label: str) -> Locator:
    return page.get_by_role("button", name=label, exact=True).last


def state_of(page: Page) -> tuple[object, ...]:
    """What kinds of things stand on a page."""
    places = (".choices", ".offers", "table.cases", ".steps", ".trouble", ".you", "#notes:not([hidden])", "#peek")
    kind = page.locator("input[name=kind]").get_attribute("value") if page.locator("#form").count() else ""
    language = page.locator("html").get_attribute("lang")
    return (language, kind, page.title(), *(page.locator(place).count() > 0 for place in places))


def look(page: Page, through: Page, looks: Looks) -> None:
    """Looks at a state that is new: in both lights, on a small screen, and much enlarged."""
    state = (*state_of(page), page is through)
    if state in looks.seen:
        return
    looks.seen.add(state)
    if page is not through:
        through.goto("/seen")
    for scheme in ("light", "dark"):
        through.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        looks.faults += [f"{state} {scheme}: {fault}" for fault in accessibility_faults(through)]
    for size in (NARROW, ZOOMED, WIDE):
        through.set_viewport_size(size)
        if (over := overflow(through)) > 0:
            looks.faults.append(f"{state} at {size}: {over} pixels too wide")
    through.emulate_media(color_scheme="light")


def overflow(page: Page) -> int:
    """How many pixels the page can be scrolled sideways."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


@contextmanager
def visited(
    browser: Browser, address: str, looks: Looks, *, language: str = "en", script: bool = True
) -> Iterator[Talk]:
    """The page as it opens; fails at the end if it broke its own policy, raised an error, or asked anybody else."""
    context = context_of(browser, address, script=script)
    complaints = complaints_of(context, address)
    page = context.new_page()
    page.goto(f"/?lang={language}")
    if script:
        talk: Talk = Scripted(page, looks)
        talk.look()
        yield talk
    else:
        glass = browser.new_context(base_url=address, viewport=WIDE)
        talk = Plain(page, looks, glass.new_page())
        talk.look()
        yield talk
        glass.close()
    context.close()
    assert complaints == []


def context_of(browser: Browser, address: str, *, script: bool = True, touch: bool = False) -> BrowserContext:
    context = browser.new_context(
        base_url=address, viewport=WIDE, java_script_enabled=script, has_touch=touch, is_mobile=touch
    )
    context.set_default_timeout(PATIENCE)
    context.route(f"{ELSEWHERE}/**", lambda route: route.fulfill(body="<title>Weather</title>Sunny."))
    return context


def complaints_of(context: BrowserContext, address: str) -> list[str]:
    """Fills while the pages of a browser are used."""
    complaints: list[str] = []

    def asked(url: str) -> None:
        if not url.startswith((f"{address}/", f"{ELSEWHERE}/", "blob:", "data:")):
            complaints.append(f"asked for {url}")

    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    context.on("request", lambda request: asked(request.url))
    return complaints


def offered_pin(words: str) -> str:
    found = PIN.search(words)
    assert found, words
    return found[0].replace(" ", "")


def mailed_code(line: ServiceLine) -> str:
    """The code in the last e-mail, once everything is delivered."""
    line.services.mail_outbox.deliver()
    found = CODE.search(line.post_office.sent[-1][2])
    assert found
    return found[0]
