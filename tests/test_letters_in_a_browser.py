"""E-mails as the service sends them, looked at in a browser the way mail programs show them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from bot.notices import File, Recipient
from bot.portfolios.vault import Opened
from dialogs.house import House
from dialogs.portfolio import notices
from dialogs.portfolio.notices import Notice
from storage import consents, contacts, migrate
from tests.alerting import ANOTHER, APPROVED, INTERVIEW, MAILBOX, RECEIPT, RECEIVED, Arrived, Town
from tests.browser import accessibility_faults
from tests.service import PUBLIC
from tests.world import PERSON

pytestmark = pytest.mark.slow

KINDS = ("all", "title", "hint", "weekly", "elsewhere", "test")
LANGUAGES = ("en", "es")
STYLES = re.compile("<style>.*?</style>", re.DOTALL)
SAID = (
    "We approved your Form I-130, Receipt Number {}. See https://www.uscis.gov/an-address/that-goes-on/and-on/and-on."
)
# The contrast of every piece of text with the nearest ground that is painted behind it, the worst of them.
CONTRAST = """() => {
  const channels = paint => paint.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = at => { for (; at; at = at.parentElement) {
    const paint = channels(getComputedStyle(at).backgroundColor);
    if (paint.length < 4 || paint[3] === 1) return paint; } return [255, 255, 255]; };
  const written = [...document.body.querySelectorAll("*")].filter(
    each => [...each.childNodes].some(part => part.nodeType === 3 && part.data.trim()));
  return Math.min(...written.map(each => {
    const [low, high] = [light(channels(getComputedStyle(each).color)), light(ground(each))].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05); }));
}"""


def mailbox(kind: str) -> str:
    return f"{kind}@example.org"


def settle(town: Town, kind: str, language: str) -> None:
    """A portfolio whose owner chose this kind of e-mail."""
    portfolio = town.open(f"{kind}{language}88", {RECEIPT: "Mom", ANOTHER: ""}, language=language)
    level = kind if kind in ("title", "hint") else "all"
    contact = town.reach(portfolio, mailbox(kind), level=level, weekly=kind == "weekly")
    if kind == "elsewhere":  # the phone said STOP, and e-mails were not wanted until then
        phone = town.reach(portfolio, PERSON)
        with town.services.database.writing() as db:
            contacts.tell(db, portfolio.key, contact.number, on=False)
            consents.stop(db, phone.address_key, "text", town.clock.now)


def sent(town: Town, language: str) -> dict[str, Arrived]:
    """One e-mail of each kind."""
    for receipt in (RECEIPT, ANOTHER):
        town.shows(receipt, RECEIVED, "2026-01-05")
    for kind in KINDS[:-1]:
        settle(town, kind, language)
    tested = town.open(f"test{language}88", {}, language=language)
    town.reach(tested, mailbox("test"))
    town.poll()
    for receipt, title in ((RECEIPT, APPROVED), (ANOTHER, INTERVIEW)):
        town.shows(receipt, title)
        case = town.source.cases[receipt]
        town.source.cases[receipt] = replace(case, text={"en": SAID.format(receipt)})
    with town.services.database.writing() as db:
        assert town.services.alerts.test(db, tested) == 1
    arrived = [*town.poll(), *town.deliver_alerts(1), *town.deliver_alerts(5 * 24)]
    return {each.to.removesuffix("@example.org"): each for each in arrived if "@" in each.to}


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Arrived]]:
    """By language and kind."""
    found = {}
    for language in LANGUAGES:
        url = f"sqlite:///{tmp_path_factory.mktemp('town') / 'line.db'}"
        migrate.upgrade(url)
        town = Town(url)
        found[language] = sent(town, language)
        town.close()
    return found


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    yield opened
    opened.close()


def test_one_of_each_kind_was_sent(letters: dict[str, dict[str, Arrived]]) -> None:
    for language in LANGUAGES:
        assert sorted(letters[language]) == sorted(KINDS)
    assert "Your phone asked for no more texts" in letters["en"]["elsewhere"].body
    assert "this week" in letters["en"]["weekly"].subject
    assert "3403" not in letters["en"]["hint"].body


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("styles", [True, False], ids=["whole", "without its style sheet"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_anybody_can_read_it(
    letters: dict[str, dict[str, Arrived]], page: Page, kind: str, language: str, styles: bool,
    scheme: Literal["light", "dark"],
) -> None:  # fmt: skip
    html = letters[language][kind].html
    page.emulate_media(color_scheme=scheme)
    for width in (320, 1200):
        page.set_viewport_size({"width": width, "height": 700})
        page.set_content(html if styles else STYLES.sub("", html))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(CONTRAST) >= 4.5
    assert accessibility_faults(page) == []
    link = page.get_by_role("link")
    assert link.get_attribute("href") == letters[language][kind].unsubscribe
    assert link.evaluate("each => getComputedStyle(each).textDecorationLine") == "underline"
    assert page.get_by_text(f"({PUBLIC.removeprefix('https://')})").is_visible(), "where it leads is written beside it"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_plain_part_reads_well_as_it_is(letters: dict[str, dict[str, Arrived]], kind: str, language: str) -> None:
    letter = letters[language][kind]
    lines = letter.body.split("\n")
    assert letter.unsubscribe in lines, "an address stands on a line of its own, whole, so that it can be pressed"
    assert all(line == line.rstrip() for line in lines)
    assert "\n\n\n" not in letter.body
    assert not re.search(r"</?[a-z]+[ >]|&[a-z#]+;|\{|\}", letter.body)
    words = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", STYLES.sub("", letter.html)))
    for line in filter(None, (line.strip(" *") for line in lines)):
        if line != letter.unsubscribe:
            assert line.rstrip(":") in words, "both parts say the same"


def written(house: House) -> list[Callable[[], Notice]]:
    """Everything else that goes to a mailbox."""
    return [
        lambda: notices.code("verify", "123456", 600.0, house),
        lambda: notices.code("enter", "123456", 600.0, house),
        lambda: notices.code("recover", "123456", 600.0, house),
        lambda: notices.locked_out(900.0, house, own=False),
        lambda: notices.locked_out(900.0, house, own=True),
        lambda: notices.closed(house),
        lambda: notices.pin_changed(house),
        lambda: notices.contact_added("phone", house),
        lambda: notices.contact_removed("email", house),
        lambda: notices.data(house),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_codes_and_notices_are_plain_letters_that_link_nowhere(tmp_path: Path, language: str) -> None:
    url = f"sqlite:///{tmp_path / 'line.db'}"
    migrate.upgrade(url)
    town = Town(url)
    portfolio: Opened = town.open("maria88", {}, language=language)
    to = Recipient(portfolio.key, portfolio.data_key, language, MAILBOX)
    for make in written(town.services.house):
        notice = make()
        file = File("data.json", "application/json", "{}") if notice == notices.data(town.services.house) else None
        with town.services.database.writing() as db:
            town.services.notices.post(db, to, notice, file=file)
        (letter,) = town.deliver_alerts()
        assert (letter.html, letter.unsubscribe) == ("", "")
        lines = letter.body.split("\n")
        assert letter.subject.startswith("Case Status: ")
        assert lines[0].startswith("Case Status: ")
        assert "http" not in letter.body
        assert all(0 < len(line) <= 200 and line == line.strip() for line in lines)
        assert "123456" not in letter.subject
        assert "Nobody reads answers" in lines[-1] or "Nadie lee las respuestas" in lines[-1]
    town.close()
