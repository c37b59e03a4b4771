"""What the page with the two phones does, in a real browser, against a small stand-in for the simulator."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium
from tests.demo_api import PHONES, TITLES, DemoApi, serve
from tests.demo_page import announced, bubbles, opened, phone, write

pytestmark = pytest.mark.slow

A, B = (phone["number"] for phone in PHONES)


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


def test_a_text_and_its_answer_stand_in_the_thread_of_that_phone_alone(page: Page, api: DemoApi) -> None:
    write(page, 0, "EAC9999103403")
    expect(bubbles(page, 0)).to_contain_text(["EAC9999103403", "Case Was Approved"])
    expect(bubbles(page, 1)).to_have_count(0)
    expect(bubbles(page, 0)).to_have_count(2)
    assert api.taken == [{"to": "text", "phone": A, "body": "EAC9999103403", "media": 0, "location": False}]
    expect(phone(page, 0).locator("textarea")).to_have_value("")


def test_the_way_of_a_text_to_the_phone_is_shown_and_announced(page: Page) -> None:
    write(page, 1, "Mi recibo es EAC9999103403")
    expect(phone(page, 1).locator(".line .status")).to_have_text("Delivered")
    expect(announced(page)).to_have_text("Phone B: Delivered")
    expect(phone(page, 1).locator(".line .facts")).to_contain_text("4 segments")


def test_a_failed_delivery_names_its_error(page: Page) -> None:
    page.get_by_label("Texts to Phone A").select_option("30003")
    expect(announced(page)).to_have_text("Phone A: the carrier was changed.")
    write(page, 0, "EAC9999103403")
    expect(phone(page, 0).locator(".line .status")).to_have_text("Not delivered, error 30003")


def test_a_fault_of_the_service_stands_in_the_thread(page: Page, api: DemoApi) -> None:
    api.add(A, kind="error", body="11200: No good answer: 500.", request="POST /twilio/sms", response="HTTP/1.1 500")
    expect(bubbles(page, 0)).to_have_text("Error 11200: No good answer: 500.")


def test_the_words_of_a_bubble_are_marked_with_their_language(page: Page) -> None:
    write(page, 1, "Mi recibo es EAC9999103403")
    expect(phone(page, 1).locator(".line .body")).to_have_attribute("lang", "es")
    write(page, 1, "EAC9999103403")
    expect(phone(page, 1).locator(".line .body").nth(1)).to_have_attribute("lang", "en")


def test_markup_in_a_text_stays_text(page: Page) -> None:
    write(page, 0, "<img src=x onerror=alert(1)>{name}")
    expect(bubbles(page, 0).first).to_have_text("<img src=x onerror=alert(1)>{name}")


def test_shift_and_enter_start_a_new_line_and_enter_sends(page: Page, api: DemoApi) -> None:
    box = phone(page, 0).locator("textarea")
    box.fill("one")
    box.press("Shift+Enter")
    box.press_sequentially("two")
    assert api.taken == []
    with page.expect_response("**/api/text"):  # the bubble stands before that
        box.press("Enter")
    expect(bubbles(page, 0).first).to_have_text("one\ntwo")
    assert api.taken[0]["body"] == "one\ntwo"


def test_nothing_is_sent_when_nothing_was_written(page: Page, api: DemoApi) -> None:
    write(page, 0, "  ")
    expect(bubbles(page, 0)).to_have_count(0)
    assert api.taken == []


def test_a_picture_and_a_location_go_with_the_next_text_only(page: Page, api: DemoApi) -> None:
    picture = phone(page, 0).get_by_role("button", name="Picture")
    picture.click()
    phone(page, 0).get_by_role("button", name="Location").click()
    expect(picture).to_have_attribute("aria-pressed", "true")
    with page.expect_response("**/api/text"):
        phone(page, 0).get_by_role("button", name="Send from Phone A").click()
    expect(phone(page, 0).locator(".attachment")).to_have_text(["Picture", "Location"])
    expect(picture).to_have_attribute("aria-pressed", "false")
    assert api.taken == [{"to": "text", "phone": A, "body": "", "media": 1, "location": True}]
    page.reload()
    expect(phone(page, 0).locator(".attachment")).to_have_text(["Picture", "Location"])


def test_the_examples_are_sent_with_one_press(page: Page, api: DemoApi) -> None:
    phone(page, 1).get_by_role("button", name="AYUDA", exact=True).click()
    expect(bubbles(page, 1)).to_have_count(2)
    assert api.taken[0] == {"to": "text", "phone": B, "body": "AYUDA", "media": 0, "location": False}


def test_the_raw_request_and_its_answer_open_by_keyboard(page: Page) -> None:
    write(page, 0, "EAC9999103403")
    button = phone(page, 0).locator(".line .raw-button")
    button.focus()
    expect(button).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    raw = phone(page, 0).locator(".line pre")
    expect(raw).to_contain_text(["X-Twilio-Signature", "<Response><Message>"])
    page.keyboard.press("Tab")
    expect(raw.first).to_be_focused()
    button.press("Enter")
    expect(raw.first).to_be_hidden()


def test_a_text_that_the_simulator_does_not_take_says_so(page: Page, api: DemoApi) -> None:
    api.refuses = True
    write(page, 0, "EAC9999103403")
    expect(phone(page, 0).locator(".person .status")).to_contain_text("Not sent")
    expect(announced(page)).to_contain_text("Not sent")


def test_each_phone_has_its_transcript(page: Page) -> None:
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Transcript of Phone B").click()
    assert waiting.value.suggested_filename == "phone-b.txt"
    assert waiting.value.path().read_text() == f"you: {B}\n"


def test_the_agency_answers_in_the_chosen_way(page: Page, api: DemoApi) -> None:
    page.get_by_label("Broken JSON").check()
    expect(announced(page)).to_have_text("The agency now answers like this: Broken JSON")
    expect(page.locator("#mode-hint")).to_contain_text("a fault in it")
    assert api.mode == "broken_json"


def test_the_status_of_a_chosen_case_can_be_changed(page: Page, api: DemoApi) -> None:
    page.get_by_label("IOE0912345678").check()
    page.get_by_label("New status").select_option(TITLES[2])
    page.get_by_role("button", name="Change status").click()
    expect(announced(page)).to_have_text(f"IOE0912345678 now says: {TITLES[2]}")
    expect(page.locator(".case", has_text="IOE0912345678")).to_contain_text(TITLES[2])
    expect(page.get_by_label("IOE0912345678")).to_be_checked()
    assert {case["receipt"]: case["title_en"] for case in api.cases}["IOE0912345678"] == TITLES[2]


def test_a_removed_case_can_be_given_a_status_again(page: Page, api: DemoApi) -> None:
    page.get_by_label("IOE0912345678").check()
    page.get_by_role("button", name="Remove case").click()
    expect(page.locator(".case", has_text="IOE0912345678")).to_contain_text("the agency shows nothing")
    assert "IOE0912345678" not in {case["receipt"] for case in api.cases}
    page.get_by_role("button", name="Change status").click()
    expect(page.locator(".case", has_text="IOE0912345678")).to_contain_text(TITLES[0])
    assert "IOE0912345678" in {case["receipt"] for case in api.cases}


def test_the_carrier_can_obey_stop_itself(page: Page, api: DemoApi) -> None:
    page.get_by_label("It obeys STOP").check()
    expect(announced(page)).to_have_text("The carrier now obeys STOP, START and HELP itself.")
    assert api.opt_out


def test_what_could_not_be_changed_goes_back_and_is_announced(page: Page, api: DemoApi) -> None:
    api.refuses = True
    page.get_by_label("API calls for Phone B").select_option("429")
    expect(announced(page)).to_have_text("That could not be changed. Please try again.")
    expect(page.get_by_label("API calls for Phone B")).to_have_value("")


def test_a_simulator_that_forgot_everything_is_followed_from_its_start(page: Page, api: DemoApi) -> None:
    for body in ("EAC9999103403", "HELP"):
        write(page, 0, body)
    expect(bubbles(page, 0)).to_have_count(4)
    phone(page, 0).locator("textarea").fill("a draft")
    api.restart()
    api.add(A, body="A new life")
    expect(bubbles(page, 0)).to_have_text(["A new life"])
    expect(phone(page, 0).locator("textarea")).to_have_value("a draft")
    expect(phone(page, 0).locator("textarea")).to_be_focused()


def test_a_lost_connection_is_told_and_found_again(page: Page, api: DemoApi) -> None:
    expect(page.locator("#connection")).to_have_text("Connected")
    page.context.set_offline(True)
    expect(page.locator("#connection")).to_have_text("Connection lost. Trying again…")
    expect(announced(page)).to_have_text("Connection lost. Trying again…")
    page.context.set_offline(False)
    expect(page.locator("#connection")).to_have_text("Connected")
    api.add(B, body="Still here")
    expect(bubbles(page, 1)).to_have_text(["Still here"])


def test_texts_of_before_are_shown_but_not_announced(page: Page) -> None:
    write(page, 0, "EAC9999103403")
    expect(announced(page)).to_have_text("Phone A: Delivered")
    page.reload()
    expect(bubbles(page, 0)).to_have_count(2)
    expect(announced(page)).to_be_empty()


def test_the_newest_message_is_in_sight_unless_someone_reads_further_up(page: Page) -> None:
    thread = phone(page, 0).locator(".thread")
    for count in range(1, 6):
        write(page, 0, "EAC9999103403")
        expect(bubbles(page, 0)).to_have_count(2 * count)
    expect(phone(page, 0).locator(".line").last).to_be_in_viewport(ratio=0.9)
    thread.evaluate("(place) => { place.scrollTop = 0; }")
    write(page, 1, "EAC9999103403")
    expect(bubbles(page, 1)).to_have_count(2)
    assert thread.evaluate("(place) => place.scrollTop") == 0
