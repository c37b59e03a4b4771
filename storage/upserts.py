"""INSERT … ON CONFLICT, which both engines speak but SQLAlchemy spells once for each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

Values = Mapping[str, Any]
New = Any  # the row that was to be inserted, by column name


@dataclass(frozen=True, slots=True)
class PerEngine:
    """The same statement for each engine, built once."""

    sqlite: Executable
    postgresql: Executable

    def run(self, db: Connection, values: Values | Sequence[Values]) -> int:
        """Executes it; how many rows it wrote."""
        statement = self.sqlite if db.dialect.name == "sqlite" else self.postgresql
        return db.execute(statement, values).rowcount


def insert_once(table: Table) -> PerEngine:
    """Inserts a row, or writes nothing when its key is taken."""
    return _on_both(lambda insert: insert(table).on_conflict_do_nothing())


def upsert(table: Table, change: Callable[[New], Values], only_if: Callable[[New], Any] | None = None) -> PerEngine:
    """Inserts a row; when its key is taken makes `change` to that row instead, or writes nothing unless `only_if`.

    Both are given the row that was to be inserted.
    """

    def build(insert: Any) -> Any:
        statement = insert(table)
        new: New = statement.excluded
        where = None if only_if is None else only_if(new)
        return statement.on_conflict_do_update(index_elements=[*table.primary_key], set_=change(new), where=where)

    return _on_both(build)


def _on_both(build: Callable[[Any], Any]) -> PerEngine:
    """`build` is given the engine's `insert`, and makes the statement."""
    options = {"preserve_rowcount": True}
    return PerEngine(
        build(sqlite.insert).execution_options(**options), build(postgresql.insert).execution_options(**options)
    )
