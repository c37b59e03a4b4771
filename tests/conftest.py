"""Fixtures that every test may ask for by name."""

from collections.abc import Iterator

import pytest

from tests.service import ServiceLine

pytest_plugins = ["tests.databases"]


@pytest.fixture
def line(database_url: str) -> Iterator[ServiceLine]:
    """The whole service, on each database engine in turn."""
    stage = ServiceLine(database_url)
    yield stage
    stage.close()


@pytest.fixture
def lite(sqlite_url: str) -> Iterator[ServiceLine]:
    """The same on SQLite only, for what does not depend on the engine."""
    stage = ServiceLine(sqlite_url)
    yield stage
    stage.close()
