"""A day of talks on pages: nothing of them stands in the database, in Redis, in the logs, or in an address."""

from collections.abc import Iterator
from itertools import count
from typing import Any, cast

import pytest
from werkzeug.test import TestResponse

from bot.portfolios.desk import Portfolios
from tests.paging import PAGES, PageLine, language_of
from tests.searching import (
    database_bytes,
    found,
    journal_bytes,
    redis_bytes,
    rows_text,
    typed_numbers,
    write_everything_down,
)
from tests.test_portfolio_privacy import ADDRESS, SIX, WEEK, Attentive, opened_talks, with_own_phones, worth
from tests.test_privacy import Ears, ears  # noqa: F401 - a fixture
from tests.transcripts import LINK, played
from tests.valkey import Valkey, running

CONVERSATIONS = sorted(PAGES.glob("*.txt"))


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    with running() as server:
        yield server


class PageDay(PageLine):
    """A stage that remembers every address that was asked for or given, and what was secret."""

    def __init__(self, database_url: str, language: str, **more: Any) -> None:
        super().__init__(database_url, language=language, **more)
        self.desk = Attentive(self.services.portfolios)
        for world in (self.services.world, self.services.pages._world):
            world.portfolios = cast(Portfolios, self.desk)
        self.addresses: list[str] = []
        self.heads: list[str] = []
        self.talks: set[str] = set()
        self.typed: set[str] = set()

    def fill(self, **more: Any) -> TestResponse:
        response = super().fill(**more)
        self.typed |= {*typed_numbers([more.get("text", "")]), *SIX.findall(more.get("text", ""))}
        # The links of one-time pages are the one kind of address that holds a secret: for whom it is meant.
        self.addresses += ["/chat", *(LINK.sub(r"\1", each) for each in ADDRESS.findall(response.text))]
        self.heads.append(str(response.headers))
        self.talks |= opened_talks(self)
        return response

    @property
    def codes(self) -> set[str]:
        bodies = [*(body for _to, body in self.carrier.sent), *(body for *_, body in self.post_office.sent)]
        codes = {code for body in bodies for code in SIX.findall(LINK.sub(r"\1", body))}
        return codes | {token for body in bodies for _address, token in LINK.findall(body)}

    @property
    def hidden(self) -> set[str]:
        """PINs and codes, but those that are a part of a receipt number or a user ID."""
        known = {each[::way] for each in {*self.desk.secrets, *self.source.asked} for way in (1, -1)}
        told = worth(self.desk.hidden | self.codes)
        return {each for each in told if not any(each in other for other in known)}

    @property
    def secrets(self) -> set[str]:
        said = {*self.desk.secrets, *self.source.asked, *(to for to, *_ in self.post_office.sent)}
        return worth(said | self.typed | self.desk.hidden | self.codes)


@pytest.mark.slow
def test_a_day_of_talks_on_pages_leaves_nothing_of_them_anywhere(
    database_url: str,
    valkey: Valkey,
    ears: Ears,  # noqa: F811
) -> None:
    valkey.empty()
    write_everything_down(valkey.url)
    secrets: set[str] = set()
    addresses: list[str] = []
    for number, path in zip(count(), CONVERSATIONS, strict=False):
        stage = PageDay(database_url, language_of(path), REDIS_URL=valkey.url)
        stage.numbers = count(1 + number * 1000)
        stage.wait(number * WEEK)
        played(stage, with_own_phones(path.read_text(), number))
        stage.services.deliver()
        assert found("\n".join(stage.talks).encode(), stage.hidden) == [], path.name
        secrets |= stage.secrets
        addresses += [*stage.addresses, *stage.heads]
        stage.close()
    assert len(secrets) > 5 * len(CONVERSATIONS), "the search is for something"
    failed = [line for line in ears.written.getvalue().splitlines() if "turn failed" in line]
    assert failed == []
    assert found("\n".join(addresses).encode(), secrets) == []
    assert found(ears.all(), secrets) == []
    assert found(redis_bytes(valkey.url) + journal_bytes(valkey.url), secrets) == []
    assert found(database_bytes(database_url), secrets) == []
    assert found(rows_text(database_url), secrets) == []
