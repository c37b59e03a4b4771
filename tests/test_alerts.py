"""From a change at the agency to the text and the e-mail: told once, to the right person, and nothing else."""

from collections.abc import Iterator

import pytest

from storage import consents, contacts, portfolios, watches
from tests.alerting import (
    ANOTHER,
    APPROVED,
    INTERVIEW,
    MAILBOX,
    NOON,
    RECEIPT,
    RECEIVED,
    Town,
    mom,
)
from tests.world import PERSON

OTHER = "+13125550143"  # Chicago


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    stage = Town(database_url)
    yield stage
    stage.close()


def test_a_change_arrives_once_by_text_with_the_name_of_the_case_and_without_its_number(town: Town) -> None:
    mom(town)
    town.shows(RECEIPT, APPROVED)
    (text,) = town.poll()
    assert text.to == PERSON
    assert text.body.splitlines() == [
        "Case Status: news from USCIS.",
        "Mom: Case Was Approved, May 13, 2026",
        "Text LIST for more.",
        "You get this because this phone belongs to a portfolio.",
        "Msg & data rates may apply. STOP ends all texts.",
    ]
    assert town.poll() == []
    town.shows(RECEIPT, INTERVIEW, "2026-05-14")
    (text,) = town.poll()
    assert "You get this because" not in text.body, "it knows who writes by now"
    assert town.states() == {"queued": 2}


def test_it_arrives_in_the_language_of_the_portfolio(town: Town) -> None:
    portfolio = mom(town, language="es")
    town.reach(portfolio, MAILBOX)
    town.shows(RECEIPT, APPROVED)
    text, mail = town.poll()
    assert "Caso Fue Aprobado" in text.body
    assert "STOP" in text.body
    assert 'lang="es"' in mail.html
    assert "Caso Fue Aprobado" in mail.body


def test_an_email_says_everything_but_in_its_subject_nothing(town: Town) -> None:
    portfolio = mom(town)
    town.reach(portfolio, MAILBOX)
    town.shows(RECEIPT, APPROVED)
    _text, mail = town.poll()
    assert mail.to == MAILBOX
    assert mail.subject == "Case Status: news about a case of yours"
    for told in (mail.body, mail.html):
        assert "Mom: Case Was Approved, May 13, 2026" in told
        assert "Before: Case Was Received" in told
        assert RECEIPT not in told
        assert mail.unsubscribe in told


@pytest.mark.parametrize(
    ("level", "there", "not_there"),
    [
        ("all", "Mom: Case Was Approved", "receipt"),
        ("title", "Mom: Case Was Approved", "USCIS approved"),
        ("hint", "there is news about a case. Text LIST", "Mom"),
    ],
)
def test_the_owner_chooses_what_an_alert_says(town: Town, level: str, there: str, not_there: str) -> None:
    town.shows(RECEIPT, RECEIVED)
    portfolio = town.open("maria88", {RECEIPT: "Mom"})
    town.reach(portfolio, PERSON, level=level)
    town.poll()
    town.shows(RECEIPT, APPROVED, "2026-05-14")
    (text,) = town.poll()
    assert there in text.body
    assert not_there not in text.body


def test_several_changes_of_one_portfolio_are_one_message(town: Town) -> None:
    town.shows(RECEIPT, RECEIVED)
    town.shows(ANOTHER, RECEIVED)
    portfolio = town.open("maria88", {RECEIPT: "Mom", ANOTHER: ""})
    town.reach(portfolio, PERSON)
    town.reach(portfolio, MAILBOX)
    town.poll()
    town.shows(RECEIPT, APPROVED, "2026-05-14")
    town.shows(ANOTHER, INTERVIEW, "2026-05-14")
    text, mail = town.poll()
    for told in (text.body, mail.body):
        assert "Mom: Case Was Approved" in told
        assert "...3403: Interview Was Scheduled" in told


