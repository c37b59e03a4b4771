"""Texts that carried a PIN are erased at the carrier, as soon as it lets us."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from bot.alerts.aftermath import Aftermath
from bot.erasures import CLAIM, FIRST_AFTER, FIRST_PAUSE, HOLDS, LONGEST_PAUSE, Erased, Erasures, erasure_of
from bot.reports import Reports
from bot.twilio.eraser import RecordEraser
from bot.twilio.errors import EraseError
from storage import erasures
from storage.database import Database
from storage.portfolio_tables import erasures as table
from storage.sealing import Sealer
from tests.mortal import Died
from tests.races import at_once
from tests.rest_server import ACCOUNT, RestServer, rest_server
from tests.world import Clock

SID = "SM" + "0" * 32
PLACE = f"{ACCOUNT}/Messages/{SID}.json"
NOT_FINISHED = (409, '{"code": 20009, "message": "Cannot delete this resource before it is complete", "status": 409}')
FORBIDDEN = (403, '{"code": 20403, "message": "Forbidden", "status": 403}')
GONE = (404, '{"code": 20404, "message": "The requested resource was not found", "status": 404}')


class Records:
    """The carrier's records as the desk sees them: `refusals` of a text are used up one a try."""

    def __init__(self) -> None:
        self.refusals: list[BaseException] = []
        self.asked: list[str] = []

    def erase(self, sid: str) -> None:
        self.asked.append(sid)
        if self.refusals:
            raise self.refusals.pop(0)


class Desk:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = Clock()
        self.records = Records()
        self.erasures = Erasures(database, self.records, self.clock)
        sealer = Sealer([b"k" * 32], b"i" * 32)
        self.reports = Reports(database, sealer, Aftermath(self.clock), self.clock)

    def remember(self, *sids: str) -> None:
        with self.database.writing() as db:
            for sid in sids:
                erasures.add(db, erasure_of(sid, self.clock.now))

    @property
    def left(self) -> list[str]:
        with self.database.reading() as db:
            return list(db.execute(select(table.c.provider_sid).order_by(table.c.provider_sid)).scalars())

    def due_in(self) -> float:
        with self.database.reading() as db:
            due: float = db.execute(select(table.c.due_at)).scalar_one()
        return due - self.clock.now


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.fixture
def rest() -> Iterator[RestServer]:
    with rest_server() as server:
        yield server


@pytest.fixture
def eraser(rest: RestServer) -> RecordEraser:
    return RecordEraser(rest.account(), timeout=0.3)


def test_a_text_is_erased_a_minute_later_and_then_forgotten(desk: Desk) -> None:
    desk.remember(SID)
    desk.remember(SID)
    assert desk.erasures.sweep() == Erased()
    desk.clock.now += FIRST_AFTER
    assert desk.erasures.sweep() == Erased(erased=1)
    assert desk.records.asked == [SID]
    assert desk.left == []


def test_a_text_that_is_not_finished_is_tried_again_with_growing_pauses_for_two_days(desk: Desk) -> None:
    desk.remember(SID)
    began, pauses = desk.clock.now, []
    desk.clock.now += FIRST_AFTER
    while True:
        desk.records.refusals = [EraseError(20009)]
        swept = desk.erasures.sweep()
        if swept.not_erased:
            break
        assert swept == Erased(erase_later=1)
        assert desk.erasures.sweep() == Erased(), "not before its time"
        pauses.append(desk.due_in())
        desk.clock.now += pauses[-1]
    for number, pause in enumerate(pauses):
        full = min(FIRST_PAUSE * 2**number, LONGEST_PAUSE)
        assert full / 2 <= pause <= full + 1e-3
    assert HOLDS - LONGEST_PAUSE <= desk.clock.now - began <= HOLDS
    assert desk.left == []


