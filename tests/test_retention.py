"""How long things are kept: what is past its time goes, what is not stays, and nobody has to wait for it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, update

from bot.cli import main
from bot.feeds import Update
from bot.promises import SEALED
from bot.retention import (
    ANSWERS,
    BATCH,
    CASES,
    CODES,
    CONFIDENTIAL,
    CONSENTS,
    DAY,
    ERASURES,
    GUESSES,
    GUESSES_IN_ROW,
    LINKS,
    PEOPLE,
    PORTFOLIOS,
    PROMISES,
    TALLIES,
    UPDATES,
    Retention,
)
from storage import (
    audits,
    codes,
    consents,
    deliveries,
    erasures,
    guesses,
    links,
    messages,
    portfolios,
    promises,
    sign_ins,
    tallies,
    watches,
)
from storage.audits import Audit
from storage.consents import Consent
from storage.database import Database
from storage.erasures import Erasure
from storage.guesses import Guess
from storage.messages import Message, Status
from storage.promises import Promise
from storage.sealing import place
from storage.tables import cases as cases_table
from storage.tables import messages as messages_table
from storage.tables import metadata
from storage.tallies import Window
from tests import portfolio_rows
from tests.service import ServiceLine
from tests.world import APPROVED, PERSON

TALK, AUDITS, SENT = 1800.0, 400 * DAY, 30 * DAY
LASTS = 900.0  # seconds of a sign-in and of a code, here
EMPTY = b"e" * 32


@pytest.fixture
def stage(database_url: str) -> Iterator[ServiceLine]:
    stage = ServiceLine(database_url)
    yield stage
    stage.close()


def retention_of(stage: ServiceLine, talk: float = TALK) -> Retention:
    return Retention(stage.services.database, talk, AUDITS, SENT, stage.clock)


def counts(database: Database) -> dict[str, int]:
    """How many rows each table has; empty ones are left out."""
    with database.reading() as db:
        every = {
            name: db.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }
    return {name: count for name, count in every.items() if count}


def filled(stage: ServiceLine) -> ServiceLine:
    """One row at least in every table that is purged, made now; as far as it goes by texting."""
    stage.send(APPROVED.receipt)
    stage.send("stop")
    stage.send("start")
    services, now = stage.services, stage.clock.now
    who = services.sealer.index("person", PERSON)
    services.updates.take([Update("IOE0900000001", "", {"en": "Received"}, {}, "2024-01-01", "u")])
    with services.database.writing() as db:
        promises.add(db, Promise("p", who, b"t" * 32, b"asked", now, now))
        for name in ("sent", "waiting"):
            messages.add(db, Message(name, who, b"sealed", now, now + 10 * PEOPLE), now)
        messages.claim(db, "sent", now)
        deliveries.sent(db, "sent", "SM1", Status("delivered", 90), now)
        deliveries.delivered(db, None, "SM2", Status("sent", 40), now)
        tallies.add(db, "shard", {Window("look-ups", now): 1})
    return stage


def guarded(stage: ServiceLine) -> ServiceLine:
    """A portfolio with a case, another without anything, and one of all that guards them, made now."""
    now, key = stage.clock.now, portfolio_rows.MINE
    with stage.services.database.writing() as db:
        for each in (key, EMPTY):
            portfolios.add(db, portfolio_rows.PORTFOLIO._replace(key=each, seen_at=now), each)
        watches.add(db, key, portfolio_rows.watch(1))
        codes.add(db, portfolio_rows.code()._replace(made_at=now, expires_at=now + LASTS))
        links.add(db, portfolio_rows.link()._replace(made_at=now, expires_at=now + LASTS))
        sign_ins.begin(db, portfolio_rows.sign_in()._replace(until=now + LASTS))
        sign_ins.visited(db, key, portfolio_rows.PHONE, now)
        for wrong in (4, 5):
            guesses.save(db, Guess(bytes([wrong]) * 32, wrong, wrong, now, 0, 0, now), None)
        audits.add(db, Audit(now, "ana", "show", key))
        erasures.add(db, Erasure("SM3", now, 0, now + LASTS))
    return stage


KEPT = {
    "answers": ANSWERS,
    "audits": AUDITS,
    "cases": CASES,
    "codes": LASTS + CODES,
    "conversations": TALK,
    "deliveries": SENT,
    "erasures": LASTS + ERASURES,
    "guesses": GUESSES,
    "guesses_in_row": GUESSES_IN_ROW,
    "links": LASTS + LINKS,
    "messages": SENT,
    "portfolios": PORTFOLIOS,
    "promises": PROMISES,
    "sign_ins": LASTS,
    "tallies": TALLIES,
    "updates_applied": UPDATES,
    "visits": max(SENT, ANSWERS) + DAY,
}


@pytest.mark.parametrize("name", KEPT)
def test_each_thing_goes_when_it_is_past_its_time_and_not_before(stage: ServiceLine, name: str) -> None:
    guarded(filled(stage))
    # The people themselves stay for this test, or what is theirs would go with them.
    stage.clock.now += KEPT[name]
    database = stage.services.database
    with database.writing() as db:
        db.execute(update(metadata.tables["people"]).values(seen_at=stage.clock.now))
        db.execute(update(messages_table).where(messages_table.c.id == "waiting").values(updated_at=0))
    retention = retention_of(stage)
    stage.clock.now -= 61  # what serves the purge alone is kept to the minute
    assert name not in retention.purge()
    before = counts(database)
    stage.clock.now += 62
    gone = retention.purge()
    assert gone[name] > 0
    left = counts(database)
    table = name.removesuffix("_in_row")
    assert left.get(table, 0) == before[table] - gone[name]
    assert left["messages"] >= 1, "a text that waits is not purged"
    assert (left["people"], left["consents"], left["registry"]) == (1, 2, 1)
    assert (left["portfolio_keys"], left["watches"]) == (left["portfolios"], 1), "whoever watches a case stays"


def test_a_case_that_a_portfolio_watches_stays_as_long_as_it_does(stage: ServiceLine) -> None:
    filled(stage)
    services = stage.services
    with services.database.writing() as db:
        case_key = services.sealer.index("case", APPROVED.receipt)
        portfolios.add(db, portfolio_rows.PORTFOLIO, portfolio_rows.KEYPAD)
        watches.add(db, portfolio_rows.MINE, portfolio_rows.watch(1)._replace(case_key=case_key))
    stage.clock.now += 100 * PEOPLE
    assert retention_of(stage).purge()["cases"] == 1, "the other one"
    assert "cases" not in retention_of(stage).purge()
    with services.database.writing() as db:
        assert watches.remove(db, portfolio_rows.MINE, case_key)
    assert retention_of(stage).purge()["cases"] == 1


def test_who_was_silent_for_ninety_days_is_forgotten_with_all_that_is_theirs(stage: ServiceLine) -> None:
    filled(stage)
    stage.send("stop")
    stage.clock.now += PEOPLE - DAY - 1
    retention = retention_of(stage, talk=10 * PEOPLE)
    assert "people" not in retention.purge()
    stage.clock.now += 2 * DAY
    assert retention.purge()["people"] == 1
    left = counts(stage.services.database)
    assert {"people", "conversations", "answers", "promises", "messages"}.isdisjoint(left)
    assert left["stops"] == 1, "who said STOP is left alone for ever"
    assert left["consents"] == 3
    stage.clock.now += CONSENTS
    retention.purge()
    assert counts(stage.services.database) == {"registry": 1, "stops": 1, "leases": 1}


def test_more_than_a_batch_goes_in_several(stage: ServiceLine) -> None:
    database, now = stage.services.database, stage.clock.now
    with database.writing() as db:
        for number in range(2 * BATCH + 3):
            consents.add(db, number.to_bytes(32, "big"), Consent(now - (number % 2) * (CONSENTS + 1), "stop", "sms"))
    assert retention_of(stage).purge() == {"consents": BATCH + 1}
    assert counts(database) == {"consents": BATCH + 2}


def test_a_case_that_is_being_asked_for_stays(stage: ServiceLine) -> None:
    filled(stage)
    stage.clock.now += 2 * CASES
    with stage.services.database.writing() as db:
        db.execute(update(cases_table).values(asking_until=stage.clock.now + 30))
    assert "cases" not in retention_of(stage).purge()


def test_what_was_purged_is_in_none_of_sqlites_files_any_more(sqlite_url: str) -> None:
    stage = filled(ServiceLine(sqlite_url))
    database = stage.services.database
    key = stage.services.sealer.index("conversation", f"sms {PERSON}")
    path = Path(str(database.url.database))
    log = path.with_name(path.name + "-wal")
    assert log.stat().st_size > 0
    assert key in path.read_bytes() + log.read_bytes()
    stage.clock.now += 2 * PEOPLE
    retention_of(stage).purge()
    assert log.stat().st_size == 0
    assert key not in path.read_bytes()
    stage.close()


def run(stage: ServiceLine, *arguments: str) -> str:
    done = CliRunner().invoke(main, arguments, obj=stage.services)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_purge_tells_programs_in_a_line_of_json_what_went(stage: ServiceLine) -> None:
    filled(stage)
    assert json.loads(run(stage, "purge", "--json")) == {}
    stage.clock.now += ANSWERS + 60
    gone = json.loads(run(stage, "purge", "--json"))
    assert gone["answers"] == 3
    assert set(gone) == {"answers", "cases", "conversations", "promises", "tallies"}
    assert run(stage, "purge") == "nothing to do\n"


def test_a_delivery_tells_programs_in_a_line_of_json_what_was_sent(stage: ServiceLine) -> None:
    stage.send("hello")
    write = outbox_of(stage)
    write("one")
    write("two")
    assert json.loads(run(stage, "deliver", "--json")) == {
        "kept": 0,
        "bundled": 0,
        "sent": 2,
        "later": 0,
        "given_up": 0,
        "unknown": 0,
        "mail_sent": 0,
        "mail_later": 0,
        "mail_given_up": 0,
        "mail_unknown": 0,
        "call_sent": 0,
        "call_later": 0,
        "call_given_up": 0,
        "call_unknown": 0,
        "erased": 0,
        "erase_later": 0,
        "not_erased": 0,
        "checked": 0,
    }
    assert [body for _to, body in stage.carrier.sent] == ["one", "two"]
    assert run(stage, "deliver").startswith(
        "kept: 0, bundled: 0, sent: 0, later: 0, given up: 0, unknown: 0, mail sent: 0, "
    )


def outbox_of(stage: ServiceLine) -> Callable[[str], None]:
    """Writes texts to the person at the line."""
    services = stage.services
    who = services.sealer.index("person", PERSON)

    def write(body: str) -> None:
        with services.database.writing() as db:
            wrapped = db.execute(select(metadata.tables["people"].c.wrapped_key)).scalar_one()
            key = services.sealer.unwrap(wrapped, place("people.wrapped_key", who))
            sealed = key.seal(json.dumps({"to": PERSON, "body": body}).encode(), place(SEALED, body))
            now = stage.clock.now
            messages.add(db, Message(body, who, sealed, now, now + 60), now)

    return write


def test_an_answer_in_which_a_pin_stood_is_kept_an_hour(stage: ServiceLine) -> None:
    stage.send("hello")
    with stage.services.database.reading() as db:
        before = set(db.execute(select(metadata.tables["answers"].c.key)).scalars())
    assert "PIN" in " ".join(stage.send("create maria88")), "one is offered"
    stage.wait(CONFIDENTIAL - 1)
    retention_of(stage).purge()
    assert counts(stage.services.database)["answers"] == 2
    stage.wait(2)
    retention_of(stage).purge()
    with stage.services.database.reading() as db:
        assert set(db.execute(select(metadata.tables["answers"].c.key)).scalars()) == before
