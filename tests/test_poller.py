"""Polling: each case once, in everybody's turn, within the budget, and on again after whatever went wrong."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select

from bot.cases.source import AgencyError
from bot.pace import DAY, HOUR, Pace
from bot.poller import LATER, TROUBLES, Poller
from dialogs.cases import Case
from storage import portfolios
from storage.polls import NEVER
from storage.tables import cases as table
from tests.alerting import ANOTHER, APPROVED, RECEIPT, RECEIVED, Town, mom
from tests.mortal import Died, Mortal
from tests.world import PERSON


@dataclass
class Moody:
    """An agency that fails as a test says, by receipt or altogether."""

    town: Town
    name: str = "moody"
    fresh_for: float = 600.0
    asked: list[str] = field(default_factory=list)
    faults: dict[str, AgencyError] = field(default_factory=dict)
    always: AgencyError | None = None

    def knock(self, timeout: float) -> str:
        return "moody"

    def fetch(self, receipt: str, timeout: float) -> Case | None:
        self.asked.append(receipt)
        if (fault := self.always or self.faults.get(receipt)) is not None:
            raise fault
        return self.town.source.cases.get(receipt)


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    stage = Town(database_url)
    yield stage
    stage.close()


def poller(town: Town, agency: Moody, asker: str = "one") -> Poller:
    services = town.services
    return Poller(services.database, services.sealer, agency, asker, Pace(), town.clock, chance=lambda: 0.5)


def due(town: Town, receipt: str) -> float | None:
    """When a case is asked for again, in seconds from now."""
    key = town.services.sealer.index("case", receipt)
    with town.services.database.reading() as db:
        at = db.execute(select(table.c.due_at).where(table.c.key == key)).scalar()
    return None if at is None else float(at) - town.clock.now


def watched(town: Town, *receipts: str) -> Moody:
    town.open("maria88", dict.fromkeys(receipts, ""))
    for receipt in receipts:
        town.shows(receipt, RECEIVED, "2026-05-01")
    return Moody(town)


def test_a_case_is_asked_for_when_it_is_due_and_then_at_its_pace(town: Town) -> None:
    agency = watched(town, RECEIPT)
    one = poller(town, agency)
    assert one.poll().asked == 1
    assert one.poll().asked == 0
    assert due(town, RECEIPT) == 4 * HOUR
    town.wait(4 * HOUR - 1)
    assert one.poll().asked == 0
    town.wait(1)
    assert one.poll().asked == 1
    town.shows(RECEIPT, {"en": "Case Was Approved"}, "2026-01-01")
    town.wait(4 * HOUR)
    one.poll()
    assert due(town, RECEIPT) == 7 * DAY


def test_a_look_up_by_a_person_counts_as_a_poll(town: Town) -> None:
    agency = watched(town, RECEIPT)
    one = poller(town, agency)
    one.poll()
    town.wait(4 * HOUR - 60)
    town.send(RECEIPT)
    town.wait(60)
    assert one.poll().asked == 0
    assert due(town, RECEIPT) == 4 * HOUR - 60


@pytest.mark.parametrize(
    "fault",
    [
        AgencyError("slow down", retry_at=4e9),
        AgencyError("closed", retry_at=4e9),
        AgencyError("no answer", slow=True),
    ],
)
def test_trouble_at_the_agency_ends_the_sweep_and_counts_against_no_case(town: Town, fault: AgencyError) -> None:
    agency = watched(town, *(f"IOE09123456{number:02}" for number in range(20)))
    agency.always = fault
    polled = poller(town, agency).poll()
    assert polled.asked == 0
    assert TROUBLES <= len(agency.asked) < 20, "it slows down"
    agency.always = None
    assert poller(town, agency).poll().asked == 20, "and goes on where it stopped"


def test_one_answer_that_nobody_can_read_keeps_no_other_case_waiting(town: Town) -> None:
    agency = watched(town, RECEIPT, ANOTHER)
    agency.faults[RECEIPT] = AgencyError("unreadable")
    polled = poller(town, agency).poll()
    assert (polled.asked, polled.trouble) == (1, 1)
    assert due(town, RECEIPT) == LATER
    agency.faults.clear()
    town.wait(LATER)
    assert poller(town, agency).poll().asked == 1


def test_whoever_has_a_hundred_cases_does_not_make_the_others_wait(town: Town) -> None:
    agency = watched(town, *(f"IOE0912345{number:03}" for number in range(40)))
    town.open("pablo55", {RECEIPT: ""})
    town.shows(RECEIPT, RECEIVED)
    poller(town, agency).poll()
    assert RECEIPT in agency.asked[:16], "in the first batch"


def test_two_pollers_at_once_ask_once(town: Town) -> None:
    receipts = [f"IOE09123456{number:02}" for number in range(30)]
    agency = watched(town, *receipts)
    poller(town, agency).adopt()
    threads = [threading.Thread(target=poller(town, agency, name).poll) for name in ("one", "two", "three")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    for name in ("four", "five"):
        poller(town, agency, name).poll()
    assert sorted(agency.asked) == sorted(receipts)


@pytest.mark.parametrize("last", range(1, 6))
def test_a_poller_that_dies_is_followed_by_one_that_goes_on(town: Town, last: int) -> None:
    portfolio = mom(town)
    assert portfolio is not None
    town.shows(RECEIPT, APPROVED)
    town.wait(5 * HOUR)
    mortal = Mortal(town.services.settings.database_url, last)
    doomed = Poller(mortal, town.services.sealer, town.source, "doomed", Pace(), town.clock)
    try:
        doomed.poll()
    except Died:
        pass
    finally:
        mortal.close()
    town.wait(60)
    told = poller(town, Moody(town)).poll().told
    assert sum(town.states().values()) == 1
    assert told in (0, 1)


def test_what_nobody_watches_any_more_is_not_asked_for(town: Town) -> None:
    agency = watched(town, RECEIPT)
    portfolio = town.open("pablo55", {ANOTHER: ""})
    poller(town, agency).poll()
    with town.services.database.writing() as db:
        portfolios.delete(db, portfolio.key)
    town.wait(DAY)
    agency.asked.clear()
    poller(town, agency).poll()
    assert agency.asked == [RECEIPT]
    assert due(town, ANOTHER) is None


def test_everything_that_is_watched_can_be_asked_for_now_with_progress(town: Town) -> None:
    agency = watched(town, RECEIPT, ANOTHER)
    one = poller(town, agency)
    one.poll()
    seen: list[tuple[int, int]] = []
    one.poll(progress=lambda done, total: seen.append((done, total)), everything=True)
    assert sorted(agency.asked) == sorted([RECEIPT, ANOTHER] * 2)
    assert seen == [(2, 2)]


def test_a_number_that_was_looked_for_in_vain_is_left_until_somebody_new_wants_it(town: Town) -> None:
    portfolio = town.open("maria88", {RECEIPT: ""})
    town.reach(portfolio, PERSON)
    agency = Moody(town)
    one = poller(town, agency)
    one.poll()
    assert due(town, RECEIPT) == 12 * HOUR
    town.wait(31 * DAY)
    assert one.poll().told == 1
    assert due(town, RECEIPT) == NEVER - town.clock.now
    assert one.poll(everything=True).asked == 0
