"""How much a portfolio may cause in a day, whoever is behind it: look-ups, portfolios, notices, codes to strangers."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.portfolios import allowances
from bot.portfolios.desk import Parts, Portfolios
from bot.portfolios.scene import Scene
from bot.retention import CASES
from dialogs.cases import Json
from dialogs.deed import Deed
from dialogs.portfolio import account_deeds as account
from dialogs.portfolio import case_deeds, deeds
from storage import guesses
from storage.database import Database
from storage.tables import people
from tests.portfolio_desk import DAY, MAILBOX, OTHER_PHONE, PIN, THIRD_PHONE, USER_ID, Desk
from tests.races import at_once
from tests.service import ServiceLine
from tests.world import APPROVED, PERSON, REVIEWED

DIALED = "voice"


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A portfolio whose owner is signed in."""
    stage = Desk(database)
    stage.create()
    yield stage
    stage.close()


def receipts(first: int, count: int) -> tuple[str, ...]:
    return tuple(f"IOE09{number:08d}" for number in range(first, first + count))


def add(desk: Desk, first: int, count: int, scene: Scene | None = None) -> list[str]:
    """What came of so many receipts."""
    return [outcome for _, outcome, _ in desk.do(case_deeds.AddCases(receipts(first, count)), scene)]


def remove(desk: Desk, first: int, count: int, scene: Scene | None = None) -> None:
    for receipt in receipts(first, count):
        assert desk.do(case_deeds.RemoveCase(receipt), scene)


def make(desk: Desk, user_id: str, scene: Scene | None = None) -> bool:
    held = desk.do(deeds.HoldPin(user_id, PIN), scene)
    return desk.do(deeds.CreatePortfolio(user_id, held.held, held.short), scene)


# Cases.


def test_one_phone_adds_a_hundred_and_twenty_cases_a_day_however_many_it_takes_off(desk: Desk) -> None:
    assert add(desk, 0, 100) == ["added"] * 100
    assert add(desk, 100, 1) == ["full"]
    remove(desk, 0, 30)
    assert add(desk, 100, 30) == ["added"] * 20 + ["later"] * 10
    assert add(desk, 0, 1) == ["later"], "one that was there before as well"
    assert add(desk, 50, 1) == ["there"]
    desk.clock.now += DAY + 1
    desk.sign_in()
    assert add(desk, 0, 10) == ["added"] * 10


def test_nor_does_another_portfolio_of_the_same_phone_help(desk: Desk) -> None:
    assert add(desk, 0, 100) == ["added"] * 100
    desk.create("another55")
    assert add(desk, 200, 30) == ["added"] * 20 + ["later"] * 10


def test_into_one_portfolio_go_two_hundred_and_fifty_cases_a_day_from_however_many_phones(desk: Desk) -> None:
    scenes = [desk.scene(phone) for phone in (PERSON, OTHER_PHONE, THIRD_PHONE)]
    for scene in scenes:
        desk.sign_in(scene=scene)
    for number in range(2):
        assert add(desk, number * 100, 100, scenes[number]) == ["added"] * 100
        remove(desk, number * 100, 100, scenes[number])
    assert add(desk, 200, 60, scenes[2]) == ["added"] * 50 + ["later"] * 10


def test_those_who_add_at_the_same_moment_count_together(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowances, "CASES_FROM", 10)
    desk.do(deeds.MeetOwner())
    came = at_once(lambda number: add(desk, number * 10, 6), runners=4)
    assert sum(each.count("added") for each in came) == 10


# Portfolios.


def test_one_phone_makes_three_portfolios_a_day(desk: Desk) -> None:
    assert make(desk, "second55")
    assert make(desk, "third55x")
    assert desk.do(deeds.WeighUserId("fourth55")).outcome == "later"
    assert not make(desk, "fourth55")
    elsewhere = desk.scene(OTHER_PHONE)
    assert desk.do(deeds.WeighUserId("fourth55"), elsewhere).outcome == "free"
    assert make(desk, "fourth55", elsewhere)
    desk.clock.now += DAY + 1
    assert desk.do(deeds.WeighUserId("fifth55x")).outcome == "free"
    assert make(desk, "fifth55x")


def test_deleting_one_makes_no_room_for_another(desk: Desk) -> None:
    assert desk.do(account.DeletePortfolio(USER_ID))
    for user_id in ("second55", "third55x"):
        assert make(desk, user_id)
        assert desk.do(account.DeletePortfolio(user_id))
    assert not make(desk, "fourth55")


