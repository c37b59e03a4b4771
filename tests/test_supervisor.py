"""Processes start, start again, and stop; nothing survives the supervisor, however it dies."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.demo import Keys, Places, environment, free_port, load_keys, simulator_file
from bot.embedded import LONGEST_SOCKET_PATH, EmbeddedError, answers, own, server_process, socket_path
from bot.settings import load_settings
from bot.supervisor import Process, StartError, Supervisor

PLAIN = {"PATH": os.defpath}
FAMILY = "setsid sleep 3600 & sleep 3600 & echo started; wait"  # one of them leaves the group, as RQ's jobs do


class Lines:
    """What the processes wrote."""

    def __init__(self) -> None:
        self.all: list[tuple[str, str]] = []
        self._news = threading.Condition()

    def __call__(self, name: str, line: str) -> None:
        with self._news:
            self.all.append((name, line))
            self._news.notify_all()

    def wait_for(self, word: str, times: int = 1) -> None:
        with self._news:
            said = self._news.wait_for(lambda: sum(word in line for _, line in self.all) >= times, 10)
        assert said, self.all


def shell(name: str, script: str, ready: Callable[[], bool] | None = None) -> Process:
    return Process(name, ["/bin/sh", "-c", script], PLAIN, ready=ready, patience=5, grace=2)


@pytest.fixture
def lines() -> Lines:
    return Lines()


@pytest.fixture
def supervisor(lines: Lines) -> Iterator[Supervisor]:
    supervisor = Supervisor(lines)
    yield supervisor
    supervisor.stop()


def alive(mark: str) -> list[str]:
    """The living processes that carry a mark in their environment or on their command line."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command, environ = (process / "cmdline").read_bytes(), (process / "environ").read_bytes()
            if mark.encode() in command + environ and int(process.name) != os.getpid():
                found.append(f"{process.name} {command!r}")
        except OSError:
            continue
    return found


