"""The demo as a person sees it: two phones in Chromium, the real service, an agency and a carrier played.

The tests share one demo, or one a process where they run in several, and the line remembers who it has talked to: the
calls of people whom it does not know yet come first, and whoever has to be unknown later hides the number.
"""

import json
import re
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import accessibility_faults
from tests.demo_call_page import NEWS, PATIENCE, hear, key, press, ring, utter, view
from tests.demo_page import (
    NARROW,
    bubbles,
    converse,
    empty_end,
    mailed_code,
    open_page,
    opened,
    phone,
    texted_code,
    wide_overflow,
    write,
)
from tests.test_demo import Demo

pytestmark = pytest.mark.slow

TEXTED = (b"EAC9999103403", b"IOE0912345678", b"LIN9999106498")
CALLED = (
    b"3229999103403",
    b"4630912345678",
    b"54699991065051",
    b"EAC9999103402",
    b"Echo, A",
    b"999 910",
    b"nueve nueve",
)
SECRETS = (*TEXTED, *CALLED, b"2025550142", b"2025550143")


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody with a portfolio; `keys` is what the user ID is on a keypad. Without an own PIN the offered one is
    taken."""

    index: int
    create: str
    user_id: str
    keys: str
    email: str
    list: str
    leave: str
    status: str
    spoken: str
    own_pin: str = ""


ROSA = Owner(0, "CREATE", "rosalind26", "7672546326", "rosalind26@example.org", "LIST", "LOGOUT",
             "Case Was Approved", "three four zero three")  # fmt: skip
LUPE = Owner(1, "CREAR", "lupita26", "58748226", "lupita26@example.org", "LISTA", "SALIR",
             "Caso Fue Aprobado", "tres cuatro cero tres", "58209174")  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    demo = Demo(tmp_path_factory.mktemp("demo"))
    yield demo
    demo.end()


@pytest.fixture(autouse=True)
def no_call_is_left(demo: Demo) -> Iterator[None]:
    """What a test that failed left open would keep the next ones from calling."""
    yield
    for known in demo.page.get("/state").json()["phones"]:
        if known["call"]:
            demo.page.post("/call/hangup", json={"call": known["call"]})


def address(demo: Demo) -> str:
    return str(demo.page.base_url).removesuffix("/api/").removesuffix("/api")


def by_keys(place: Locator, menu: str, entry: str, keys: str, repeated: str) -> None:
    """From the menu to the status, each step as soon as the line has said this much."""
    hear(place, menu)
    press(place, "1")
    hear(place, entry)
    press(place, keys)
    hear(place, repeated)
    press(place, "1")


def by_voice(place: Locator, entry: str, receipt: str, repeated: str, right: str) -> None:
    hear(place, entry)
    utter(place, receipt)
    hear(place, repeated)
    utter(place, right)


def ahead(page: Page, place: Locator, keys: str) -> None:
    """What somebody does who knows the way: all keys at once, typed, before a word about languages is said."""
    hear(place, "This is")
    key(place, "1").focus()
    page.keyboard.type("#")
    hear(place, "Press all the keys")
    page.keyboard.type(keys)


def is_texted(page: Page, index: int, receipt: str, title: str) -> None:
    """What was asked for on the phone stands among its messages."""
    tab = phone(page, index).get_by_role("tab", name="Messages")
    expect(tab).to_contain_text("new", timeout=PATIENCE)
    tab.click()
    expect(bubbles(page, index).filter(has_text=receipt).filter(has_text=title)).to_have_count(1, timeout=PATIENCE)


def hang_up(place: Locator) -> None:
    place.get_by_role("button", name="Hang up").click()
    expect(place.locator(".call-note").last).to_have_text("The call is over. You hung up.")


@contextmanager
def agency(page: Page, mode: str) -> Iterator[None]:
    """The agency answers in another way for a while."""
    page.get_by_label(mode).check()
    try:
        yield
    finally:
        page.get_by_label("Normal").check()


def test_two_people_call_at_once_in_two_languages_by_keys_and_get_it_as_texts(demo: Demo, browser: Browser) -> None:
    with opened(browser, address(demo)) as page:
        english, spanish = ring(page, 0), ring(page, 1)
        hear(spanish, "Para español, oprima 2.")
        tongues = spanish.locator(NEWS).evaluate_all("(captions) => captions.map((caption) => caption.lang)")
        assert tongues == ["en-US", "es-US", "en-US", "es-US"]
        press(english, "1")
        press(spanish, "2")
        by_keys(english, "To check a case", "three letters", "3229999103403", "nine one zero, three four zero three.")
        by_keys(spanish, "Para consultar un caso", "tres letras", "4630912345678", "cero nueve uno, dos tres cuatro,")
        hear(english, "Petition for Alien Relative. The status is: Case Was Approved. Since September 5, 2023.")
        hear(spanish, "El estado es: Caso Siendo Revisado Activamente Por USCIS. Desde el 4 de marzo de 2024.")
        press(english, "4")
        press(spanish, "4")
        hear(english, "I am texting it to you now.")
        hear(spanish, "Se la envío ahora por mensaje de texto.")
        assert accessibility_faults(page) == []
        is_texted(page, 0, "EAC9999103403", "Case Was Approved")
        is_texted(page, 1, "IOE0912345678", "Caso Siendo Revisado Activamente Por USCIS")
        assert accessibility_faults(page) == []
        hang_up(view(page, 0))
        hang_up(view(page, 1))
        assert accessibility_faults(page) == []


def test_who_has_texted_is_greeted_in_their_language_and_may_speak_while_the_page_changes_its_own(
    demo: Demo, browser: Browser
) -> None:
    with opened(browser, address(demo)) as page:
        write(page, 0, "HELP")
        expect(bubbles(page, 0).last).to_contain_text("STOP ends all texts")
        write(page, 1, "AYUDA")
        expect(bubbles(page, 1).last).to_contain_text("STOP detiene")
        english, spanish = ring(page, 0), ring(page, 1)
        hear(english, "To check a case")
        utter(english, "check a case")
        by_voice(
            english,
            "three letters",
            "E as in Echo, A, C, nine nine nine nine one zero three four zero two",
            "four zero two.",
            "yes",
        )
        hear(spanish, "Para consultar un caso")
        press(spanish, "1")
        by_voice(
            spanish,
            "tres letras",
            "e de España, a, ce, nueve nueve nueve nueve uno cero tres cuatro cero cinco",
            "cero cinco.",
            "sí",
        )
        hear(english, "The status is: Case Approval Was Affirmed.")
        hear(spanish, "El estado es: Entrevista Fue Programada.")
        open_page(page, "es")
        for index in (0, 1):
            place = phone(page, index).get_by_role("tabpanel", name="Llamada")
            expect(place.get_by_role("status")).to_have_text("En la llamada")
            assert accessibility_faults(page) == []
            place.get_by_role("button", name="Colgar").click()
            expect(place.locator(".call-note").last).to_have_text("La llamada terminó. Usted colgó.")


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


def test_a_hidden_number_is_nobody_gets_no_text_and_is_left_when_it_says_nothing(demo: Demo, browser: Browser) -> None:
    with opened(browser, address(demo)) as page:
        place = ring(page, 0, hidden=True)
        expect(place.locator(".call-note").last).to_contain_text("number hidden")
        ahead(page, place, "2132299991034031#")
        hear(place, "El estado es: Caso Fue Aprobado.")
        press(place, "4")
        hear(place, "No puedo enviar")
        for answer in ("No escuché nada.", "oprima una tecla", "No recibí una respuesta"):
            place.get_by_role("button", name="Say nothing").click()
            hear(place, answer)
        expect(place.locator(".call-note").last).to_have_text("The call is over. The line hung up.", timeout=PATIENCE)
        expect(place.get_by_role("button", name="Call the line")).to_be_focused()
        assert accessibility_faults(page) == []


def test_a_caller_hears_that_a_slow_agency_is_being_asked_and_then_the_answer(demo: Demo, browser: Browser) -> None:
    with opened(browser, address(demo)) as page, agency(page, "Slow"):
        place = ring(page, 0, hidden=True)
        ahead(page, place, "1154699991065051#")
        hear(place, "One moment, please. I am asking USCIS.")
        hear(place, "The status is: Interview Cancelled.")
        hang_up(place)


def test_a_caller_hears_that_the_agency_is_down(demo: Demo, browser: Browser) -> None:
    with opened(browser, address(demo)) as page, agency(page, "Down"):
        place = ring(page, 1, hidden=True)
        ahead(page, place, "2177299991027861#")
        hear(place, "En este momento no puedo comunicarme con USCIS.")
        hang_up(place)


def test_on_a_small_screen_words_and_keys_are_seen_together_and_no_key_moves(demo: Demo, browser: Browser) -> None:
    with opened(browser, address(demo)) as page:
        page.set_viewport_size(NARROW)
        place = view(page, 1)
        place.get_by_label("Hide my number").check()
        press_at_the_top(place.get_by_role("button", name="Call the line"))
        hear(place, "This is")
        is_seen_whole(place)
        press(place, "1")
        hear(place, "To check a case")
        before = key(place, "1").bounding_box()
        expect(place.locator(".doing")).to_have_text("Waiting for one key, or words", timeout=PATIENCE)
        assert key(place, "1").bounding_box() == before
        phone(page, 1).get_by_role("tab", name="Messages").click()
        press_at_the_top(phone(page, 1).get_by_role("tab", name="Call"))
        is_seen_whole(place)
        assert wide_overflow(page) == 0
        hang_up(place)


def press_at_the_top(button: Locator) -> None:
    """As somebody does who has scrolled down so far that what stands above the button is out of sight."""
    button.evaluate("(button) => button.scrollIntoView({ block: 'start' })")
    button.click()


def is_seen_whole(place: Locator) -> None:
    for part in (place.get_by_role("log"), place.get_by_role("status"), key(place, "1"), key(place, "#")):
        expect(part).to_be_in_viewport(ratio=0.98)  # a page is scrolled by whole pixels, and things stand between them


def test_portfolios_are_made_by_text_in_two_languages_and_opened_by_calls(demo: Demo, browser: Browser) -> None:
    with opened(browser, address(demo)) as page:
        shows_what_was(demo, page)
        pins = [create(page, owner) for owner in (ROSA, LUPE)]
        assert accessibility_faults(page) == []
        assert all(any(pin in words for words in texts_at_the_carrier(demo)) for pin in pins)
        a_minute_passes(demo)
        calls = [ring(page, owner.index) for owner in (ROSA, LUPE)]
        entries = [("2", "1", f"{owner.keys}#", f"{pin}#", "1") for owner, pin in zip((ROSA, LUPE), pins, strict=True)]
        for step in zip(*entries, strict=True):
            for place, keys in zip(calls, step, strict=True):
                is_answered(place)
                press(place, keys)
        for place, owner in zip(calls, (ROSA, LUPE), strict=True):
            hear(place, owner.spoken)
            hear(place, owner.status)
        assert accessibility_faults(page) == []
        assert empty_end(page) <= 1
        for place in calls:
            hang_up(place)
        until(lambda: not any(pin in words for words in texts_at_the_carrier(demo) for pin in pins))
        for owner in (ROSA, LUPE):
            phone(page, owner.index).get_by_role("tab", name="Messages").click()
            converse(page, owner.index, owner.leave)
    names = [name for owner in (ROSA, LUPE) for name in (owner.user_id, owner.keys, owner.email)]
    is_kept_nowhere(demo, [word.encode() for word in (*names, *pins)])


def shows_what_was(demo: Demo, page: Page) -> None:
    """Waits for the texts of before, or they would be taken for answers."""
    told = demo.page.get("/events", params={"after": 0, "wait": 0}).json()["events"]
    for index, known in enumerate(demo.page.get("/state").json()["phones"]):
        texts = [event for event in told if event["kind"] == "text" and event["phone"] == known["number"]]
        expect(phone(page, index).locator(".messages > :not(.note)")).to_have_count(len(texts))


def create(page: Page, owner: Owner) -> str:
    """Makes a portfolio of two cases with alerts by text and by e-mail, and looks at its list; its PIN."""
    converse(page, owner.index, owner.create)
    offered = re.search(r"\b(\d{4}) (\d{4})\b", converse(page, owner.index, owner.user_id))
    assert offered
    pin = owner.own_pin or offered[1] + offered[2]
    for words in ["2", owner.own_pin] if owner.own_pin else ["1"]:
        converse(page, owner.index, words)
    for words in ("EAC9999103403 IOE0912345678", "0", "3"):
        converse(page, owner.index, words)
    converse(page, owner.index, texted_code(page, owner.index))
    converse(page, owner.index, owner.email)
    assert owner.user_id in converse(page, owner.index, mailed_code(page, owner.email))
    listed = converse(page, owner.index, owner.list)
    assert owner.status in listed
    assert "5678" in listed
    return pin


def is_answered(place: Locator) -> None:
    """The line has begun to answer what was done last."""
    expect(place.locator(NEWS).first).to_be_visible(timeout=PATIENCE)


def texts_at_the_carrier(demo: Demo) -> list[str]:
    """The words of all texts that it still has, without spaces."""
    keys = json.loads((demo.folder / "keys.json").read_text())
    place = f"{address(demo)}/carrier/2010-04-01/Accounts/{keys['account_sid']}/Messages.json"
    told = httpx2.get(place, params={"PageSize": 1000}, auth=(keys["account_sid"], keys["auth_token"]), trust_env=False)
    return [message["body"].replace(" ", "") for message in told.json()["messages"]]


def a_minute_passes(demo: Demo) -> None:
    """For the texts that are to be erased: a minute after they came, by Twilio's advice."""
    with closing(sqlite3.connect(demo.folder / "casestatus.db", timeout=10)) as database, database:
        database.execute("UPDATE erasures SET due_at = 0")


