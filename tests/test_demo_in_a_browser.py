"""The demo as a person sees it: two phones in Chromium, the real service, an agency and a carrier played."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, expect

from tests.browser import accessibility_faults, chromium
from tests.demo_page import bubbles, open_page, opened, write
from tests.test_demo import Demo

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    demo = Demo(tmp_path_factory.mktemp("demo"))
    yield demo
    demo.end()


def address(demo: Demo) -> str:
    return str(demo.page.base_url).removesuffix("/api/").removesuffix("/api")


def test_a_text_in_each_language_is_answered_on_the_page(demo: Demo, browser: Browser) -> None:
    with opened(browser, address(demo)) as page:
        write(page, 0, "my case is EAC 99-991-03403, any news?")
        expect(bubbles(page, 0)).to_contain_text(["my case is", "Case Was Approved"])
        write(page, 1, "hola, quiero saber de mi caso IOE0912345678")
        expect(bubbles(page, 1)).to_contain_text(["hola", "Caso Siendo Revisado Activamente Por USCIS"])
        assert not any("EAC9999103403" in words for words in bubbles(page, 1).all_inner_texts())
        assert accessibility_faults(page) == []
        open_page(page, "es")
        assert accessibility_faults(page) == []


def test_behind_each_bubble_stand_the_signed_request_and_the_twiml(demo: Demo, browser: Browser) -> None:
    with opened(browser, address(demo)) as page:
        write(page, 0, "HELP")
        expect(bubbles(page, 0).last).to_contain_text("STOP ends all texts")
        told = demo.page.get("/events", params={"after": 0, "wait": 0}).json()["events"]
        raw = next(event for event in reversed(told) if event["kind"] == "status" and "TwiML" not in event["body"]
                   and "/twilio/sms" in event["request"])  # fmt: skip
        assert "X-Twilio-Signature: " in raw["request"]
        assert "<Response><Message>" in raw["response"]


def test_a_slow_agency_is_bridged_and_the_answer_comes_as_a_second_text(demo: Demo, browser: Browser) -> None:
    with opened(browser, address(demo)) as page:
        page.get_by_label("Slow").check()
        write(page, 0, "LIN9999106498")
        expect(bubbles(page, 0).last).to_contain_text("One moment, please")
        expect(bubbles(page, 0).last).to_contain_text("Text MORE", timeout=20_000)
        page.get_by_label("Normal").check()


def test_an_agency_that_is_down_gets_an_honest_answer(demo: Demo, browser: Browser) -> None:
    with opened(browser, address(demo)) as page:
        page.get_by_label("Down").check()
        write(page, 1, "SRC9999102777")
        expect(bubbles(page, 1).last).to_contain_text("no puedo consultar a USCIS")
        page.get_by_label("Normal").check()


def test_nothing_that_was_texted_stands_in_a_file_of_the_demo(demo: Demo) -> None:
    """The page shows it; the service's database, queue and logs do not."""
    kept = [file for file in Path(demo.folder).rglob("*") if file.is_file() and file.name != "simulator.json"]
    assert any(file.suffix == ".db" for file in kept)
    for file in kept:
        held = file.read_bytes()
        for secret in (b"EAC9999103403", b"IOE0912345678", b"LIN9999106498", b"2025550142", b"2025550143"):
            assert secret not in held, f"{secret.decode()} in {file.name}"


def test_the_service_and_its_parts_are_ready(demo: Demo) -> None:
    service = demo.told.split("Service")[1].split()[0]
    ready = httpx2.get(f"{service}/readyz", trust_env=False)
    assert (ready.status_code, json.loads(ready.text)) == (200, {"database": "ok", "redis": "ok"})
