"""The tables of portfolios, and of what guards them. Read `storage.tables` first.

Sealed under the portfolio's own data key: portfolios.sealed and pin, watches, contacts, messages and links that have a
portfolio.
That key stands, wrapped by the master, in a table of its own: throwing it away makes the rest unreadable at once, where
deleting does not. SQLite overwrites what is deleted; PostgreSQL leaves deleted rows in its files until a vacuum, in its
log until that is recycled, and backups keep both. So `portfolio_keys` is kept out of backups that are kept long.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, Integer, LargeBinary, String, Table, UniqueConstraint, text

from storage.columns import key, metadata, number, owner, pointer, sealed, time

portfolios = Table(
    "portfolios",
    metadata,
    key(),
    Column("keypad_key", LargeBinary(32), nullable=False, unique=True),
    sealed(),
    sealed("pin"),
    number("version"),
    number("paused"),
    time("created_at"),
    time("seen_at", index=True),
)

portfolio_keys = Table(
    "portfolio_keys",
    metadata,
    owner("portfolios", "portfolio_key", primary_key=True),
    sealed("wrapped_key"),
)

# The limits stand here, so that they hold whoever writes at the same moment.
watches = Table(
    "watches",
    metadata,
    owner("portfolios", "portfolio_key", primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    pointer("case_key", index=True),
    sealed(),
    number("alerts"),
    time("added_at"),
    Column("adopted", Integer, nullable=False, server_default="0", index=True),
    UniqueConstraint("portfolio_key", "case_key"),
    CheckConstraint(text("number BETWEEN 1 AND 100"), name="number"),
)

contacts = Table(
    "contacts",
    metadata,
    owner("portfolios", "portfolio_key", primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(8), nullable=False),
    pointer("address_key", index=True),
    sealed(),
    number("alerts"),
    number("off"),
    time("verified_at", nullable=True),
    time("created_at"),
    time("alive_at", nullable=True),
    number("opens"),
    Column("level", String(8), nullable=False, server_default="title"),
    Column("by_call", Integer, nullable=False, server_default="0"),
    Column("weekly", Integer, nullable=False, server_default="0"),
    Column("why", String(16)),
    time("told_at", nullable=True),
    time("delivered_at", nullable=True),
    UniqueConstraint("portfolio_key", "address_key"),
    CheckConstraint(text("number BETWEEN 1 AND 10"), name="number"),
)

codes = Table(
    "codes",
    metadata,
    key(),
    owner("portfolios", "portfolio_key", nullable=False, index=True),
    Column("contact_number", Integer),
    pointer("person_key", nullable=True),
    Column("purpose", String(16), nullable=False),
    pointer("hash", index=True),
    time("made_at"),
    time("expires_at", index=True),
    number("tries"),
    time("used_at", nullable=True),
)

# What a link in a text or an e-mail is good for, once; its key is the keyed hash of the token in it. Without a
# portfolio (one that is being made) what it holds is sealed under the master keys.
links = Table(
    "links",
    metadata,
    key(),
    Column("purpose", String(16), nullable=False),
    owner("portfolios", "portfolio_key", nullable=True, index=True),
    pointer("person_key", nullable=True, index=True),
    sealed(),
    time("made_at"),
    time("expires_at", index=True),
    number("tries"),
    time("used_at", nullable=True),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    key("conversation_key"),
    owner("portfolios", "portfolio_key", nullable=False, index=True),
    pointer("person_key", index=True),
    pointer("code_key", nullable=True),
    Column("scope", String(16), nullable=False),
    time("until", index=True),
    time("lasts"),
    time("ends_at"),
)

# Phones that were signed in lately: what is kept of them is forgotten with the portfolio.
visits = Table(
    "visits",
    metadata,
    owner("portfolios", "portfolio_key", primary_key=True),
    key("person_key"),
    time("at", index=True),
)

# Of user IDs that nobody has as well: so no foreign key, and nothing tells the one from the other.
guesses = Table(
    "guesses",
    metadata,
    key(),
    number("in_row"),
    number("today"),
    time("day_from"),
    number("level"),
    time("locked_until"),
    time("touched_at", index=True),
    number("counted"),
)

# Outlives the portfolio, as proof of who did what to it: so no foreign key.
audits = Table(
    "audits",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    time("at", index=True),
    Column("actor", String(64), nullable=False),
    Column("action", String(32), nullable=False),
    pointer("subject", index=True),
)

# Texts that carried a PIN: to be deleted at the carrier.
erasures = Table(
    "erasures",
    metadata,
    Column("provider_sid", String(64), primary_key=True),
    time("due_at", index=True),
    number("attempts"),
    time("expires_at"),
)
