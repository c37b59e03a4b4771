"""The client of the agency against a real server on loopback, which answers well and badly."""

import gzip
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import parse_qs

import pytest
from stamina.instrumentation import set_on_retry_hooks
from structlog.testing import capture_logs

from bot.cases.hours import parse_hours
from bot.cases.quota import Allowance
from bot.cases.source import AgencyError
from bot.cases.uscis import Access, Uscis
from bot.cases.wire import quiet_stamina
from tests.agency import RESET, Agency, Asked, Piece, answer, playing, sample, token

RECEIPT = "EAC9999103403"
CASE = sample("case_200_with_history.json")
PLENTY = Allowance(per_second=100, per_day=100_000, reserve=0)
OPEN: list[Uscis] = []


def client(agency: Agency, demo_id: str = "", hours: str = "", clock: Callable[[], float] = time.time) -> Uscis:
    access = Access(agency.url, f"{agency.url}/oauth/accesstoken", "our-id", "our-secret", demo_id)
    uscis = Uscis(access, PLENTY, hours=parse_hours(hours), clock=clock)
    OPEN.append(uscis)
    return uscis


@pytest.fixture(autouse=True)
def _closed_at_the_end() -> Iterator[None]:
    yield
    while OPEN:
        OPEN.pop().close()


def well(_asked: Asked) -> Iterable[Piece]:
    return answer(200, CASE)


def failure(agency: Agency, timeout: float = 5.0) -> AgencyError:
    with pytest.raises(AgencyError) as error:
        client(agency).fetch(RECEIPT, timeout)
    assert RECEIPT not in str(error.value)
    return error.value


def test_a_case_is_asked_for_as_the_agency_wants_it() -> None:
    with playing(well) as agency:
        uscis = client(agency, demo_id="1234")
        case = uscis.fetch(RECEIPT, 5.0)
        uscis.fetch(RECEIPT, 5.0)
        assert case is not None
        assert case.title["en"] == "Case Was Approved"
        assert len(agency.tokens) == 1
        form = parse_qs(agency.tokens[0].body.decode())
        assert form == {
            "grant_type": ["client_credentials"], "client_id": ["our-id"], "client_secret": ["our-secret"],
        }  # fmt: skip
        assert "authorization" not in agency.tokens[0].headers
        asked = agency.look_ups[0]
        assert (asked.method, asked.path) == ("GET", f"/case-status/{RECEIPT}")
        assert asked.headers["authorization"] == "Bearer TESTTOKEN0000000000000000001"
        assert (asked.headers["accept"], asked.headers["demo_id"]) == ("application/json", "1234")


def test_the_star_of_a_receipt_goes_as_it_is_and_no_demo_header_unless_set() -> None:
    with playing(lambda _asked: answer(404, sample("error_404.json"))) as agency:
        assert client(agency).fetch("EAC*999910340", 5.0) is None
        assert agency.look_ups[0].path == "/case-status/EAC*999910340"
        assert "demo_id" not in agency.look_ups[0].headers


@pytest.mark.parametrize(
    "receipt", ["EAC999910340", "../../etc", "eac9999103403", "EAC9999103403\r\nX: y", "EAC٠٠٠٠٠٠٠٠٠٠"]
)
def test_what_is_no_receipt_is_never_sent(receipt: str) -> None:
    with playing(well) as agency:
        with pytest.raises(ValueError, match="not a canonical receipt"):
            client(agency).fetch(receipt, 5.0)
        assert agency.asked == []


@pytest.mark.parametrize(
    "url", ["http://api.uscis.gov", "ftp://x", "api.uscis.gov", "", "https://", "http://[", "http://127.0.0.1.evil.org"]
)
def test_an_address_that_is_not_https_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        Access(url, "https://api.example.org/token", "id", "secret")


def test_the_secret_never_shows() -> None:
    access = Access("https://a.example.org", "https://a.example.org/t", "id", "our-secret")
    assert "our-secret" not in repr(access)


def trickled_headers(_asked: Asked) -> Iterator[Piece]:
    for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Long: " + b"x" * 100:
        yield bytes([byte])
        yield 0.3


def trickled_body(_asked: Asked) -> Iterator[Piece]:
    yield b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    for _ in range(1000):
        yield b" "
        yield 0.3


def silent(_asked: Asked) -> Iterator[Piece]:
    yield 30.0


