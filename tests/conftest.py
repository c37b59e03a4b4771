"""Fixtures that every test may ask for by name."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium
from tests.service import ServiceLine

pytest_plugins = ["tests.databases", "tests.chat_site"]


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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless browser for the tests of a file; each makes pages of its own."""
    with chromium() as opened:
        yield opened
