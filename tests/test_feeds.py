"""Files of status changes: every row is taken or named with its line, whatever the file has been through."""

import io
import json
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds import COLUMNS, BadRow, Update, from_csv, from_json

HEADER = "receipt,title_en,changed_on"
ROW = "EAC9999103403,Case Was Approved,2024-05-13"
APPROVED = Update(
    "EAC9999103403",
    "",
    {"en": "Case Was Approved"},
    {},
    "2024-05-13",
    '["EAC9999103403", "2024-05-13", "Case Was Approved"]',
)
RECEIPT_WRONG = "receipt is not a receipt number (3 letters and 10 digits)"


def table(*rows: str, header: str = HEADER, ending: str = "\n") -> list[Update | BadRow]:
    return list(from_csv(io.StringIO(ending.join([header, *rows, ""]))))


def objects(text: str) -> list[Update | BadRow]:
    return list(from_json(io.StringIO(text)))


def as_bytes(content: bytes) -> list[Update | BadRow]:
    """A CSV file as the program opens it."""
    return list(from_csv(io.TextIOWrapper(io.BytesIO(content), "utf-8-sig", "surrogateescape")))


def complaints(rows: list[Update | BadRow]) -> list[str]:
    return [str(row) for row in rows if isinstance(row, BadRow)]


def good(rows: list[Update | BadRow]) -> list[Update]:
    return [row for row in rows if isinstance(row, Update)]


def test_a_row_with_what_is_required_is_taken() -> None:
    assert table(ROW) == [APPROVED]


def test_all_columns_in_any_order_with_others_between() -> None:
    header = "id,Form,our own note, TEXT_ES ,text_en,title_es,changed_on,title_en,receipt"
    row = '77,i130,ours,"Su caso, aprobado.","Your case, approved.",Caso Aprobado,2024-05-13,Approved,eac-99-991-03403'
    update = Update(
        "EAC9999103403",
        "I-130",
        {"en": "Approved", "es": "Caso Aprobado"},
        {"en": "Your case, approved.", "es": "Su caso, aprobado."},
        "2024-05-13",
        '["77"]',
    )
    assert table(row, header=header) == [update]
    columns = [name.strip().lower() for name in header.split(",")]
    assert set(COLUMNS) < set(columns)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_endings_and_byte_order_marks_of_every_system(ending: str, mark: bytes) -> None:
    content = ending.join([HEADER, ROW, "nonsense,A,2024-01-01", ROW.replace("Approved", "Refusé – «é»")])
    rows = as_bytes(mark + content.encode())
    assert complaints(rows) == [f"line 3: {RECEIPT_WRONG}"]
    assert [row.title["en"] for row in good(rows)] == ["Case Was Approved", "Case Was Refusé – «é»"]


def test_a_bad_row_is_named_with_its_line_and_the_others_are_taken() -> None:
    rows = table(
        ROW,
        "EAC99991034,Case Was Approved,2024-05-13",
        "",
        "EAC9999103403,,2024-05-13",
        "EAC9999103403,Case Was Approved,13 May 2024",
        "EAC9999103403,Case Was Approved",
        f"EAC9999103403,{'x' * 201},2024-05-13",
        "EAC9999103403 IOE0912345678,Case Was Approved,2024-05-13",
        "EAC9999103403,Case, 2024-05-13,Case Was Approved",
        f"EAC9999103403{' ' * 100}x,Case Was Approved,2024-05-13",
        ROW,
    )
    assert complaints(rows) == [
        f"line 3: {RECEIPT_WRONG}",
        "line 5: title_en is empty",
        "line 6: changed_on is not a day like 2026-05-13",
        "line 7: changed_on is not a day like 2026-05-13",
        "line 8: title_en has more than 200 characters",
        f"line 9: {RECEIPT_WRONG}",
        "line 10: 4 columns, where the header has 3",
        "line 11: receipt has more than 40 characters",
    ]
    assert good(rows) == [APPROVED, APPROVED]


def test_the_line_is_where_a_row_begins_however_many_lines_it_has() -> None:
    header = f"{HEADER},text_en"
    rows = table(
        f'{ROW},"Dear applicant,\n\nwe approved your case.\nGood-bye."',
        'nonsense,"a title\nof two lines",2024-05-13,"and\na text"',
        "",
        "more nonsense,A,2024-05-13,",
        header=header,
    )
    assert good(rows)[0].text == {"en": "Dear applicant,\nwe approved your case.\nGood-bye."}
    assert complaints(rows) == [f"line 6: {RECEIPT_WRONG}", f"line 10: {RECEIPT_WRONG}"]


