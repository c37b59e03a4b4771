"""The mailbox on the page with the phones, in a real browser, against the stand-in for the simulator."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser import accessibility_faults
from tests.demo_api import DemoApi, serve
from tests.demo_page import NARROW, WIDE, announced, open_page, opened, wide_overflow

pytestmark = pytest.mark.slow

ENGLISH = (
    "Case Status: your code is 123456. It is good for 10 minutes, and you can use it once.\n\nNobody will ask you."
)
SPANISH = "Case Status: su código es 123456. Sirve 10 minutos y usted puede usarlo una sola vez para su caso."
FILE = {"name": "portfolio.json", "type": "application/json", "bytes": 5_321}


@pytest.fixture
def api() -> DemoApi:
    return DemoApi()


@pytest.fixture
def page(browser: Browser, api: DemoApi) -> Iterator[Page]:
    with serve(api) as address, opened(browser, address) as page:
        yield page


def arrive(api: DemoApi, number: int = 1, body: str = ENGLISH, **more: Any) -> None:
    told = {"mail": number, "to": "ana@example.org", "sender": "demo@example.org", "subject": f"Code {number}"}
    api.add("", kind="mail", body=body, **{**told, "files": [], **more})


def mails(page: Page) -> Locator:
    return page.locator("#mails .mail")


def shown(page: Page) -> Locator:
    """The words of those that are open."""
    return page.locator(".mail-body:visible")


def test_an_empty_mailbox_says_so(page: Page) -> None:
    expect(page.get_by_role("region", name="Mailbox")).to_contain_text("No e-mails yet.")


def test_an_email_appears_and_is_announced(page: Page, api: DemoApi) -> None:
    expect(page.locator("#no-mail")).to_be_visible()
    arrive(api)
    expect(mails(page)).to_have_count(1)
    expect(announced(page)).to_have_text("E-mail for ana@example.org: Code 1")
    expect(mails(page).locator(".mail-body")).to_have_text(ENGLISH, use_inner_text=True)
    expect(page.locator("#no-mail")).to_be_hidden()


def test_the_newest_stands_first_and_a_hundred_are_shown(page: Page, api: DemoApi) -> None:
    for number in range(1, 104):
        arrive(api, number)
    expect(mails(page)).to_have_count(100)
    expect(page.locator("#mail-count")).to_have_text("100")
    expect(mails(page).first).to_contain_text("Code 103")
    expect(mails(page).last).to_contain_text("Code 4")


def test_those_of_before_are_shown_and_not_announced(page: Page, api: DemoApi) -> None:
    arrive(api)
    expect(mails(page)).to_have_count(1)
    page.reload()
    expect(mails(page)).to_have_count(1)
    expect(announced(page)).to_be_empty()


def test_the_newest_opens_by_itself_and_the_one_before_it_closes(page: Page, api: DemoApi) -> None:
    for number in (1, 2, 3):
        arrive(api, number)
        expect(mails(page)).to_have_count(number)
        expect(shown(page)).to_have_count(1)
        expect(mails(page).first).to_have_attribute("open", "")
    page.reload()
    expect(mails(page)).to_have_count(3)
    expect(shown(page)).to_have_count(1)
    expect(mails(page).first).to_have_attribute("open", "")


def test_one_that_a_person_opened_or_reads_stays_open(page: Page, api: DemoApi) -> None:
    arrive(api, 1)
    arrive(api, 2, files=[FILE])
    expect(mails(page)).to_have_count(2)
    mails(page).last.locator("summary").click()
    page.get_by_role("link", name="Save portfolio.json").focus()
    arrive(api, 3)
    expect(shown(page)).to_have_count(3)
    expect(page.get_by_role("link", name="Save portfolio.json")).to_be_focused()


def test_it_opens_and_closes_by_keyboard(page: Page, api: DemoApi) -> None:
    arrive(api, 1)
    arrive(api, 2)
    expect(mails(page)).to_have_count(2)
    older = mails(page).last
    expect(older.locator(".mail-body")).to_be_hidden()
    older.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(older.locator(".mail-body")).to_be_visible()
    page.keyboard.press("Enter")
    expect(older.locator(".mail-body")).to_be_hidden()


def test_a_file_has_its_link(page: Page, api: DemoApi) -> None:
    arrive(api, 7, files=[FILE, {**FILE, "name": "two.json"}])
    link = page.get_by_role("link", name="Save two.json (5 kB)")
    expect(link).to_have_attribute("href", "/api/mail/7/1")
    expect(link).to_have_attribute("download", "two.json")


def test_an_email_that_is_a_page_as_well_has_its_link(page: Page, api: DemoApi) -> None:
    arrive(api, 7, page=True)
    link = mails(page).get_by_role("link", name="As a mail program shows it (new tab)")
    expect(link).to_have_attribute("href", "/api/mail/7/page")
    arrive(api, 8)
    expect(mails(page)).to_have_count(2)
    expect(mails(page).first.get_by_role("link")).to_have_count(0)


def test_markup_in_an_email_stays_text(page: Page, api: DemoApi) -> None:
    arrive(api, body="<img src=x onerror=alert(1)>{name}", subject="<b>{to}</b>", files=[{**FILE, "name": "<i>.json"}])
    expect(mails(page).locator(".mail-body")).to_have_text("<img src=x onerror=alert(1)>{name}")
    expect(mails(page).locator(".mail-subject")).to_have_text("<b>{to}</b>")
    expect(mails(page).get_by_role("link")).to_contain_text("<i>.json")


def test_words_are_marked_with_their_language(page: Page, api: DemoApi) -> None:
    arrive(api, body=SPANISH)
    expect(mails(page).locator(".mail-body")).to_have_attribute("lang", "es")


def test_a_simulator_that_forgot_everything_has_an_empty_mailbox(page: Page, api: DemoApi) -> None:
    arrive(api, 1)
    arrive(api, 2)
    expect(mails(page)).to_have_count(2)
    api.restart()
    arrive(api, 1, subject="A new life")
    expect(mails(page)).to_have_count(1)
    expect(mails(page)).to_contain_text("A new life")


def test_the_mailbox_speaks_spanish(page: Page, api: DemoApi) -> None:
    open_page(page, "es")
    expect(page.get_by_role("region", name="Buzón de correo")).to_contain_text("Todavía no hay correos.")
    arrive(api, files=[FILE])
    expect(page.get_by_role("link", name="Guardar portfolio.json (5 kB)")).to_be_visible()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_axe_finds_nothing(page: Page, api: DemoApi, language: str, scheme: str, size: ViewportSize) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.set_viewport_size(size)
    open_page(page, language)
    assert accessibility_faults(page) == []
    arrive(api, 1, files=[FILE])
    arrive(api, 2, SPANISH)
    expect(mails(page)).to_have_count(2)
    mails(page).last.locator("summary").click()
    expect(shown(page)).to_have_count(2)
    assert accessibility_faults(page) == []


def test_a_long_email_fits_a_small_screen(page: Page, api: DemoApi) -> None:
    page.set_viewport_size(NARROW)
    open_page(page, "es")
    name = f"{'n' * 80}.json"
    arrive(api, body="9" * 300, subject="s" * 200, to=f"{'a' * 60}@{'b' * 60}.org", files=[{**FILE, "name": name}])
    expect(mails(page).locator(".mail-body")).to_be_visible()
    assert wide_overflow(page) == 0
    for control in mails(page).locator("summary, a").all():
        box = control.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24
