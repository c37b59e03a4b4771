"""What the page with the phones shows in frames: the service's own page, and e-mails as a mail program does."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

import flask
import httpx2
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from bot.demo import free_port
from bot.simulator.agency import Rules
from bot.simulator.mailbox import Mailbox
from bot.simulator.page import build_app, build_stage
from bot.simulator.parameters import Account
from bot.web.paper import protected
from tests.browser import accessibility_faults
from tests.demo_page import NARROW, WIDE, announced, open_page, opened, wide_overflow
from tests.serving import serving

pytestmark = pytest.mark.slow

LETTER = """<!DOCTYPE html><html lang="en"><head><title>News</title><style>
body { background: #ffffff; color: #111111; }
@media (prefers-color-scheme: dark) { body { background: #101010; color: #ffffff; } }
</style></head><body><main><h1>A case was approved</h1><p id="p">Words</p>
<script>document.getElementById("p").textContent = "Ran"</script>
<a href="WEB/privacy">No more e-mails</a></main></body></html>"""


class ServicePage:
    """The service's web process, in so far as it has a page; who may hold it is told as the real one tells it."""

    def __init__(self) -> None:
        self.framed_by, self.status, self.fetched = "", 200, 0
        self.app = flask.Flask("service")
        self.app.add_url_rule("/", "page", self.page)
        self.app.add_url_rule("/privacy", "privacy", lambda: "<title>Privacy</title><h1>Privacy</h1>")

    def page(self) -> flask.Response:
        self.fetched += 1
        lang = flask.request.args.get("lang", "en")
        html = f'<!DOCTYPE html><html lang="{lang}"><title>Chat</title><main><h1>The chat in {lang}</h1></main></html>'
        return protected(flask.Response(html, self.status), self.framed_by)


@dataclass(frozen=True)
class Stand:
    """The simulator, whole, beside a service."""

    service: ServicePage
    web: str
    address: str
    mailbox: Mailbox


@pytest.fixture
def stand() -> Iterator[Stand]:
    with ExitStack() as stack:
        service = ServicePage()
        web = stack.enter_context(serving(service.app))
        stage = build_stage(Account("AC1", "token", "+12025550100", web), Rules("app", "secret"), pause=0.01)
        stack.callback(stage.carrier.close)
        address = stack.enter_context(serving(build_app(stage)))
        service.framed_by = address
        yield Stand(service, web, address, stage.mailbox)


@pytest.fixture
def page(browser: Browser, stand: Stand) -> Iterator[Page]:
    with opened(browser, stand.address) as page:
        yield page


def mail(stand: Stand) -> None:
    letter = EmailMessage()
    letter["Subject"] = "News"
    letter.set_content("A case was approved.")
    letter.add_alternative(LETTER.replace("WEB", stand.web), subtype="html")
    stand.mailbox.take("ana@example.org", letter.as_bytes(policy=SMTP))


def test_the_chat_is_fetched_only_when_it_is_opened_and_speaks_the_language_of_the_page(
    page: Page, stand: Stand
) -> None:
    expect(page.get_by_role("heading", name="Chat")).to_be_visible()
    assert stand.service.fetched == 0
    page.get_by_role("button", name="Open the chat here").press("Enter")
    chat = page.frame_locator("iframe[title='Chat with the service']")
    expect(chat.get_by_role("heading")).to_have_text("The chat in en")
    expect(announced(page)).to_have_text("The chat is open.")
    page.get_by_role("button", name="Close the chat").press("Enter")
    expect(page.locator("iframe")).to_have_count(0)
    open_page(page, "es")
    page.get_by_role("button", name="Abrir el chat aquí").click()
    chat = page.frame_locator("iframe[title='Chat con el servicio']")
    expect(chat.get_by_role("heading")).to_have_text("The chat in es")


def test_the_chat_opens_in_a_tab_of_its_own(page: Page) -> None:
    with page.expect_popup() as opening:
        page.get_by_role("link", name="Open it in a new tab").click()
    expect(opening.value.get_by_role("heading")).to_have_text("The chat in en")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda service: setattr(service, "framed_by", ""),
        lambda service: setattr(service, "framed_by", "https://www.example.org"),
        lambda service: setattr(service, "status", 404),
    ],
    ids=["by nobody", "by another", "not there"],
)
def test_where_it_may_not_be_shown_a_sentence_says_so(
    page: Page, stand: Stand, spoil: Callable[[ServicePage], None]
) -> None:
    spoil(stand.service)
    page.get_by_role("button", name="Open the chat here").click()
    expect(page.get_by_role("region", name="Chat")).to_contain_text("can’t be shown here just now")
    expect(announced(page)).to_contain_text("Open it in a new tab instead.")
    expect(page.locator("iframe")).to_have_count(0)


def test_a_service_that_is_down_is_one_where_it_may_not_be_shown() -> None:
    down = f"http://127.0.0.1:{free_port(0)}"
    stage = build_stage(Account("AC1", "token", "+12025550100", down), Rules("app", "secret"))
    with serving(build_app(stage)) as address:
        assert httpx2.get(f"{address}/api/web", trust_env=False).json() == {"framed": False}
    stage.carrier.close()


def test_the_page_lets_frames_of_the_service_alone_in(stand: Stand) -> None:
    policy = httpx2.get(stand.address, trust_env=False).headers["Content-Security-Policy"]
    assert policy.split("; ")[-1] == f"frame-src 'self' {stand.web}"
    assert "frame-ancestors 'none'" in policy
    assert httpx2.get(f"{stand.address}/api/state", trust_env=False).json()["web"] == stand.web


@pytest.mark.parametrize(
    ("language", "names"),
    [("en", ("Privacy (new tab)", "Terms (new tab)")), ("es", ("Privacidad (pestaña nueva)", "Condiciones (pestaña"))],
)
def test_the_foot_links_to_privacy_and_terms(page: Page, stand: Stand, language: str, names: tuple[str, str]) -> None:
    open_page(page, language)
    for name, path in zip(names, ("privacy", "terms"), strict=True):
        link = page.get_by_role("contentinfo").get_by_role("link", name=name)
        expect(link).to_have_attribute("href", f"{stand.web}/{path}?lang={language}")
        expect(link).to_have_attribute("target", "_blank")


@pytest.mark.parametrize(("look", "ground"), [("Light", "rgb(255, 255, 255)"), ("Dark", "rgb(16, 16, 16)")])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_email_is_shown_as_where_all_is_light_or_dark_whatever_the_browser_is(
    page: Page, stand: Stand, look: str, ground: str, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    mail(stand)
    page.get_by_role("button", name=look, exact=True).press("Enter")
    shown = page.frame_locator("iframe[title='The e-mail: News']")
    expect(shown.get_by_role("heading")).to_have_text("A case was approved")
    expect(shown.locator("body")).to_have_css("background-color", ground)
    expect(shown.locator("#p")).to_have_text("Words")  # no script runs in it
    expect(page.get_by_role("button", name=look, exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Words only").click()
    expect(page.locator(".mail-body")).to_have_text("A case was approved.")
    expect(page.locator("iframe")).to_have_count(0)


def test_a_link_in_an_email_opens_elsewhere_and_works_there(page: Page, stand: Stand) -> None:
    mail(stand)
    page.get_by_role("button", name="Light", exact=True).click()
    with page.expect_popup() as opening:
        page.frame_locator(".mail-frame").get_by_role("link", name="No more e-mails").click()
    expect(opening.value.get_by_role("heading")).to_have_text("Privacy")
    assert opening.value.evaluate("self.origin") == stand.web  # not the nobody that a sandbox makes of it
    expect(page.frame_locator(".mail-frame").get_by_role("heading")).to_have_text("A case was approved")


def test_no_other_page_may_hold_an_email(stand: Stand) -> None:
    mail(stand)
    for asked, wanted in (("", "'none'"), ("?scheme=dark", "'self'")):
        answer = httpx2.get(f"{stand.address}/api/mail/1/page{asked}", trust_env=False)
        policy = answer.headers["Content-Security-Policy"]
        assert policy.endswith(f"frame-ancestors {wanted}")
        assert "default-src 'none'" in policy
        assert policy.startswith("sandbox ")
        assert not {"allow-scripts", "allow-same-origin", "allow-forms"} & set(policy.split(";")[0].split())


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_with_both_frames_open_axe_finds_nothing_and_nothing_is_too_wide(
    page: Page, stand: Stand, language: str, size: ViewportSize
) -> None:
    page.set_viewport_size(size)
    open_page(page, language)
    mail(stand)
    page.locator("[data-look=dark]").click()
    page.locator("#chat-open").click()
    expect(page.frame_locator(".chat-frame").get_by_role("heading")).to_be_visible()
    assert accessibility_faults(page) == []
    assert wide_overflow(page) == 0
