"""The places of a call on the demo page that tests look at."""

from playwright.sync_api import Locator, Page, expect

from tests.demo_call_api import DemoCallApi
from tests.demo_page import phone


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


def key(place: Locator, name: str) -> Locator:
    return place.locator(f"[data-key='{name}']")


def done(api: DemoCallApi, name: str) -> list[dict[str, object]]:
    return [{key: value for key, value in taken.items() if key != "to"} for taken in api.taken if taken["to"] == name]
