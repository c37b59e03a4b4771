"""The agency's answers, from bytes: every published shape, and any bytes at all."""

import json
from collections.abc import Mapping
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cases.answers import Meaning, meaning, read
from bot.cases.markup import plain
from bot.cases.source import AgencyError
from bot.cases.token_answer import read_token
from dialogs.cases import Case, Step
from tests.agency import sample

RECEIPT = "EAC9999103403"


def case_of(receipt: str, fields: Mapping[str, object]) -> Case | None:
    told = {"receiptNumber": receipt, "current_case_status_text_en": "Case Was Received", **fields}
    return read(200, json.dumps({"case_status": told}).encode(), receipt, 5.0)


def found(fields: Mapping[str, object], receipt: str = RECEIPT) -> Case:
    case = case_of(receipt, fields)
    assert case is not None
    return case


def test_a_case_with_its_history_is_read_whole() -> None:
    case = read(200, sample("case_200_with_history.json"), RECEIPT, 7.0)
    assert case is not None
    assert (case.receipt, case.form, case.since, case.asked_at) == (RECEIPT, "I-130", "2023-09-05", 7.0)
    assert case.title == {"en": "Case Was Approved", "es": "Caso Fue Aprobado"}
    assert case.history == (
        Step(
            "2023-09-05",
            {
                "en": "We approved your Form I-130, Petition for Alien Relative.",
                "es": "Aprobamos su Formulario I-130, Petición de Familiar Extranjero.",
            },
        ),
    )
    assert "Query was successful" not in json.dumps(case.to_json())


def test_a_history_of_null_is_no_history_and_a_link_becomes_its_address() -> None:
    case = read(200, sample("case_200_history_null.json"), "EAC9999103402", 0.0)
    assert case is not None
    assert case.history == ()
    assert "go to www.uscis.gov/addresschange to give us" in case.text["en"]
    assert "<" not in case.text["en"]


def test_without_dates_the_latest_step_tells_since_when() -> None:
    case = read(200, sample("case_200_ioe_no_dates.json"), "IOE0912345678", 0.0)
    assert case is not None
    assert case.since == "2024-03-04"
    assert [step.on for step in case.history] == ["2024-02-01", "2024-03-04"]


def test_json_with_bare_quotes_in_a_link_is_read_all_the_same() -> None:
    case = read(200, sample("case_200_malformed_json.raw.txt"), "EAC9999103400", 0.0)
    assert case is not None
    assert case.form == "N-400"
    assert case.text["en"] == "See status (egov.uscis.gov) for details."


@pytest.mark.parametrize(
    ("status", "name", "kind"),
    [
        (401, "error_401.json", "token"),
        (404, "error_404.json", "unknown"),
        (422, "error_422.json", "refused"),
        (429, "error_429.json", "pace"),
        (503, "error_503_documented_shape.json", "down"),
        (503, "error_503_live_sandbox.raw.txt", "closed"),
        (400, "error_rfc9457_array_shape.json", "refused"),
        (200, "error_404.json", "unknown"),
        (200, "error_rfc9457_array_shape.json", "refused"),
        (200, "case_200_with_history.json", "found"),
    ],
)
def test_every_published_body_has_its_meaning(status: int, name: str, kind: Meaning) -> None:
    assert meaning(status, sample(name)) == kind


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (404, b"<html>404 Not Found</html>", "refused"),
        (404, b"", "refused"),
        (404, b'{"fault":{"faultstring":"Unable to identify proxy"}}', "refused"),
        (404, b'\n\n {"error":{"code":"404","message":"no"}}', "unknown"),
        (404, b'{"errors":[{"code":"NOT_FOUND","status":"404"}]}', "unknown"),
        (429, b'{"code":429,"message":"Quota Limit Exceeded"}', "quota"),
        (500, b"", "down"),
        (302, b"", "refused"),
    ],
)
def test_a_gateway_that_knows_no_page_is_not_the_agency_that_knows_no_case(
    status: int, body: bytes, kind: Meaning
) -> None:
    assert meaning(status, body) == kind


