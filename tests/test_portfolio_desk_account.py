"""Forgotten PINs, new PINs, one's own data and the end of it all, as the desk does it, on both databases."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.deeds import Acts, Deeds, Where, World
from bot.limits import Allowance, Tally
from bot.portfolios.deletion import erase
from bot.portfolios.parts import audit_subject
from bot.portfolios.vault import nobody
from bot.visitor import Visitor
from dialogs.deed import Deed
from dialogs.portfolio import account_deeds as account
from dialogs.portfolio import case_deeds, deeds
from storage import audits, codes, consents, people
from storage.database import Database, Outrun
from storage.sealing import DataKey
from tests.portfolio_desk import MAILBOX, OTHER_PHONE, PIN, SHORT_PIN, THIRD_PHONE, USER_ID, Desk
from tests.test_portfolio_desk import OWNERS, RECEIPTS
from tests.world import APPROVED, PERSON

MINUTE, DAY = 60.0, 86_400.0
NEW_PIN = "60417295"


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A portfolio with a verified phone and a verified e-mail address; nobody is signed in."""
    stage = Desk(database)
    stage.create()
    stage.verify_phone()
    stage.verify_email()
    stage.do(deeds.SignOut())
    stage.news()
    yield stage
    stage.close()


# Forgotten.


@pytest.mark.parametrize(
    ("about", "phone", "to"),
    [(USER_ID, OTHER_PHONE, PERSON), ("6274288", PERSON, PERSON), (MAILBOX, OTHER_PHONE, MAILBOX),
     ("Maria@Example.org", OTHER_PHONE, MAILBOX), ("", PERSON, PERSON)],
)  # fmt: skip
def test_a_code_to_a_verified_contact_lets_one_choose_a_new_pin(desk: Desk, about: str, phone: str, to: str) -> None:
    there = desk.scene(phone, talk="recovery")
    recovery = desk.do(account.StartRecovery(about), there)
    (sent,) = desk.news()
    assert (sent.to, sent.holds) == (to, 10 * MINUTE)
    assert desk.do(account.CheckRecovery(recovery, "000000"), there) == account.Recovered("wrong")
    assert not desk.do(account.OpenRecovered(recovery, USER_ID), there)
    assert desk.do(account.CheckRecovery(recovery, sent.code), there) == account.Recovered("right", (USER_ID,))
    assert not desk.do(account.OpenRecovered(recovery, "somebody"), there)
    assert desk.do(account.OpenRecovered(recovery, USER_ID), there)
    assert desk.do(account.CheckRecovery(recovery, sent.code), there).outcome == "over"
    owner = desk.meet(there)
    assert owner is not None
    assert owner.scope == "recovery"
    assert desk.do(account.ChangePin(desk.do(deeds.HoldPin(USER_ID, NEW_PIN), there).held, False), there)
    owner = desk.meet(there)
    assert owner is not None
    assert owner.scope == "owner"
    told = desk.news()
    assert {each.to for each in told} == {PERSON, MAILBOX}
    assert all(each.body.startswith("Case Status: the PIN of your portfolio was changed.") for each in told)
    assert desk.sign_in(PIN) == "wrong"
    assert desk.sign_in(NEW_PIN) == "in"
    assert not desk.do(account.OpenRecovered(recovery, USER_ID), there)


def test_a_recovery_belongs_to_the_phone_that_began_it(desk: Desk) -> None:
    recovery = desk.do(account.StartRecovery(USER_ID), desk.scene(OTHER_PHONE))
    code = desk.news()[0].code
    assert desk.do(account.CheckRecovery(recovery, code), desk.scene(THIRD_PHONE)).outcome == "wrong"
    assert desk.do(account.CheckRecovery(recovery, code), desk.scene(OTHER_PHONE)).outcome == "right"
    assert not desk.do(account.OpenRecovered(recovery, USER_ID), desk.scene(THIRD_PHONE))


