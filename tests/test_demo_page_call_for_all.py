"""A call on the demo page serves everyone: both languages, keyboard, small screens, with a voice and without."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser import accessibility_faults, chromium
from tests.demo_api import PHONES, serve
from tests.demo_call_api import GREETINGS, DemoCallApi
from tests.demo_call_page import call, done, key, view
from tests.demo_page import NARROW, WIDE, empty_end, open_page, opened, phone, wide_overflow

pytestmark = pytest.mark.slow

A, B = (phone["number"] for phone in PHONES)
ZOOMED = ViewportSize(width=320, height=256)  # what a screen of 1280 by 1024 has at 400 %

# A voice that speaks when a test says so, of a device with the languages of `voices`.
VOICE = """
  window.said = [];
  const voice = (lang, localService = true) => ({ lang, localService, name: lang });
  const engine = Object.assign(new EventTarget(), {
    voices: [voice("en-US", false), voice("en-GB"), voice("es_MX")],
    getVoices() { return this.voices; },
    speak(words) { window.said.push(words); setTimeout(() => words.onstart()); },
    cancel() {
      const last = window.said.at(-1);
      last.cancelled = true;
      setTimeout(() => last.onerror({ error: "interrupted" }));
    },
  });
  Object.defineProperty(window, "speechSynthesis", { value: engine });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
EARS = """
  window.SpeechRecognition = class {
    start() { window.ears = this; }
    abort() { this.onend(); }
    hear(transcript) { this.onresult({ results: [[{ transcript }]] }); this.onend(); }
  };
"""


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


def spoken(page: Page) -> list[list[str]]:
    told: list[list[str]] = page.evaluate("said.map(({ text, voice }) => [text, voice.lang])")
    return told


def finish(page: Page) -> None:
    """The voice comes to the end of what it reads."""
    page.evaluate("said.at(-1).onend()")


def to_tab(page: Page, name: str) -> None:
    phone(page, 0).locator(f"[data-tab={name}]").click()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_axe_finds_nothing_in_any_state_of_a_call(
    page: Page, api: DemoCallApi, language: str, scheme: str, size: ViewportSize
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.set_viewport_size(size)
    open_page(page, language)
    api.picks_up = False
    to_tab(page, "call")
    assert accessibility_faults(page) == []  # idle
    phone(page, 0).locator(".call-start").click()
    assert accessibility_faults(page) == []  # ringing
    api.pick_up(A)
    place = phone(page, 0).locator("[data-view=call]")
    for name in ("7", "*"):
        key(place, name).click()
    expect(place.locator(".caption")).to_have_count(3)
    place.locator(".raw-button").first.click()
    place.locator(".hold").click()
    api.add(A, body="A text meanwhile", sid="SM1")
    expect(phone(page, 0).locator(".mark:visible")).to_have_count(2)
    assert accessibility_faults(page) == []  # in the call
    key(place, "0").click()
    expect(place.locator(".person-choices")).to_be_visible()
    assert accessibility_faults(page) == []  # dialling
    assert wide_overflow(page) == 0
    api.end(A, "failed")
    expect(place.locator(".call-note.bad")).to_be_visible()
    assert accessibility_faults(page) == []  # ended


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_page_ends_where_its_content_does_however_long_a_call_is(
    page: Page, api: DemoCallApi, size: ViewportSize
) -> None:
    page.set_viewport_size(size)
    place = call(page)
    for count in range(60):
        api.say(A, f"This is caption {count}. " * 6)
    expect(place.locator(".entry .caption")).to_have_count(60 + len(GREETINGS))
    assert empty_end(page) <= 1  # a page is as high as whole pixels


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("size", [NARROW, ZOOMED], ids=["narrow", "zoomed"])
def test_a_call_fits_a_small_screen(page: Page, language: str, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    open_page(page, language)
    to_tab(page, "call")
    place = phone(page, 0).locator("[data-view=call]")
    place.locator(".call-start").click()
    expect(key(place, "1")).to_be_in_viewport(ratio=0.98)  # a page is scrolled by whole pixels
    place.locator(".words").fill("9" * 300)
    place.locator(".words").press("Enter")
    key(place, "0").click()
    expect(place.locator(".person-choices")).to_be_visible()
    assert wide_overflow(page) == 0
    cut_off = "(one) => one.clientWidth && one.scrollWidth > one.clientWidth + 1 && !one.querySelector('.unseen')"
    hidden = place.evaluate(f"(place) => [...place.querySelectorAll('button')].filter({cut_off}).length")
    assert hidden == 0


def test_everything_on_a_call_is_large_enough_to_press_and_to_read(page: Page) -> None:
    place = call(page)
    key(place, "0").click()
    expect(place.locator(".person-choices")).to_be_visible()
    keys = [box.bounding_box() for box in place.locator(".key").all()]
    assert len(keys) == 12
    assert [box for box in keys if not box or min(box["width"], box["height"]) < 44] == []
    others = [box.bounding_box() for box in phone(page, 0).locator("button:visible, input:visible, a:visible").all()]
    assert [box for box in others if not box or min(box["width"], box["height"]) < 24] == []
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('body *')].map((one) => parseFloat(getComputedStyle(one).fontSize)))"
    )
    assert smallest >= 14


