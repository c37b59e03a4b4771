"""E-mails that carry alerts: what they say, what they never say, and how they look in a browser."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page

from bot.letters import LetterWriter, Written
from dialogs.cases import Case, Step
from dialogs.news import News
from tests.browser import accessibility_faults
from tests.world import HOUSE, catalogs

CASE = Case(
    "IOE0912345678",
    "I-130",
    {"en": "Case Was Approved", "es": "Caso Fue Aprobado"},
    {"en": "We approved your Form I-130, Receipt Number IOE0912345678, on May 13, 2026."},
    (Step("2026-05-13", {"en": "We approved your Form I-130.", "es": "Aprobamos su Formulario I-130."}),),
    "2026-05-13",
)
NEWS = News("changed", "Mom", CASE.receipt, "I-130", CASE, {"en": "Case Was Received", "es": "Caso Fue Recibido"})
LINK = "https://status.example.org/alerts/unsubscribe/abc_-123"


def written(*news: News, level: str = "all", language: str = "en", **more: str) -> Written:
    writer = LetterWriter(catalogs(), HOUSE, "https://status.example.org")
    options = {"why": "", "unsubscribe": LINK, **more}
    return writer.write(news, level, language, why=options["why"], unsubscribe=options["unsubscribe"])


@pytest.mark.parametrize("language", ["en", "es"])
def test_both_parts_say_the_same_in_the_language_of_the_portfolio(language: str) -> None:
    letter = written(NEWS, language=language)
    title = CASE.title[language]
    for part in (letter.text, letter.html):
        assert f"Mom: {title}" in part
        assert NEWS.before[language] in part
        assert LINK in part
        assert CASE.receipt not in part
    assert f'<html lang="{language}">' in letter.html
    assert title not in letter.subject
    assert "Mom" not in letter.subject


@pytest.mark.parametrize(
    ("level", "there", "not_there"),
    [
        ("all", "Before: Case Was Received", "IOE09"),
        ("all", "We approved your Form I-130, Receipt Number ...5678, on May 13, 2026.", "IOE09"),
        ("title", "Mom: Case Was Approved", "Before"),
        ("hint", "text LIST", "Mom"),
    ],
)
def test_it_says_as_much_as_its_owner_chose(level: str, there: str, not_there: str) -> None:
    letter = written(NEWS, level=level)
    for part in (letter.text, letter.html):
        assert there in part
        assert not_there not in part


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x>', "Ann & Bob", "\u202eevil", "👵🏽 Mamá"])
def test_no_name_is_ever_markup(name: str) -> None:
    letter = written(replace(NEWS, name=name))
    assert "<script" not in letter.html
    assert "<img" not in letter.html
    assert name in letter.text


@pytest.mark.parametrize("name", ["أمي", "אמא", "\u202eevil"])
def test_a_name_from_right_to_left_turns_nothing_around_beside_it(name: str) -> None:
    letter = written(replace(NEWS, name=name))
    for part in (letter.text, letter.html):
        assert f"\u2068{name}\u2069: Case Was Approved" in part


def test_it_asks_for_nothing_from_anywhere_and_stays_whole_in_a_mailbox() -> None:
    letter = written(*[replace(NEWS, name=f"Client {number}") for number in range(100)])
    assert len(letter.html.encode()) < 102_000, "mail programs cut off what is longer"
    for word in ("<img", "<link", "<script", "@import", "url(", "http://"):
        assert word not in letter.html
    assert letter.html.count("https://") == letter.html.count(LINK)
    assert len(written(NEWS).html.encode()) < 20_000


def test_a_screen_reader_is_told_in_which_language_the_agency_speaks() -> None:
    assert '<blockquote class="item" lang="en"' in written(NEWS, language="es").html
    both = replace(CASE, text={**CASE.text, "es": "Aprobamos su Formulario I-130."})
    letter = written(replace(NEWS, case=both), language="es")
    assert '<blockquote class="item" lang="es"' in letter.html
    assert "Aprobamos su Formulario I-130." in letter.text


def test_the_longest_email_counts_the_cases_that_it_leaves_out() -> None:
    long = replace(NEWS, case=replace(CASE, text={"en": "They wrote at length. " * 100}))
    for count, left in ((40, ""), (41, "And 1 more case."), (100, "And 60 more cases.")):
        letter = written(*[long] * count)
        assert len(letter.html.encode()) < 102_000
        assert len(letter.text.encode()) < 102_000
        assert ("more case" in letter.text, left in letter.html) == (bool(left), True)
    assert "more case" not in written(*[NEWS] * 100, level="hint").text


def test_why_it_comes_by_email_stands_at_the_top() -> None:
    letter = written(NEWS, why="Our text to your phone did not arrive.")
    assert letter.text.index("did not arrive") < letter.text.index("Mom")


@pytest.fixture(scope="module")
def shown(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_anybody_can_read_it_on_any_screen(shown: Page, language: str, scheme: str) -> None:
    letter = written(NEWS, replace(NEWS, kind="vanished", name=""), language=language, why="Why it comes here.")
    for width in (320, 1200):
        shown.set_viewport_size({"width": width, "height": 700})
        shown.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        shown.set_content(letter.html)
        assert accessibility_faults(shown) == []
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
