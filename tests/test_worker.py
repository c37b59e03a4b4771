"""The real way of a second text: the bell in a real Valkey, a worker as a process of its own, the official client,
and at its other end the simulated carrier; the simulated agency.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from bot.backstage import Backstage
from bot.demo import free_port
from bot.doorbell import DELIVER, ENOUGH, KEEP_PROMISES, PURGE, QUEUE, Doorbell
from bot.redis import connect
from bot.settings import load_settings
from bot.simulator.agency import Rules
from bot.simulator.page import Stage, build_app, build_stage, server_for
from bot.simulator.parameters import Account
from storage.database import Database
from tests.service import ACCOUNT, ENVIRONMENT, TOKEN
from tests.serving import serving
from tests.valkey import Valkey, running
from tests.world import PERSON

RECEIPT = "EAC9999103403"
LINE = "+12025550100"
T = TypeVar("T")


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    with running() as server:
        yield server


def queue(valkey: Valkey) -> Queue:
    return Queue(QUEUE, connection=Redis.from_url(valkey.url), serializer=JSONSerializer)


class Town:
    """The service on a port of its own, between a simulated agency and a simulated carrier."""

    def __init__(self, stage: Stage, page: str, port: int, valkey: Valkey, database_url: str) -> None:
        self.stage, self.carrier = stage, stage.carrier
        self.environment = {
            **ENVIRONMENT,
            "DATABASE_URL": database_url,
            "REDIS_URL": valkey.url,
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "TWILIO_API_URL": f"{page}/carrier",
            "CASE_SOURCE": "uscis",
            "USCIS_API_URL": f"{page}/agency",
            "USCIS_TOKEN_URL": f"{page}/agency/oauth/accesstoken",
            "USCIS_CLIENT_ID": "our-id",
            "USCIS_CLIENT_SECRET": "our-secret",
        }
        self.services = Backstage(load_settings(self.environment), patience=0.3)

    def worker(self, folder: Path) -> subprocess.CompletedProcess[str]:
        program = Path(sys.executable).with_name("casestatus")
        path = {"PATH": os.environ["PATH"]}
        return subprocess.run(
            [program, "worker", "--burst"],
            env={**path, **self.environment},
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def heard(self, count: int) -> list[str]:
        """What the phone got, once there are so many texts and all were delivered."""
        until = time.monotonic() + 20
        while True:
            texts = [event for event in self.carrier.feed.texts(PERSON) if event.sender == "line"]
            if len(texts) >= count and all(event.status == "delivered" for event in texts):
                return [event.body for event in texts]
            assert time.monotonic() < until, texts
            time.sleep(0.02)


@contextmanager
def town(valkey: Valkey, database_url: str, port: int) -> Iterator[Town]:
    account = Account(ACCOUNT, TOKEN, LINE, f"http://127.0.0.1:{port}")
    stage = build_stage(account, Rules("our-id", "our-secret", slow_seconds=2.0), pause=0.02)
    with serving(build_app(stage)) as page:
        made = Town(stage, page, port, valkey, database_url)
        server = server_for(made.services.web_app(), port)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield made
        finally:
            stage.carrier.close()
            server.shutdown()
            server.server_close()
            thread.join()
            made.services.lookups.close()
            made.services.database.close()


@pytest.mark.slow
def test_a_promised_answer_comes_through_the_queue_a_worker_and_the_carrier(
    valkey: Valkey, database_url: str, tmp_path: Path
) -> None:
    valkey.empty()
    with town(valkey, database_url, free_port(0)) as place:
        place.stage.agency.mode = "slow"
        place.carrier.text(PERSON, f"hello, {RECEIPT} please")
        assert place.heard(1)[0].startswith("One moment, please.")
        (job,) = eventually(lambda: queue(valkey).jobs)
        assert (job.func_name, job.args, job.kwargs, job.description) == (KEEP_PROMISES, [], {}, KEEP_PROMISES)
        seen = valkey.everything()
        done = place.worker(tmp_path)
        seen += valkey.everything()
        assert (done.returncode, done.stdout) == (0, "")
        answer = place.heard(2)[1]
        assert answer.startswith(RECEIPT)
        assert "Case Was Approved" in answer
        for told in (done.stderr, seen.decode("latin-1")):
            assert RECEIPT not in told
            assert RECEIPT[3:] not in told
            assert PERSON[2:] not in told
        assert queue(valkey).jobs == []
        assert queue(valkey).failed_job_registry.count == 0
        assert states(place.services.database) == ["delivered"], "as the carrier reported it"


def states(database: Database) -> list[str]:
    """Of all texts, once they have ended."""

    def ended() -> list[str]:
        with database.reading() as db:
            found = [row[0] for row in db.exec_driver_sql("SELECT state FROM messages").all()]
        return found if all(state == "delivered" for state in found) else []

    return eventually(ended)


def eventually(look: Callable[[], list[T]]) -> list[T]:
    """What there is to see, once there is something."""
    until = time.monotonic() + 10
    while not (seen := look()):
        assert time.monotonic() < until, "nothing came"
        time.sleep(0.02)
    return seen


def test_bells_name_what_to_do_and_nothing_else(valkey: Valkey) -> None:
    valkey.empty()
    bell = Doorbell(lambda: connect(valkey.url))
    for job in (KEEP_PROMISES, DELIVER, PURGE):
        assert bell.ring(job)
    waiting = queue(valkey).jobs
    assert [(job.func_name, job.args, job.kwargs) for job in waiting] == [
        (KEEP_PROMISES, [], {}),
        (DELIVER, [], {}),
        (PURGE, [], {}),
    ]


def test_a_night_without_a_worker_leaves_no_more_than_a_hundred_bells(valkey: Valkey) -> None:
    valkey.empty()
    bell = Doorbell(lambda: connect(valkey.url))
    rung = [bell.ring(DELIVER) for _ in range(ENOUGH + 5)]
    assert rung == [True] * ENOUGH + [False] * 5
    assert len(queue(valkey)) == ENOUGH


def test_a_bell_that_is_not_heard_costs_no_time(valkey: Valkey) -> None:
    with running() as frozen:
        bell = Doorbell(lambda: connect(frozen.url))
        with frozen.frozen():
            began = time.monotonic()
            assert not bell.ring(DELIVER)
            assert not bell.ring(DELIVER)
            assert time.monotonic() - began < 2.5
        frozen.kill()
        assert not bell.ring(DELIVER)
