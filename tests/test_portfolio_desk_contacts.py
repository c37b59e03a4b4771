"""Contacts and codes: who is told, who may be, and who was given a code, as the desk does it, on both databases."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from dialogs.deed import Deed
from dialogs.portfolio import account_deeds as account
from dialogs.portfolio import case_deeds, deeds
from storage import consents, contacts
from storage.database import Database, Outrun
from tests.portfolio_desk import MAILBOX, OTHER_PHONE, PIN, THIRD_PHONE, USER_ID, Desk
from tests.test_portfolio_desk import OWNERS, RECEIPTS
from tests.world import PERSON

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
READERS = ("OrderCases", "ShowCases", "FindInList", "FindOwn")


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A portfolio whose owner is signed in."""
    stage = Desk(database)
    stage.create()
    yield stage
    stage.close()


def test_this_phone_is_added_and_verified_by_a_code(desk: Desk) -> None:
    sent = desk.do(account.AddThisPhone())
    assert sent == account.CodeSent("sent", 1, "(...) ...-0142")
    (text,) = desk.news()
    assert (text.channel, text.to) == ("text", PERSON)
    assert text.body.startswith("Case Status: ")
    (contact,) = desk.do(account.ListContacts())
    assert contact == account.Contact(1, "phone", "(...) ...-0142", False, False, True, False)
    assert desk.do(account.VerifyContact(1, text.code)) == "right"
    (contact,) = desk.do(account.ListContacts())
    assert (contact.verified, contact.alerts) == (True, True)
    assert desk.news() == []  # the talk itself says the rest
    assert desk.do(account.VerifyContact(1, text.code)) == "over"
    assert desk.do(account.AddThisPhone()).outcome == "there"


def test_an_email_address_is_masked_and_is_the_same_in_capitals(desk: Desk) -> None:
    assert desk.verify_email() == 1
    assert desk.do(account.AddEmail("MARIA@EXAMPLE.ORG")).outcome == "there"
    (contact,) = desk.do(account.ListContacts())
    assert (contact.kind, contact.shown, contact.here) == ("email", "m***@example.org", False)


def test_a_code_mail_says_nothing_in_its_subject(desk: Desk) -> None:
    desk.do(account.AddEmail(MAILBOX))
    (mail,) = desk.news()
    assert (mail.channel, mail.to, mail.subject) == ("email", MAILBOX, "Case Status: your code")
    assert USER_ID not in mail.body


def test_on_a_call_the_code_comes_by_text_and_so_do_the_carriers_words(desk: Desk) -> None:
    call = desk.scene(PERSON, "voice")
    desk.sign_in(PIN, call)
    desk.verify_phone(call)
    assert "Msg & data rates may apply." in desk.sent()[-1].body
    assert "STOP" in desk.sent()[-1].body


@pytest.mark.parametrize(
    ("phone", "more", "outcome"),
    [("", {}, "deaf"), (OTHER_PHONE, {"textable": False}, "deaf"), ("+18765550123", {}, "deaf"),
     (OTHER_PHONE, {"stopped": True}, "stopped")],
)  # fmt: skip
def test_a_phone_that_can_get_no_text_is_not_added(desk: Desk, phone: str, more: dict[str, Any], outcome: str) -> None:
    there = desk.scene(phone, "voice", **more)
    assert desk.sign_in(PIN, there) == "in"
    assert desk.do(account.AddThisPhone(), there).outcome == outcome
    assert desk.do(account.ListContacts(), there) == ()
    assert desk.news() == []


def test_a_code_is_tried_five_times_within_ten_minutes(desk: Desk) -> None:
    desk.do(account.AddThisPhone())
    code = desk.news()[0].code
    assert [desk.do(account.VerifyContact(1, "000000")) for _ in range(6)] == ["wrong"] * 5 + ["over"]
    assert desk.do(account.VerifyContact(1, code)) == "over"
    assert desk.do(account.SendCodeAgain(1)).outcome == "sent"
    code = desk.news()[0].code
    desk.clock.now += 10 * MINUTE
    assert desk.do(account.VerifyContact(1, code)) == "over"


