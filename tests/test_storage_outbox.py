"""The outbox: each text is sent by one, never twice, and its state only rises, whatever order the news come in."""

from itertools import chain, permutations

import pytest
from sqlalchemy import select

from storage import deliveries, messages, people, promises
from storage.database import Database
from storage.messages import Message, Status
from storage.people import Person
from storage.promises import Promise
from storage.tables import messages as table
from tests.races import at_once

ANA = b"a" * 32
QUEUED, SENT, DELIVERED = Status("queued", 10), Status("sent", 20), Status("delivered", 90)
UNDELIVERED = Status("undelivered", 90, 30003)


def text(message_id: str, due_at: float = 100, expires_at: float = 900) -> Message:
    return Message(message_id, None, b"sealed", due_at, expires_at)


@pytest.fixture
def outbox(database: Database) -> Database:
    """A database in which Ana is known."""
    with database.writing() as db:
        people.save(db, Person(ANA, b"wrapped", b"sealed", 1, 1, 1))
    return database


def test_a_promise_is_kept_once(outbox: Database) -> None:
    promise = Promise("p", ANA, b"t" * 32, b"asked", 100, 900)
    with outbox.writing() as db:
        assert promises.add(db, promise)
        assert not promises.add(db, promise)
        assert promises.claim(db, "p", now=99, until=200) is None, "not yet"
        assert promises.claim(db, "p", now=100, until=200) == promise._replace(due_at=200, attempts=1)
        assert promises.claim(db, "p", now=150, until=250) is None, "somebody has it"
        assert promises.claim(db, "p", now=200, until=300) == promise._replace(due_at=300, attempts=2), "who died"
        assert promises.again(db, "p", 250)
        assert promises.claim_due(db, now=250, limit=9, until=350) == [promise._replace(due_at=350, attempts=3)]
        assert promises.finish(db, "p", 260)
        assert not promises.finish(db, "p", 261)
        assert not promises.again(db, "p", 300)
        assert promises.claim_due(db, now=999, limit=9, until=1000) == []
        assert promises.claim(db, "unheard of", now=999, until=1000) is None


def test_workers_that_claim_at_once_get_different_promises(outbox: Database) -> None:
    with outbox.writing() as db:
        for number in range(50):
            promises.add(db, Promise(f"p{number}", ANA, b"t" * 32, b"asked", 100 + number, 900))

    def claim(_: int) -> list[str]:
        claimed = []
        for _ in range(20):
            with outbox.writing() as db:
                claimed += [promise.id for promise in promises.claim_due(db, now=200, limit=3, until=300)]
        return claimed

    claimed = list(chain.from_iterable(at_once(claim, runners=4)))
    assert sorted(claimed) == sorted(f"p{number}" for number in range(50))


def test_a_text_waits_is_taken_once_and_recorded(outbox: Database) -> None:
    with outbox.writing() as db:
        assert messages.add(db, text("m"), 50)
        assert not messages.add(db, text("m"), 51)
        assert messages.claim(db, "m", 99) is None, "quiet hours"
        assert messages.claim(db, "m", 100) == text("m")._replace(attempts=1)
        assert messages.claim(db, "m", 100) is None
        assert deliveries.sent(db, "m", "SM1", QUEUED, 101)
    assert _row(outbox, "m") == ("queued", 10, "SM1", None, 1)
    with outbox.writing() as db:
        assert not deliveries.sent(db, "unheard of", "SM2", QUEUED, 101)
        assert not messages.retry(db, "m", 200, 102), "it went out"
        assert not messages.failed(db, "m", 102)


def test_of_eight_who_take_the_same_text_one_sends_it(outbox: Database) -> None:
    with outbox.writing() as db:
        messages.add(db, text("m"), 50)

    def claim(_: int) -> bool:
        with outbox.writing() as db:
            return messages.claim(db, "m", 100) is not None

    assert sum(at_once(claim)) == 1


def test_workers_that_claim_at_once_get_different_texts_the_longest_waiting_first(outbox: Database) -> None:
    with outbox.writing() as db:
        for number in range(60):
            messages.add(db, text(f"m{number:02}", due_at=200 - number), 50)
        first = messages.claim_due(db, now=200, limit=4)
    assert [message.id for message in first] == ["m59", "m58", "m57", "m56"]

    def claim(_: int) -> list[str]:
        claimed = []
        for _ in range(20):
            with outbox.writing() as db:
                claimed += [message.id for message in messages.claim_due(db, now=200, limit=3)]
        return claimed

    claimed = list(chain.from_iterable(at_once(claim, runners=4)))
    assert sorted(claimed) == [f"m{number:02}" for number in range(56)]


def test_texts_due_at_the_same_moment_go_by_their_ids(outbox: Database) -> None:
    with outbox.writing() as db:
        for name in ("p-02", "p-00", "p-01"):
            messages.add(db, text(name), 50)
        each = [messages.claim_due(db, now=100, limit=1)[0].id for _ in range(3)]
    assert each == ["p-00", "p-01", "p-02"]


