"""The servers of the bench: their settings, their start and end, what they cost by `/proc`."""

import csv
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tools.bench_load import Line

HOUSE = Path(__file__).parent.parent
CASESTATUS = Path(sys.executable).with_name("casestatus")
LINE = Line("https://bench.example.org", "AC" + "0" * 32, "token-of-the-bench", "+12025550100")
PATIENCE = 30.0  # seconds for a server to start or end
PEPPER = "pepper-of-the-bench"
NO_LIMIT = "1000000"
TICKS = os.sysconf("SC_CLK_TCK")

Environment = Mapping[str, str]


def environment(database_url: str, port: int, processes: int, threads: int) -> dict[str, str]:
    """All that a process of the service gets: the limits are raised, nothing is switched off."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **kept,
        "DATABASE_URL": database_url,
        "REDIS_URL": "redis://127.0.0.1:1/0",  # a text whose case stands in the table needs none
        "PORT": str(port),
        "PUBLIC_URL": LINE.public_url,
        "TWILIO_ACCOUNT_SID": LINE.account,
        "TWILIO_AUTH_TOKEN": LINE.token,
        "TWILIO_FROM": LINE.number,
        "CASE_SOURCE": "registry",
        "SMTP_URL": "smtp://127.0.0.1:1",
        "MAIL_FROM": "bench@example.org",
        "SEALING_KEYS": "A" * 43 + "=",
        "PIN_PEPPER": PEPPER,
        "WEB_PROCESSES": str(processes),
        "WEB_THREADS": str(threads),
        "LOOKUPS_PER_PERSON": NO_LIMIT,
        "LOOKUPS_PER_MINUTE": NO_LIMIT,
        "LOOKUPS_IN_ALL_PER_MINUTE": NO_LIMIT,
        "SIGN_INS_PER_MINUTE": NO_LIMIT,
        "LOG_LEVEL": "INFO",
    }


def write_cases(file: Path, receipts: Sequence[str]) -> None:
    """The table of cases, as the agency would push it."""
    with file.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(["receipt", "title_en", "title_es", "text_en", "form", "changed_on"])
        title, spanish = "Case Was Approved", "Caso Aprobado"
        text = (
            "On March 4, 2026, we approved your case and mailed you an approval notice. Please follow the instructions."
        )
        rows.writerows([receipt, title, spanish, text, "I-765", "2026-03-04"] for receipt in receipts)


def prepare(settings: Environment, cases: Path) -> None:
    """A database with its tables and the cases in it."""
    for arguments in (["db", "upgrade"], ["updates", "import", str(cases)]):
        command = [str(CASESTATUS), *arguments]
        quiet = {**settings, "LOG_LEVEL": "WARNING"}
        subprocess.run(command, env=quiet, cwd=cases.parent, check=True, stdout=subprocess.DEVNULL)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers: its port, its process, and how many seconds its start took."""

    port: int
    process: subprocess.Popen[bytes]
    start: float

    def cpu(self) -> float:
        """Seconds of processor time of all its processes so far."""
        return cpu_of(self.process.pid)

    def worker(self) -> int:
        """One of its web processes."""
        return children()[self.process.pid][0]


@contextmanager
def running(command: Sequence[str], settings: Environment, log: Path) -> Iterator[Server]:
    """Starts a server and waits for its /livez; ended afterwards."""
    port = int(settings["PORT"])
    with log.open("ab") as stderr:
        began = time.perf_counter()
        process = subprocess.Popen(command, env=dict(settings), cwd=HOUSE, stdout=stderr, stderr=stderr)
        try:
            while not alive(port):
                if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                    raise RuntimeError(f"{command[0]} did not start:\n{log.read_text()[-2000:]}")
                time.sleep(0.005)
            yield Server(port, process, time.perf_counter() - began)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def alive(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/livez", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False


def floor_command() -> list[str]:
    return [sys.executable, "-m", "tools.bench_floor"]


def service_command() -> list[str]:
    return [str(CASESTATUS), "web", "--host", "127.0.0.1"]


def children() -> dict[int, list[int]]:
    """The processes of this machine by their parent."""
    found: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(errors="replace").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        found.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    return found


def cpu_of(root: int) -> float:
    """Seconds of processor time of a process and all that came from it."""
    family = children()
    todo, total = [root], 0
    while todo:
        pid = todo.pop()
        todo += family.get(pid, [])
        fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


@dataclass(frozen=True, slots=True)
class Memory:
    """Of one web process, in MiB: all of it (`rss`), and with what it shares divided among its sharers (`pss`)."""

    rss: float
    pss: float


def memory_of(pid: int) -> Memory:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    sizes = {name: int(rest.split()[0]) / 1024 for name, _, rest in (line.partition(":") for line in lines[1:])}
    return Memory(round(sizes["Rss"], 1), round(sizes["Pss"], 1))


def synchronised_write(folder: Path, times: int = 100) -> float:
    """Seconds that a small write takes until the disk has it: every answer waits for one."""
    with (folder / "written").open("wb", buffering=0) as file:
        began = time.perf_counter()
        for _ in range(times):
            file.write(b"x" * 4096)
            os.fdatasync(file.fileno())
        return (time.perf_counter() - began) / times


@dataclass(slots=True)
class Imports:
    """What loading the application takes, in seconds of processor time, and the biggest parts of it."""

    cpu: float
    parts: list[str] = field(default_factory=list)


def imports(settings: Environment) -> Imports:
    """Loads `bot.commands.web` in a process of its own."""
    source = "import json, time; import bot.commands.web; print(json.dumps(time.process_time()))"
    command = [sys.executable, "-X", "importtime", "-c", source]
    done = subprocess.run(command, env=dict(settings), cwd=HOUSE, capture_output=True, text=True, check=True)
    timed = [
        line.split("|") for line in done.stderr.splitlines() if line.startswith("import time:") and "self" not in line
    ]
    whole = {name.strip(): int(total) / 1e6 for _, total, name in timed if "." not in name}
    biggest = sorted(whole, key=lambda name: -whole[name])[:8]
    return Imports(json.loads(done.stdout), [f"{name} {whole[name] * 1000:.0f} ms" for name in biggest])
