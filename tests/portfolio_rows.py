"""A portfolio with a row in every table that knows it; what is sealed here is not sealed, the archive can't tell."""

from sqlalchemy import Connection, LargeBinary, func, select

from storage import codes, contacts, links, messages, portfolios, sign_ins, watches
from storage.codes import Code
from storage.contacts import Contact
from storage.database import Database
from storage.links import Link
from storage.messages import Message
from storage.portfolios import Portfolio
from storage.sign_ins import SignIn
from storage.tables import metadata
from storage.watches import Watch

MINE, KEYPAD, WRAPPED = b"\x01mine" + b"m" * 27, b"\x02keys" + b"k" * 27, b"the wrapped key of this portfolio"
PHONE, CALL = b"p" * 32, b"c" * 32
PORTFOLIO = Portfolio(MINE, WRAPPED, b"sealed", b"hash", 1, False, 50, 50)
TABLES = {"portfolios", "portfolio_keys", "watches", "contacts", "codes", "links", "sign_ins", "visits", "messages"}


def case_key(number: int) -> bytes:
    return number.to_bytes(32, "big")


def watch(number: int) -> Watch:
    return Watch(number, case_key(number), b"sealed", True, 50)


def phone(number: int = 1, verified_at: float | None = None) -> Contact:
    return Contact(number, "phone", PHONE, b"sealed", False, False, verified_at, 50)


def code(key: bytes = b"o" * 32, purpose: str = "verify", digits: bytes = b"d" * 32) -> Code:
    return Code(key, MINE, 1, PHONE, purpose, digits, 100, 700)


def link(key: bytes = b"l" * 32) -> Link:
    return Link(key, "data", MINE, None, b"sealed", 100, 700)


def sign_in(conversation: bytes = CALL, code_key: bytes | None = None) -> SignIn:
    return SignIn(conversation, MINE, PHONE, code_key, "owner", 900, 800, 5000)


def fill(db: Connection) -> None:
    """One row in each of `TABLES`."""
    assert portfolios.add(db, PORTFOLIO, KEYPAD)
    assert watches.add(db, MINE, watch(1))
    assert contacts.add(db, MINE, phone())
    codes.add(db, code())
    links.add(db, link())
    sign_ins.begin(db, sign_in())
    sign_ins.visited(db, MINE, PHONE, 50)
    messages.add(db, Message("mine", None, b"sealed", 50, 900, 0, MINE, "email"), 50)


def tables_with(database: Database, value: bytes) -> set[str]:
    """The tables in which a row holds `value` in any column of bytes."""
    found = set()
    with database.reading() as db:
        for table in metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, LargeBinary):
                    count = select(func.count()).select_from(table).where(column == value)
                    found |= {table.name} if db.execute(count).scalar_one() else set()
    return found
