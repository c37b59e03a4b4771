"""The program: what a person at a shell sees."""

import base64
import io
import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import pytest
from click.testing import CliRunner, Result

from bot.cli import COMMANDS, Entry, Group, main
from bot.commands.updates import first_sign
from bot.talk import talk
from tests.test_settings import COMPLETE


@dataclass
class Line:
    words: str
    ok: bool

    def __str__(self) -> str:
        return self.words


@dataclass
class Report:
    complaints: list[str]
    taken: int = 0
    repeated: int = 0


@dataclass
class FakeServices:
    """What the program asks of the service, and what it was asked."""

    healthy: bool = True
    asked: list[Any] = field(default_factory=list)

    def work(self, count: int, burst: bool) -> None:
        self.asked.append(("work", count, burst))

    def schedule(self) -> None:
        self.asked.append("schedule")

    def deliver(self, progress: Callable[[int, int], None]) -> dict[str, int]:
        progress(4, 4)
        return {"sent": 3, "given_up": 1}

    def poll(self, progress: Callable[[int, int], None], *, everything: bool) -> dict[str, int]:
        progress(1, 1)
        return {"asked": 9 if everything else 1}

    def purge(self) -> dict[str, int]:
        return {}

    def rotate_keys(self, progress: Callable[[int, int], None] | None = None) -> dict[str, int]:
        if progress:
            progress(5, 7)
            progress(7, 7)
        return {"resealed": 7}

    def import_updates(self, stream: TextIO, kind: str, progress: Callable[[int, int], None]) -> Report:
        progress(1, 0)
        rows = stream.read().split("\n")
        self.asked.append((kind, rows))
        bad = [f"line {number}: no receipt" for number, row in enumerate(rows, 1) if "bad" in row]
        return Report(bad, len(rows) - len(bad))

    def doctor_lines(self) -> Iterator[Line]:
        yield Line("database: ok", True)
        yield Line("redis: " + ("ok" if self.healthy else "not reachable"), self.healthy)

    def provision_lines(self) -> Iterator[str]:
        yield "+12025550100: set"

    def talker(self, language: str) -> Any:
        return lambda body: [f"{language}: {body}", "two\n\nlines"]


def run(*arguments: str, services: FakeServices | None = None, text: str | None = None) -> Result:
    return CliRunner().invoke(main, arguments, obj=services or FakeServices(), input=text)