@pytest.mark.parametrize("deed", OWNERS, ids=lambda deed: str(deed.name))
def test_who_recovers_chooses_a_pin_and_does_nothing_else(desk: Desk, deed: Deed[Any]) -> None:
    there = desk.scene(OTHER_PHONE)
    recovery = desk.do(account.StartRecovery(USER_ID), there)
    desk.do(account.CheckRecovery(recovery, desk.news()[0].code), there)
    desk.do(account.OpenRecovered(recovery, USER_ID), there)
    with pytest.raises(Outrun):
        desk.do(deed, there)


def test_a_recovery_is_over_after_five_tries_or_ten_minutes(desk: Desk) -> None:
    there = desk.scene(OTHER_PHONE)
    recovery = desk.do(account.StartRecovery(USER_ID), there)
    code = desk.news()[0].code
    tries = [desk.do(account.CheckRecovery(recovery, "1"), there).outcome for _ in range(6)]
    assert tries == ["wrong"] * 5 + ["over"]
    assert desk.do(account.CheckRecovery(recovery, code), there).outcome == "over"
    recovery = desk.do(account.StartRecovery(USER_ID), there)
    code = desk.news()[0].code
    desk.clock.now += 10 * MINUTE
    assert desk.do(account.CheckRecovery(recovery, code), there).outcome == "over"


def test_a_new_recovery_ends_the_one_before(desk: Desk) -> None:
    there = desk.scene(OTHER_PHONE)
    first = desk.do(account.StartRecovery(USER_ID), there)
    code = desk.news()[0].code
    desk.do(account.StartRecovery(USER_ID), there)
    assert desk.do(account.CheckRecovery(first, code), there).outcome == "over"
    assert not desk.do(account.OpenRecovered(first, USER_ID), there)


def test_ten_wrong_codes_a_day_are_all_that_strangers_have_and_the_owner_has_others(desk: Desk) -> None:
    strangers = [desk.scene(OTHER_PHONE), desk.scene(THIRD_PHONE)]
    tries = []
    for there in strangers * 2:
        recovery = desk.do(account.StartRecovery(USER_ID), there)
        tries += [desk.do(account.CheckRecovery(recovery, "1"), there).outcome for _ in range(5)]
    assert tries == ["wrong"] * 10 + ["over"] * 10
    desk.news()
    recovery = desk.do(account.StartRecovery(USER_ID))
    assert desk.do(account.CheckRecovery(recovery, desk.news()[0].code)).outcome == "right"


def test_one_phone_starts_ten_recoveries_a_day(desk: Desk) -> None:
    there = desk.scene(OTHER_PHONE)
    names = [desk.do(account.StartRecovery(f"nobody{number}"), there) for number in range(11)]
    assert [bool(name) for name in names] == [True] * 10 + [False]
    assert desk.news() == []


def test_an_address_opens_all_portfolios_it_is_verified_in_and_a_user_id_one(desk: Desk) -> None:
    there = desk.scene(OTHER_PHONE)
    desk.clock.now += 1
    desk.create("pedro77", NEW_PIN, there)
    desk.verify_email(scene=there)
    desk.news()
    recovery = desk.do(account.StartRecovery(MAILBOX), there)
    assert desk.do(account.CheckRecovery(recovery, desk.news()[0].code), there).user_ids == (USER_ID, "pedro77")
    assert desk.do(account.OpenRecovered(recovery, "pedro77"), there)
    recovery = desk.do(account.StartRecovery("pedro77"), there)
    assert desk.do(account.CheckRecovery(recovery, desk.news()[0].code), there).user_ids == ("pedro77",)
    assert not desk.do(account.OpenRecovered(recovery, USER_ID), there)


def test_nothing_is_sent_to_unverified_or_stopped_contacts(desk: Desk) -> None:
    there = desk.scene(OTHER_PHONE)
    desk.create("pedro77", NEW_PIN, there)
    desk.do(account.AddThisPhone(), there)
    desk.news()
    for about in ("pedro77", ""):
        assert desk.do(account.StartRecovery(about), there)
    assert desk.news() == []
    with desk.database.writing() as db:
        consents.stop(db, desk.scene().person, "text", desk.clock())
    desk.do(account.StartRecovery(USER_ID), there)
    assert [each.to for each in desk.news()] == [MAILBOX]


