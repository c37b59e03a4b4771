"""The link that ends e-mails: one click, nothing by looking, the same words whatever is wrong."""

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from bot.portfolios.vault import Opened
from bot.sending import SendError
from storage import consents, contacts, portfolios
from tests.alerting import APPROVED, INTERVIEW, MAILBOX, RECEIPT, RECEIVED, Refusing, Town
from tests.browser import accessibility_faults
from tests.mortal import Fallen
from tests.service import PUBLIC
from tests.serving import serving
from tests.world import PERSON


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    stage = Town(database_url)
    yield stage
    stage.close()


def subscribed(town: Town, language: str = "en") -> tuple[Opened, str]:
    """Maria's portfolio, whose e-mail address is told; the path of the link in an e-mail to it."""
    town.shows(RECEIPT, RECEIVED, "2026-01-05")
    portfolio = town.open("maria88", {RECEIPT: "Mom"}, language=language)
    town.reach(portfolio, MAILBOX)
    town.poll()
    town.shows(RECEIPT, APPROVED)
    (mail,) = town.poll()
    assert mail.unsubscribe.startswith(f"{PUBLIC}/alerts/unsubscribe/")
    return portfolio, mail.unsubscribe.removeprefix(PUBLIC)


def test_a_mail_programs_one_click_ends_them_and_as_often_as_it_likes(town: Town) -> None:
    portfolio, path = subscribed(town)
    for _again in range(2):
        answer = town.app.test_client().post(path, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert not town.contact(portfolio).alerts
    with town.services.database.reading() as db:
        told = consents.history(db, town.contact(portfolio).address_key)
    assert [(each.kind, each.channel) for each in told] == [("stop", "email")]
    town.shows(RECEIPT, RECEIVED, "2026-05-14")
    assert town.poll() == []


def test_looking_ends_nothing_and_tells_no_more_than_which_address(town: Town) -> None:
    portfolio, path = subscribed(town)
    for _scanner in range(3):
        page = town.app.test_client().get(path)
        assert page.status_code == 200
    assert town.contact(portfolio).alerts
    for secret in (MAILBOX, "maria88", RECEIPT, "Mom"):
        assert secret not in page.text
        assert secret not in path
    assert "m***@example.org" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]


def test_the_button_ends_them_and_the_next_one_brings_them_back(town: Town) -> None:
    portfolio, path = subscribed(town, "es")
    client = town.app.test_client()
    assert "No recibir más correos" in client.get(path).text
    assert "Ya no enviamos alertas" in client.post(path, data={"do": "stop"}).text
    assert not town.contact(portfolio).alerts
    assert "Enviamos alertas de nuevo" in client.post(path, data={"do": "resume"}).text
    assert town.contact(portfolio).alerts


def test_an_email_that_waits_when_they_are_ended_is_not_sent(town: Town) -> None:
    _portfolio, path = subscribed(town)
    mails = town.services.mail_outbox._post._mails  # type: ignore[attr-defined]
    town.services.mail_outbox._post._mails = Refusing(SendError("later", 451))  # type: ignore[attr-defined]
    town.shows(RECEIPT, INTERVIEW, "2026-05-14")
    assert town.poll() == []
    assert town.app.test_client().post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    town.services.mail_outbox._post._mails = mails  # type: ignore[attr-defined]
    assert town.deliver_alerts(hours=5) == []
    assert town.states()["void"] == 1


def test_what_a_phone_could_not_be_told_does_not_come_by_email_either_once_they_are_ended(town: Town) -> None:
    portfolio, path = subscribed(town)
    phone = town.reach(portfolio, PERSON)
    assert town.app.test_client().post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    with town.services.database.writing() as db:
        consents.stop(db, phone.address_key, "text", town.clock.now)
    town.shows(RECEIPT, INTERVIEW, "2026-05-14")
    assert town.poll() == []
    assert town.deliver_alerts() == []


@pytest.mark.parametrize("token", ["x", "AAAA", "%00", "a" * 2000, "é", "Zm9v.YmFy"])
def test_a_link_that_is_none_of_ours_leads_to_the_same_words(town: Town, token: str) -> None:
    for answer in (town.app.test_client().get(f"/alerts/unsubscribe/{token}"),
                   town.app.test_client().post(f"/alerts/unsubscribe/{token}")):  # fmt: skip
        assert answer.status_code == 404
        assert "does not lead anywhere" in answer.text