def test_made_once_more_by_who_never_heard_of_it_it_is_made(desk: Desk) -> None:
    assert make(desk, USER_ID), "signed in there, by this very conversation"
    assert not make(desk, USER_ID, desk.scene(OTHER_PHONE))
    desk.do(deeds.SignOut())
    assert not make(desk, USER_ID)


def test_a_reader_of_it_did_not_make_it(desk: Desk) -> None:
    digits = desk.do(account.ShowCode(desk.do(account.MakeCode("share", 7))))
    there = desk.scene(OTHER_PHONE)
    assert desk.do(account.UseCode(digits), there) == "share"
    assert not make(desk, USER_ID, there)


# Look-ups.


def test_what_the_list_asks_the_agency_for_counts_with_the_look_ups_of_all(desk: Desk) -> None:
    left = [0.0, desk.clock.now + 30.0]
    parts: Parts = desk.portfolios._parts
    desk.portfolios = Portfolios(replace(parts, admit=lambda: left.pop(0) if len(left) > 1 else left[0]))
    desk.do(case_deeds.AddCases((APPROVED.receipt, REVIEWED.receipt)))
    first, second = desk.do(case_deeds.ShowCases((1, 2)))
    assert (first.finding.outcome, second.finding.outcome) == ("found", "limited")
    assert second.finding.wait == 30.0
    assert desk.agency.asked == [APPROVED.receipt]
    again, _ = desk.do(case_deeds.ShowCases((1, 2)))
    assert again.finding.outcome == "found", "what lies ready costs nobody anything"
    (own,) = desk.do(case_deeds.FindOwn((REVIEWED.receipt,)))
    assert (own.outcome, own.wait) == ("limited", 30.0)
    desk.clock.now += 3600
    desk.sign_in()
    left[0] = desk.clock.now + 30.0
    (stale,) = desk.do(case_deeds.ShowCases((1,)))
    assert stale.finding.outcome == "limited"
    assert stale.finding.case is not None, "with what was known"
    assert desk.agency.asked == [APPROVED.receipt]


def test_nobody_learns_from_an_old_status_that_somebody_watches_the_case(desk: Desk) -> None:
    desk.do(case_deeds.AddCases((APPROVED.receipt,)))
    desk.do(case_deeds.ShowCases((1,)))
    desk.agency.mode = "down"
    desk.clock.now += CASES - 60
    (finding,) = desk.lookups.find([APPROVED.receipt], 2.0)
    assert (finding.outcome, finding.case is not None) == ("down", True), "as long as it is kept for everybody"
    desk.clock.now += 60
    (finding,) = desk.lookups.find([APPROVED.receipt], 2.0)
    assert (finding.outcome, finding.case) == ("down", None)
    desk.sign_in()
    (entry,) = desk.do(case_deeds.ShowCases((1,)))
    assert entry.finding.case is not None
    (own,) = desk.do(case_deeds.FindOwn((APPROVED.receipt,)))
    assert own.case is not None


FIVE = [f"EAC99991034{number:02d}" for number in range(5)]


@pytest.mark.parametrize("words", ["delete", "forget me"])
def test_being_forgotten_makes_no_room_for_more_look_ups(database_url: str, words: str) -> None:
    line = ServiceLine(database_url, LOOKUPS_PER_PERSON="3")
    for receipt in FIVE[:3]:
        line.send(receipt)
    if words == "delete":
        for said in ("create maria88", "2", "83920174", "0", "4"):
            line.send(said)
    told = line.services.sealer.index("person", PERSON)
    forget(line, words)
    with line.services.database.reading() as db:
        assert db.execute(select(people.c.key).where(people.c.key == told)).first() is None, "forgotten"
    line.send(FIVE[3])
    assert FIVE[3] not in line.source.asked
    line.wait(DAY + 1)
    line.send(FIVE[3])
    assert FIVE[3] in line.source.asked
    line.services.purge()
    forget(line, words)
    line.wait(DAY + 3600)
    line.services.purge()
    with line.services.database.reading() as db:
        left = guesses.load(db, [line.services.sealer.index("asked by", told.hex())])
    assert left == {}, "and after a day nothing is left of it"
    line.close()


def forget(line: ServiceLine, words: str) -> None:
    line.send(words)
    if words == "delete":
        line.send("maria88")


# Notices.


