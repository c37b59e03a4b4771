"""The page's door: whose talk it is, what is taken, what is refused, and that nothing of it stays."""

import json
import re
from collections.abc import Iterator
from io import BytesIO
from threading import Thread

import httpx2
import pytest
from sqlalchemy import func, select

from bot.retention import DAY, Retention
from bot.web.crowd import MESSAGES, TALKS, network_of
from storage.tables import conversations, people, promises
from tests.mortal import Fallen
from tests.paging import PageLine, read
from tests.service import ServiceLine, texts
from tests.serving import serving

RECEIPT = "EAC9999103403"
BY_HTTP = "http://127.0.0.1:8000"  # a client that is no browser sends no secure cookie without TLS
BROKEN = ("\0", "a" * 5000, "🙂🙂", "\u202eabc\u202c", "<b>x</b>&amp;", "<?xml version='1.0'?>", "a\r\nSet-Cookie: b",
          "'; DROP TABLE people; --", "Ω≈ç√∫", "Кирилл", "عربي", "{name} {0} %s")  # fmt: skip


@pytest.fixture
def page(database_url: str) -> Iterator[PageLine]:
    stage = PageLine(database_url)
    yield stage
    stage.close()


@pytest.fixture
def light(sqlite_url: str) -> Iterator[PageLine]:
    stage = PageLine(sqlite_url)
    yield stage
    stage.close()


def portfolio(page: PageLine, user_id: str = "anapage24") -> str:
    """Makes one and stays signed in; its PIN."""
    page.send(f"create {user_id}")
    pin = re.search(r"\d{4} \d{4}", "\n".join(page.page.told))
    assert pin is not None
    for each in ("1", RECEIPT, "0", "4"):
        page.send(each)
    return pin[0].replace(" ", "")


def signed_in(page: PageLine) -> bool:
    return any(piece.startswith("[table]") for piece in page.send("list"))


def test_whoever_opens_the_page_anew_on_the_same_computer_is_not_signed_in(page: PageLine) -> None:
    portfolio(page)
    assert signed_in(page)
    page.page = read(page.client.get("/"))
    assert not signed_in(page)


def test_neither_the_cookie_nor_the_page_alone_is_enough(page: PageLine) -> None:
    portfolio(page)
    theirs = page.page
    page.open()
    page.page = theirs
    assert not signed_in(page)


def test_without_its_cookie_nothing_is_taken_and_the_page_says_why(page: PageLine) -> None:
    page.client = page.app.test_client()
    response = page.fill(text=RECEIPT)
    assert response.status_code == 400
    assert "allow one cookie" in response.text
    assert page.source.asked == []
    assert "Set-Cookie" in response.headers


def test_a_form_that_is_sent_twice_is_answered_once(page: PageLine) -> None:
    portfolio(page)
    before = page.page
    first = read(page.fill(text="add IOE0912345678")).told
    page.page = before
    page.page = read(page.fill(text="add IOE0912345678"))
    assert page.page.told == first
    assert len([line for line in page.send("list")[0].split("\n") if "| ..." in line]) == 2


def test_what_another_site_sends_is_refused(light: PageLine) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site", "Origin": "null"}):
        response = light.client.post("/chat", data={**light.page.fields, "text": RECEIPT}, headers=headers)
        assert response.status_code == 403
        assert "did not come from this page" in response.text
    assert light.source.asked == []


def test_looking_does_nothing(light: PageLine) -> None:
    assert light.client.get("/chat", query_string={**light.page.fields, "text": RECEIPT}).status_code == 303
    assert light.client.get("/leave").status_code == 405
    assert light.source.asked == []


def test_the_page_speaks_the_language_that_the_browser_wants(light: PageLine) -> None:
    client = light.app.test_client()
    for wanted, language in (("es-MX,es;q=0.9,en;q=0.5", "es"), ("fr,en;q=0.1", "en"), ("vi", "en"), ("", "en")):
        assert read(client.get("/", headers={"Accept-Language": wanted})).language == language
    assert read(client.get("/?lang=es", headers={"Accept-Language": "en"})).language == "es"
    assert read(client.get("/?lang=xx", headers={"Accept-Language": "es"})).language == "es"


def test_wrong_pins_on_the_page_lock_the_phone_out_and_the_other_way_round(page: PageLine) -> None:
    pin = portfolio(page)
    for number in range(5):
        page.open()
        page.send("login anapage24")
        assert page.send(f"1122{number}344")[0].startswith("That user ID and PIN do not go together")
    stranger = "+12025550177"
    page.change_phone(stranger)
    assert "Too many wrong PINs. Try again in 15 minutes" in page.send(f"login anapage24 {pin}")[0]
    page.wait(16 * 60)
    assert page.send(f"login anapage24 {pin}")[0].startswith("You are signed in")


