"""An e-mail address is verified by the link in the letter with its code: once, by whoever presses the button there."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from bot.portfolios.contacts import SETTLING_IN
from storage.tables import metadata
from tests.mortal import Fallen
from tests.one_time import fits_everybody, link_in, opened, scanned, visiting
from tests.races import at_once
from tests.service import ServiceLine
from tests.transcripts import Shown

MAILBOX = "ana@example.org"


def written_to(stage: ServiceLine, address: str = MAILBOX, language: str = "en") -> tuple[str, str]:
    """A portfolio whose owner is asked for the code that was sent there; the path of the link in that letter, and the
    code."""
    for text in ({"en": "create maria88", "es": "crear maria88"}[language], "1", "0", "2", address):
        stage.send(text)
    return newest(stage)


def newest(stage: ServiceLine) -> tuple[str, str]:
    shown = Shown()
    told = stage.deliver()
    for each in told:
        shown.note(each)
    return link_in([body for _to, _subject, body in stage.post_office.sent]), shown.code


def contacts(stage: ServiceLine) -> list[tuple[bool, bool]]:
    """Whether each is verified, and told."""
    table = metadata.tables["contacts"]
    with stage.services.database.reading() as db:
        rows = db.execute(select(table.c.verified_at, table.c.alerts).order_by(table.c.number)).all()
    return [(row[0] is not None, bool(row[1])) for row in rows]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_button_verifies_the_address_and_the_talk_notices(line: ServiceLine, language: str) -> None:
    path, code = written_to(line, language=language)
    with visiting(line) as client:
        scanned(client, path)
        page = client.get(path)
        assert f'<html lang="{language}">' in page.text
        assert "a***@example.org" in page.text
        assert MAILBOX not in page.text
        assert "maria88" not in page.text
        assert contacts(line) == [(False, False)]
        done = client.post(path)
        assert done.status_code == 200
        assert {"en": "Your address is verified", "es": "Su correo está verificado"}[language] in done.text
        assert contacts(line) == [(True, True)]
        codes = metadata.tables["codes"]
        with line.services.database.reading() as db:
            assert db.execute(select(codes.c.used_at)).scalar_one() is not None, "the code is used up as well"
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 410
            assert {"en": "nothing left to do", "es": "no hay que hacer nada más"}[language] in answer.text
    said = " ".join(line.send(code))
    assert {"en": "Verified.", "es": "Verificado."}[language] in said


@pytest.mark.parametrize("sent", ["ok", "000000", "I pressed the button", "?", "111111"])
def test_whatever_is_sent_next_is_never_called_wrong(lite: ServiceLine, sent: str) -> None:
    path, _code = written_to(lite)
    assert lite.app.test_client().post(path).status_code == 200
    said = " ".join(lite.send(sent))
    assert "Verified." in said
    assert "not the code" not in said


def test_on_a_call_the_code_of_an_address_that_is_verified_is_right(lite: ServiceLine) -> None:
    path, code = written_to(lite)
    lite.send("logout")
    lite.phone.call()
    assert lite.app.test_client().post(path).status_code == 200
    assert contacts(lite) == [(True, True)]
    with visiting(lite) as client:
        assert client.get(path).status_code == 410
    assert code


def test_the_code_uses_the_link_up(line: ServiceLine) -> None:
    path, code = written_to(line)
    assert "Verified" in " ".join(line.send(code))
    with visiting(line) as client:
        assert client.get(path).status_code == client.post(path).status_code == 410


def test_a_click_and_a_code_at_once_verify_once(line: ServiceLine) -> None:
    path, code = written_to(line)

    def do(number: int) -> str:
        if number:
            return str(line.app.test_client().post(path).status_code)
        return " ".join(line.send(code))

    said, status = at_once(do, 2)
    assert "Verified" in said
    assert status in ("200", "410")
    assert contacts(line) == [(True, True)]


def test_two_clicks_at_once_verify_once_and_tell_the_others_once(line: ServiceLine) -> None:
    _path, code = written_to(line)
    line.send(code)
    line.wait(SETTLING_IN + 1)
    line.send("login maria88")
    line.send("pin")  # signs nobody in: they were silent for too long
    for text in ("forgot", "maria88"):
        line.send(text)
    shown = Shown()
    for each in line.deliver():
        shown.note(each)
    for text in (shown.code, "1", "email bea@example.org"):
        line.send(text)
    path, _code = newest(line)
    before = len(line.post_office.sent)
    statuses = at_once(lambda _number: line.app.test_client().post(path).status_code, 4)
    assert sorted(statuses) == [200, 410, 410, 410]
    line.deliver()
    told = [(to, body) for to, _subject, body in line.post_office.sent[before:]]
    assert [to for to, _body in told] == [MAILBOX]
    assert "was added to your portfolio" in told[0][1]


def test_it_is_over_when_the_code_is(lite: ServiceLine) -> None:
    late, _code = written_to(lite)
    with visiting(lite) as client:
        lite.wait(599)
        assert client.get(late).status_code == 200
        lite.wait(2)
        assert client.get(late).status_code == client.post(late).status_code == 410
    assert contacts(lite) == [(False, False)]


def test_five_wrong_codes_and_a_newer_code_end_it(lite: ServiceLine) -> None:
    tried, code = written_to(lite)
    client = lite.app.test_client()
    wrong = "000000" if code != "000000" else "111111"
    for _try in range(5):
        lite.send(wrong)
    assert client.post(tried).status_code == 410
    for text in ("alerts", "1", "2"):
        lite.send(text)
    again, _code = newest(lite)
    assert again != tried
    assert client.post(tried).status_code == 410
    for text in ("alerts", "1", "2"):
        lite.send(text)
    third, _code = newest(lite)
    assert client.post(again).status_code == 410
    assert client.post(third).status_code == 200
    assert contacts(lite) == [(True, True)]


def test_an_address_that_was_taken_away_is_verified_by_no_link(lite: ServiceLine) -> None:
    path, _code = written_to(lite)
    lite.send("bea@example.org")
    answer = lite.app.test_client().post(path)
    assert answer.status_code == 410
    assert contacts(lite) == [(False, False)]


def test_a_text_with_a_code_has_no_link(lite: ServiceLine) -> None:
    for text in ("create maria88", "1", "0", "1"):
        lite.send(text)
    assert "https" not in " ".join(lite.deliver())


def test_other_sites_verify_nothing(lite: ServiceLine) -> None:
    path, _code = written_to(lite)
    refused = lite.app.test_client().post(path, headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403
    assert contacts(lite) == [(False, False)]


def test_what_is_no_link_of_ours_leads_nowhere(lite: ServiceLine) -> None:
    for token in ("x", "a" * 26, "%00", "é"):
        for method in ("GET", "POST", "HEAD"):
            assert lite.app.test_client().open(f"/contact/verify/{token}", method=method).status_code == 404


def test_while_the_database_is_away_it_may_be_tried_again(lite: ServiceLine) -> None:
    path, _code = written_to(lite)
    parts = lite.services.portfolios._parts
    fallen = Fallen(lite.services.settings.database_url)
    there, fallen.away = parts.database, True
    parts.__dict__["database"] = fallen
    for answer in (lite.app.test_client().get(path), lite.app.test_client().post(path)):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    parts.__dict__["database"] = there
    fallen.close()
    assert lite.app.test_client().post(path).status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_anybody_can_verify_an_address_on_any_screen(
    lite: ServiceLine, browser: Browser, language: str, scripts: bool
) -> None:
    path, _code = written_to(lite, language=language)
    with opened(browser, lite, path, scripts=scripts) as page:
        fits_everybody(page, f"verify-{language}", scripts=scripts)
        page.get_by_role("button").click()
        page.get_by_text({"en": "Your address is verified", "es": "Su correo está verificado"}[language]).wait_for()
        fits_everybody(page, f"verify-{language}-done", scripts=scripts)
        page.goto(urlsplit(page.url)._replace(query="").geturl())
        page.get_by_text({"en": "It was used", "es": "Ya se usó"}[language]).wait_for()
        fits_everybody(page, f"verify-{language}-gone", scripts=scripts)
