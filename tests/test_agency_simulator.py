"""The simulated agency answers as the real sandbox does: every body, every fault."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx2
import pytest
from flask import Flask

from bot.simulator.agency import CLOSED, MODES, Agency, Rules, agency_routes, sandbox_hours
from bot.simulator.docket import Docket, UnknownTitleError
from tests.serving import serving

SAMPLES = Path(__file__).parent / "samples" / "uscis"
TITLES = [("Case Was Revived", "Caso Fue Reavivado"), ("Case Was Lost", "")]
NOON = 1_700_000_000.0  # Tuesday, November 14, 2023, 17:13 Eastern
FORM = {"grant_type": "client_credentials", "client_id": "app", "client_secret": "secret"}


class Clock:
    """Time that passes only when told; sleeping passes it."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class Client:
    """A caller of the API that holds a token."""

    def __init__(self, address: str, agency: Agency, clock: Clock) -> None:
        self.agency, self.clock = agency, clock
        self.http = httpx2.Client(base_url=address + "/agency", trust_env=False)
        self.token = self.http.post("/oauth/accesstoken", data=FORM).json()["access_token"]

    def ask(self, receipt: str) -> httpx2.Response:
        return self.http.get(f"/case-status/{receipt}", headers={"Authorization": f"Bearer {self.token}"})


@pytest.fixture
def client() -> Iterator[Client]:
    clock = Clock(NOON)
    docket = Docket.load(TITLES, lambda: date(2026, 11, 20))
    agency = Agency(docket, Rules("app", "secret", per_second=3, per_day=8), clock, clock.sleep)
    app = Flask(__name__)
    app.register_blueprint(agency_routes(agency), url_prefix="/agency")
    with serving(app) as address:
        client = Client(address, agency, clock)
        yield client
        client.http.close()


def sample(name: str) -> object:
    return json.loads((SAMPLES / name).read_text(encoding="utf-8"))


def test_a_token_is_given_for_the_right_keys_with_every_value_a_string(client: Client) -> None:
    answer = client.http.post("/oauth/accesstoken", data=FORM)
    assert answer.status_code == 200
    assert all(isinstance(value, str) for value in answer.json().values())
    assert set(answer.json()) == set(json.loads((SAMPLES / "token_200.json").read_text()))
    assert answer.json()["expires_in"] == "1799"


@pytest.mark.parametrize("wrong", [{"client_secret": "other"}, {"client_id": "other"}])
def test_wrong_keys_get_401(client: Client, wrong: dict[str, str]) -> None:
    assert client.http.post("/oauth/accesstoken", data={**FORM, **wrong}).status_code == 401


def test_keys_by_http_basic_or_json_or_in_the_address_get_400(client: Client) -> None:
    grant = {"grant_type": "client_credentials"}
    assert client.http.post("/oauth/accesstoken", data=grant, auth=("app", "secret")).status_code == 400
    assert client.http.post("/oauth/accesstoken", json=FORM).status_code == 400
    assert client.http.post("/oauth/accesstoken", params=FORM).status_code == 400


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic {token}"])
def test_a_look_up_without_a_good_token_gets_401(client: Client, header: str) -> None:
    answer = client.http.get("/case-status/EAC9999103403", headers={"Authorization": header.format(token=client.token)})
    assert (answer.status_code, answer.json()) == (401, sample("error_401.json"))


def test_a_token_is_worthless_after_its_time_and_after_the_agency_forgot_it(client: Client) -> None:
    assert client.ask("EAC9999103403").status_code == 200
    client.clock.now += 1799
    assert client.ask("EAC9999103403").status_code == 401
    client.token = client.http.post("/oauth/accesstoken", data=FORM).json()["access_token"]
    assert client.ask("EAC9999103403").status_code == 200
    client.agency.forget_tokens()
    assert client.ask("EAC9999103403").status_code == 401


@pytest.mark.parametrize("name", ["case_200_with_history", "case_200_history_null", "case_200_ioe_no_dates"])
def test_the_published_samples_are_answered_to_the_letter(client: Client, name: str) -> None:
    expected = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    answer = client.ask(expected["case_status"]["receiptNumber"])
    assert (answer.status_code, answer.json()) == (200, expected)


def test_every_receipt_of_the_sandbox_is_held_with_or_without_history_as_published(client: Client) -> None:
    published = json.loads((SAMPLES / "staging_receipts.json").read_text(encoding="utf-8"))
    for receipt in published["with_history"]:
        case = client.agency.docket.find(receipt)
        assert case is not None
        assert case["hist_case_status"]
    for receipt in published["without_history"]:
        case = client.agency.docket.find(receipt)
        assert case is not None
        assert not case.get("hist_case_status")
    cases = client.agency.docket.listing()
    assert len(cases) == 51
    assert len({case["title_en"] for case in cases}) >= 20
    assert all(case["title_es"] for case in cases)


def test_a_small_letter_receipt_and_one_with_a_star_are_well_formed(client: Client) -> None:
    assert client.ask("eac9999103403").json()["case_status"]["receiptNumber"] == "EAC9999103403"
    assert client.ask("EAC*999910340").status_code == 404


def test_an_unknown_receipt_gets_404_and_a_malformed_one_422(client: Client) -> None:
    unknown, malformed = client.ask("EAC0000000000"), client.ask("EAC-999-910")
    assert (unknown.status_code, unknown.json()) == (404, sample("error_404.json"))
    assert (malformed.status_code, malformed.json()) == (422, sample("error_422.json"))


