"""Who gets in and who does not: wrong PINs, lock-outs, short PINs, and that nobody learns which user IDs there are."""

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import Connection

from dialogs.portfolio import account_deeds as account
from dialogs.portfolio import deeds
from storage import contacts
from storage.database import Database
from tests.portfolio_desk import MAILBOX, OTHER_PHONE, PIN, SHORT_PIN, THIRD_PHONE, USER_ID, Desk
from tests.world import PERSON

MINUTE, DAY = 60.0, 86_400.0
WRONG = "60417295"


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    stage = Desk(database)
    yield stage
    stage.close()


def test_a_wrong_pin_is_wrong_and_so_is_an_unknown_user_id(desk: Desk) -> None:
    desk.create()
    there = desk.scene(OTHER_PHONE)
    assert desk.sign_in(WRONG, there) == "wrong"
    assert desk.sign_in(PIN, there, "nobody99") == "wrong"
    assert desk.meet(there) is None


def test_after_five_wrong_pins_the_right_one_is_not_looked_at_for_a_quarter_of_an_hour(desk: Desk) -> None:
    desk.create()
    strangers = desk.scene(OTHER_PHONE)
    assert [desk.sign_in(WRONG, strangers) for _ in range(5)] == ["wrong"] * 5
    result = desk.do(deeds.SignIn(USER_ID, PIN), desk.scene(THIRD_PHONE, "voice"))
    assert (result.outcome, result.wait) == ("locked", 15 * MINUTE)
    desk.clock.now += 15 * MINUTE
    assert desk.sign_in(PIN, strangers) == "in"


def test_the_owner_enters_from_the_verified_phone_while_strangers_are_locked_out(desk: Desk) -> None:
    desk.create()
    desk.verify_phone()
    strangers = desk.scene(OTHER_PHONE)
    for _ in range(5):
        desk.sign_in(WRONG, strangers)
    assert desk.sign_in(PIN, strangers) == "locked"
    assert desk.sign_in(PIN) == "in"


def test_a_number_on_a_call_proves_nothing(desk: Desk) -> None:
    desk.create()
    desk.verify_phone()
    forged = desk.scene(PERSON, "voice")
    for _ in range(5):
        desk.sign_in(WRONG, forged)
    assert desk.sign_in(PIN, forged) == "locked"
    assert desk.sign_in(PIN) == "in"


@pytest.mark.parametrize("user_id", [USER_ID, "nobody99"])
def test_one_caller_tries_twenty_pins_a_day_whatever_the_user_ids(desk: Desk, user_id: str) -> None:
    desk.create()
    there = desk.scene(OTHER_PHONE)
    outcomes = [desk.sign_in(WRONG, there, f"{user_id}{number}") for number in range(21)]
    assert outcomes == ["wrong"] * 20 + ["busy"]


def test_when_a_lock_out_begins_one_phone_and_one_mailbox_are_told(desk: Desk) -> None:
    desk.create()
    desk.verify_phone()
    desk.verify_email()
    desk.news()
    strangers = desk.scene(OTHER_PHONE)
    rung = desk.rung
    for _ in range(4):
        desk.sign_in(WRONG, strangers)
    assert desk.news() == []
    desk.sign_in(WRONG, strangers)
    told = desk.news()
    assert {(each.channel, each.to) for each in told} == {("text", PERSON), ("email", MAILBOX)}
    for each in told:
        assert each.body.startswith("Case Status: somebody tried wrong PINs for your portfolio. Nobody got in.")
        assert "15 minutes" in each.body
        assert USER_ID not in each.body + each.subject
        assert each.holds == 2 * DAY
    assert desk.rung == rung + 1
    desk.sign_in(WRONG, strangers)
    assert desk.news() == []


def test_a_lock_out_of_the_own_phone_is_told_as_such(desk: Desk) -> None:
    desk.create()
    desk.verify_phone()
    desk.news()
    assert [desk.sign_in(WRONG) for _ in range(6)] == ["wrong"] * 5 + ["locked"]
    (told,) = desk.news()
    assert "Your verified phones are locked out for 15 minutes." in told.body
    assert desk.sign_in(PIN, desk.scene(OTHER_PHONE)) == "in"


def test_after_a_hundred_wrong_pins_in_a_row_only_a_recovery_opens_the_portfolio(desk: Desk) -> None:
    desk.create()
    desk.verify_phone()
    desk.news()
    phones = [desk.scene(f"+12025550{number}") for number in range(150, 160)]
    wrong = 0
    for _ in range(2000):
        outcome = desk.sign_in(WRONG, phones[wrong % 10])
        wrong += outcome == "wrong"
        if outcome == "closed":
            break
        desk.clock.now += 6 * 3600.0
    assert wrong == 100
    assert "It is closed now." in desk.sent()[-1].body
    there = desk.scene(THIRD_PHONE)
    assert desk.sign_in(scene=there) == "closed"
    assert desk.sign_in() == "closed"
    desk.news()
    recovery = desk.do(account.StartRecovery(USER_ID), there)
    assert desk.do(account.CheckRecovery(recovery, desk.news()[0].code), there).outcome == "right"
    assert desk.do(account.OpenRecovered(recovery, USER_ID), there)
    assert desk.do(account.ChangePin(desk.do(deeds.HoldPin(USER_ID, WRONG), there).held, False), there)
    assert desk.sign_in(WRONG) == "in"


def test_without_a_verified_contact_nobody_is_told_of_a_lock_out(desk: Desk) -> None:
    desk.create()
    desk.do(account.AddEmail(MAILBOX))
    desk.news()
    for _ in range(5):
        desk.sign_in(WRONG, desk.scene(OTHER_PHONE))
    assert desk.news() == []