def test_the_code_of_one_contact_verifies_no_other(desk: Desk) -> None:
    desk.do(account.AddThisPhone())
    desk.do(account.AddEmail(MAILBOX))
    phone, mail = (each.code for each in desk.news())
    assert desk.do(account.VerifyContact(2, phone)) == "wrong"
    assert desk.do(account.VerifyContact(1, phone)) == "right"
    assert desk.do(account.VerifyContact(2, mail)) == "right"
    assert desk.do(account.VerifyContact(3, mail)) == "over"


def test_codes_are_sent_again_to_those_who_wait_for_one(desk: Desk) -> None:
    assert desk.do(account.SendCodeAgain(1)).outcome == "deaf"
    desk.do(account.AddEmail(MAILBOX))
    first = desk.news()[0].code
    assert desk.do(account.SendCodeAgain(1)) == account.CodeSent("sent", 1, "m***@example.org")
    second = desk.news()[0].code
    if first != second:
        assert desk.do(account.VerifyContact(1, first)) == "wrong"
    assert desk.do(account.VerifyContact(1, second)) == "right"
    assert desk.do(account.SendCodeAgain(1)).outcome == "there"


def test_no_code_goes_to_a_phone_that_said_stop(desk: Desk) -> None:
    desk.do(account.AddThisPhone())
    with desk.database.writing() as db:
        consents.stop(db, desk.scene().person, "text", desk.clock())
    assert desk.do(account.SendCodeAgain(1)).outcome == "stopped"


def test_one_address_gets_five_codes_a_day_and_one_phone_asks_for_ten(desk: Desk) -> None:
    desk.do(account.AddThisPhone())
    assert [desk.do(account.SendCodeAgain(1)).outcome for _ in range(5)] == ["sent"] * 4 + ["later"]
    asked = [desk.do(account.AddEmail(f"{number}@example.org")).outcome for number in range(6)]
    assert asked == ["sent"] * 4 + ["later"] * 2
    assert len(desk.news()) == 9
    desk.clock.now += DAY + 1
    desk.sign_in()
    assert desk.do(account.SendCodeAgain(1)).outcome == "sent"


def test_there_are_ten_contacts_at_most(desk: Desk) -> None:
    for number in range(10):
        assert desk.do(account.AddEmail(f"{number}@example.org")).number == number + 1
        if number == 7:
            desk.clock.now += DAY + 1
            desk.sign_in()
    assert desk.do(account.AddEmail("another@example.org")).outcome == "full"
    assert desk.do(account.RemoveContact(4))
    assert desk.do(account.AddEmail("another@example.org")).number == 4


def test_alerts_of_a_contact_are_chosen_once_it_is_verified(desk: Desk) -> None:
    desk.do(account.AddEmail(MAILBOX))
    assert not desk.do(account.TellContact(1, True))
    desk.do(account.VerifyContact(1, desk.news()[0].code))
    assert desk.do(account.TellContact(1, False))
    assert not desk.do(account.ListContacts())[0].alerts
    assert not desk.do(account.TellContact(2, False))
    assert desk.do(account.AddEmail(MAILBOX)).outcome == "there"
    assert desk.do(account.ListContacts())[0].alerts


def test_a_contact_that_was_switched_off_is_verified_anew(desk: Desk) -> None:
    desk.verify_phone()
    with desk.database.writing() as db:
        contacts.switch_off(db, desk.scene().person)
    assert desk.do(account.ListContacts())[0].off
    assert desk.verify_phone() == 1
    assert not desk.do(account.ListContacts())[0].off


def test_the_others_are_told_when_a_contact_is_removed(desk: Desk) -> None:
    desk.verify_phone()
    desk.verify_email()
    desk.do(account.AddEmail("unverified@example.org"))
    desk.news()
    assert desk.do(account.RemoveContact(2))
    (told,) = desk.news()
    assert told.to == PERSON
    assert told.body.startswith("Case Status: an e-mail address was removed from your portfolio.")
    assert desk.do(account.RemoveContact(3))
    assert desk.news() == []
    assert not desk.do(account.RemoveContact(3))