def test_no_complaint_shows_what_a_row_holds() -> None:
    rows = table(f"{ROW},secret", "A123456789 secret,Case,2024-05-13", "EAC9999103403,Case,secret", '"secret"x,y,z')
    assert len(complaints(rows)) == 4
    assert not [each for each in complaints(rows) if "secret" in each or "123" in each]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("", "the header has no column receipt, title_en, changed_on (columns are separated by commas)"),
        ("\n \n", "the header has no column receipt, title_en, changed_on (columns are separated by commas)"),
        ("receipt,title\n", "the header has no column title_en, changed_on (columns are separated by commas)"),
        (
            HEADER.replace(",", ";"),
            "the header has no column receipt, title_en, changed_on (columns are separated by commas)",
        ),
    ],
)
def test_a_file_without_our_columns_is_refused_at_its_header(content: str, complaint: str) -> None:
    (row,) = from_csv(io.StringIO(content))
    assert isinstance(row, BadRow)
    assert row.fault == complaint


def test_blank_lines_before_the_header_do_no_harm() -> None:
    assert table("", ROW, header="\n\n" + HEADER) == [APPROVED]


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_rows_in_another_encoding_are_named_and_the_others_taken(encoding: str) -> None:
    rows = as_bytes(f"{HEADER},title_es\n{ROW},Aprobado\n{ROW},Caso Recibió\n{ROW},\n".encode(encoding))
    assert complaints(rows) == ["line 3: title_es is not text in UTF-8"]
    assert len(good(rows)) == 2


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_a_file_in_another_encoding_altogether_is_refused_in_a_word(encoding: str) -> None:
    assert complaints(as_bytes(f"{HEADER}\n{ROW}\n".encode(encoding))) == ["line 1: not text in UTF-8"]


@pytest.mark.parametrize("sign", ["\0", "\ud83d"])
def test_half_characters_and_zeros_do_not_come_in(sign: str) -> None:
    assert complaints(table(f"EAC9999103403,Case{sign},2024-05-13")) == ["line 2: title_en is not text in UTF-8"]
    (row,) = objects(json.dumps({"receipt": "EAC9999103403", "title_en": f"Case{sign}", "changed_on": "2024-05-13"}))
    assert str(row) == "line 1: title_en is not text in UTF-8"


def test_a_quote_that_is_never_closed_is_named_where_it_begins() -> None:
    rows = table(ROW, f'EAC9999103403,"Case Was Approved,2024-05-13\n{ROW}', ROW)
    assert good(rows) == [APPROVED]
    assert complaints(rows) == ["line 3: not CSV, up to line 5 (unexpected end of data)"]


def test_a_stray_quote_spoils_its_own_row_only() -> None:
    rows = table(ROW, 'EAC9999103403,"Case" Was Approved,2024-05-13', ROW)
    assert good(rows) == [APPROVED, APPROVED]
    assert complaints(rows) == ["line 3: not CSV, up to line 3 (',' expected after '\"')"]


def test_a_huge_field_spoils_its_own_row_only() -> None:
    rows = table(ROW, f"EAC9999103403,{'x' * 1_000_000},2024-05-13", f"EAC9999103403,{'x' * 10_000},2024-05-13", ROW)
    assert good(rows) == [APPROVED, APPROVED]
    assert complaints(rows) == [
        "line 3: not CSV, up to line 3 (field larger than field limit (131072))",
        "line 4: title_en has more than 200 characters",
    ]


def test_a_table_of_any_length_is_read_a_row_at_a_time() -> None:
    """Six megabytes in a tenth of them."""

    def lines() -> Iterator[str]:
        yield f"{HEADER},text_en,a column of theirs\n"
        for number in range(3_000):
            yield f"EAC{number:010},Case Was Approved,2024-05-13,,{'x' * 2000}\n"

    tracemalloc.start()
    try:
        count = sum(isinstance(row, Update) for row in from_csv(lines()))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 3_000
    assert peak < 600_000