class Counting(Database):
    """A database that counts the transactions: each is a wait for the disk, which somebody could time."""

    count = 0

    def writing(self) -> AbstractContextManager[Connection]:
        self.count += 1
        return super().writing()


def guessing(desk: Desk, about: str) -> Iterator[tuple[object, ...]]:
    """What a stranger hears who goes on guessing for days, and tries to recover in between."""
    for _day in range(6):
        for _ in range(13 if "@" not in about else 0):
            result = desk.do(deeds.SignIn(about, WRONG), desk.scene(OTHER_PHONE))
            yield result.outcome, round(result.wait), result.shown
        recovery = desk.do(account.StartRecovery(about), desk.scene(THIRD_PHONE))
        yield "recovery", len(recovery.split(" "))
        for _ in range(7):
            came = desk.do(account.CheckRecovery(recovery, "12345"), desk.scene(THIRD_PHONE))
            yield came.outcome, came.user_ids
        desk.clock.now += DAY / 3


@pytest.mark.parametrize("about", [(USER_ID, "nobody99"), (MAILBOX, "nobody@example.org")])
def test_nobody_learns_from_guessing_whom_there_is(
    tmp_path: Path, sqlite_template: Path, about: tuple[str, str]
) -> None:
    """The same guesses at one that is there and at one that is not: the same answers, as many waits for the disk."""
    heard = []
    for each in about:
        shutil.copyfile(sqlite_template, tmp_path / f"{each}.db")
        database = Counting(f"sqlite:///{tmp_path}/{each}.db")
        desk = Desk(database)
        desk.create()
        desk.verify_phone()
        desk.verify_email()
        desk.do(deeds.SignOut())
        before = database.count
        heard.append([(came, database.count - before) for came in guessing(desk, each)])
        desk.close()
    assert heard[0] == heard[1]
    outcomes = {came[0] for came, _ in heard[0]}
    assert {"recovery", "wrong", "over"} <= outcomes
    assert ("locked" in outcomes) is (about[0] == USER_ID)


# Short PINs.


@pytest.fixture
def short(desk: Desk) -> Desk:
    """A portfolio with a PIN of six digits and a verified phone."""
    desk.create()
    desk.verify_phone()
    desk.shorten_pin()
    desk.do(deeds.SignOut())
    desk.news()
    return desk


def test_a_short_pin_opens_from_the_verified_phone(short: Desk) -> None:
    assert short.sign_in(SHORT_PIN) == "in"


def test_a_short_pin_from_elsewhere_needs_a_code_besides(short: Desk) -> None:
    there = short.scene(OTHER_PHONE)
    result = short.do(deeds.SignIn(USER_ID, SHORT_PIN), there)
    assert (result.outcome, result.shown) == ("code", "(...) ...-0142")
    assert short.meet(there) is None
    (sent,) = short.news()
    assert (sent.channel, sent.to, sent.holds) == ("text", PERSON, 10 * MINUTE)
    assert sent.code not in result.code
    assert short.do(deeds.SignInWithCode(result.code, "000000"), there) == "wrong"
    assert short.do(deeds.SignInWithCode(result.code, sent.code), short.scene(THIRD_PHONE)) == "over"
    assert short.do(deeds.SignInWithCode(result.code, f" {sent.code[:3]} {sent.code[3:]}."), there) == "right"
    owner = short.meet(there)
    assert owner is not None
    assert owner.scope == "owner"
    assert short.do(deeds.SignInWithCode(result.code, sent.code), there) == "over"


def test_on_a_call_a_short_pin_needs_a_code_even_from_the_verified_number(short: Desk) -> None:
    assert short.sign_in(SHORT_PIN, short.scene(PERSON, "voice")) == "code"


def test_the_code_of_a_short_pin_is_over_after_five_tries_or_ten_minutes(short: Desk) -> None:
    there = short.scene(OTHER_PHONE)
    first = short.do(deeds.SignIn(USER_ID, SHORT_PIN), there).code
    (sent,) = short.news()
    assert [short.do(deeds.SignInWithCode(first, "1"), there) for _ in range(6)] == ["wrong"] * 5 + ["over"]
    assert short.do(deeds.SignInWithCode(first, sent.code), there) == "over"
    second = short.do(deeds.SignIn(USER_ID, SHORT_PIN), there).code
    (sent,) = short.news()
    short.clock.now += 10 * MINUTE
    assert short.do(deeds.SignInWithCode(second, sent.code), there) == "over"


def test_a_new_code_ends_the_one_before(short: Desk) -> None:
    there = short.scene(OTHER_PHONE)
    first = short.do(deeds.SignIn(USER_ID, SHORT_PIN), there).code
    (sent,) = short.news()
    short.do(deeds.SignIn(USER_ID, SHORT_PIN), there)
    assert short.do(deeds.SignInWithCode(first, sent.code), there) == "over"


def test_no_more_than_five_codes_a_day_go_to_one_phone(short: Desk) -> None:
    """But for those that it asked for itself."""
    there = short.scene(OTHER_PHONE)
    outcomes = [short.sign_in(SHORT_PIN, there) for _ in range(6)]
    assert outcomes == ["code"] * 5 + ["busy"]
    assert len(short.news()) == 5
    assert short.do(account.StartRecovery(""))
    assert len(short.news()) == 1


def test_a_short_pin_without_a_contact_to_send_to_says_so(short: Desk) -> None:
    with short.database.writing() as db:
        contacts.switch_off(db, short.scene().person)
    result = short.do(deeds.SignIn(USER_ID, SHORT_PIN), short.scene(OTHER_PHONE))
    assert result == deeds.SignedIn("code")
