"""How long what belongs to portfolios is kept, and what guards them: what is over goes, what still matters stays."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from storage import audits, codes, contacts, erasures, guesses, links, portfolios, retention, sign_ins, watches
from storage.audits import Audit
from storage.database import Database
from storage.erasures import Erasure
from storage.guesses import Guess
from storage.retention import Before
from storage.tables import metadata
from tests import portfolio_rows
from tests.portfolio_rows import code, link, phone, sign_in, watch

ALL = Before(*[100.0] * 21)


def test_what_guards_a_portfolio_goes_when_it_is_over(database: Database) -> None:
    with database.writing() as db:
        portfolio_rows.fill(db)
        for old, new in ((50, 150), (99, 100)):
            codes.add(db, code(bytes([old]) * 32)._replace(expires_at=old))
            codes.add(db, code(bytes([new]) * 32)._replace(expires_at=new))
            links.add(db, link(bytes([old]) * 32)._replace(expires_at=old))
            links.add(db, link(bytes([new]) * 32)._replace(expires_at=new))
            sign_ins.begin(db, sign_in(bytes([old]) * 32)._replace(until=old))
            sign_ins.begin(db, sign_in(bytes([new]) * 32)._replace(until=new))
            sign_ins.visited(db, portfolio_rows.MINE, bytes([old]) * 32, old)
            sign_ins.visited(db, portfolio_rows.MINE, bytes([new]) * 32, new)
            audits.add(db, Audit(old, "ana", "show", portfolio_rows.KEYPAD))
            audits.add(db, Audit(new, "ana", "show", portfolio_rows.KEYPAD))
            erasures.add(db, Erasure(f"SM{old}", 0, 0, old))
            erasures.add(db, Erasure(f"SM{new}", 0, 0, new))
    with database.writing() as db:
        gone = retention.purge(db, ALL, limit=100)
    assert {name: count for name, count in gone.items() if count} == {
        "codes": 2,
        "links": 2,
        "sign_ins": 2,
        "visits": 3,  # one is of the portfolio as it is filled
        "audits": 2,
        "erasures": 2,
    }


def test_wrong_pins_are_forgotten_by_waiting_unless_they_were_many(database: Database) -> None:
    with database.writing() as db:
        for in_row in (0, 4, 5, 99):
            for at in (50, 150):
                key = bytes([in_row, at]) * 16
                assert guesses.save(db, Guess(key, in_row, in_row, at, 0, 0, at), None)
    with database.writing() as db:
        assert retention.purge(db, replace(ALL, guesses_in_row=10), limit=100)["guesses"] == 2
    with database.reading() as db:
        left = guesses.load(db, [bytes([in_row, at]) * 16 for in_row in (0, 4, 5, 99) for at in (50, 150)])
    assert sorted((each.in_row, each.touched_at) for each in left.values()) == [
        (0, 150),
        (4, 150),
        (5, 50),
        (5, 150),
        (99, 50),
        (99, 150),
    ]
    with database.writing() as db:
        assert retention.purge(db, ALL, limit=100)["guesses_in_row"] == 2


@pytest.mark.parametrize("has", ["nothing", "a case", "a contact", "a verified contact", "just been opened"])
def test_a_portfolio_goes_when_nobody_comes_and_there_is_nothing_to_tell_and_nobody_to_be_told(
    database: Database, has: str
) -> None:
    mine = portfolio_rows.MINE
    with database.writing() as db:
        portfolios.add(db, portfolio_rows.PORTFOLIO, portfolio_rows.KEYPAD)
        if has == "a case":
            watches.add(db, mine, watch(1))
        elif "contact" in has:
            contacts.add(db, mine, phone(verified_at=60 if "verified" in has else None))
        elif has == "just been opened":
            portfolios.seen(db, mine, 100)
    with database.writing() as db:
        gone = retention.purge(db, ALL, limit=100)["portfolios"]
        assert gone == (has in ("nothing", "a contact"))
        assert (portfolios.load(db, mine) is None) == gone
    with database.reading() as db:
        left = {t.name for t in metadata.tables.values() if db.execute(select(func.count()).select_from(t)).scalar()}
    assert gone == 0 or left == set()
