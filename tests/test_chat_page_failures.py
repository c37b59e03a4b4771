"""What a person sees when something breaks between the page and the service; nothing is lost."""

import json

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.chat_page import PATIENCE, context_of
from tests.chat_site import Site, at_receipts, settled

pytestmark = pytest.mark.slow


def test_a_message_that_was_cut_off_comes_back_and_is_sent_once(site: Site) -> None:
    me = site.open()
    me.press("Make a list of cases")
    me.page.route("**/chat", lambda route: (route.fetch(), route.abort()))
    assert "The connection broke off" in me.say("maria88")
    expect(me.field).to_have_value("maria88")
    me.page.unroute_all()
    assert "Your PIN can be" in me.say("maria88")
    expect(me.page.locator(".trouble")).to_have_count(0)
    expect(me.page.locator(".you", has_text="maria88")).to_have_count(1)


@pytest.mark.parametrize(
    ("status", "said"), [(413, "too large"), (429, "did not work"), (502, "did not work"), (503, "did not work")]
)
def test_a_server_that_refuses_is_told_and_the_words_come_back(site: Site, status: int, said: str) -> None:
    me = site.open()

    def refuse(route: Route) -> None:
        route.fulfill(status=status, content_type="text/html", body="<h1>No</h1>")

    me.page.route("**/chat", refuse)
    assert said in me.say("EAC9999103403")
    expect(me.field).to_have_value("EAC9999103403")


def test_who_sends_too_much_is_told_and_keeps_the_question(site: Site) -> None:
    me = at_receipts(site)
    for _ in range(250):
        site.context.request.post("/chat", form={"text": "x", "page": "y"})
    assert "Very many messages" in me.say("EAC9999103403")
    expect(me.field).to_have_value("EAC9999103403")
    site.line.wait(61)
    assert "Added 1" in me.say("EAC9999103403")


def test_a_browser_without_cookies_is_told(site: Site) -> None:
    me = site.open()
    site.context.clear_cookies()
    assert "allow one cookie" in me.say("EAC9999103403")
    assert "Case Was Approved" in me.say("EAC9999103403")


def test_a_slow_answer_is_waited_for(site: Site) -> None:
    me = site.open()
    site.line.agency("slow")
    me.field.fill("EAC9999103403")
    me.page.locator("#send").click()
    expect(me.page.locator(".waits")).to_have_text("One moment ...", timeout=PATIENCE)
    site.line.agency("back")
    site.line.source.gate.set()
    settled(me.page)
    expect(me.page.locator(".waits")).to_have_count(0)
    expect(me.talk).to_contain_text("EAC9999103403")


def test_an_agency_that_is_too_slow_is_told_without_javascript(site: Site, browser: Browser) -> None:
    context = context_of(browser, site.address, script=False)
    page = context.new_page()
    page.goto("/?lang=en")
    site.line.agency("slow")
    page.fill("#text", "EAC9999103403")
    with page.expect_navigation(wait_until="load"):
        page.click("#send")
    expect(page.locator("#talk")).to_contain_text("Please ask about EAC9999103403 again in a minute.")
    context.close()


def test_the_enter_key_presses_no_choice_without_javascript(site: Site, browser: Browser) -> None:
    context = context_of(browser, site.address, script=False)
    page = context.new_page()
    page.goto("/?lang=en")
    for words in ("IOEO912345678", "no"):
        page.fill("#text", words)
        with page.expect_navigation(wait_until="load"):
            page.press("#text", "Enter")
    expect(page.locator("#talk")).not_to_contain_text("Case Is Being")
    assert page.locator("html").get_attribute("lang") == "en"
    context.close()


def test_two_presses_are_one_message(site: Site) -> None:
    me = site.open()
    me.page.locator("#text").fill("EAC9999103403")
    me.page.locator("#send").dblclick()
    settled(me.page)
    expect(me.page.locator(".you")).to_have_count(1)


def test_two_windows_are_two_talks(site: Site) -> None:
    one, other = site.open(), site.open()
    one.press("Make a list of cases")
    assert "Case Was Approved" in other.say("EAC9999103403")
    assert "Your PIN can be" in one.say("maria88")


def test_what_is_typed_while_an_answer_is_on_its_way_is_kept(site: Site) -> None:
    me = site.open()
    site.line.agency("slow")
    me.field.fill("EAC9999103403")
    me.page.locator("#send").click()
    me.field.fill("thank you")
    site.line.agency("back")
    site.line.source.gate.set()
    settled(me.page)
    expect(me.field).to_have_value("thank you")


def test_the_lines_of_an_answer_are_json(site: Site) -> None:
    page = site.open().page
    form: dict[str, str | float | bool] = {
        each.get_attribute("name") or "": each.input_value() for each in page.locator("#form input[type=hidden]").all()
    }
    got = site.context.request.post("/chat", form={**form, "text": "hi"}, headers={"Accept": "application/x-ndjson"})
    assert [sorted(json.loads(line)) for line in got.text().splitlines()] == [
        ["wait"],
        ["said"],
        ["form", "hid", "language", "page"],
    ]