@pytest.mark.parametrize("play", [trickled_headers, trickled_body, silent])
def test_a_server_that_dawdles_is_left_in_time(play: Callable[[Asked], Iterable[Piece]]) -> None:
    with playing(play) as agency:
        began = time.monotonic()
        assert failure(agency, 1.0).slow
        assert 0.9 < time.monotonic() - began < 1.4


def test_a_token_that_does_not_come_is_part_of_the_time() -> None:
    with playing(well, silent) as agency:
        began = time.monotonic()
        assert failure(agency, 0.6).slow
        assert time.monotonic() - began < 1.0


@pytest.mark.parametrize(
    "pieces",
    [
        [RESET],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n" + CASE, RESET],
        [b"HTTP/1.1 200 OK\r\nContent-Len", RESET],
        [b"SSH-2.0-OpenSSH\r\n", RESET],
        [b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", RESET],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", RESET],
        [b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000, RESET],
        answer(302, b"", "Location: https://example.org/"),
        answer(200, b"<html><body>Sign in</body></html>"),
        answer(200, b""),
        answer(204, b""),
        answer(422, sample("error_422.json")),
        answer(500, b"oops"),
        answer(400, sample("error_rfc9457_array_shape.json")),
        answer(200, b" " * 1_000_001),
        answer(200, gzip.compress(b" " * 50_000_000), "Content-Encoding: gzip"),
        answer(200, b"not packed", "Content-Encoding: gzip"),
        answer(200, b"what", "Content-Encoding: br"),
    ],
)
def test_whatever_a_server_does_there_is_one_error_and_no_case(pieces: list[Piece]) -> None:
    with playing(lambda _asked: pieces) as agency:
        error = failure(agency)
        assert not error.slow
        assert len(agency.look_ups) == 1


def test_a_packed_answer_is_read() -> None:
    with playing(lambda _asked: answer(200, gzip.compress(CASE), "Content-Encoding: gzip")) as agency:
        assert client(agency).fetch(RECEIPT, 5.0) is not None


def test_nobody_at_home_is_tried_again_and_nothing_is_told_of_what_was_asked() -> None:
    with playing(well) as agency:
        uscis = client(agency)
        uscis.fetch(RECEIPT, 2.0)
    uscis.close()
    quiet_stamina()
    try:
        with capture_logs() as logs, pytest.raises(AgencyError) as error:
            uscis.fetch(RECEIPT, 3.0)
    finally:
        set_on_retry_hooks(None)
    assert not error.value.slow
    assert [line["event"] for line in logs] == ["trying again"] * 2
    assert RECEIPT not in str(logs)


def test_an_idle_connection_that_the_server_closed_is_not_used_again() -> None:
    with playing(lambda _asked: answer(200, CASE, "Connection: close")) as agency:
        uscis = client(agency)
        for _ in range(3):
            assert uscis.fetch(RECEIPT, 5.0) is not None


def test_a_name_without_an_address_is_one_error() -> None:
    access = Access("https://agency.invalid", "https://agency.invalid/token", "id", "secret")
    with pytest.raises(AgencyError):
        Uscis(access, PLENTY).fetch(RECEIPT, 2.0)


def test_a_refused_token_is_renewed_once() -> None:
    names = iter(["old", "new"])

    def look_up(asked: Asked) -> Iterable[Piece]:
        good = asked.headers["authorization"] == "Bearer new"
        return answer(200, CASE) if good else answer(401, sample("error_401.json"))

    with playing(look_up, lambda _asked: token(next(names))) as agency:
        assert client(agency).fetch(RECEIPT, 5.0) is not None
        assert (len(agency.tokens), len(agency.look_ups)) == (2, 2)


def test_a_token_refused_twice_ends_the_look_up() -> None:
    with playing(lambda _asked: answer(401, sample("error_401.json"))) as agency:
        assert not failure(agency).slow
        assert (len(agency.tokens), len(agency.look_ups)) == (2, 2)


def test_wrong_keys_are_an_error_and_no_look_up_is_made() -> None:
    with playing(well, lambda _asked: answer(401, b'{"Error":"Client credentials are invalid"}')) as agency:
        failure(agency)
        assert agency.look_ups == []


def test_a_token_is_renewed_before_it_ends() -> None:
    now = [1_700_000_000.0]
    with playing(well, lambda _asked: token(lasts="1799")) as agency:
        uscis = client(agency, clock=lambda: now[0])
        uscis.fetch(RECEIPT, 5.0)
        now[0] += 1700.0
        uscis.fetch(RECEIPT, 5.0)
        assert len(agency.tokens) == 1
        now[0] += 60.0
        uscis.fetch(RECEIPT, 5.0)
        assert len(agency.tokens) == 2


