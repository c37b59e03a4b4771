"""A list that somebody shares is shown on a page: once, to whoever presses the button, as its code would show it."""

import re
from html import unescape

import pytest
from playwright.sync_api import Browser

from dialogs.cases import Case
from tests.mortal import Fallen
from tests.one_time import fits_everybody, link_in, opened, scanned, visiting
from tests.races import at_once
from tests.service import ServiceLine
from tests.transcripts import Shown
from tests.world import APPROVED, REVIEWED

PIN = "58209174"
MAKING = {
    "en": ("create maria88", "2", PIN, f"{APPROVED.receipt} {REVIEWED.receipt} SRC2190012345", "0", "4"),
    "es": ("crear maria88", "2", PIN, f"{APPROVED.receipt} {REVIEWED.receipt} SRC2190012345", "0", "4"),
}


def shared(stage: ServiceLine, language: str = "en", days: str = "1") -> tuple[str, str]:
    """The link to a list of three, and the code that opens the same."""
    for text in (*MAKING[language], {"en": "name 1 Client 17", "es": "nombre 1 Client 17"}[language]):
        stage.send(text)
    return share(stage, language, days)


def share(stage: ServiceLine, language: str = "en", days: str = "1") -> tuple[str, str]:
    stage.send({"en": "share", "es": "compartir"}[language])
    shown = Shown()
    said = stage.send(days)
    for each in said:
        shown.note(each)
    return link_in(said), shown.code


def rows(html: str) -> list[str]:
    """What stands in the table, a line a row."""
    found = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    return [unescape(" | ".join(re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row))) for row in found]


LISTED = {
    "en": [
        "Case | Status | Since",
        "Client 17 | Case Was Approved | September 5, 2023",
        "...5678 | Case Is Being Actively Reviewed By USCIS | March 4, 2024",
        "...2345 | not shown by USCIS now | ",
    ],
    "es": [
        "Caso | Estado | Desde",
        "Client 17 | Caso Fue Aprobado | 5 de septiembre de 2023",
        "...5678 | Caso Siendo Revisado Activamente Por USCIS | 4 de marzo de 2024",
        "...2345 | USCIS no lo muestra ahora | ",
    ],
}


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_list_is_shown_once_and_the_code_goes_on_working(line: ServiceLine, language: str) -> None:
    path, code = shared(line, language)
    with visiting(line) as client:
        scanned(client, path)
        page = client.get(path)
        assert f'<html lang="{language}">' in page.text
        for secret in ("maria88", "Client 17", "5678", code):
            assert secret not in page.text
        shown = client.post(path)
        assert shown.status_code == 200
        assert rows(shown.text) == LISTED[language]
        for secret in ("maria88", APPROVED.receipt, REVIEWED.receipt, code):
            assert secret not in shown.text
        assert {"en": "text CODE", "es": "envíe CÓDIGO"}[language] in shown.text
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 410
            assert {"en": "can text SHARE", "es": "puede enviar COMPARTIR"}[language] in answer.text
            assert "Client 17" not in answer.text
    line.change_phone("+12025550143")
    assert "Client 17" in " ".join(line.send(f"code {code}"))


def test_what_the_page_shows_is_what_the_holder_of_the_code_reads(lite: ServiceLine) -> None:
    path, code = shared(lite)
    lite.send("list")
    lite.becomes(REVIEWED.receipt, "Case Was Denied")
    page = rows(lite.app.test_client().post(path).text)[1:]
    owner = lite.person
    lite.change_phone("+12025550143")
    told = " ".join(lite.send(f"code {code}"))
    lines = [line for line in told.split("\n") if re.match(r"\(new\) \d\.|\d\.", line)]
    assert len(page) == len(lines) == 3
    for shown, said in zip(page, lines, strict=True):
        name, status, since = shown.split(" | ")
        new = "(new) " if status.startswith("(new) ") else ""
        assert re.sub(r"^(\(new\) )?\d\. ", r"\1", said) == ", ".join(
            part for part in (f"{new}{name}: {status.removeprefix(new)}", since) if part
        )
    assert page[0].startswith("...5678 | (new) Case Was Denied")
    lite.change_phone(owner)
    for text in ("logout", "login maria88", PIN):
        lite.send(text)
    assert "(new)" in " ".join(lite.send("list")), "to the owner it is still news"


