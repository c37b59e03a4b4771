"""What all tables are made of: their one `metadata`, which names constraints alike, and the columns that come again."""

from typing import Any

from sqlalchemy import Column, Double, ForeignKey, Integer, LargeBinary, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def key(name: str = "key") -> Column[bytes]:
    """32 bytes by which a row is found."""
    return Column(name, LargeBinary(32), primary_key=True)


def pointer(name: str, *, nullable: bool = False, index: bool = False) -> Column[bytes]:
    """The 32 bytes of something that need not be there."""
    return Column(name, LargeBinary(32), nullable=nullable, index=index)


def owner(table: str, name: str, **options: Any) -> Column[bytes]:
    """The key of the row in `table` that this one belongs to: it goes with it."""
    return Column(name, LargeBinary(32), ForeignKey(f"{table}.key", ondelete="CASCADE"), **options)


def person(*, nullable: bool = False) -> Column[bytes]:
    return owner("people", "person_key", nullable=nullable, index=True)


def sealed(name: str = "sealed") -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


def number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def time(name: str, *, nullable: bool = False, index: bool = False) -> Column[float]:
    return Column(name, Double, nullable=nullable, index=index)