def test_the_others_are_told_of_a_new_contact_but_not_while_the_portfolio_is_made(desk: Desk) -> None:
    desk.verify_phone()
    desk.verify_email()
    assert not any("added to your" in each.body for each in desk.news())
    desk.clock.now += 31 * MINUTE
    desk.sign_in()
    desk.verify_email("other@example.org")
    told = [each for each in desk.news() if "was added" in each.body]
    assert {each.to for each in told} == {PERSON, MAILBOX}


def test_what_is_sent_is_written_in_the_language_of_the_portfolio(desk: Desk) -> None:
    desk.verify_phone(desk.scene(language="es"))
    assert desk.meet(desk.scene(language="es")) is not None
    found = desk.portfolios._sessions.current(desk.scene())
    assert found is not None
    assert found.portfolio.profile.language == "es"


# Codes that are given to somebody.


def test_a_phone_code_adds_the_phone_that_texts_it_once(desk: Desk) -> None:
    desk.verify_phone()
    desk.clock.now += 31 * MINUTE
    desk.sign_in()
    code_id = desk.do(account.MakeCode("phone"))
    code = desk.do(account.ShowCode(code_id))
    assert len(code) == 8
    assert desk.do(account.ShowCode(code_id)) == code
    desk.news()
    assert desk.do(account.UseCode(f"{code[:4]} {code[4:]}"), desk.scene(OTHER_PHONE)) == "phone"
    assert [(each.shown, each.verified) for each in desk.do(account.ListContacts())] == [
        ("(...) ...-0142", True), ("(...) ...-0143", True),
    ]  # fmt: skip
    assert desk.meet(desk.scene(OTHER_PHONE)) is None
    (told,) = desk.news()
    assert (told.to, told.body.split(".")[0]) == (PERSON, "Case Status: a phone was added to your portfolio")
    assert desk.do(account.UseCode(code), desk.scene(THIRD_PHONE)) == "wrong"


def test_a_phone_code_is_good_for_an_hour_and_only_the_newest(desk: Desk) -> None:
    first = desk.do(account.ShowCode(desk.do(account.MakeCode("phone"))))
    second = desk.do(account.ShowCode(desk.do(account.MakeCode("phone"))))
    assert desk.do(account.UseCode(first), desk.scene(OTHER_PHONE)) == "wrong"
    desk.clock.now += HOUR
    assert desk.do(account.UseCode(second), desk.scene(OTHER_PHONE)) == "wrong"


def test_a_phone_code_is_not_taken_on_calls_nor_from_phones_that_get_no_texts(desk: Desk) -> None:
    code = desk.do(account.ShowCode(desk.do(account.MakeCode("phone"))))
    assert desk.do(account.UseCode(code), desk.scene(OTHER_PHONE, "voice")) == "wrong"
    assert desk.do(account.UseCode(code), desk.scene(OTHER_PHONE, textable=False)) == "deaf"
    assert desk.do(account.UseCode(code), desk.scene(OTHER_PHONE, stopped=True)) == "deaf"
    assert desk.do(account.UseCode(code), desk.scene(OTHER_PHONE)) == "phone"


def test_a_phone_code_finds_no_room_among_ten_contacts(desk: Desk) -> None:
    with desk.database.writing() as db:
        session = desk.portfolios._sessions.current(desk.scene())
        assert session is not None
        for number in range(1, 11):
            key = bytes([number]) * 32
            sealed = session.portfolio.sealed_contact(key, f"{number}@example.org")
            contacts.add(db, session.key, contacts.Contact(number, "email", key, sealed, False, False, None, 1.0))
    code = desk.do(account.ShowCode(desk.do(account.MakeCode("phone"))))
    assert desk.do(account.UseCode(code), desk.scene(OTHER_PHONE)) == "full"


def test_a_share_code_lets_as_many_hear_the_list_as_are_given_it(desk: Desk) -> None:
    desk.do(case_deeds.AddCases(RECEIPTS[:2]))
    code = desk.do(account.ShowCode(desk.do(account.MakeCode("share", 7))))
    assert len(code) == 12
    for there in (desk.scene(OTHER_PHONE, "voice"), desk.scene("", "voice"), desk.scene(THIRD_PHONE)):
        assert desk.do(account.UseCode(code), there) == "share"
        assert desk.meet(there) == deeds.Owner(USER_ID, "reader", 2, False)
        assert desk.do(case_deeds.OrderCases(), there) == (1, 2)