def test_names_are_text_and_never_markup(lite: ServiceLine) -> None:
    for text in (*MAKING["en"], "name 2 Zoë & Co"):
        lite.send(text)
    path, _code = share(lite)
    page = lite.app.test_client().post(path).text
    assert "Zoë &amp; Co" in page


def test_an_empty_list_says_so(lite: ServiceLine) -> None:
    for text in ("create maria88", "1", "0", "4"):
        lite.send(text)
    path, _code = share(lite)
    assert "There are no cases in it." in lite.app.test_client().post(path).text


def test_of_two_who_press_at_once_one_sees_it(line: ServiceLine) -> None:
    path, _code = shared(line)
    statuses = at_once(lambda _number: line.app.test_client().post(path).status_code, 4)
    assert sorted(statuses) == [200, 410, 410, 410]


def test_it_is_over_with_its_code(lite: ServiceLine) -> None:
    ended, _code = shared(lite)
    client = lite.app.test_client()
    for text in ("share", "4"):
        lite.send(text)
    assert client.get(ended).status_code == client.post(ended).status_code == 410
    late, _code = share(lite)
    lite.wait(86_399)
    assert client.get(late).status_code == 200
    lite.wait(2)
    assert client.get(late).status_code == client.post(late).status_code == 410


def test_a_new_pin_and_a_deleted_portfolio_end_it(lite: ServiceLine) -> None:
    before, _code = shared(lite)
    client = lite.app.test_client()
    for text in ("pin", "1"):
        lite.send(text)
    assert client.post(before).status_code == 410
    after, _code = share(lite)
    for text in ("delete", "maria88"):
        lite.send(text)
    assert client.post(after).status_code == 404


def test_a_failure_uses_nothing_up(lite: ServiceLine) -> None:
    path, _code = shared(lite)
    client = lite.app.test_client()
    lite.send("list")
    lite.agency("down")
    assert rows(client.post(path).text) == LISTED["en"], "what is known is shown while the agency is away"
    path, _code = share(lite)
    parts = lite.services.portfolios._parts
    fallen = Fallen(lite.services.settings.database_url)
    there, fallen.away = parts.database, True
    parts.__dict__["database"] = fallen
    answer = client.post(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    parts.__dict__["database"] = there
    fallen.close()
    assert client.post(path).status_code == 200


def test_other_sites_open_nothing(lite: ServiceLine) -> None:
    path, _code = shared(lite)
    client = lite.app.test_client()
    assert client.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post(path).status_code == 200


def test_on_a_call_there_is_no_link(lite: ServiceLine) -> None:
    shared(lite)
    with lite.services.database.reading() as db:
        count = db.exec_driver_sql("SELECT count(*) FROM links WHERE purpose = 'shared'").scalar_one()
    assert count == 1


@pytest.mark.slow
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_anybody_can_read_a_list_on_any_screen(
    lite: ServiceLine, browser: Browser, language: str, scripts: bool
) -> None:
    long = Case("IOE0900000077", "I-765", {"en": "Request for Additional Evidence Was Sent"}, since="2024-02-01")
    lite.know(long)
    shared(lite, language)
    add, name = {"en": ("add", "name 4"), "es": ("agregar", "nombre 4")}[language]
    for text in (f"{add} {long.receipt}", f"{name} Abcdefghijklmnopqrstuvwxyzabc"):
        lite.send(text)
    path, _code = share(lite, language)
    with opened(browser, lite, path, scripts=scripts) as page:
        fits_everybody(page, f"shared-{language}", scripts=scripts)
        page.get_by_role("button").click()
        page.get_by_role("row").nth(4).wait_for()
        assert page.get_by_role("rowheader").count() == 4
        fits_everybody(page, f"shared-{language}-list", scripts=scripts)
        assert "Client" not in page.title()
        page.goto(page.url)
        page.get_by_text({"en": "It was used", "es": "Ya se usó"}[language]).wait_for()
        fits_everybody(page, f"shared-{language}-gone", scripts=scripts)
