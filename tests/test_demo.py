"""The whole demo, as somebody who has just cloned it runs it: one command, a text, an answer, nothing left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.test_supervisor import none_alive

pytestmark = pytest.mark.slow
ANA, BEN = "+12025550142", "+12025550143"
START = "import sys; from pathlib import Path; from bot.demo import run; sys.exit(run(Path(sys.argv[1]), 0, 0))"


class Demo:
    """A running demo and its page."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-c", START, str(folder)]
        self.folder = folder
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )
        self.told = ""
        assert self.process.stdout
        for line in self.process.stdout:
            self.told += line
            if "Ctrl-C" in line:
                break
        address = self.told.split("Open")[1].split()[0] if "Open" in self.told else ""
        assert address, self.told
        self.page = httpx2.Client(base_url=f"{address}/api", trust_env=False, timeout=30)
        self.seen = 0

    def say(self, phone: str, body: str) -> str:
        """Sends a text; the body of the first answer to it."""
        assert self.page.post("/text", json={"phone": phone, "body": body}).status_code == 202
        return str(self.next(phone, "text")["body"])

    def next(self, phone: str, kind: str) -> dict[str, Any]:
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            told = self.page.get("/events", params={"after": self.seen, "wait": 2}).json()
            for event in told["events"]:
                self.seen = event["id"]
                if (event["phone"], event["kind"], event["from"]) == (phone, kind, "line"):
                    return event  # type: ignore[no-any-return]
        raise AssertionError("no answer")

    def end(self) -> None:
        self.page.close()
        if self.process.returncode is None:
            self.process.kill()
            self.process.communicate()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    demo = Demo(tmp_path / "my demo")
    yield demo
    demo.end()


def test_texts_are_answered_in_both_languages_a_second_demo_is_refused_and_ctrl_c_stops_all_of_it(demo: Demo) -> None:
    for word in ("EAC9999103403", "HELP", "CREATE", "LIST", "AYUDA", "CREAR", "LISTA"):
        assert word in demo.told, demo.told
    assert "Case Was Approved" in demo.say(ANA, "EAC9999103403")
    assert "Caso Fue Aprobado" in demo.say(BEN, "hola, mi recibo es eac 99-991-03403")
    second = subprocess.run(
        [sys.executable, "-c", START, str(demo.folder)], capture_output=True, text=True, check=False, timeout=30
    )
    assert (second.returncode, second.stdout) == (1, "")
    assert "Another demo is running" in second.stderr
    demo.process.send_signal(signal.SIGINT)
    rest, _ = demo.process.communicate(timeout=40)
    assert rest.strip().endswith("Stopped.")
    assert demo.process.returncode == 0
    assert none_alive(str(demo.folder.parent))


def test_a_demo_that_is_killed_leaves_nothing_running_and_starts_again(demo: Demo) -> None:
    assert "EAC9999103403" in demo.say(ANA, "EAC9999103403")
    os.kill(demo.process.pid, signal.SIGKILL)
    demo.process.communicate()
    assert none_alive(str(demo.folder.parent), 15)
    again = Demo(demo.folder)
    assert "EAC9999103402" in again.say(ANA, "EAC9999103402")
    again.end()
    assert none_alive(str(demo.folder.parent), 15)