def test_only_the_agencys_own_404_means_that_it_shows_nothing() -> None:
    assert read(404, sample("error_404.json"), RECEIPT, 0.0) is None
    with pytest.raises(AgencyError):
        read(404, b"<html>", RECEIPT, 0.0)


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[]", b'"x"', b"{}", b'{"case_status": null}', b"[" * 100_000])
def test_what_cannot_be_read_is_never_not_found(body: bytes) -> None:
    with pytest.raises(AgencyError):
        read(200, body, RECEIPT, 0.0)


@pytest.mark.parametrize("told", ["EAC9999103404", "", None, 9999103403, True])
def test_the_answer_for_another_receipt_is_refused_and_not_shown(told: object) -> None:
    with pytest.raises(AgencyError) as error:
        case_of(RECEIPT, {"receiptNumber": told})
    assert "9999103" not in str(error.value)


def test_receipts_are_compared_as_printed_letters_and_zeros_included() -> None:
    assert found({"receiptNumber": "ioe-00-000-00012"}, "IOE0000000012").receipt == "IOE0000000012"
    assert found({"receiptNumber": "EAC*999910340"}, "EAC*999910340").receipt == "EAC*999910340"


def test_a_case_without_any_title_is_unreadable() -> None:
    with pytest.raises(AgencyError):
        case_of(RECEIPT, {"current_case_status_text_en": " ", "current_case_status_text_es": None})


@pytest.mark.parametrize(
    ("written", "form"),
    [("N400", "N-400"), ("I-130", "I-130"), ("i129f", "I-129F"), ("Form I-485", "I-485"), (None, ""), (130, "130"),
     ("EOIR-29", "EOIR-29"), ("<b>I90</b>", "I-90")],
)  # fmt: skip
def test_forms_are_written_one_way(written: object, form: str) -> None:
    assert found({"formType": written}).form == form


@pytest.mark.parametrize(
    ("fields", "since"),
    [
        ({"modifiedDate": "09-05-2023 14:28:46"}, "2023-09-05"),
        ({"modifiedDate": "2023-09-05"}, "2023-09-05"),
        ({"modifiedDate": "13-45-2023"}, ""),
        ({"modifiedDate": 5}, ""),
        ({"current_case_status_desc_en": "On September 5, 2023, we received"}, "2023-09-05"),
        ({"current_case_status_desc_en": "<p>As of March 4, 2024, we are"}, "2024-03-04"),
        ({"current_case_status_desc_en": "We wrote On September 5, 2023"}, ""),
        ({"current_case_status_desc_en": "On February 31, 2023, we"}, ""),
    ],
)
def test_since_when_is_read_where_it_is_told(fields: dict[str, object], since: str) -> None:
    assert found(fields).since == since


def test_a_history_in_any_order_is_told_oldest_first() -> None:
    steps = [
        {"date": "2024-03-02", "completed_text_en": "c"},
        {"date": "2024-03-01", "completed_text_en": "b"},
        {"date": "2024-03-01", "completed_text_en": "a"},
        {"date": "never", "completed_text_en": "x"},
        {"date": "2024-03-01"},
        "odd",
    ]
    assert [step.words["en"] for step in found({"hist_case_status": steps}).history] == ["a", "b", "c"]
    assert [step.words["en"] for step in found({"hist_case_status": steps[2::-1]}).history] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One.</p><p>Two&nbsp;&amp; three.</p>", "One.\nTwo & three."),
        ("a<br/>b<BR>c", "a\nb\nc"),
        ("&lt;p&gt;Hidden&lt;/p&gt;", "Hidden"),
        ('<a href="https://www.uscis.gov/x/">here</a>', "here (www.uscis.gov/x)"),
        ("<a href='https://my.uscis.gov'></a>", "my.uscis.gov"),
        ('<a href="javascript:alert(1)">here</a>', "here"),
        ("income < 5 and > 3", "income < 5 and > 3"),
        ("<!-- x --><script>bad()</script>good", "good"),
        ("a\x00b\ud800c\ufffe\u200bd", "abcd"),
        ("<a <b> <![foo", "<a <![foo"),
    ],
)
def test_markup_becomes_plain_words(html: str, text: str) -> None:
    assert plain(html) == text


@given(st.integers(100, 599), st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_no_bytes_of_any_status_raise_anything_but_the_one_error(status: int, body: bytes) -> None:
    with suppress(AgencyError):
        assert read(status, body, RECEIPT, 0.0) is None or status == 200
    with suppress(AgencyError):
        read_token(status, body)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("09-05-2023 00:00:00"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from([
    "formType", "modifiedDate", "current_case_status_text_en", "current_case_status_text_es",
    "current_case_status_desc_en", "current_case_status_desc_es", "hist_case_status", "receiptNumber",
])  # fmt: skip


@given(st.dictionaries(FIELDS, VALUES))
@settings(max_examples=300, deadline=None)
def test_any_value_in_any_field_gives_a_case_or_the_one_error(fields: dict[str, object]) -> None:
    try:
        case = case_of(RECEIPT, fields)
    except AgencyError:
        return
    assert case is not None
    assert json.dumps(case.to_json()).encode()
    assert all(character.isprintable() or character == "\n" for text in case.text.values() for character in text)


@given(st.integers(0, 900), st.binary(min_size=1, max_size=3))
@settings(max_examples=300, deadline=None)
def test_a_damaged_answer_is_read_for_the_right_receipt_or_not_at_all(at: int, damage: bytes) -> None:
    body = sample("case_200_with_history.json")
    try:
        case = read(200, body[:at] + damage + body[at + len(damage) :], RECEIPT, 0.0)
    except AgencyError:
        return
    assert case is None or case.receipt == RECEIPT


@pytest.mark.parametrize(
    ("life", "seconds"), [("1799", 1799.0), (1800, 1800.0), (None, 300.0), ("soon", 300.0), ("0", 1.0)]
)
def test_the_life_of_a_token_is_a_string_of_seconds(life: object, seconds: float) -> None:
    assert read_token(200, json.dumps({"access_token": "T", "expires_in": life}).encode()) == ("T", seconds)


@pytest.mark.parametrize("token", ["", "a b", "a\r\nX: y", "ñ", 5, None, "x" * 5000])
def test_a_token_that_could_not_stand_in_a_header_is_refused(token: object) -> None:
    with pytest.raises(AgencyError):
        read_token(200, json.dumps({"access_token": token, "expires_in": "1799"}).encode())
