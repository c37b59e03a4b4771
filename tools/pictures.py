"""Takes the pictures of the demo page, of texts and of calls: `python -m tools.pictures ADDRESS [FOLDER]`.

ADDRESS is where a running `make demo` shows its phones; one that nobody has used yet, or older texts and calls stand in
the pictures as well. Needs Chromium; a font such as Debian's fonts-roboto makes the pictures look like what most people
see.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser import chromium
from tests.demo_call_page import hear, press, ring

FOLDER = Path("docs/pictures")
LARGEST = 300_000  # bytes: a README should not make people wait
SIZE = ViewportSize(width=1280, height=920)
SHARPNESS = (1.5, 1.25, 1.0)  # device pixels a pixel: the first that is small enough
TEXTS = ((0, "eac 9999 103404"), (1, "Mi recibo es EAC9999103405"))


def main() -> None:
    address = sys.argv[1]
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for name, (scene, seen) in SCENES.items():
            picture = take(browser, address, scene, seen)
            (folder / f"{name}.png").write_bytes(picture)
            print(f"{folder / name}.png: {len(picture) // 1000} kB")


def take(browser: Browser, address: str, scene: Callable[[Page], None], seen: str) -> bytes:
    """A PNG of the page at `address` after the scene, once two of `seen` are there; raises ValueError when it gets too
    large."""
    page = browser.new_page(base_url=address)
    page.goto("/")
    scene(page)
    for sharpness in SHARPNESS:
        copy = browser.new_page(base_url=address, viewport=SIZE, device_scale_factor=sharpness, color_scheme="light")
        copy.goto("/")
        expect(copy.locator(seen).nth(1)).to_be_visible()
        copy.evaluate("document.fonts.ready")
        picture = copy.screenshot(animations="disabled")
        copy.close()
        if len(picture) <= LARGEST:
            page.close()
            return picture
    raise ValueError(f"The picture has {len(picture)} bytes; at most {LARGEST} are wanted.")


def texts(page: Page) -> None:
    """One text from each phone, and its answer."""
    for index, body in TEXTS:
        talk(page, index, body)


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


def talk(page: Page, index: int, body: str) -> None:
    """Sends a text from a phone and waits until the answer has arrived on it."""
    phone = page.locator(".phone").nth(index)
    before = phone.locator(".line .bubble").count()
    phone.locator("textarea").fill(body)
    phone.locator("textarea").press("Enter")
    answer = phone.locator(".line").nth(before)
    expect(answer.locator(".status")).to_have_text("Delivered", timeout=20_000)


# What is played, and what the page shows of it on each phone.
SCENES = {"demo": (texts, ".line .bubble"), "call": (calls, "[data-phase=talking] .theirs .caption")}


if __name__ == "__main__":
    main()
