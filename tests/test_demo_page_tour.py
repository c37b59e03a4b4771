"""The guided tour on the page with the phones, in a real browser, against the stand-in for the simulator."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.demo_api import TITLES, DemoApi, serve
from tests.demo_page import announced, bubbles, open_page, opened, phone, write
from tests.demo_tour import ANSWERED, RECEIPT, SENT, A, B, changes, creates, done, is_at, tour, until_change

pytestmark = pytest.mark.slow


@pytest.fixture
def api() -> DemoApi:
    return DemoApi()


@pytest.fixture
def page(browser: Browser, api: DemoApi) -> Iterator[Page]:
    with serve(api) as address, opened(browser, address) as page:
        yield page


def test_the_tour_says_what_to_do_first_and_puts_it_into_the_phone_without_sending(page: Page, api: DemoApi) -> None:
    is_at(page, "Text this number")
    expect(tour(page).get_by_role("status")).to_have_text(
        f"Step 1. Text {RECEIPT} from Phone A: the answer says where the case stands."
    )
    phone(page, 0).get_by_role("tab", name="Call").click()
    tour(page).get_by_role("button", name="Put it into Phone A").click()
    expect(page.get_by_label("Message from Phone A")).to_have_value(RECEIPT)
    expect(page.get_by_label("Message from Phone A")).to_be_focused()
    assert api.taken == []
    page.keyboard.press("Enter")
    is_at(page, "Create a portfolio")
    expect(tour(page).get_by_role("status")).to_contain_text("Done. Step 2. On Phone A, send these")
    done(page, "Text this number")
    expect(announced(page)).to_have_text("Phone A: Delivered")  # it is told beside, not in place of that


def test_in_spanish_it_leads_over_the_phone_whose_examples_are_spanish(page: Page) -> None:
    open_page(page, "es")
    tour(page).get_by_role("button", name="Ponerlo en el Teléfono B").click()
    expect(page.get_by_label("Mensaje del Teléfono B")).to_have_value(f"Mi recibo es {RECEIPT}")
    page.keyboard.press("Enter")
    expect(tour(page).get_by_role("status")).to_contain_text("Listo. Paso 2.")
    chips = tour(page).get_by_role("list", name="Respuestas para poner en el Teléfono B").get_by_role("button")
    expect(chips.first).to_contain_text("CREAR visita")


def test_a_text_without_a_receipt_number_is_not_the_first_step(page: Page) -> None:
    write(page, 0, "HELP")
    expect(bubbles(page, 0)).to_have_count(2)
    is_at(page, "Text this number")
    write(page, 0, "my case eac 99-991-03403 please")
    is_at(page, "Create a portfolio")


def test_the_answers_for_a_portfolio_are_put_into_the_phone_one_by_one(page: Page, api: DemoApi) -> None:
    write(page, 0, RECEIPT)
    chips = tour(page).get_by_role("list", name="Answers to put into Phone A").get_by_role("button")
    expect(chips).to_have_count(5)
    box = page.get_by_label("Message from Phone A")
    for chip in chips.all():
        chip.click()
        expect(box).to_have_value(chip.inner_text())
        expect(box).to_be_focused()
    assert len(api.taken) == 1


@pytest.mark.parametrize(
    ("said", "user_id"),
    [
        (("CREATE maria88",), "maria88"),
        (("crear", "Lupita26"), "lupita26"),
        (("CREATE", "no", "rosalind"), "rosalind"),
    ],
)
def test_a_portfolio_is_noticed_by_its_user_id_whatever_the_words_are(
    page: Page, api: DemoApi, said: tuple[str, ...], user_id: str
) -> None:
    write(page, 0, RECEIPT)
    is_at(page, "Create a portfolio")
    creates(api, B, *said, user_id=user_id)
    is_at(page, "Change the status")


def test_a_user_id_that_was_offered_in_place_of_a_taken_one_is_noticed_too(page: Page, api: DemoApi) -> None:
    write(page, 0, RECEIPT)
    api.add(A, **{"from": "person"}, body="CREATE maria88")
    api.add(A, body="That user ID is taken.\n1 = maria881\n2 = maria2\nText a number.", **ANSWERED)
    creates(api, A, "2", user_id="maria2")
    is_at(page, "Change the status")


def test_a_portfolio_that_is_only_begun_is_not_ready(page: Page, api: DemoApi) -> None:
    write(page, 0, RECEIPT)
    api.add(A, **{"from": "person"}, body="CREATE maria88")
    api.add(A, body="Done. Your user ID is maria88.", **ANSWERED)
    api.add(B, body="Your user ID is maria88.", **ANSWERED)  # on another phone
    expect(bubbles(page, 1)).to_have_count(1)
    is_at(page, "Create a portfolio")


def test_the_panel_is_opened_at_the_case_with_another_status_chosen(page: Page, api: DemoApi) -> None:
    until_change(page, api)
    page.get_by_role("radio", name="LIN9999106498").check()
    tour(page).get_by_role("button", name="Show the case").click()
    expect(page.get_by_role("radio", name=RECEIPT)).to_be_checked()
    expect(page.get_by_label("New status")).to_be_focused()
    assert page.get_by_label("New status").input_value() != TITLES[1]
    assert api.taken == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    is_at(page, "See the alert arrive")


def test_the_same_status_again_is_no_change(page: Page, api: DemoApi) -> None:
    until_change(page, api)
    page.get_by_role("radio", name=RECEIPT).check()
    changes(page, TITLES[1])
    expect(announced(page)).to_contain_text("now says")
    is_at(page, "Change the status")


def test_a_status_that_is_changed_before_anybody_can_be_told_does_not_count(page: Page, api: DemoApi) -> None:
    changes(page)
    expect(announced(page)).to_contain_text("now says")
    done(page)
    write(page, 0, RECEIPT)
    is_at(page, "Create a portfolio")
    assert api.taken


def test_an_alert_by_text_ends_the_tour_and_an_answer_does_not(page: Page, api: DemoApi) -> None:
    until_change(page, api)
    changes(page)
    is_at(page, "See the alert arrive")
    write(page, 1, "HELP")
    expect(bubbles(page, 1)).to_have_count(2)
    api.add(B, body="One moment is over: a case of another kind.", **SENT)
    api.add("", kind="mail", mail=1, to="a@example.org", sender="d@example.org", subject="Code", files=[], body="1")
    expect(bubbles(page, 1)).to_have_count(3)
    expect(page.locator("#mails .mail")).to_have_count(1)
    is_at(page, "See the alert arrive")
    api.add(A, body="...3403: Something.", **SENT)
    expect(tour(page).get_by_role("status")).to_have_text("That was the tour. The alert came to the phone.")
    done(page, "Text this number", "Create a portfolio", "Change the status", "See the alert arrive")
    tour(page).get_by_role("button", name="Show Phone A").click()
    expect(page.get_by_role("log", name="Messages on Phone A")).to_be_focused()


@pytest.mark.parametrize(
    ("number", "event", "end"),
    [
        (
            "",
            {"kind": "mail", "mail": 1, "to": "a@b.org", "sender": "d@b.org", "subject": "News", "files": []},
            "mailbox",
        ),
        (A, {"kind": "call", "call": "CA1", "status": "rings", "withheld": False}, "phone"),
    ],
    ids=["e-mail", "call"],
)
def test_an_alert_by_email_or_by_a_call_ends_it_as_well(
    page: Page, api: DemoApi, number: str, event: dict[str, object], end: str
) -> None:
    until_change(page, api)
    changes(page)
    is_at(page, "See the alert arrive")
    api.add(number, **event)
    expect(tour(page).get_by_role("status")).to_have_text(f"That was the tour. The alert came to the {end}.")


def test_what_was_done_stays_done_after_a_reload_and_a_simulator_that_forgot_it(page: Page, api: DemoApi) -> None:
    until_change(page, api)
    changes(page)
    is_at(page, "See the alert arrive")
    page.reload()
    is_at(page, "See the alert arrive")
    api.restart()
    api.add(B, body="A new life", **ANSWERED)
    expect(bubbles(page, 1)).to_have_text(["A new life"])
    is_at(page, "See the alert arrive")


def test_what_was_done_before_the_tour_counts_for_nothing(page: Page, api: DemoApi) -> None:
    long_ago = time.time() - 60
    api.add(A, **{"from": "person"}, body=RECEIPT, at=long_ago)
    api.add(A, body="Its status.", at=long_ago, **ANSWERED)
    expect(bubbles(page, 0)).to_have_count(2)
    is_at(page, "Text this number")


def test_what_stands_in_the_browser_and_is_none_of_ours_begins_the_tour(page: Page) -> None:
    for odd in ("{", "null", "7", '{"done": 3}'):
        page.evaluate("(odd) => sessionStorage.setItem('tour', odd)", odd)
        page.reload()
        is_at(page, "Text this number")


def test_the_other_doors_stand_beside_it(page: Page) -> None:
    page.get_by_role("link", name="call from Phone A").click()
    expect(phone(page, 0).get_by_role("button", name="Call the line")).to_be_visible()
    page.get_by_role("link", name="the mailbox").click()
    expect(page.get_by_role("region", name="Mailbox")).to_be_in_viewport()
    page.get_by_role("link", name="chat on the service’s page").click()
    expect(page.get_by_role("button", name="Close the chat")).to_be_visible()
