"""The whole chain in the demo, as a person sees it: a status is changed on the agency's panel, and it arrives."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import accessibility_faults
from tests.demo_call_page import hear, press, view
from tests.demo_page import NARROW, PATIENCE, bubbles, converse, mailed_code, open_page, opened, phone, texted_code
from tests.test_demo import Demo

pytestmark = pytest.mark.slow

RECEIPT = "EAC9999103403"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    demo = Demo(tmp_path_factory.mktemp("demo"))
    yield demo
    demo.end()


def address(demo: Demo) -> str:
    return str(demo.page.base_url).removesuffix("/api/").removesuffix("/api")


def changes(page: Page, title: str, language: str = "en") -> None:
    """Somebody changes the case on the panel."""
    page.get_by_role("radio", name=RECEIPT).check()
    page.get_by_label(
        "New status of the chosen case" if language == "en" else "Nuevo estado del caso elegido"
    ).select_option(title)
    page.get_by_role("button", name="Change status" if language == "en" else "Cambiar estado").click()


def owner_of(page: Page, index: int, words: tuple[str, ...], mailbox: str) -> None:
    """A portfolio with one case, told by text and by e-mail."""
    for said in words:
        converse(page, index, said)
    converse(page, index, texted_code(page, index))
    converse(page, index, mailbox)
    converse(page, index, mailed_code(page, mailbox))


def test_a_change_on_the_panel_arrives_as_text_and_email_in_seconds_in_two_languages(
    demo: Demo, browser: Browser
) -> None:
    with opened(browser, address(demo)) as page:
        owner_of(page, 0, ("create alertsen", "1", RECEIPT, "0", "3"), "en@example.org")
        owner_of(page, 1, ("crear alertases", "1", RECEIPT, "0", "3"), "es@example.org")
        changes(page, "Card Was Mailed To Me")
        expect(bubbles(page, 0).last).to_contain_text("...3403: Card Was Mailed To Me", timeout=PATIENCE)
        expect(bubbles(page, 1).last).to_contain_text("novedades de USCIS", timeout=PATIENCE)
        english = page.locator("#mails .mail").filter(has_text="en@example.org").first
        spanish = page.locator("#mails .mail").filter(has_text="es@example.org").first
        expect(english).to_contain_text("Case Status: news about a case of yours", timeout=PATIENCE)
        expect(spanish).to_contain_text("Case Status: una novedad de un caso suyo", timeout=PATIENCE)
        assert accessibility_faults(page) == []
        if english.get_attribute("open") is None:  # the one that came last is open by itself
            english.locator("summary").click()
        with page.expect_popup() as opening:
            english.get_by_role("link", name="As a mail program shows it").click()
        letter = opening.value
        expect(letter.get_by_role("heading", name="...3403: Card Was Mailed To Me")).to_be_visible()
        letter.get_by_role("link").click(modifiers=[])
        expect(letter.get_by_role("button", name="No more e-mails")).to_be_visible()
        assert accessibility_faults(letter) == []
        letter.close()


def test_a_phone_that_is_to_be_called_rings_and_says_only_that_there_is_news(demo: Demo, browser: Browser) -> None:
    with opened(browser, address(demo)) as page:
        offered = converse(page, 0, "create callmenow")
        pin = "".join(word for word in offered.replace("\n", " ").split() if word.isdecimal() and len(word) == 4)
        for said in ("1", RECEIPT, "0", "1"):
            converse(page, 0, said)
        converse(page, 0, texted_code(page, 0))
        for said in ("alerts", "1", "4", "2", "1"):
            converse(page, 0, said)
        changes(page, "Case Was Denied")
        phone(page, 0).get_by_role("tab", name="Call").click()
        place = view(page)
        expect(place.get_by_role("status")).to_have_text("The line is calling.", timeout=PATIENCE)
        assert accessibility_faults(page) == []
        page.set_viewport_size(NARROW)
        expect(place.get_by_role("button", name="Decline")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        place.get_by_role("button", name="Answer", exact=True).click()
        hear(place, "There is news about a case in your list.")
        press(place, "1")
        hear(place, "Enter your PIN")
        assert "Denied" not in place.inner_text()
        press(place, f"{pin}#")
        hear(place, "Case Was Denied")
        place.get_by_role("button", name="Hang up").click()
        open_page(page, "es")
        assert accessibility_faults(page) == []
