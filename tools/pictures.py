"""Takes the pictures for README, of a demo of its own: `make pictures`, or `python -m tools.pictures [FOLDER]`.

Phones, calls, portfolios, the tour, an e-mail light and dark, and the service's own pages, each if it is there. The
same place, language, size and time of day every time; PINs and dates are what they are. Needs Chromium; a font such as
Debian's fonts-roboto makes the pictures look like what most people see.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import httpx2
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from tests.browser import chromium
from tests.demo_call_page import hear, press, ring
from tests.demo_page import PATIENCE, converse, mailed_code, phone, texted_code
from tests.test_demo import Demo
from tools.palette import with_few_colours

FOLDER = Path("docs/pictures")
LARGEST = 250_000  # bytes: a README should not make people wait
SIZE = ViewportSize(width=1280, height=920)
WIDE, PHONE = ViewportSize(width=1100, height=800), ViewportSize(width=390, height=760)
LETTER = ViewportSize(width=640, height=560)
SHARPNESS = (2.0, 1.5, 1.25, 1.0)  # device pixels a pixel: the first that is small enough
A_MORNING = 1_772_463_840  # the time of every message: 10:04 in New York, whenever the pictures are taken
SAME_CHANCE = "Math.random = () => 0.5"
TEXTS = ((0, "eac 9999 103404"), (1, "Mi recibo es EAC9999103405"))
CHATS = {"en": "EAC 9999 103404", "es": "mi recibo es EAC9999103405"}
ANA, JOSE = "ana@example.org", "jose@example.org"
MAKING = (
    (0, ("CREATE maria88", "1", "EAC9999103404 IOE0912345678", "0", "3")),
    (1, ("CREAR jose2024", "1", "EAC9999103405 EAC9999103402", "0", "2", JOSE)),
)


class Scene(NamedTuple):
    """What is played; what the page shows of it when all is there; and how the page is set out for the picture."""

    play: Callable[[Page], None]
    seen: str
    set_out: Callable[[Page], None] = lambda page: None


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as place, a_demo(Path(place) / "demo") as demo, chromium() as browser:
        for name, picture in pictures(browser, demo):
            (folder / f"{name}.png").write_bytes(picture)
            print(f"{folder / name}.png: {len(picture) // 1000} kB", flush=True)


@contextmanager
def a_demo(folder: Path) -> Iterator[Demo]:
    demo = Demo(folder)
    try:
        yield demo
    finally:
        demo.end()


def pictures(browser: Browser, demo: Demo) -> Iterator[tuple[str, bytes]]:
    """Each with its name, one after the other: what is played for one is there in the next."""
    address = str(demo.page.base_url).removesuffix("/").removesuffix("/api")
    page = opened(browser, address, SIZE)
    for name, scene in SCENES.items():
        scene.play(page)
        yield name, sharp(browser, partial(as_seen, page, browser, scene))
    letter = newest_letter(demo)
    for scheme in ("light", "dark"):
        yield f"email-{scheme}", of_a_page(browser, f"{address}{letter}?scheme={scheme}", LETTER)
    yield from of_the_service(browser, str(demo.page.get("/state").json()["web"]))


def of_the_service(browser: Browser, web: str) -> Iterator[tuple[str, bytes]]:
    """The chat and the privacy page, as far as the service has them."""
    for size, kind in ((WIDE, ""), (PHONE, "-phone")):
        for language, words in CHATS.items():
            if is_there(f"{web}/"):
                talking = chatting(words)
                yield f"chat-{language}{kind}", of_a_page(browser, f"{web}/?lang={language}", size, talking)
    if is_there(f"{web}/privacy"):
        yield "privacy", of_a_page(browser, f"{web}/privacy?lang=en", WIDE)


def is_there(address: str) -> bool:
    there = httpx2.get(address, trust_env=False).status_code == 200
    if not there:
        print(f"{address} is not there: no picture of it is taken.", file=sys.stderr)
    return there


def opened(browser: Browser, address: str, size: ViewportSize, sharpness: float = 1.0) -> Page:
    """A page on which nothing depends on where and when the picture is taken."""
    page = browser.new_page(
        viewport=size,
        device_scale_factor=sharpness,
        color_scheme="light",
        reduced_motion="reduce",
        locale="en-US",
        timezone_id="America/New_York",
    )
    page.set_default_timeout(PATIENCE)
    page.add_init_script(SAME_CHANCE)
    page.goto(address)
    return page


def sharp(browser: Browser, take: Callable[[float], bytes]) -> bytes:
    """The sharpest PNG that is small enough; raises ValueError when none is."""
    for sharpness in SHARPNESS:
        picture = with_few_colours(browser, take(sharpness))
        if len(picture) <= LARGEST:
            return picture
    raise ValueError(f"The picture has {len(picture)} bytes; at most {LARGEST} are wanted.")


def as_seen(played: Page, browser: Browser, scene: Scene, sharpness: float) -> bytes:
    """The demo page as it is now, in a window of its own that goes on with the tour of the one that was played on."""
    tour = played.evaluate("sessionStorage.getItem('tour')")
    copy = opened(browser, "about:blank", SIZE, sharpness)
    copy.add_init_script(f"window.origin === 'null' || sessionStorage.setItem('tour', {tour!r})")
    copy.route("**/api/events?*", in_a_morning)
    copy.goto(played.url)
    expect(copy.locator(scene.seen).nth(1)).to_be_visible()
    scene.set_out(copy)
    return finished(copy)


def in_a_morning(route: Route) -> None:
    """What the simulator tells, as of a time that is always the same."""
    answer = route.fetch()
    told = answer.json()
    told["events"] = [{**event, "at": A_MORNING} for event in told["events"]]
    route.fulfill(response=answer, json=told)


def of_a_page(
    browser: Browser, address: str, size: ViewportSize, play: Callable[[Page], None] = lambda page: None
) -> bytes:
    def take(sharpness: float) -> bytes:
        page = opened(browser, address, size, sharpness)
        play(page)
        return finished(page)

    return sharp(browser, take)


def finished(page: Page) -> bytes:
    page.mouse.move(0, 0)
    page.evaluate("document.fonts.ready")
    picture = page.screenshot(animations="disabled", caret="hide")
    page.unroute_all(behavior="ignoreErrors")
    page.close()
    return picture


def chatting(words: str) -> Callable[[Page], None]:
    """Asks for a case in the chat; its number stands in the answer, not in what bridges the wait."""

    def play(page: Page) -> None:
        page.locator("#text").fill(words)
        page.locator("#send").click()
        expect(page.locator("#talk .said", has_text="EAC99991034").first).to_be_visible(timeout=PATIENCE)

    return play


def newest_letter(demo: Demo) -> str:
    """The path of the newest e-mail that is a page as well."""
    events = demo.page.get("/events", params={"after": 0, "wait": 0}).json()["events"]
    newest = max(event["mail"] for event in events if event["kind"] == "mail" and event["page"])
    return f"/api/mail/{newest}/page"


def texts(page: Page) -> None:
    """One text from each phone, and its answer."""
    for index, body in TEXTS:
        converse(page, index, body)


def calls(page: Page) -> None:
    """A call from each phone: the one hears the status, the other is asked whether the number is right."""
    english, spanish = ring(page, 0), ring(page, 1)  # the one has texted digits only, the other Spanish
    hear(english, "For English")
    press(english, "1")
    for place, menu, entry, keys, repeated in (
        (english, "To check a case", "three letters", "3229999103404", "three four zero four."),
        (spanish, "Para consultar un caso", "tres letras", "3229999103405", "tres cuatro cero cinco."),
    ):
        hear(place, menu)
        press(place, "1")
        hear(place, entry)
        press(place, keys)
        hear(place, repeated)
    press(english, "1")
    hear(english, "The status is")


def portfolios(page: Page) -> None:
    """A portfolio is made on each phone: the one is ready, the other waits for the code in the newest e-mail."""
    for index, bodies in MAKING:
        phone(page, index).get_by_role("button", name="Hang up").click()  # the calls of before
        phone(page, index).get_by_role("tab", name="Messages").click()
        for body in bodies:
            converse(page, index, body)
        if index == 0:
            converse(page, index, texted_code(page, index))
            converse(page, index, ANA)
            converse(page, index, mailed_code(page, ANA))


def the_rest_of_the_tour(page: Page) -> None:
    """A case of the portfolio changes, and its owner is told."""
    page.get_by_role("radio", name="EAC9999103404").check()
    page.get_by_label("New status").select_option("Interview Was Scheduled")
    page.get_by_role("button", name="Change status").click()
    expect(page.locator("#tour")).to_have_attribute("data-now", "end", timeout=PATIENCE)
    expect(phone(page, 0).locator(".line .body").last).to_contain_text("Interview", timeout=PATIENCE)
    expect(page.locator("#mails .mail").first).to_contain_text("Interview", timeout=PATIENCE)


def without_examples(page: Page) -> None:
    """More of what was said."""
    for examples in page.locator(".examples summary").all():
        examples.click()


def without_tour(page: Page) -> None:
    page.get_by_role("button", name="Close the tour").click()


def beside_the_mailbox(page: Page) -> None:
    """The phones with the mailbox beside them, and as much of their threads as there is room for."""
    without_examples(page)
    without_tour(page)
    page.evaluate("window.scrollTo(0, document.getElementById('mailbox').getBoundingClientRect().top - 16)")


SCENES = {
    "demo": Scene(texts, ".line .bubble", without_examples),
    "call": Scene(calls, "[data-phase=talking] .theirs .caption", without_tour),
    "portfolio": Scene(portfolios, ".line .bubble", beside_the_mailbox),
    "tour": Scene(the_rest_of_the_tour, ".line .bubble", without_examples),
}


if __name__ == "__main__":
    main()