def test_nobody_learns_on_the_page_whether_a_user_id_exists(page: PageLine) -> None:
    portfolio(page)
    told = []
    for user_id in ("anapage24", "nobody77"):
        page.open()
        told.append([page.send(f"login {user_id}"), page.send("11223344"), page.send("22334455")])
    assert told[0] == told[1]


def test_one_network_tries_a_hundred_pins_a_day_at_most(light: PageLine) -> None:
    for number in range(100):
        light.open()
        light.send(f"login nobody{number}a")
        assert light.send("11223344")[0].startswith("That user ID and PIN do not go together"), number
        light.wait(60)
    light.open()
    light.send("login nobody7b")
    assert "do not go together" not in light.send("11223344")[0]


def test_whoever_hides_the_page_leaves_nothing_behind(page: PageLine) -> None:
    portfolio(page)
    response = page.client.post("/leave", data=page.page.fields, headers={"Origin": "http://localhost"})
    assert response.status_code == 200
    assert response.headers["Refresh"] == "0; url=https://www.weather.gov"
    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert "Max-Age=0" in response.headers["Set-Cookie"]
    assert "anapage24" not in response.text
    assert count(page, people) == count(page, conversations) == 0


def test_a_talk_on_a_page_is_forgotten_in_half_an_hour_and_its_person_in_a_day(page: PageLine) -> None:
    page.send(RECEIPT)
    page.wait(31 * 60)
    Retention(page.services.database, 1800.0, DAY, DAY, page.clock).purge()
    assert count(page, conversations) == 0
    page.wait(2 * 86_400)
    Retention(page.services.database, 1800.0, DAY, DAY, page.clock).purge()
    assert count(page, people) == 0


def count(page: ServiceLine, table: object) -> int:
    with page.services.database.reading() as db:
        return int(db.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


def test_a_slow_agency_is_not_promised_an_answer_that_no_page_can_get(light: PageLine) -> None:
    light.agency("slow")
    assert light.send(RECEIPT) == [
        "One moment, please. USCIS is slow to answer right now.\nPlease ask about EAC9999103403 again in a minute."
    ]
    assert count(light, promises) == 0
    light.agency("back")
    light.source.gate.set()


def test_a_database_that_is_gone_costs_a_sentence_in_the_persons_language(sqlite_url: str) -> None:
    page = PageLine(sqlite_url, language="es")
    fallen = Fallen(sqlite_url)
    fallen.away = True
    page.services.pages._database = fallen
    response = page.fill(text=RECEIPT)
    assert response.status_code == 503
    assert read(response).told[0] == "No se pudo en este momento. Envíelo otra vez dentro de un minuto."
    fallen.close()
    page.close()


@pytest.mark.parametrize("language", ["en", "es"])
def test_whatever_is_typed_into_any_field_gets_a_sentence_and_stays_text(sqlite_url: str, language: str) -> None:
    page = PageLine(sqlite_url, language=language)
    for opening in ("", "login", "create", "forgot", "code"):
        for text in BROKEN:
            page.open()
            if opening:
                page.send(opening)
            response = page.fill(text=text)
            assert response.status_code in (200, 400), text
            assert "<b>x</b>" not in response.text
            assert "Set-Cookie" not in response.headers
            assert read(response).told, text
    page.close()


def test_fields_that_are_missing_or_made_up_are_no_accident(light: PageLine) -> None:
    for fields in ({}, {"page": "x" * 9000, "once": "\0", "lang": "../../etc", "kind": "<script>"}, {"pick": "\0"}):
        response = light.client.post("/chat", data={"text": "help", **fields})
        assert response.status_code == 200, fields
        assert "<script>" not in response.text.replace("<script src", "")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"Client,Receipt,Phone\nAna,EAC9999103403,202-555-0142\nBob,IOE 09 123 45678,\n", 2),
        ("\ufeffNombre;Recibo\r\nJosé;EAC9999103403\r\n".encode(), 1),
        ("Nombre\tRecibo\r\nJosé\tEAC9999103403\r\n".encode("utf-16"), 1),
        ("José;EAC9999103403\r\n".encode("cp1252"), 1),
        ("\n".join(f"IOE09{number:08d}" for number in range(130)).encode(), 100),
    ],
)
def test_a_file_of_receipts_is_taken_whatever_stands_beside_them(
    light: PageLine, content: bytes, expected: int
) -> None:
    portfolio(light)
    for each in ("remove 1", "1", "add"):
        light.send(each)
    light.page = read(light.fill(file=(BytesIO(content), "cases.csv")))
    assert "Added" in "\n".join(light.page.told)
    light.send("0")
    rows = [line for line in light.send("list")[0].split("\n") if "| ..." in line]
    assert len(rows) == expected


@pytest.mark.parametrize("content", [b"", b"no numbers here", b"\0\1\2" * 300, b"EAC9999103403\n" * 6000])
def test_a_file_without_receipts_or_too_large_is_told_and_the_field_stays(light: PageLine, content: bytes) -> None:
    light.send("create anapage24")
    light.send("1")
    response = light.fill(file=(BytesIO(content), "cases.csv"))
    light.page = read(response)
    assert response.status_code in (400, 413)
    assert "file" in light.page.told[0]
    assert "[receipts field]" in light.page.told
    assert light.send(RECEIPT)[0] == "Added 1: EAC9999103403"


