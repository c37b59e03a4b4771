"""Deleting a portfolio: what is said on the phones that were signed in to it is gone, the phones are not forgotten, and
whoever asked hears that it is done, whatever went wrong on the way."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import LargeBinary, select

from bot.inbound import Inbound
from bot.portfolios.deletion import LATELY
from bot.rekeying import renew
from bot.visitor import LOG, WRAPPED
from dialogs.portfolio import account_deeds as account
from dialogs.portfolio import deeds
from storage import conversations, guesses, messages, people, promises
from storage.database import Database, Outrun
from storage.messages import Message
from storage.people import Person
from storage.promises import Promise
from storage.sealing import SealBroken, place
from storage.tables import answers, metadata
from storage.tables import conversations as talks
from storage.tables import messages as texts
from storage.tables import promises as owed
from tests.portfolio_desk import OTHER_PHONE, PIN, THIRD_PHONE, USER_ID, Desk
from tests.races import at_once
from tests.service import ServiceLine
from tests.world import PERSON

CREATE = ("create maria88", "2", PIN, "0", "4")
OTHERS = ("create pedro77", "2", "73059182", "0", "4")
ON_A_CALL = ("2", "1", "6274288#", f"{PIN}#")
KEYS_FOR_DELETE = ("5", "4", "6274288#")


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A portfolio whose owner is signed in."""
    stage = Desk(database)
    stage.create()
    yield stage
    stage.close()


def send(line: ServiceLine, *words: str) -> str:
    told = ""
    for each in words:
        told = "\n".join(line.send(each))
    return told


def dial(line: ServiceLine, *keys: str) -> str:
    """A call, in which the language is known already."""
    told = [line.phone.call()]
    told += [line.phone.enter(each) for each in keys]
    return "\n".join(said for each in told for said in each)


def memory(line: ServiceLine, phone: str) -> Person | None:
    with line.services.database.reading() as db:
        return people.load(db, line.services.sealer.index("person", phone))


def said_on(line: ServiceLine, phone: str) -> dict[str, int]:
    """How many rows there are of what was said on a phone, by table."""
    key = line.services.sealer.index("person", phone)
    with line.services.database.reading() as db:
        counts = {
            table.name: len(db.execute(select(table.c.person_key).where(table.c.person_key == key)).all())
            for table in (talks, answers, owed, texts)
        }
    return {name: count for name, count in counts.items() if count}


def language(line: ServiceLine, phone: str) -> str:
    """What language a phone is known to speak."""
    person = memory(line, phone)
    assert person is not None
    key = line.services.sealer.unwrap(person.wrapped_key, place(WRAPPED, person.key))
    return str(json.loads(key.open(person.sealed, place("people.sealed", person.key)))["language"])


# The phones.


def owe(line: ServiceLine, phone: str) -> None:
    """Something was promised to the phone, and something waits to be sent there."""
    key, now = line.services.sealer.index("person", phone), line.clock.now
    with line.services.database.writing() as db:
        assert promises.add(db, Promise("p", key, b"t" * 32, b"sealed", now, now + 900))
        assert messages.add(db, Message("m", key, b"sealed", now, now + 900), now)


def two_phones(line: ServiceLine) -> tuple[Person, list[bytes]]:
    """A portfolio, to which a second phone, with a portfolio of its own, was signed in; what that phone's memory was,
    and what had been said there."""
    send(line, *CREATE)
    line.change_phone(OTHER_PHONE)
    send(line, "español", *OTHERS, "salir", "entrar maria88", PIN, "lista", "salir", "entrar pedro77", "73059182")
    owe(line, OTHER_PHONE)
    before = memory(line, OTHER_PHONE)
    assert before is not None
    assert said_on(line, OTHER_PHONE).keys() == {"conversations", "answers", "promises", "messages"}
    with line.services.database.reading() as db:
        blobs = [row.sealed for row in db.execute(select(talks)) if row.person_key == before.key]
    line.change_phone(PERSON)
    return before, blobs


