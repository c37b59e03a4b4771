"""Portfolios, their cases and contacts: the limits hold whoever writes at the same moment, and all goes with them."""

from pathlib import Path

import pytest
from sqlalchemy import text

from storage import codes, contacts, conversations, messages, people, portfolios, sign_ins, watches
from storage.contacts import ALL, HINT, TITLE, Contact
from storage.database import Database, Outrun
from storage.messages import EMAIL, Message
from storage.people import Person
from storage.portfolios import Portfolio
from storage.sign_ins import SignIn
from storage.watches import Watch
from tests import portfolio_rows
from tests.portfolio_rows import CALL, KEYPAD, MINE, PHONE, PORTFOLIO, TABLES, WRAPPED, phone, sign_in, watch
from tests.races import at_once

THEIRS = b"t" * 32


@pytest.fixture
def kept(database: Database) -> Database:
    """A database with one portfolio, which has nothing yet."""
    with database.writing() as db:
        assert portfolios.add(db, PORTFOLIO, KEYPAD)
    return database


def test_a_portfolio_is_found_by_its_key_and_by_the_keys_of_its_user_id(kept: Database) -> None:
    with kept.writing() as db:
        assert portfolios.add(db, PORTFOLIO._replace(key=THEIRS, paused=True), THEIRS)
    with kept.reading() as db:
        assert portfolios.load(db, MINE) == portfolios.find(db, KEYPAD) == PORTFOLIO
        assert portfolios.several(db, [MINE, THEIRS, CALL]) == {
            MINE: PORTFOLIO,
            THEIRS: PORTFOLIO._replace(key=THEIRS, paused=True),
        }
        assert portfolios.taken(db, [KEYPAD, CALL]) == {KEYPAD}
        assert portfolios.load(db, CALL) is portfolios.find(db, CALL) is None
        assert portfolios.several(db, []) == {}
        assert portfolios.taken(db, []) == set()


def test_of_eight_who_want_the_same_user_id_at_once_one_gets_it(database: Database) -> None:
    def make(number: int) -> bool:
        with database.writing() as db:
            return portfolios.add(db, PORTFOLIO._replace(key=bytes([number]) * 32), KEYPAD)

    assert sum(at_once(make)) == 1
    with database.reading() as db:
        for table in ("portfolios", "portfolio_keys"):
            assert db.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 1


def test_a_portfolio_that_was_changed_meanwhile_is_not_saved_over(kept: Database) -> None:
    newer = Portfolio(MINE, WRAPPED, b"other words", b"other hash", 2, True, 50, 70)
    with kept.writing() as db:
        assert portfolios.save(db, newer)
        assert not portfolios.save(db, newer._replace(sealed=b"mine"))
        assert not portfolios.save(db, newer._replace(version=4))
        assert not portfolios.save(db, newer._replace(key=THEIRS, version=3))
    with kept.reading() as db:
        assert portfolios.load(db, MINE) == newer


def test_of_eight_who_save_at_once_one_does(kept: Database) -> None:
    def save(number: int) -> bool:
        with kept.writing() as db:
            return portfolios.save(db, PORTFOLIO._replace(version=2, sealed=bytes([number])))

    assert sum(at_once(save)) == 1


def test_who_signs_in_keeps_the_portfolio_and_an_older_sign_of_life_takes_nothing_back(kept: Database) -> None:
    with kept.writing() as db:
        portfolios.seen(db, MINE, 80)
        portfolios.seen(db, MINE, 60)
        assert portfolios.load(db, MINE) == PORTFOLIO._replace(seen_at=80)


def test_who_judged_by_a_portfolio_hears_when_it_was_changed_since(kept: Database) -> None:
    with kept.writing() as db:
        assert portfolios.prove(db, MINE, 1, 80)
        assert portfolios.prove(db, MINE, 1, 60)
        assert portfolios.load(db, MINE) == PORTFOLIO._replace(seen_at=80)
        assert portfolios.save(db, PORTFOLIO._replace(version=2))
        assert not portfolios.prove(db, MINE, 1, 90)
        assert portfolios.prove(db, MINE, 2, 90)
        assert not portfolios.prove(db, THEIRS, 1, 90)


