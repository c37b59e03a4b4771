"""What guards a portfolio: codes that open once, guesses that are counted, a record of who did what, and erasures."""

from itertools import chain

import pytest

from storage import audits, codes, contacts, erasures, guesses, portfolios
from storage.audits import Audit
from storage.codes import Code
from storage.database import Database, Outrun
from storage.erasures import Erasure
from storage.guesses import Guess
from tests.portfolio_rows import KEYPAD, MINE, PHONE, PORTFOLIO, code, phone
from tests.races import at_once

DIGITS, OTHER = b"d" * 32, b"x" * 32


@pytest.fixture
def kept(database: Database) -> Database:
    """A database with one portfolio that has one contact."""
    with database.writing() as db:
        assert portfolios.add(db, PORTFOLIO, KEYPAD)
        assert contacts.add(db, MINE, phone())
    return database


def test_a_code_is_used_once_by_one_of_eight(kept: Database) -> None:
    with kept.writing() as db:
        codes.add(db, code())

    def use(_: int) -> bool:
        with kept.writing() as db:
            return codes.use(db, code().key, 200)

    assert sum(at_once(use)) == 1
    with kept.writing() as db:
        assert codes.load(db, code().key) == code()._replace(used_at=200)
        assert not codes.count_try(db, code().key, 210, most=5)
        assert codes.live(db, DIGITS, ["verify"], 210) is None


def test_a_code_is_tried_five_times_however_many_try_at_once(kept: Database) -> None:
    with kept.writing() as db:
        codes.add(db, code())

    def guess(_: int) -> int:
        tried = 0
        for _ in range(4):
            with kept.writing() as db:
                tried += codes.count_try(db, code().key, 200, most=5)
        return tried

    assert sum(at_once(guess)) == 5
    with kept.reading() as db:
        assert codes.load(db, code().key) == code()._replace(tries=5)


def test_a_code_is_over_when_its_time_is(kept: Database) -> None:
    with kept.writing() as db:
        codes.add(db, code())
        assert codes.count_try(db, code().key, 699, most=5)
        assert not codes.count_try(db, code().key, 700, most=5)
        assert not codes.use(db, code().key, 700)
        assert not codes.use(db, OTHER, 200)
        assert codes.load(db, OTHER) is None


def test_a_code_is_found_by_its_digits_unless_two_have_the_same(kept: Database) -> None:
    made = code(purpose="share")
    with kept.writing() as db:
        codes.add(db, made)
        assert codes.live(db, DIGITS, ["share", "phone"], 200) == made
        assert codes.live(db, DIGITS, ["phone"], 200) is None
        assert codes.live(db, OTHER, ["share"], 200) is None
        assert codes.live(db, DIGITS, ["share"], 700) is None
        codes.add(db, made._replace(key=OTHER))
        assert codes.live(db, DIGITS, ["share"], 200) is None


def test_codes_that_are_ended_are_over_and_still_count_as_made(kept: Database) -> None:
    def made(name: bytes, at: float, purpose: str = "verify", contact: int | None = 1) -> Code:
        return code(name * 32, purpose, name * 32)._replace(made_at=at, contact_number=contact)

    everything = [
        made(b"1", 100),
        made(b"2", 150, contact=2),
        made(b"3", 160, "recover"),
        made(b"4", 170, "share", None),
    ]
    with kept.writing() as db:
        for each in everything:
            codes.add(db, each)
        assert codes.of(db, MINE, ["verify", "share"], 200) == [everything[0], everything[1], everything[3]]
        assert codes.end(db, MINE, ["verify"], contact_number=1) == 1
        assert codes.end(db, MINE, ["verify"], contact_number=1) == 0
        assert codes.of(db, MINE, ["verify"], 200) == [everything[1]]
        assert not codes.use(db, everything[0].key, 200)
        assert codes.end(db, MINE, ["verify", "recover"]) == 2
        assert codes.of(db, MINE, ["verify", "recover", "share"], 200) == [everything[3]]
        assert codes.made_since(db, MINE, ["verify", "recover"], 100) == 3
        assert codes.made_since(db, MINE, ["verify"], 100, contact_number=2) == 1
        assert codes.made_since(db, MINE, ["verify", "recover"], 155) == 1
        assert codes.made_since(db, OTHER, ["verify"], 0) == 0


