"""Alerts: changes of cases, who is told of them, and how; when a case is to be asked for.

Going down takes all of that away, with the messages that a program of that time can't send.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _leave_nothing_in_free_pages()
    _changes()
    _follows()
    _alerts()
    with op.batch_alter_table("watches") as batch:
        batch.add_column(_flag("adopted"))
        batch.create_index("ix_watches_adopted", ["adopted"])
    with op.batch_alter_table("contacts") as batch:
        batch.add_column(sa.Column("level", sa.String(8), nullable=False, server_default="title"))
        batch.add_column(_flag("by_call"))
        batch.add_column(_flag("weekly"))
        batch.add_column(sa.Column("why", sa.String(16)))
        batch.add_column(sa.Column("told_at", sa.Double()))
        batch.add_column(sa.Column("delivered_at", sa.Double()))
    op.execute("UPDATE contacts SET level = 'all' WHERE kind = 'email'")
    with op.batch_alter_table("cases") as batch:
        batch.add_column(sa.Column("receipt", sa.LargeBinary()))
        batch.add_column(sa.Column("due_at", sa.Double()))
        batch.create_index("ix_cases_due_at", ["due_at"])
    with op.batch_alter_table("messages") as batch:
        batch.add_column(sa.Column("address_key", sa.LargeBinary(32)))
        batch.add_column(_flag("doubtful"))
        batch.add_column(_flag("asked"))


def downgrade() -> None:
    _leave_nothing_in_free_pages()
    op.execute("DELETE FROM messages WHERE channel = 'call'")
    with op.batch_alter_table("messages") as batch:
        for column in ("asked", "doubtful", "address_key"):
            batch.drop_column(column)
    with op.batch_alter_table("cases") as batch:
        batch.drop_index("ix_cases_due_at")
        batch.drop_column("due_at")
        batch.drop_column("receipt")
    with op.batch_alter_table("contacts") as batch:
        for column in ("delivered_at", "told_at", "why", "weekly", "by_call", "level"):
            batch.drop_column(column)
    with op.batch_alter_table("watches") as batch:
        batch.drop_index("ix_watches_adopted")
        batch.drop_column("adopted")
    for table in ("alerts", "follows", "changes"):
        op.drop_table(table)


def _leave_nothing_in_free_pages() -> None:
    """SQLite copies a table that changes, and drops the old one: overwritten, like all that is deleted."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("PRAGMA secure_delete=ON")


def _flag(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default="0")


def _number(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _key(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.LargeBinary(32), nullable=False)


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Double(), nullable=False)


def _belongs(table: str, to: str, name: str, *, nullable: bool = False) -> sa.Column[object]:
    owner = sa.ForeignKey(f"{to}.key", name=op.f(f"fk_{table}_{name}_{to}"), ondelete="CASCADE")
    return sa.Column(name, sa.LargeBinary(32), owner, nullable=nullable)


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _changes() -> None:
    op.create_table(
        "changes",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        _key("case_key"),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        _time("at"),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
    )
    _index("changes", "at")
    _index("changes", "case_key", "at")


def _follows() -> None:
    op.create_table(
        "follows",
        _belongs("follows", "people", "person_key"),
        _key("case_key"),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        _time("added_at"),
        _number("adopted"),
        sa.PrimaryKeyConstraint("person_key", "case_key", name="pk_follows"),
    )
    _index("follows", "case_key")
    _index("follows", "adopted")


def _alerts() -> None:
    of_change = sa.ForeignKey("changes.id", name=op.f("fk_alerts_change_id_changes"), ondelete="CASCADE")
    op.create_table(
        "alerts",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("change_id", _BIG, of_change, nullable=False),
        _key("case_key"),
        _key("owner_key"),
        _belongs("alerts", "portfolios", "portfolio_key", nullable=True),
        _belongs("alerts", "people", "person_key", nullable=True),
        _key("address_key"),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(16)),
        _number("tries"),
        _time("due_at"),
        _time("expires_at"),
        sa.Column("message_id", sa.String(64)),
        _time("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
        sa.UniqueConstraint(
            "change_id", "owner_key", "address_key", name=op.f("uq_alerts_change_id_owner_key_address_key")
        ),
    )
    for columns in (("portfolio_key",), ("person_key",), ("message_id",), ("state", "due_at"),
                    ("owner_key", "address_key")):  # fmt: skip
        _index("alerts", *columns)
