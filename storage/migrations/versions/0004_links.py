"""One-time links: what they are good for, by the keyed hash of the token in them.

Going down takes them away: who has one gets another page that says so, and asks again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    owner = sa.ForeignKey("portfolios.key", name=op.f("fk_links_portfolio_key_portfolios"), ondelete="CASCADE")
    op.create_table(
        "links",
        sa.Column("key", sa.LargeBinary(32), nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("portfolio_key", sa.LargeBinary(32), owner, nullable=True),
        sa.Column("person_key", sa.LargeBinary(32)),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.Double(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.Double()),
        sa.PrimaryKeyConstraint("key", name="pk_links"),
    )
    for column in ("portfolio_key", "person_key", "expires_at"):
        op.create_index(f"ix_links_{column}", "links", [column])


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":  # what is deleted is overwritten, in free pages as well
        op.execute("PRAGMA secure_delete=ON")
    op.drop_table("links")