def test_a_phone_that_was_signed_in_is_known_still_but_nothing_that_was_said_there(line: ServiceLine) -> None:
    before, _ = two_phones(line)
    assert "Confirmation number" in send(line, "delete", "maria88")
    assert memory(line, PERSON) is None, "the phone that said so is forgotten"
    assert said_on(line, OTHER_PHONE) == {}
    after = memory(line, OTHER_PHONE)
    assert after is not None
    assert after.wrapped_key != before.wrapped_key
    assert language(line, OTHER_PHONE) == "es"
    line.change_phone(OTHER_PHONE)
    assert "vacía" in send(line, "lista"), "it is signed in to its own portfolio"


def test_what_was_said_there_opens_with_no_key_that_is_left(line: ServiceLine) -> None:
    before, blobs = two_phones(line)
    assert blobs
    send(line, "delete", "maria88")
    after = memory(line, OTHER_PHONE)
    assert after is not None
    key = line.services.sealer.unwrap(after.wrapped_key, place(WRAPPED, before.key))
    conversation = line.services.sealer.index("conversation", f"sms {OTHER_PHONE}")
    for blob in [*blobs, before.sealed]:
        for where in (place(LOG, conversation), place("people.sealed", before.key)):
            with pytest.raises(SealBroken):
                key.open(blob, where)
    with line.services.database.reading() as db:
        columns = [column for table in metadata.sorted_tables for column in table.c]
        values = {
            value
            for column in columns
            if isinstance(column.type, LargeBinary)
            for value in db.execute(select(column)).scalars()
        }
    assert before.wrapped_key not in values


def test_a_forged_call_and_a_deletion_make_nobody_forget_whose_number_it_was(line: ServiceLine) -> None:
    send(line, "english", *OTHERS)
    line.change_phone(OTHER_PHONE)
    send(line, *CREATE)
    line.change_phone(PERSON)  # as whoever forges it
    assert "signed in" in dial(line, *ON_A_CALL)
    line.phone.hang_up()
    line.change_phone(OTHER_PHONE)
    assert "Confirmation number" in send(line, "delete", "maria88")
    line.change_phone(PERSON)
    assert language(line, PERSON) == "en"
    assert "empty" in send(line, "list")


def test_whoever_deletes_on_a_call_hears_the_number_and_is_not_forgotten(line: ServiceLine) -> None:
    send(line, "english", *CREATE)
    told = dial(line, *ON_A_CALL, *KEYS_FOR_DELETE)
    assert "confirmation number is D" in told
    assert said_on(line, PERSON) == {"conversations": 1, "answers": 1}, "the goodbye"
    assert language(line, PERSON) == "en"
    assert "sign in" in send(line, "list")


def test_a_reader_is_not_signed_out_of_their_own_portfolio(desk: Desk) -> None:
    digits = desk.do(account.ShowCode(desk.do(account.MakeCode("share", 7))))
    elsewhere, attorney = desk.scene(OTHER_PHONE, "voice", "own"), desk.scene(OTHER_PHONE)
    desk.create("lawyer55", scene=elsewhere)
    assert desk.do(account.UseCode(digits), attorney) == "share"
    assert desk.do(account.DeletePortfolio(USER_ID))
    assert desk.meet(attorney) is None
    assert desk.meet(elsewhere) is not None


def test_a_phone_whose_memory_does_not_open_any_more_is_forgotten(desk: Desk) -> None:
    key = desk.scene().person
    with desk.database.writing() as db:
        assert people.save(db, Person(key, b"w" * 60, b"s" * 60, 1, 0.0, desk.clock()))
    assert desk.do(account.DeletePortfolio(USER_ID))
    with desk.database.reading() as db:
        assert people.load(db, key) is None


def test_a_phone_that_takes_a_turn_meanwhile_is_outrun_or_outruns(line: ServiceLine) -> None:
    send(line, *CREATE)
    before, sealer = memory(line, PERSON), line.services.sealer
    assert before is not None
    stale = before._replace(version=before.version + 1)
    with line.services.database.writing() as db:
        renew(db, sealer, before.key)
        assert not people.save(db, stale), "sealed under a key that is gone"
        assert not people.renew(db, stale, before.wrapped_key)


# Whoever asks again.


class Broken(Exception):  # noqa: N818 - it is what happened
    """The process ends here."""


def broken_off(line: ServiceLine, words: str) -> None:
    """The turn is played, and what it does is done; then the process dies before it is saved."""

    def die(*_told: object) -> str:
        raise Broken

    with pytest.raises(Broken):
        line.services.converse.take(Inbound("sms", line.person, words, "words", "SMdying"), die)


