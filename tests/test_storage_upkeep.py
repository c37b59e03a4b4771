"""Upkeep: old rows go, keys are changed while the service runs, and the files hold nothing that can be read."""

import base64
import threading
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import Connection, func, select, update

from storage import (
    cases,
    consents,
    contacts,
    conversations,
    deliveries,
    messages,
    people,
    portfolios,
    promises,
    registry,
    retention,
    rotation,
    tallies,
    watches,
)
from storage.consents import Consent
from storage.contacts import Contact
from storage.conversations import Talk
from storage.database import Database
from storage.messages import Message, Status
from storage.people import Person
from storage.portfolios import Portfolio
from storage.promises import Promise
from storage.retention import Before
from storage.rotation import Counts, reseal
from storage.sealing import DataKey, Sealer, place
from storage.tables import cases as cases_table
from storage.tables import metadata
from storage.tallies import Window
from storage.watches import Watch

OLD, NEW, OTHER, INDEX = b"o" * 32, b"n" * 32, b"x" * 32, b"i" * 32
RECEIPT, PHONE, USER_ID, EMAIL = "EAC9999103403", "+12025550142", "maria88", "maria@example.org"
SECRETS = (RECEIPT, PHONE, USER_ID, EMAIL)
ALL, NONE = Before(*[100.0] * 21), Before(*[10.0] * 21)


def fill(database: Database, sealer: Sealer) -> bytes:
    """One row of everything, sealed as the service seals it; the person's key."""
    who, case = sealer.index("phone", PHONE), sealer.index("receipt", RECEIPT)
    data_key = sealer.new_data_key()
    own = DataKey(data_key)
    words = f"{PHONE} asked for {RECEIPT}".encode()
    with database.writing() as db:
        wrapped = sealer.wrap(data_key, place("people.wrapped_key", who))
        people.save(db, Person(who, wrapped, own.seal(words, place("people.sealed", who)), 1, 50, 50))
        conversations.save(db, who, who, Talk(1, own.seal(words, place("conversations.sealed", who)), 50))
        conversations.answer(db, who, who, own.seal(words, place("answers.sealed", who)), 50)
        promises.add(db, Promise("p", who, who, own.seal(words, place("promises.sealed", "p")), 50, 60))
        messages.add(db, Message("m", who, own.seal(words, place("messages.sealed", "m")), 50, 60), 50)
        messages.add(db, Message("n", None, sealer.seal(words, place("messages.sealed", "n")), 50, 60), 50)
        cases.store(db, case, sealer.seal(words, place("cases.sealed", case)), "found", 50)
        registry.put(db, case, sealer.seal(words, place("registry.sealed", case)), 50)
        consents.stop(db, who, "stop", 50)
        consents.add(db, who, Consent(50, "stop", "sms", sealer.seal(words, place("consents.sealed", who))))
        fill_portfolio(db, sealer, case)
    return who


def fill_portfolio(db: Connection, sealer: Sealer, case: bytes) -> None:
    """One of everything that a portfolio has."""
    mine, data_key = sealer.index("portfolio", "6274288"), sealer.new_data_key()
    own, words = DataKey(data_key), f"{USER_ID} at {EMAIL} or {PHONE} follows {RECEIPT}".encode()
    wrapped = sealer.wrap(data_key, place("portfolio_keys.wrapped_key", mine))
    sealed, pin = own.seal(words, place("portfolios.sealed", mine)), own.seal(b"hash", place("portfolios.pin", mine))
    portfolios.add(db, Portfolio(mine, wrapped, sealed, pin, 1, False, 50, 50), mine)
    watches.add(db, mine, Watch(1, case, own.seal(words, "watches.sealed"), True, 50))
    address = sealer.index("email", EMAIL)
    contacts.add(db, mine, Contact(1, "email", address, own.seal(words, "contacts.sealed"), False, False, None, 50))
    text = own.seal(words, place("messages.sealed", "to the portfolio"))
    messages.add(db, Message("to the portfolio", None, text, 50, 60, 0, mine, messages.EMAIL), 50)