def test_a_deleted_portfolio_leaves_no_row_anywhere(database: Database) -> None:
    with database.writing() as db:
        portfolio_rows.fill(db)
    assert portfolio_rows.tables_with(database, MINE) == TABLES
    with database.writing() as db:
        assert portfolios.delete(db, MINE)
        assert not portfolios.delete(db, MINE)
    for value in (MINE, KEYPAD, WRAPPED, PHONE):
        assert portfolio_rows.tables_with(database, value) == set()


def test_the_key_of_a_deleted_portfolio_is_nowhere_in_the_files_any_more(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.writing() as db:
        portfolio_rows.fill(db)
    path = Path(str(database.url.database))
    files = [path, path.with_name(path.name + "-wal")]
    assert WRAPPED in b"".join(file.read_bytes() for file in files)
    database.checkpoint(truncate=True)
    assert WRAPPED in path.read_bytes()
    with database.writing() as db:
        portfolios.delete(db, MINE)
    database.checkpoint(truncate=True)
    for file in files:
        content = file.read_bytes()
        assert [value for value in (WRAPPED, MINE, KEYPAD) if value in content] == []
    database.close()


def test_a_portfolio_of_a_hundred_cases_is_listed_by_number(kept: Database) -> None:
    with kept.writing() as db:
        for number in range(100, 0, -1):
            assert watches.add(db, MINE, watch(number))
    with kept.reading() as db:
        assert watches.of(db, MINE) == [watch(number) for number in range(1, 101)]
        assert watches.count(db, MINE) == 100
        assert watches.of(db, THEIRS) == []


@pytest.mark.parametrize("number", [0, 101, -1])
def test_a_short_number_that_is_not_one_to_a_hundred_is_refused_by_the_database(kept: Database, number: int) -> None:
    with pytest.raises(Outrun), kept.writing() as db:
        watches.add(db, MINE, watch(1)._replace(number=number))
    with kept.reading() as db:
        assert watches.count(db, MINE) == 0


def test_a_hundred_and_first_case_is_refused_however_many_add_at_once(kept: Database) -> None:
    def add(runner: int) -> int:
        """Adds 20 cases as the desk does: the smallest free number, again when it was taken meanwhile."""
        added = 0
        for turn in range(20):
            wanted = Watch(0, portfolio_rows.case_key(1000 * runner + turn), b"sealed", True, 50)
            while True:
                with kept.reading() as db:
                    free = set(range(1, 101)) - {each.number for each in watches.of(db, MINE)}
                if not free:
                    break
                with kept.writing() as db:
                    done = watches.add(db, MINE, wanted._replace(number=min(free)))
                if done:
                    added += 1
                    break
        return added

    assert sum(at_once(add)) == 100
    with kept.reading() as db:
        assert [each.number for each in watches.of(db, MINE)] == list(range(1, 101))


def test_a_case_stands_in_a_portfolio_once_and_a_number_for_one_case(kept: Database) -> None:
    with kept.writing() as db:
        assert watches.add(db, MINE, watch(1))
        assert not watches.add(db, MINE, watch(1)._replace(number=2))
        assert not watches.add(db, MINE, watch(2)._replace(number=1))
        assert portfolios.add(db, PORTFOLIO._replace(key=THEIRS), THEIRS)
        assert watches.add(db, THEIRS, watch(1)), "the same case in another portfolio"
    with pytest.raises(Outrun), kept.writing() as db:
        watches.add(db, CALL, watch(1))


def test_a_case_that_was_named_meanwhile_is_not_named_over_and_one_removed_is_one_removed(kept: Database) -> None:
    first = watch(1)
    with kept.writing() as db:
        for number in (1, 2, 3):
            watches.add(db, MINE, watch(number))
        assert watches.save(db, MINE, first.case_key, b"Mom", alerts=False, was=b"sealed")
        assert not watches.save(db, MINE, first.case_key, b"Dad", alerts=True, was=b"sealed")
        assert not watches.save(db, THEIRS, first.case_key, b"Dad", alerts=True, was=b"Mom")
        assert watches.remove(db, MINE, watch(2).case_key)
        assert not watches.remove(db, MINE, watch(2).case_key)
        assert watches.of(db, MINE) == [first._replace(sealed=b"Mom", alerts=False), watch(3)]
        assert watches.add(db, MINE, watch(4)._replace(number=2)), "the number is free again"


def test_a_contact_is_told_nothing_before_it_is_verified(kept: Database) -> None:
    with kept.writing() as db:
        assert contacts.add(db, MINE, phone())
        assert not contacts.tell(db, MINE, 1, on=True)
        assert contacts.beside(db, PHONE) == {}
        assert contacts.verify(db, MINE, 1, 60)
        assert contacts.of(db, MINE) == [phone(verified_at=60)._replace(alerts=True, alive_at=60)]
        assert contacts.tell(db, MINE, 1, on=False)
        assert contacts.of(db, MINE) == [phone(verified_at=60)._replace(alive_at=60)]
        assert list(contacts.beside(db, PHONE)) == [MINE]
        assert not contacts.verify(db, MINE, 2, 60)


def test_a_phone_is_alive_where_it_is_verified_and_who_verified_it_may_be_told_only(kept: Database) -> None:
    with kept.writing() as db:
        portfolios.add(db, PORTFOLIO._replace(key=THEIRS), THEIRS)
        for each in (MINE, THEIRS):
            contacts.add(db, each, phone())
        contacts.add(db, MINE, phone(number=2)._replace(address_key=CALL))
        contacts.verify(db, MINE, 1, 60, opens=False)
        for each in (MINE, THEIRS):
            contacts.alive(db, each, PHONE, 90)
        told = phone(verified_at=60)._replace(alerts=True, alive_at=90, opens=False)
        assert contacts.beside(db, PHONE) == {MINE: [told, phone(number=2)._replace(address_key=CALL)]}
        assert contacts.of(db, THEIRS) == [phone()]
        contacts.verify(db, MINE, 1, 95)
        assert contacts.of(db, MINE)[0] == told._replace(verified_at=95, alive_at=95, opens=True)


def test_a_contact_that_was_switched_off_is_so_everywhere_until_it_is_verified_again(kept: Database) -> None:
    with kept.writing() as db:
        portfolios.add(db, PORTFOLIO._replace(key=THEIRS), THEIRS)
        for each in (MINE, THEIRS):
            contacts.add(db, each, phone(verified_at=60))
        assert sorted(contacts.beside(db, PHONE)) == [MINE, THEIRS]
        assert sorted(contacts.switch_off(db, PHONE)) == [(MINE, 1), (THEIRS, 1)]
        assert contacts.switch_off(db, PHONE) == []
        assert contacts.beside(db, PHONE) == {}
        assert contacts.of(db, MINE)[0].off
        contacts.verify(db, MINE, 1, 70)
        assert list(contacts.beside(db, PHONE)) == [MINE]


def test_how_a_contact_is_told_is_its_own_and_stays_when_it_is_verified_again(kept: Database) -> None:
    with kept.writing() as db:
        for number, key in ((1, PHONE), (2, CALL)):
            contacts.add(db, MINE, phone(number)._replace(address_key=key))
        assert contacts.change(db, MINE, 1, level=HINT, by_call=True, weekly=True)
        assert not contacts.change(db, MINE, 3, level=HINT, by_call=True, weekly=True)
        assert not contacts.change(db, THEIRS, 1, level=ALL, by_call=False, weekly=False)
        contacts.verify(db, MINE, 1, 60)
        first, second = contacts.of(db, MINE)
    assert (first.level, first.by_call, first.weekly) == (HINT, True, True)
    assert (second.level, second.by_call, second.weekly) == (TITLE, False, False)


def test_the_first_alert_and_the_last_that_arrived_are_remembered(kept: Database) -> None:
    with kept.writing() as db:
        portfolios.add(db, PORTFOLIO._replace(key=THEIRS), THEIRS)
        for each in (MINE, THEIRS):
            contacts.add(db, each, phone(verified_at=60))
        for now in (70, 80):
            contacts.told(db, MINE, PHONE, now)
            contacts.delivered(db, MINE, PHONE, now + 1)
        assert contacts.of(db, MINE) == [phone(verified_at=60)._replace(told_at=70, delivered_at=81)]
        assert contacts.of(db, THEIRS) == [phone(verified_at=60)]


@pytest.mark.parametrize("why", ["dead", "bounced", "wrong"])
def test_why_a_contact_is_off_stands_there_until_it_is_verified_again(kept: Database, why: str) -> None:
    with kept.writing() as db:
        contacts.add(db, MINE, phone(verified_at=60))
        contacts.switch_off(db, PHONE, why)
        assert contacts.switch_off(db, PHONE, "another") == [], "the first reason stays"
        contacts.tell(db, MINE, 1, on=False)
        contacts.tell(db, MINE, 1, on=True)
        assert (contacts.of(db, MINE)[0].off, contacts.of(db, MINE)[0].why) == (True, why)
        contacts.verify(db, MINE, 1, 70)
        assert (contacts.of(db, MINE)[0].off, contacts.of(db, MINE)[0].why) == (False, None)


def test_whoever_unsubscribed_is_known_by_that_until_alerts_are_switched_again(kept: Database) -> None:
    with kept.writing() as db:
        contacts.add(db, MINE, phone(verified_at=60))
        assert contacts.tell(db, MINE, 1, on=False, why="unsubscribed")
        assert contacts.of(db, MINE)[0].why == "unsubscribed"
        assert contacts.tell(db, MINE, 1, on=True)
        assert contacts.of(db, MINE)[0].why is None


@pytest.mark.parametrize("number", [0, 11])
def test_there_are_ten_contacts_at_most(kept: Database, number: int) -> None:
    with kept.writing() as db:
        for each in range(1, 11):
            assert contacts.add(db, MINE, Contact(each, "email", bytes([each]) * 32, b"s", False, False, None, 50))
        assert not contacts.add(db, MINE, phone(number=10))
        assert not contacts.add(db, MINE, phone(number=9)._replace(address_key=b"\x0a" * 32))
    with pytest.raises(Outrun), kept.writing() as db:
        contacts.add(db, MINE, phone(number=number))
    with kept.reading() as db:
        assert [each.number for each in contacts.of(db, MINE)] == list(range(1, 11))


def test_the_code_of_a_contact_that_was_removed_verifies_no_other(kept: Database) -> None:
    sent = portfolio_rows.code()
    with kept.writing() as db:
        contacts.add(db, MINE, phone())
        codes.add(db, sent)
        assert contacts.remove(db, MINE, 1)
        assert not contacts.remove(db, MINE, 1)
        assert contacts.add(db, MINE, phone()._replace(address_key=b"e" * 32)), "its number is free again"
        assert not codes.count_try(db, sent.key, 110, most=5)
        assert codes.made_since(db, MINE, ["verify"], 100) == 1, "it still counts as sent"


def test_a_message_to_a_portfolio_goes_its_own_way(kept: Database) -> None:
    mail = Message("mail", None, b"sealed", 100, 900, 0, MINE, EMAIL)
    note = mail._replace(id="note", channel="text")
    with kept.writing() as db:
        assert messages.add(db, mail, 50)
        assert messages.add(db, note, 50)
        assert messages.claim_due(db, 100, 9) == [note._replace(attempts=1)]
        assert messages.claim_due(db, 100, 9, channel=EMAIL) == [mail._replace(attempts=1)]
        assert messages.claim_due(db, 100, 9, channel=EMAIL) == []
        assert messages.claim_stuck(db, 300, 200, 9, channel=EMAIL) == [mail._replace(attempts=1)]
        assert messages.claim_stuck(db, 300, 200, 9) == [note._replace(attempts=1)]
        messages.add(db, mail._replace(id="late"), 50)
        assert messages.expire(db, 900, 9) == []
        assert messages.expire(db, 900, 9, channel=EMAIL) == ["late"]


def test_a_sign_in_lasts_as_long_as_somebody_speaks(kept: Database) -> None:
    with kept.writing() as db:
        sign_ins.begin(db, sign_in())
        assert sign_ins.current(db, CALL, 899) == sign_in()
        assert sign_ins.current(db, CALL, 900) is None
        assert sign_ins.current(db, PHONE, 100) is None
        sign_ins.touch(db, CALL, 1700)
        sign_ins.touch(db, CALL, 1000)
        assert sign_ins.current(db, CALL, 1699) == sign_in()._replace(until=1700)
        sign_ins.begin(db, sign_in()._replace(scope="reader"))
        assert sign_ins.current(db, CALL, 100) == sign_in()._replace(scope="reader"), "the newer one"
        sign_ins.end(db, CALL)
        assert sign_ins.current(db, CALL, 100) is None
    with pytest.raises(Outrun), kept.writing() as db:
        sign_ins.begin(db, sign_in()._replace(portfolio_key=THEIRS))


def test_a_new_pin_ends_all_other_sign_ins_and_a_forgotten_phone_its_own(kept: Database) -> None:
    def here(conversation: bytes, person: bytes) -> SignIn:
        return sign_in(conversation)._replace(person_key=person)

    everywhere = [here(CALL, PHONE), here(b"1" * 32, PHONE), here(b"2" * 32, b"o" * 32), here(b"3" * 32, b"o" * 32)]

    def left() -> list[bool]:
        with kept.reading() as db:
            return [sign_ins.current(db, each.conversation_key, 100) is not None for each in everywhere]

    with kept.writing() as db:
        for each in everywhere:
            sign_ins.begin(db, each)
        people.save(db, Person(b"o" * 32, b"wrapped", b"sealed", 1, 1, 1))
        conversations.end(db, b"2" * 32, [])
    assert left() == [True, True, False, True]
    with kept.writing() as db:
        people.forget(db, b"o" * 32)
    assert left() == [True, True, False, False]
    with kept.writing() as db:
        sign_ins.end_others(db, MINE, CALL)
    assert left() == [True, False, False, False]
    with kept.writing() as db:
        sign_ins.forget(db, PHONE)
    assert left() == [False, False, False, False]


def test_with_a_contact_go_the_sign_ins_of_its_phone_and_all_recoveries_but_not_the_one_here(kept: Database) -> None:
    here, theirs, recovery, other = CALL, b"1" * 32, b"2" * 32, b"3" * 32
    with kept.writing() as db:
        for each in (here, theirs):
            sign_ins.begin(db, sign_in(each))
        sign_ins.begin(db, sign_in(recovery)._replace(person_key=b"o" * 32, scope="recovery"))
        sign_ins.begin(db, sign_in(other)._replace(person_key=b"o" * 32))
        sign_ins.end_of_contact(db, THEIRS, PHONE, "recovery", here)
        assert sign_ins.current(db, theirs, 100) is not None
        sign_ins.end_of_contact(db, MINE, PHONE, "recovery", here)
        left = [sign_ins.current(db, each, 100) is not None for each in (here, theirs, recovery, other)]
    assert left == [True, False, False, True]


def test_who_hears_the_list_by_a_code_hears_it_as_long_as_the_code_lasts(kept: Database) -> None:
    shared = portfolio_rows.code(purpose="share")
    with kept.writing() as db:
        codes.add(db, shared)
        sign_ins.begin(db, sign_in(code_key=shared.key))
        assert sign_ins.current(db, CALL, 699) is not None
        assert sign_ins.current(db, CALL, 700) is None, "the code is over, the silence is not"
        assert codes.end(db, MINE, ["share"]) == 1
        assert sign_ins.current(db, CALL, 200) is None
        sign_ins.end_of_code(db, shared.key)
    assert "sign_ins" not in portfolio_rows.tables_with(kept, MINE)


def test_the_phones_that_were_signed_in_are_remembered_once_each(kept: Database) -> None:
    with kept.writing() as db:
        for at, person in ((50, PHONE), (60, THEIRS), (70, PHONE), (65, PHONE)):
            sign_ins.visited(db, MINE, person, at)
        assert sign_ins.visitors(db, MINE) == [THEIRS, PHONE]
        assert sign_ins.visitors(db, THEIRS) == []
        people.forget(db, PHONE)
        assert sign_ins.visitors(db, MINE) == [THEIRS, PHONE], "they are the portfolio's to forget"
