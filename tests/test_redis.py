"""The one way to Redis: what a dead, slow or returning server costs."""

import socket
import time
from collections.abc import Iterator

import pytest
from redis import Redis, RedisError

from bot.redis import Resting, connect, connect_blocking, healthy
from tests.valkey import Valkey, running


@pytest.fixture(scope="module")
def server() -> Iterator[Valkey]:
    with running() as one:
        yield one


@pytest.fixture
def valkey(server: Valkey) -> Valkey:
    """Running and empty."""
    server.empty()
    return server


@pytest.fixture
def mortal_valkey() -> Iterator[Valkey]:
    """One that a test may kill."""
    with running() as one:
        yield one


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}"


def seconds(redis: Redis) -> float:
    began = time.monotonic()
    with pytest.raises(RedisError):
        redis.get("x")
    return time.monotonic() - began


def test_a_process_has_one_client_for_an_address(valkey: Valkey) -> None:
    assert connect(valkey.url) is connect(valkey.url)
    assert connect(valkey.url).set("a", "ñ")
    assert connect(valkey.url).get("a") == "ñ".encode()
    assert healthy(connect(valkey.url))


def test_a_silent_server_costs_half_a_second_once_and_then_nothing_for_a_while(silent: str) -> None:
    redis = connect(silent)
    assert seconds(redis) < 0.5
    assert seconds(redis) < 0.05
    began = time.monotonic()
    pipeline = redis.pipeline()
    pipeline.get("x")
    with pytest.raises(RedisError):
        pipeline.execute()
    assert not healthy(redis)
    assert time.monotonic() - began < 0.1
    redis.close()


def test_a_dead_server_costs_next_to_nothing_and_is_used_again_when_it_is_back(mortal_valkey: Valkey) -> None:
    redis = connect(mortal_valkey.url)
    assert healthy(redis)
    mortal_valkey.kill()
    assert seconds(redis) < 0.3
    mortal_valkey.start()
    assert not healthy(redis)  # still resting
    time.sleep(1.1)
    assert healthy(redis)
    redis.close()


def test_a_restart_in_between_is_not_noticed(mortal_valkey: Valkey) -> None:
    redis = connect(mortal_valkey.url)
    assert healthy(redis)
    mortal_valkey.kill()
    mortal_valkey.start()
    assert healthy(redis)
    redis.close()


def test_an_answer_that_took_too_long_begins_a_rest_as_well() -> None:
    now = [0.0]
    resting = Resting(rest=1.0, slow=0.2, clock=lambda: now[0])

    def dawdle() -> str:
        now[0] += 0.25
        return "late"

    assert resting.call_with_retry(dawdle, lambda _error: None) == "late"
    with pytest.raises(RedisError):
        resting.call_with_retry(dawdle, lambda _error: None)
    now[0] += 1.0
    assert resting.call_with_retry(lambda: "well", lambda _error: None) == "well"


def test_a_worker_may_wait_in_one_command_for_long(valkey: Valkey) -> None:
    redis = connect_blocking(valkey.url)
    assert redis.blpop(["nothing"], timeout=0.6) is None
    redis.close()
