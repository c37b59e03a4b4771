"""Databases on a bad day: of a process that dies in the middle of its work, and one that goes away."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from storage.database import Database, DatabaseDown


class Died(BaseException):
    """The end of a process; nobody in it can catch that."""


class Mortal(Database):
    """Of the write number `last`, counted from 1, nothing is kept, or all of it when the process dies `after`."""

    def __init__(self, url: str, last: int, *, after: bool = False) -> None:
        super().__init__(url)
        self.last, self.after, self.writes = last, after, 0

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        self.writes += 1
        number = self.writes
        if number > self.last or (number == self.last and not self.after):
            raise Died
        with super().writing() as db:
            yield db
        if number == self.last:
            raise Died


class Fallen(Database):
    """While it is `away` everything raises DatabaseDown."""

    away = False

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        if self.away:
            raise DatabaseDown("away for a test")
        with super().reading() as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        if self.away:
            raise DatabaseDown("away for a test")
        with super().writing() as db:
            yield db
