"""One-time links at rest: used once by one of many, tried so often, gone with whom they belong to."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from storage import links, people, portfolios, retention, rotation
from storage.database import Database, Outrun
from storage.links import Link
from storage.people import Person
from storage.retention import Before
from storage.sealing import Sealer, place
from storage.tables import metadata
from tests.portfolio_rows import KEYPAD, MINE, PHONE, PORTFOLIO, link
from tests.races import at_once

TOKEN, THEIRS = b"t" * 32, b"u" * 32
OLD, NEW, INDEX = b"1" * 32, b"2" * 32, b"i" * 32


@pytest.fixture
def kept(database: Database) -> Database:
    """A database with one portfolio, which has one link."""
    with database.writing() as db:
        assert portfolios.add(db, PORTFOLIO, KEYPAD)
        assert links.add(db, link(TOKEN))
    return database


def test_a_link_is_used_once_by_one_of_eight(kept: Database) -> None:
    def use(_: int) -> bool:
        with kept.writing() as db:
            return links.use(db, TOKEN, 200)

    assert sum(at_once(use)) == 1
    with kept.writing() as db:
        assert links.load(db, TOKEN, "data") == link(TOKEN)._replace(used_at=200)
        assert not links.use(db, TOKEN, 210)
        assert not links.count_try(db, TOKEN, 210, most=5)


def test_what_came_of_a_link_is_left_there_by_one_of_eight(kept: Database) -> None:
    def fill(number: int) -> bool:
        with kept.writing() as db:
            return links.fill(db, TOKEN, 200, bytes([number]), 800)

    filled = at_once(fill)
    assert sum(filled) == 1
    with kept.reading() as db:
        left = bytes([filled.index(True)])
        assert links.load(db, TOKEN, "data") == link(TOKEN)._replace(sealed=left, used_at=200, expires_at=800)


def test_a_link_is_tried_ten_times_however_many_try_at_once(kept: Database) -> None:
    def guess(_: int) -> int:
        tried = 0
        for _ in range(3):
            with kept.writing() as db:
                tried += links.count_try(db, TOKEN, 200, most=10)
        return tried

    assert sum(at_once(guess)) == 10


def test_a_link_is_over_when_its_time_is(kept: Database) -> None:
    with kept.writing() as db:
        over = link(TOKEN).expires_at
        assert links.of(db, MINE, over - 1) == [link(TOKEN)]
        assert links.of(db, MINE, over) == []
        assert not links.use(db, TOKEN, over)
        assert not links.fill(db, TOKEN, over, b"x", 9000)
        assert not links.count_try(db, TOKEN, over, most=5)
        assert links.load(db, TOKEN, "data") == link(TOKEN)


def test_a_link_is_found_for_its_purpose_only_and_made_once(kept: Database) -> None:
    with kept.writing() as db:
        assert links.load(db, TOKEN, "pin") is None
        assert not links.add(db, link(TOKEN)._replace(purpose="pin"))
        assert links.load(db, TOKEN, "data") == link(TOKEN)
    with pytest.raises(Outrun), kept.writing() as db:
        links.add(db, link(THEIRS)._replace(portfolio_key=THEIRS))


def test_a_portfolio_closes_its_links_of_one_purpose(kept: Database) -> None:
    with kept.writing() as db:
        other = link(b"w" * 32)._replace(purpose="pin")
        nobodys = Link(THEIRS, "data", None, PHONE, b"sealed", 100, 700)
        assert links.add(db, other)
        assert links.add(db, nobodys)
        assert links.close(db, MINE, "data", 200) == 1
        assert links.close(db, MINE, "data", 210) == 0
        assert links.load(db, TOKEN, "data") == link(TOKEN)._replace(used_at=200)
        assert links.of(db, MINE, 210) == [other]
        assert links.load(db, THEIRS, "data") == nobodys


def test_a_portfolio_adopts_what_was_made_for_its_phone_before_it_was_there(kept: Database) -> None:
    with kept.writing() as db:
        made = Link(THEIRS, "pin", None, PHONE, b"sealed", 100, 700)
        others = made._replace(key=b"x" * 32, person_key=b"z" * 32), made._replace(key=b"y" * 32, purpose="data")
        for each in (made, *others):
            assert links.add(db, each)
        assert links.free(db, PHONE, "pin") == [made]
        links.adopt(db, made._replace(portfolio_key=MINE, sealed=b"sealed anew"))
        assert links.free(db, PHONE, "pin") == []
        assert links.load(db, THEIRS, "pin") == made._replace(portfolio_key=MINE, sealed=b"sealed anew")
        portfolios.delete(db, MINE)
        assert links.load(db, THEIRS, "pin") is None


def test_a_phone_that_is_forgotten_and_a_portfolio_that_is_deleted_take_their_links_along(kept: Database) -> None:
    with kept.writing() as db:
        assert people.save(db, Person(PHONE, b"wrapped", b"sealed", 1, 50, 50))
        assert links.add(db, Link(THEIRS, "pin", None, PHONE, b"sealed", 100, 700))
        people.forget(db, PHONE)
        assert links.load(db, THEIRS, "pin") is None
        assert links.load(db, TOKEN, "data") is not None
        portfolios.delete(db, MINE)
        assert links.load(db, TOKEN, "data") is None


def test_links_that_are_over_are_purged_and_others_stay(kept: Database) -> None:
    with kept.writing() as db:
        assert links.add(db, link(THEIRS)._replace(expires_at=800))
        assert retention.purge(db, replace(Before(*[700.5] * 21), portfolios=10), limit=10)["links"] == 1
        assert links.load(db, THEIRS, "data") is not None
        assert links.load(db, TOKEN, "data") is None


def test_after_a_rotation_the_new_key_alone_opens_a_link_that_has_no_portfolio(kept: Database) -> None:
    where = place("links.sealed", THEIRS)
    with kept.writing() as db:
        assert links.add(db, Link(THEIRS, "pin", None, PHONE, Sealer([OLD], INDEX).seal(b"words", where), 100, 700))
        db.execute(update(metadata.tables["portfolio_keys"]).values(wrapped_key=Sealer([NEW], INDEX).seal(b"", "")))
    assert rotation.reseal(kept, Sealer([NEW, OLD], INDEX)) == rotation.Counts(resealed=1)
    with kept.reading() as db:
        after = links.load(db, THEIRS, "pin")
        assert after is not None
        assert Sealer([NEW], INDEX).open(after.sealed, where) == b"words"
        assert links.load(db, TOKEN, "data") == link(TOKEN), "that is sealed under the portfolio's own key"
