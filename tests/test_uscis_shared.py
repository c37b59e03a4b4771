"""What all processes know together: one token, one quota, one knowledge that the agency is closed; with a real Valkey,
a real server, and processes of their own. And what each does when Valkey is gone.
"""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from redis import Redis

from bot.cases.quota import ALONE_SECONDS
from bot.cases.source import AgencyError
from bot.cases.token import KEY, LOCK, Tokens
from bot.cases.uscis import Uscis
from bot.redis import connect
from tests.agency import Agency, Asked, Piece, answer, playing, sample, token
from tests.uscis_process import RECEIPT, seal, source
from tests.valkey import Valkey, running

CASE = sample("case_200_with_history.json")
SECRET_KEY = bytes(range(32))
OPEN: list[Uscis] = []


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


@pytest.fixture(autouse=True)
def _closed_at_the_end() -> Iterator[None]:
    yield
    while OPEN:
        OPEN.pop().close()


def order(agency: Agency, redis: Valkey, **more: object) -> dict[str, object]:
    return {
        "url": agency.url, "redis": redis.url, "key": SECRET_KEY.hex(), "per_second": 1000, "seconds": 1.0,
        "threads": 2, **more,
    }  # fmt: skip


def client(agency: Agency, redis: Valkey, **more: object) -> Uscis:
    """As a process of its own would have it, with memory of its own."""
    uscis = source(order(agency, redis, **more))
    OPEN.append(uscis)
    return uscis


@contextmanager
def processes(count: int, wanted: dict[str, object]) -> Iterator[Callable[[], Counter[str]]]:
    """Starts all, and lets them begin together; what is yielded waits for their ends and adds them up."""
    argv = [sys.executable, "-m", "tests.uscis_process", json.dumps(wanted)]
    running = [subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(count)]
    try:
        for each in running:
            assert each.stdout is not None
            assert each.stdout.readline() == "ready\n"
        for each in running:
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()
        yield lambda: sum((Counter(json.loads(each.communicate(timeout=60)[0])) for each in running), Counter[str]())
    finally:
        for each in running:
            each.kill()
            each.communicate()


def well(_asked: Asked) -> Iterable[Piece]:
    return answer(200, CASE)


def slow_token(_asked: Asked) -> Iterable[Piece]:
    time.sleep(0.3)
    return token()


def most_in(seconds: float, times: list[float]) -> int:
    return max(sum(1 for at in times if begin <= at < begin + seconds) for begin in times)


@pytest.mark.slow
def test_many_threads_of_many_processes_make_one_token(valkey: Valkey) -> None:
    with playing(well, slow_token) as agency, processes(4, order(agency, valkey, threads=4)) as ended:
        assert set(ended()) == {"found"}
        assert len(agency.tokens) == 1


def test_the_token_lies_sealed_in_redis_and_ends_before_the_agency_ends_it(valkey: Valkey) -> None:
    with playing(well) as agency:
        client(agency, valkey).fetch(RECEIPT, 5.0)
    everything = valkey.everything()
    assert KEY.encode() in everything
    for secret in (b"TESTTOKEN", b"our-secret", RECEIPT.encode(), RECEIPT[3:].encode()):
        assert secret not in everything
    redis = Redis.from_url(valkey.url)
    assert 1_600 < int(redis.ttl(KEY)) <= 1_739
    assert not redis.exists(LOCK)
    redis.close()


def test_a_token_refused_to_one_process_is_renewed_once_for_all(valkey: Valkey) -> None:
    names = iter(["first", "second", "third"])
    good = ["first"]

    def look_up(asked: Asked) -> Iterable[Piece]:
        fine = asked.headers["authorization"] == f"Bearer {good[0]}"
        return answer(200, CASE) if fine else answer(401, sample("error_401.json"))

    with playing(look_up, lambda _asked: token(next(names))) as agency:
        clients = [client(agency, valkey) for _ in range(3)]
        for each in clients:
            each.fetch(RECEIPT, 5.0)
        good[0] = "second"
        with ThreadPoolExecutor(9) as threads:
            cases = list(threads.map(lambda number: clients[number % 3].fetch(RECEIPT, 5.0), range(9)))
        assert all(cases)
        assert len(agency.tokens) == 2


def test_a_token_that_this_process_can_not_open_is_made_anew(valkey: Valkey) -> None:
    redis = connect(valkey.url)
    redis.set(KEY, b"sealed under a key that is gone")
    tokens = Tokens(lambda _until: ("new", 1800.0), redis, seal(SECRET_KEY))
    assert tokens.get(time.monotonic() + 1.0) == "new"


def test_whoever_died_while_making_a_token_holds_nobody_up_for_long(valkey: Valkey) -> None:
    redis = connect(valkey.url)
    redis.set(LOCK, b"somebody else", px=300)
    tokens = Tokens(lambda _until: ("new", 1800.0), redis, seal(SECRET_KEY))
    assert tokens.get(time.monotonic() + 2.0) == "new"
    redis.delete(KEY)
    redis.set(LOCK, b"somebody else", px=5000)
    with pytest.raises(AgencyError) as error:
        Tokens(lambda _until: ("new", 1800.0), redis, seal(SECRET_KEY)).get(time.monotonic() + 0.2)
    assert error.value.slow


