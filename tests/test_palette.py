"""Pictures are made small without looking any other."""

import base64

import pytest
from playwright.sync_api import Browser, Page

from tools.palette import with_few_colours

pytestmark = pytest.mark.slow

BLOCKS = """<body style="margin: 0"><div style="width: 40px; height: 20px; background: #0b5f63"></div>
<div style="width: 40px; height: 20px; background: #fff5d9"></div></body>"""
MANY = """<body style="margin: 0; height: 100vh; background: linear-gradient(90deg, #000, #f00)">
<div style="height: 100vh; background: linear-gradient(#0000, #00f)"></div></body>"""
SHOWN = """async (picture) => {
  const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
  context.drawImage(bitmap, 0, 0);
  return [bitmap.width, bitmap.height, ...context.getImageData(0, 0, bitmap.width, bitmap.height).data];
}"""


@pytest.fixture
def page(browser: Browser) -> Page:
    return browser.new_page(viewport={"width": 120, "height": 90})


def shown(page: Page, picture: bytes) -> list[int]:
    """Width, height, and red, green, blue and opacity of each point."""
    told: list[int] = page.evaluate(SHOWN, base64.b64encode(picture).decode())
    return told


def test_a_picture_of_few_colours_stays_as_it_is(page: Page, browser: Browser) -> None:
    page.set_content(BLOCKS)
    picture = page.screenshot()
    small = with_few_colours(browser, picture)
    assert small != picture
    assert shown(page, small) == shown(page, picture)


def test_one_of_many_colours_gets_the_nearest_of_those_that_it_has_most_of(page: Page, browser: Browser) -> None:
    page.set_content(MANY)
    picture = page.screenshot()
    small = with_few_colours(browser, picture)
    before, after = shown(page, picture), shown(page, small)
    assert before[:2] == after[:2]
    assert len({tuple(after[place : place + 4]) for place in range(2, len(after), 4)}) <= 256
    assert len(small) < len(picture)
