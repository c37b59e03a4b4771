"""`make bench`: a text look-up and a step of a call through the whole service, as shares of the floor measured in the
same run; a sign-in, as a multiple of one bare check of a PIN; and the page in Chromium, beside bare requests.

The floor is a bare Flask view that checks the signature with the official validator and answers fixed TwiML. Both are
served by the same server with the same processes and threads, and take turns, so that whatever else the machine does
hits both. The processor time a request is the steadiest figure.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import databases
from tools import bench_servers as servers
from tools.bench_load import AT_ONCE, Knock, Outcome, calls, ceiling, hammer, texts
from tools.bench_page import page_figures, page_lines
from tools.bench_servers import LINE, Server
from tools.bench_sign_in import sign_ins

PEOPLE = [f"+1202{number:07d}" for number in range(5_550_000, 5_552_000)]
RECEIPTS = [f"IOE{900_000_000 + 37 * number:010d}" for number in range(2_000)]
CORES = 2
SERVED = ("service", "calls")
# What a test may save, a bench may not: PostgreSQL keeps what it acknowledged, as SQLite does here.
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "shared_buffers": "128MB"}


@dataclass(frozen=True, slots=True)
class Plan:
    """How long it all may take: `pairs` of runs of `seconds` for each database."""

    pairs: int
    seconds: float
    starts: int
    sign_ins: int  # of each of ten people


FULL, QUICK = Plan(4, 4.0, 3, 10), Plan(2, 1.5, 1, 3)


@dataclass(slots=True)
class Figures:
    """The runs of one server."""

    rates: list[float] = field(default_factory=list)
    p50s: list[float] = field(default_factory=list)
    p99s: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    database_cpus: list[float] = field(default_factory=list)
    wrong: dict[str, int] = field(default_factory=dict)

    def add(self, outcome: Outcome, cpu: float, database_cpu: float) -> None:
        answered = max(1, len(outcome.latencies))
        self.rates.append(outcome.rate)
        self.p50s.append(outcome.percentile(0.5))
        self.p99s.append(outcome.percentile(0.99))
        self.cpus.append(cpu / answered * 1e6)
        self.database_cpus.append(database_cpu / answered * 1e6)
        for fault, count in outcome.wrong.items():
            self.wrong[fault] = self.wrong.get(fault, 0) + count

    def summary(self) -> dict[str, Any]:
        middle = statistics.median
        return {
            "rate": round(middle(self.rates)),
            "p50_ms": round(middle(self.p50s), 1),
            "p99_ms": round(middle(self.p99s), 1),
            "cpu_us": round(middle(self.cpus)),
            "database_cpu_us": round(middle(self.database_cpus)),
            "wrong": self.wrong,
        }


class Texts:
    """An endless row of signed texts, made in good time: `take` gives the next ones."""

    def __init__(self) -> None:
        self._at = 0

    def take(self, count: int, *, expected: str | None = None) -> Iterator[Knock]:
        made = texts(LINE, PEOPLE, RECEIPTS, count, self._at)
        self._at += count
        if expected is not None:
            made = [Knock(knock.request, expected.encode()) for knock in made]
        return iter(made)


class Calls:
    """An endless row of signed steps of calls. Everybody chooses a language in their first call."""

    PRESSES = ("1", "?", "1", "1")  # check a case, its number, yes, hear it again

    def __init__(self) -> None:
        self._at = 0

    def take(self, count: int) -> Iterator[Knock]:
        made: list[Knock] = []
        while len(made) < count:
            first = ("1",) if self._at < len(PEOPLE) else ()
            made += calls(LINE, PEOPLE, (*first, *self.PRESSES), RECEIPTS, self._at)
            self._at += AT_ONCE
        return iter(made)


@contextmanager
def postgres() -> Iterator[tuple[str, int]]:
    """The address of a fresh PostgreSQL database, and the server's process."""
    databases.SETTINGS.update(DURABLE)
    with databases.postgres_server() as server:
        url = server.create_database()
        started = Path(url.partition("host=")[2]) / "data" / "postmaster.pid"
        yield url, int(started.read_text().split("\n", 1)[0])


@contextmanager
def sqlite() -> Iterator[tuple[str, int]]:
    """The address of a fresh SQLite file; it needs no process."""
    with tempfile.TemporaryDirectory(prefix="casestatus-bench-") as folder:
        yield f"sqlite:///{folder}/cases.db", 0


DATABASES = {"sqlite": sqlite, "postgresql": postgres}


def measure(server: Server, knocks: Iterator[Knock], seconds: float, database: int, figures: Figures) -> None:
    """One run of 16 callers."""
    before, database_before = server.cpu(), servers.cpu_of(database) if database else 0.0
    outcome = hammer(server.port, knocks, seconds)
    after, database_after = server.cpu(), servers.cpu_of(database) if database else 0.0
    figures.add(outcome, after - before, database_after - database_before)


