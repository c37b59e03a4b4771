"""The guided tour serves everyone: by keyboard, on small screens, in both languages, told and not only shown."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser import accessibility_faults
from tests.demo_api import DemoApi, serve
from tests.demo_page import NARROW, WIDE, bubbles, open_page, opened, phone, wide_overflow, write
from tests.demo_tour import ANSWERED, RECEIPT, B, done, is_at, tour

pytestmark = pytest.mark.slow


@pytest.fixture
def api() -> DemoApi:
    return DemoApi()


@pytest.fixture
def page(browser: Browser, api: DemoApi) -> Iterator[Page]:
    with serve(api) as address, opened(browser, address) as page:
        yield page


def test_every_step_can_be_passed_over_and_the_tour_begun_again_by_keyboard(page: Page) -> None:
    tour(page).get_by_role("button", name="Put it into Phone A").focus()
    page.keyboard.press("Tab")
    for name in ("Create a portfolio", "Change the status", "See the alert arrive"):
        page.keyboard.press("Enter")
        is_at(page, name)
        while page.evaluate("document.activeElement.textContent") != "Next step":
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.closest('#tour') !== null")
    page.keyboard.press("Enter")
    expect(tour(page).get_by_role("status")).to_have_text("That was the tour.")
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(tour(page).get_by_role("button", name="Start over")).to_be_focused()
    page.keyboard.press("Enter")
    is_at(page, "Text this number")
    done(page)


def test_it_is_closed_and_opened_by_keyboard_and_stays_so_when_the_page_is_loaded_again(page: Page) -> None:
    write(page, 0, RECEIPT)
    is_at(page, "Create a portfolio")
    page.get_by_role("button", name="Close the tour").focus()
    page.keyboard.press("Enter")
    toggle = page.get_by_role("button", name="Open the tour")
    expect(toggle).to_be_focused()
    expect(toggle).to_have_attribute("aria-expanded", "false")
    expect(tour(page).get_by_role("status")).to_be_hidden()
    expect(tour(page)).to_contain_text("1 of 4 done")
    page.reload()
    expect(tour(page).get_by_role("status")).to_be_hidden()
    page.get_by_role("button", name="Open the tour").press("Enter")
    is_at(page, "Create a portfolio")


def test_the_keyboard_keeps_its_place_in_the_tour_when_the_simulator_begins_anew(page: Page, api: DemoApi) -> None:
    write(page, 0, RECEIPT)
    is_at(page, "Create a portfolio")
    tour(page).get_by_role("button", name="Next step").focus()
    api.restart()
    api.add(B, body="A new life", **ANSWERED)
    expect(bubbles(page, 1)).to_have_text(["A new life"])
    expect(tour(page).get_by_role("button", name="Next step")).to_be_focused()


@pytest.mark.parametrize("language", ["en", "es"])
def test_open_or_closed_the_phones_stay_whole_in_sight(page: Page, language: str) -> None:
    open_page(page, language)
    for _ in range(2):
        for index in (0, 1):
            expect(phone(page, index)).to_be_in_viewport(ratio=0.99)
            expect(phone(page, index).locator(".tabs")).to_be_in_viewport(ratio=0.99)
        page.locator("#tour-toggle").click()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_at_every_step_open_or_closed_axe_finds_nothing_and_nothing_is_too_wide(
    page: Page, language: str, scheme: str, size: ViewportSize
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.set_viewport_size(size)
    open_page(page, language)
    for _ in range(4):
        assert accessibility_faults(page) == []
        assert wide_overflow(page) == 0
        for control in tour(page).locator("button:visible, a:visible").all():
            box = control.bounding_box()
            assert box
            assert box["height"] >= 24
        page.locator("#tour-do > button").last.click()
    assert accessibility_faults(page) == []
    page.locator("#tour-toggle").click()
    assert accessibility_faults(page) == []
    assert wide_overflow(page) == 0