def test_a_whole_call_is_made_with_the_keyboard_alone(page: Page, api: DemoCallApi) -> None:
    phone(page, 0).get_by_role("tab", name="Messages").focus()
    page.keyboard.press("ArrowRight")
    expect(phone(page, 0).get_by_role("tab", name="Call")).to_be_focused()
    expect(phone(page, 0).get_by_role("tabpanel", name="Call")).to_be_visible()
    place = phone(page, 0).get_by_role("tabpanel", name="Call")
    page.keyboard.press("Shift+Tab")
    expect(place.get_by_label("Hide my number")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(place.get_by_role("button", name="1", exact=True)).to_be_focused()
    page.keyboard.press("Space")
    expect(place.locator(".caption")).to_have_count(3)
    for _ in range(12):
        page.keyboard.press("Tab")
    expect(place.get_by_role("button", name="Say nothing")).to_be_focused()
    page.keyboard.press("Enter")
    expect(place.locator(".caption")).to_have_count(4)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # there is no voice to switch on
    expect(place.get_by_role("button", name="Hang up")).to_be_focused()
    page.keyboard.press("Enter")
    expect(place.get_by_role("button", name="Call the line")).to_be_focused()
    assert [taken["to"] for taken in api.taken] == ["call", "keys", "silence", "hangup"]


def test_a_screen_reader_hears_the_captions_and_the_state_and_no_request(page: Page) -> None:
    place = call(page)
    log = place.get_by_role("log", name="Captions of the calls, Phone A")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log.locator(".exchange")).to_have_attribute("aria-live", "off")
    expect(log.locator(".theirs").first).to_have_text(f"The line says: EN{GREETINGS[0][0]}")
    expect(log.locator(".tongue").first).to_have_attribute("aria-hidden", "true")
    expect(place.get_by_role("group", name="Keypad, Phone A").get_by_role("button", name="7 PQRS")).to_be_visible()
    expect(place.get_by_role("button", name="* star")).to_be_visible()
    page.reload()
    expect(log).to_have_attribute("aria-live", "off")  # what was said before is no news
    expect(log).to_have_attribute("aria-live", "polite")


