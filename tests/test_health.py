"""The probes: alive as long as the process is, ready as long as people are answered."""

import io
import json
import shutil
import time
from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from tests.databases import PostgresServer
from tests.hearing import heard
from tests.service import ServiceLine
from tests.valkey import Valkey, running


@pytest.fixture(autouse=True)
def log() -> Iterator[io.StringIO]:
    with heard() as stream:
        yield stream


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    with running() as server:
        yield server


def probe(stage: ServiceLine, path: str = "/readyz", method: str = "GET") -> TestResponse:
    return stage.app.test_client().open(path, method=method)


def parts(response: TestResponse) -> dict[str, str]:
    """What is said of each part, one on a line."""
    assert response.content_type == "application/json"
    told: dict[str, str] = json.loads(response.data)
    assert len(response.text.splitlines()) == len(told) + 2
    return told


def test_all_parts_there_is_ready(database_url: str, valkey: Valkey) -> None:
    stage = ServiceLine(database_url, REDIS_URL=valkey.url)
    ready = probe(stage)
    assert (ready.status_code, parts(ready)) == (200, {"database": "ok", "redis": "ok"})
    assert (probe(stage, "/livez").status_code, probe(stage, "/livez").text) == (200, "ok\n")
    stage.close()


def test_without_redis_people_are_still_answered_so_it_is_ready(sqlite_url: str) -> None:
    stage = ServiceLine(sqlite_url)
    ready = probe(stage)
    assert (ready.status_code, parts(ready)) == (200, {"database": "ok", "redis": "away"})
    stage.close()


@pytest.mark.parametrize("kind", ["no folder", "no server"])
def test_without_a_database_it_is_alive_and_not_ready(tmp_path: object, kind: str, log: io.StringIO) -> None:
    folder = f"{tmp_path}/gone"
    url = (
        f"sqlite:///{folder}/line.db" if kind == "no folder" else f"postgresql+psycopg://me:secret@/line?host={folder}"
    )
    stage = ServiceLine(url)
    shutil.rmtree(folder, ignore_errors=True)
    began = time.monotonic()
    ready = probe(stage)
    assert time.monotonic() - began < 2
    assert (ready.status_code, parts(ready)) == (503, {"database": "away", "redis": "away"})
    assert probe(stage, "/livez").status_code == 200
    for told in (ready.text, log.getvalue()):
        assert folder not in told
        assert "secret" not in told
    stage.close()


@pytest.mark.slow
def test_it_is_ready_again_when_the_database_is_back(postgres: PostgresServer, postgres_url: str) -> None:
    stage = ServiceLine(postgres_url)
    assert probe(stage).status_code == 200
    postgres.stop()
    try:
        assert probe(stage).status_code == 503
    finally:
        postgres.start()
    assert probe(stage).status_code == 200
    stage.close()


def test_a_redis_that_says_nothing_does_not_hold_the_probe_up(sqlite_url: str, valkey: Valkey) -> None:
    stage = ServiceLine(sqlite_url, REDIS_URL=f"{valkey.url}?db=0")
    assert parts(probe(stage))["redis"] == "ok"
    with valkey.frozen():
        began = time.monotonic()
        assert parts(probe(stage)) == {"database": "ok", "redis": "away"}
        assert time.monotonic() - began < 1
    stage.close()


def test_a_probe_changes_nothing_and_takes_no_other_method(sqlite_url: str) -> None:
    stage = ServiceLine(sqlite_url)
    for path in ("/livez", "/readyz"):
        assert probe(stage, path, "POST").status_code == 405
        head = probe(stage, path, "HEAD")
        assert (head.status_code, head.data) == (200, b"")
        assert probe(stage, f"{path}/more").status_code == 404
    stage.close()
