"""Alerts in the archive: one for each contact and change, taken together, told elsewhere once, gone with the owner."""

import pytest
from sqlalchemy import insert, select, update

from storage import alert_lists, alerts, changes, contacts, messages, people, portfolios, watches
from storage.alert_tables import alerts as table
from storage.alert_tables import follows
from storage.alerts import GIVEN_UP, MERGED, Alert, Recipient
from storage.contacts import Contact
from storage.database import Database
from storage.messages import Message
from storage.people import Person
from storage.portfolio_tables import portfolios as portfolio_table
from tests.portfolio_rows import KEYPAD, MINE, PORTFOLIO, case_key, watch
from tests.races import at_once

CASE, PHONE, MAIL, ANA = case_key(1), b"p" * 32, b"e" * 32, b"a" * 32


def contact(number: int, kind: str, address: bytes, *, alerts: bool = True, off: bool = False) -> Contact:
    return Contact(number, kind, address, b"sealed", alerts, off, 50, 50)


@pytest.fixture
def kept(database: Database) -> Database:
    """A portfolio with a case, a phone and an e-mail address that are told, and Ana, who follows the same case."""
    with database.writing() as db:
        portfolios.add(db, PORTFOLIO, KEYPAD)
        watches.add(db, MINE, watch(1))
        contacts.add(db, MINE, contact(1, "phone", PHONE))
        contacts.add(db, MINE, contact(2, "email", MAIL))
        people.save(db, Person(ANA, b"wrapped", b"sealed", 1, 1, 1))
        db.execute(
            insert(follows),
            {"person_key": ANA, "case_key": CASE, "sealed": b"s", "added_at": 1.0, "adopted": 1},
        )
    return database


def change(database: Database, now: float = 100, hold: float = 0) -> int:
    """Something happened to the case; how many are told."""
    with database.writing() as db:
        number = changes.add(db, CASE, "changed", b"sealed", now)
        return alerts.spread(db, number, CASE, now + hold, now + hold + 1000, now)


def waiting(database: Database) -> list[Alert]:
    with database.reading() as db:
        rows = db.execute(select(*(table.c[name] for name in Alert._fields)).where(table.c.state == "waiting")).all()
    return sorted((Alert(*row) for row in rows), key=lambda alert: alert.address_key)


def test_a_change_is_told_to_every_contact_that_wants_it_and_to_who_follows(kept: Database) -> None:
    assert change(kept) == 3
    told = waiting(kept)
    assert [each.address_key for each in told] == [ANA, MAIL, PHONE]
    assert [(each.portfolio_key, each.person_key) for each in told] == [(None, ANA), (MINE, None), (MINE, None)]
    assert {each.due_at for each in told} == {100}
    assert {each.expires_at for each in told} == {1100}


@pytest.mark.parametrize(
    ("kind", "values"),
    [("paused", {}), ("alerts", {"alerts": False}), ("off", {"off": True}), ("watch", {}), ("unverified", {})],
)
def test_who_wants_none_gets_none(kept: Database, kind: str, values: dict[str, bool]) -> None:
    with kept.writing() as db:
        if kind == "paused":
            db.execute(update(portfolio_table).values(paused=1))
        elif kind == "watch":
            watches.save(db, MINE, CASE, b"sealed", alerts=False, was=b"sealed")
        else:
            contacts.remove(db, MINE, 1)
            verified = None if kind == "unverified" else 50
            contacts.add(db, MINE, contact(1, "phone", PHONE, **values)._replace(verified_at=verified))
    change(kept)
    assert PHONE not in {each.address_key for each in waiting(kept)}
    assert ANA in {each.address_key for each in waiting(kept)}


def test_who_follows_a_case_that_their_portfolio_tells_them_of_is_told_once(kept: Database) -> None:
    with kept.writing() as db:
        contacts.add(db, MINE, contact(3, "phone", ANA))
    assert change(kept) == 3
    assert [each.portfolio_key for each in waiting(kept)] == [MINE] * 3


def test_somebody_for_whom_something_is_due_is_found_once_and_with_all_that_waits(kept: Database) -> None:
    change(kept, 100)
    change(kept, 110, hold=500)
    with kept.writing() as db:
        assert alerts.due(db, 99, 10) == []
        recipients = alerts.due(db, 120, 10)
        assert sorted(recipients) == sorted([Recipient(ANA, ANA), Recipient(MINE, PHONE), Recipient(MINE, MAIL)])
        assert len(alerts.due(db, 120, 2)) == 2
        assert {len(alerts.waiting(db, each)) for each in recipients} == {2}
        assert [each.due_at for each in alerts.waiting(db, Recipient(MINE, PHONE))] == [100, 610]


