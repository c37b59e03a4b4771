"""The line: people, their talks, the cases they ask for, the texts they are sent.

Written out instead of taken from `storage.tables`: that module moves on, this step stays as it was.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _people()
    _talks()
    _cases()
    _promises()
    _messages()
    _shared()


def downgrade() -> None:
    for table in ("leases", "tallies", "deliveries", "messages", "promises", "updates_applied", "registry", "cases"):
        op.drop_table(table)
    for table in ("answers", "conversations", "consents", "stops", "people"):
        op.drop_table(table)


def _table(name: str, *columns: sa.Column[object], key: tuple[str, ...], indexes: tuple[str, ...] = ()) -> None:
    """A table, its primary key, and an index for each of `indexes` (names joined by a space are one index)."""
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"))
    for index in indexes:
        names = index.split()
        op.create_index(f"ix_{name}_{'_'.join(names)}", name, names)


def _key(name: str = "key") -> sa.Column[object]:
    return sa.Column(name, sa.LargeBinary(32), nullable=False)


def _person(table: str, *, nullable: bool = False) -> sa.Column[object]:
    owner = sa.ForeignKey("people.key", name=f"fk_{table}_person_key_people", ondelete="CASCADE")
    return sa.Column("person_key", sa.LargeBinary(32), owner, nullable=nullable)


def _sealed(name: str = "sealed", *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.LargeBinary(), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Double(), nullable=nullable)


def _word(name: str, size: int, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.String(size), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _people() -> None:
    _table(
        "people",
        _key(),
        _sealed("wrapped_key"),
        _sealed(),
        _number("version"),
        _time("created_at"),
        _time("seen_at"),
        key=("key",),
        indexes=("seen_at",),
    )
    _table("stops", _key("phone_key"), _time("at"), _word("kind", 16), key=("phone_key",))
    _table(
        "consents",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        _key("person_key"),
        _time("at"),
        _word("kind", 16),
        _word("channel", 16),
        _sealed(nullable=True),
        key=("id",),
        indexes=("person_key",),
    )


def _talks() -> None:
    _table(
        "conversations",
        _key(),
        _person("conversations"),
        _number("turn"),
        _sealed(),
        _time("touched_at"),
        key=("key",),
        indexes=("person_key", "touched_at"),
    )
    _table(
        "answers",
        _key(),
        _person("answers"),
        _sealed(),
        _time("at"),
        key=("key",),
        indexes=("person_key", "at"),
    )


def _cases() -> None:
    _table(
        "cases",
        _key(),
        _sealed(nullable=True),
        _word("outcome", 16, nullable=True),
        _time("checked_at", nullable=True),
        _time("asking_until"),
        _word("asker", 64, nullable=True),
        key=("key",),
        indexes=("checked_at",),
    )
    _table("registry", _key(), _sealed(), _time("changed_at"), key=("key",))
    _table("updates_applied", _key(), _time("at"), key=("key",), indexes=("at",))


def _promises() -> None:
    _table(
        "promises",
        _word("id", 64),
        _person("promises"),
        _key("conversation_key"),
        _sealed(),
        _time("due_at"),
        _time("claimed_at", nullable=True),
        _number("attempts"),
        _time("done_at", nullable=True),
        _time("expires_at"),
        key=("id",),
        indexes=("person_key", "done_at due_at"),
    )


def _messages() -> None:
    _table(
        "messages",
        _word("id", 64),
        _person("messages", nullable=True),
        _sealed(),
        _word("state", 16),
        _number("rank"),
        _word("provider_sid", 64, nullable=True),
        _number("error", nullable=True),
        _number("attempts"),
        _time("due_at"),
        _time("expires_at"),
        _time("claimed_at", nullable=True),
        _time("created_at"),
        _time("updated_at"),
        key=("id",),
        indexes=("person_key", "provider_sid", "updated_at", "state due_at"),
    )
    _table(
        "deliveries",
        _word("provider_sid", 64),
        _word("state", 16),
        _number("rank"),
        _number("error", nullable=True),
        _time("at"),
        key=("provider_sid",),
        indexes=("at",),
    )


def _shared() -> None:
    _table(
        "tallies",
        _word("name", 64),
        _time("window_start"),
        _word("shard", 64),
        sa.Column("count", _BIG, nullable=False),
        key=("name", "window_start", "shard"),
        indexes=("window_start",),
    )
    _table("leases", _word("name", 64), _word("holder", 64), _time("until"), key=("name",))
