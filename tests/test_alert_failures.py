"""When an alert does not get through: again, elsewhere, or given up and shown; never twice, never in silence."""

import json
from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from bot.alerts.aftermath import CALL_PAUSE, TEXT_PAUSE
from bot.casebook import HOLDS
from bot.cli import main
from bot.sending import SendError
from storage import alert_lists, consents, contacts
from storage.messages import WAITING
from storage.tables import messages
from tests.alerting import APPROVED, INTERVIEW, MAILBOX, RECEIPT, RECEIVED, Arrived, Refusing, Town, mom
from tests.mortal import Died, Mortal
from tests.world import PERSON


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    stage = Town(database_url)
    yield stage
    stage.close()


def break_texts(town: Town, error: SendError) -> Refusing:
    town.services.outbox._post._sender = refusing = Refusing(error)  # type: ignore[attr-defined]
    return refusing


def mend_texts(town: Town) -> None:
    town.services.outbox._post._sender = town.carrier  # type: ignore[attr-defined]


def report(town: Town, state: str, error: int | None = None) -> None:
    """The carrier reports on the newest text."""
    with town.services.database.reading() as db:
        row = db.execute(select(messages.c.id, messages.c.provider_sid).order_by(messages.c.created_at.desc())).first()
    assert row is not None
    town.services.reports.take(row[0], row[1], state, error, to=PERSON)


def silent_mailbox(town: Town) -> contacts.Contact:
    """Maria's portfolio, her phone, and a verified e-mail address that she wants no alerts at."""
    portfolio = mom(town)
    town.reach(portfolio, MAILBOX, number=2)
    with town.services.database.writing() as db:
        contacts.tell(db, portfolio.key, 2, on=False)
    return town.contact(portfolio)


def told_by_mail(arrived: list[Arrived], reason: str) -> None:
    (mail,) = arrived
    assert mail.to == MAILBOX
    assert "Case Was Approved" in mail.body
    assert reason in mail.body


@pytest.mark.parametrize(
    ("fate", "code", "reason"),
    [
        ("opted_out", 21610, "Your phone asked for no more texts"),
        ("never", 21614, "your phone number is not in service"),
        ("filtered", 30007, "did not let our text to your phone through"),
    ],
)
def test_what_the_carrier_refuses_for_good_is_told_by_email_with_the_reason(
    town: Town, fate: str, code: int, reason: str
) -> None:
    silent_mailbox(town)
    break_texts(town, SendError(fate, code))  # type: ignore[arg-type]
    town.shows(RECEIPT, APPROVED)
    arrived = town.poll()
    told_by_mail(arrived or town.deliver_alerts(), reason)


@pytest.mark.parametrize(
    ("state", "code", "reason"),
    [
        ("undelivered", 30005, "your phone number is not in service"),
        ("undelivered", 30007, "did not let our text"),
        ("failed", 21610, "asked for no more texts"),
    ],
)
def test_what_turns_out_later_to_have_failed_for_good_is_told_by_email(
    town: Town, state: str, code: int, reason: str
) -> None:
    silent_mailbox(town)
    town.shows(RECEIPT, APPROVED)
    assert len(town.poll()) == 1
    report(town, state, code)
    told_by_mail(town.deliver_alerts(), reason)
    report(town, state, code)
    assert town.deliver_alerts() == [], "reported twice, told once"


def test_a_number_that_is_out_of_service_is_off_and_says_why(town: Town) -> None:
    portfolio = mom(town)
    town.shows(RECEIPT, APPROVED)
    town.poll()
    report(town, "undelivered", 30005)
    contact = town.contact(portfolio)
    assert (contact.off, contact.why) == (True, "dead")


def test_an_address_that_bounces_is_off_and_says_why(town: Town) -> None:
    portfolio = town.open("maria88", {RECEIPT: ""})
    town.shows(RECEIPT, RECEIVED)
    town.reach(portfolio, MAILBOX)
    town.poll()
    town.services.mail_outbox._post._mails = Refusing(SendError("never", 550))  # type: ignore[attr-defined]
    town.shows(RECEIPT, APPROVED)
    town.poll()
    contact = town.contact(portfolio)
    assert (contact.off, contact.why) == (True, "bounced")
    assert town.states() == {"given_up": 1}