def test_a_text_is_tried_again_or_given_up_and_an_old_one_expires(outbox: Database) -> None:
    with outbox.writing() as db:
        messages.add(db, text("m"), 50)
        messages.claim(db, "m", 100)
        assert messages.retry(db, "m", due_at=160, now=101, error=20429)
        assert messages.claim(db, "m", 159) is None
        again = messages.claim(db, "m", 160)
        assert again is not None
        assert again.attempts == 2
        assert messages.failed(db, "m", 161, error=21610)
        messages.add(db, text("old", expires_at=300), 50)
        assert messages.claim(db, "old", 300) is None
        assert messages.claim_due(db, 300, 9) == []
        assert messages.expire(db, 300, 9) == ["old"]
        assert messages.expire(db, 300, 9) == []
    assert _row(outbox, "m") == ("failed", 100, None, 21610, 2)
    assert _row(outbox, "old") == ("expired", 100, None, None, 0)


def test_a_text_whose_sender_died_is_found_and_not_sent_again_by_itself(outbox: Database) -> None:
    with outbox.writing() as db:
        messages.add(db, text("m"), 50)
        messages.claim(db, "m", 100)
        assert messages.claim_due(db, 800, 9) == []
        assert messages.claim_stuck(db, now=200, before=100, limit=9) == []
        assert messages.claim_stuck(db, now=200, before=150, limit=9) == [text("m")._replace(attempts=1)]
        assert messages.claim_stuck(db, now=200, before=150, limit=9) == [], "somebody is asking the provider"
        assert messages.claim_stuck(db, now=400, before=350, limit=9) == [text("m")._replace(attempts=1)], "who died"
        assert deliveries.sent(db, "m", "SM1", SENT, 300)
        assert messages.claim_stuck(db, now=950, before=900, limit=9) == []


@pytest.mark.parametrize("order", list(permutations([QUEUED, SENT, DELIVERED])))
@pytest.mark.parametrize("named", [True, False])
def test_a_state_only_rises_whatever_order_the_news_come_in(
    outbox: Database, order: tuple[Status, ...], named: bool
) -> None:
    with outbox.writing() as db:
        messages.add(db, text("m"), 50)
        messages.claim(db, "m", 100)
        deliveries.sent(db, "m", "SM1", Status("accepted", 5), 101)
        for status in (*order, *order):
            assert deliveries.delivered(db, "m" if named else None, "SM1", status, 102)
    assert _row(outbox, "m") == ("delivered", 90, "SM1", None, 1)


def test_the_first_final_word_stays(outbox: Database) -> None:
    with outbox.writing() as db:
        messages.add(db, text("m"), 50)
        messages.claim(db, "m", 100)
        deliveries.sent(db, "m", "SM1", QUEUED, 101)
        deliveries.delivered(db, None, "SM1", UNDELIVERED, 102)
        assert deliveries.delivered(db, None, "SM1", DELIVERED, 103)
    assert _row(outbox, "m") == ("undelivered", 90, "SM1", 30003, 1)


def test_news_that_come_before_we_know_the_providers_id_wait_for_it(outbox: Database) -> None:
    with outbox.writing() as db:
        messages.add(db, text("m"), 50)
        messages.claim(db, "m", 100)
        assert not deliveries.delivered(db, None, "SM1", UNDELIVERED, 101)
        assert not deliveries.delivered(db, None, "SM1", SENT, 102)
        assert deliveries.sent(db, "m", "SM1", QUEUED, 103)
        assert deliveries.settle(db, 104, 9) == 0, "nothing waits any more"
    assert _row(outbox, "m") == ("undelivered", 90, "SM1", 30003, 1)


def test_news_that_name_our_text_are_taken_before_the_answer_of_the_provider(outbox: Database) -> None:
    with outbox.writing() as db:
        messages.add(db, text("m"), 50)
        messages.claim(db, "m", 100)
        assert deliveries.delivered(db, "m", "SM1", DELIVERED, 101)
        assert deliveries.sent(db, "m", "SM1", QUEUED, 102)
    assert _row(outbox, "m") == ("delivered", 90, "SM1", None, 1)


@pytest.mark.slow
def test_news_that_cross_the_record_on_postgresql_are_settled_later(postgres_url: str) -> None:
    database = Database(postgres_url)
    with database.writing() as db:
        messages.add(db, text("m"), 50)
        messages.claim(db, "m", 100)

    def news(_: int) -> bool:
        with database.writing() as db:
            return deliveries.delivered(db, None, "SM1", DELIVERED, 101)

    with database.writing() as db:
        deliveries.sent(db, "m", "SM1", QUEUED, 101)
        assert at_once(news, runners=1) == [False], "it can't see what is not committed"
    with database.writing() as db:
        assert deliveries.settle(db, 102, 9) == 1
    assert _row(database, "m") == ("delivered", 90, "SM1", None, 1)
    database.close()


def _row(database: Database, message_id: str) -> tuple[object, ...]:
    columns = (table.c.state, table.c.rank, table.c.provider_sid, table.c.error, table.c.attempts)
    with database.reading() as db:
        return tuple(db.execute(select(*columns).where(table.c.id == message_id)).one())


def test_the_words_of_a_text_are_not_kept_once_the_provider_has_it(outbox: Database) -> None:
    with outbox.writing() as db:
        messages.add(db, text("m"), 0)
        messages.claim_due(db, 100, 1)
        assert deliveries.sent(db, "m", "SM1", QUEUED, 101)
        assert db.execute(select(table.c.sealed)).scalar_one() == b""
