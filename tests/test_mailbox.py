"""The mailbox of the demo: what the service mails is there, and nothing else can reach it."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx2
import pytest

from bot.demo import free_port
from bot.mail import File, Mailer
from bot.simulator.agency import Rules
from bot.simulator.mail_server import mail_server
from bot.simulator.mailbox import KEPT, Mailbox
from bot.simulator.page import build_app, build_stage
from bot.simulator.parameters import Account
from tests.serving import serving

TO = "ana@example.org"


class Demo:
    """The simulator with its mail server, and the service's own mailer in front of it."""

    def __init__(self, mailer: Mailer, api: httpx2.Client, mailbox: Mailbox) -> None:
        self.mailer, self.api, self.mailbox = mailer, api, mailbox

    def events(self) -> list[dict[str, Any]]:
        answer = self.api.get("/events", params={"after": 0, "wait": 1}).json()
        return [event for event in answer["events"] if event["kind"] == "mail"]


@pytest.fixture
def demo() -> Iterator[Demo]:
    with ExitStack() as stack:
        account = Account("AC1", "token", "+12025550100", "http://127.0.0.1:1")
        stage = build_stage(account, Rules("app", "secret"), pause=0.01)
        stack.callback(stage.carrier.close)
        server = mail_server(stage.mailbox, free_port(0))
        server.start()
        stack.callback(server.stop)
        address = stack.enter_context(serving(build_app(stage)))
        api = stack.enter_context(httpx2.Client(base_url=address + "/api", trust_env=False))
        mailer = Mailer(f"smtp://127.0.0.1:{server.port}", "demo@example.org", name="Case Status")
        stack.callback(mailer.close)
        yield Demo(mailer, api, stage.mailbox)


def test_an_email_that_the_service_sends_is_told_to_the_page(demo: Demo) -> None:
    demo.mailer.send(TO, "Su código", "Su código es 12345678.\n\nCaduca en 10 minutos.", "abc")
    [mail] = demo.events()
    assert (mail["to"], mail["subject"], mail["sender"]) == (TO, "Su código", "Case Status <demo@example.org>")
    assert mail["body"] == "Su código es 12345678.\n\nCaduca en 10 minutos."
    assert (mail["mail"], mail["files"], mail["phone"]) == (1, [], "")


def test_a_file_that_came_with_it_can_be_saved_and_is_never_shown(demo: Demo) -> None:
    content = '{"name": "Mamá"}'.encode()
    demo.mailer.send(TO, "Data", "Attached.", "abc", File("mis datos é.json", "application/json", content))
    [mail] = demo.events()
    assert mail["files"] == [{"name": "mis datos é.json", "type": "application/json", "bytes": len(content)}]
    saved = demo.api.get("/mail/1/0")
    assert saved.content == content
    assert saved.headers["Content-Disposition"].startswith("attachment; ")
    assert saved.headers["X-Content-Type-Options"] == "nosniff"
    for other in ("1/1", "2/0", "0/0"):
        assert demo.api.get(f"/mail/{other}").status_code == 404


def test_an_alert_is_shown_as_a_mail_program_does_and_can_run_nothing_there(demo: Demo) -> None:
    page = "<p>Caso Fue Aprobado é</p><script>alert(1)</script>"
    demo.mailer.send(TO, "News", "Caso Fue Aprobado", "abc", html=page)
    demo.mailer.send(TO, "Code", "Plain only.", "abd")
    alert, code = demo.events()
    assert (alert["body"], alert["page"], code["page"]) == ("Caso Fue Aprobado", True, False)
    shown = demo.api.get("/mail/1/page")
    assert shown.text.strip() == page
    policy = shown.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox ")
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    for other in (0, 2, 3):
        assert demo.api.get(f"/mail/{other}/page").status_code == 404


def test_the_newest_hundred_are_kept(demo: Demo) -> None:
    for number in range(KEPT + 5):
        demo.mailbox.take(TO, f"Subject: {number}\n\nbody".encode())
    assert [mail.subject for mail in demo.mailbox.mails()] == [str(number) for number in range(KEPT + 4, 4, -1)]


@pytest.mark.parametrize(
    "raw", [b"", b"\x00\xff", b"Content-Type: multipart/mixed\n\n--x", b"Subject: =?x?q?=ff?=\n\nb"]
)
def test_what_is_no_proper_email_is_shown_as_far_as_it_goes(demo: Demo, raw: bytes) -> None:
    demo.mailbox.take(TO, raw)
    assert len(demo.events()) == 1


def test_a_phone_has_no_mail_in_its_transcript(demo: Demo) -> None:
    demo.mailer.send(TO, "a", "b", "1")
    assert demo.api.get("/transcript", params={"phone": ""}).text == ""