def test_a_case_that_two_watch_is_asked_for_once_and_told_to_both(town: Town) -> None:
    mom(town)
    clinic = town.open("clinic", {RECEIPT: "Client 7"})
    town.reach(clinic, OTHER)
    town.poll()
    town.source.asked.clear()
    town.shows(RECEIPT, APPROVED)
    first, second = sorted(town.poll(), key=lambda each: each.to)
    assert town.source.asked == [RECEIPT]
    assert [first.to, second.to] == [PERSON, OTHER]
    assert "Mom" in first.body
    assert "Client 7" in second.body


def test_at_night_texts_wait_and_the_newest_status_takes_the_place_of_the_older_one(town: Town) -> None:
    portfolio = mom(town)
    town.reach(portfolio, MAILBOX)
    town.clock.now = NOON + 11 * 3600  # midnight in New York
    town.shows(RECEIPT, INTERVIEW, "2026-05-14")
    (mail,) = town.poll(0)
    assert "Interview Was Scheduled" in mail.body
    town.shows(RECEIPT, APPROVED, "2026-05-14")
    (mail,) = town.poll(1)
    assert "Case Was Approved" in mail.body
    assert town.deliver_alerts(6.5) == []
    (text,) = town.deliver_alerts(1)
    assert "Case Was Approved" in text.body
    assert "Interview" not in text.body
    assert town.states() == {"merged": 1, "queued": 1, "sent": 2}


def test_night_is_where_the_phone_is_or_where_its_owner_says(town: Town) -> None:
    town.shows(RECEIPT, RECEIVED)
    for user_id, phone, zone in (
        ("one", PERSON, ""),
        ("two", OTHER, ""),
        ("three", "+18085550144", "America/New_York"),
    ):
        town.reach(town.open(user_id, {RECEIPT: ""}, timezone=zone), phone)
    town.clock.now = NOON - 6 * 3600 + 1800  # half past seven in New York, half past one in Honolulu
    town.poll(0)
    town.shows(RECEIPT, APPROVED)
    assert town.poll(0) == []
    assert {each.to for each in town.deliver_alerts(0.75)} == {PERSON, "+18085550144"}
    assert {each.to for each in town.deliver_alerts(1)} == {OTHER}


def test_who_wants_a_weekly_digest_gets_one_message_on_monday(town: Town) -> None:
    town.shows(RECEIPT, RECEIVED)
    portfolio = town.open("maria88", {RECEIPT: "Mom"})
    town.reach(portfolio, MAILBOX, weekly=True)
    town.poll()
    town.shows(RECEIPT, INTERVIEW, "2026-05-14")
    assert town.poll() == []
    town.shows(RECEIPT, APPROVED, "2026-05-15")
    assert town.poll(24) == []
    assert town.deliver_alerts(48) == []
    (mail,) = town.deliver_alerts(48)  # Monday, 18 May
    assert mail.subject == "Case Status: this week's news"
    assert "Case Was Approved" in mail.body


def test_while_the_portfolio_pauses_or_the_case_is_muted_nothing_comes(town: Town) -> None:
    portfolio = mom(town)
    with town.services.database.writing() as db:
        row = watches.of(db, portfolio.key)[0]
        watches.save(db, portfolio.key, row.case_key, row.sealed, alerts=False, was=row.sealed)
    town.shows(RECEIPT, APPROVED)
    assert town.poll() == []


def test_a_case_that_vanishes_is_told_once_and_only_when_it_stays_away(town: Town) -> None:
    mom(town)
    town.shows(RECEIPT, None)
    assert town.poll() == []
    town.shows(RECEIPT, RECEIVED, "2026-01-05")
    assert town.poll(1) == []
    assert town.deliver_alerts(8) == [], "it is back"
    town.clock.now = NOON + 40 * 86_400
    town.poll(0)
    town.shows(RECEIPT, None)
    assert town.poll(0) == []
    (text,) = town.deliver_alerts(6.1)
    assert "Mom: USCIS does not show this case now. Its last status: Case Was Received" in text.body
    town.shows(RECEIPT, RECEIVED, "2026-01-05")
    assert town.poll(1) == []
    town.shows(RECEIPT, None)
    assert town.poll(1) == []
    assert town.deliver_alerts(20) == []


