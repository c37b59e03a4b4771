"""What a turn reads and writes: the person, the conversation, the answer, consent. Outrun means nothing is saved."""

from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from storage import consents, conversations, messages, people, promises
from storage.consents import Consent, Stop
from storage.conversations import State, Talk
from storage.database import Database, Outrun
from storage.messages import Message
from storage.people import Person
from storage.promises import Promise
from storage.tables import metadata
from tests.races import at_once

ANA, BEN = b"a" * 32, b"b" * 32
TALK, ANSWER = b"t" * 32, b"w" * 32


def person(key: bytes = ANA, version: int = 1, sealed: bytes = b"sealed", seen_at: float = 100.5) -> Person:
    return Person(key, b"wrapped", sealed, version, 100.5, seen_at)


@dataclass(frozen=True)
class Remembered:
    """What is there before a turn."""

    person: bool = False
    stop: bool = False
    talk: bool = False
    answer: bool = False


@pytest.mark.parametrize(
    "there",
    [
        Remembered(),
        Remembered(stop=True),
        Remembered(person=True),
        Remembered(person=True, stop=True),
        Remembered(person=True, talk=True),
        Remembered(person=True, answer=True),
        Remembered(person=True, talk=True, answer=True),
        Remembered(person=True, stop=True, talk=True, answer=True),
    ],
)
def test_one_read_tells_all_that_is_remembered_whatever_is_missing(database: Database, there: Remembered) -> None:
    with database.writing() as db:
        if there.person:
            assert people.save(db, person())
        if there.stop:
            consents.stop(db, ANA, "stop", 99.5)
        if there.talk:
            assert conversations.save(db, TALK, ANA, Talk(1, b"log", 101.5))
        if there.answer:
            assert conversations.answer(db, ANSWER, ANA, b"said", 101.5)
    with database.reading() as db:
        state = conversations.load(db, ANA, TALK, ANSWER)
    assert state == State(
        person=person() if there.person else None,
        stop=Stop(99.5, "stop") if there.stop else None,
        talk=Talk(1, b"log", 101.5) if there.talk else None,
        answer=b"said" if there.answer else None,
    )


def test_nobody_reads_another_ones_conversation_or_answer(database: Database) -> None:
    with database.writing() as db:
        assert people.save(db, person(ANA))
        assert people.save(db, person(BEN))
        assert conversations.save(db, TALK, ANA, Talk(1, b"log", 101.5))
        assert conversations.answer(db, ANSWER, ANA, b"said", 101.5)
        assert not conversations.save(db, TALK, BEN, Talk(2, b"taken over", 102.5))
    with database.reading() as db:
        state = conversations.load(db, BEN, TALK, ANSWER)
    assert (state.talk, state.answer) == (None, None)


def test_turns_follow_each_other_and_one_that_was_taken_is_not_taken_again(database: Database) -> None:
    with database.writing() as db:
        people.save(db, person())
        assert conversations.save(db, TALK, ANA, Talk(1, b"one", 1))
        assert conversations.save(db, TALK, ANA, Talk(2, b"two", 2))
        assert not conversations.save(db, TALK, ANA, Talk(2, b"late", 3))
        assert not conversations.save(db, TALK, ANA, Talk(1, b"later", 3))
        assert not conversations.save(db, TALK, ANA, Talk(4, b"from nowhere", 3))
        assert not conversations.save(db, b"x" * 32, ANA, Talk(2, b"of nothing", 3))
    with database.reading() as db:
        assert conversations.load(db, ANA, TALK, ANSWER).talk == Talk(2, b"two", 2)


@pytest.mark.parametrize("turn", [1, 2])
def test_of_eight_who_take_the_same_turn_one_wins(database: Database, turn: int) -> None:
    with database.writing() as db:
        people.save(db, person())
        if turn == 2:
            conversations.save(db, TALK, ANA, Talk(1, b"before", 1))

    def take(number: int) -> bool:
        with database.writing() as db:
            return conversations.save(db, TALK, ANA, Talk(turn, b"by %d" % number, 2))

    won = at_once(take)
    assert sum(won) == 1
    with database.reading() as db:
        assert conversations.load(db, ANA, TALK, ANSWER).talk == Talk(turn, b"by %d" % won.index(True), 2)


