"""The tables. Keys of 32 bytes are blind indexes, `sealed` columns are sealed, times are seconds since 1970 UTC.

Sealed under the person's data key: people.sealed, conversations, answers, promises, messages that have a person.
Sealed under the master keys: people.wrapped_key, cases, consents, registry, messages without a person.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _key(name: str = "key") -> Column[bytes]:
    return Column(name, LargeBinary(32), primary_key=True)


def _person(*, nullable: bool = False) -> Column[bytes]:
    owner = ForeignKey("people.key", ondelete="CASCADE")
    return Column("person_key", LargeBinary(32), owner, nullable=nullable, index=True)


def _time(name: str, *, nullable: bool = False, index: bool = False) -> Column[float]:
    return Column(name, Double, nullable=nullable, index=index)


people = Table(
    "people",
    metadata,
    _key(),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
    _time("created_at"),
    _time("seen_at", index=True),
)

# Outlives the person: who asked to be left alone is left alone after everything else was deleted.
stops = Table("stops", metadata, _key("phone_key"), _time("at"), Column("kind", String(16), nullable=False))

conversations = Table(
    "conversations",
    metadata,
    _key(),
    _person(),
    Column("turn", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    _time("touched_at", index=True),
)

answers = Table(
    "answers",
    metadata,
    _key(),
    _person(),
    Column("sealed", LargeBinary, nullable=False),
    _time("at", index=True),
)

cases = Table(
    "cases",
    metadata,
    _key(),
    Column("sealed", LargeBinary),
    Column("outcome", String(16)),
    _time("checked_at", nullable=True, index=True),
    _time("asking_until"),
    Column("asker", String(64)),
)

# Kept after the person is forgotten, as proof that STOP and START were obeyed: so no foreign key.
consents = Table(
    "consents",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("person_key", LargeBinary(32), nullable=False, index=True),
    _time("at"),
    Column("kind", String(16), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("sealed", LargeBinary),
)

promises = Table(
    "promises",
    metadata,
    Column("id", String(64), primary_key=True),
    _person(),
    Column("conversation_key", LargeBinary(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    _time("due_at"),
    _time("claimed_at", nullable=True),
    Column("attempts", Integer, nullable=False),
    _time("done_at", nullable=True),
    _time("expires_at"),
    Index(None, "done_at", "due_at"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", String(64), primary_key=True),
    _person(nullable=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("state", String(16), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("provider_sid", String(64), index=True),
    Column("error", Integer),
    Column("attempts", Integer, nullable=False),
    _time("due_at"),
    _time("expires_at"),
    _time("claimed_at", nullable=True),
    _time("created_at"),
    _time("updated_at", index=True),
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
    _time("at", index=True),
)

registry = Table(
    "registry",
    metadata,
    _key(),
    Column("sealed", LargeBinary, nullable=False),
    _time("changed_at"),
)

updates_applied = Table("updates_applied", metadata, _key(), _time("at", index=True))

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
