"""Where a case stands: from the table when it is fresh, else from the agency, asked once however many people ask.

A lease in the table makes one of all threads and processes the one that asks; the others wait for its answer. Whoever
asks goes on asking when the person who waits has been told "one moment": the answer then lies ready in the table. No
transaction is open while the agency is thinking, and nothing that goes wrong there is counted against a case.
"""

import json
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from dataclasses import dataclass, replace

import structlog
from sqlalchemy import Connection

from bot.cases.source import AgencyError, CaseSource
from dialogs.cases import Case, Finding
from storage import cases
from storage.database import Database
from storage.sealing import Sealer, place

log = structlog.get_logger()

ASKING = 25.0  # seconds the agency gets to answer in all; a person waits far less
LEASE = 35.0  # seconds until another may ask, should the one who asks have died
GLANCE = 0.15  # seconds between two looks at the table while another process asks
THREADS = 16
SEALED = "cases.sealed"


@dataclass(frozen=True, slots=True)
class Known:
    """What the table holds of a case: `case` is None when the agency showed nothing; `checked_at` is 0 when never."""

    case: Case | None
    checked_at: float
    asking_until: float


class Lookups:
    """`unknown_for`: how long, in seconds, "the agency shows nothing" stands; short, since new cases appear."""

    def __init__(  # noqa: PLR0913
        self,
        database: Database,
        sealer: Sealer,
        source: CaseSource,
        asker: str,
        unknown_for: float = 300.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._source = source
        self._asker = asker
        self._unknown_for = unknown_for
        self._clock = clock
        self._lock = threading.Lock()
        self._threads: ThreadPoolExecutor | None = None  # made at first need: threads do not survive a fork
        self._asked: dict[str, Future[Finding]] = {}

    def find(self, receipts: Sequence[str], patience: float) -> list[Finding]:
        """One finding for each receipt, in order, within `patience` seconds; what takes longer is `slow`."""
        until = time.monotonic() + patience
        with self._database.reading() as db:
            known = self._known(db, receipts)
        answers: dict[str, Finding | Future[Finding]] = {
            receipt: self._fresh(receipt, known.get(receipt)) or self._ask(receipt) for receipt in receipts
        }
        return [
            answer if isinstance(answer, Finding) else _wait(receipt, answer, until - time.monotonic())
            for receipt, answer in answers.items()
        ]

    def close(self) -> None:
        """Lets those who ask come to an end; for the end of a command."""
        if self._threads is not None:
            self._threads.shutdown()

    def _known(self, db: Connection, receipts: Sequence[str]) -> dict[str, Known]:
        keys = {self._sealer.index("case", receipt): receipt for receipt in receipts}
        return {keys[key]: self._opened(key, row) for key, row in cases.load_many(db, list(keys)).items()}

    def _opened(self, key: bytes, row: cases.CaseRow) -> Known:
        case = None
        if row.sealed is not None:
            case = Case.from_json(json.loads(self._sealer.open(row.sealed, place(SEALED, key))))
        return Known(case, row.checked_at or 0.0, row.asking_until)

    def _fresh(self, receipt: str, known: Known | None) -> Finding | None:
        if known is None or not known.checked_at:
            return None
        good_for = self._source.fresh_for if known.case else self._unknown_for
        if self._clock() - known.checked_at > good_for:
            return None
        return Finding(receipt, "found" if known.case else "unknown", known.case)

    def _ask(self, receipt: str) -> Future[Finding]:
        """The answer to come; everybody in this process who asks for the same receipt waits for the same one."""
        with self._lock:
            if self._threads is None:
                self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="agency")
            answer = self._asked.get(receipt)
            if answer is None:
                answer = self._asked[receipt] = self._threads.submit(self._leased, receipt)
                answer.add_done_callback(lambda _done: self._asked.pop(receipt, None))
            return answer

    def _leased(self, receipt: str) -> Finding:
        key = self._sealer.index("case", receipt)
        until = time.monotonic() + ASKING
        while True:
            with self._database.reading() as db:
                known = self._known(db, [receipt]).get(receipt)
            fresh = self._fresh(receipt, known)
            if fresh is not None:
                return fresh
            now = self._clock()
            if known is None or known.asking_until <= now:
                with self._database.writing() as db:
                    mine = cases.lease(db, key, self._asker, now, now + LEASE)
                if mine:
                    return self._fetched(receipt, key, known)
            if time.monotonic() > until:
                return Finding(receipt, "slow", known.case if known else None)
            time.sleep(GLANCE)

    def _fetched(self, receipt: str, key: bytes, known: Known | None) -> Finding:
        try:
            case = self._source.fetch(receipt, ASKING)
        except AgencyError as error:
            with self._database.writing() as db:
                cases.release(db, key, self._asker)
            log.warning("agency not reached", slow=error.slow, reason=str(error))
            return Finding(receipt, "down", known.case if known else None, error.retry_at)
        now = self._clock()
        outcome = "unknown"
        sealed = None
        if case is not None:
            case = replace(case, asked_at=now)
            sealed = self._sealer.seal(json.dumps(case.to_json()).encode(), place(SEALED, key))
            outcome = "found"
        with self._database.writing() as db:
            cases.store(db, key, sealed, outcome, now)
        return Finding(receipt, "found" if case else "unknown", case)


def _wait(receipt: str, answer: Future[Finding], patience: float) -> Finding:
    try:
        finding = answer.result(max(patience, 0.0))
    except Late:
        return Finding(receipt, "slow")
    return replace(finding, receipt=receipt)