def test_a_code_of_a_portfolio_that_is_gone_is_not_kept(database: Database) -> None:
    with pytest.raises(Outrun), database.writing() as db:
        codes.add(db, code())


def test_guesses_are_counted_one_after_the_other_however_many_guess_at_once(database: Database) -> None:
    def count(runner: int) -> int:
        """Counts ten guesses, as the desk does: read, add one, save, again when it was counted meanwhile."""
        conflicts = 0
        for _ in range(10):
            saved = False
            while not saved:
                with database.writing() as db:
                    was = guesses.load(db, [MINE]).get(MINE)
                    new = was or Guess(MINE, 0, 0, 100, 0, 0, 100)
                    saved = guesses.save(db, new._replace(in_row=new.in_row + 1, today=new.today + 1), was)
                conflicts += not saved
        return conflicts

    at_once(count)
    with database.reading() as db:
        assert guesses.load(db, [MINE, OTHER]) == {MINE: Guess(MINE, 80, 80, 100, 0, 0, 100)}


def test_a_guess_that_was_counted_meanwhile_is_counted_again(database: Database) -> None:
    first = Guess(MINE, 1, 1, 100, 0, 0, 100)
    locked = Guess(MINE, 5, 5, 100.25, 1, 1000.5, 101.125)
    with database.writing() as db:
        assert guesses.save(db, first, None)
        assert not guesses.save(db, first, None)
        assert guesses.save(db, locked, first)
        assert not guesses.save(db, locked._replace(in_row=6), first)
        for change in ({"in_row": 6}, {"today": 6}, {"level": 2}, {"touched_at": 101.0}, {"counted": 1}):
            assert not guesses.save(db, first, locked._replace(**change))
        assert guesses.load(db, [MINE]) == {MINE: locked}
        guesses.clear(db, [MINE, OTHER])
        guesses.clear(db, [])
        assert guesses.load(db, [MINE]) == guesses.load(db, []) == {}
        assert not guesses.save(db, first, locked), "cleared meanwhile"


def test_who_did_what_is_told_newest_first(database: Database) -> None:
    shown, unlocked = Audit(100, "ana", "show", KEYPAD), Audit(100, "ana", "unlock", KEYPAD)
    with database.writing() as db:
        for each in (shown, unlocked, Audit(101, "ben", "show", OTHER)):
            audits.add(db, each)
        assert audits.of(db, KEYPAD, 9) == [unlocked, shown]
        assert audits.of(db, KEYPAD, 1) == [unlocked]
        assert audits.of(db, PHONE, 9) == []


def test_a_text_is_erased_by_one_at_a_time_until_it_is_done(database: Database) -> None:
    wanted = Erasure("SM1", 100, 0, 900)
    with database.writing() as db:
        assert erasures.add(db, wanted)
        assert not erasures.add(db, wanted._replace(due_at=50))
        assert erasures.claim_due(db, 99, 160) is None
        assert erasures.claim_due(db, 100, 160) == wanted._replace(due_at=160, attempts=1)
        assert erasures.claim_due(db, 159, 219) is None
        assert erasures.claim_due(db, 950, 1010) == wanted._replace(due_at=1010, attempts=2), "to give it up"
        erasures.done(db, "SM1")
        assert erasures.claim_due(db, 2000, 2060) is None


def test_those_who_erase_at_once_get_different_texts(database: Database) -> None:
    with database.writing() as db:
        for number in range(20):
            erasures.add(db, Erasure(f"SM{number:02}", 100 + number, 0, 900))
        first = erasures.claim_due(db, 200, 300)
    assert first is not None
    assert first.provider_sid == "SM00"

    def claim(_: int) -> list[str]:
        claimed = []
        for _ in range(19):
            with database.writing() as db:
                erasure = erasures.claim_due(db, 200, 300)
            claimed += [erasure.provider_sid] if erasure else []
        return claimed

    assert sorted(chain.from_iterable(at_once(claim, runners=4))) == [f"SM{number:02}" for number in range(1, 20)]