def test_an_address_gets_ten_notices_a_day_and_the_first_of_each_kind(desk: Desk) -> None:
    desk.verify_phone()
    held = desk.do(deeds.HoldPin(USER_ID, "58203947"))
    desk.news()
    for _ in range(40):
        assert desk.do(account.ChangePin(held.held, held.short))
    assert len(desk.news()) == 10
    desk.clock.now += 1800
    desk.do(deeds.SignIn(USER_ID, "58203947"))
    number = desk.verify_email()
    told = [sent.body for sent in desk.news() if sent.to == PERSON]
    assert [body for body in told if "was added" in body], "news of another kind"
    assert desk.do(account.RemoveContact(number))
    told = [sent.body for sent in desk.news() if sent.to == PERSON]
    assert [body for body in told if "was removed" in body]
    desk.verify_email("other@example.org")
    assert [sent for sent in desk.news() if sent.to == PERSON] == []
    desk.clock.now += DAY + 1
    assert desk.sign_in("58203947") == "in"
    assert desk.do(account.ChangePin(held.held, held.short))
    assert len([sent for sent in desk.news() if sent.to == PERSON]) == 1


# Codes to those who never asked.


def test_a_number_that_never_texted_us_gets_one_code_a_day_by_calls(database: Database) -> None:
    desk = Desk(database)
    forged = desk.scene(OTHER_PHONE, DIALED)
    desk.create(scene=forged)
    assert desk.do(account.AddThisPhone(), forged).outcome == "sent"
    assert desk.do(account.SendCodeAgain(1), forged).outcome == "later"
    another = desk.scene(OTHER_PHONE, DIALED, "another call")
    desk.create("another55", scene=another)
    assert desk.do(account.AddThisPhone(), another).outcome == "later"
    assert len(desk.sent()) == 1
    by_text = desk.scene(OTHER_PHONE)
    desk.sign_in(scene=by_text)
    assert desk.do(account.AddThisPhone(), by_text).outcome == "sent", "the phone itself"
    desk.close()


def test_a_number_that_texted_us_gets_codes_by_calls(database: Database) -> None:
    desk = Desk(database)
    known = desk.scene(OTHER_PHONE, DIALED, texted=True)
    desk.create(scene=known)
    assert desk.do(account.AddThisPhone(), known).outcome == "sent"
    assert desk.do(account.SendCodeAgain(1), known).outcome == "sent"
    desk.close()


def test_who_never_answers_gets_no_more_codes_for_a_month(desk: Desk) -> None:
    number = desk.do(account.AddEmail(MAILBOX)).number
    assert [desk.do(account.SendCodeAgain(number)).outcome for _ in range(3)] == ["sent", "sent", "later"]
    for day in (2, 20):
        desk.clock.now += day * DAY
        elsewhere = desk.scene(f"+120255501{day:02d}")
        desk.create(f"elsewhere{day}", scene=elsewhere)
        assert desk.do(account.AddEmail(MAILBOX), elsewhere).outcome == "later", "whoever asks"
    desk.clock.now += 9 * DAY
    desk.sign_in()
    assert desk.do(account.SendCodeAgain(number)).outcome == "sent"


def test_who_answers_gets_codes_again(desk: Desk) -> None:
    number = desk.do(account.AddEmail(MAILBOX)).number
    assert [desk.do(account.SendCodeAgain(number)).outcome for _ in range(2)] == ["sent", "sent"]
    assert desk.do(account.VerifyContact(number, desk.sent()[-1].code)) == "right"
    elsewhere = desk.scene(OTHER_PHONE)
    desk.create("elsewhere", scene=elsewhere)
    assert desk.do(account.AddEmail(MAILBOX), elsewhere).outcome == "sent"


def test_who_texts_from_there_is_known_to_have_it(lite: ServiceLine) -> None:
    key = lite.services.sealer.index("person", PERSON)
    told = []
    perform = lite.services.portfolios.perform

    def listen(deed: Deed[Any], scene: Scene) -> Json:
        told.append((scene.person == key, scene.texted))
        return perform(deed, scene)

    lite.services.portfolios.perform = listen  # type: ignore[method-assign]
    for first in ("1", ""):  # the first time, the language is asked for
        lite.phone.call()
        for keys in (first, "2", "1", "6274288#", "83920174#"):
            lite.phone.enter(keys)
        lite.phone.hang_up()
        lite.send("hello")
    assert told[0] == (True, False)
    assert told[-1] == (True, True)
