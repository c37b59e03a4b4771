"""E-mail through a real mail server: what goes over the line, and what is said when it does not go."""

import json
import logging
import ssl
import traceback
from collections.abc import Iterator
from contextlib import closing
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from bot.mail import File, Mailer
from bot.sending import SendError
from tests.mail_server import (
    PASSWORD,
    WRITTEN,
    Post,
    answers_as,
    certificate_in,
    elsewhere,
    knows_password,
    mail_server,
)

TO = "Ana.Perez+visa@example.org"
FROM = "status@line.example"
SUBJECT = "Case Status: su código"
BODY = "Su código es 1234 5678.\n\n.\nCaduca en 10 minutos — úselo pronto.\n" + "larga " * 300


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def server(post: Post) -> Iterator[str]:
    with mail_server(post) as mail:
        yield f"smtp://{mail}"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate_in(tmp_path_factory.mktemp("mail"))


def sent(mailer: Mailer, *told: Any, **more: Any) -> str:
    """Sent on a connection of its own."""
    with closing(mailer):
        return mailer.send(*told, **more)


def failure(url: str, to: str = TO, trust: ssl.SSLContext | None = None) -> SendError:
    with pytest.raises(SendError) as caught:
        sent(Mailer(url, FROM, timeout=0.3, trust=trust), to, SUBJECT, BODY, "m1")
    return caught.value


def test_an_email_arrives_as_it_was_written(server: str, post: Post) -> None:
    assert sent(Mailer(server, FROM, name="Case Status"), TO, SUBJECT, BODY, "abc123") == "<abc123@line.example>"
    [mail] = post.mails
    assert mail["Subject"] == SUBJECT
    assert mail.get_content().replace("\r\n", "\n") == BODY + "\n"
    assert (mail["To"], mail["From"]) == (TO, f"Case Status <{FROM}>")
    assert mail["Message-ID"] == "<abc123@line.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert parsedate_to_datetime(mail["Date"]).tzinfo is not None
    assert mail.get_content_charset() == "utf-8"
    assert post.rcpt == [[TO]]
    assert post.raw[0].isascii(), "nothing that an old server could change"
    assert max(map(len, post.raw[0].splitlines())) < 998


def test_a_file_comes_with_it_unchanged(server: str, post: Post) -> None:
    content = json.dumps({"name": "Mamá"}, ensure_ascii=False).encode()
    sent(Mailer(server, FROM), TO, "Your data", "Attached.", "abc", File("portfolio.json", "application/json", content))
    [attached] = post.mails[0].iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("portfolio.json", "application/json")
    assert attached.get_content() == content


def test_the_same_email_sent_again_has_the_same_message_id(server: str, post: Post) -> None:
    with closing(Mailer(server, FROM)) as mailer:
        assert mailer.send(TO, "a", "b", "abc") == mailer.send(TO, "a", "b", "abc")
    assert len({mail["Message-ID"] for mail in post.mails}) == 1


def test_an_alert_has_a_page_of_its_own_and_can_be_ended_with_one_click(server: str, post: Post) -> None:
    link = "https://line.example/alerts/unsubscribe/abc_-123"
    sent(
        Mailer(server, FROM), TO, "News", "Caso Fue Aprobado", "m1", html="<p>Caso Fue Aprobado é</p>", unsubscribe=link
    )
    [mail] = post.mails
    assert mail.get_content_type() == "multipart/alternative"
    plain, html = mail.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert html.get_content().strip() == "<p>Caso Fue Aprobado é</p>"
    assert mail["List-Unsubscribe"] == f"<{link}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert post.raw[0].isascii()


@pytest.mark.parametrize("length", [40, 300, 800])
def test_the_link_that_ends_alerts_stays_as_it_is_however_long(server: str, post: Post, length: int) -> None:
    link = f"https://line.example/alerts/unsubscribe/{'Ab_-9xyZ' * (length // 8)}"
    sent(Mailer(server, FROM), TO, "News", "b", "m1", unsubscribe=link)
    assert f"\r\nList-Unsubscribe: <{link}>\r\n".encode() in post.raw[0], "encoded, no mail program finds it"


HEADERS = ["a\r\nBcc: b@example.org", "a\nBcc: b@example.org", "a\rb", "a\0b", "a\u2028b", "a\u0085b"]


@pytest.mark.parametrize("value", HEADERS)
@pytest.mark.parametrize("where", ["subject", "message_id", "unsubscribe", "name", "type"])
def test_nothing_begins_a_header_of_its_own(server: str, post: Post, where: str, value: str) -> None:
    given = {"subject": SUBJECT, "message_id": "m1", "unsubscribe": "https://line.example/u"}
    if where in given:
        told: dict[str, Any] = {**given, where: value}
    else:
        named = {"name": "a.json", "type": "application/json", where: value}
        told = {**given, "file": File(named["name"], named["type"], b"{}")}
    with pytest.raises(SendError) as caught:
        sent(Mailer(server, FROM), TO, body=BODY, **told)
    assert caught.value.fate == "ours", "whoever it is for is not at fault"
    assert post.raw == []


@pytest.mark.parametrize("value", HEADERS)
def test_words_that_look_like_headers_stay_words(server: str, post: Post, value: str) -> None:
    sent(Mailer(server, FROM), TO, SUBJECT, value, "m1", html=f"<p>{value}</p>")
    assert post.mails[0]["Bcc"] is None
    assert post.rcpt == [[TO]]