def test_a_link_whose_portfolio_is_gone_leads_there_too(town: Town) -> None:
    portfolio, path = subscribed(town)
    with town.services.database.writing() as db:
        portfolios.delete(db, portfolio.key)
    answer = town.app.test_client().post(path)
    assert answer.status_code == 404
    assert "does not lead anywhere" in answer.text


def test_while_the_database_is_away_a_mail_program_may_try_again(town: Town) -> None:
    _portfolio, path = subscribed(town)

    fallen = Fallen(town.services.settings.database_url)
    fallen.away = True
    town.services.alerts.unsubscribing.__dict__["database"] = fallen
    for answer in (town.app.test_client().post(path), town.app.test_client().get(path)):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    fallen.close()


def test_an_address_that_is_off_for_good_is_not_brought_back_by_a_link(town: Town) -> None:
    portfolio, path = subscribed(town)
    with town.services.database.writing() as db:
        contacts.switch_off(db, town.contact(portfolio).address_key, "bounced")
    client = town.app.test_client()
    for page in (client.get(path).text, client.post(path, data={"do": "resume"}).text):
        assert "Done. No more alerts go to this address." in page
        assert "<button" not in page
    assert town.contact(portfolio).off
    with town.services.database.reading() as db:
        assert consents.history(db, town.contact(portfolio).address_key) == []


def test_the_record_keeps_each_end_and_each_new_beginning_once(town: Town) -> None:
    portfolio, path = subscribed(town)
    client = town.app.test_client()
    for does in ("stop", "stop", "resume", "resume", "stop"):
        assert client.post(path, data={"do": does}).status_code == 200
    with town.services.database.reading() as db:
        told = consents.history(db, town.contact(portfolio).address_key)
    assert [each.kind for each in told] == ["stop", "start", "stop"]


def test_a_flood_is_no_click(town: Town) -> None:
    portfolio, path = subscribed(town)
    assert town.app.test_client().post(path, data={"do": "x" * 1_000_000}).status_code == 413
    assert town.contact(portfolio).alerts


def test_it_speaks_the_language_of_the_portfolio_until_another_is_asked_for(town: Town) -> None:
    _portfolio, path = subscribed(town, "es")
    client = town.app.test_client()
    english = {"Accept-Language": "en-US"}
    for asked in (path, f"{path}?lang=xx"):
        page = client.get(asked, headers=english).text
        assert '<html lang="es">' in page
        assert '<a href="?lang=en" lang="en" hreflang="en">English</a>' in page
    page = client.get(f"{path}?lang=en").text
    assert '<html lang="en">' in page
    assert "No more e-mails" in page
    assert "Done. No more alerts" in client.post(f"{path}?lang=en", data={"do": "stop"}).text
    # Of a link that leads nowhere nobody knows the language but the browser.
    assert "no lleva" in client.get("/alerts/unsubscribe/x", headers={"Accept-Language": "es"}).text


def test_one_a_week_instead_of_one_for_each_change_and_back(town: Town) -> None:
    portfolio, path = subscribed(town)
    client = town.app.test_client()
    assert "Now an e-mail comes here for each change." in client.get(path).text
    page = client.post(path, data={"do": "weekly"}).text
    assert "Done." in page
    assert "Now one e-mail a week comes here, on Monday, if there is news." in page
    assert 'value="weekly"' not in page
    town.shows(RECEIPT, INTERVIEW, "2026-05-14")
    assert town.poll() == []
    (mail,) = town.deliver_alerts(hours=5 * 24)
    assert "Interview Was Scheduled" in mail.body
    assert "Now an e-mail comes here for each change." in client.post(path, data={"do": "at once"}).text
    town.shows(RECEIPT, RECEIVED, "2026-05-30")
    assert len(town.poll()) == 1
    assert town.contact(portfolio).level == "all"


def test_they_say_less_from_the_page_and_never_more(town: Town) -> None:
    """Whoever finds an old e-mail must not make the next ones tell what their owner keeps from shared mailboxes."""
    portfolio, path = subscribed(town)
    client = town.app.test_client()
    page = client.post(path, data={"do": "title"}).text
    assert "It says the new status only." in page
    assert 'value="title"' not in page
    page = client.post(path, data={"do": "hint"}).text
    assert "Done." in page
    assert "It says only that there is news." in page
    assert 'value="hint"' not in page
    for more in ("title", "all", "hint"):
        assert "It says only that there is news." in client.post(path, data={"do": more}).text
    assert "Done." not in client.post(path, data={"do": "title"}).text
    assert town.contact(portfolio).level == "hint"
    town.shows(RECEIPT, INTERVIEW, "2026-05-14")
    (mail,) = town.poll()
    assert "Interview" not in mail.body + mail.html
    assert "news" in mail.body


