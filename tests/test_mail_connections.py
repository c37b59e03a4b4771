"""The connection to a mail server: kept for a batch, replaced at its end, and what is known when it breaks."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.mail import Mailer
from bot.sending import SendError
from tests.mail_server import Post, answers_as, certificate_in, mail_server

TO = "ana@example.org"
FROM = "status@line.example"


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


def batch(mailer: Mailer, count: int) -> None:
    for number in range(count):
        mailer.send(TO, "News", f"Number {number}", f"m{number}")


def told(post: Post) -> list[str]:
    return [mail.get_content().strip() for mail in post.mails]


def failure(url: str) -> SendError:
    with pytest.raises(SendError) as caught, closing(Mailer(url, FROM, timeout=0.3)) as mailer:
        batch(mailer, 1)
    return caught.value


def test_a_batch_goes_over_one_connection_and_the_next_batch_over_another(server: str, post: Post) -> None:
    for _ in range(2):
        with closing(Mailer(server, FROM)) as mailer:
            batch(mailer, 3)
    assert len(set(post.lines[:3])) == len(set(post.lines[3:])) == 1
    assert len(set(post.lines)) == 2


def test_after_it_is_closed_it_opens_again_by_itself(server: str, post: Post) -> None:
    mailer = Mailer(server, FROM)
    for _ in range(2):
        batch(mailer, 1)
        mailer.close()
        mailer.close()
    assert len(set(post.lines)) == 2


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_an_encrypted_connection_is_kept_as_well(certificate: Path, post: Post, scheme: str) -> None:
    trust = ssl.create_default_context(cafile=certificate)
    how = {"ssl_context" if scheme == "smtps" else "tls_context": answers_as(certificate)}
    with mail_server(post, **how) as mail, closing(Mailer(f"{scheme}://{mail}", FROM, trust=trust)) as mailer:
        batch(mailer, 3)
    assert (len(post.raw), len(set(post.lines))) == (3, 1)


@pytest.mark.parametrize("rude", [False, True])
def test_a_server_that_takes_few_over_one_connection_gets_all_over_several(server: str, post: Post, rude: bool) -> None:
    post.most, post.rude = 2, rude
    with closing(Mailer(server, FROM)) as mailer:
        batch(mailer, 5)
    assert told(post) == [f"Number {number}" for number in range(5)], "each once, none lost"
    assert len(set(post.lines)) == 3


def test_a_server_that_says_goodbye_between_two_gets_the_next_over_another(server: str, post: Post) -> None:
    post.refuse["RSET"] = "421 4.4.2 idle for too long"
    with closing(Mailer(server, FROM)) as mailer:
        batch(mailer, 3)
    assert (len(post.raw), len(set(post.lines))) == (3, 3)


def test_a_server_that_takes_none_at_all_is_asked_once_a_connection_and_tried_later(server: str, post: Post) -> None:
    post.most = 0
    error = failure(server)
    assert (error.fate, error.code, error.away) == ("later", 421, False)


def test_a_server_that_went_away_between_two_is_tried_later(post: Post) -> None:
    with mail_server(post) as mail:
        mailer = Mailer(f"smtp://{mail}", FROM, timeout=1.0)
        batch(mailer, 1)
    with closing(mailer), pytest.raises(SendError) as caught:
        batch(mailer, 1)
    assert caught.value.away
    assert len(post.raw) == 1


def test_one_that_is_refused_spoils_nothing_for_the_next(server: str, post: Post) -> None:
    with closing(Mailer(server, FROM)) as mailer:
        for command in ("MAIL", "RCPT", "DATA"):
            post.refuse = {command: "550 no"}
            with pytest.raises(SendError):
                batch(mailer, 1)
            post.refuse = {}
            batch(mailer, 1)
    assert post.rcpt == [[TO]] * 3
    assert len(set(post.lines)) == 1


@pytest.mark.parametrize("before", [0, 1])
def test_when_the_server_hangs_up_after_the_words_went_nobody_knows_what_became_of_them(
    server: str, post: Post, before: int
) -> None:
    with closing(Mailer(server, FROM)) as mailer:
        batch(mailer, before)
        post.hang_up = True
        with pytest.raises(SendError) as caught:
            batch(mailer, 1)
    assert caught.value.unknown
    assert len(post.raw) == before + 1, "not sent again by itself"


def test_a_server_that_is_away_is_tried_later() -> None:
    assert failure("smtp://127.0.0.1:1").fate == "later"
    assert failure("smtp://no.such.invalid").fate == "later"


def test_a_server_that_says_nothing_is_tried_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert failure(f"smtp://127.0.0.1:{listener.getsockname()[1]}").fate == "later"


def test_a_server_that_falls_silent_before_the_words_is_tried_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet() -> None:
            line, _ = listener.accept()
            with line:
                line.sendall(b"220 hello\r\n")
                line.recv(1000)
                line.sendall(b"250 hello\r\n")
                line.recv(1000)

        thread = threading.Thread(target=greet)
        thread.start()
        assert failure(f"smtp://127.0.0.1:{listener.getsockname()[1]}").fate == "later"
        thread.join()
