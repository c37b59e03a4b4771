"""A PIN is chosen on a page: looking does nothing, what is refused uses nothing up, and only the talk takes it."""

import re

import pytest
from playwright.sync_api import Browser

from bot.portfolios.links import Links
from storage.database import Database
from tests.mortal import Fallen
from tests.one_time import fits_everybody, link_in, opened, scanned, visiting
from tests.races import at_once
from tests.searching import database_bytes, found, rows_text
from tests.service import PUBLIC, ServiceLine

PIN, OTHER = "58209174", "73059182"
CREATE = {"en": "create", "es": "crear"}


def offered(stage: ServiceLine, language: str = "en", user_id: str = "maria88") -> str:
    """The path of the page that is offered while a portfolio is made."""
    return link_in(stage.send(f"{CREATE[language]} {user_id}"))


def form(pin: str, again: str | None = None) -> dict[str, str]:
    return {"pin": pin, "again": pin if again is None else again}


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_pin_that_is_chosen_on_the_page_opens_the_portfolio(line: ServiceLine, language: str) -> None:
    path = offered(line, language)
    with visiting(line) as client:
        scanned(client, path)
        page = client.get(path)
        assert f'<html lang="{language}">' in page.text
        assert {"en": "The same PIN again", "es": "El mismo PIN otra vez"}[language] in page.text
        assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
        done = client.post(path, data=form(PIN))
        assert done.status_code == 200
        assert {"en": "text 3", "es": "envíe 3"}[language] in done.text
        assert "hreflang" in page.text
        assert "hreflang" not in done.text, "in another language the link would be over"
    said = "\n".join(line.send("3"))
    assert {"en": "Your user ID is maria88", "es": "Su nombre de usuario es maria88"}[language] in said
    line.send({"en": "logout", "es": "salir"}[language])
    line.send({"en": "login maria88", "es": "entrar maria88"}[language])
    assert {"en": "You are signed in", "es": "Su portafolio está abierto"}[language] in line.send(PIN)[0]


def test_the_address_may_ask_for_another_language_and_keeps_it(lite: ServiceLine) -> None:
    path = offered(lite)
    with visiting(lite) as client:
        page = client.get(f"{path}?lang=es")
        assert "PIN nuevo" in page.text
        assert 'action="?lang=es"' in page.text
        assert "Vuelva a sus mensajes" in client.post(f"{path}?lang=es", data=form(PIN)).text
        assert "New PIN" in client.get(f"{offered(lite)}?lang=xx", headers={"Accept-Language": "es"}).text


def test_a_used_link_says_so_and_how_to_get_a_new_one(line: ServiceLine) -> None:
    path = offered(line)
    with visiting(line) as client:
        assert client.post(path, data=form(PIN)).status_code == 200
        for answer in (client.get(path), client.post(path, data=form(OTHER))):
            assert answer.status_code == 410
            assert "It was used" in answer.text
            assert "text 3" in answer.text
            assert "For a new link, text PIN to Case Status" in answer.text
            assert "<form" not in answer.text
    line.send("3")
    line.send("logout")
    line.send("login maria88")
    assert "do not go together" in line.send(OTHER)[0]


def test_two_clicks_at_once_choose_one_pin(line: ServiceLine) -> None:
    path = offered(line)
    pins = (PIN, OTHER)
    statuses = at_once(lambda number: line.app.test_client().post(path, data=form(pins[number])).status_code, 2)
    assert sorted(statuses) == [200, 410]
    line.send("3")
    line.send("logout")
    line.send("login maria88")
    assert "You are signed in" in line.send(pins[statuses.index(200)])[0]


def test_a_link_is_over_when_its_time_is_or_the_pin_was_chosen_otherwise(lite: ServiceLine) -> None:
    late, by_text = offered(lite), ""
    lite.wait(1801)
    with visiting(lite) as client:
        assert client.get(late).status_code == client.post(late, data=form(PIN)).status_code == 410
        by_text = offered(lite)
        assert "Done" in lite.send("1")[0]
        assert client.post(by_text, data=form(PIN)).status_code == 410
        changed = link_in(lite.send("pin"))
        lite.wait(1799)  # as long as whoever made one may be silent
        assert client.get(changed).status_code == 200
        lite.wait(2)
        assert client.post(changed, data=form(PIN)).status_code == 410


