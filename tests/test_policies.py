"""The privacy page and the terms: their numbers are those that the program keeps to, and people can read them."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from types import ModuleType
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser

from bot import erasures, guesses, notices, retention
from bot.catalogs import Catalogs
from bot.guesses import Rules
from bot.policies import facts
from bot.portfolios import codes, sessions
from bot.services import Services
from bot.twilio.segments import segments
from bot.twilio.twiml import fitted
from dialogs.policies.facts import Facts, Kept, Limits
from dialogs.policies.lengths import clock, length
from dialogs.policies.privacy import privacy
from dialogs.policies.sheet import Sheet, texts
from dialogs.policies.terms import terms
from dialogs.small_talk import about, helped
from dialogs.text import Text
from tests.browser import accessibility_faults
from tests.reading_level import grade, inflesz
from tests.service import settings
from tests.serving import serving
from tests.world import catalogs

DAY = 86_400.0
PAGES = ("/privacy", "/terms")
# What is kept of nobody: how much all ask together in a minute; the carrier's id of a text that is erased there.
OF_NOBODY = {"TALLIES", "ERASURES"}
UNITS = {"HOUR", "DAY", "BATCH"}
AGENCY = {"CASE_SOURCE": "uscis", "USCIS_CLIENT_ID": "id", "USCIS_CLIENT_SECRET": "secret"}


def services(sqlite_url: str, **more: str) -> Services:
    return Services(settings(sqlite_url, **more))


def told(sqlite_url: str, **more: str) -> Facts:
    made = services(sqlite_url, **more)
    return facts(made.settings, made.house)


@pytest.fixture
def known(sqlite_url: str) -> Facts:
    return told(sqlite_url, LINE_TYPE_LOOKUP="on", **AGENCY)


@pytest.fixture
def app(sqlite_url: str) -> Iterator[Flask]:
    made = services(sqlite_url)
    yield made.web_app()
    made.database.close()


def said(sheet: Sheet, language: str = "en", spoken: Catalogs | None = None) -> list[str]:
    """Every paragraph, point, and half of a pair."""
    say = (spoken or catalogs()).say
    parts = [text for section in sheet.sections for part in section.parts for text in texts(part)]
    return [say(text, language, "web") for text in parts]


def whole(known: Facts, language: str = "en") -> str:
    return "\n".join([*said(privacy(known), language), *said(terms(known), language)])


def pairs(known: Facts) -> dict[str, str]:
    """What is kept, and how long."""
    (section,) = (each for each in privacy(known).sections if each.mark == "long")
    some = [catalogs().say(text, "en", "web") for text in texts(section.parts[0])]
    return dict(zip(some[::2], some[1::2], strict=True))


@pytest.mark.parametrize("name", [each.name for each in fields(Kept)])
def test_each_length_of_time_that_the_program_keeps_to_stands_on_a_page(known: Facts, name: str) -> None:
    other = replace(known, kept=replace(known.kept, **{name: 77 * DAY}))
    assert "77 days" not in whole(known)
    assert "77 days" in whole(other)


@pytest.mark.parametrize("name", [each.name for each in fields(Limits)])
def test_each_limit_stands_on_a_page(known: Facts, name: str) -> None:
    value: Any = 77 * DAY if name == "lock" else 77
    other = replace(known, limits=replace(known.limits, **{name: value}))
    assert "77" not in whole(known)
    assert "77" in whole(other)


@pytest.mark.parametrize(
    ("module", "name"),
    [(retention, name) for name in sorted(vars(retention)) if name.isupper() and name not in UNITS | OF_NOBODY]
    + [(sessions, "SILENCE"), (sessions, "LONGEST"), (sessions, "SILENCE_AFTER_MAKING"), (codes, "SHORT_LIFE"),
       (erasures, "HOLDS"), (notices, "NOTICE_HOLDS")],
)  # fmt: skip
def test_a_rule_that_is_changed_changes_the_page(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str
) -> None:
    monkeypatch.setattr(module, name, 78 * DAY)
    made = services(sqlite_url)
    assert "78 days" in made.web_app().test_client().get("/privacy").text
    made.database.close()


def test_how_many_wrong_pins_lock_a_portfolio_stands_in_the_terms(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "5 wrong PINs in a row lock the portfolio for 15 minutes" in whole(told(sqlite_url))
    monkeypatch.setattr(guesses, "ACCOUNT", Rules(a_day=9, in_row=4, ever=90, lock=1200.0))
    words = whole(told(sqlite_url))
    assert "4 wrong PINs in a row lock the portfolio for 20 minutes" in words
    assert "After 90 wrong ones it is closed" in words


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("CONVERSATION_MINUTES", "45", "We forget a talk 45 minutes after your last word."),
        ("CONVERSATION_MINUTES", "120", "We forget a talk 2 hours after your last word."),
        ("AUDIT_DAYS", "111", "111 days"),
        ("DELIVERY_DAYS", "33", "33 days\n"),
        ("DELIVERY_DAYS", "33", "34 days\n"),  # which phones were signed in
        ("QUIET_HOURS", "22:30-07:00", "wait from 10:30 p.m. to 7 a.m."),
        ("QUIET_HOURS", "00:00-12:00", "wait from 12 a.m. to 12 p.m."),
        ("POLL_ACTIVE_HOURS", "6", "about an open case every 6 hours"),
        ("POLL_CLOSED_HOURS", "720", "about a decided one every 30 days"),
        ("LOOKUPS_PER_PERSON", "34", "about 34 different cases a day"),
        ("LOOKUPS_PER_MINUTE", "17", "17 times a minute"),
        ("SUPPORT_PHONE", "+12025550111", "call (202) 555-0111"),
        ("SERVICE_NAME", "Hope Line", "Hope Line is not USCIS."),
        ("SERVICE_NAME", "USCIS Case Line", "USCIS Case Line is a service of USCIS."),
        ("LINE_TYPE_LOOKUP", "on", "Whether your phone is a landline"),
    ],
)
def test_a_setting_that_is_changed_changes_the_page(sqlite_url: str, name: str, value: str, words: str) -> None:
    assert words not in whole(told(sqlite_url))
    assert words in whole(told(sqlite_url, **{name: value}))


def test_what_does_not_happen_is_not_told(sqlite_url: str) -> None:
    registry = whole(told(sqlite_url, QUIET_HOURS="none"))
    assert "USCIS gets nothing." in registry
    assert "Texts and calls with alerts wait" not in registry
    assert "landline. We ask" not in registry
    asking = whole(told(sqlite_url, **AGENCY))
    assert "USCIS gets the receipt number, and nothing else." in asking
    own = whole(told(sqlite_url, SERVICE_NAME="USCIS Case Line"))
    assert "is not USCIS" not in own
    assert "It is not USCIS" not in own


def test_the_list_says_how_long_what_is_kept(sqlite_url: str) -> None:
    kept = pairs(told(sqlite_url))
    assert kept["A talk by text or chat, and the receipt numbers in it"] == "30 minutes after your last word"
    assert kept["Which phones were signed in to a portfolio"] == "31 days"
    assert kept["What you said when you asked for texts or ended them"] == "5 years"
    assert kept["How often a PIN was wrong"] == "30 days; 5 or more in a row 400 days"


@pytest.mark.parametrize(
    "words",
    [
        "Message and data rates may apply.",
        "Message frequency varies.",
        "Carriers are not liable for delayed or undelivered messages.",
        "The program is called Case Status alerts.",
        "Text STOP or ALTO to end all texts and calls.",
        "Text HELP or AYUDA for help.",
        "We do not share mobile information with third parties or affiliates for marketing or promotion.",
        "leaves out text messaging opt-in data and consent: we share these with no third party.",
        "call (800) 375-5283",
    ],
)
def test_what_the_carriers_want_to_read_is_there(known: Facts, words: str) -> None:
    assert words in whole(known)


SLACK = {"en": 1, "es": 10}  # by how much one paragraph may be harder than all of them together


def spare(line: str, language: str) -> float:
    """How much easier it is than grade 9, or than "fairly easy" on the scale INFLESZ."""
    return 9 - grade(line) if language == "en" else inflesz(line) - 65


@pytest.mark.parametrize("make", [privacy, terms])
@pytest.mark.parametrize("name", ["Case Status", "USCIS Case Line"])
def test_everybody_can_read_it(sqlite_url: str, make: Any, name: str) -> None:
    sheet = make(told(sqlite_url, SERVICE_NAME=name, LINE_TYPE_LOOKUP="on", **AGENCY))
    for language in ("en", "es"):
        words = [line.rstrip(".") + "." for line in said(sheet, language)]
        assert spare(" ".join(words), language) >= 0, language
        # A formula says little of a few words.
        assert [line for line in words if len(line.split()) > 11 and spare(line, language) < -SLACK[language]] == []


@pytest.mark.parametrize("make", [privacy, terms])
def test_every_word_of_it_is_there_in_both_languages(known: Facts, make: Any) -> None:
    sheet = make(known)
    parts = [text for section in sheet.sections for part in section.parts for text in texts(part)]
    for text in (sheet.title, *(section.heading for section in sheet.sections), *parts):
        assert catalogs().knows(text, "es"), text.msgid


WORDS_AS_OF = {"Privacy": ("2026-11-26", "4625821a"), "Terms of use": ("2026-11-26", "051a3b2a")}


@pytest.mark.parametrize("make", [privacy, terms])
def test_the_date_is_that_of_the_words(sqlite_url: str, make: Any) -> None:
    """When this fails, the words were changed: give `SINCE` beside them the day from which they hold, and both here."""
    variants = [{"SERVICE_NAME": "USCIS Case Line"}, {"QUIET_HOURS": "none"}, {"LINE_TYPE_LOOKUP": "on", **AGENCY}]
    found: set[str] = set()
    for more in variants:
        sheet = make(told(sqlite_url, **more))
        found |= {text.msgid for section in sheet.sections for part in section.parts for text in texts(part)}
    mark = hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()[:8]
    assert (sheet.since.iso, mark) == WORDS_AS_OF[sheet.title.msgid]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.0, "1 minute"), (61, "2 minutes"), (900, "15 minutes"), (3600, "1 hour"), (5400, "90 minutes"),
     (DAY, "24 hours"), (2 * DAY, "2 days"), (1.5 * DAY, "36 hours"), (365 * DAY, "1 year"), (400 * DAY, "400 days")],
)  # fmt: skip
def test_a_length_of_time_is_said_as_people_say_it(seconds: float, words: str) -> None:
    assert catalogs().say(length(seconds), "en", "web") == words


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "12 a.m."), (485, "8:05 a.m."), (720, "12 p.m."), (1260, "9 p.m."), (1439, "11:59 p.m.")]
)
def test_a_time_of_day_is_said_as_people_say_it(minutes: int, words: str) -> None:
    time: Text = clock(minutes)
    assert catalogs().say(time, "en", "web") == words


@pytest.mark.parametrize("path", PAGES)
def test_the_page_speaks_the_language_that_is_asked_for_else_the_browsers(app: Flask, path: str) -> None:
    client = app.test_client()
    english, spanish = client.get(f"{path}?lang=en").text, client.get(f"{path}?lang=es").text
    assert '<html lang="en">' in english
    assert '<html lang="es">' in spanish
    assert "Case Status no es USCIS" in spanish or "No es USCIS" in spanish
    assert client.get(path, headers={"Accept-Language": "es-MX,es;q=0.9"}).text == spanish
    assert client.get(path, headers={"Accept-Language": "fr"}).text == english
    for wrong in ("xx", "", "es-MX", "%00", "../es"):
        answer = client.get(f"{path}?lang={wrong}", headers={"Accept-Language": "es"})
        assert (answer.status_code, answer.text) == (200, spanish)


@pytest.mark.parametrize("path", PAGES)
def test_each_line_of_the_contents_leads_to_its_part(app: Flask, path: str) -> None:
    for language in ("en", "es"):
        page = app.test_client().get(f"{path}?lang={language}").text
        marks = re.findall(r'<li><a href="#(\w+)">', page)
        assert len(marks) == len(set(marks)) > 8
        assert all(f'<h2 id="{mark}">' in page for mark in marks)


@pytest.mark.parametrize("path", PAGES)
def test_a_look_takes_nothing_and_keeps_nothing(app: Flask, path: str) -> None:
    client = app.test_client()
    page, head = client.get(path), client.head(path)
    assert (head.status_code, head.text) == (200, "")
    assert head.headers["Content-Security-Policy"] == page.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in page.headers
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert client.post(path).status_code == 405


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES)
def test_anybody_can_read_it_on_any_screen_without_scripts(app: Flask, browser: Browser, path: str) -> None:
    asked: list[str] = []
    with serving(app) as address, browser.new_context(java_script_enabled=False) as plain:
        page = plain.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}{path}?lang=en", wait_until="load")
        page.get_by_role("link", name="Español").click()
        page.get_by_role("navigation", name="En esta página").get_by_role("link").last.click()
        assert page.get_by_role("heading", name="Hablar con una persona").is_visible()
        assert all(url.startswith(address) for url in asked)
    with serving(app) as address, browser.new_context() as context:
        page = context.new_page()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            for language in ("en", "es"):
                for width in (320, 1280):
                    page.set_viewport_size({"width": width, "height": 900})
                    page.goto(f"{address}{path}?lang={language}")
                    assert accessibility_faults(page) == []
                    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("site", "there"),
    [("https://status.example.org", True), ("https://an-address-too-long.of-the-house.example.org", False)],
)
def test_help_says_where_the_terms_stand_where_that_costs_no_more(sqlite_url: str, site: str, there: bool) -> None:
    made = services(sqlite_url, PUBLIC_URL=site)
    for language, most in (("en", 2), ("es", 3)):
        body = fitted(helped(made.house), language, made.catalogs.variants, "sms", most)
        assert segments(body) <= most
        assert "STOP" in body
        assert (f"{site.removeprefix('https://')}/terms" in body) == (there or language == "es")
        privacy_too = fitted(about(made.house), language, made.catalogs.variants, "sms", most)
        assert f"{site.removeprefix('https://')}/privacy" in privacy_too