def until(seen: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE / 1000
    while not seen():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_nothing_that_was_texted_or_keyed_or_said_stands_in_a_file_of_the_demo(demo: Demo, browser: Browser) -> None:
    """The page shows it; the service's database, queue and logs do not."""
    with opened(browser, address(demo)) as page:
        write(page, 0, "EAC9999103403")
        expect(bubbles(page, 0).last).to_contain_text("Case Was Approved")
        place = ring(page, 0, hidden=True)
        hear(place, "This is")
        press(place, "1")
        hear(place, "To check a case")
        press(place, "1")
        by_voice(place, "three letters", "E as in Echo, A, C, 999 910 3403", "four zero three.", "yes")
        hear(place, "Case Was Approved")
        press(place, "5")
        hear(place, "three letters")
        press(place, "3229999103403")
        hear(place, "four zero three.")
        hang_up(place)
    is_kept_nowhere(demo, SECRETS)


def is_kept_nowhere(demo: Demo, secrets: Iterable[bytes]) -> None:
    kept = [file for file in Path(demo.folder).rglob("*") if file.is_file() and file.name != "simulator.json"]
    assert any(file.suffix == ".db" for file in kept)
    for file in kept:
        held = file.read_bytes()
        for secret in secrets:
            assert secret not in held, f"{secret.decode()} in {file.name}"


def test_the_service_and_its_parts_are_ready(demo: Demo) -> None:
    service = demo.told.split("Service")[1].split()[0]
    ready = httpx2.get(f"{service}/readyz", trust_env=False)
    assert (ready.status_code, json.loads(ready.text)) == (200, {"database": "ok", "redis": "ok"})
