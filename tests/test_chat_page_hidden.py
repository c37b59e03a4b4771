"""Hiding the page: nothing of the talk is left on a computer that others use."""

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Error as PlaywrightError

from tests.chat_page import ELSEWHERE, button, context_of
from tests.chat_site import Site, listed

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("how", ["button", "keys", "keys in the field"])
def test_hiding_the_page_leaves_nothing_behind(site: Site, how: str) -> None:
    me = listed(site)
    me.press("My cases")
    if how == "button":
        button(me.page, "Hide this page").click()
    else:
        (me.field if how == "keys in the field" else me.page.locator("body")).focus()
        me.page.keyboard.press("Escape")
        me.page.keyboard.press("Escape")
    me.page.wait_for_url(f"{ELSEWHERE}/**")
    assert me.page.title() == "Weather"
    me.page.go_back()
    assert "3403" not in me.page.content()
    other = site.open()
    other.press("Sign in")
    assert "user ID" in other.talk.inner_text()


def test_signing_out_clears_the_screen(site: Site) -> None:
    me = listed(site)
    me.press("My cases")
    me.press("Sign out")
    expect(me.talk).to_contain_text("You are signed out")
    assert "3403" not in me.page.content()
    assert "Your PIN can be" not in me.page.content()
    expect(me.page.locator("#talk > *")).to_have_count(2)


def test_hiding_the_page_ends_the_sign_in(site: Site) -> None:
    me = listed(site)
    mark = me.page.locator("#form input[name=page]").input_value()
    cookie = site.context.cookies()[0]
    button(me.page, "Hide this page").click()
    me.page.wait_for_url(f"{ELSEWHERE}/**")
    form: dict[str, str | float | bool] = {"page": mark, "lang": "en", "once": "again", "text": "LIST"}
    again = site.context.request.post("/chat", form=form, headers={"Cookie": f"{cookie['name']}={cookie['value']}"})
    assert again.status == 200
    assert "3403" not in again.text()


def test_one_press_of_escape_hides_nothing(site: Site) -> None:
    page = site.open().page
    page.keyboard.press("Escape")
    page.wait_for_timeout(1700)
    page.keyboard.press("Escape")
    page.wait_for_timeout(200)
    assert page.url.startswith(site.address)


def test_hiding_the_page_without_javascript_leaves_nothing_behind(site: Site, browser: Browser) -> None:
    context = context_of(browser, site.address, script=False)
    page = context.new_page()
    page.goto("/?lang=en")
    page.fill("#text", "EAC9999103403")
    page.click("#send")
    page.get_by_role("button", name="Hide this page").click()
    page.wait_for_url(f"{ELSEWHERE}/**")
    assert context.cookies() == []
    for _ in range(2):
        try:
            page.go_back(timeout=3000)
        except PlaywrightError:
            continue
        assert "Case Was Approved" not in page.content()
    context.close()


def test_the_title_and_the_address_tell_nothing(site: Site) -> None:
    me = listed(site)
    before = me.page.url, me.page.evaluate("history.length")
    me.press("...3403") if me.press("My cases") else None
    assert (me.page.url, me.page.evaluate("history.length")) == before
    assert me.page.title() == "Case Status: where does my case stand?"
