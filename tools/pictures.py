"""Takes the picture of the demo page for the README: `python -m tools.pictures ADDRESS [FILE]`.

ADDRESS is where a running `make demo` shows its phones. Needs Chromium; a font such as Debian's fonts-roboto makes
the picture look like what most people see.
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, expect

from tests.browser import chromium

PICTURE = Path("docs/pictures/demo.png")
LARGEST = 300_000  # bytes: a README should not make people wait
SIZE = ViewportSize(width=1280, height=860)
SHARPNESS = (1.5, 1.25, 1.0)  # device pixels a pixel: the first that is small enough
TEXTS = ((0, "eac 9999 103404"), (1, "Mi recibo es EAC9999103405"))


def main() -> None:
    address = sys.argv[1]
    file = Path(sys.argv[2]) if len(sys.argv) > 2 else PICTURE
    file.parent.mkdir(parents=True, exist_ok=True)
    picture = take(address)
    file.write_bytes(picture)
    print(f"{file}: {len(picture) // 1000} kB")


def take(address: str) -> bytes:
    """A PNG of the page at `address` after one text from each phone; raises ValueError when it gets too large."""
    with chromium() as browser:
        page = browser.new_page(base_url=address)
        page.goto("/")
        for index, body in TEXTS:
            talk(page, index, body)
        for sharpness in SHARPNESS:
            copy = browser.new_page(
                base_url=address, viewport=SIZE, device_scale_factor=sharpness, color_scheme="light"
            )
            copy.goto("/")
            expect(copy.locator(".line .bubble").nth(len(TEXTS) - 1)).to_be_visible()
            copy.evaluate("document.fonts.ready")
            picture = copy.screenshot(animations="disabled")
            if len(picture) <= LARGEST:
                return picture
    raise ValueError(f"The picture has {len(picture)} bytes; at most {LARGEST} are wanted.")


def talk(page: Page, index: int, body: str) -> None:
    """Sends a text from a phone and waits until the answer has arrived on it."""
    phone = page.locator(".phone").nth(index)
    before = phone.locator(".line .bubble").count()
    phone.locator("textarea").fill(body)
    phone.locator("textarea").press("Enter")
    answer = phone.locator(".line").nth(before)
    expect(answer.locator(".status")).to_have_text("Delivered", timeout=20_000)


if __name__ == "__main__":
    main()