def zombies() -> list[str]:
    """The children of this process that ended and were not taken leave of."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if state == "Z" and int(parent) == os.getpid():
            found.append(path.parent.name)
    return found


def none_alive(mark: str, within: float = 8.0) -> bool:
    deadline = time.monotonic() + within
    while alive(mark) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not alive(mark)


def test_what_a_process_writes_comes_with_its_name(supervisor: Supervisor, lines: Lines) -> None:
    supervisor.start(shell("a", "echo one; echo two >&2; sleep 60"))
    lines.wait_for("two")
    assert set(lines.all) == {("a", "one"), ("a", "two")}


def test_a_process_that_ends_is_started_again_a_little_later_each_time(supervisor: Supervisor, lines: Lines) -> None:
    supervisor.start(shell("a", "echo here; exit 3"))
    watcher = threading.Thread(target=supervisor.watch)
    watcher.start()
    lines.wait_for("here", times=2)
    lines.wait_for("ended with code 3", times=2)
    supervisor.stop()
    watcher.join()
    ends = [line for _, line in lines.all if "ended" in line]
    assert "0 s" in ends[0] or "1 s" in ends[0]
    assert "1 s" in ends[1]


def test_the_start_waits_until_a_process_is_ready(supervisor: Supervisor, lines: Lines, tmp_path: Path) -> None:
    mark = tmp_path / "ready"
    supervisor.start(shell("a", f"sleep 0.2; touch {mark}; sleep 60", mark.exists))
    assert mark.exists()


def test_a_process_that_ends_before_it_is_ready_is_named(supervisor: Supervisor) -> None:
    with pytest.raises(StartError, match="a did not start"):
        supervisor.start(shell("a", "exit 1", lambda: False))


def test_a_program_that_is_not_there_is_told_in_its_log(supervisor: Supervisor, lines: Lines) -> None:
    with pytest.raises(StartError):
        supervisor.start(Process("a", ["/no/such/program"], PLAIN, ready=lambda: False))
    lines.wait_for("/no/such/program: No such file")


def test_stopping_ends_a_whole_family_and_leaves_no_zombie(supervisor: Supervisor, lines: Lines) -> None:
    mark = f"MARK=stop-{os.getpid()}"
    supervisor.start(Process("a", ["/bin/sh", "-c", FAMILY], PLAIN | {"MARK": mark[5:]}, grace=2))
    lines.wait_for("started")
    assert len(alive(mark)) == 4  # the leash, the shell, two sleepers
    started = time.monotonic()
    supervisor.stop()
    assert alive(mark) == []
    assert zombies() == []
    assert time.monotonic() - started < 1.5


def test_one_that_does_not_listen_is_killed_after_its_grace(supervisor: Supervisor, lines: Lines) -> None:
    supervisor.start(
        Process("a", ["/bin/sh", "-c", "trap '' TERM; echo deaf; sleep 60 & wait; wait"], PLAIN, grace=0.3)
    )
    lines.wait_for("deaf")
    started = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - started < 3


def test_the_last_started_is_stopped_first(supervisor: Supervisor, lines: Lines) -> None:
    script = "trap 'echo bye; exit' TERM; echo up; while :; do sleep 0.05; done"
    supervisor.start(shell("first", script))
    supervisor.start(shell("second", script))
    lines.wait_for("up", times=2)
    supervisor.stop()
    assert [name for name, line in lines.all if line == "bye"] == ["second", "first"]


HOLDER = """
import sys
from bot.supervisor import Process, Supervisor
env = {"PATH": "/usr/bin:/bin", "MARK": sys.argv[1]}
family = Process("a", ["/bin/sh", "-c", sys.argv[2]], env, grace=2)
supervisor = Supervisor()
supervisor.catch_signals()
supervisor.start(family, family)
code = supervisor.wait() if sys.argv[3] == "wait" else supervisor.watch()
supervisor.stop()
print("stopped", flush=True)
sys.exit(code)
"""


def holder(mark: str, script: str = FAMILY, how: str = "watch") -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HOLDER, mark, script, how]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)


def output_until(process: subprocess.Popen[str], word: str, times: int) -> None:
    assert process.stdout
    seen = 0
    while seen < times:
        line = process.stdout.readline()
        assert line
        seen += word in line


def test_killing_the_supervisor_at_once_leaves_no_process_behind() -> None:
    mark = f"killed-{os.getpid()}"
    with holder(mark) as process:
        output_until(process, "started", 2)
        assert len(alive(f"MARK={mark}")) == 8
        process.kill()
    assert none_alive(f"MARK={mark}")


def test_killing_a_leash_ends_what_it_holds() -> None:
    mark = f"leash-{os.getpid()}"
    with holder(mark, "exec sleep 3600", "wait") as process:
        deadline = time.monotonic() + 5
        while len(alive(f"MARK={mark}")) < 4 and time.monotonic() < deadline:
            time.sleep(0.02)
        for leash in [line.split()[0] for line in alive(f"MARK={mark}") if "leash.py" in line]:
            os.kill(int(leash), signal.SIGKILL)
        assert none_alive(f"MARK={mark}")
        assert process.wait(5) != 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_polite_end_stops_everything_and_says_so(number: int) -> None:
    mark = f"signal-{number}-{os.getpid()}"
    with holder(mark) as process:
        output_until(process, "started", 2)
        process.send_signal(number)
        output_until(process, "stopped", 1)
        assert process.wait(5) == 0
    assert alive(f"MARK={mark}") == []


def test_processes_that_end_by_themselves_give_their_code_when_none_is_started_again() -> None:
    with holder("code", "exit 7", "wait") as process:
        assert process.wait(10) == 7


# The embedded server


def test_the_embedded_server_answers_on_its_socket_and_keeps_what_it_is_told(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    sock = socket_path(tmp_path)
    supervisor.start(server_process(tmp_path, sock, PLAIN))
    assert answers(sock)
    assert oct(sock.stat().st_mode)[-3:] == "700"
    assert (tmp_path / "redis" / "appendonlydir").is_dir()
    supervisor.stop()
    assert not answers(sock)


def test_a_second_demo_on_the_same_folder_is_told_so(tmp_path: Path) -> None:
    with own(tmp_path), pytest.raises(EmbeddedError, match="Another demo is running"):
        own(tmp_path, patience=0.1)
    own(tmp_path).close()


def test_a_folder_is_taken_until_the_last_process_has_gone(lines: Lines, tmp_path: Path) -> None:
    with own(tmp_path) as lock:
        supervisor = Supervisor(lines, keep=(lock.fileno(),))
        supervisor.start(shell("a", "echo up; exec sleep 3600"))
        lines.wait_for("up")
    with pytest.raises(EmbeddedError):
        own(tmp_path, patience=0.1)
    supervisor.stop()
    own(tmp_path).close()


def test_a_socket_whose_path_would_be_too_long_goes_elsewhere(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 120)
    sock = socket_path(deep)
    assert len(bytes(sock)) <= LONGEST_SOCKET_PATH
    assert socket_path(tmp_path) == tmp_path / "redis.sock"
    sock.parent.rmdir()


# What the demo hands to its processes


def places(folder: Path) -> Places:
    return Places(folder, 8123, 8124, 8125, folder / "redis.sock")


def test_keys_are_made_once_and_are_for_their_owner_alone(tmp_path: Path) -> None:
    keys = load_keys(tmp_path / "keys.json")
    assert load_keys(tmp_path / "keys.json") == keys
    assert oct((tmp_path / "keys.json").stat().st_mode)[-3:] == "600"
    assert len(keys.pin_pepper) >= 32


def test_the_settings_of_the_demo_are_complete_and_right(tmp_path: Path) -> None:
    settings = load_settings(environment(load_keys(tmp_path / "keys.json"), places(tmp_path)))
    assert settings.public_url == "http://127.0.0.1:8123"
    assert settings.twilio_api_url == "http://127.0.0.1:8124/carrier"
    assert settings.uscis_token_url == "http://127.0.0.1:8124/agency/oauth/accesstoken"
    assert settings.redis_url == f"unix://{tmp_path}/redis.sock"
    assert settings.smtp_url == "smtp://127.0.0.1:8125"
    assert settings.web_framed_by == "http://127.0.0.1:8124"


def test_the_simulator_is_told_what_it_needs_and_no_more_in_a_private_file(tmp_path: Path) -> None:
    keys = Keys("AC" + "0" * 32, "token", "id", "secret", "seal", "pepper", "pushed")
    path = simulator_file(keys, places(tmp_path))
    assert oct(path.stat().st_mode)[-3:] == "600"
    told = json.loads(path.read_text())
    assert (told["port"], told["public_url"], told["auth_token"]) == (8124, "http://127.0.0.1:8123", "token")
    assert told["mail_port"] == 8125
    assert "seal" not in path.read_text()
    assert "pepper" not in path.read_text()


def test_a_port_in_use_is_replaced_by_a_free_one() -> None:
    port = free_port(0)
    assert free_port(port) == port
    assert free_port(port, port) != port