def test_choosing_is_a_sign_of_life_in_the_talk_and_looking_is_none(lite: ServiceLine) -> None:
    assert lite.app.test_client().post(offered(lite), data=form(OTHER)).status_code == 200
    for text in ("3", "0", "4", "logout", "login maria88", OTHER):
        lite.send(text)
    first = link_in(lite.send("pin"))
    with visiting(lite) as client:
        lite.wait(800)
        assert client.post(first, data=form(PIN)).status_code == 200
        lite.wait(300)
        assert "Your PIN is changed" in lite.send("3")[0]
        second = link_in(lite.send("pin"))
        lite.wait(800)
        scanned(client, second)
        lite.wait(300)
        assert "You are signed out now" in lite.send("3")[0]


@pytest.mark.parametrize(
    ("pin", "again", "said"),
    [
        ("", "", "That PIN is too short"),
        ("1234", None, "That PIN is too short"),
        ("1234567890123", None, "That PIN is too long"),
        ("12345678", None, "Digits in a row"),
        ("11223344", None, "Digits that repeat"),
        ("14789632", None, "A line on the keypad"),
        ("62742888", None, "must not be like your user ID"),
        ("20255501", None, "must not be like your phone number"),
        ("31121987", None, "or it is a date"),
        ("secret99", None, "A PIN has only digits"),
        ("739146", None, "needs a verified phone"),
        (PIN, OTHER, "Those were two different PINs"),
        (PIN, "", "Those were two different PINs"),
    ],
)
def test_a_pin_is_refused_as_in_a_text_and_the_link_goes_on(
    lite: ServiceLine, pin: str, again: str | None, said: str
) -> None:
    path = offered(lite)
    with visiting(lite) as client:
        refused = client.post(path, data=form(pin, again))
        assert refused.status_code == 422
        assert said in refused.text
        assert 'aria-invalid="true"' in refused.text
        assert not pin or pin not in refused.text.replace("1 2 3 4", "")
        assert "I see no PIN" in lite.send("3")[0]
        assert client.post(path, data=form("5820 9174")).status_code == 200
    assert "Done" in lite.send("3")[0]


def test_after_ten_tries_the_link_is_over(lite: ServiceLine) -> None:
    path = offered(lite)
    with visiting(lite) as client:
        statuses = [client.post(path, data=form("12345678")).status_code for _try in range(12)]
        assert statuses == [422] * 9 + [410] * 3
        assert client.post(path, data=form(PIN)).status_code == client.get(path).status_code == 410
    assert "That link is over" in "\n".join(lite.send("3"))


