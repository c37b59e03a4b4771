"""The few statements of every turn, compiled once and given to the driver as they are.

Executing a statement through SQLAlchemy costs 40 to 80 µs, the driver alone 5 to 15: on the way of a turn, with five of
them, that is a third of the time the service may take. The statements are written like all others, and tested by what
they do; parameters need no conversion, because they are bytes, numbers and words.
"""

from typing import Any

from sqlalchemy import Connection, Executable
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.engine import Dialect

from storage.upserts import PerEngine, Values

_SQLITE = sqlite.dialect(paramstyle="named")
_POSTGRESQL = psycopg.dialect()  # type: ignore[no-untyped-call]


class Hot:
    """A statement whose every parameter is given by name."""

    __slots__ = ("_postgresql", "_sqlite")

    def __init__(self, statement: Executable | PerEngine) -> None:
        each = statement if isinstance(statement, PerEngine) else PerEngine(statement, statement)
        self._sqlite = _compiled(each.sqlite, _SQLITE)
        self._postgresql = _compiled(each.postgresql, _POSTGRESQL)

    def first(self, db: Connection, values: Values) -> Any:
        """The first row, a tuple, or None; there must not be another."""
        cursor = self._run(db, values)
        row = cursor.fetchone()
        cursor.close()
        return row

    def count(self, db: Connection, values: Values) -> int:
        """How many rows it wrote."""
        cursor = self._run(db, values)
        count: int = cursor.rowcount
        cursor.close()
        return count

    def _run(self, db: Connection, values: Values) -> Any:
        driver: Any = db.connection.dbapi_connection
        sql, constants = self._sqlite if db.dialect.name == "sqlite" else self._postgresql
        return driver.execute(sql, {**constants, **values})


def _compiled(statement: Any, dialect: Dialect) -> tuple[str, dict[str, Any]]:
    """The words of the statement, and the values that stand in it."""
    compiled = statement.compile(dialect=dialect)
    constants = {
        name: bind.value for bind, name in compiled.bind_names.items() if not bind.required and bind.value is not None
    }
    return str(compiled), constants
