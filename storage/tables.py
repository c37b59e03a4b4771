"""The tables. Keys of 32 bytes are blind indexes, `sealed` columns are sealed, times are seconds since 1970 UTC.

Sealed under the person's data key: people.sealed, conversations, answers, promises, messages that have a person.
Sealed under the portfolio's: messages that have a portfolio; its own tables stand in `storage.portfolio_tables`.
Sealed under the master keys: people.wrapped_key, cases (receipt as well), consents, registry, messages that have
neither, links that have no portfolio.
"""

from sqlalchemy import BigInteger, Column, Double, Index, Integer, LargeBinary, String, Table

from storage import columns
from storage.columns import key, person, sealed, time
from storage.portfolio_tables import portfolios

metadata = columns.metadata

people = Table(
    "people",
    metadata,
    key(),
    sealed("wrapped_key"),
    sealed(),
    Column("version", Integer, nullable=False),
    time("created_at"),
    time("seen_at", index=True),
)

# Outlives the person: who asked to be left alone is left alone after everything else was deleted.
stops = Table("stops", metadata, key("phone_key"), time("at"), Column("kind", String(16), nullable=False))

conversations = Table(
    "conversations",
    metadata,
    key(),
    person(),
    Column("turn", Integer, nullable=False),
    sealed(),
    time("touched_at", index=True),
)

answers = Table(
    "answers",
    metadata,
    key(),
    person(),
    sealed(),
    time("at", index=True),
)

cases = Table(
    "cases",
    metadata,
    key(),
    Column("sealed", LargeBinary),
    Column("outcome", String(16)),
    time("checked_at", nullable=True, index=True),
    time("asking_until"),
    Column("asker", String(64)),
    Column("receipt", LargeBinary),
    time("due_at", nullable=True, index=True),
)

# Kept after the person is forgotten, as proof that STOP and START were obeyed: so no foreign key.
consents = Table(
    "consents",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("person_key", LargeBinary(32), nullable=False, index=True),
    time("at"),
    Column("kind", String(16), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("sealed", LargeBinary),
)

promises = Table(
    "promises",
    metadata,
    Column("id", String(64), primary_key=True),
    person(),
    Column("conversation_key", LargeBinary(32), nullable=False),
    sealed(),
    time("due_at"),
    time("claimed_at", nullable=True),
    Column("attempts", Integer, nullable=False),
    time("done_at", nullable=True),
    time("expires_at"),
    Index(None, "done_at", "due_at"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", String(64), primary_key=True),
    person(nullable=True),
    sealed(),
    Column("state", String(16), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("provider_sid", String(64), index=True),
    Column("error", Integer),
    Column("attempts", Integer, nullable=False),
    time("due_at"),
    time("expires_at"),
    time("claimed_at", nullable=True),
    time("created_at"),
    time("updated_at", index=True),
    columns.owner(portfolios.name, "portfolio_key", index=True),
    Column("channel", String(8), nullable=False, server_default="text"),
    columns.pointer("address_key", nullable=True),
    Column("doubtful", Integer, nullable=False, server_default="0"),
    Column("asked", Integer, nullable=False, server_default="0"),
    Index(None, "state", "due_at"),
)

# Call-backs that came before their message knew its id at the provider; they wait here for it.
deliveries = Table(
    "deliveries",
    metadata,
    Column("provider_sid", String(64), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("error", Integer),
    time("at", index=True),
)

registry = Table(
    "registry",
    metadata,
    key(),
    sealed(),
    time("changed_at"),
)

updates_applied = Table("updates_applied", metadata, key(), time("at", index=True))

tallies = Table(
    "tallies",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("window_start", Double, primary_key=True),
    Column("shard", String(64), primary_key=True),
    Column("count", BigInteger().with_variant(Integer, "sqlite"), nullable=False),
    Index(None, "window_start"),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("until", Double, nullable=False),
)
