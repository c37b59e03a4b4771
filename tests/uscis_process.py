"""One process of several that ask the same agency: a program for tests. Prints how its look-ups ended, as JSON.

Its one argument is JSON: url, redis, key (hex), per_second, seconds, threads, urgent.
"""

import json
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot.cases.quota import Allowance
from bot.cases.source import AgencyError
from bot.cases.token import Seal
from bot.cases.uscis import Access, Uscis
from bot.redis import connect
from storage.sealing import DataKey, SealBroken

RECEIPT = "EAC9999103403"
PLACE = "agency:token"


def seal(key: bytes) -> Seal:
    cipher = DataKey(key)
    return Seal(lambda data: cipher.seal(data, PLACE), lambda blob: cipher.open(blob, PLACE), SealBroken)


def source(order: dict[str, Any]) -> Uscis:
    access = Access(order["url"], f"{order['url']}/oauth/accesstoken", "our-id", "our-secret")
    allowance = Allowance(order["per_second"], order.get("per_day", 100_000), reserve=order.get("reserve", 0))
    return Uscis(
        access,
        allowance,
        redis=connect(order["redis"]),
        seal=seal(bytes.fromhex(order["key"])),
        urgent=order.get("urgent", True),
    )


def ask(uscis: Uscis, until: float) -> Counter[str]:
    ended: Counter[str] = Counter()
    while time.time() < until:
        try:
            ended["found" if uscis.fetch(RECEIPT, 2.0) else "unknown"] += 1
        except AgencyError as error:
            ended[str(error)] += 1
            time.sleep(0.05)
    return ended


def main() -> None:
    order = json.loads(sys.argv[1])
    uscis = source(order)
    print("ready", flush=True)
    sys.stdin.readline()  # all begin together
    until = time.time() + order["seconds"]
    with ThreadPoolExecutor(order["threads"]) as threads:
        ended = sum(threads.map(lambda _: ask(uscis, until), range(order["threads"])), Counter[str]())
    uscis.close()
    print(json.dumps(ended))


if __name__ == "__main__":
    main()