def test_whoever_did_not_hear_the_number_hears_it_when_they_ask_again(line: ServiceLine) -> None:
    send(line, *CREATE, "delete")
    broken_off(line, "maria88")
    with line.services.database.reading() as db:
        [actor] = db.execute(select(metadata.tables["audits"].c.actor)).scalars()
    number = actor.removeprefix("owner ")
    assert memory(line, PERSON) is not None, "how else would they be understood"
    told = send(line, "maria88")
    assert f"Confirmation number: {number}" in told
    assert memory(line, PERSON) is None
    with line.services.database.reading() as db:
        assert len(db.execute(select(metadata.tables["audits"])).all()) == 1


def test_whoever_says_something_else_instead_is_signed_out(line: ServiceLine) -> None:
    send(line, *CREATE, "delete")
    broken_off(line, "maria88")
    assert "sign in" in send(line, "list")


def test_after_a_while_it_is_not_said_again(line: ServiceLine) -> None:
    send(line, *CREATE, "delete")
    broken_off(line, "maria88")
    line.wait(LATELY)
    assert "onfirmation number" not in send(line, "maria88")


def test_two_who_delete_it_at_once_both_hear_that_it_is_done(desk: Desk) -> None:
    scenes = [desk.scene(phone) for phone in (PERSON, OTHER_PHONE, THIRD_PHONE)]
    for scene in scenes:
        desk.sign_in(scene=scene)
    told = at_once(lambda number: desk.do(account.DeletePortfolio(USER_ID), scenes[number]), runners=3)
    assert told[0].startswith("D-")
    assert set(told) == {told[0]}
    with desk.database.reading() as db:
        assert len(db.execute(select(metadata.tables["audits"])).all()) == 1


def test_who_is_not_signed_in_hears_nothing_of_it(desk: Desk) -> None:
    with pytest.raises(Outrun):
        desk.do(account.DeletePortfolio(USER_ID), desk.scene(OTHER_PHONE))
    assert desk.meet() is not None


def test_a_reader_deletes_nothing(desk: Desk) -> None:
    digits = desk.do(account.ShowCode(desk.do(account.MakeCode("share", 7))))
    there = desk.scene(OTHER_PHONE)
    assert desk.do(account.UseCode(digits), there) == "share"
    with pytest.raises(Outrun):
        desk.do(account.DeletePortfolio(USER_ID), there)
    assert desk.meet() is not None


def test_a_user_id_that_was_freed_and_taken_again_can_be_deleted_again(desk: Desk) -> None:
    first = desk.do(account.DeletePortfolio(USER_ID))
    desk.clock.now += 86_400
    desk.create()
    second = desk.do(account.DeletePortfolio(USER_ID))
    assert first != second
    assert desk.do(deeds.WeighUserId(USER_ID)).outcome == "free"


# What is counted.


def test_what_was_counted_about_it_goes_with_it(desk: Desk) -> None:
    index = desk.sealer.index
    desk.verify_phone()
    desk.do(deeds.SignOut())
    for _ in range(5):
        desk.sign_in("60417295", desk.scene(OTHER_PHONE))
    desk.sign_in()
    names = [index("daily told of a lock-out", "6274288"), index("guess", "6274288")]
    with desk.database.reading() as db:
        assert len(guesses.load(db, names)) == 2
    assert desk.do(account.DeletePortfolio(USER_ID))
    with desk.database.reading() as db:
        assert guesses.load(db, names) == {}


def test_the_talk_that_goes_on_opens_with_the_new_key(line: ServiceLine) -> None:
    send(line, *CREATE, "delete")
    sealer, key = line.services.sealer, line.services.sealer.index("person", PERSON)
    talk = sealer.index("conversation", f"sms {PERSON}")
    with line.services.database.writing() as db:
        before = conversations.load(db, key, talk, b"").talk
        renew(db, sealer, key, talk)
        after = conversations.load(db, key, talk, b"")
    assert before is not None
    assert after.talk is not None
    assert after.person is not None
    assert after.talk.turn == before.turn
    opened = sealer.unwrap(after.person.wrapped_key, place(WRAPPED, key)).open(after.talk.sealed, place(LOG, talk))
    assert json.loads(opened)["log"]