def test_a_text_that_the_network_lost_is_sent_again_and_then_told_elsewhere(town: Town) -> None:
    silent_mailbox(town)
    town.shows(RECEIPT, APPROVED)
    assert [each.to for each in town.poll()] == [PERSON]
    for tries in range(1, 4):
        report(town, "undelivered", 30003)
        assert town.deliver_alerts() == []
        assert [each.to for each in town.deliver_alerts(TEXT_PAUSE * 2 ** (tries - 1) / 3600)] == [PERSON]
    report(town, "undelivered", 30003)
    told_by_mail(town.deliver_alerts(), "did not arrive")


def test_while_the_carrier_is_away_the_newest_status_waits_in_place_of_the_older(town: Town) -> None:
    mom(town)
    refusing = break_texts(town, SendError("later"))
    town.shows(RECEIPT, INTERVIEW)
    town.poll()
    assert refusing.tried == 1
    town.shows(RECEIPT, APPROVED, "2026-05-14")
    town.poll()
    mend_texts(town)
    (text,) = town.deliver_alerts(1)
    assert "Case Was Approved" in text.body
    assert "Interview" not in text.body
    with town.services.database.reading() as db:
        assert db.execute(select(messages.c.attempts)).scalars().all() == [3]


def test_after_two_days_it_is_given_up_and_shown_and_can_be_sent_after_all(town: Town) -> None:
    mom(town)
    break_texts(town, SendError("later", 20429))
    town.shows(RECEIPT, APPROVED)
    town.poll()
    for _half_a_day in range(5):
        assert town.deliver_alerts(12) == []
    assert town.states() == {"given_up": 1}
    mend_texts(town)
    with town.services.database.writing() as db:
        now = town.clock.now
        assert alert_lists.retry(db, now, now + HOLDS) == 1
    assert town.deliver_alerts() == [], "two in the night"
    assert len(town.deliver_alerts(8)) == 1


def test_what_the_carrier_never_reported_is_asked_for_after_an_hour_and_after_a_day(town: Town) -> None:
    portfolio = mom(town)
    town.shows(RECEIPT, APPROVED)
    town.poll()

    class Records:
        asked = 0
        said = "sent"

        def state(self, _sid: str) -> tuple[str, int | None]:
            self.asked += 1
            return self.said, None

    records = Records()
    checks = town.services.checks
    object.__setattr__(checks, "texts", records)
    assert checks.check() == 0
    town.wait(3700)
    assert (checks.check(), checks.check(), records.asked) == (1, 0, 1)
    town.wait(86_500)
    records.said = "delivered"
    assert (checks.check(), checks.check(), records.asked) == (1, 0, 2)
    assert town.contact(portfolio).delivered_at == town.clock.now
    assert town.states() == {"delivered": 1}


def test_a_stop_between_the_writing_and_the_sending_is_obeyed(town: Town) -> None:
    portfolio = mom(town)
    town.shows(RECEIPT, APPROVED)
    town.wait(3600)
    town.services.poller.poll(everything=True)
    town.services.alerts.bundler.bundle()
    with town.services.database.writing() as db:
        consents.stop(db, town.contact(portfolio).address_key, "text", town.clock.now)
    assert town.deliver_alerts() == []
    assert town.states() == {"given_up": 1}


def test_words_that_a_mail_server_refuses_leave_the_address_as_it_is(town: Town) -> None:
    portfolio = town.open("maria88", {RECEIPT: ""})
    town.shows(RECEIPT, RECEIVED)
    town.reach(portfolio, MAILBOX)
    town.poll()
    town.services.mail_outbox._post._mails = Refusing(SendError("filtered", 554))  # type: ignore[attr-defined]
    town.shows(RECEIPT, APPROVED)
    town.poll()
    assert not town.contact(portfolio).off
    assert town.states() == {"given_up": 1}