def test_a_complaint_about_our_pace_slows_us_down_and_the_answer_still_comes() -> None:
    replies = iter([answer(429, sample("error_429.json")), answer(200, CASE)])
    with playing(lambda _asked: next(replies)) as agency:
        assert client(agency).fetch(RECEIPT, 5.0) is not None
        first, second = agency.look_ups
        assert second.at - first.at >= 0.9


def test_a_storm_of_complaints_ends_within_the_time_and_says_when_to_come_back() -> None:
    with playing(lambda _asked: answer(429, sample("error_429.json"))) as agency:
        began = time.monotonic()
        error = failure(agency, 2.0)
        assert time.monotonic() - began < 2.4
        assert error.retry_at > time.time() - 2.5
        assert len(agency.look_ups) == 2


def test_closed_by_the_agencys_own_word_is_not_asked_again_and_tells_the_documented_opening() -> None:
    saturday = 1_709_400_000.0  # 2024-03-02 12:20 in New York
    with playing(lambda _asked: answer(503, sample("error_503_live_sandbox.raw.txt"))) as agency:
        uscis = client(agency, clock=lambda: saturday)
        for _ in range(3):
            with pytest.raises(AgencyError) as error:
                uscis.fetch(RECEIPT, 5.0)
        assert len(agency.look_ups) == 1
        assert error.value.retry_at > saturday


def test_behind_a_closed_door_nothing_is_asked() -> None:
    saturday = 1_709_400_000.0
    with playing(well) as agency:
        with pytest.raises(AgencyError) as error:
            client(agency, hours="Mon-Fri 07:00-20:00 America/New_York", clock=lambda: saturday).fetch(RECEIPT, 5.0)
        assert error.value.retry_at == 1_709_553_900.0  # Monday 7:05
        assert agency.asked == []


def test_a_spent_quota_by_the_agencys_word_stops_the_asking() -> None:
    with playing(lambda _asked: answer(429, b'{"code":429,"message":"Quota Limit Exceeded"}')) as agency:
        uscis = client(agency)
        for _ in range(3):
            with pytest.raises(AgencyError) as error:
                uscis.fetch(RECEIPT, 5.0)
        assert len(agency.look_ups) == 1
        assert error.value.retry_at > time.time()


def test_after_five_failures_in_a_row_the_agency_rests_and_then_one_success_ends_it() -> None:
    now = [1_700_000_000.0]
    reply = [answer(503, sample("error_503_documented_shape.json"))]
    with playing(lambda _asked: reply[0]) as agency:
        uscis = client(agency, clock=lambda: now[0])
        for _ in range(8):
            with pytest.raises(AgencyError) as error:
                uscis.fetch(RECEIPT, 5.0)
        assert len(agency.look_ups) == 5
        assert error.value.retry_at == now[0] + 30.0
        now[0] += 31.0
        with pytest.raises(AgencyError):
            uscis.fetch(RECEIPT, 5.0)
        assert len(agency.look_ups) == 6  # the one that tried
        now[0] += 31.0
        reply[0] = answer(200, CASE)
        for _ in range(3):
            assert uscis.fetch(RECEIPT, 5.0) is not None


@pytest.mark.parametrize(
    ("status", "name"), [(404, "error_404.json"), (422, "error_422.json"), (401, "error_401.json")]
)
def test_what_the_agency_says_of_a_case_or_a_token_never_makes_it_rest(status: int, name: str) -> None:
    with playing(lambda _asked: answer(status, sample(name))) as agency:
        uscis = client(agency)
        for _ in range(8):
            try:
                assert uscis.fetch(RECEIPT, 5.0) is None
            except AgencyError:
                continue
        assert len(agency.look_ups) == (16 if status == 401 else 8)


def test_no_receipt_token_or_secret_is_logged_even_at_the_finest_level(caplog: pytest.LogCaptureFixture) -> None:
    replies = iter([answer(200, CASE), answer(500, CASE), [RESET], answer(200, b"<html>")])
    with caplog.at_level(logging.DEBUG), playing(lambda _asked: next(replies)) as agency:
        uscis = client(agency)
        for _ in range(4):
            try:
                uscis.fetch(RECEIPT, 5.0)
            except AgencyError as error:
                logging.getLogger("test").info("failed", exc_info=error)
    for secret in (RECEIPT, RECEIPT[3:], "our-secret", "TESTTOKEN"):
        assert secret not in caplog.text
