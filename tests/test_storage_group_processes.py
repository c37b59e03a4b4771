"""Shared transactions of several processes: what was acknowledged is there, whatever becomes of who wrote it."""

import sqlite3
import subprocess
import sys
from pathlib import Path

from sqlalchemy import text

from storage.database import Database

ROOT = Path(__file__).parents[1]

WRITER = """
import itertools, os, random, sys, threading
from sqlalchemy import text
from storage.database import Database, Outrun
database, process, turns = Database(sys.argv[1]), sys.argv[2], int(sys.argv[3])
ROW, COUNT = text("INSERT INTO leases VALUES (:name, :half, 1)"), text("UPDATE tallies SET count = count + 1")

def work(thread):
    chance = random.Random(thread)
    for turn in range(turns):
        name = f"{process}-{thread}-{turn}"
        try:
            with database.writing() as db:
                db.execute(ROW, {"name": f"{name}/1", "half": "first"})
                db.execute(COUNT)
                if chance.random() < 0.2:
                    raise random.choice([Outrun, LookupError, SystemExit])
                db.execute(ROW, {"name": f"{name}/2", "half": "second"})
        except (Outrun, LookupError, SystemExit):
            continue
        os.write(1, f"{name}\\n".encode())

threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


def writers(url: str, turns: int) -> list[subprocess.Popen[str]]:
    database = Database(url)
    with database.writing() as db:
        db.execute(text("INSERT INTO tallies (name, window_start, shard, count) VALUES ('n', 0, 's', 0)"))
    database.close()
    command = [sys.executable, "-c", WRITER, url]
    return [
        subprocess.Popen([*command, str(number), str(turns)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for number in range(3)
    ]


def found(url: str) -> tuple[set[str], int]:
    """The names in the reopened file, which is sound, and holds no half of a write; how many writes were counted."""
    connection = sqlite3.connect(str(Database(url).url.database))
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    rows = {name for (name,) in connection.execute("SELECT name FROM leases")}
    counted = connection.execute("SELECT count FROM tallies").fetchone()[0]
    connection.close()
    names = {name.partition("/")[0] for name in rows}
    assert rows == {f"{name}/{half}" for name in names for half in (1, 2)}
    return names, counted


def test_three_processes_of_six_threads_keep_what_they_acknowledged_and_nothing_else(sqlite_url: str) -> None:
    processes = writers(sqlite_url, turns=20)
    acknowledged = [name for process in processes for name in process.communicate(timeout=60)[0].split()]
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert len(acknowledged) > 200
    assert found(sqlite_url) == (set(acknowledged), len(acknowledged))


def test_what_was_acknowledged_before_a_kill_is_there(sqlite_url: str) -> None:
    processes = writers(sqlite_url, turns=1_000_000)
    acknowledged: set[str] = set()
    for process in processes:  # each of them gets its turn while the others write
        assert process.stdout is not None
        acknowledged |= {process.stdout.readline().strip() for _ in range(30)}
    for process in processes:
        process.kill()
    for process in processes:
        whole_lines = process.communicate(timeout=30)[0].rpartition("\n")[0]
        acknowledged |= set(whole_lines.split())
    names, counted = found(sqlite_url)
    assert acknowledged <= names
    assert counted == len(names)


# No fork while SQLite itself is in a transaction: its child could never write to that file.
FORK = """
import os, sys, threading, time
from storage import leases
from storage.database import Database, turnstile
database = Database(sys.argv[1])
stranger = turnstile(database.url)

def take(name):
    with database.writing() as db:
        leases.take(db, name, "a", now=10, until=20)

take("before")
stranger.take()
waiting = [threading.Thread(target=take, args=(f"waiting {number}",)) for number in range(3)]
for each in waiting: each.start()
while len(database._group()._queue) < 2: time.sleep(0.001)
child = os.fork()
if child == 0:
    others = [threading.Thread(target=take, args=(f"child {number}",)) for number in range(3)]
    for other in others: other.start()
    for other in others: other.join()
    os._exit(0)
stranger.give()
take("parent")
for each in waiting: each.join()
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

within = 0
try:
    with database.writing() as db:
        leases.take(db, "around", "a", now=10, until=20)
        within = os.fork()
        if within:
            assert os.waitstatus_to_exitcode(os.waitpid(within, 0)[1]) == 0
except RuntimeError:
    os._exit(0 if within == 0 else 1)
if within == 0:
    os._exit(2)
database.close()
"""


def test_a_fork_while_others_wait_to_write_disturbs_neither_side(sqlite_url: str) -> None:
    subprocess.run([sys.executable, "-c", FORK, sqlite_url], cwd=ROOT, check=True, timeout=30)
    database = Database(sqlite_url)
    with database.reading() as db:
        names = set(db.execute(text("SELECT name FROM leases")).scalars())
    database.close()
    assert names == {
        "before",
        "parent",
        "around",
        *(f"{who} {number}" for who in ("waiting", "child") for number in range(3)),
    }