def counts(database: Database) -> dict[str, int]:
    with database.reading() as db:
        every = {
            name: db.execute(select(func.count()).select_from(t)).scalar_one() for name, t in metadata.tables.items()
        }
    return {name: count for name, count in every.items() if count}


def spellings(value: str) -> list[bytes]:
    """The ways in which a value could still be read in a file."""
    spaced = [
        value,
        " ".join(value),
        f"{value[:3]} {value[3:]}",
        f"{value[:3]}-{value[3:]}",
        value.lower(),
        quote(value),
    ]
    plain = [each.encode() for each in spaced]
    coded = [base64.b64encode(value.encode())[:-4], value.encode("utf-16-le"), value.encode().hex().encode()]
    return [*plain, *coded, value.lstrip("+")[-10:].encode()]


def files(database: Database) -> bytes:
    path = Path(str(database.url.database))
    return b"".join(each.read_bytes() for each in path.parent.glob(path.name + "*"))


def test_nothing_personal_can_be_read_in_the_file_or_its_log(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    fill(database, Sealer([OLD], INDEX))
    for truncate in (False, True):
        content = files(database)
        assert not [spelt for value in SECRETS for spelt in spellings(value) if spelt in content]
        database.checkpoint(truncate=truncate)
    database.close()


@pytest.mark.slow
def test_nothing_personal_can_be_read_in_a_dump_of_postgresql(postgres_url: str) -> None:
    database = Database(postgres_url)
    fill(database, Sealer([OLD], INDEX))
    with database.reading() as db:
        content = b"".join(
            bytes(value) if isinstance(value, bytes) else str(value).encode()
            for table in metadata.tables.values()
            for row in db.execute(select(table))
            for value in row
        )
    assert len(content) > 1000
    assert not [spelt for value in SECRETS for spelt in spellings(value) if spelt in content]
    database.close()


def test_a_forgotten_persons_key_is_nowhere_in_the_files_any_more(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    who = fill(database, Sealer([OLD], INDEX))
    with database.reading() as db:
        person = people.load(db, who)
        talk = conversations.load(db, who, who, who).talk
    assert person is not None
    assert talk is not None
    assert person.wrapped_key in files(database)
    with database.writing() as db:
        people.forget(db, who)
    database.checkpoint(truncate=True)
    content = files(database)
    assert person.wrapped_key not in content
    assert person.sealed not in content
    assert talk.sealed not in content
    assert who in content, "the STOP stays"
    database.close()


def test_what_is_older_than_it_may_get_goes_and_the_rest_stays(database: Database) -> None:
    fill(database, Sealer([OLD], INDEX))
    with database.writing() as db:
        messages.claim(db, "n", 50)
        messages.failed(db, "n", 50)
        deliveries.delivered(db, None, "SM1", Status("sent", 20), 50)
        deliveries.delivered(db, None, "SM2", Status("sent", 20), 150)
        registry.apply_once(db, b"u" * 32, 50)
        tallies.add(db, "s", {Window("texts", 60): 1, Window("texts", 120): 1})
        cases.lease(db, b"l" * 32, "dead", 50, 60)
        cases.lease(db, b"m" * 32, "alive", 150, 160)
    with database.writing() as db:
        nothing = retention.purge(db, NONE, limit=100)
    assert set(nothing.values()) == {0}
    with database.writing() as db:
        gone = retention.purge(db, ALL, limit=100)
    assert gone["people"] == 1
    assert gone["cases"] == 1
    assert gone["messages"] == 1
    owned = {"portfolios": 1, "portfolio_keys": 1, "watches": 1, "contacts": 1, "messages": 1}
    others = {"cases": 2, "deliveries": 1, "registry": 1, "stops": 1, "tallies": 1}
    assert counts(database) == {**owned, **others}, "a case that is watched stays, and so does who watches it"
    with database.reading() as db:
        assert cases.load(db, Sealer([OLD], INDEX).index("receipt", RECEIPT)) is not None


def test_a_purge_goes_in_batches_and_never_takes_a_text_that_waits(database: Database) -> None:
    with database.writing() as db:
        for number in range(25):
            cases.store(db, bytes([number]) * 32, None, "unknown", 50)
        messages.add(db, Message("m", None, b"sealed", 50, 60), 50)
    sizes = []
    while True:
        with database.writing() as db:
            gone = retention.purge(db, ALL, limit=10)
        if not any(gone.values()):
            break
        sizes.append(gone["cases"])
    assert sizes == [10, 10, 5]
    assert counts(database) == {"messages": 1}


def test_after_a_rotation_the_new_key_alone_opens_everything(database: Database) -> None:
    who = fill(database, Sealer([OLD], INDEX))
    with database.reading() as db:
        before = people.load(db, who)
    assert reseal(database, Sealer([NEW, OLD], INDEX)) == Counts(resealed=6)
    assert reseal(database, Sealer([NEW, OLD], INDEX)) == Counts()
    alone = Sealer([NEW], INDEX)
    case = alone.index("receipt", RECEIPT)
    words = f"{PHONE} asked for {RECEIPT}".encode()
    with database.reading() as db:
        person = people.load(db, who)
        row = cases.load(db, case)
        told = registry.get(db, case)
        consent = consents.history(db, who)[0].sealed
        text = db.execute(select(metadata.tables["messages"].c.sealed).where(metadata.tables["messages"].c.id == "n"))
        assert alone.open(text.scalar_one(), place("messages.sealed", "n")) == words
    assert person is not None
    assert before is not None
    assert row is not None
    assert row.sealed is not None
    assert told is not None
    assert consent is not None
    assert person.sealed == before.sealed, "only the wrapping of the data key changes"
    own = alone.unwrap(person.wrapped_key, place("people.wrapped_key", who))
    assert own.open(person.sealed, place("people.sealed", who)) == words
    assert alone.open(row.sealed, place("cases.sealed", case)) == words
    assert alone.open(told, place("registry.sealed", case)) == words
    assert alone.open(consent, place("consents.sealed", who)) == words


def test_after_a_rotation_the_new_key_alone_opens_a_portfolio(database: Database) -> None:
    fill(database, Sealer([OLD], INDEX))
    mine = Sealer([OLD], INDEX).index("portfolio", "6274288")
    with database.reading() as db:
        before = portfolios.load(db, mine)
    reseal(database, Sealer([NEW, OLD], INDEX))
    with database.reading() as db:
        after = portfolios.load(db, mine)
        mail = db.execute(
            select(metadata.tables["messages"].c.sealed).where(metadata.tables["messages"].c.portfolio_key == mine)
        ).scalar_one()
    assert before is not None
    assert after == before._replace(wrapped_key=after.wrapped_key if after else b"")
    assert after.wrapped_key != before.wrapped_key
    own = Sealer([NEW], INDEX).unwrap(after.wrapped_key, place("portfolio_keys.wrapped_key", mine))
    assert own.open(after.pin, place("portfolios.pin", mine)) == b"hash"
    for sealed, where in ((after.sealed, place("portfolios.sealed", mine)), (mail, "messages.sealed:to the portfolio")):
        assert EMAIL.encode() in own.open(sealed, where)


def test_rows_that_open_under_no_key_are_counted_and_left_alone(database: Database) -> None:
    fill(database, Sealer([OTHER], INDEX))
    with database.writing() as db:
        for number in range(250):
            key = bytes([number]) * 32
            cases.store(db, key, Sealer([OLD], INDEX).seal(b"words", place("cases.sealed", key)), "found", 50)
    assert reseal(database, Sealer([NEW, OLD], INDEX)) == Counts(resealed=250, broken=6)


def test_a_message_of_which_no_words_are_kept_is_not_broken(database: Database) -> None:
    with database.writing() as db:
        messages.add(db, messages.Message("n", None, b"words", 50, 60), 50)
        messages.expire(db, 70, 10)
    assert reseal(database, Sealer([NEW, OLD], INDEX)) == Counts()


def test_a_rotation_that_broke_off_goes_on_where_work_is_left(database: Database) -> None:
    old, both = Sealer([OLD], INDEX), Sealer([NEW, OLD], INDEX)
    with database.writing() as db:
        for number in range(20):
            key = bytes([number]) * 32
            sealer = both if number < 8 else old
            cases.store(db, key, sealer.seal(b"words", place("cases.sealed", key)), "found", 50)
    assert reseal(database, both) == Counts(resealed=12)


def test_a_rotation_tells_how_far_it_is(database: Database) -> None:
    old, both = Sealer([OLD], INDEX), Sealer([NEW, OLD], INDEX)
    told: list[tuple[int, int]] = []
    with database.writing() as db:
        for number in range(250):
            key = bytes([number]) * 32
            sealer = Sealer([OTHER], INDEX) if number < 30 else old
            cases.store(db, key, sealer.seal(b"words", place("cases.sealed", key)), "found", 50)
    fill(database, old)
    reseal(database, both, lambda done, total: told.append((done, total)))
    assert told == [(1, 256), (2, 256), (102, 256), (202, 256), (253, 256), (254, 256), (255, 256), (256, 256)]
    told.clear()
    reseal(database, both, lambda done, total: told.append((done, total)))
    assert told == [(30, 30)], "those that open under no key"
    broken = rotation.outdated(database, both)
    assert broken == 30


def test_a_rotation_that_is_stopped_in_the_middle_is_told_of_less_the_next_time(database: Database) -> None:
    old, both = Sealer([OLD], INDEX), Sealer([NEW, OLD], INDEX)
    with database.writing() as db:
        for number in range(250):
            key = bytes([number]) * 32
            cases.store(db, key, old.seal(b"words", place("cases.sealed", key)), "found", 50)

    def stop(done: int, _total: int) -> None:
        if done == 200:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reseal(database, both, stop)
    told: list[tuple[int, int]] = []
    assert reseal(database, both, lambda *step: told.append(step)) == Counts(resealed=50)
    assert told == [(50, 50)]


def test_a_rotation_loses_nothing_of_what_is_written_meanwhile(database: Database) -> None:
    both, keys = Sealer([NEW, OLD], INDEX), [bytes([number]) * 32 for number in range(120)]
    with database.writing() as db:
        for key in keys:
            cases.store(db, key, Sealer([OLD], INDEX).seal(b"0", place("cases.sealed", key)), "found", 0)
    written: dict[bytes, bytes] = dict.fromkeys(keys, b"0")
    stop = threading.Event()

    def go_on_writing(mine: list[bytes], sealer: Sealer) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            key, value = mine[number % len(mine)], str(number).encode()
            with database.writing() as db:
                sealed = sealer.seal(value, place("cases.sealed", key))
                db.execute(update(cases_table).where(cases_table.c.key == key).values(sealed=sealed))
            written[key] = value
            time.sleep(0.001)

    writers = [
        threading.Thread(target=go_on_writing, args=(keys[:60], both)),
        threading.Thread(target=go_on_writing, args=(keys[60:], Sealer([OLD], INDEX))),
    ]
    for writer in writers:
        writer.start()
    done = reseal(database, both)
    stop.set()
    for writer in writers:
        writer.join()
    last = reseal(database, both)
    assert (done.broken, last.broken, last.overtaken) == (0, 0, 0)
    with database.reading() as db:
        rows = {key: cases.load(db, key) for key in keys}
    alone = Sealer([NEW], INDEX)
    found = {key: alone.open(row.sealed or b"", place("cases.sealed", key)) for key, row in rows.items() if row}
    assert found == written