def test_markup_is_made_plain_and_a_title_is_one_line() -> None:
    (row,) = table(
        'EAC9999103403,"Case <b>Was</b>\nApproved &amp; Sent",2024-05-13,"<p>On May 1</p><p>we&nbsp;sent it.</p>"',
        header=f"{HEADER},text_en",
    )
    assert isinstance(row, Update)
    assert row.title == {"en": "Case Was Approved & Sent"}
    assert row.text == {"en": "On May 1\nwe sent it."}


JSON_ROW = '{"receipt": "EAC9999103403", "title_en": "Case Was Approved", "changed_on": "2024-05-13"}'


@pytest.mark.parametrize(
    "text", [f"[{JSON_ROW}]", JSON_ROW, f"{JSON_ROW}\n{JSON_ROW}", f"\ufeff\r\n [\n{JSON_ROW}\n,\n{JSON_ROW}\n] \n"]
)
def test_json_is_a_list_or_one_object_after_the_other(text: str) -> None:
    rows = objects(text)
    assert set(map(repr, rows)) == {repr(APPROVED)}
    assert len(rows) == text.count("{")


def test_a_bad_object_is_named_with_its_line_and_the_others_are_taken() -> None:
    rows = objects(
        f"[{JSON_ROW},\n\n"
        '{"receipt": "EAC99991034",\n "title_en": "A", "changed_on": "2024-05-13"},\n'
        f"7, [\n], null, {JSON_ROW},\n"
        '{"receipt": "EAC9999103403", "title_en": {"en": "A"}, "changed_on": "2024-05-13"},\n'
        '{"receipt": "EAC9999103403", "title_en": "A", "changed_on": 20240513.5},\n'
        '{"receipt": "EAC9999103403", "title_en": true, "changed_on": "2024-05-13"},\n'
        "{}]"
    )
    assert complaints(rows) == [
        f"line 3: {RECEIPT_WRONG}",
        "line 5: not an object with columns",
        "line 5: not an object with columns",
        "line 6: not an object with columns",
        "line 7: title_en is not text",
        "line 8: changed_on is not text",
        "line 9: title_en is not text",
        f"line 10: {RECEIPT_WRONG}",
    ]
    assert good(rows) == [APPROVED, APPROVED]


@pytest.mark.parametrize("broken", ["{,}", "nonsense", '{"a": 1', "[" * 100_000, "9" * 5000, "\udcff\udcfe"])
def test_what_is_not_json_ends_the_reading_where_it_begins(broken: str) -> None:
    rows = objects(f"[{JSON_ROW},\n\n{broken}")
    assert rows[0] == APPROVED
    (complaint,) = complaints(rows)
    assert complaint.startswith("line 3: not ")
    assert complaint.endswith(" from here on; what follows is left out")


@pytest.mark.parametrize("cut", ["", ",", ",\n"])
def test_a_list_that_was_cut_off_is_no_secret(cut: str) -> None:
    rows = objects(f"[\n{JSON_ROW}{cut}")
    assert rows[0] == APPROVED
    assert complaints(rows) == [f"line {2 + cut.count(chr(10))}: the list does not end: the file was cut off"]


def test_nothing_is_a_list_without_rows() -> None:
    assert objects("") == objects("[]") == []


def test_names_of_changes_are_numbers_or_words_and_never_meet_those_we_make() -> None:
    def identity(**more: object) -> str:
        (row,) = objects(json.dumps({**json.loads(JSON_ROW), **more}))
        assert isinstance(row, Update)
        return row.identity

    assert identity(id=17) == identity(id="17") == identity(id=" 17 ")
    assert identity(id=0) != identity()
    assert identity(id=APPROVED.identity) != identity()
    assert identity(id=None) == identity(id="") == identity() == APPROVED.identity


@given(st.binary(max_size=300))
def test_whatever_bytes_come_nothing_is_raised(content: bytes) -> None:
    for head in (b"", b"receipt,title_en,changed_on\n", b"["):
        text = (head + content).decode("utf-8-sig", "surrogateescape")
        for row in (*from_csv(io.StringIO(text)), *from_json(io.StringIO(text))):
            assert isinstance(row, BadRow)


@given(st.lists(st.text(max_size=50), min_size=3, max_size=9))
def test_whatever_cells_come_a_row_is_taken_or_named(cells: list[str]) -> None:
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    rows = list(from_csv(io.StringIO(f"{','.join(COLUMNS)}\n{quoted}\n")))
    assert len(rows) == 1
