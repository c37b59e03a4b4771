"""The tables of changes and of who is told of them; `metadata` holds all tables. Read `storage.tables` first.

Sealed under the master keys: changes. Sealed under the person's data key: follows. An alert holds no words: they are
made when it is sent, of what is known by then.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from storage import tables
from storage.columns import key, number, owner, person, pointer, sealed, time

metadata = tables.metadata
_BIG = BigInteger().with_variant(Integer, "sqlite")

# Only of cases that somebody watches.
changes = Table(
    "changes",
    metadata,
    Column("id", _BIG, primary_key=True, autoincrement=True),
    pointer("case_key"),
    Column("kind", String(16), nullable=False),
    sealed(),
    time("at", index=True),
    Index(None, "case_key", "at"),
)

# Phones without a portfolio that are told of a case.
follows = Table(
    "follows",
    metadata,
    owner("people", "person_key", primary_key=True),
    key("case_key"),
    sealed(),
    time("added_at"),
    number("adopted"),
    Index(None, "case_key"),
    Index(None, "adopted"),
)

# One for each contact and change. `owner_key` is the portfolio or the person, whichever it belongs to.
alerts = Table(
    "alerts",
    metadata,
    Column("id", _BIG, primary_key=True, autoincrement=True),
    Column("change_id", _BIG, ForeignKey("changes.id", ondelete="CASCADE"), nullable=False),
    pointer("case_key"),
    pointer("owner_key"),
    owner("portfolios", "portfolio_key", index=True),
    person(nullable=True),
    pointer("address_key"),
    Column("state", String(8), nullable=False),
    Column("reason", String(16)),
    number("tries"),
    time("due_at"),
    time("expires_at"),
    Column("message_id", String(64), index=True),
    time("created_at"),
    UniqueConstraint("change_id", "owner_key", "address_key"),
    Index(None, "state", "due_at"),
    Index(None, "owner_key", "address_key"),
)