def test_of_eight_who_answer_the_same_message_one_wins(database: Database) -> None:
    with database.writing() as db:
        people.save(db, person())

    def answer(number: int) -> bool:
        with database.writing() as db:
            return conversations.answer(db, ANSWER, ANA, b"by %d" % number, 2)

    won = at_once(answer)
    assert sum(won) == 1
    with database.reading() as db:
        assert conversations.load(db, ANA, TALK, ANSWER).answer == b"by %d" % won.index(True)


@pytest.mark.parametrize("version", [1, 2])
def test_of_eight_who_change_the_same_person_one_wins(database: Database, version: int) -> None:
    if version == 2:
        with database.writing() as db:
            people.save(db, person())

    def change(number: int) -> bool:
        with database.writing() as db:
            return people.save(db, person(version=version, sealed=b"by %d" % number))

    won = at_once(change)
    assert sum(won) == 1
    with database.reading() as db:
        assert people.load(db, ANA) == person(version=version, sealed=b"by %d" % won.index(True))


def test_a_change_keeps_the_data_key_and_the_day_the_person_came(database: Database) -> None:
    with database.writing() as db:
        people.save(db, person())
        assert not people.save(db, Person(ANA, b"another", b"sealed under another key", 2, 999.5, 150.5))
        assert people.save(db, Person(ANA, b"wrapped", b"new", 2, 999.5, 200.5))
        people.seen(db, ANA, 300.5)
        people.seen(db, ANA, 250.5)
    with database.reading() as db:
        assert people.load(db, ANA) == Person(ANA, b"wrapped", b"new", 2, 100.5, 300.5)
        assert people.load(db, BEN) is None
        assert people.wrapped_keys(db, [ANA, BEN]) == {ANA: b"wrapped"}
        assert people.wrapped_keys(db, []) == {}


def test_a_stop_is_remembered_until_a_start_and_both_are_on_record(database: Database) -> None:
    with database.writing() as db:
        consents.stop(db, ANA, "stop", 10)
        consents.stop(db, ANA, "carrier", 11)
        consents.add(db, ANA, Consent(10, "stop", "sms", b"sealed words"))
        assert consents.stopped(db, ANA) == Stop(11, "carrier")
        assert consents.stopped(db, BEN) is None
        assert consents.start(db, ANA)
        assert not consents.start(db, ANA)
        consents.add(db, ANA, Consent(12, "start", "sms"))
    with database.reading() as db:
        assert consents.stopped(db, ANA) is None
        assert consents.history(db, ANA) == [Consent(10, "stop", "sms", b"sealed words"), Consent(12, "start", "sms")]


def test_forgetting_a_person_takes_all_that_is_theirs_and_keeps_the_stop_and_its_record(database: Database) -> None:
    with database.writing() as db:
        for key, letter in ((ANA, "a"), (BEN, "b")):
            people.save(db, person(key))
            conversations.save(db, key, key, Talk(1, b"log", 1))
            conversations.answer(db, key, key, b"said", 1)
            promises.add(db, Promise(letter, key, key, b"asked", 1, 9))
            messages.add(db, Message(letter, key, b"text", 1, 9), 1)
        consents.stop(db, ANA, "stop", 10)
        consents.add(db, ANA, Consent(10, "stop", "sms"))
    with database.writing() as db:
        assert people.forget(db, ANA)
        assert not people.forget(db, ANA)
    with database.reading() as db:
        counts = {name: db.execute(select(func.count()).select_from(t)).scalar() for name, t in metadata.tables.items()}
        state = conversations.load(db, ANA, ANA, ANA)
    left = dict.fromkeys(("people", "conversations", "answers", "promises", "messages", "stops", "consents"), 1)
    assert {name: count for name, count in counts.items() if count} == left
    assert state == State(None, Stop(10, "stop"), None, None)


def test_a_turn_of_somebody_who_was_forgotten_meanwhile_is_outrun_and_nothing_is_kept(database: Database) -> None:
    def save_a_talk_of_nobody() -> None:
        with database.writing() as db:
            people.save(db, person(BEN))
            conversations.save(db, TALK, ANA, Talk(1, b"log", 1))

    with pytest.raises(Outrun):
        save_a_talk_of_nobody()
    with database.reading() as db:
        assert people.load(db, BEN) is None
