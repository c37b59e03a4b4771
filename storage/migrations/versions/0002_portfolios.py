"""Portfolios: their cases, contacts, codes and sign-ins, what guards them, and e-mails among the messages.

Going down takes all portfolios away, with the messages to them, and all e-mails.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _leave_nothing_in_free_pages()
    _portfolios()
    _belongings()
    _sign_ins()
    _guards()
    with op.batch_alter_table("messages") as batch:
        batch.add_column(sa.Column("portfolio_key", sa.LargeBinary(32)))
        batch.add_column(sa.Column("channel", sa.String(8), nullable=False, server_default="text"))
        batch.create_foreign_key(
            op.f("fk_messages_portfolio_key_portfolios"), "portfolios", ["portfolio_key"], ["key"], ondelete="CASCADE"
        )
        batch.create_index("ix_messages_portfolio_key", ["portfolio_key"])


def downgrade() -> None:
    _leave_nothing_in_free_pages()
    # They open under keys that go now, or can't be sent by a program of that time.
    op.execute("DELETE FROM messages WHERE portfolio_key IS NOT NULL OR channel <> 'text'")
    with op.batch_alter_table("messages") as batch:
        batch.drop_index("ix_messages_portfolio_key")
        batch.drop_constraint(op.f("fk_messages_portfolio_key_portfolios"), type_="foreignkey")
        batch.drop_column("channel")
        batch.drop_column("portfolio_key")
    for table in ("erasures", "audits", "guesses", "visits", "sign_ins", "codes", "contacts", "watches"):
        op.drop_table(table)
    op.drop_table("portfolio_keys")
    op.drop_table("portfolios")


def _leave_nothing_in_free_pages() -> None:
    """SQLite copies a table that changes, and drops the old one: overwritten, like all that is deleted."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("PRAGMA secure_delete=ON")


def _table(name: str, *columns: sa.schema.SchemaItem, key: tuple[str, ...], indexes: tuple[str, ...] = ()) -> None:
    """A table, its primary key, and an index for each of `indexes`."""
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"))
    for index in indexes:
        op.create_index(f"ix_{name}_{index}", name, [index])


def _key(name: str = "key", *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.LargeBinary(32), nullable=nullable)


def _portfolio(table: str) -> sa.Column[object]:
    owner = sa.ForeignKey("portfolios.key", name=op.f(f"fk_{table}_portfolio_key_portfolios"), ondelete="CASCADE")
    return sa.Column("portfolio_key", sa.LargeBinary(32), owner, nullable=False)


def _sealed(name: str = "sealed") -> sa.Column[object]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Double(), nullable=nullable)


def _word(name: str, size: int) -> sa.Column[object]:
    return sa.Column(name, sa.String(size), nullable=False)


def _number(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _portfolios() -> None:
    _table(
        "portfolios",
        _key(),
        _key("keypad_key"),
        _sealed(),
        _sealed("pin"),
        _number("version"),
        _number("paused"),
        _time("created_at"),
        _time("seen_at"),
        sa.UniqueConstraint("keypad_key", name=op.f("uq_portfolios_keypad_key")),
        key=("key",),
        indexes=("seen_at",),
    )
    _table("portfolio_keys", _portfolio("portfolio_keys"), _sealed("wrapped_key"), key=("portfolio_key",))


def _belongings() -> None:
    _table(
        "watches",
        _portfolio("watches"),
        _number("number"),
        _key("case_key"),
        _sealed(),
        _number("alerts"),
        _time("added_at"),
        sa.UniqueConstraint("portfolio_key", "case_key", name=op.f("uq_watches_portfolio_key_case_key")),
        sa.CheckConstraint("number BETWEEN 1 AND 100", name=op.f("ck_watches_number")),
        key=("portfolio_key", "number"),
        indexes=("case_key",),
    )
    _table(
        "contacts",
        _portfolio("contacts"),
        _number("number"),
        _word("kind", 8),
        _key("address_key"),
        _sealed(),
        _number("alerts"),
        _number("off"),
        _time("verified_at", nullable=True),
        _time("created_at"),
        _time("alive_at", nullable=True),
        _number("opens"),
        sa.UniqueConstraint("portfolio_key", "address_key", name=op.f("uq_contacts_portfolio_key_address_key")),
        sa.CheckConstraint("number BETWEEN 1 AND 10", name=op.f("ck_contacts_number")),
        key=("portfolio_key", "number"),
        indexes=("address_key",),
    )
    _table(
        "codes",
        _key(),
        _portfolio("codes"),
        _number("contact_number", nullable=True),
        _key("person_key", nullable=True),
        _word("purpose", 16),
        _key("hash"),
        _time("made_at"),
        _time("expires_at"),
        _number("tries"),
        _time("used_at", nullable=True),
        key=("key",),
        indexes=("portfolio_key", "hash", "expires_at"),
    )


def _sign_ins() -> None:
    _table(
        "sign_ins",
        _key("conversation_key"),
        _portfolio("sign_ins"),
        _key("person_key"),
        _key("code_key", nullable=True),
        _word("scope", 16),
        _time("until"),
        _time("lasts"),
        _time("ends_at"),
        key=("conversation_key",),
        indexes=("portfolio_key", "person_key", "until"),
    )
    _table(
        "visits",
        _portfolio("visits"),
        _key("person_key"),
        _time("at"),
        key=("portfolio_key", "person_key"),
        indexes=("at",),
    )


def _guards() -> None:
    _table(
        "guesses",
        _key(),
        _number("in_row"),
        _number("today"),
        _time("day_from"),
        _number("level"),
        _time("locked_until"),
        _time("touched_at"),
        _number("counted"),
        key=("key",),
        indexes=("touched_at",),
    )
    _table(
        "audits",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        _time("at"),
        _word("actor", 64),
        _word("action", 32),
        _key("subject"),
        key=("id",),
        indexes=("at", "subject"),
    )
    _table(
        "erasures",
        _word("provider_sid", 64),
        _time("due_at"),
        _number("attempts"),
        _time("expires_at"),
        key=("provider_sid",),
        indexes=("due_at",),
    )
