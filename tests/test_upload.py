"""Receipt numbers in files: what is read, what is left, and why nothing is."""

import io

import pytest
from werkzeug.test import TestResponse

from bot.web.upload import LARGEST, MOST, Found, in_file, in_text
from dialogs import page_words
from dialogs.words import command
from tests.service import ServiceLine

CLIENTS = """Name,Receipt,Filed,Phone,A-Number,SSN
Ana López,EAC9999103403,2024-03-04,(202) 555-0142,A123456789,123-45-6789
"Lin, Bo",ioe-09-123-45678,03/04/2024,2025550143,,
Lin,2025550144,,,,
Mom,IOEO912345670,3/4/24,+1 202 555 0145,,
Src,WAC21900,,202.555.0146,,
Ana López,EAC9999103403,,,,
"""


def test_names_dates_and_phones_in_a_table_are_no_receipts() -> None:
    found = in_text(CLIENTS)
    assert found.receipts == ("EAC9999103403", "IOE0912345678", "IOEO912345670", "WAC21900")
    assert (found.left, found.doubles, found.fault) == (0, 1, "")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "\n", "\r\n"])
def test_any_table_saved_as_text_is_read(separator: str) -> None:
    row = separator.join(("Ana", "EAC9999103403", "2025550142", "LIN 99 991 06498"))
    assert in_file(io.BytesIO(row.encode())).receipts == ("EAC9999103403", "LIN9999106498")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_spreadsheet_may_save_in_several_ways(encoding: str) -> None:
    whole = "José;EAC9999103403\r\nIñaki;IOE0912345678".encode(encoding)
    assert in_file(io.BytesIO(whole)).receipts == ("EAC9999103403", "IOE0912345678")


@pytest.mark.parametrize(
    ("whole", "fault"),
    [
        (b"EAC9999103403\n" * 5000, "large"),
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"PK\x03\x04EAC9999103403", "no text"),
        (b"%PDF-1.7 EAC9999103403", "no text"),
        (b"\xff\xfeE\x00", "nothing"),
        (b"\xff\xfe\x00\xd8", "no text"),
        (b"EAC9999103403\0\0", "no text"),
        (b"Name;Phone\nLin;2025550142", "nothing"),
    ],
)
def test_why_nothing_was_read_is_told_apart(whole: bytes, fault: str) -> None:
    assert in_file(io.BytesIO(whole)) == Found(fault=fault)  # type: ignore[arg-type]


def test_more_than_a_list_holds_are_left_and_counted() -> None:
    found = in_text("\n".join(f"EAC99991{each:05}" for each in range(MOST + 7)))
    assert (len(found.receipts), found.left) == (MOST, 7)
    assert found.receipts[0] == "EAC9999100000"


def test_reading_a_file_of_the_largest_size_takes_a_moment_only() -> None:
    assert in_file(io.BytesIO(b"EAC99991034 " * (LARGEST // 12))).fault in ("", "nothing")


def handed_in(line: ServiceLine, path: str, content: bytes, language: str = "en", **headers: str) -> TestResponse:
    browser = line.app.test_client()
    browser.get("/", base_url="https://status.example.org")
    form = {"lang": language, "kind": "receipts", "page": "x", "file": (io.BytesIO(content), "cases.csv")}
    return browser.post(path, data=form, headers=headers, base_url="https://status.example.org")


@pytest.mark.parametrize(("language", "said"), [("en", "This file is too large."), ("es", "demasiado grande")])
def test_a_file_that_is_too_large_is_named_and_the_talk_goes_on(lite: ServiceLine, language: str, said: str) -> None:
    answer = handed_in(lite, "/chat", b"x" * 100_000, language)
    assert answer.status_code == 413
    assert said in answer.text


def test_a_body_beyond_all_measure_still_gets_a_page(lite: ServiceLine) -> None:
    answer = lite.app.test_client().post(
        "/chat",
        data=b"x" * 2_000_000,
        content_type="multipart/form-data; boundary=x",
        headers={"Accept-Language": "es"},
    )
    assert answer.status_code == 413
    assert "demasiado grande" in answer.text


def test_another_site_has_nothing_read_and_nothing_answered(lite: ServiceLine) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, {"Origin": "https://evil.example"}):
        assert handed_in(lite, "/receipts", b"EAC9999103403", **headers).json == {
            "found": [],
            "note": "That did not come from this page, so it was not sent. Please try again here.",
        }
        assert handed_in(lite, "/chat", b"EAC9999103403", **headers).status_code == 403


def test_a_page_that_tells_no_referrer_still_sends_from_here(lite: ServiceLine) -> None:
    """Browsers write "null" for the origin of a form on a page with that policy."""
    answer = handed_in(lite, "/chat", b"EAC9999103403", **{"Sec-Fetch-Site": "same-origin", "Origin": "null"})
    assert "Case Was Approved" in answer.text


def test_every_button_sends_a_command_that_the_line_knows() -> None:
    orders = (*page_words.CASE, *page_words.STRANGER, *page_words.OWNER, *page_words.SIGN_OUT, *page_words.LEAVE,
              *page_words.FORGOT, *page_words.SELDOM)  # fmt: skip
    assert [sent for sent, _label in orders if command(sent) is None] == []
