"""Where a case stands: told from the table while that is fresh, asked once however many ask, never waited for long."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import Connection

from bot.cases.source import AgencyError
from bot.demo import free_port
from bot.feeds import Update
from bot.lookups import ASKING, LEASE, Lookups
from bot.updates import Updates
from dialogs.cases import Case, Finding
from storage import cases
from storage.database import Database, DatabaseDown
from storage.sealing import Sealer
from tests import agency as wire
from tests.knocking import fields, signature
from tests.lookup_process import KEYS
from tests.mortal import Fallen
from tests.races import at_once
from tests.service import ENVIRONMENT
from tests.world import APPROVED, OPENS, REVIEWED, TODAY, Agency, Clock

RECEIPT, OTHER, MISSING = APPROVED.receipt, REVIEWED.receipt, "IOE0900000000"
FIVE = [f"IOE090000000{digit}" for digit in range(5)]
PATIENCE = 5.0
MINUTE = 60.0
SEALER = Sealer(*KEYS)

Open = Callable[..., Lookups]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def agency(clock: Clock) -> Iterator[Agency]:
    agency = Agency(clock)
    yield agency
    agency.gate.set()


@pytest.fixture
def another(database: Database, clock: Clock, agency: Agency) -> Iterator[Open]:
    """Makes the look-ups of one more process; all are closed at the end, once the agency has let go."""
    made: list[Lookups] = []

    def make(source: object = agency, on: Database = database) -> Lookups:
        made.append(Lookups(on, SEALER, source, f"process {len(made)}", clock=clock))  # type: ignore[arg-type]
        return made[-1]

    yield make
    agency.gate.set()
    for each in made:
        each.close()


@pytest.fixture
def lookups(another: Open) -> Lookups:
    return another()


def row(database: Database, receipt: str = RECEIPT) -> cases.CaseRow | None:
    with database.reading() as db:
        return cases.load(db, SEALER.index("case", receipt))


def eventually(true: Callable[[], bool], seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not come true"
        time.sleep(0.01)


def test_an_answer_is_told_again_until_it_is_old(lookups: Lookups, agency: Agency, clock: Clock) -> None:
    first = Finding(RECEIPT, "found", replace(APPROVED, asked_at=TODAY))
    assert lookups.find([RECEIPT], PATIENCE) == [first]
    clock.now += agency.fresh_for
    assert lookups.find([RECEIPT], PATIENCE) == [first]
    assert agency.asked == [RECEIPT]
    clock.now += 1
    assert lookups.find([RECEIPT], PATIENCE)[0].case == replace(APPROVED, asked_at=clock.now)
    assert agency.asked == [RECEIPT, RECEIPT]


def test_that_nothing_is_shown_stands_for_five_minutes_only(lookups: Lookups, agency: Agency, clock: Clock) -> None:
    for _ in range(2):
        assert lookups.find([MISSING], PATIENCE) == [Finding(MISSING, "unknown")]
        clock.now += 5 * MINUTE
    assert agency.asked == [MISSING]
    clock.now += 1
    assert lookups.find([MISSING], PATIENCE) == [Finding(MISSING, "unknown")]
    assert agency.asked == [MISSING, MISSING]


def test_another_process_tells_what_the_first_one_learned(another: Open, agency: Agency) -> None:
    first, second = another(), another()
    assert first.find([RECEIPT, MISSING], PATIENCE) == second.find([RECEIPT, MISSING], PATIENCE)
    assert sorted(agency.asked) == [RECEIPT, MISSING]


def test_many_who_ask_at_once_cause_one_request(another: Open, agency: Agency) -> None:
    each = [another(), another(), another()]
    agency.mode = "slow"
    threading.Timer(0.3, agency.gate.set).start()
    found = at_once(lambda number: each[number % 3].find([RECEIPT], PATIENCE)[0], runners=12)
    assert {finding.outcome for finding in found} == {"found"}
    assert agency.asked == [RECEIPT]


class Seized(Database):
    """A database that lets somebody else be faster: `meanwhile` is done just before a write begins, once."""

    meanwhile: Callable[[], object] | None = None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            meanwhile()
        with super().writing() as db:
            yield db


def test_who_looks_just_before_the_answer_comes_does_not_ask_again(
    database_url: str, another: Open, agency: Agency
) -> None:
    seized = Seized(database_url)
    late, early = another(on=seized), another()
    seized.meanwhile = lambda: early.find([RECEIPT], PATIENCE)
    assert late.find([RECEIPT], PATIENCE)[0].outcome == "found"
    assert agency.asked == [RECEIPT]
    known = row(seized)
    assert known is not None
    assert known.asking_until == 0, "nobody is asking"
    seized.close()


class Together(Agency):
    """Answers only when as many ask at the same moment."""

    together = threading.Barrier(5)

    def fetch(self, receipt: str, timeout: float) -> Case | None:
        self.together.wait(timeout)
        return replace(APPROVED, receipt=receipt)


def test_five_receipts_are_asked_for_at_once(another: Open) -> None:
    found = another(Together()).find(FIVE, PATIENCE)
    assert [(finding.receipt, finding.outcome) for finding in found] == [(receipt, "found") for receipt in FIVE]


def test_five_receipts_cost_the_patience_of_one(lookups: Lookups, agency: Agency) -> None:
    agency.mode = "slow"
    began = time.monotonic()
    assert lookups.find(FIVE, 0.4) == [Finding(receipt, "slow") for receipt in FIVE]
    assert 0.35 < time.monotonic() - began < 1.9


def test_the_same_receipt_twice_gets_two_findings_and_one_question(lookups: Lookups, agency: Agency) -> None:
    assert [finding.receipt for finding in lookups.find([RECEIPT, OTHER, RECEIPT], PATIENCE)] == [
        RECEIPT,
        OTHER,
        RECEIPT,
    ]
    assert sorted(agency.asked) == [RECEIPT, OTHER]
    assert lookups.find([], PATIENCE) == []


def test_a_slow_agency_is_asked_on_and_its_answer_lies_ready_afterwards(lookups: Lookups, agency: Agency) -> None:
    agency.mode = "slow"
    began = time.monotonic()
    assert lookups.find([RECEIPT], 0.2) == [Finding(RECEIPT, "slow")]
    assert lookups.find([RECEIPT], 0.2) == [Finding(RECEIPT, "slow")]
    assert time.monotonic() - began < 4.5
    agency.gate.set()
    assert lookups.find([RECEIPT], PATIENCE)[0].outcome == "found"
    assert agency.asked == [RECEIPT]


def test_a_slow_answer_about_a_case_known_before_comes_with_what_was_known(
    lookups: Lookups, agency: Agency, clock: Clock
) -> None:
    known = lookups.find([RECEIPT], PATIENCE)[0].case
    clock.now += 3600
    agency.mode = "slow"
    assert lookups.find([RECEIPT], 0.1) == [Finding(RECEIPT, "slow", known)]


def test_when_the_agency_is_down_the_last_known_status_is_told_and_nothing_is_held_against_the_case(
    database: Database, lookups: Lookups, agency: Agency, clock: Clock
) -> None:
    assert lookups.find([RECEIPT], PATIENCE)[0].outcome == "found"
    before = row(database)
    clock.now += 3600
    agency.mode = "down"
    last = replace(APPROVED, asked_at=TODAY)
    expected = [Finding(RECEIPT, "down", last, OPENS + 3600), Finding(OTHER, "down", None, OPENS + 3600)]
    for _ in range(2):
        assert lookups.find([RECEIPT, OTHER], PATIENCE) == expected
    assert row(database) == before, "not a trace"
    assert row(database, OTHER) == cases.CaseRow(None, None, None, 0.0), "the lease was given back"
    agency.mode = "back"
    assert [finding.outcome for finding in lookups.find([RECEIPT, OTHER], PATIENCE)] == ["found", "found"]


def test_when_one_who_asked_died_another_asks(
    database: Database, lookups: Lookups, agency: Agency, clock: Clock
) -> None:
    with database.writing() as db:
        assert cases.lease(db, SEALER.index("case", RECEIPT), "the dead", clock.now, clock.now + LEASE)
    assert lookups.find([RECEIPT], 0.3) == [Finding(RECEIPT, "slow")]
    assert agency.asked == []
    clock.now += LEASE
    assert lookups.find([RECEIPT], PATIENCE)[0].outcome == "found"
    assert agency.asked == [RECEIPT]


def test_the_lease_outlasts_the_longest_question() -> None:
    assert LEASE > ASKING + 5, "5 seconds are what the database may take to store the answer"


def test_a_case_that_is_no_longer_shown_is_unknown_and_its_last_status_is_kept_for_when_the_agency_is_down(
    lookups: Lookups, agency: Agency, clock: Clock
) -> None:
    assert lookups.find([RECEIPT], PATIENCE)[0].outcome == "found"
    clock.now += 3600
    del agency.cases[RECEIPT]
    assert lookups.find([RECEIPT], PATIENCE) == [Finding(RECEIPT, "unknown")]
    assert lookups.find([RECEIPT], PATIENCE) == [Finding(RECEIPT, "unknown")], "and so it stands in the table"
    clock.now += 3600
    agency.mode = "down"
    assert lookups.find([RECEIPT], PATIENCE)[0].case == replace(APPROVED, asked_at=TODAY)
    agency.mode = "back"
    agency.cases[RECEIPT] = APPROVED
    assert lookups.find([RECEIPT], PATIENCE)[0].outcome == "found"


NEWS = Update(RECEIPT, "", {"en": "Card Was Mailed To Me"}, {}, "2024-05-13", "news")


class Overtaken(Agency):
    """An agency that says what was true before the news, after the news have come."""

    def __init__(self, clock: Clock, news: Callable[[], object]) -> None:
        super().__init__(clock)
        self.news = news

    def fetch(self, receipt: str, timeout: float) -> Case | None:
        self.clock.now += 1
        self.news()
        self.clock.now += 1
        return super().fetch(receipt, timeout)


def test_news_that_come_while_the_agency_thinks_are_not_overwritten(
    database: Database, another: Open, clock: Clock
) -> None:
    source = Overtaken(clock, lambda: Updates(database, SEALER, clock).take([NEWS]))
    lookups = another(source)
    for _ in range(2):
        found = lookups.find([RECEIPT], PATIENCE)[0].case
        assert found is not None
        assert found.title == NEWS.title
    assert source.asked == [RECEIPT]
    known = row(database)
    assert known is not None
    assert known.asking_until == 0


def test_a_database_that_goes_away_while_one_asks_is_told_to_who_waits(
    database_url: str, another: Open, agency: Agency
) -> None:
    database = Fallen(database_url)
    lookups = another(on=database)
    agency.mode = "slow"

    def go_away() -> None:
        database.away = True
        agency.gate.set()

    threading.Timer(0.2, go_away).start()
    began = time.monotonic()
    with pytest.raises(DatabaseDown):
        lookups.find([RECEIPT, OTHER], PATIENCE)
    assert time.monotonic() - began < 4.5
    with pytest.raises(DatabaseDown):
        lookups.find([RECEIPT], PATIENCE)
    database.away = False
    eventually(lambda: not lookups._asked)
    database.close()


class Moody(Agency):
    """Answers, answers nothing, is away, breaks."""

    def fetch(self, receipt: str, timeout: float) -> Case | None:
        mood = int(receipt[-1]) % 4
        if mood == 2:
            raise AgencyError("away")
        if mood == 3:
            raise TimeoutError("a fault of ours")
        return APPROVED if mood else None


def test_nothing_is_left_behind_of_a_question_however_it_ended(another: Open) -> None:
    lookups = another(Moody())
    assert [lookups.find([receipt], PATIENCE)[0].outcome for receipt in FIVE[:3]] == ["unknown", "found", "down"]
    with pytest.raises(TimeoutError, match="a fault of ours"):
        lookups.find([FIVE[3]], PATIENCE)
    eventually(lambda: not lookups._asked)


@pytest.mark.slow
def test_processes_and_threads_that_ask_at_once_cause_one_request(database_url: str, tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    order = {"database": database_url, "diary": str(diary), "threads": 4, "seconds": 0.4, "patience": 10.0}
    argv = [sys.executable, "-m", "tests.lookup_process", json.dumps(order)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    running = [subprocess.Popen(argv, text=True, **pipes) for _ in range(3)]  # type: ignore[call-overload]
    try:
        for each in running:
            assert each.stdout.readline() == "ready\n"
        for each in running:
            each.stdin.write("\n")
            each.stdin.flush()
        outcomes = [json.loads(each.communicate(timeout=30)[0]) for each in running]
    finally:
        for each in running:
            each.kill()
            each.communicate()
    assert outcomes == [["found"] * 4] * 3
    assert len(diary.read_text().splitlines()) == 1


def test_a_process_ends_at_once_although_the_agency_hangs(sqlite_url: str, tmp_path: Path) -> None:
    order = {"database": sqlite_url, "diary": str(tmp_path / "d"), "threads": 2, "seconds": 60.0, "patience": 0.1}
    argv = [sys.executable, "-m", "tests.lookup_process", json.dumps(order)]
    began = time.monotonic()
    done = subprocess.run(argv, input="\n", capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout == 'ready\n["slow", "slow"]\n'
    assert done.stderr == ""
    assert time.monotonic() - began < 20


@pytest.mark.slow
def test_the_web_process_ends_at_once_although_the_agency_hangs(sqlite_url: str, tmp_path: Path) -> None:
    port = free_port(0)
    with wire.playing(lambda _asked: [60.0]) as agency:
        more = {
            "PORT": str(port),
            "DATABASE_URL": sqlite_url,
            "CASE_SOURCE": "uscis",
            "USCIS_API_URL": agency.url,
            "USCIS_TOKEN_URL": f"{agency.url}/oauth/accesstoken",
            "USCIS_CLIENT_ID": "our-id",
            "USCIS_CLIENT_SECRET": "our-secret",
            "WEB_PROCESSES": "1",
        }
        program = Path(sys.executable).with_name("casestatus")
        environment = {"PATH": os.environ["PATH"], **ENVIRONMENT, **more}
        with subprocess.Popen([program, "web", "--host", "127.0.0.1"], env=environment, cwd=tmp_path) as web:
            try:
                assert "One moment" in posted(f"http://127.0.0.1:{port}", "EAC9999103403")
                began = time.monotonic()
                web.terminate()
                assert web.wait(20) == 0
                assert time.monotonic() - began < 8
            finally:
                web.kill()
        assert len(agency.look_ups) == 1


def posted(address: str, text: str) -> str:
    """The answer to a text, once the web process is there."""
    body = urlencode(fields(text)).encode()
    headers = {"X-Twilio-Signature": signature("/twilio/sms", body)}
    until = time.monotonic() + 20
    while True:
        with suppress(URLError), urlopen(Request(f"{address}/twilio/sms", body, headers), timeout=15) as response:
            return str(response.read().decode())
        assert time.monotonic() < until, "the web process did not start"
        time.sleep(0.05)