def test_other_sites_choose_nothing(lite: ServiceLine) -> None:
    path = offered(lite)
    with visiting(lite) as client:
        for headers in (
            {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "https://evil.example"},
        ):
            refused = client.post(path, data=form(PIN), headers=headers)
            assert refused.status_code == 403
            assert "nothing was done" in refused.text
        assert "I see no PIN" in lite.send("3")[0]
        assert client.post(path, data=form(PIN), headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


@pytest.mark.parametrize("headers", [{"Origin": PUBLIC}, {"Origin": "null"}, {"Sec-Fetch-Site": "none"}])
def test_our_own_page_may_say_so_in_any_way(lite: ServiceLine, headers: dict[str, str]) -> None:
    path = offered(lite)
    with visiting(lite) as client:
        assert client.post(path, data=form(PIN), headers=headers).status_code == 200


@pytest.mark.parametrize("token", ["x", "a" * 26, "%00", "a" * 2000, "é", "../pin/x"])
def test_what_is_no_link_of_ours_leads_to_the_same_page(lite: ServiceLine, token: str) -> None:
    for method in ("GET", "POST", "HEAD"):
        answer = lite.app.test_client().open(f"/portfolio/pin/{token}", method=method, data=form(PIN))
        assert answer.status_code == 404


def test_a_link_works_in_capitals_too_and_for_nothing_else(lite: ServiceLine) -> None:
    path = offered(lite)
    client = lite.app.test_client()
    folder, token = path.rsplit("/", 1)
    assert client.get(f"{folder}/{token.upper()}").status_code == 200
    for other in ("/contact/verify/", "/portfolio/shared/", "/portfolio/data/"):
        assert client.get(other + token).status_code == 404


def test_a_call_has_no_page(lite: ServiceLine) -> None:
    lite.phone.call()
    said = "".join("".join(lite.phone.enter(keys)) for keys in ("2", "3", "62742811#"))
    assert "https" not in said


def test_the_link_is_erased_at_the_carrier_like_a_pin(lite: ServiceLine) -> None:
    response = lite.post("/twilio/sms", lite.parameters("create maria88"))
    messages = re.findall(r"<Message([^>]*)>([^<]*)", response.text)
    assert any("/portfolio/pin/" in body for _how, body in messages)
    assert all("erase=1" in how for how, _body in messages)


def test_while_the_database_is_away_the_page_asks_to_try_again_and_nothing_is_lost(lite: ServiceLine) -> None:
    path = offered(lite)
    parts = lite.services.portfolios._parts
    fallen = Fallen(lite.services.settings.database_url)
    there, fallen.away = parts.database, True
    parts.__dict__["database"] = fallen
    client = lite.app.test_client()
    for answer in (client.get(path), client.post(path, data=form(PIN))):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert "try again in a minute" in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
    parts.__dict__["database"] = there
    fallen.close()
    assert client.post(path, data=form(PIN)).status_code == 200


def test_neither_the_pin_nor_the_token_is_anywhere_at_rest(
    line: ServiceLine, capfd: pytest.CaptureFixture[str]
) -> None:
    path = offered(line)
    client = line.app.test_client()
    client.post(path, data=form("12345678"))
    client.post(path, data=form(PIN))
    line.send("3")
    secrets = [PIN, path.rsplit("/", 1)[1]]
    url = line.services.settings.database_url
    assert found(database_bytes(url) + rows_text(url), secrets) == []
    told = capfd.readouterr()
    assert found((told.out + told.err).encode(), secrets) == []


def test_what_was_chosen_belongs_to_the_portfolio_and_goes_with_it(line: ServiceLine) -> None:
    path = offered(line)
    line.app.test_client().post(path, data=form(PIN))
    line.send("3")
    line.send("0")
    line.send("4")
    line.send("delete")
    assert "erased" in line.send("maria88")[0]
    with line.services.database.reading() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM links").scalar_one() == 0


def test_a_phone_that_is_forgotten_in_the_middle_leaves_no_link(line: ServiceLine) -> None:
    path = offered(line)
    line.send("delete")
    with line.services.database.reading() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM links").scalar_one() == 0
    assert line.app.test_client().get(path).status_code == 404


def test_a_talk_takes_no_pin_of_another_phones_page(lite: ServiceLine) -> None:
    path = offered(lite)
    assert lite.app.test_client().post(path, data=form(PIN)).status_code == 200
    lite.change_phone("+12025550143")
    offered(lite, user_id="other88")
    assert "I see no PIN" in lite.send("3")[0]


def test_without_an_address_there_are_no_links(database: Database, lite: ServiceLine) -> None:
    nowhere = Links(lite.services.sealer, lite.clock, "")
    assert nowhere.url("pin", "x") == ""
    with database.writing() as db:
        nowhere.add(db, "pin", "x", 1e12)
        assert db.exec_driver_sql("SELECT count(*) FROM links").scalar_one() == 0


@pytest.mark.slow
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_anybody_can_choose_a_pin_on_any_screen(
    lite: ServiceLine, browser: Browser, language: str, scripts: bool
) -> None:
    path = offered(lite, language)
    again = {"en": "The same PIN again", "es": "El mismo PIN otra vez"}[language]
    new = {"en": "New PIN", "es": "PIN nuevo"}[language]
    with opened(browser, lite, path, scripts=scripts) as page:
        fits_everybody(page, f"pin-{language}", scripts=scripts)
        page.get_by_label(new).fill("12345678")
        page.get_by_label(again).fill("12345678")
        page.get_by_role("button").click()
        page.get_by_role("alert").wait_for()
        assert page.get_by_label(new).input_value() == ""
        fits_everybody(page, f"pin-{language}-refused", scripts=scripts)
        for label in (new, again):
            page.get_by_label(label).fill(PIN)
        page.get_by_label(again).press("Enter")
        page.get_by_text({"en": "Go back to your texts", "es": "Vuelva a sus mensajes"}[language]).wait_for()
        fits_everybody(page, f"pin-{language}-done", scripts=scripts)
        page.goto(page.url)
        page.get_by_text({"en": "It was used", "es": "Ya se usó"}[language]).wait_for()
        fits_everybody(page, f"pin-{language}-gone", scripts=scripts)
