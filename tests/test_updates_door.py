"""`POST /updates`: who may push, what is taken, and that the same change twice changes nothing."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.alerting import RECEIPT, RECEIVED, Town
from tests.mortal import Fallen
from tests.world import PERSON

TOKEN = "a-token-of-16-or-more"
CHANGE = {"receipt": RECEIPT, "form": "I-130", "title_en": "Case Was Approved", "changed_on": "2026-05-13"}


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    stage = Town(database_url, UPDATES_TOKEN=TOKEN)
    yield stage
    stage.close()


def push(town: Town, body: Any, token: str = TOKEN, **headers: str) -> TestResponse:
    data = body if isinstance(body, (str, bytes)) else json.dumps(body)
    more = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", **headers}
    return town.app.test_client().post("/updates", data=data, headers=more)


def test_a_pushed_change_is_told_once_however_often_it_is_pushed(town: Town) -> None:
    town.shows(RECEIPT, RECEIVED, "2026-01-05")
    town.reach(town.open("maria88", {RECEIPT: "Mom"}), PERSON)
    assert town.poll() == []
    assert push(town, CHANGE).json == {"taken": 1, "repeated": 0, "complaints": []}
    (text,) = town.deliver_alerts()
    assert "Mom: Case Was Approved" in text.body
    assert push(town, CHANGE).json == {"taken": 0, "repeated": 1, "complaints": []}
    assert town.deliver_alerts() == []


def test_older_news_joins_the_history_and_disturbs_nobody(town: Town) -> None:
    town.shows(RECEIPT, RECEIVED, "2026-05-01")
    town.reach(town.open("maria88", {RECEIPT: "Mom"}), PERSON)
    town.poll()
    older = {**CHANGE, "title_en": "Fee Was Received", "changed_on": "2026-04-01"}
    assert push(town, older).status_code == 200
    assert town.deliver_alerts() == []
    found = town.services.lookups.known([RECEIPT])[RECEIPT]
    assert found.case is not None
    assert [step.on for step in found.case.history] == ["2026-04-01", "2026-05-01"]


def test_what_was_never_asked_for_is_news_when_it_is_new_and_none_when_it_is_old(town: Town) -> None:
    town.reach(town.open("maria88", {RECEIPT: "Mom", "EAC9999103403": "Dad"}), PERSON)
    push(town, [CHANGE, {**CHANGE, "receipt": "EAC9999103403", "changed_on": "2026-01-13"}])
    (text,) = town.deliver_alerts()
    assert "Mom: Case Was Approved" in text.body
    assert "Dad" not in text.body


@pytest.mark.parametrize(
    ("body", "taken"),
    [
        (CHANGE, 1),
        ([CHANGE], 1),
        ({"updates": [CHANGE, {**CHANGE, "id": "second"}]}, 2),
        (json.dumps(CHANGE) + "\n" + json.dumps({**CHANGE, "id": "2"}), 2),
        ([], 0),
    ],
)
def test_changes_come_one_by_one_in_lists_and_in_lines(town: Town, body: Any, taken: int) -> None:
    answer = push(town, body)
    assert (answer.status_code, answer.json["taken"]) == (200, taken)  # type: ignore[index]


def test_a_request_may_name_its_one_change(town: Town) -> None:
    assert push(town, CHANGE, **{"Idempotency-Key": "k1"}).json["taken"] == 1  # type: ignore[index]
    assert push(town, {**CHANGE, "text_en": "Other words."}, **{"Idempotency-Key": "k1"}).json["repeated"] == 1  # type: ignore[index]
    assert push(town, CHANGE, **{"Idempotency-Key": "k2"}).json["taken"] == 1  # type: ignore[index]


def test_keys_that_begin_alike_are_not_taken_for_the_same(town: Town) -> None:
    answers = [push(town, CHANGE, **{"Idempotency-Key": "k" * 130 + end}) for end in "ab"]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert "id has more than 128 characters" in answers[0].text


def test_a_list_may_begin_with_a_byte_order_mark(town: Town) -> None:
    body = b"\xef\xbb\xbf" + json.dumps({"updates": [CHANGE]}).encode()
    assert push(town, body).json["taken"] == 1  # type: ignore[index]


def test_a_complaint_tells_which_change_of_the_list_it_is_about(town: Town) -> None:
    rows = [CHANGE, {**CHANGE, "id": "x", "changed_on": "soon"}, {**CHANGE, "id": "y", "receipt": ""}]
    for body in (rows, {"updates": rows}):
        complaints = push(town, json.dumps(body, indent=2)).json["complaints"]  # type: ignore[index]
        assert [complaint.partition(":")[0] for complaint in complaints] == ["line 2", "line 3"]


def test_bad_rows_are_named_and_the_good_ones_are_taken(town: Town) -> None:
    answer = push(town, [CHANGE, {**CHANGE, "receipt": "nonsense"}, {**CHANGE, "id": "x", "changed_on": "soon"}])
    assert answer.status_code == 200
    assert answer.json["taken"] == 1  # type: ignore[index]
    assert len(answer.json["complaints"]) == 2  # type: ignore[index]
    assert "nonsense" not in answer.text


@pytest.mark.parametrize(
    "body",
    ["", " \n", "{", "no json", b"\xff\xfe", '{"receipt": 1}', "null", "[[]]", "[" * 50_000, '{"a":' * 50_000,
     '{"updates": [' + "[" * 50_000, '{"updates": {}}', '{"updates": [NaN]}', f"[{'9' * 5000}]"],
    ids=range(14),
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_reason(town: Town, body: str | bytes) -> None:
    answer = push(town, body)
    assert answer.status_code == 400
    assert answer.json.get("error") or answer.json["complaints"]  # type: ignore[union-attr,index]


@pytest.mark.parametrize("token", ["", "wrong-token-of-16-or-more", TOKEN[:-1], "ü" * 16])
def test_nobody_pushes_without_the_token(town: Town, token: str) -> None:
    answer = push(town, CHANGE, token=token)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_without_a_token_of_ours_there_is_no_such_door(sqlite_url: str) -> None:
    stage = Town(sqlite_url)
    assert push(stage, CHANGE).status_code == 404
    stage.close()


def test_other_types_and_floods_are_refused(town: Town) -> None:
    assert push(town, "a=1", **{"Content-Type": "application/x-www-form-urlencoded"}).status_code == 415
    assert push(town, "[" + " " * 1_000_001 + "]").status_code == 413


def test_while_the_database_is_away_whoever_pushes_tries_again_and_nothing_is_lost(town: Town) -> None:
    fallen = Fallen(town.services.settings.database_url)
    town.services.updates._database, real = fallen, town.services.updates._database
    fallen.away = True
    answer = push(town, CHANGE)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    town.services.updates._database = real
    assert push(town, CHANGE).json["taken"] == 1  # type: ignore[index]
    fallen.close()