def shell(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program as a process of its own, with nothing in its environment but what is given."""
    command = [sys.executable, "-c", "from bot.cli import main; main()", *arguments]
    path = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(command, env={**path, **environment}, capture_output=True, text=True, check=False, timeout=60)


def leaves(group: Group) -> Iterator[tuple[str, Entry]]:
    for name, entry in group.entries.items():
        if isinstance(entry, Group):
            yield from leaves(entry)
        else:
            yield name, entry


def test_the_list_of_commands_names_each_with_a_line() -> None:
    shown = run("--help").output
    assert all(f"\n  {name} " in shown for name, entry in COMMANDS.items() if entry.summary)
    assert "simulator" not in shown


@pytest.mark.parametrize(
    ("name", "entry"), list(leaves(main)), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_command_is_where_the_list_says(name: str, entry: Entry) -> None:
    command = entry.load()
    assert command.name == name
    assert command.hidden == (not entry.summary)


def test_an_unknown_command_is_named() -> None:
    result = run("destroy")
    assert result.exit_code == 2
    assert "No such command 'destroy'" in result.output


def test_a_new_key_is_32_bytes_and_another_one_each_time() -> None:
    first, second = (run("keys", "new").stdout.strip() for _ in range(2))
    assert len(base64.urlsafe_b64decode(first)) == 32
    assert first != second


def test_light_commands_load_neither_the_web_nor_the_database_nor_the_settings() -> None:
    source = """
import sys
from bot.cli import main
for arguments in (["--help"], ["db", "--help"], ["keys", "new"]):
    main(arguments, standalone_mode=False)
heavy = {"flask", "sqlalchemy", "twilio", "structlog", "redis", "rq", "gunicorn"}
print(sorted(heavy & set(sys.modules)), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"


def test_wrong_settings_end_the_program_with_2_and_a_line_each() -> None:
    done = shell("db", "current", **{**COMPLETE, "PORT": "x", "PIN_PEPPER": ""})
    assert done.returncode == 2
    assert done.stdout == ""
    assert [line.split()[0] for line in done.stderr.splitlines()] == ["PORT", "PIN_PEPPER"]


def test_the_database_goes_up_and_down_from_the_shell(tmp_path: Path) -> None:
    environment = {**COMPLETE, "DATABASE_URL": f"sqlite:///{tmp_path}/cases.db", "LOG_LEVEL": "WARNING"}
    assert shell("db", "upgrade", **environment).returncode == 0
    assert shell("db", "current", **environment).stdout not in {"", "empty\n"}
    assert shell("db", "downgrade", "-1", **environment).returncode == 0
    unknown = shell("db", "downgrade", "nowhere", **environment)
    assert unknown.returncode == 1
    assert unknown.stderr.startswith("Error: ")
    assert "Traceback" not in unknown.stderr


def test_a_worker_is_started_with_what_was_asked() -> None:
    services = FakeServices()
    run("worker", "--count", "3", "--burst", services=services)
    run("worker", services=services)
    run("schedule", services=services)
    assert services.asked == [("work", 3, True), ("work", 1, False), "schedule"]


def test_a_sweep_tells_what_it_did_to_people_and_to_programs() -> None:
    assert run("deliver").stdout == "sent: 3, given up: 1\n"
    assert run("purge").stdout == "nothing to do\n"
    assert json.loads(run("deliver", "--json").stdout) == {"sent": 3, "given_up": 1}
    assert run("purge", "--json").stdout == "{}\n"
    assert run("keys", "rotate").stdout == "resealed: 7\n"
    assert run("poll").stdout == "asked: 1\n"
    assert json.loads(run("poll", "--all", "--json").stdout) == {"asked": 9}


def test_sealing_again_shows_on_a_terminal_how_far_it_is_and_keeps_standard_output_clean() -> None:
    source = """
from bot.cli import main
class Services:
    def rotate_keys(self, progress):
        progress(100, 207)
        progress(207, 207)
        return {"resealed": 207}
main(["keys", "rotate", "--json"], obj=Services())
"""
    ours, theirs = pty.openpty()
    done = subprocess.run([sys.executable, "-c", source], stdout=subprocess.PIPE, stderr=theirs, text=True, check=True)
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert re.findall(r"(\d+ of \d+) rows", shown) == ["100 of 207", "207 of 207"]
    assert shown.endswith("\r\n")
    assert json.loads(done.stdout) == {"resealed": 207}


def test_updates_come_from_a_file_whose_name_tells_its_kind(tmp_path: Path) -> None:
    file = tmp_path / "changes.CSV"
    file.write_bytes(b"\xef\xbb\xbfgood\nbad\ngood")
    services = FakeServices()
    result = run("updates", "import", str(file), services=services)
    assert services.asked == [("csv", ["good", "bad", "good"])]
    assert result.stdout == "2 taken, 0 known already, 1 not understood\n"
    assert result.stderr == "line 2: no receipt\n"
    assert result.exit_code == 1


def test_updates_come_from_standard_input_too() -> None:
    services = FakeServices()
    assert run("updates", "import", "-", services=services, text=' [{"receipt": 1}]').exit_code == 0
    run("updates", "import", "-", services=services, text="receipt,title_en")
    run("updates", "import", "-", "--format", "json", services=services, text="receipt")
    assert [kind for kind, _ in services.asked] == ["json", "csv", "json"]


def test_an_empty_file_is_taken_for_a_table() -> None:
    assert first_sign(io.StringIO("")) == "csv"


def test_the_doctor_ends_with_1_when_something_is_wrong() -> None:
    assert run("doctor").exit_code == 0
    ill = run("doctor", services=FakeServices(healthy=False))
    assert ill.stdout == "database: ok\nredis: not reachable\n"
    assert ill.exit_code == 1


def test_the_doctor_names_wrong_settings_like_everything_else() -> None:
    done = shell("doctor", **{**COMPLETE, "PORT": "x"})
    assert done.returncode == 1
    assert "settings: PORT is not a whole number" in done.stdout


def test_provisioning_shows_what_it_set() -> None:
    assert run("twilio", "provision").stdout == "+12025550100: set\n"


def test_a_talk_through_a_pipe_reads_like_a_transcript() -> None:
    result = run("talk", "--language", "es", text="EAC9999103403\n\nadiós")
    assert result.stdout == (
        "you: EAC9999103403\nbot: es: EAC9999103403\nbot: two\n\n     lines\n"
        "you:\nbot: es:\nbot: two\n\n     lines\n"
        "you: adiós\nbot: es: adiós\nbot: two\n\n     lines\n"
    )


def test_a_talk_at_a_keyboard_does_not_repeat_what_was_typed() -> None:
    written: list[str] = []
    talk(["hello\n"], written.append, lambda body: [body.upper()], typed=True)
    assert written == ["bot: HELLO"]


SERVER = """
import sys
from bot.commands.ready import settings
from bot.web.server import Server, options

def application(environ, start_response):
    if environ["PATH_INFO"] == "/fail":
        raise ValueError("EAC9999103403")
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["wsgi.url_scheme"].encode()]

Server(lambda: application, options(settings(), "127.0.0.1")).run()
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def fetched(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, ""


def test_the_web_server_serves_logs_in_our_form_and_ends_when_asked(tmp_path: Path) -> None:
    port = free_port()
    path = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "HOME": str(tmp_path)}
    environment = {**path, **COMPLETE, "PORT": str(port), "WEB_PROCESSES": "1"}
    log = tmp_path / "log"
    with (
        log.open("w") as stderr,
        subprocess.Popen([sys.executable, "-c", SERVER], env=environment, stderr=stderr, cwd=tmp_path) as server,
    ):
        try:
            wait_for(port)
            assert fetched(f"http://127.0.0.1:{port}/") == (200, "http")
            assert fetched(f"http://127.0.0.1:{port}/fail?From=%2B12025550142")[0] == 500
            assert fetched(f"http://127.0.0.1:{port}/{'x' * 5000}")[0] == 414
        finally:
            server.send_signal(signal.SIGTERM)
            assert server.wait(20) == 0
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert any("Listening at" in line["event"] for line in lines)
    assert any("ValueError: EAC*****3403" in line.get("exception", "") for line in lines)
    assert "9999103403" not in log.read_text()
    assert "2025550142" not in log.read_text()
    assert [file.name for file in tmp_path.rglob("*")] == ["log"]


def wait_for(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server did not start")
