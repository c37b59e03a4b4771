"""The places of a call on the demo page that tests look at, and what a person does there."""

from playwright.sync_api import Locator, Page, expect

from tests.demo_call_api import DemoCallApi
from tests.demo_page import phone

# What the line has said since the person last did something, or said nothing, or since a call began or ended.
NEWS = ".entry.theirs:not(:has(~ .ours, ~ .entry > .call-note)) .caption"
PATIENCE = 30_000  # milliseconds until words are heard: they take their time, and a busy machine takes more


def view(page: Page, index: int = 0) -> Locator:
    """The call's view of a phone, brought to the front."""
    phone(page, index).get_by_role("tab", name="Call").click()
    return phone(page, index).get_by_role("tabpanel", name="Call")


def call(page: Page, index: int = 0) -> Locator:
    """A call that was begun, once the line waits for a language."""
    place = view(page, index)
    place.get_by_role("button", name="Call the line").click()
    expect(place.locator(".doing")).to_contain_text("Waiting for one key")
    return place


def ring(page: Page, index: int = 0, *, hidden: bool = False) -> Locator:
    """A call that was begun, as soon as the line says something."""
    place = view(page, index)
    place.get_by_label("Hide my number").set_checked(hidden)
    place.get_by_role("button", name="Call the line").click()
    expect(place.get_by_role("status")).to_have_text("In the call", timeout=PATIENCE)
    return place


def key(place: Locator, name: str) -> Locator:
    return place.locator(f"[data-key='{name}']")


def press(place: Locator, keys: str) -> None:
    for name in keys:
        key(place, name).click()


def utter(place: Locator, words: str) -> None:
    place.locator(".words").fill(words)
    place.locator(".words").press("Enter")


def hear(place: Locator, words: str) -> None:
    """Waits until the line says this, in answer to what was done last."""
    expect(place.locator(NEWS).filter(has_text=words).last).to_be_visible(timeout=PATIENCE)


def done(api: DemoCallApi, name: str) -> list[dict[str, object]]:
    return [{key: value for key, value in taken.items() if key != "to"} for taken in api.taken if taken["to"] == name]