def test_a_call_in_spanish_has_its_words(page: Page, api: DemoCallApi) -> None:
    open_page(page, "es")
    to_tab(page, "call")
    phone(page, 0).get_by_label("Ocultar mi número").check()
    phone(page, 0).get_by_role("button", name="Llamar a la línea").click()
    place = phone(page, 0).get_by_role("tabpanel", name="Llamada")
    expect(place.get_by_role("status")).to_have_text("En la llamada")
    expect(place.locator(".doing")).to_have_text("La línea espera una tecla, o que usted hable")
    expect(place.locator(".call-note").first).to_contain_text("número oculto")
    place.get_by_role("button", name="Colgar").click()
    expect(place.locator(".call-note").last).to_have_text("La llamada terminó. Usted colgó.")


def test_without_a_voice_there_are_captions_and_the_switch_is_off(page: Page, api: DemoCallApi) -> None:
    expect(view(page).locator(".no-voice")).to_be_visible()
    aloud = call(page).get_by_role("button", name="Read aloud")
    expect(aloud).to_be_disabled()
    expect(aloud).to_have_attribute("aria-pressed", "false")
    assert done(api, "spoken") == []


def test_a_voice_of_the_device_reads_each_language_and_tells_when_it_is_at_the_end(
    page: Page, api: DemoCallApi
) -> None:
    page.add_init_script(VOICE)
    page.reload()
    place = call(page)
    expect(place.get_by_role("button", name="Read aloud")).to_have_attribute("aria-pressed", "true")
    assert spoken(page) == [[GREETINGS[0][0], "en-GB"]]
    finish(page)
    page.wait_for_function("said.length === 2")
    assert spoken(page)[1] == [GREETINGS[1][0], "es_MX"]
    finish(page)
    expect(place.locator(".doing")).to_contain_text("Waiting")
    page.wait_for_timeout(200)
    assert done(api, "spoken") == [{"id": 1, "speaking": True}, {"id": 1}, {"id": 2, "speaking": True}, {"id": 2}]


def test_keys_stop_the_voice_and_the_line_hears_of_them_first(page: Page, api: DemoCallApi) -> None:
    page.add_init_script(VOICE)
    page.reload()
    place = call(page)
    page.wait_for_timeout(200)
    page.keyboard.type("7")
    expect(place.locator(".pressed-keys")).to_have_text(["7"])
    assert page.evaluate("said.length === 1 && said[0].cancelled")
    page.wait_for_timeout(200)
    assert [taken["to"] for taken in api.taken] == ["call", "spoken", "keys", "spoken"]


def test_a_muted_voice_is_silent_and_tells_nothing(page: Page, api: DemoCallApi) -> None:
    page.add_init_script(VOICE)
    page.reload()
    place = call(page)
    place.get_by_role("button", name="Read aloud").click()
    assert page.evaluate("said.length === 1 && said[0].cancelled")
    key(place, "1").click()
    expect(place.locator(".caption")).to_have_count(3)
    page.wait_for_timeout(200)
    assert len(spoken(page)) == 1
    assert {taken["id"] for taken in done(api, "spoken")} <= {1}
    place.get_by_role("button", name="Read aloud").click()
    key(place, "*").click()
    page.wait_for_function("said.length === 2")
    assert page.evaluate("said[1].rate") == 0.85


def test_what_the_browser_hears_is_said_on_the_call(page: Page, api: DemoCallApi) -> None:
    page.add_init_script(EARS)
    page.reload()
    place = call(page)
    button = place.get_by_role("button", name="Speak into the microphone")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("ears.lang") == "es-US"
    page.evaluate("ears.hear('e a ce nueve')")
    expect(place.locator("q.caption")).to_have_text(["e a ce nueve"])
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    button.click()
    expect(page.locator("#announcer")).to_have_text("The browser did not understand anything.")
    assert done(api, "speech") == [{"words": "e a ce nueve"}]


def test_a_browser_without_a_recogniser_offers_no_microphone(page: Page) -> None:
    page.add_init_script("delete window.webkitSpeechRecognition; delete window.SpeechRecognition;")
    page.reload()
    expect(call(page).locator(".microphone")).to_be_hidden()
    expect(phone(page, 0).locator(".mic-note")).to_be_hidden()