def compare(name: str, plan: Plan, processes: int, threads: int, folder: Path) -> dict[str, Any]:
    """The service on one database beside the floor, run by run."""
    floor, service, called, row, phones = Figures(), Figures(), Figures(), Texts(), Calls()
    with ExitStack() as stack:
        url, database = stack.enter_context(DATABASES[name]())
        settings = servers.environment(url, servers.free_port(), processes, threads)
        cases = folder / "cases.csv"
        servers.write_cases(cases, RECEIPTS)
        servers.prepare(settings, cases)
        log = folder / f"{name}.log"
        ours = stack.enter_context(servers.running(servers.service_command(), settings, log))
        beside = {**settings, "PORT": str(servers.free_port())}
        bare = stack.enter_context(servers.running(servers.floor_command(), beside, log))
        # Everybody writes once before anything counts: nobody is a stranger, everything is loaded.
        warm = hammer(ours.port, row.take(len(PEOPLE)), 30.0)
        hammer(bare.port, row.take(500, expected="Fixed."), 30.0)
        hammer(ours.port, phones.take(len(PEOPLE) * (2 + len(Calls.PRESSES))), 60.0)
        at_most = round(plan.seconds * warm.rate * 3) + 1000
        for _ in range(plan.pairs):
            enough = round(plan.seconds * max(floor.rates, default=4000) * 1.5) + 1000
            measure(bare, row.take(enough, expected="Fixed."), plan.seconds, 0, floor)
            measure(ours, row.take(at_most), plan.seconds, database, service)
            measure(ours, phones.take(at_most), plan.seconds, database, called)
        others = {"sign_in": sign_ins(ours.port, 10, plan.sign_ins), "page": page_figures(ours.port, RECEIPTS)}
        memory = servers.memory_of(ours.worker())
        disk = servers.synchronised_write(folder)
        told = log.read_text()
    return {
        "floor": floor.summary(),
        "service": service.summary(),
        "share": share(service, floor),
        "cpu_share": round(statistics.median(floor.cpus) / statistics.median(service.cpus), 2),
        "calls": called.summary(),
        "calls_share": share(called, floor),
        **others,
        "rss_mib": memory.rss,
        "pss_mib": memory.pss,
        "disk_us": round(disk * 1e6),
        "complaints": complaints(told),
    }


def share(figures: Figures, floor: Figures) -> float:
    """Of the floor's rate, run by run."""
    return round(statistics.median(ours / bare for ours, bare in zip(figures.rates, floor.rates, strict=True)), 2)


def complaints(log: str) -> list[str]:
    """The different errors that the servers wrote down, each by its last line."""
    told = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    errors = [line for line in told if line.get("level") in {"error", "critical"}]
    return sorted({str(line.get("exception") or line["event"]).splitlines()[-1] for line in errors})


def start_up(plan: Plan, folder: Path) -> dict[str, Any]:
    """From the command to the first answer, one web process; and what is loaded meanwhile."""
    settings = servers.environment(f"sqlite:///{folder}/start.db", servers.free_port(), 1, 8)
    servers.write_cases(folder / "none.csv", [])
    servers.prepare(settings, folder / "none.csv")
    times = []
    for _ in range(plan.starts):
        with servers.running(servers.service_command(), settings, folder / "start.log") as server:
            times.append(server.start)
    loaded = servers.imports(settings)
    return {"seconds": round(statistics.median(times), 2), "imports_cpu": round(loaded.cpu, 2), "biggest": loaded.parts}


def report(results: dict[str, Any]) -> str:
    """A small table for people."""
    lines = [f"{'':28}{'requests/s':>12}{'of the floor':>14}{'p50 ms':>9}{'p99 ms':>9}{'CPU µs':>9}{'(database)':>12}"]
    for name in DATABASES:
        if name not in results:
            continue
        here = results[name]
        for who, label, of in (
            ("floor", "floor", ""),
            ("service", "a text", f"{here['share']:.2f}"),
            ("calls", "a step of a call", f"{here['calls_share']:.2f}"),
        ):
            one = here[who]
            lines.append(
                f"{label + ', ' + name:28}{one['rate']:>12,}{of:>14}{one['p50_ms']:>9}{one['p99_ms']:>9}"
                f"{one['cpu_us']:>9,}{one['database_cpu_us'] or '':>12}"
            )
            lines += [f"    wrong: {count} times {fault}" for fault, count in one["wrong"].items()]
        lines.append(
            f"    a web process: {here['rss_mib']} MiB, {here['pss_mib']} with what it shares divided; "
            f"by CPU {here['cpu_share']:.2f} of the floor; a write to this disk: {here['disk_us']:,} µs"
        )
        one = here["sign_in"]
        lines.append(
            f"    signing in: {one['turn_ms']} ms, {one['ratio']} times a bare check of a PIN ({one['check_ms']} ms)"
        )
        lines += page_lines(here["page"])
        lines += [f"    in the log: {complaint}" for complaint in here["complaints"][:3]]
    start = results["start"]
    lines.append(f"start to first answer: {start['seconds']} s ({start['imports_cpu']} s of loading: ")
    lines[-1] += ", ".join(start["biggest"]) + ")"
    lines.append(
        f"the callers alone: {results['callers']['rate']:,} requests/s, {results['callers']['cpu_us']} µs each"
    )
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="about 20 seconds, rougher")
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    parser.add_argument("--database", choices=list(DATABASES), help="only this one")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--threads", type=int, default=8)
    chosen = parser.parse_args(arguments)
    plan = QUICK if chosen.quick else FULL
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])  # callers, servers and database share two cores
    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="casestatus-bench-") as folder:
        for name in [chosen.database] if chosen.database else DATABASES:
            results[name] = compare(name, plan, chosen.processes, chosen.threads, Path(folder))
        results["start"] = start_up(plan, Path(folder))
    best = ceiling(1.0)
    results["callers"] = {"rate": round(best.rate), "cpu_us": round(best.cpu / len(best.latencies) * 1e6)}
    print(json.dumps(results) if chosen.json else report(results))
    return 1 if any(results[name][who]["wrong"] for name in DATABASES if name in results for who in SERVED) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