def test_a_new_pin_ends_lock_outs_and_all_other_sign_ins(desk: Desk) -> None:
    there = desk.scene(THIRD_PHONE)
    desk.sign_in(scene=there)
    desk.sign_in()
    for _ in range(5):
        desk.sign_in("60417296", desk.scene(OTHER_PHONE))
    assert desk.sign_in(scene=desk.scene(OTHER_PHONE)) == "locked"
    assert desk.do(account.ChangePin(desk.do(deeds.HoldPin(USER_ID, NEW_PIN)).held, False))
    assert desk.meet(there) is None
    assert desk.meet() is not None
    assert desk.sign_in(NEW_PIN, desk.scene(OTHER_PHONE)) == "in"


def test_nobody_changes_a_pin_without_being_signed_in(desk: Desk) -> None:
    assert not desk.do(account.ChangePin("held", False))
    assert desk.sign_in() == "in"


def test_a_short_pin_may_be_chosen_once_a_phone_is_verified(desk: Desk) -> None:
    desk.sign_in()
    desk.shorten_pin()
    assert desk.sign_in(SHORT_PIN) == "in"
    assert desk.sign_in(SHORT_PIN, desk.scene(OTHER_PHONE)) == "code"


# The account itself.


def test_alerts_are_paused_and_resumed(desk: Desk) -> None:
    desk.sign_in()
    for on in (True, False):
        desk.do(account.PauseAlerts(on))
        owner = desk.meet()
        assert owner is not None
        assert owner.paused is on


def test_everything_that_is_held_is_sent_as_a_file_once_a_day(desk: Desk) -> None:
    desk.sign_in()
    desk.do(case_deeds.AddCases((APPROVED.receipt, *RECEIPTS[:1])))
    desk.do(case_deeds.NameCase(APPROVED.receipt, "Mamá"))
    desk.do(case_deeds.ShowCases((1,)))
    desk.do(account.MakeCode("share", 7))
    assert desk.do(account.SendData()) == "m***@example.org"
    (mail,) = desk.news()
    assert (mail.channel, mail.to, mail.subject) == ("email", MAILBOX, "Case Status: your data")
    assert mail.file is not None
    assert (mail.file["name"], mail.file["type"]) == ("portfolio.json", "application/json")
    data = json.loads(mail.file["content"])
    assert data["portfolio"]["user_id"] == USER_ID
    assert [(case["number"], case["receipt"], case["name"]) for case in data["cases"]] == [
        (1, APPROVED.receipt, "Mamá"), (2, RECEIPTS[0], ""),
    ]  # fmt: skip
    assert data["cases"][0]["status"]["title"] == dict(APPROVED.title)
    assert [contact["address"] for contact in data["contacts"]] == [PERSON, MAILBOX]
    assert [code["purpose"] for code in data["codes"]] == ["share"]
    assert [contact["opens_the_portfolio"] for contact in data["contacts"]] == [True, True]
    assert all(contact["heard_from_at"] for contact in data["contacts"])
    assert data["limits"] == {"cases": 100, "contacts": 10}
    assert data["kept_for_days"]["audit log"] == 400
    assert "argon2" not in mail.file["content"]
    assert "Mamá" in mail.file["content"]
    assert desk.do(account.SendData()) == "later"
    assert desk.news() == []
    desk.clock.now += DAY
    desk.sign_in()
    assert desk.do(account.SendData()) == "m***@example.org"


def test_whoever_has_the_user_id_next_does_not_learn_what_became_of_the_former_owners(desk: Desk) -> None:
    desk.sign_in()
    assert desk.do(account.DeletePortfolio(USER_ID))
    there = desk.scene(OTHER_PHONE)
    desk.create(scene=there)
    desk.verify_email("other@example.org", there)
    desk.do(account.SendData(), there)
    file = desk.sent()[-1].file
    assert file is not None
    assert json.loads(file["content"])["audit_log"] == []


def test_without_a_verified_mailbox_no_data_are_sent(desk: Desk) -> None:
    desk.sign_in()
    desk.do(account.RemoveContact(2))
    desk.do(account.AddEmail("other@example.org"))
    desk.news()
    assert desk.do(account.SendData()) == ""
    assert desk.news() == []


