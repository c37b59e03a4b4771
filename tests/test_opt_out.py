"""STOP wins in the middle of anything, is confirmed once, holds for texts and calls alike, and START ends it."""

from collections import deque
from functools import cache

import pytest
from sqlalchemy import func, select

from storage import consents
from storage.sealing import place
from storage.tables import stops
from tests.alerting import APPROVED as NEWS
from tests.alerting import RECEIPT, RECEIVED, Town, mom
from tests.paper_portfolios import CODE, PIN, SHORT_ID, SHORT_PIN, USER_ID
from tests.service import ServiceLine
from tests.test_portfolio_walk import BY_TEXT, NEW_PIN, WAYS_IN, Spot, named, sent, spot, writing
from tests.world import APPROVED, PERSON

SENTENCES = [
    "Please stop texting me",
    "leave me alone!",
    "ya no quiero mensajes",
    "déjenme en paz",
    "who is this? STOP",
]
FOLLOWS = ((APPROVED.receipt, "alerts", "1", "alerts"), (f"alerts {APPROVED.receipt}", "1", APPROVED.receipt, "alerts"))
OUTSIDE = {"start", "next", "follow", "keep", "unfollow", "did you mean"}
OPENS = [
    *(f"login {name}" for name in (USER_ID, f"{USER_ID} {PIN}", SHORT_ID)), "create pablo55", "forgot", "code",
    "list", "add", "remove", "remove M", "name", "name 1", "share", "delete", "alerts", "phone", "email", "pin",
    "zone", "0", "1", "2", "3", "4", CODE, PIN, SHORT_PIN, NEW_PIN, USER_ID, SHORT_ID, "pablo55", "ana@example.org",
    "M", APPROVED.receipt, "IOE912345678", "eac 99-991-03499 and IOE09123", "add eac 99-991-03499 and IOE09123",
]  # fmt: skip


@cache
def questions() -> dict[tuple[str, str], Spot]:
    """One place for each question and right, in writing, on paper."""
    found: dict[tuple[str, str], Spot] = {}
    waiting = deque(spot(writing("en", *way), ()) for way in (*WAYS_IN, *FOLLOWS))
    while waiting:
        here = waiting.popleft()
        (name,) = named({here.name or ""}) or {kind(here.name)}
        if (name, here.scope) in found:
            continue
        found[name, here.scope] = here
        for text in OPENS:
            after, _told = sent(here.stage, "words", text)
            waiting.append(spot(after, (*here.path, ("words", text))))
    return found


def kind(name: str | None) -> str:
    """A question outside of portfolios, without the case that it is about."""
    return next((one for one in sorted(OUTSIDE, key=len, reverse=True) if (name or "").startswith(one)), "")


def test_every_question_is_come_by() -> None:
    names = {name for name, _scope in questions()}
    assert names >= BY_TEXT
    assert names >= OUTSIDE - {"start"}


@pytest.mark.parametrize("text", SENTENCES)
def test_any_wish_to_stop_wins_in_the_middle_of_any_question(text: str) -> None:
    for here in questions().values():
        after, told = sent(here.stage, "words", text)
        assert after.stopped, here
        assert len(told) == 1, here
        assert told[0].startswith("Case Status "), here
        assert "START" in told[0], here
        again, silence = sent(after, "words", text)
        assert (silence, again.stopped) == ([], True), here


@pytest.mark.parametrize("text", ["please cancel my appointment", "when will this end", "quiero cancelar mi cita"])
def test_what_is_about_something_else_stops_nothing_at_any_question(text: str) -> None:
    for here in questions().values():
        after, told = sent(here.stage, "words", text)
        assert not after.stopped, here
        assert told, here


# Through the signed webhook.


def stopped(line: ServiceLine) -> int:
    with line.services.database.reading() as db:
        return int(db.execute(select(func.count()).select_from(stops)).scalar_one())


