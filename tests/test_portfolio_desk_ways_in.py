"""What lets nobody in: an old PIN, a code of before, a phone that is another's now; and what strangers can't take from
the owner. On both databases."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from bot.pins import Pins
from bot.portfolios.scene import Scene
from dialogs.portfolio import account_deeds as account
from dialogs.portfolio import deeds
from dialogs.portfolio.user_ids import keys_of
from storage import contacts, portfolios, sign_ins
from storage.database import Database, Outrun
from tests.portfolio_desk import MAILBOX, OTHER_PHONE, PEPPER, PIN, SHORT_PIN, THIRD_PHONE, USER_ID, Desk
from tests.races import at_once
from tests.world import PERSON

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
WRONG, NEW_PIN = "60417295", "58203947"


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A portfolio with a verified phone, whose owner is signed in there."""
    stage = Desk(database)
    stage.create()
    stage.verify_phone()
    stage.news()
    yield stage
    stage.close()


class Interrupted(Pins):
    """While a PIN is checked something else happens."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__(PEPPER, memory=8, passes=1)
        self._meanwhile = meanwhile

    def check(self, held: str | None, pin: str) -> bool:
        right = super().check(held, pin)
        self._meanwhile()
        return right


def change_pin(desk: Desk, pin: str, scene: Scene | None = None) -> bool:
    held = desk.do(deeds.HoldPin(USER_ID, pin), scene)
    assert held.fault is None
    return desk.do(account.ChangePin(held.held, held.short), scene)


def recover(desk: Desk, about: str, there: Scene) -> str:
    """The name of a recovery whose code was right."""
    recovery = desk.do(account.StartRecovery(about), there)
    assert desk.do(account.CheckRecovery(recovery, desk.news()[-1].code), there).outcome == "right"
    return recovery


# An old PIN, and what was made under it.


def test_a_pin_that_is_changed_while_it_is_checked_opens_nothing(desk: Desk) -> None:
    there = desk.scene(OTHER_PHONE)
    slow = desk.desk(Interrupted(lambda: change_pin(desk, NEW_PIN)))
    with pytest.raises(Outrun):
        slow.perform(deeds.SignIn(USER_ID, PIN), there)
    assert desk.meet(there) is None
    assert desk.sign_in(PIN, there) == "wrong"


def test_no_sign_in_with_the_old_pin_outlives_a_change_at_the_same_moment(desk: Desk) -> None:
    pin = PIN
    for number in range(8):
        new, scenes = f"5820{number}947", [desk.scene(OTHER_PHONE, talk=f"{number} {each}") for each in range(3)]

        def work(each: int, new: str = new, old: str = pin, scenes: list[Scene] = scenes) -> str:
            try:
                return str(change_pin(desk, new)) if each == 3 else desk.sign_in(old, scenes[each])
            except Outrun:
                return "outrun"

        changed = at_once(work, 4)[3] == "True"
        assert not changed or [desk.meet(each) for each in scenes] == [None] * 3
        pin = new if changed else pin
        desk.guesses.opened(keys_of(USER_ID))
        desk.clock.now += MINUTE


def test_a_code_for_a_short_pin_is_over_when_the_pin_is_changed_before_it_is_used(desk: Desk) -> None:
    desk.shorten_pin()
    desk.news()
    there = desk.scene(OTHER_PHONE)
    code_id = desk.do(deeds.SignIn(USER_ID, SHORT_PIN), there).code
    (sent,) = desk.news()
    assert change_pin(desk, NEW_PIN)
    assert desk.do(deeds.SignInWithCode(code_id, sent.code), there) == "over"
    assert desk.meet(there) is None


def test_nothing_that_was_made_under_the_old_pin_outlives_it(desk: Desk) -> None:
    there, reader = desk.scene(OTHER_PHONE), desk.scene(THIRD_PHONE)
    desk.sign_in(scene=there)
    phone = desk.do(account.ShowCode(desk.do(account.MakeCode("phone"), there)), there)
    share = desk.do(account.ShowCode(desk.do(account.MakeCode("share", 30), there)), there)
    number = desk.do(account.AddThisPhone(), there).number
    verify = desk.news()[-1].code
    assert desk.do(account.UseCode(share), reader) == "share"
    assert change_pin(desk, NEW_PIN)
    assert desk.meet(there) is None
    assert desk.meet(reader) is None
    assert desk.do(account.UseCode(share), reader) == "wrong"
    assert desk.do(account.UseCode(phone), desk.scene(THIRD_PHONE)) == "wrong"
    assert desk.do(account.VerifyContact(number, verify)) == "over"


# Recoveries.


def test_a_right_code_opens_once(desk: Desk) -> None:
    there = desk.scene(OTHER_PHONE)
    recovery = recover(desk, USER_ID, there)
    assert desk.do(account.OpenRecovered(recovery, USER_ID), there)
    desk.do(deeds.SignOut(), there)
    assert not desk.do(account.OpenRecovered(recovery, USER_ID), there)
    assert desk.meet(there) is None


def test_a_message_that_comes_again_after_a_crash_gets_the_same_answers(desk: Desk) -> None:
    there = desk.scene(OTHER_PHONE)
    recovery = desk.do(account.StartRecovery(USER_ID), there)
    code = desk.news()[-1].code
    for _ in range(2):
        assert desk.do(account.CheckRecovery(recovery, code), there) == account.Recovered("right", (USER_ID,))
    for _ in range(2):
        assert desk.do(account.OpenRecovered(recovery, USER_ID), there)
    assert not desk.do(account.OpenRecovered(recovery, "pedro77"), there)
    assert desk.do(account.CheckRecovery(recovery, code), there).outcome == "over"


def test_a_pin_that_is_changed_ends_a_recovery_whose_code_was_right(desk: Desk) -> None:
    there = desk.scene(OTHER_PHONE)
    recovery = recover(desk, USER_ID, there)
    assert change_pin(desk, NEW_PIN)
    assert not desk.do(account.OpenRecovered(recovery, USER_ID), there)
    assert desk.do(account.CheckRecovery(recovery, "000000"), there).outcome == "wrong"


@pytest.mark.parametrize("opened", [True, False])
def test_who_recovers_by_a_contact_is_out_when_that_is_removed(desk: Desk, opened: bool) -> None:
    there = desk.scene(OTHER_PHONE)
    desk.sign_in(scene=there)
    number = desk.verify_phone(there)
    desk.do(deeds.SignOut(), there)
    desk.news()
    recovery = recover(desk, "", there)
    if opened:
        assert desk.do(account.OpenRecovered(recovery, USER_ID), there)
    assert desk.do(account.RemoveContact(number))
    assert not desk.do(account.OpenRecovered(recovery, USER_ID), there)
    assert desk.meet(there) is None
    assert not desk.do(account.ChangePin("held", False), there)
    assert desk.meet() is not None


def test_a_removed_phone_is_signed_out_everywhere_but_where_it_is_removed(desk: Desk) -> None:
    elsewhere, call = desk.scene(talk="another"), desk.scene(PERSON, "voice")
    for there in (elsewhere, call):
        desk.sign_in(scene=there)
    assert desk.do(account.RemoveContact(1))
    assert [desk.meet(each) is not None for each in (desk.scene(), elsewhere, call)] == [True, False, False]


def test_a_recovery_lasts_ten_minutes_whatever_is_said(desk: Desk) -> None:
    there = desk.scene(OTHER_PHONE)
    desk.do(account.OpenRecovered(recover(desk, USER_ID, there), USER_ID), there)
    desk.clock.now += 9 * MINUTE
    assert desk.meet(there) is not None
    desk.clock.now += MINUTE
    assert desk.meet(there) is None


def test_a_sign_in_ends_half_a_day_after_it_began_whatever_is_said(desk: Desk) -> None:
    there = desk.scene(OTHER_PHONE)
    desk.sign_in(scene=there)
    for _ in range(12 * 6 - 1):
        desk.clock.now += 10 * MINUTE
        assert desk.meet(there) is not None
    desk.clock.now += 10 * MINUTE
    assert desk.meet(there) is None


def test_wrong_codes_of_strangers_end_recoveries_only_until_the_owner_signs_in_or_changes_the_pin(desk: Desk) -> None:
    desk.verify_email()
    desk.do(account.RemoveContact(1))

    def use_up() -> None:
        for _day in range(10):
            for phone in (THIRD_PHONE, OTHER_PHONE):
                recovery = desk.do(account.StartRecovery(USER_ID), desk.scene(phone))
                for _ in range(5):
                    assert desk.do(account.CheckRecovery(recovery, "1"), desk.scene(phone)).outcome == "wrong"
            desk.clock.now += DAY + 1

    def outcome() -> str:
        desk.news()
        recovery = desk.do(account.StartRecovery(USER_ID), desk.scene("+12025550150"))
        code = desk.news()[-1].code
        return desk.do(account.CheckRecovery(recovery, code), desk.scene("+12025550150")).outcome

    use_up()
    assert outcome() == "over"
    assert desk.sign_in() == "in"
    assert outcome() == "right"
    use_up()
    desk.sign_in()
    use_up()
    assert outcome() == "over"
    held = desk.do(deeds.HoldPin(USER_ID, NEW_PIN))
    with desk.database.writing() as db:  # signed in before the tenth day
        row = portfolios.find(db, desk.sealer.index("portfolio", keys_of(USER_ID)))
        assert row is not None
        here, until = desk.scene(), desk.clock() + 900
        sign_ins.begin(db, sign_ins.SignIn(here.conversation, row.key, here.person, None, "owner", until, 900, until))
    assert desk.do(account.ChangePin(held.held, False))
    assert outcome() == "right"


def test_what_is_left_of_codes_does_not_tell_whose_address_it_is(desk: Desk) -> None:
    """Nor can an attacker who adds the address to a portfolio of his own use up what its owner needs."""
    desk.verify_email()
    there = desk.scene(OTHER_PHONE)
    desk.create("pedro77", NEW_PIN, there)
    for _ in range(6):
        desk.do(account.StartRecovery(MAILBOX), desk.scene(THIRD_PHONE))
    assert desk.do(account.AddEmail(MAILBOX), there).outcome == "sent"
    desk.clock.now += 2 * DAY
    desk.sign_in(NEW_PIN, there, "pedro77")
    while desk.do(account.AddEmail(MAILBOX), there).outcome == "sent":
        pass
    desk.news()
    desk.do(account.StartRecovery(MAILBOX), desk.scene("+12025550150"))
    assert [each.to for each in desk.news()] == [MAILBOX]


def test_codes_that_callers_ask_for_leave_those_that_are_asked_for_by_text(desk: Desk) -> None:
    for number in range(6):
        desk.do(account.StartRecovery(USER_ID), desk.scene(f"+1202555016{number}", "voice"))
    assert len(desk.news()) == 5
    desk.do(account.StartRecovery(USER_ID), desk.scene(OTHER_PHONE))
    assert len(desk.news()) == 1


# A number on a call, which anybody can forge.


def test_a_forged_call_costs_the_verified_phone_nothing(desk: Desk) -> None:
    forged = desk.scene(PERSON, "voice")
    for number in range(21):
        desk.sign_in(WRONG, forged, f"nobody{number}")
        desk.do(account.UseCode(f"{number:012}"), forged)
        desk.do(account.StartRecovery(f"nobody{number}"), forged)
        desk.do(deeds.WeighUserId(f"somebody{number}"), forged)
    assert desk.sign_in(scene=forged) == "busy"
    assert desk.sign_in() == "in"
    assert desk.sign_in(scene=desk.scene(), user_id="nobody99") == "wrong"
    assert desk.do(account.UseCode("1" * 12)) == "wrong"
    assert desk.do(deeds.WeighUserId("somebody")).outcome == "free"
    assert desk.do(account.StartRecovery(""))
    assert [each.to for each in desk.news()] == [PERSON]


def test_a_phone_that_tried_too_many_user_ids_still_opens_its_own(desk: Desk) -> None:
    for number in range(20):
        assert desk.sign_in(WRONG, user_id=f"nobody{number}") == "wrong"
    assert desk.sign_in(PIN, user_id="nobody99") == "busy"
    assert desk.sign_in() == "in"


@pytest.mark.parametrize("phone", [PERSON, THIRD_PHONE])
@pytest.mark.parametrize("owner_comes", [True, False])
def test_nobody_learns_from_wrong_pins_whether_the_owner_was_here(desk: Desk, phone: str, owner_comes: bool) -> None:
    strangers = desk.scene(OTHER_PHONE)
    outcomes = [desk.sign_in(WRONG, strangers) for _ in range(4)]
    desk.clock.now += DAY + 1
    if owner_comes:
        assert desk.sign_in(scene=desk.scene(phone)) == "in"
    outcomes += [desk.sign_in(WRONG, strangers) for _ in range(2)]
    assert outcomes == ["wrong"] * 5 + ["locked"]


# A phone that is somebody else's now.


def left_silent(desk: Desk, days: int, *, with_email: bool) -> None:
    if with_email:
        desk.verify_email()
    desk.shorten_pin()
    desk.do(deeds.SignOut())
    desk.clock.now += days * DAY
    desk.news()


@pytest.mark.parametrize(
    ("days", "with_email", "opens"), [(89, True, True), (90, True, False), (179, False, True), (180, False, False)]
)
def test_a_silent_phone_opens_nothing_after_a_while(desk: Desk, days: int, with_email: bool, opens: bool) -> None:
    left_silent(desk, days, with_email=with_email)
    for about in ("", USER_ID):
        recovery = desk.do(account.StartRecovery(about))
        codes = [each for each in desk.news() if each.to == PERSON]
        assert len(codes) == opens
        if codes:
            assert desk.do(account.CheckRecovery(recovery, codes[0].code)).outcome == "right"
    result = desk.do(deeds.SignIn(USER_ID, SHORT_PIN))
    assert result.outcome == ("in" if opens else "code")
    assert result.shown == ("" if opens or not with_email else "m***@example.org")
    for _ in range(4):
        desk.sign_in("604173", desk.scene(OTHER_PHONE))
    desk.sign_in("604173", desk.scene(OTHER_PHONE))
    assert desk.sign_in("604173") == ("wrong" if opens else "locked")


def test_whoever_has_a_recycled_number_does_not_wake_it_by_texting(desk: Desk) -> None:
    left_silent(desk, 181, with_email=False)
    desk.meet()
    desk.do(account.StartRecovery(""))
    desk.clock.now += DAY
    desk.do(account.StartRecovery(USER_ID))
    assert desk.news() == []


def test_texts_from_a_phone_keep_it_alive_and_calls_do_not(desk: Desk) -> None:
    desk.verify_email()
    desk.do(deeds.SignOut())
    for _month in range(4):
        desk.clock.now += 60 * DAY
        desk.meet()
    desk.news()
    desk.do(account.StartRecovery(""))
    assert [each.to for each in desk.news()] == [PERSON]
    for _month in range(2):
        desk.clock.now += 60 * DAY
        desk.meet(desk.scene(PERSON, "voice"))
        assert desk.sign_in(scene=desk.scene(PERSON, "voice")) == "in"
    desk.do(account.StartRecovery(""))
    assert desk.news() == []


def test_a_sign_of_life_is_noted_once_a_day(desk: Desk) -> None:
    def noted() -> float | None:
        with desk.database.reading() as db:
            ((row,),) = contacts.beside(db, desk.scene().person).values()
        return row.alive_at

    first = desk.clock.now
    desk.clock.now += DAY
    desk.meet()
    assert noted() == first
    desk.clock.now += 1
    desk.meet()
    assert noted() == desk.clock.now


def test_who_signs_in_by_text_with_the_pin_wakes_the_phone(desk: Desk) -> None:
    desk.do(deeds.SignOut())
    desk.clock.now += 400 * DAY
    assert desk.sign_in() == "in"
    desk.do(account.StartRecovery(""))
    assert [each.to for each in desk.news()] == [PERSON]


# A phone that was given a code, to be told.


def given_a_code(desk: Desk) -> Scene:
    there = desk.scene(OTHER_PHONE)
    assert desk.do(account.UseCode(desk.do(account.ShowCode(desk.do(account.MakeCode("phone"))))), there) == "phone"
    desk.news()
    return there


def test_a_phone_that_was_given_a_code_is_told_and_opens_nothing(desk: Desk) -> None:
    there = given_a_code(desk)
    desk.shorten_pin()
    assert {each.to for each in desk.news()} == {PERSON, OTHER_PHONE}
    desk.do(account.StartRecovery(""), there)
    assert desk.news() == []
    desk.do(account.StartRecovery(USER_ID), there)
    assert [each.to for each in desk.news()] == [PERSON]
    assert desk.sign_in(SHORT_PIN, there) == "code"
    assert [each.to for each in desk.news()] == [PERSON]
    for _ in range(4):
        desk.sign_in("604173", desk.scene(THIRD_PHONE))
    desk.sign_in("604173", desk.scene(THIRD_PHONE))
    assert desk.sign_in(SHORT_PIN, there) == "locked"


def test_a_phone_that_was_given_a_code_opens_once_its_owner_signed_in_there_and_verified_it(desk: Desk) -> None:
    there = given_a_code(desk)
    assert desk.sign_in(scene=there) == "in"
    assert desk.verify_phone(there) == 2
    desk.news()
    desk.do(account.StartRecovery(""), there)
    assert [each.to for each in desk.news()] == [OTHER_PHONE]
    assert desk.do(account.UseCode(desk.do(account.ShowCode(desk.do(account.MakeCode("phone"))))), there) == "phone"
    desk.news()
    desk.do(account.StartRecovery(""), there)
    assert [each.to for each in desk.news()] == [OTHER_PHONE], "another code takes nothing away"


# A short PIN.


def test_the_last_phone_beside_a_short_pin_stays(desk: Desk) -> None:
    desk.verify_email()
    given_a_code(desk)
    desk.shorten_pin()
    assert desk.do(account.RemoveContact(2))
    assert not desk.do(account.RemoveContact(1))
    assert [each.number for each in desk.do(account.ListContacts())] == [1, 3]
    there = desk.scene(THIRD_PHONE)
    desk.sign_in(SHORT_PIN, there)
    assert change_pin(desk, NEW_PIN)
    assert desk.do(account.RemoveContact(1))


def test_of_two_phones_that_are_removed_at_once_beside_a_short_pin_one_stays(desk: Desk) -> None:
    there = desk.scene(OTHER_PHONE)
    desk.sign_in(scene=there)
    assert desk.verify_phone(there) == 2
    desk.shorten_pin()

    key = desk.sealer.index("portfolio", keys_of(USER_ID))
    removing = threading.Event()

    def remove(number: int) -> bool:
        if number == 0:
            assert removing.wait(10)
            return desk.do(account.RemoveContact(1))
        with desk.database.writing() as db:  # as the desk does it, slowly
            row = portfolios.find(db, key)
            assert row is not None
            assert portfolios.prove(db, row.key, row.version, row.seen_at)
            assert contacts.remove(db, row.key, 2)
            removing.set()
            time.sleep(0.3)
        return True

    assert at_once(remove, 2) == [False, True]


def test_a_short_pin_is_not_taken_once_its_phone_is_gone(desk: Desk) -> None:
    held = desk.do(deeds.HoldPin(USER_ID, SHORT_PIN))
    assert desk.do(account.RemoveContact(1))
    assert not desk.do(account.ChangePin(held.held, held.short))
    assert desk.sign_in() == "in"


def test_the_phone_of_one_portfolio_makes_no_short_pin_for_another(desk: Desk) -> None:
    assert desk.do(deeds.HoldPin("pedro77", SHORT_PIN)).fault == "needs_phone"