def test_ending_and_coming_back_forgets_nothing_that_was_chosen(town: Town) -> None:
    portfolio, path = subscribed(town)
    client = town.app.test_client()
    for does in ("weekly", "hint", "stop"):
        client.post(path, data={"do": does})
    assert 'value="weekly"' not in client.get(path).text, "what is off has one button"
    for does in ("at once", "title"):
        assert "Done. No more alerts go to this address." in client.post(path, data={"do": does}).text
    assert not town.contact(portfolio).alerts
    assert "Done. Alerts go to this address again." in client.post(path, data={"do": "resume"}).text
    assert town.contact(portfolio).level == "hint"


def test_what_is_no_choice_changes_nothing_and_says_so(town: Town) -> None:
    portfolio, path = subscribed(town)
    for wrong in ("everything", "STOP ", "all", "\x00"):
        answer = town.app.test_client().post(path, data={"do": wrong})
        assert answer.status_code == 400
        assert "Please press one of the buttons." in answer.text
    assert town.contact(portfolio).alerts
    assert town.contact(portfolio).level == "all"


@pytest.mark.parametrize(
    "sent", [{"List-Unsubscribe": "One-Click"}, {}, {"List-Unsubscribe": "One-Click", "do": "hint"}]
)
def test_a_click_of_a_mail_program_ends_all_of_them_however_it_is_worded(town: Town, sent: dict[str, str]) -> None:
    portfolio, path = subscribed(town)
    assert town.app.test_client().post(path, data=sent).status_code == 200
    assert not town.contact(portfolio).alerts


def test_a_click_as_mail_programs_send_it_with_a_body_in_parts(town: Town) -> None:
    portfolio, path = subscribed(town)
    answer = town.app.test_client().post(
        path, data={"List-Unsubscribe": "One-Click"}, content_type="multipart/form-data"
    )
    assert answer.status_code == 200
    assert not town.contact(portfolio).alerts


def test_a_scanner_that_only_asks_for_the_head_ends_nothing(town: Town) -> None:
    portfolio, path = subscribed(town)
    head = town.app.test_client().head(f"{path}?do=stop&List-Unsubscribe=One-Click")
    assert (head.status_code, head.text) == (200, "")
    assert town.app.test_client().get(f"{path}?do=stop&List-Unsubscribe=One-Click").status_code == 200
    assert town.contact(portfolio).alerts
    assert "unsafe-inline" not in head.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in head.headers


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("scripts", [True, False])
def test_anybody_can_use_the_page_on_any_screen(
    sqlite_url: str, browser: Browser, scheme: Literal["light", "dark"], scripts: bool
) -> None:
    stage = Town(sqlite_url)
    _portfolio, path = subscribed(stage)
    with (
        serving(stage.app) as address,
        browser.new_context(java_script_enabled=scripts, color_scheme=scheme) as context,
    ):
        page = context.new_page()

        def looked_at() -> None:
            for width in (320, 1200):
                page.set_viewport_size({"width": width, "height": 700})
                if scripts:  # axe is one
                    assert accessibility_faults(page) == []
                    assert page.evaluate("document.documentElement.scrollWidth") <= width

        page.goto(address + path)
        looked_at()
        page.get_by_role("link", name="Español").click()
        page.get_by_role("button", name="Un correo por semana").click()
        expect(page.get_by_role("status")).to_have_text("Listo.")
        looked_at()
        page.get_by_role("link", name="English").click()
        page.get_by_role("button", name="Say only that there is news").press("Enter")
        expect(page.get_by_role("main")).to_contain_text("It says only that there is news.")
        page.get_by_role("button", name="No more e-mails").click()
        expect(page.get_by_role("status")).to_have_text("Done. No more alerts go to this address.")
        looked_at()
        page.get_by_role("button", name="Send them again").click()
        expect(page.get_by_role("status")).to_have_text("Done. Alerts go to this address again.")
    stage.close()
