"""The page with the two phones serves everyone: both languages, the keyboard, small screens, screen readers."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from bot import simulator
from dialogs.portfolio.user_ids import keys_of
from tests.browser import accessibility_faults, chromium
from tests.demo_api import PHONES, DemoApi, serve
from tests.demo_page import NARROW, WIDE, bubbles, empty_end, open_page, opened, phone, wide_overflow, write

pytestmark = pytest.mark.slow

LOW = ViewportSize(width=1280, height=480)
STATIC = Path(simulator.__path__[0]) / "static"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def api() -> DemoApi:
    return DemoApi()


@pytest.fixture
def page(browser: Browser, api: DemoApi) -> Iterator[Page]:
    with serve(api) as address, opened(browser, address) as page:
        yield page


def test_the_page_speaks_spanish_and_links_back(page: Page) -> None:
    page.get_by_role("link", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page).to_have_title("Case Status Line: dos teléfonos para probarlo")
    expect(page.get_by_role("heading", name="Teléfono B")).to_be_visible()
    expect(page.locator(".simulator-note").first).to_contain_text("Esto es un simulador.")
    page.get_by_role("link", name="English").click()
    expect(page.locator(".simulator-note").first).to_contain_text("This is a simulator.")


def test_both_languages_have_the_same_words_with_the_same_values(page: Page) -> None:
    words = page.evaluate("import('/static/words.js').then(({ WORDS }) => WORDS)")
    assert list(words["en"]) == list(words["es"])
    for key, english in words["en"].items():
        assert set(re.findall(r"\{\w+\}", str(english))) == set(re.findall(r"\{\w+\}", str(words["es"][key]))), key


def test_every_place_of_the_page_has_its_words(page: Page) -> None:
    known = set(page.evaluate("import('/static/words.js').then(({ WORDS }) => Object.keys(WORDS.en))"))
    html = (STATIC / "index.html").read_text(encoding="utf-8")
    assert set(re.findall(r'data-say(?:-label)?="(\w+)"', html)) <= known
    said = {key for script in STATIC.glob("*.js") for key in re.findall(r'\bsay\("(\w+)"', script.read_text())}
    assert said <= known


@pytest.mark.parametrize("language", ["en", "es"])
def test_portfolios_are_offered_by_text_and_by_call_in_the_language_of_each(page: Page, language: str) -> None:
    open_page(page, language)
    for index, words in enumerate((("CREATE", "LIST"), ("CREAR", "LISTA"))):
        for word in words:
            expect(phone(page, index).get_by_role("button", name=word, exact=True)).to_be_visible()
        phone(page, index).locator("[data-tab=call]").click()
        keyed = {"en": "maria88 is", "es": "maria88 es"}[language]
        expect(phone(page, index).locator("[data-view=call]")).to_contain_text(f"{keyed} {keys_of('maria88')}.")


def test_the_files_hold_no_inline_script_or_style_and_ask_no_other_host() -> None:
    html = (STATIC / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)", html)
    for file in STATIC.iterdir():
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|url\(|@import", text), file.name
        assert len(text.splitlines()) <= 300, file.name


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_axe_finds_nothing(page: Page, api: DemoApi, language: str, scheme: str, size: ViewportSize) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.set_viewport_size(size)
    open_page(page, language)
    write(page, 0, "EAC9999103403")
    write(page, 1, "Mi recibo es EAC9999103403")
    api.add(PHONES[0]["number"], kind="error", body="11200: No good answer.", request="POST /twilio/sms HTTP/1.1")
    expect(bubbles(page, 0)).to_have_count(3)
    expect(bubbles(page, 1)).to_have_count(2)
    phone(page, 1).locator(".line .raw-button").click()
    phone(page, 0).locator("[data-attach=media]").click()
    assert accessibility_faults(page) == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_nothing_is_wider_than_a_small_screen(page: Page, language: str) -> None:
    page.set_viewport_size(NARROW)
    open_page(page, language)
    write(page, 0, "EAC9999103403 " + "9" * 200)
    expect(bubbles(page, 0)).to_have_count(2)
    phone(page, 0).locator(".person .raw-button").click()
    assert wide_overflow(page) == 0
    first, second = (phone(page, index).bounding_box() for index in (0, 1))
    assert first
    assert second
    assert second["y"] >= first["y"] + first["height"]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_page_ends_where_its_content_does_however_long_a_thread_is(
    page: Page, api: DemoApi, size: ViewportSize
) -> None:
    page.set_viewport_size(size)
    for count in range(60):
        api.add(PHONES[0]["number"], body="A case.\n" * 5, sid=f"SM{count}")
    expect(bubbles(page, 0)).to_have_count(60)
    assert empty_end(page) <= 1  # a page is as high as whole pixels


def test_the_phones_begin_where_the_panels_do_and_stay_in_sight_beside_them(page: Page) -> None:
    tops = [page.locator(place).bounding_box() for place in ("#phone-0", "#phone-1", "#panels .panel >> nth=0")]
    assert len({box["y"] for box in tops if box}) == 1
    page.evaluate("window.scrollTo(0, 300)")
    expect(phone(page, 0)).to_be_in_viewport(ratio=0.99)
    page.set_viewport_size(LOW)  # too low for a whole phone: nothing of it may be out of reach
    phone(page, 0).locator(".tabs").scroll_into_view_if_needed()
    expect(phone(page, 0).locator(".tabs")).to_be_in_viewport(ratio=0.98)  # a page is scrolled by whole pixels


def test_everything_that_can_be_pressed_is_large_enough(page: Page) -> None:
    write(page, 0, "EAC9999103403")
    expect(phone(page, 0).locator(".line .raw-button")).to_be_visible()
    controls = page.locator("button:visible, select:visible, textarea:visible, summary:visible, label.mode, label.case")
    boxes = [control.bounding_box() for control in controls.all()]
    assert len(boxes) > 30
    assert [box for box in boxes if not box or min(box["width"], box["height"]) < 24] == []


def test_no_words_are_smaller_than_14_pixels(page: Page) -> None:
    write(page, 0, "EAC9999103403")
    expect(bubbles(page, 0)).to_have_count(2)
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('body *')].map((one) => parseFloat(getComputedStyle(one).fontSize)))"
    )
    assert smallest >= 14


def test_the_keyboard_alone_reaches_the_phones_and_sends(page: Page, api: DemoApi) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the phones")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Transcript of Phone A")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("log", name="Messages on Phone A")).to_be_focused()
    for _ in range(len(phone(page, 0).locator(".chip").all()) + 2):
        page.keyboard.press("Tab")
    expect(page.get_by_label("Message from Phone A")).to_be_focused()
    page.keyboard.type("HELP")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(bubbles(page, 0)).to_have_count(2)
    assert api.taken[0]["body"] == "HELP"