@pytest.mark.parametrize("deed", OWNERS, ids=lambda deed: str(deed.name))
def test_a_reader_hears_the_list_and_does_nothing_else(desk: Desk, deed: Deed[Any]) -> None:
    desk.do(case_deeds.AddCases(RECEIPTS[:1]))
    code = desk.do(account.ShowCode(desk.do(account.MakeCode("share", 1))))
    there = desk.scene(OTHER_PHONE)
    desk.do(account.UseCode(code), there)
    before = desk.rows()
    if deed.name in READERS:
        desk.do(deed, there)
        return
    with pytest.raises(Outrun):
        desk.do(deed, there)
    assert not desk.do(account.ChangePin("held", False), there)
    assert desk.rows() == before


def test_what_a_reader_hears_is_still_news_to_the_owner(desk: Desk) -> None:
    receipt = "EAC9999103403"
    desk.do(case_deeds.AddCases((receipt,)))
    desk.do(case_deeds.ShowCases((1,)))
    desk.know(replace(desk.agency.cases[receipt], title={"en": "Case Was Reopened"}))
    desk.clock.now += 700
    desk.do(account.UseCode(desk.do(account.ShowCode(desk.do(account.MakeCode("share", 1))))), desk.scene(OTHER_PHONE))
    assert desk.do(case_deeds.ShowCases((1,)), desk.scene(OTHER_PHONE))[0].changed
    assert desk.do(case_deeds.ShowCases((1,)))[0].changed


def test_ended_share_codes_end_the_sign_ins_that_stand_on_them(desk: Desk) -> None:
    codes = [desk.do(account.ShowCode(desk.do(account.MakeCode("share", 1)))) for _ in range(2)]
    desk.do(account.UseCode(codes[0]), desk.scene(OTHER_PHONE))
    assert desk.do(account.EndShares()) == 2
    assert desk.meet(desk.scene(OTHER_PHONE)) is None
    assert desk.do(account.UseCode(codes[1]), desk.scene(OTHER_PHONE)) == "wrong"
    assert desk.do(account.EndShares()) == 0
    assert desk.meet() is not None


def test_a_share_code_ends_with_its_days(desk: Desk) -> None:
    code = desk.do(account.ShowCode(desk.do(account.MakeCode("share", 1))))
    desk.clock.now += DAY - 60
    assert desk.do(account.UseCode(code), desk.scene(OTHER_PHONE)) == "share"
    desk.clock.now += 61
    assert desk.meet(desk.scene(OTHER_PHONE)) is None
    assert desk.do(account.UseCode(code), desk.scene(OTHER_PHONE)) == "wrong"


def test_one_phone_tries_twenty_wrong_codes_a_day(desk: Desk) -> None:
    there = desk.scene(OTHER_PHONE)
    code = desk.do(account.ShowCode(desk.do(account.MakeCode("share", 7))))
    for _ in range(3):
        assert desk.do(account.UseCode(code), there) == "share"
    outcomes = [desk.do(account.UseCode(f"{number:012}"), there) for number in range(21)]
    assert outcomes == ["wrong"] * 20 + ["busy"]
    assert desk.do(account.UseCode(code), there) == "busy"


def test_somebody_elses_code_is_not_shown(desk: Desk) -> None:
    code_id = desk.do(account.MakeCode("share", 1))
    desk.create("pedro77", "60417295", desk.scene(OTHER_PHONE))
    assert desk.do(account.ShowCode(code_id), desk.scene(OTHER_PHONE)) == ""
    assert desk.do(account.ShowCode("00" * 32)) == ""


def test_no_digits_of_any_code_are_kept(desk: Desk) -> None:
    desk.do(account.AddThisPhone())
    codes = [desk.news()[0].code, *(desk.do(account.ShowCode(desk.do(account.MakeCode(purpose, 1))))
                                    for purpose in ("phone", "share"))]  # fmt: skip
    with desk.database.reading() as db:
        kept = json.dumps([str(tuple(row)) for row in db.exec_driver_sql("SELECT * FROM codes")])
    assert not any(code in kept for code in codes)