def words(line: ServiceLine) -> list[tuple[str, str]]:
    """What the archive holds as evidence: the kind and the words."""
    key = line.services.sealer.index("person", PERSON)
    with line.services.database.reading() as db:
        rows = consents.history(db, key)
    opened = line.services.sealer.open
    return [(row.kind, opened(row.sealed or b"", place("consents.sealed", key)).decode()) for row in rows]


@pytest.mark.parametrize("text", SENTENCES)
def test_a_stop_is_confirmed_once_for_texts_and_calls_and_kept_with_its_words(lite: ServiceLine, text: str) -> None:
    (told,) = lite.send(text)
    assert "call" in told or "llam" in told
    assert lite.send(text) == []
    assert stopped(lite) == 1
    assert words(lite) == [("stop", text), ("stop", text)]


def test_a_number_that_is_in_no_portfolio_is_kept_as_well_and_outlives_what_is_known_of_the_phone(
    line: ServiceLine,
) -> None:
    line.send("STOP")
    line.send("DELETE")
    assert stopped(line) == 1
    assert line.send("hello") == [
        "You stopped texts from Case Status, so I do not answer here. Text START to come back."
    ]


def test_a_stop_at_a_pin_is_no_pin(lite: ServiceLine) -> None:
    for text in ("create maria88", "1", APPROVED.receipt, "0", "4", "logout", "login maria88"):
        lite.send(text)
    assert "will not text or call" in lite.send("please stop texting me")[0]
    assert lite.send("58209174") == [
        "You stopped texts from Case Status, so I do not answer here. Text START to come back."
    ]


def test_who_is_stopped_and_ends_one_case_hears_nothing(lite: ServiceLine) -> None:
    for text in (APPROVED.receipt, "alerts", "1", "stop"):
        lite.send(text)
    assert lite.send(f"stop alerts for {APPROVED.receipt}") == []
    assert words(lite)[-1] == ("stop", f"stop alerts for {APPROVED.receipt}")


def test_an_owner_may_end_the_alerts_of_one_case_by_its_number_its_last_digits_and_its_name(sqlite_url: str) -> None:
    town = Town(sqlite_url)
    try:
        town.shows(RECEIPT, RECEIVED)
        for text in ("create maria88", "1", RECEIPT, "0", "4", "name 1 Mom"):
            town.send(text)
        for text, name in (
            (f"stop alerts for {RECEIPT}", "...5678"),
            ("no more alerts for 5678", "...5678"),
            ("stop alerts for mom, please", "Mom"),
            ("stop alerts for case 1", "Mom"),
        ):
            assert town.send(text) == [f"No more alerts about {name}. STOP ends all texts."]
            assert town.send("alerts 1") == [f"Alerts for {RECEIPT} are on."], "they were off"
        assert stopped(town) == 0
        assert "will not text" in town.send("stop alerts for Pablo")[0], "whoever that may be"
    finally:
        town.close()


def test_what_the_carrier_took_care_of_counts_and_is_not_answered(line: ServiceLine) -> None:
    assert line.send("STOP", "carrier_stop") == []
    assert stopped(line) == 1
    assert line.send("hello")[0].startswith("You stopped texts")
    assert line.send("START", "carrier_start") == []
    assert stopped(line) == 0
    assert [kind for kind, _words in words(line)] == ["stop", "start"]


def test_a_stop_holds_back_alerts_of_a_portfolio_and_start_brings_them_back(database_url: str) -> None:
    town = Town(database_url)
    try:
        mom(town)
        town.send("quit")
        town.shows(RECEIPT, NEWS)
        assert town.poll() == []
        assert "You get alerts about 1 case of your portfolio." in town.send("unstop")[0]
        town.shows(RECEIPT, {"en": "Card Was Mailed To Me"}, "2026-05-15")
        (text,) = town.poll()
        assert "Mom: Card Was Mailed To Me" in text.body
    finally:
        town.close()
