"""Making a portfolio, signing in, and what is in it, as the desk does it, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.pins import Pins
from dialogs.deed import Deed
from dialogs.deeds import MeetPerson
from dialogs.portfolio import account_deeds as account
from dialogs.portfolio import case_deeds, deeds
from storage.database import Database, Outrun
from tests.portfolio_desk import OTHER_PHONE, PEPPER, PIN, SHORT_PIN, THIRD_PHONE, USER_ID, Desk
from tests.races import at_once
from tests.world import APPROVED, REVIEWED

MINUTE = 60.0
RECEIPTS = tuple(f"IOE09{number:08d}" for number in range(1, 120))


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    stage = Desk(database)
    yield stage
    stage.close()


def test_nobody_is_signed_in_at_first(desk: Desk) -> None:
    assert desk.meet() is None


def test_a_free_user_id_is_free_and_a_taken_one_has_three_others(desk: Desk) -> None:
    assert desk.do(deeds.WeighUserId(USER_ID)).outcome == "free"
    desk.create()
    weighed = desk.do(deeds.WeighUserId("MARIA88".lower()))
    assert weighed.outcome == "taken"
    assert len(set(weighed.suggestions)) == 3
    assert all(desk.do(deeds.WeighUserId(each)).outcome == "free" for each in weighed.suggestions)


def test_a_user_id_with_the_same_keys_is_taken(desk: Desk) -> None:
    desk.create()
    assert desk.do(deeds.WeighUserId("6274288")).outcome == "taken"
    assert not desk.do(deeds.CreatePortfolio("6274288", "held", False), desk.scene(OTHER_PHONE))


def test_a_phone_asks_for_ten_user_ids_a_day(desk: Desk) -> None:
    outcomes = [desk.do(deeds.WeighUserId(f"somebody{number}")).outcome for number in range(11)]
    assert outcomes == ["free"] * 10 + ["later"]
    assert desk.do(deeds.WeighUserId("somebody"), desk.scene(OTHER_PHONE)).outcome == "free"
    desk.clock.now += 86_401
    assert desk.do(deeds.WeighUserId("somebody")).outcome == "free"


def test_an_offered_pin_is_shown_again_alike_and_opens_the_portfolio(desk: Desk) -> None:
    offer = desk.do(deeds.OfferPin(USER_ID))
    pin = desk.do(deeds.ShowOffer(offer))
    assert len(pin) == 8
    assert pin == desk.do(deeds.ShowOffer(offer))
    assert pin not in offer
    held = desk.do(deeds.HoldOffer(offer))
    assert desk.do(deeds.SamePin(held, pin))
    assert not desk.do(deeds.SamePin(held, PIN))
    assert desk.do(deeds.CreatePortfolio(USER_ID, held, False))
    assert desk.sign_in(pin, desk.scene(OTHER_PHONE)) == "in"


def test_two_offers_are_two_pins(desk: Desk) -> None:
    assert len({desk.do(deeds.ShowOffer(desk.do(deeds.OfferPin(USER_ID)))) for _ in range(20)}) == 20


@pytest.mark.parametrize(
    ("pin", "fault"), [("12345678", "sequence"), ("77777777", "repeat"), ("20255501", "phone"), ("1234", "too_short")]
)
def test_a_weak_pin_is_not_held(desk: Desk, pin: str, fault: str) -> None:
    assert desk.do(deeds.HoldPin(USER_ID, pin)) == deeds.Held("", False, fault)  # type: ignore[arg-type]


def test_a_short_pin_needs_a_verified_phone(desk: Desk) -> None:
    assert desk.do(deeds.HoldPin(USER_ID, SHORT_PIN)).fault == "needs_phone"
    desk.create()
    assert desk.do(deeds.HoldPin(USER_ID, SHORT_PIN)).fault == "needs_phone"
    desk.verify_phone()
    held = desk.do(deeds.HoldPin(USER_ID, SHORT_PIN))
    assert held.short
    assert held.fault is None
    assert SHORT_PIN not in held.held


def test_who_makes_a_portfolio_is_signed_in_for_half_an_hour_of_silence(desk: Desk) -> None:
    desk.create()
    assert desk.meet() == deeds.Owner(USER_ID, "owner", 0, False)
    assert desk.meet(desk.scene(OTHER_PHONE)) is None
    desk.clock.now += 29 * MINUTE
    assert desk.meet() is not None
    desk.clock.now += 29 * MINUTE
    assert desk.meet() is not None
    desk.clock.now += 30 * MINUTE + 1
    assert desk.meet() is None


def test_a_sign_in_lasts_a_quarter_of_an_hour_of_silence(desk: Desk) -> None:
    desk.create()
    there = desk.scene(OTHER_PHONE)
    assert desk.sign_in(scene=there) == "in"
    desk.clock.now += 14 * MINUTE
    desk.do(case_deeds.OrderCases(), there)  # every deed is a sign of life
    desk.clock.now += 14 * MINUTE
    assert desk.meet(there) is not None
    desk.clock.now += 15 * MINUTE + 1
    assert desk.meet(there) is None


@pytest.mark.parametrize("typed", [USER_ID, "6274288", "Maria88"])
def test_one_signs_in_with_the_user_id_or_its_keys(desk: Desk, typed: str) -> None:
    desk.create()
    there = desk.scene(OTHER_PHONE, "voice")
    assert desk.sign_in(scene=there, user_id=typed) == "in"
    owner = desk.meet(there)
    assert owner is not None
    assert owner.user_id == USER_ID


def test_signing_out_ends_it_here_and_not_elsewhere(desk: Desk) -> None:
    desk.create()
    there = desk.scene(OTHER_PHONE)
    desk.sign_in(scene=there)
    desk.do(deeds.SignOut())
    assert desk.meet() is None
    assert desk.meet(there) is not None


def test_a_sign_in_belongs_to_one_phone(desk: Desk) -> None:
    desk.create()
    mine = desk.scene()
    assert desk.meet(replace(mine, person=desk.scene(OTHER_PHONE).person)) is None


def test_a_pin_is_hashed_anew_when_hashes_have_become_dearer(desk: Desk) -> None:
    desk.create()
    desk.portfolios = desk.desk(Pins(PEPPER, memory=16, passes=1))
    assert desk.sign_in() == "in"
    assert desk.sign_in() == "in"
    portfolio = desk.portfolios._sessions._parts.found(USER_ID)
    assert portfolio is not None
    assert "m=16," in portfolio.pin


OWNERS: list[Deed[Any]] = [
    case_deeds.OrderCases(), case_deeds.ShowCases((1,)), case_deeds.FindInList("1"), case_deeds.FindOwn((RECEIPTS[0],)),
    case_deeds.AddCases(RECEIPTS[:1]), case_deeds.RemoveCase(RECEIPTS[0]), case_deeds.NameCase(RECEIPTS[0], "Mom"),
    case_deeds.TellChanges(RECEIPTS[0], True), account.ListContacts(), account.AddThisPhone(),
    account.AddEmail("a@example.org"), account.SendCodeAgain(1), account.VerifyContact(1, "123456"),
    account.TellContact(1, True), account.RemoveContact(1), account.MakeCode("share", 1),
    account.EndShares(), account.PauseAlerts(True), account.SendData(), account.DeletePortfolio(USER_ID),
]  # fmt: skip


@pytest.mark.parametrize("deed", OWNERS, ids=lambda deed: str(deed.name))
def test_what_needs_a_sign_in_is_played_again_without_one(desk: Desk, deed: Deed[Any]) -> None:
    desk.create()
    with pytest.raises(Outrun):
        desk.do(deed, desk.scene(OTHER_PHONE))
    assert desk.rows().keys() == {"portfolios", "portfolio_keys", "sign_ins", "visits", "guesses"}


def test_a_code_that_was_shown_is_not_shown_to_whoever_is_signed_out(desk: Desk) -> None:
    """The talk in which it was shown is played again long after."""
    desk.create()
    code_id = desk.do(account.MakeCode("share", 1))
    assert len(desk.do(account.ShowCode(code_id))) == 12
    assert desk.do(account.ShowCode(code_id), desk.scene(OTHER_PHONE)) == ""


def test_a_deed_of_somebody_else_is_nobodys(desk: Desk) -> None:
    with pytest.raises(TypeError):
        desk.do(MeetPerson())


# Its cases.


def test_cases_get_the_smallest_free_numbers(desk: Desk) -> None:
    desk.create()
    added = desk.do(case_deeds.AddCases(RECEIPTS[:3]))
    assert added == tuple((receipt, "added", number) for number, receipt in enumerate(RECEIPTS[:3], 1))
    assert desk.do(case_deeds.RemoveCase(RECEIPTS[1]))
    assert not desk.do(case_deeds.RemoveCase(RECEIPTS[1]))
    again = desk.do(case_deeds.AddCases((RECEIPTS[0], RECEIPTS[5])))
    assert again == ((RECEIPTS[0], "there", 1), (RECEIPTS[5], "added", 2))
    owner = desk.meet()
    assert owner is not None
    assert owner.cases == 3


def test_a_case_twice_in_one_message_is_added_once(desk: Desk) -> None:
    desk.create()
    assert desk.do(case_deeds.AddCases((RECEIPTS[0], RECEIPTS[0])))[1] == (RECEIPTS[0], "there", 1)


def test_the_hundred_and_first_case_finds_no_room(desk: Desk) -> None:
    desk.create()
    added = desk.do(case_deeds.AddCases(RECEIPTS[:102]))
    assert [outcome for _receipt, outcome, _number in added] == ["added"] * 100 + ["full"] * 2
    assert added[-1] == (RECEIPTS[101], "full", 0)


def test_eight_who_add_at_once_never_make_more_than_a_hundred(desk: Desk) -> None:
    desk.create()
    added = at_once(lambda number: desk.do(case_deeds.AddCases(RECEIPTS[number * 14 : number * 14 + 14])), 8)
    numbers = [number for came in added for _receipt, outcome, number in came if outcome == "added"]
    assert sorted(numbers) == list(range(1, 101))
    assert sum(outcome == "full" for came in added for _receipt, outcome, _number in came) == 12


def test_cases_are_shown_in_the_order_asked_for_without_the_removed(desk: Desk) -> None:
    desk.create()
    desk.do(case_deeds.AddCases((APPROVED.receipt, REVIEWED.receipt)))
    entries = desk.do(case_deeds.ShowCases((2, 7, 1)))
    assert [entry.receipt for entry in entries] == [REVIEWED.receipt, APPROVED.receipt]
    assert [entry.finding.outcome for entry in entries] == ["found", "found"]
    case = entries[1].finding.case
    assert case is not None
    assert case.title == APPROVED.title
    assert (case.text, case.history) == ({}, ())
    assert not any(entry.changed for entry in entries)


def test_a_status_is_a_change_until_it_was_shown(desk: Desk) -> None:
    desk.create()
    desk.do(case_deeds.AddCases((APPROVED.receipt, REVIEWED.receipt)))
    assert [entry.changed for entry in desk.do(case_deeds.ShowCases((1, 2)))] == [False, False]
    desk.know(replace(REVIEWED, title={"en": "Card Was Mailed To Me"}, since="2024-05-01"))
    desk.clock.now += 700
    assert desk.do(case_deeds.FindOwn((REVIEWED.receipt,)))[0].case is not None
    assert desk.do(case_deeds.OrderCases()) == (2, 1)
    assert [entry.changed for entry in desk.do(case_deeds.FindInList("2"))] == [True]
    assert [entry.changed for entry in desk.do(case_deeds.ShowCases((2, 1)))] == [True, False]
    assert [entry.changed for entry in desk.do(case_deeds.ShowCases((2, 1)))] == [False, False]
    assert desk.do(case_deeds.OrderCases()) == (1, 2)


def test_the_list_is_ordered_by_name_and_then_by_number(desk: Desk) -> None:
    desk.create()
    desk.do(case_deeds.AddCases(RECEIPTS[:5]))
    for number, name in ((5, "Ángel"), (2, "zoe"), (4, "Ana")):
        assert desk.do(case_deeds.NameCase(RECEIPTS[number - 1], name))
    assert desk.do(case_deeds.OrderCases()) == (4, 5, 2, 1, 3)


def test_a_slow_agency_leaves_what_was_known(desk: Desk) -> None:
    desk.create()
    desk.do(case_deeds.AddCases((APPROVED.receipt,)))
    desk.do(case_deeds.ShowCases((1,)))
    desk.clock.now += 700
    desk.agency.mode = "slow"
    (entry,) = desk.do(case_deeds.ShowCases((1,)), replace(desk.scene(), until=0.0))
    assert entry.finding.outcome == "slow"
    assert entry.finding.case is not None
    assert entry.finding.case.title == APPROVED.title


@pytest.mark.parametrize(
    ("meant", "numbers"),
    [("2", [2]), ("02", [2]), (RECEIPTS[1], [2]), ("ioe 0900 000 002", [2]), ("0003", [3]), ("mom", [1]),
     ("MÓM", [1]), ("mo", [1, 3]), ("Monica", [3]), ("mon", [3]), ("9", []), ("dad", []), ("", []), ("🙂", [])],
)  # fmt: skip
def test_a_case_is_meant_by_number_receipt_last_digits_or_name(desk: Desk, meant: str, numbers: list[int]) -> None:
    desk.create()
    desk.do(case_deeds.AddCases(RECEIPTS[:3]))
    desk.do(case_deeds.NameCase(RECEIPTS[0], "Mom"))
    desk.do(case_deeds.NameCase(RECEIPTS[2], "Mónica"))
    entries = desk.do(case_deeds.FindInList(meant))
    assert [entry.number for entry in entries] == numbers
    assert desk.agency.asked == []


def test_names_and_alerts_of_a_case_are_kept(desk: Desk) -> None:
    desk.create()
    desk.do(case_deeds.AddCases(RECEIPTS[:1]))
    assert desk.do(case_deeds.NameCase(RECEIPTS[0], "Mom <3 {x}"))
    assert desk.do(case_deeds.TellChanges(RECEIPTS[0], False))
    (entry,) = desk.do(case_deeds.FindInList("1"))
    assert (entry.name, entry.alerts) == ("Mom <3 {x}", False)
    assert desk.do(case_deeds.NameCase(RECEIPTS[0], ""))
    (entry,) = desk.do(case_deeds.FindInList("1"))
    assert (entry.name, entry.alerts) == ("", False)
    assert not desk.do(case_deeds.NameCase(RECEIPTS[1], "Dad"))
    assert not desk.do(case_deeds.TellChanges(RECEIPTS[1], True))


def test_only_cases_of_the_portfolio_are_found_without_being_counted(desk: Desk) -> None:
    desk.create()
    desk.do(case_deeds.AddCases((APPROVED.receipt,)))
    findings = desk.do(case_deeds.FindOwn((REVIEWED.receipt, APPROVED.receipt)))
    assert [finding.outcome for finding in findings] == ["limited", "found"]
    assert findings[1].case is not None
    assert findings[1].case.history
    assert desk.agency.asked == [APPROVED.receipt]


def test_two_portfolios_do_not_see_each_other(desk: Desk) -> None:
    desk.create()
    desk.do(case_deeds.AddCases(RECEIPTS[:2]))
    third = desk.scene(THIRD_PHONE)
    desk.create("pedro77", "60417295", third)
    assert desk.do(case_deeds.AddCases(RECEIPTS[:1]), third) == ((RECEIPTS[0], "added", 1),)
    assert desk.do(case_deeds.OrderCases(), third) == (1,)
    assert desk.do(case_deeds.RemoveCase(RECEIPTS[0]), third)
    assert desk.do(case_deeds.OrderCases()) == (1, 2)


def test_the_language_last_spoken_is_the_portfolios(desk: Desk) -> None:
    desk.create()
    spanish = desk.scene(language="es")
    desk.meet(spanish)
    found = desk.portfolios._sessions.current(spanish)
    assert found is not None
    assert found.portfolio.profile.language == "es"
