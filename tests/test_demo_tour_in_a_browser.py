"""The guided tour over the real parts, in both languages: what it puts into the phone is enough to get to its end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import accessibility_faults
from tests.demo_page import PATIENCE, mailed_code, open_page, opened, phone, texted_code
from tests.demo_tour import is_at, tour
from tests.test_alerts_in_a_browser import address
from tests.test_demo import Demo

pytestmark = pytest.mark.slow


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """One for each test: an alert of the other's would end the tour as well."""
    demo = Demo(tmp_path / "demo")
    yield demo
    demo.end()


def is_answered(page: Page, index: int, before: int) -> None:
    expect(phone(page, index).locator(".line").nth(before)).to_be_visible(timeout=PATIENCE)
    page.wait_for_timeout(300)  # a second bubble, where the answer has two


def sends(page: Page, index: int) -> None:
    """What was put into the phone is sent."""
    before = phone(page, index).locator(".line").count()
    page.keyboard.press("Enter")
    is_answered(page, index, before)


def writes(page: Page, index: int, words: str) -> None:
    phone(page, index).locator("textarea").fill(words)
    phone(page, index).locator("textarea").focus()
    sends(page, index)


def test_in_english_it_ends_with_a_text(demo: Demo, browser: Browser) -> None:
    with opened(browser, address(demo)) as page:
        is_at(page, "Text this number")
        tour(page).get_by_role("button", name="Put it into Phone A").click()
        sends(page, 0)
        is_at(page, "Create a portfolio")
        assert accessibility_faults(page) == []
        for chip in tour(page).get_by_role("list", name="Answers to put into Phone A").get_by_role("button").all():
            is_at(page, "Create a portfolio")
            chip.click()
            sends(page, 0)
        writes(page, 0, texted_code(page, 0))
        is_at(page, "Change the status")
        page.reload()
        is_at(page, "Change the status")
        tour(page).get_by_role("button", name="Show the case").click()
        page.get_by_role("button", name="Change status").click()
        expect(tour(page).get_by_role("status")).to_have_text(
            "That was the tour. The alert came to the phone.", timeout=PATIENCE
        )
        expect(phone(page, 0).locator(".line .body").last).to_contain_text("...3403: ")
        assert accessibility_faults(page) == []


def test_in_spanish_it_ends_with_an_email_where_somebody_chose_that(demo: Demo, browser: Browser) -> None:
    with opened(browser, address(demo)) as page:
        open_page(page, "es")
        is_at(page, "Envíe este número")
        tour(page).get_by_role("button", name="Ponerlo en el Teléfono B").click()
        sends(page, 1)
        is_at(page, "Cree un portafolio")
        chips = tour(page).get_by_role("list", name="Respuestas para poner en el Teléfono B").get_by_role("button")
        for chip in chips.all()[:-1]:
            chip.click()
            sends(page, 1)
        for words in ("2", "lupe@example.org"):
            writes(page, 1, words)
        writes(page, 1, mailed_code(page, "lupe@example.org"))
        is_at(page, "Cambie el estado")
        tour(page).get_by_role("button", name="Mostrar el caso").click()
        page.get_by_role("button", name="Cambiar estado").click()
        expect(tour(page).get_by_role("status")).to_have_text(
            "Esa fue la visita. El aviso llegó al buzón.", timeout=PATIENCE
        )
        page.get_by_role("button", name="Mostrar el buzón").click()
        expect(page.get_by_role("region", name="Buzón de correo")).to_be_focused()
        page.locator(".mail[open]").get_by_role("button", name="Oscuro").click()
        letter = page.frame_locator(".mail-frame")
        expect(letter.get_by_role("heading", name="...3403")).to_be_visible()
        expect(letter.locator(".sheet")).to_have_css("background-color", "rgb(32, 37, 43)")
        assert accessibility_faults(page) == []


def test_the_demo_lets_its_own_page_hold_the_service(demo: Demo, browser: Browser) -> None:
    """As soon as the service has a page at its root: until then the sentence and the link stand there."""
    with opened(browser, address(demo)) as page:
        page.get_by_role("button", name="Open the chat here").click()
        place = page.locator("#chat-place")
        framed = demo.page.get("/web").json()["framed"]
        expect(place.locator("iframe") if framed else place.get_by_text("can’t be shown")).to_be_visible()
        assert accessibility_faults(page) == []
