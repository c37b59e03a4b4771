"""Everything that is held is downloaded from a page: once, while whoever asked for it there is signed in."""

import itertools
import json
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser

from bot.inbound import Inbound
from tests.mortal import Fallen
from tests.one_time import fits_everybody, link_in, opened, scanned, visiting
from tests.races import at_once
from tests.service import ServiceLine
from tests.world import APPROVED, PERSON

PIN = "58209174"
CREATE = {"en": "create", "es": "crear"}


@dataclass
class Chat:
    """A talk with us from a page."""

    stage: ServiceLine
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def send(self, text: str) -> list[str]:
        services = self.stage.services
        inbound = Inbound("web", PERSON, text, "words", message_id=f"page {next(self.numbers)}")
        told: list[str] = json.loads(services.converse.take(inbound, services.as_texts).words)
        return told


def ordered(stage: ServiceLine, language: str = "en") -> tuple[Chat, str]:
    """Somebody who is signed in on a page, and the link that they were given."""
    chat = Chat(stage)
    for text in (f"{CREATE[language]} maria88", "2", PIN, APPROVED.receipt, "0", "4"):
        chat.send(text)
    return chat, link_in(chat.send({"en": "data", "es": "datos"}[language]))


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_file_is_downloaded_once(line: ServiceLine, language: str) -> None:
    _chat, path = ordered(line, language)
    with visiting(line) as client:
        scanned(client, path)
        page = client.get(path)
        assert f'<html lang="{language}">' in page.text
        assert {"en": "Download the file", "es": "Descargar el archivo"}[language] in page.text
        assert "maria88" not in page.text
        file = client.post(path)
        assert file.status_code == 200
        assert file.headers["Content-Disposition"] == 'attachment; filename="portfolio.json"'
        assert file.headers["Cache-Control"] == "no-store"
        assert file.headers["Content-Type"] == "application/json"
        held = json.loads(file.content)
        assert held["portfolio"]["user_id"] == "maria88"
        assert [case["receipt"] for case in held["cases"]] == [APPROVED.receipt]
        assert [link["purpose"] for link in held["links"]] == ["data"]
        assert path.rsplit("/", 1)[1] not in file.text
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 410
            assert {"en": "sign in and order DATA", "es": "pida DATOS"}[language] in answer.text


def test_no_letter_is_sent_and_no_pin_page_offered_where_people_talk_on_a_page(lite: ServiceLine) -> None:
    chat = Chat(lite)
    assert "/portfolio/pin/" not in " ".join(chat.send("create maria88"))
    for text in ("2", PIN, "0", "2", "ana@example.org"):
        chat.send(text)
    lite.deliver()
    before = len(lite.post_office.sent)
    chat.send("data")
    lite.deliver()
    assert len(lite.post_office.sent) == before


def test_by_text_the_file_is_sent_as_ever(lite: ServiceLine) -> None:
    for text in ("create maria88", "2", PIN, "0", "4"):
        lite.send(text)
    assert "verified e-mail address only" in " ".join(lite.send("data"))


def test_it_is_over_when_whoever_asked_is_not_signed_in_any_more(lite: ServiceLine) -> None:
    chat, path = ordered(lite)
    client = lite.app.test_client()
    chat.send("logout")
    assert client.get(path).status_code == client.post(path).status_code == 410
    for text in ("login maria88", PIN):
        chat.send(text)
    late = link_in(chat.send("data"))
    lite.wait(901)
    chat.send("hello")
    assert client.get(late).status_code == client.post(late).status_code == 410


def test_a_newer_link_ends_the_one_before_it_and_a_new_pin_ends_all(lite: ServiceLine) -> None:
    chat, first = ordered(lite)
    client = lite.app.test_client()
    second = link_in(chat.send("data"))
    assert client.post(first).status_code == 410
    for text in ("pin", "1"):
        chat.send(text)
    assert client.post(second).status_code == 410
    assert client.post(link_in(chat.send("data"))).status_code == 200


def test_of_two_clicks_at_once_one_downloads(line: ServiceLine) -> None:
    _chat, path = ordered(line)
    statuses = at_once(lambda _number: line.app.test_client().post(path).status_code, 4)
    assert sorted(statuses) == [200, 410, 410, 410]


def test_other_sites_and_a_bad_day_use_nothing_up(lite: ServiceLine) -> None:
    _chat, path = ordered(lite)
    client = lite.app.test_client()
    assert client.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    parts = lite.services.portfolios._parts
    fallen = Fallen(lite.services.settings.database_url)
    there, fallen.away = parts.database, True
    parts.__dict__["database"] = fallen
    answer = client.post(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    parts.__dict__["database"] = there
    fallen.close()
    assert client.post(path).status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_anybody_can_download_the_file_on_any_screen(
    lite: ServiceLine, browser: Browser, language: str, scripts: bool
) -> None:
    _chat, path = ordered(lite, language)
    with opened(browser, lite, path, scripts=scripts) as page:
        fits_everybody(page, f"data-{language}", scripts=scripts)
        with page.expect_download() as waiting:
            page.get_by_role("button").click()
        assert waiting.value.suggested_filename == "portfolio.json"
        assert json.loads(waiting.value.path().read_text())["portfolio"]["user_id"] == "maria88"
        page.reload()
        page.get_by_text({"en": "It was used", "es": "Ya se usó"}[language]).wait_for()
        fits_everybody(page, f"data-{language}-gone", scripts=scripts)