def test_what_was_given_up_is_told_by_the_carriers_name_alone(
    desk: Desk, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    desk.remember(SID)
    desk.clock.now += HOLDS
    desk.records.refusals = [EraseError(20009)]
    assert desk.erasures.sweep() == Erased(not_erased=1)
    said = capsys.readouterr()
    told = said.out + said.err + caplog.text
    assert SID in told
    assert "text not erased" in told


def test_when_it_works_at_last_nothing_is_left(desk: Desk) -> None:
    desk.remember(SID)
    desk.clock.now += FIRST_AFTER
    desk.records.refusals = [EraseError(), EraseError(20009)]
    for _ in range(2):
        assert desk.erasures.sweep() == Erased(erase_later=1)
        desk.clock.now += LONGEST_PAUSE
    assert desk.erasures.sweep() == Erased(erased=1)
    assert desk.left == []


def test_a_process_that_died_in_the_middle_leaves_it_to_another(desk: Desk) -> None:
    desk.remember(SID)
    desk.clock.now += FIRST_AFTER
    desk.records.refusals = [Died()]
    with pytest.raises(Died):
        desk.erasures.sweep()
    assert desk.erasures.sweep() == Erased()
    desk.clock.now += CLAIM
    assert desk.erasures.sweep() == Erased(erased=1)


def test_processes_that_erase_at_once_ask_once_for_each(desk: Desk) -> None:
    sids = [f"SM{number:032}" for number in range(20)]
    desk.remember(*sids)
    desk.clock.now += FIRST_AFTER
    each = [Erasures(desk.database, desk.records, desk.clock) for _ in range(4)]
    swept = at_once(lambda number: each[number].sweep(), runners=4)
    assert sum(one.erased for one in swept) == 20
    assert sorted(desk.records.asked) == sids


def test_our_own_text_with_a_pin_is_erased_once_it_left(desk: Desk) -> None:
    for state in ("accepted", "queued", "sending"):
        desk.reports.take("", SID, state, None, erase=True)
    assert desk.left == []
    for state in ("sent", "delivered", "delivered"):
        desk.reports.take("", SID, state, None, erase=True)
    assert desk.left == [SID]
    assert desk.due_in() == FIRST_AFTER


def test_one_that_failed_is_erased_too_and_others_are_not(desk: Desk) -> None:
    desk.reports.take("", SID, "undelivered", 30003, erase=True)
    desk.reports.take("", "SM" + "1" * 32, "delivered", None)
    desk.reports.take("", "", "delivered", None, erase=True)
    assert desk.left == [SID]


def test_the_message_is_deleted_at_the_carrier(rest: RestServer, eraser: RecordEraser) -> None:
    rest.faults.append((204, ""))
    eraser.erase(SID)
    assert [(asked.method, asked.path) for asked in rest.asked] == [("DELETE", PLACE)]


def test_where_deleting_is_refused_the_words_are_taken_away(rest: RestServer, eraser: RecordEraser) -> None:
    rest.resources[PLACE] = {"sid": SID, "body": "8392 0174"}
    rest.faults.append(FORBIDDEN)
    eraser.erase(SID)
    assert [asked.method for asked in rest.asked] == ["DELETE", "POST"]
    assert rest.asked[1].form == {"Body": ""}
    assert rest.resources[PLACE]["body"] == ""


def test_a_call_is_deleted_and_never_redacted(rest: RestServer, eraser: RecordEraser) -> None:
    call = "CA" + "0" * 32
    rest.faults.append((204, ""))
    eraser.erase(call)
    rest.faults.append(FORBIDDEN)
    with pytest.raises(EraseError):
        eraser.erase(call)
    assert [(asked.method, asked.path) for asked in rest.asked] == [("DELETE", f"{ACCOUNT}/Calls/{call}.json")] * 2


def test_a_text_that_is_not_there_is_erased(rest: RestServer, eraser: RecordEraser) -> None:
    eraser.erase(SID)
    rest.faults += [FORBIDDEN, GONE]
    eraser.erase(SID)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (NOT_FINISHED, 20009),
        ((429, '{"code": 20429, "message": "Too Many Requests", "status": 429}'), 20429),
        ((401, '{"code": 20003, "message": "Authenticate", "status": 401}'), 20003),
        ((500, ""), None),
        ("hang", None),
        ("reset", None),
    ],
)
def test_what_passes_by_is_no_reason_to_keep_the_record(
    rest: RestServer, eraser: RecordEraser, fault: tuple[int, str] | str, code: int | None
) -> None:
    rest.faults.append(fault)
    with pytest.raises(EraseError) as caught:
        eraser.erase(SID)
    assert (caught.value.code, caught.value.refused) == (code, False)
    assert [asked.method for asked in rest.asked] in (["DELETE"], [])


def test_where_both_are_refused_it_is_tried_again(rest: RestServer, eraser: RecordEraser) -> None:
    rest.faults += [FORBIDDEN, NOT_FINISHED]
    with pytest.raises(EraseError) as caught:
        eraser.erase(SID)
    assert caught.value.code == 20009
    assert SID not in str(caught.value)