def test_a_token_that_is_not_given_is_not_asked_for_by_each_who_waited(valkey: Valkey) -> None:
    asked = []

    def make(_until: float) -> tuple[str, float]:
        asked.append(1)
        time.sleep(0.2)
        raise AgencyError("no")

    shared = [Tokens(make, connect(valkey.url), seal(SECRET_KEY)) for _ in range(3)]

    def ask(number: int) -> bool:
        with pytest.raises(AgencyError):
            shared[number % 3].get(time.monotonic() + 5.0)
        return True

    with ThreadPoolExecutor(9) as threads:
        assert all(threads.map(ask, range(9)))
    assert len(asked) == 1


@pytest.mark.slow
def test_four_processes_together_never_ask_more_than_the_quota_of_a_second(valkey: Valkey) -> None:
    with playing(well) as agency, processes(4, order(agency, valkey, per_second=5, seconds=3.0)) as ended:
        told = ended()
    times = [asked.at for asked in agency.look_ups]
    assert 10 <= told["found"] == len(times) <= 30
    assert most_in(0.8, times) <= 5  # a little under the second: between the count and the socket time passes


def test_polling_leaves_the_last_slot_of_a_second_and_the_reserve_of_a_day_to_people(valkey: Valkey) -> None:
    with playing(well) as agency:
        polling = client(agency, valkey, per_day=6, reserve=2, urgent=False)
        people = client(agency, valkey, per_day=6, reserve=2)
        for _ in range(4):
            polling.fetch(RECEIPT, 5.0)
        with pytest.raises(AgencyError) as error:
            polling.fetch(RECEIPT, 5.0)
        assert error.value.retry_at % 86_400 == 0.0
        for _ in range(2):
            people.fetch(RECEIPT, 5.0)
        with pytest.raises(AgencyError):
            people.fetch(RECEIPT, 5.0)
        assert len(agency.look_ups) == 6


def test_closed_and_slow_down_are_known_to_all_when_one_has_heard_it(valkey: Valkey) -> None:
    closed = answer(503, sample("error_503_live_sandbox.raw.txt"))
    with playing(lambda _asked: closed) as agency:
        for each in [client(agency, valkey) for _ in range(3)]:
            with pytest.raises(AgencyError):
                each.fetch(RECEIPT, 2.0)
        assert len(agency.look_ups) == 1


def test_failures_are_counted_over_all_processes_and_one_tries_again(valkey: Valkey) -> None:
    with playing(lambda _asked: answer(500, b"")) as agency:
        for each in [client(agency, valkey) for _ in range(9)]:
            with pytest.raises(AgencyError):
                each.fetch(RECEIPT, 2.0)
        assert len(agency.look_ups) == 5
        connect(valkey.url).delete("agency:pause:down")  # as if the rest were over
        fresh = [client(agency, valkey) for _ in range(4)]
        with ThreadPoolExecutor(4) as threads:
            ended = list(threads.map(_ended, fresh))
        assert len(agency.look_ups) == 6
        assert ended == ["error"] * 4


def _ended(uscis: Uscis) -> str:
    try:
        return "found" if uscis.fetch(RECEIPT, 2.0) else "unknown"
    except AgencyError:
        return "error"


@pytest.mark.slow
def test_when_redis_is_killed_in_the_middle_people_are_answered_at_the_pace_of_a_small_share(
    mortal_valkey: Valkey,
) -> None:
    with playing(well) as agency, processes(4, order(agency, mortal_valkey, per_second=8, seconds=4.0)) as ended:
        time.sleep(1.5)
        mortal_valkey.kill()
        killed = time.time()
        told = ended()
    assert set(told) <= {"found", "The agency's quota for this second is spent."}
    times = [asked.at for asked in agency.look_ups]
    after = [at for at in times if at > killed]
    assert len(after) >= 4
    assert most_in(0.8, times) <= 8
    assert len(agency.tokens) == 1  # the one they had serves on


def test_without_redis_each_process_makes_its_own_token_and_answers(mortal_valkey: Valkey) -> None:
    mortal_valkey.kill()
    with playing(well, slow_token) as agency:
        uscis = client(agency, mortal_valkey)
        with ThreadPoolExecutor(4) as threads:
            assert all(threads.map(lambda _: uscis.fetch(RECEIPT, 5.0), range(4)))
        assert len(agency.tokens) == 1


def test_what_was_asked_without_redis_is_counted_when_it_is_back(mortal_valkey: Valkey) -> None:
    with playing(well) as agency:
        uscis = client(agency, mortal_valkey, per_day=100, per_second=40)
        mortal_valkey.kill()
        for _ in range(5):  # a twentieth of the day
            uscis.fetch(RECEIPT, 5.0)
        with pytest.raises(AgencyError):
            uscis.fetch(RECEIPT, 5.0)
        mortal_valkey.start()
        time.sleep(ALONE_SECONDS + 0.1)
        uscis.fetch(RECEIPT, 5.0)
        redis = Redis.from_url(mortal_valkey.url)
        counts = [int(redis.get(key) or 0) for key in redis.keys("agency:quota:*day*")]
        redis.close()
        assert counts == [6]


def test_a_redis_that_hangs_costs_a_look_up_a_moment_once(mortal_valkey: Valkey) -> None:
    with playing(well) as agency:
        uscis = client(agency, mortal_valkey, per_second=40)
        uscis.fetch(RECEIPT, 5.0)
        with mortal_valkey.frozen():
            began = time.monotonic()
            uscis.fetch(RECEIPT, 5.0)
            # Who does not know what the others took of this second waits it out, once; then it has its own share.
            assert time.monotonic() - began < 2.0
            began = time.monotonic()
            uscis.fetch(RECEIPT, 5.0)
            assert time.monotonic() - began < 0.4
