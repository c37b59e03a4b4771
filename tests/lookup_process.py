"""One process of several that ask for the same case: a program for tests. Prints how its look-ups ended, as JSON.

Its one argument is JSON: database, diary (a file to which each question to the agency adds a line), threads, seconds.
"""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from bot.lookups import Lookups
from dialogs.cases import Case
from storage.database import Database
from storage.sealing import Sealer
from tests.world import APPROVED

KEYS = ([b"k" * 32], b"i" * 32)


class Diarist:
    """An agency that takes its time and notes every question."""

    name = "diarist"
    fresh_for = 600.0

    def __init__(self, diary: str, seconds: float) -> None:
        self._diary, self._seconds = diary, seconds

    def knock(self, timeout: float) -> str:
        return "writing a diary"

    def fetch(self, receipt: str, timeout: float) -> Case | None:
        descriptor = os.open(self._diary, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        os.close(descriptor)
        time.sleep(min(self._seconds, timeout))
        return APPROVED


def main() -> None:
    order = json.loads(sys.argv[1])
    source = Diarist(order["diary"], order["seconds"])
    lookups = Lookups(Database(order["database"]), Sealer(*KEYS), source, f"process {os.getpid()}")

    def ask(_: int) -> str:
        return lookups.find([APPROVED.receipt], order["patience"])[0].outcome

    print("ready", flush=True)
    sys.stdin.readline()  # all begin together
    with ThreadPoolExecutor(order["threads"]) as threads:
        print(json.dumps(list(threads.map(ask, range(order["threads"])))), flush=True)


if __name__ == "__main__":
    main()