def test_a_title_that_comes_and_goes_is_not_told_again_and_again(town: Town) -> None:
    mom(town)
    told = []
    for hour in range(6):
        town.shows(RECEIPT, APPROVED if hour % 2 == 0 else RECEIVED)
        told += town.poll(0.5)
    assert ["Case Was Approved" in each.body for each in told] == [True]
    assert town.deliver_alerts(3) == []
    (text,) = town.deliver_alerts(13)
    assert "Case Was Received" in text.body


def test_a_number_that_is_not_known_yet_is_looked_for_and_its_first_sight_is_news(town: Town) -> None:
    portfolio = town.open("maria88", {RECEIPT: "Mom"})
    town.reach(portfolio, PERSON)
    assert town.poll() == []
    town.shows(RECEIPT, RECEIVED)
    (text,) = town.poll()
    assert "Mom: USCIS shows this case now: Case Was Received" in text.body


def test_after_thirty_days_in_vain_its_owner_is_told_and_it_is_not_asked_for_any_more(town: Town) -> None:
    portfolio = town.open("maria88", {RECEIPT: "Mom"})
    town.reach(portfolio, PERSON)
    town.poll()
    (text,) = town.poll(24 * 31)
    assert "Mom: USCIS has not shown this case for 30 days" in text.body
    town.source.asked.clear()
    assert town.poll(24 * 31) == []
    assert town.source.asked == []
    clinic = town.open("clinic", {RECEIPT: ""})
    town.reach(clinic, OTHER)
    town.poll()
    assert town.source.asked == [RECEIPT], "somebody new watches it"


def test_a_person_who_looks_first_learns_it_and_the_others_are_told(town: Town) -> None:
    mom(town)
    town.shows(RECEIPT, APPROVED)
    town.wait(3600)
    stranger = "+13125550199"
    town.change_phone(stranger)
    assert "Case Was Approved" in town.send(RECEIPT)[0]
    (text,) = town.deliver_alerts()
    assert text.to == PERSON


def test_who_said_stop_is_told_by_email_with_the_reason(town: Town) -> None:
    portfolio = mom(town)
    town.reach(portfolio, MAILBOX, number=2)
    with town.services.database.writing() as db:
        consents.stop(db, town.contact(portfolio).address_key, "text", town.clock.now)
        contacts.tell(db, portfolio.key, 2, on=False)
    town.shows(RECEIPT, APPROVED)
    (mail,) = town.poll()
    assert mail.to == MAILBOX
    assert "Your phone asked for no more texts from us." in mail.body


def test_a_portfolio_that_is_deleted_takes_its_alerts_with_it(town: Town) -> None:
    portfolio = mom(town)
    town.shows(RECEIPT, APPROVED)
    town.wait(3600)
    town.services.poller.poll(everything=True)
    assert town.states() == {"waiting": 1}
    with town.services.database.writing() as db:
        portfolios.delete(db, portfolio.key)
    assert town.deliver_alerts() == []
    assert town.states() == {}


def test_changes_are_forgotten_with_what_was_sent_and_sooner_where_nobody_watches(town: Town) -> None:
    portfolio = mom(town)
    clinic = town.open("clinic", {ANOTHER: ""})
    town.shows(ANOTHER, RECEIVED)
    town.poll()
    town.shows(RECEIPT, APPROVED)
    town.shows(ANOTHER, APPROVED, "2026-05-14")
    town.poll()
    with town.services.database.writing() as db:
        portfolios.delete(db, clinic.key)
    town.wait(2 * 86_400)
    assert town.services.purge()["changes_unwatched"] == 1
    assert town.states() == {"queued": 1}
    town.wait(31 * 86_400)
    assert town.services.purge()["changes"] == 1
    assert town.states() == {}
    assert town.contact(portfolio).told_at is not None