def test_more_than_the_allowed_pace_is_arrested_until_a_second_has_passed(client: Client) -> None:
    answers = [client.ask("EAC9999103403") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].json() == sample("error_429.json")
    client.clock.now += 1
    assert client.ask("EAC9999103403").status_code == 200


def test_the_quota_ends_and_comes_back_at_midnight_gmt(client: Client) -> None:
    codes = []
    for _ in range(9):
        client.clock.now += 1
        codes.append(client.ask("EAC9999103403").status_code)
    assert codes == [200] * 8 + [429]
    client.clock.now = (client.clock.now // 86_400 + 1) * 86_400
    client.token = client.http.post("/oauth/accesstoken", data=FORM).json()["access_token"]
    assert client.ask("EAC9999103403").status_code == 200


def test_slow_means_an_answer_after_eight_seconds(client: Client) -> None:
    client.agency.mode = "slow"
    before = client.clock.now
    assert client.ask("EAC9999103403").status_code == 200
    assert client.clock.now - before == 8


@pytest.mark.parametrize(("mode", "words"), [("down", "Service Unavailable"), ("closed", CLOSED)])
def test_down_and_closed_are_503_with_blank_lines_and_a_nested_error(client: Client, mode: str, words: str) -> None:
    client.agency.mode = mode
    answer = client.ask("EAC9999103403")
    assert answer.status_code == 503
    assert answer.text.startswith("\n\n")
    assert answer.json() == {"error": {"code": "503", "message": words}}


def test_closed_says_what_the_real_sandbox_says(client: Client) -> None:
    client.agency.mode = "closed"
    assert client.ask("EAC9999103403").text == (SAMPLES / "error_503_live_sandbox.raw.txt").read_text()


def test_when_it_is_down_no_token_is_given_either(client: Client) -> None:
    client.agency.mode = "down"
    assert client.http.post("/oauth/accesstoken", data=FORM).status_code == 503


@pytest.mark.parametrize("mode", ["throttled", "quota"])
def test_throttled_and_quota_are_429_at_once(client: Client, mode: str) -> None:
    client.agency.mode = mode
    assert client.ask("EAC9999103403").status_code == 429


@pytest.mark.parametrize("receipt", ["EAC9999103403", "EAC9999103402", "IOE0912345678"])
def test_broken_json_has_unescaped_quotes_in_a_link(client: Client, receipt: str) -> None:
    client.agency.mode = "broken_json"
    answer = client.ask(receipt)
    assert answer.status_code == 200
    assert '<a href="https://' in answer.text
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_a_mode_that_is_none_is_refused(client: Client) -> None:
    with pytest.raises(ValueError, match="normal, slow"):
        client.agency.mode = "asleep"
    assert client.agency.mode in MODES


def test_the_panel_changes_a_status_and_the_history_tells_it(client: Client) -> None:
    client.agency.docket.set_title("EAC9999103402", "Interview Was Scheduled")
    case = client.ask("EAC9999103402").json()["case_status"]
    assert case["current_case_status_text_es"] == "Entrevista Fue Programada"
    assert "On November 20, 2026, we scheduled an interview" in case["current_case_status_desc_en"]
    assert "El 20 de noviembre de 2026" in case["current_case_status_desc_es"]
    assert case["modifiedDate"] == "11-20-2026 14:28:46"
    assert [step["date"] for step in case["hist_case_status"]] == ["2026-11-20"]


def test_the_panel_may_use_any_known_title_even_one_without_spanish(client: Client) -> None:
    client.agency.docket.set_title("IOE0912345678", "Case Was Lost")
    case = client.ask("IOE0912345678").json()["case_status"]
    assert (case["current_case_status_text_en"], case["current_case_status_text_es"]) == ("Case Was Lost", "")
    assert "modifiedDate" not in case
    assert case["hist_case_status"][-1]["completed_text_en"] == "Case Was Lost."
    with pytest.raises(UnknownTitleError):
        client.agency.docket.set_title("IOE0912345678", "Case Was Invented")


def test_the_panel_adds_and_removes_a_case(client: Client) -> None:
    client.agency.docket.set_title("LIN2412345678", "Case Was Received", "I-765")
    assert client.ask("LIN2412345678").json()["case_status"]["formType"] == "I-765"
    assert client.agency.docket.remove("LIN2412345678")
    assert client.ask("LIN2412345678").status_code == 404
    assert not client.agency.docket.remove("LIN2412345678")


@pytest.mark.parametrize(("receipt", "place"), [("EAC9999103404", -1), ("EAC9999103405", 0)])
def test_a_step_joins_the_history_at_the_end_where_the_newest_stands(client: Client, receipt: str, place: int) -> None:
    client.agency.docket.set_title(receipt, "Case Was Approved")
    history = client.ask(receipt).json()["case_status"]["hist_case_status"]
    assert len(history) > 2
    assert history[place]["date"] == "2026-11-20"


@pytest.mark.parametrize(
    ("seconds", "is_open"),
    [(NOON, True), (NOON + 3 * 3600, False), (NOON + 4 * 86_400, False), (NOON - 10.25 * 3600, False)],
)
def test_the_sandbox_is_open_on_weekdays_from_seven_to_twenty_eastern(seconds: float, is_open: bool) -> None:
    assert sandbox_hours(seconds) is is_open


def test_outside_its_hours_the_agency_is_closed() -> None:
    docket = Docket.load((), lambda: date(2026, 11, 20))
    agency = Agency(docket, Rules("app", "secret", is_open=sandbox_hours), Clock(NOON + 4 * 86_400))
    assert agency.look_up("EAC9999103403", "Bearer x").status == 503