def test_a_pin_stands_in_nothing_that_comes_back(light: PageLine) -> None:
    portfolio(light)
    light.open()
    light.send("login anapage24")
    assert light.page.fields["kind"] == "secret"
    assert "74839265" not in light.fill(text="74839265").text
    light.open()
    assert "74839265" not in light.fill(text="login anapage24 74839265").text


def test_an_answer_comes_line_by_line_and_a_word_of_patience_before_it(sqlite_url: str) -> None:
    light = PageLine(sqlite_url, PUBLIC_URL=BY_HTTP)
    light.agency("slow")
    with serving(light.app) as address, httpx2.Client(base_url=address) as client:
        form = read_text(client.get("/").text)
        headers = {"Accept": "application/x-ndjson"}
        with client.stream("POST", "/chat", data={**form, "text": RECEIPT}, headers=headers) as response:
            lines = response.iter_lines()
            assert json.loads(next(lines)) == {"wait": "One moment ..."}
            light.agency("back")
            light.source.gate.set()
            told = [json.loads(line) for line in lines]
    assert "Case Was Approved" in told[0]["said"]
    assert '<form id="form"' in told[-1]["form"]
    light.close()


def read_text(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html))


def test_a_network_that_sends_very_many_messages_waits_a_minute(light: PageLine) -> None:
    light.send("help")
    for _each in range(MESSAGES):
        light.fill(text="")
    response = light.fill(text="help")
    assert response.status_code == 429
    assert "wait a minute" in response.text
    light.wait(61)
    assert light.fill(text="help").status_code == 200


def test_a_network_begins_so_many_talks_an_hour(light: PageLine) -> None:
    first = light.page
    crowded = []
    for number in range(TALKS + 1):
        light.page = first
        crowded.append(light.fill(text="help").status_code)
        light.wait(1 if number % 10 else 7)
    assert crowded[:TALKS] == [200] * TALKS
    assert crowded[-1] == 429


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("not an address", ""),
        (None, ""),
    ],
)
def test_a_household_is_one_network(address: str | None, network: str) -> None:
    assert network_of(address) == network


def test_whom_a_proxy_names_counts_only_where_a_proxy_is_expected(sqlite_url: str) -> None:
    for proxies, expected in (("0", 429), ("1", 200)):
        page = PageLine(sqlite_url, TRUSTED_PROXIES=proxies)
        statuses = set()
        for number in range(MESSAGES + 2):
            told = {"X-Forwarded-For": f"203.0.113.{number % 250}", "Origin": "http://localhost"}
            response = page.client.post("/chat", data={**page.page.fields, "text": ""}, headers=told)
            statuses.add(response.status_code)
        assert (429 in statuses) == (expected == 429)
        page.close()


def test_what_a_browser_may_do_with_the_page_is_little(sqlite_url: str) -> None:
    for public, secure in (("https://status.example.org", True), ("http://127.0.0.1:8000", False)):
        page = PageLine(sqlite_url, PUBLIC_URL=public)
        told = page.app.test_client().get("/").headers
        cookie = told["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert "expires" not in cookie.lower()
        assert cookie.startswith("__Host-talk=") == secure == ("Secure" in cookie)
        assert "unsafe" not in told["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in told["Content-Security-Policy"]
        assert told["Cache-Control"] == "no-store"
        assert told["Referrer-Policy"] == "no-referrer"
        page.close()


def test_the_title_and_the_address_say_nothing_of_anybody(light: PageLine) -> None:
    before = light.page.title
    response = light.fill(text=RECEIPT)
    assert read(response).title == before == "Case Status: where does my case stand?"
    assert "Location" not in response.headers


def test_two_pages_of_one_browser_are_two_talks(page: PageLine) -> None:
    portfolio(page)
    first = page.page
    page.page = read(page.client.get("/"))
    page.send("english")
    assert not signed_in(page)
    page.page = first
    assert signed_in(page)


def test_eight_messages_at_once_are_eight_turns(database_url: str) -> None:
    page = PageLine(database_url, PUBLIC_URL=BY_HTTP)
    with serving(page.app) as address, httpx2.Client(base_url=address) as client:
        form = read_text(client.get("/").text)
        answers: list[str] = []

        def ask(number: int) -> None:
            data = {**form, "once": f"form {number}", "text": RECEIPT}
            answers.append(client.post("/chat", data=data).text)

        threads = [Thread(target=ask, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sum("Case Was Approved" in answer for answer in answers) == 8
    page.close()


def test_the_texts_of_a_phone_go_on_beside_the_page(page: PageLine) -> None:
    page.send(RECEIPT)
    assert texts(page.post("/twilio/sms", page.parameters("more")))[0].startswith("I have no case of yours in mind")