def test_alerts_that_were_switched_off_between_the_writing_and_the_sending_are_not_sent(town: Town) -> None:
    portfolio = mom(town)
    town.shows(RECEIPT, APPROVED)
    town.wait(3600)
    town.services.poller.poll(everything=True)
    town.services.alerts.bundler.bundle()
    with town.services.database.writing() as db:
        contacts.tell(db, portfolio.key, town.contact(portfolio).number, on=False)
    assert town.deliver_alerts() == []
    assert town.states() == {"void": 1}


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("last", range(1, 12))
def test_a_process_that_dies_at_any_write_loses_nothing_and_tells_nothing_twice(
    town: Town, last: int, after: bool
) -> None:
    portfolio = mom(town)
    town.reach(portfolio, MAILBOX)
    town.shows(RECEIPT, APPROVED)
    town.wait(3600)
    town.services.database.close()
    mortal = Town.__new__(Town)
    mortal.__dict__.update(town.__dict__)
    services = type(town.services)(
        town.services.settings,
        town.source,
        clock=town.clock,
        given_sender=town.carrier,
        given_mails=town.post_office,
    )
    services.__dict__["database"] = Mortal(town.services.settings.database_url, last, after=after)
    try:
        services.poll(everything=True)
        services.tell()
    except Died:
        pass
    finally:
        services.database.close()
    for _minute in range(4):
        town.wait(60)
        town.services.poll(everything=True)
        town.services.tell()
    arrived = town.arrived()
    texts = [each for each in arrived if each.to == PERSON]
    mails = [each for each in arrived if each.to == MAILBOX]
    assert len(texts) == 1
    assert 1 <= len(mails) <= 2
    assert not town.states().get(WAITING)


def test_a_call_that_nobody_takes_is_tried_twice_more_and_then_told_by_email(town: Town) -> None:
    town.shows(RECEIPT, RECEIVED)
    portfolio = town.open("maria88", {RECEIPT: "Mom"})
    town.reach(portfolio, PERSON, by_call=True)
    town.reach(portfolio, MAILBOX, number=2)
    with town.services.database.writing() as db:
        contacts.tell(db, portfolio.key, 2, on=False)
    town.poll()

    class Caller:
        called: list[tuple[str, str]] = []  # noqa: RUF012 - of one test

        def send(self, to: str, reference: str) -> str:
            self.called.append((to, reference))
            return f"CA{len(self.called):032d}"

        def find(self, _to: str, _since: float) -> list[str]:
            return []

    caller = Caller()
    town.services.call_outbox._post._caller = caller  # type: ignore[attr-defined]
    town.shows(RECEIPT, APPROVED, "2026-05-14")
    town.poll()
    for tries, (status, by) in enumerate([("completed", "machine_start"), ("no-answer", ""), ("busy", "")], 1):
        assert len(caller.called) == tries
        town.services.reports.called(caller.called[-1][1], f"CA{tries:032d}", status, by)
        town.services.reports.called(caller.called[-1][1], f"CA{tries:032d}", status, by)
        arrived = town.deliver_alerts(CALL_PAUSE / 3600) if tries < 3 else town.deliver_alerts()
    told_by_mail(arrived, "nobody answered")


def test_what_waits_and_what_was_given_up_is_listed_for_the_operator_without_a_word_of_it(town: Town) -> None:
    mom(town)
    break_texts(town, SendError("later", 20429))
    town.shows(RECEIPT, APPROVED)
    town.poll()

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(main, arguments, obj=town.services)
        assert result.exit_code == 0, result.output
        return result.stdout

    listed = run("alerts", "list")
    assert "waiting" in listed
    assert "error 20429" in listed
    shown = json.loads(run("alerts", "list", "--json"))
    assert shown["counts"] == {"waiting": 1}
    assert shown["alerts"][0]["channel"] == "text"
    for secret in (RECEIPT, PERSON, "Mom", "maria88", "Approved"):
        assert secret not in listed + json.dumps(shown)
    for _half_a_day in range(5):
        town.deliver_alerts(12)
    mend_texts(town)
    assert "given_up" in run("alerts", "list")
    assert json.loads(run("alerts", "retry", "--json")) == {"retried": 1}
    town.wait(8 * 3600)
    assert json.loads(run("deliver", "--json"))["sent"] == 1
    assert run("alerts", "list") == "queued: 1\n"
    assert "queued" in run("alerts", "list", "--all").splitlines()[0]
