"""How the chat page behaves in a browser: what it weighs, focus and keys, the list, how it looks."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.chat_page import NARROW, WIDE, button, context_of
from tests.chat_site import Site, listed, settled

pytestmark = pytest.mark.slow


MOST_BYTES = 50_000


def test_the_first_visit_is_small_and_asks_nobody_else(site: Site) -> None:
    sizes: dict[str, int] = {}
    site.context.on("response", lambda got: sizes.__setitem__(got.url, len(got.body())))
    page = site.open("es").page
    page.goto("/static/none")  # whatever was asked for is answered by now
    asked = {url: size for url, size in sizes.items() if "/static/none" not in url}
    kinds = sorted(url.rsplit("/", 1)[1].split("?")[0] for url in asked)
    assert {"chat.css", "chat.js", "paper.css", ""} <= set(kinds)
    assert all(url.startswith(site.address) for url in asked)
    icon = site.context.request.get(page_icon(site)).body()
    assert 10_000 < sum(asked.values()) + len(icon) < MOST_BYTES


def page_icon(site: Site) -> str:
    href = site.open().page.locator("link[rel=icon]").get_attribute("href")
    assert href
    return site.address + href


def test_the_number_can_be_pressed_to_text_and_to_call(site: Site) -> None:
    page = site.open().page
    assert page.get_by_role("link", name="Text (202) 555-0100").get_attribute("href") == "sms:+12025550100"
    assert page.get_by_role("link", name="Call (202) 555-0100").get_attribute("href") == "tel:+12025550100"


def test_the_browser_s_language_is_the_page_s(site: Site, browser: Browser) -> None:
    context = browser.new_context(base_url=site.address, locale="es-MX")
    page = context.new_page()
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == "es"
    page.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    context.close()


def test_everything_can_be_done_by_keyboard(site: Site) -> None:
    page = site.open().page
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the main part")
    names = []
    for _ in range(9):
        page.keyboard.press("Tab")
        names.append(focused(page))
    assert names == ["Case Status", "Español", "Hide this page", "Text (202) 555-0100", "Call (202) 555-0100",
                     "More about this page", "#text", "Send", "Make a list of cases"]  # fmt: skip
    page.keyboard.press("Enter")
    settled(page)
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("maria88")
    page.keyboard.press("Enter")
    settled(page)
    expect(page.locator(".choices")).to_be_focused()
    page.keyboard.press("Tab")
    assert focused(page) == "Take this PIN"
    page.keyboard.press("Enter")
    settled(page)
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("EAC9999103403")
    while focused(page) != "Send":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    settled(page)
    expect(page.locator("#talk")).to_contain_text("Added 1: EAC9999103403")


def test_the_enter_key_sends_what_was_typed_and_presses_no_choice(site: Site) -> None:
    me = listed(site)
    me.press("My cases")
    me.field.fill("REMOVE 1")
    me.field.press("Enter")
    settled(me.page)
    expect(button(me.page, "Take it off")).to_be_visible()
    me.field.fill("2")
    me.field.press("Enter")
    settled(me.page)
    expect(me.talk).to_contain_text("It stays in your list.")


def test_on_a_touch_screen_no_keyboard_is_opened_over_the_answer(site: Site, browser: Browser) -> None:
    context = context_of(browser, site.address, touch=True)
    page = context.new_page()
    page.goto("/?lang=en")
    page.locator("#text").fill("EAC9999103403")
    page.locator("#send").tap()
    settled(page)
    expect(page.locator("#answer")).to_be_focused()
    context.close()


def test_the_beginning_of_a_long_answer_is_on_the_screen(site: Site) -> None:
    me = site.open()
    me.page.set_viewport_size({"width": 320, "height": 400})
    me.page.emulate_media(reduced_motion="reduce")
    for _ in range(2):
        me.field.fill("EAC9999103403")
        me.page.locator("#send").click()
        settled(me.page)
        expect(me.page.locator(".you").last).to_be_in_viewport()


def test_an_answer_is_announced_once_and_by_name(site: Site) -> None:
    me = site.open()
    me.say("IOE0912345678")
    expect(me.talk).to_match_aria_snapshot("""
        - log "Your talk with the line":
          - text: "You: IOE0912345678 Answer:"
          - paragraph: IOE0912345678
          - group:
            - text: The steps so far
            - list:
              - listitem:
                - time: February 1, 2024
                - text: We received your Form I-485.
              - listitem:
                - time: March 4, 2024
                - text: We are actively reviewing your Form I-485.
    """)


def test_a_list_is_a_table_that_sorts_and_says_how(site: Site) -> None:
    me = listed(site)
    me.press("My cases")
    table = me.page.locator("table.cases")
    for size in (NARROW, WIDE):
        me.page.set_viewport_size(size)
        expect(table).to_match_aria_snapshot("""
            - table /Your cases/:
              - rowgroup:
                - row /No. Name Form Status Since New/:
                  - columnheader "No."
                  - columnheader "Name"
              - rowgroup:
                - row /EAC|3403/:
                  - cell "1"
                  - rowheader "...3403"
        """)
    since = table.get_by_role("button", name="Since")
    since.press("Enter")
    assert first_cells(table) == ["1", "2"]
    since.press("Enter")
    assert first_cells(table) == ["2", "1"]
    expect(table.get_by_role("columnheader", name="Since")).to_have_attribute("aria-sort", "descending")
    expect(since).to_be_focused()
    table.get_by_role("button", name="Status").click()
    assert first_cells(table) == ["2", "1"]
    expect(table.locator("[aria-sort]")).to_have_count(1)


def first_cells(table: Locator) -> list[str]:
    cells: list[str] = table.locator("tbody td:first-child").all_inner_texts()
    return cells


def test_a_case_in_an_old_table_does_not_answer_another_question(site: Site) -> None:
    me = listed(site)
    me.press("My cases")
    me.say("REMOVE 1")
    expect(me.page.get_by_role("button", name="...3403")).to_be_disabled()
    me.press("Keep it")
    assert "EAC9999103403" in me.press("...3403")


def test_colours_of_the_reader_s_own_show_who_said_what(site: Site) -> None:
    me = listed(site)
    me.page.emulate_media(forced_colors="active")
    drawn = "each => getComputedStyle(each).borderTopColor"
    assert me.page.locator(".said").last.evaluate(drawn) == me.page.locator(".you").last.evaluate(drawn)
    assert "0, 0, 0, 0" not in me.page.locator(".said").last.evaluate(drawn)


def focused(page: Page) -> str:
    words: str = page.evaluate("(each => each.id === 'text' ? '#text' : each.innerText.trim())(document.activeElement)")
    return words