@pytest.mark.parametrize("name", ["Case\r\nBcc: b@example.org", "Case\nStatus"])
def test_a_service_name_with_a_line_break_sends_nothing(server: str, post: Post, name: str) -> None:
    with pytest.raises(ValueError, match="CR or LF"):
        sent(Mailer(server, FROM, name=name), TO, SUBJECT, BODY, "m1")
    assert post.raw == []


@pytest.mark.parametrize("identifier", ["a b", "a>b", "", "a@b", "é"])
def test_an_identifier_that_is_no_message_id_is_not_sent(server: str, post: Post, identifier: str) -> None:
    with pytest.raises(SendError):
        sent(Mailer(server, FROM), TO, SUBJECT, BODY, identifier)
    assert post.raw == []


def test_half_a_sign_keeps_no_email_back(server: str, post: Post) -> None:
    sent(Mailer(server, FROM), TO, SUBJECT, "a\ud83db", "m1", html="<p>a\ud83db</p>")
    assert [part.get_content().strip() for part in post.mails[0].iter_parts()] == ["a?b", "<p>a?b</p>"]


@pytest.mark.parametrize(
    "to",
    [
        '"x"@y.z, other@z.q',
        "a@example.org,b@example.org",
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org\n",
        "Ana <a@example.org>",
        "a@b@example.org",
        "a@example",
        "ana@exämple.org",
        "a b@example.org",
        "",
        "a" * 65 + "@example.org",
        "a@" + "b" * 60 + ("." + "b" * 60) * 4,
    ],
)
def test_what_is_not_one_plain_address_is_never_asked_for(server: str, post: Post, to: str) -> None:
    assert failure(server, to).fate == "never"
    assert post.raw == []


@pytest.mark.parametrize(
    ("command", "answer", "fate"),
    [
        ("MAIL", "451 try later", "later"),
        ("MAIL", "550 who are you", "ours"),
        ("RCPT", "450 mailbox busy", "later"),
        ("RCPT", "550 no such user", "never"),
        ("RCPT", "550 5.1.1 no such user", "never"),
        ("RCPT", "550 5.7.1 relay denied", "ours"),
        ("RCPT", "550 5.1.8 sender's domain unknown", "ours"),
        ("RCPT", "503 5.5.1 need MAIL first", "ours"),
        ("RCPT", "530 log in first", "ours"),
        ("RCPT", "552 5.2.2 mailbox full", "later"),
        ("RCPT", "550 5.2.2 over quota", "later"),
        ("RCPT", "552 over quota", "later"),
        ("RCPT", "550 5.4.1 access denied", "never"),
        ("DATA", "452 disk full", "later"),
        ("DATA", "554 looks like spam", "filtered"),
    ],
)
def test_a_refusal_means_what_its_number_says(server: str, post: Post, command: str, answer: str, fate: str) -> None:
    post.refuse[command] = answer
    error = failure(server)
    assert (error.fate, error.code) == (fate, int(answer[:3]))
    assert post.raw == []


def test_it_goes_encrypted_and_logged_in_where_the_server_offers_it(certificate: Path, post: Post) -> None:
    trust = ssl.create_default_context(cafile=certificate)
    login = {"authenticator": knows_password, "auth_required": True}
    with mail_server(post, tls_context=answers_as(certificate), **login) as mail:
        sent(Mailer(f"smtp://alerts:{WRITTEN}@{mail}", FROM, trust=trust), TO, "a", "b", "1")
        assert failure(f"smtp://alerts:wrong@{mail}", trust=trust).fate == "ours"
    assert len(post.raw) == 1


def test_a_server_that_is_encrypted_from_the_start_is_used(certificate: Path, post: Post) -> None:
    trust = ssl.create_default_context(cafile=certificate)
    with mail_server(post, ssl_context=answers_as(certificate)) as mail:
        sent(Mailer(f"smtps://{mail}", FROM, trust=trust), TO, "a", "b", "1")
    assert len(post.raw) == 1


def test_nothing_goes_to_a_server_that_cannot_show_who_it_is(certificate: Path, post: Post) -> None:
    with mail_server(post, tls_context=answers_as(certificate)) as mail:
        assert failure(f"smtp://{elsewhere(mail)}").fate == "ours"
        assert failure(f"smtp://{mail}", trust=ssl.create_default_context()).fate == "ours"
    assert post.raw == []


def test_on_this_machine_a_home_made_certificate_does(certificate: Path, post: Post) -> None:
    with mail_server(post, tls_context=answers_as(certificate)) as mail:
        sent(Mailer(f"smtp://{mail}", FROM), TO, "a", "b", "1")
    assert len(post.raw) == 1


def test_nothing_travels_open_over_other_peoples_networks(post: Post) -> None:
    with mail_server(post) as mail:
        assert failure(f"smtp://{elsewhere(mail)}").fate == "ours"
    assert post.raw == []


def test_no_error_and_no_log_holds_an_address_or_a_password(
    server: str, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told = []
    for command, answer in {"RCPT": f"550 no <{TO}>", "DATA": f"554 no <{TO}>", "MAIL": f"550 no <{FROM}>"}.items():
        post.refuse = {command: answer}
        told.append(failure(server))
    told.append(failure(f"smtp://alerts:{WRITTEN}@{server.removeprefix('smtp://')}"))
    words = "".join("".join(traceback.format_exception(error)) for error in told)
    words += repr(Mailer(f"smtp://alerts:{WRITTEN}@host", FROM)) + "".join(
        record.getMessage() for record in caplog.records if not record.name.startswith(("mail", "asyncio"))
    )
    for secret in (TO, FROM, PASSWORD, WRITTEN):
        assert secret not in words
