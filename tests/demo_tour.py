"""The guided tour on the demo page, and what happens around it on the stand-in for the simulator."""

from playwright.sync_api import Locator, Page, expect

from tests.demo_api import PHONES, TITLES, DemoApi
from tests.demo_page import PATIENCE

A, B = (phone["number"] for phone in PHONES)
SENT = {"request": "POST /carrier/2010-04-01/Accounts/AC1/Messages.json HTTP/1.1\n\nTo=%2B1&Body=x"}
ANSWERED = {"request": "POST /twilio/sms HTTP/1.1\n\nSmsStatus=received"}
RECEIPT = "EAC9999103403"


def tour(page: Page) -> Locator:
    return page.locator("#tour")


def is_at(page: Page, name: str) -> None:
    """The step that is to be done next, among the four."""
    expect(tour(page).locator("[aria-current=step]")).to_contain_text(name, timeout=PATIENCE)


def done(page: Page, *names: str) -> None:
    expect(tour(page).locator(".step.done")).to_have_count(len(names))
    for name in names:
        expect(tour(page).locator(".step.done", has_text=name)).to_contain_text("Done.")


def creates(api: DemoApi, number: str, *said: str, user_id: str = "maria88") -> None:
    """Somebody makes a portfolio on that phone, in a service of few words."""
    for body in said:
        api.add(number, **{"from": "person"}, body=body)
    api.add(number, body="Your PIN can be: 3239 0691. 1 = take it", **ANSWERED)
    api.add(number, **{"from": "person"}, body="1")
    api.add(number, body=f"Xyz {user_id}.", **ANSWERED)
    for body in (RECEIPT, "0", "1", "123456"):
        api.add(number, **{"from": "person"}, body=body)
    api.add(number, body=f"Abc {user_id.upper()}. Def.", **ANSWERED)


def changes(page: Page, title: str = TITLES[2]) -> None:
    page.get_by_label("New status").select_option(title)
    page.get_by_role("button", name="Change status").click()


def until_change(page: Page, api: DemoApi) -> None:
    api.add(A, **{"from": "person"}, body=RECEIPT)
    api.add(A, body="Its status.", **ANSWERED)
    creates(api, A, "create maria88")
    is_at(page, "Change the status")
