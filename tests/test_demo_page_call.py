"""What a call on the demo page does, in a real browser, against a small stand-in for the simulator."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium
from tests.demo_api import PHONES, serve
from tests.demo_call_api import ENTER, GREETINGS, DemoCallApi
from tests.demo_call_page import call, done, key, view
from tests.demo_page import announced, bubbles, opened, phone

pytestmark = pytest.mark.slow

A, B = (phone["number"] for phone in PHONES)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def api() -> DemoCallApi:
    return DemoCallApi()


@pytest.fixture
def page(browser: Browser, api: DemoCallApi) -> Iterator[Page]:
    with serve(api) as address, opened(browser, address) as page:
        yield page


def test_what_the_line_says_is_written_and_marked_with_its_language(page: Page, api: DemoCallApi) -> None:
    place = call(page)
    expect(place.locator(".caption")).to_have_text([body for body, _ in GREETINGS])
    expect(place.locator(".caption").nth(0)).to_have_attribute("lang", "en-US")
    expect(place.locator(".caption").nth(1)).to_have_attribute("lang", "es-US")
    expect(place.locator(".tongue")).to_have_text(["EN", "ES"])
    expect(place.get_by_role("status")).to_have_text("In the call")
    expect(place.locator(".call-note")).to_contain_text(["Call at"])
    assert done(api, "call") == [{"phone": A, "withheld": False}]


def test_a_number_is_hidden_when_its_owner_says_so(page: Page, api: DemoCallApi) -> None:
    view(page).get_by_label("Hide my number").check()
    place = call(page)
    expect(place.locator(".call-note")).to_contain_text(["number hidden"])
    assert done(api, "call") == [{"phone": A, "withheld": True}]


def test_keys_are_pressed_on_the_screen_and_stand_together_in_the_captions(page: Page, api: DemoCallApi) -> None:
    place = call(page)
    for name in ("3", "#", "*"):
        key(place, name).click()
    expect(place.locator(".pressed-keys")).to_have_text(["3#*"])
    assert "".join(str(taken["keys"]) for taken in done(api, "keys")) == "3#*"


def test_keys_are_typed_while_the_call_has_the_focus_and_arrive_in_their_order(page: Page, api: DemoCallApi) -> None:
    place = call(page)
    page.keyboard.type("3334567788#")
    expect(place.locator(".pressed-keys")).to_have_text(["3334567788#"])
    page.keyboard.press("Control+5")
    page.keyboard.press("a")
    phone(page, 0).get_by_role("tab", name="Call").focus()
    page.keyboard.type("7")
    assert "".join(str(taken["keys"]) for taken in done(api, "keys")) == "3334567788#"


def test_keys_that_are_pressed_before_the_line_answers_are_not_lost(page: Page, api: DemoCallApi) -> None:
    place = view(page)
    api.delay = 1
    place.get_by_role("button", name="Call the line").click()
    page.keyboard.type("12")
    expect(place.locator(".pressed-keys")).to_have_text(["12"])
    assert done(api, "keys") == [{"keys": "12"}]


def test_words_are_said_and_their_digits_are_no_keys(page: Page, api: DemoCallApi) -> None:
    place = call(page)
    words = place.get_by_label("Say something, Phone A")
    words.press_sequentially("E as in Echo 12")
    words.press("Enter")
    expect(place.locator("q.caption")).to_have_text(["E as in Echo 12"])
    expect(words).to_have_value("")
    words.press("Enter")
    expect(place.locator(".theirs").last).to_contain_text(ENTER)
    assert (done(api, "speech"), done(api, "keys")) == ([{"words": "E as in Echo 12"}], [])


def test_a_person_may_say_nothing(page: Page, api: DemoCallApi) -> None:
    place = call(page)
    place.get_by_role("button", name="Say nothing").click()
    expect(place.locator(".call-note").last).to_have_text("Phone A says nothing")
    expect(place.locator(".caption").last).to_contain_text("I did not hear you.")
    assert done(api, "silence") == [{}]


def test_how_long_and_for_what_the_line_waits_is_shown_but_not_announced(page: Page, api: DemoCallApi) -> None:
    place = call(page)
    expect(place.locator(".doing")).to_have_text("Waiting for one key, or words")
    for fields, words in [
        ({"digits": 13, "finish": "#"}, "Waiting for up to 13 keys, then #, or words"),
        ({"digits": 0, "finish": "#", "takes": "dtmf"}, "Waiting for keys, then #"),
        ({"takes": "speech"}, "Waiting for words"),
    ]:
        api.wait(A, seconds=7.5, **fields)  # type: ignore[arg-type]
        expect(place.locator(".doing")).to_have_text(words)
    timer = place.get_by_role("timer")
    expect(timer).to_have_text("7 s")
    assert timer.evaluate("(place) => place.closest('[aria-live], [role=status], [role=log]')") is None
    api.wait(A, seconds=0.5)
    expect(timer).to_be_hidden()
    expect(place.locator(".doing")).to_have_text("Waiting for the service.")


def test_the_clock_is_held_only_while_the_line_waits(page: Page, api: DemoCallApi) -> None:
    place = call(page)
    hold = place.get_by_role("button", name="Pause the clock")
    hold.click()
    expect(hold).to_have_attribute("aria-pressed", "true")
    expect(place.get_by_role("timer")).to_contain_text("paused")
    shown = place.get_by_role("timer").inner_text()
    page.wait_for_timeout(1200)
    expect(place.get_by_role("timer")).to_have_text(shown)
    page.keyboard.type("1")  # what the line says next must not be held
    expect(place.locator(".caption").last).to_have_text(ENTER)
    expect(place.get_by_role("timer")).to_contain_text("paused")
    hold.click()
    expect(place.get_by_role("timer")).not_to_contain_text("paused")
    assert [taken["held"] for taken in done(api, "hold")] == [True, False, True, False]
    expect(hold).to_have_attribute("aria-pressed", "false")


def test_the_person_who_is_called_is_played_too(page: Page, api: DemoCallApi) -> None:
    place = call(page)
    for words, outcome, told in [
        ("They talk and hang up", "completed", "The person talked and hung up"),
        ("Busy", "busy", "The person’s line is busy"),
        ("Nobody answers", "no-answer", "Nobody answers there"),
    ]:
        key(place, "0").click()
        expect(place.get_by_role("status")).to_have_text("Calling a person: (800) 375-5283")
        place.get_by_role("button", name=words).click()
        expect(place.locator(".call-note").last).to_have_text(told)
        expect(place.get_by_role("status")).to_have_text("In the call")
        expect(key(place, "1")).to_be_focused()
        assert done(api, "person")[-1] == {"outcome": outcome}


def test_each_request_shows_its_raw_http(page: Page, api: DemoCallApi) -> None:
    place = call(page)
    place.locator(".raw-button").click()
    expect(place.locator(".raw pre")).to_contain_text(["X-Twilio-Signature", "<Response><Gather>"])
    api.ask(A, code=11200)
    expect(place.locator(".exchange .bad")).to_have_text("· Error 11200")


def test_a_fault_of_the_service_stands_in_the_captions_of_its_call(page: Page, api: DemoCallApi) -> None:
    place = call(page)
    api.tell(A, "error", body="12100: Document parse failure.", code=12100, request="POST /twilio/voice HTTP/1.1")
    expect(place.locator(".call-note.bad")).to_have_text("Error 12100: Document parse failure.")
    expect(bubbles(page, 0)).to_have_count(0)


def test_a_slower_answer_says_its_speed(page: Page) -> None:
    place = call(page)
    key(place, "*").click()
    expect(place.locator(".call-facts")).to_have_text("speed 85%")


def test_the_person_hangs_up_and_may_call_again(page: Page, api: DemoCallApi) -> None:
    place = call(page)
    place.get_by_role("button", name="Hang up").click()
    expect(place.locator(".call-note").last).to_have_text("The call is over. You hung up.")
    expect(place.get_by_role("status")).to_have_text("The call is over.")
    expect(place.get_by_role("button", name="Call the line")).to_be_focused()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(place.locator(".caption")).to_have_count(4)
    expect(key(place, "1")).to_be_focused()
    assert done(api, "keys") == []


def test_the_line_hangs_up_without_taking_the_focus_from_elsewhere(page: Page, api: DemoCallApi) -> None:
    place = call(page)
    box = phone(page, 1).locator("textarea")
    box.focus()
    api.end(A, "failed", "A reason that nobody foresaw.")
    expect(place.locator(".call-note.bad")).to_have_text("The call broke off. A reason that nobody foresaw.")
    expect(place.locator(".call-note.bad span")).to_have_attribute("lang", "en")
    expect(box).to_be_focused()


def test_a_call_that_is_not_taken_says_why(page: Page, api: DemoCallApi) -> None:
    place = view(page)
    start = place.get_by_role("button", name="Call the line")
    api.refuses_calls = 503
    start.click()
    expect(place.locator(".call-note.bad")).to_have_text("No call: the simulator did not take it.")
    expect(start).to_be_focused()
    api.refuses_calls = 409
    start.click()
    expect(place.locator(".call-note.bad").last).to_have_text("No call: this phone is in a call already.")
    api.refuses_calls = 0
    call(page)
    api.refuses_calls = 503
    key(place, "1").click()
    expect(place.locator(".call-note.bad").last).to_have_text("The simulator did not take that.")


def test_a_running_call_is_taken_up_again_after_a_reload(page: Page, api: DemoCallApi) -> None:
    place = call(page)
    place.get_by_role("button", name="Hang up").click()
    call(page)
    key(place, "1").click()
    expect(place.locator(".caption")).to_have_count(5)
    page.reload()
    expect(place).to_be_visible()
    expect(place.locator(".caption")).to_have_count(5)
    expect(place.locator(".doing")).to_have_text("Waiting for up to 13 keys, then #, or words")
    expect(place.get_by_role("timer")).to_be_visible()
    key(place, "*").click()
    expect(place.locator(".caption")).to_have_count(6)
    expect(phone(page, 1).get_by_role("tabpanel", name="Messages")).to_be_visible()


def test_a_simulator_that_forgot_its_calls_is_followed_and_what_was_written_is_kept(
    page: Page, api: DemoCallApi
) -> None:
    place = call(page)
    place.get_by_label("Say something").fill("E as in")
    api.restart()
    api.add(B, body="A new life")
    expect(bubbles(page, 1)).to_have_text(["A new life"])
    expect(place.get_by_role("button", name="Call the line")).to_be_focused()
    expect(place.locator(".caption")).to_have_count(0)
    call(page)
    expect(place.get_by_label("Say something")).to_have_value("E as in")


def test_two_phones_call_at_once_and_share_nothing(page: Page) -> None:
    first, second = call(page, 0), call(page, 1)
    page.keyboard.type("2")
    expect(second.locator(".caption")).to_have_count(3)
    expect(first.locator(".caption")).to_have_count(2)
    expect(first.locator(".pressed-keys")).to_have_count(0)


def test_a_text_that_comes_during_a_call_is_told_and_counted(page: Page, api: DemoCallApi) -> None:
    call(page)
    tab = phone(page, 0).get_by_role("tab", name="Messages")
    for sid in ("SM1", "SM2"):
        api.add(A, body="EAC9999103404: Case Was Approved", sid=sid)
    expect(tab).to_have_text("Messages 2 new")
    expect(announced(page)).to_have_text("Phone A: a new message")
    tab.click()
    expect(tab).to_have_text("Messages")
    expect(bubbles(page, 0)).to_have_count(2)
    expect(phone(page, 0).get_by_role("tab", name="Call")).to_have_text("Call in progress")
    api.end(A)
    expect(announced(page)).to_have_text("Phone A: The call is over.")


def test_a_phone_can_be_made_a_landline(page: Page, api: DemoCallApi) -> None:
    page.get_by_label("Kind of phone: Phone B").select_option("landline")
    expect(announced(page)).to_have_text("Phone B: the carrier was changed.")
    assert done(api, "carrier") == [{"phone": B, "error": None, "rest_status": None, "line": "landline"}]