def test_what_is_bound_to_a_message_that_still_waits_can_be_taken_back_and_what_is_sent_cannot(kept: Database) -> None:
    change(kept)
    phone = Recipient(MINE, PHONE)
    with kept.writing() as db:
        ids = [each.id for each in alerts.waiting(db, phone)]
        messages.add(db, Message("m", None, b"s", 100, 900, 0, MINE, "text", PHONE), 100)
        alerts.bind(db, ids, "m")
        assert [each.id for each in alerts.of_message(db, "m")] == ids
        assert alerts.unsent(db, phone) == ["m"]
        assert messages.claim(db, "m", 100) is not None
        assert alerts.unsent(db, phone) == []
        assert messages.withdraw(db, ["m"]) == {}
        assert messages.retry(db, "m", 150, 110)
        assert messages.withdraw(db, ["m"]) == {"m": (1, 150)}
        assert alerts.take_back(db, ["m"]) == 1
        assert [each.id for each in alerts.waiting(db, phone)] == ids


def test_what_may_have_gone_out_is_never_taken_back(kept: Database) -> None:
    change(kept)
    mail = Recipient(MINE, MAIL)
    with kept.writing() as db:
        messages.add(db, Message("m", None, b"s", 100, 900, 0, MINE, "email", MAIL), 100)
        alerts.bind(db, [each.id for each in alerts.waiting(db, mail)], "m")
        messages.claim(db, "m", 100)
        messages.retry(db, "m", 150, 110, doubtful=True)
        assert alerts.unsent(db, mail) == []
        assert messages.withdraw(db, ["m"]) == {}


def test_the_same_is_told_elsewhere_once(kept: Database) -> None:
    change(kept)
    alert = waiting(kept)[2]
    assert alert.address_key == PHONE
    with kept.writing() as db:
        assert not alerts.elsewhere(db, alert._replace(address_key=MAIL, reason="dead"), 120), "it is told there anyway"
        assert alerts.elsewhere(db, alert._replace(address_key=b"o" * 32, reason="dead"), 120)
        assert not alerts.elsewhere(db, alert._replace(address_key=b"o" * 32, reason="dead"), 121)


def test_what_waits_past_its_time_is_given_up_and_can_be_told_after_all(kept: Database) -> None:
    change(kept)
    with kept.writing() as db:
        assert alerts.expire(db, 1099) == 0
        assert alerts.expire(db, 1100) == 3
        assert alert_lists.counts(db) == {GIVEN_UP: 3}
        listed = alert_lists.listed(db, alert_lists.TROUBLED, 10)
        assert {(each.state, each.reason, each.channel) for each in listed} == {(GIVEN_UP, "late", None)}
        assert alert_lists.retry(db, 2000, 3000, [listed[0].id]) == 1
        assert alert_lists.retry(db, 2000, 3000) == 2
        assert len(alerts.due(db, 2000, 10)) == 3


def test_what_is_put_off_is_never_made_earlier(kept: Database) -> None:
    change(kept, 100)
    change(kept, 100, hold=500)
    with kept.writing() as db:
        found = alerts.waiting(db, Recipient(ANA, ANA))
        alerts.put_off(db, [each.id for each in found], 300, 1300)
        again = alerts.waiting(db, Recipient(ANA, ANA))
    assert [(each.due_at, each.expires_at) for each in again] == [(300, 1300), (600, 1600)]


def test_alerts_go_with_their_portfolio_their_person_and_their_change(kept: Database) -> None:
    change(kept)
    with kept.writing() as db:
        portfolios.delete(db, MINE)
    assert [each.address_key for each in waiting(kept)] == [ANA]
    with kept.writing() as db:
        people.forget(db, ANA)
    assert waiting(kept) == []


def test_of_eight_changes_written_at_once_each_is_told_once(kept: Database) -> None:
    at_once(lambda _number: change(kept))
    told = waiting(kept)
    assert len(told) == 8 * 3
    assert len({(each.change_id, each.address_key) for each in told}) == 8 * 3


def test_a_lost_message_is_told_again_with_one_more_try(kept: Database) -> None:
    change(kept)
    phone = Recipient(MINE, PHONE)
    with kept.writing() as db:
        alerts.bind(db, [each.id for each in alerts.waiting(db, phone)], "m")
        assert alerts.again(db, "m", 500) == 1
        assert alerts.again(db, "m", 600) == 0
        (alert,) = alerts.waiting(db, phone)
        assert (alert.due_at, alert.tries) == (500, 1)
        alerts.end(db, [alert.id], MERGED)
        assert alerts.waiting(db, phone) == []