def person(desk: Desk, phone: str) -> bytes:
    """Somebody who is known to the line."""
    key = desk.scene(phone).person
    with desk.database.writing() as db:
        people.save(db, people.Person(key, b"wrapped", b"sealed", 1, 0.0, 0.0))
    return key


def test_deleting_leaves_nothing_but_the_receipt(desk: Desk) -> None:
    mine, theirs, strangers = (person(desk, phone) for phone in (PERSON, OTHER_PHONE, THIRD_PHONE))
    desk.sign_in(scene=desk.scene(OTHER_PHONE))
    desk.sign_in()
    desk.do(case_deeds.AddCases(RECEIPTS[:3]))
    desk.do(account.MakeCode("share", 7))
    desk.do(account.SendData())
    assert desk.do(account.DeletePortfolio("mario88x")) == ""
    assert desk.meet() is not None
    receipt = desk.do(account.DeletePortfolio("6274288"))
    assert re.fullmatch("D-[0-9A-Z]{4}-[0-9A-Z]{4}", receipt)
    assert desk.rows().keys() == {"people", "guesses", "tallies", "audits"}
    with desk.database.reading() as db:
        assert [people.load(db, key) is None for key in (mine, theirs, strangers)] == [True, True, False]
        (entry,) = audits.of(db, audit_subject(desk.sealer, receipt), 9)
    assert (entry.actor, entry.action) == (f"owner {receipt}", "deleted by owner")
    assert desk.meet() is None
    assert desk.meet(desk.scene(OTHER_PHONE)) is None
    assert desk.sign_in() == "wrong"
    assert desk.do(deeds.WeighUserId(USER_ID)).outcome == "free"


def test_deleting_does_not_touch_others(desk: Desk) -> None:
    there = desk.scene(OTHER_PHONE)
    desk.create("pedro77", NEW_PIN, there)
    desk.verify_email(scene=there)
    desk.do(case_deeds.AddCases(RECEIPTS[:2]), there)
    desk.sign_in()
    assert desk.do(account.DeletePortfolio(USER_ID))
    assert desk.do(case_deeds.OrderCases(), there) == (1, 2)
    assert len(desk.do(account.ListContacts(), there)) == 1


def test_erasing_what_is_not_there_says_so(desk: Desk) -> None:
    assert not erase(desk.database, desk.sealer, nobody(desk.sealer))


# The same turn once more.


def test_a_turn_that_is_played_again_does_nothing_twice(desk: Desk) -> None:
    acts: Acts = {}
    desk.sign_in()
    assert isinstance(first := played(desk, acts), list)
    assert played(desk, acts) == first
    with desk.database.reading() as db:
        assert len(codes.of(db, session_key(desk), ("share",), desk.clock())) == 1
    assert len(desk.news()) == 1
    assert [entry.number for entry in desk.do(case_deeds.FindInList(RECEIPTS[0]))] == [1]


def session_key(desk: Desk) -> bytes:
    session = desk.portfolios._sessions.current(desk.scene())
    assert session is not None
    return session.key


def played(desk: Desk, acts: Acts) -> list[Any]:
    """A turn with several acts in it, as `Converse` plays it."""
    scene = desk.scene()
    tally = Tally(600, desk.clock)
    world = World(desk.lookups, desk.sealer, Allowance(12, 10), tally, desk.clock, "tests", portfolios=desk.portfolios)
    visitor = Visitor(scene.person, PERSON, DataKey(b"v" * 32), b"wrapped")
    turn = Deeds(world, visitor, scene.until, where=where(desk), acts=acts)
    wanted: list[Deed[Any]] = [
        case_deeds.AddCases(RECEIPTS[:2]), account.AddEmail("other@example.org"), account.MakeCode("share", 7),
        deeds.WeighUserId("somebody"), case_deeds.ShowCases((1,)),
    ]  # fmt: skip
    return [turn.perform(deed) for deed in wanted]


def where(desk: Desk) -> Where:
    scene = desk.scene()
    return Where(scene.conversation, scene.who, scene.channel)
