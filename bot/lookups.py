"""Where a case stands: from the table when it is fresh, else from the agency, asked once however many people ask.

A lease in the table makes one of all threads and processes the one that asks; the others wait for its answer. Whoever
asks goes on asking when the person who waits has been told "one moment": the answer then lies ready in the table. No
transaction is open while the agency is thinking, and nothing that goes wrong there is counted against a case.

When the agency no longer shows a case that it once showed, that is what people are told; the status it showed stays in
the row, for a day on which the agency is down, with the date on which it was true.
"""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, replace

import structlog
from sqlalchemy import Connection

from bot.casebook import Casebook
from bot.cases.source import AgencyError, CaseSource
from bot.errands import Errands
from bot.retention import CASES
from dialogs.cases import Case, Finding
from storage import cases
from storage.database import Database
from storage.sealing import Sealer

log = structlog.get_logger()

ASKING = 25.0  # seconds the agency gets to answer in all; a person waits far less
LEASE = 35.0  # seconds until another may ask, should the one who asks have died
GLANCE = 0.15  # seconds between two looks at the table while another process asks
THREADS = 16


@dataclass(frozen=True, slots=True)
class Known:
    """What the table holds: the last status the agency showed, if any; whether it still did at `checked_at` (0: it was
    never asked); and until when somebody is asking now."""

    case: Case | None
    shown: bool
    checked_at: float
    asking_until: float


NOTHING = Known(None, False, 0.0, 0.0)


def freely() -> float:
    """As often as one likes."""
    return 0.0


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
        self._casebook = Casebook(sealer)
        self._source = source
        self._asker = asker
        self._unknown_for = unknown_for
        self._clock = clock
        self._lock = threading.Lock()
        self._errands: Errands | None = None  # made at first need: threads do not survive a fork
        self._asked: dict[str, Future[Finding]] = {}

    def find(self, receipts: Sequence[str], patience: float) -> list[Finding]:
        """One finding for each receipt, in order, within `patience` seconds; what takes longer is `slow`.

        What was known long ago is not told: it is kept only where somebody watches the case, which is nobody's
        business. Raises DatabaseDown.
        """
        return [self._without_old(finding) for finding in self._found(receipts, patience, freely)]

    def find_own(self, receipts: Sequence[str], patience: float, admit: Callable[[], float]) -> list[Finding]:
        """The same for who watches these cases, however old the last known status is. `admit` is asked for each that
        the agency would have to be asked for: 0, or when to try again; then it is `limited`, with what is known.
        """
        return self._found(receipts, patience, admit)

    def _found(self, receipts: Sequence[str], patience: float, admit: Callable[[], float]) -> list[Finding]:
        until = time.monotonic() + patience
        with self._database.reading() as db:
            known = self._known(db, receipts)
        answers: dict[str, Finding | Future[Finding]] = {}
        for receipt in dict.fromkeys(receipts):
            fresh = self._fresh(receipt, known[receipt])
            answers[receipt] = fresh or self._refused(receipt, known[receipt], admit()) or self._ask(receipt)
        if awaited := [answer for answer in answers.values() if isinstance(answer, Future)]:
            wait(awaited, max(until - time.monotonic(), 0.0))
        return [_so_far(receipt, answers[receipt], known[receipt]) for receipt in receipts]

    def _refused(self, receipt: str, known: Known, again_at: float) -> Finding | None:
        if not again_at:
            return None
        return Finding(receipt, "limited", known.case if known.shown else None, wait=again_at - self._clock())

    def _without_old(self, finding: Finding) -> Finding:
        case = finding.case
        if finding.outcome in ("found", "unknown") or case is None or case.asked_at > self._clock() - CASES:
            return finding
        return replace(finding, case=None)

    def known(self, receipts: Sequence[str]) -> dict[str, Finding]:
        """The last known status of each receipt; the agency is not asked. `slow`: it never was. Raises DatabaseDown."""
        with self._database.reading() as db:
            known = self._known(db, receipts)
        return {receipt: _last(receipt, known[receipt]) for receipt in receipts}

    def close(self) -> None:
        """Lets those who ask come to an end; a process need not do so before it ends."""
        if self._errands is not None:
            self._errands.close(wait=True)

    def _known(self, db: Connection, receipts: Sequence[str]) -> dict[str, Known]:
        keys = {receipt: self._sealer.index("case", receipt) for receipt in receipts}
        rows = cases.load_many(db, list(dict.fromkeys(keys.values())))
        return {receipt: self._opened(key, rows[key]) if key in rows else NOTHING for receipt, key in keys.items()}

    def _opened(self, key: bytes, row: cases.CaseRow) -> Known:
        case = self._casebook.opened(key, row.sealed)
        return Known(case, row.outcome == "found", row.checked_at or 0.0, row.asking_until)

    def _fresh(self, receipt: str, known: Known) -> Finding | None:
        if not known.checked_at:
            return None
        good_for = self._source.fresh_for if known.shown else self._unknown_for
        if self._clock() - known.checked_at > good_for:
            return None
        return Finding(receipt, "found", known.case) if known.shown else Finding(receipt, "unknown")

    def _ask(self, receipt: str) -> Future[Finding]:
        """The answer to come; everybody in this process who asks for the same receipt waits for the same one."""
        with self._lock:
            if self._errands is None:
                self._errands = Errands(THREADS, "agency")
            answer = self._asked.get(receipt)
            if answer is None:
                answer = self._asked[receipt] = self._errands.give(lambda: self._answer(receipt))
                answer.add_done_callback(lambda _done: self._asked.pop(receipt, None))
            return answer

    def _answer(self, receipt: str) -> Finding:
        """The agency's, asked for by us or by another."""
        until = time.monotonic() + ASKING
        while True:
            with self._database.reading() as db:
                known = self._known(db, [receipt])[receipt]
            mine = False
            if known.asking_until <= self._clock() and not self._fresh(receipt, known):
                mine, known = self._leased(receipt)
            fresh = self._fresh(receipt, known)
            if fresh is not None:
                return fresh
            if mine:
                return self._fetched(receipt, known)
            if time.monotonic() > until:
                return Finding(receipt, "slow", known.case)
            time.sleep(GLANCE)

    def _leased(self, receipt: str) -> tuple[bool, Known]:
        """Whether we are the one who asks now, and what is known by now: the one before us may have just stored it."""
        key, now = self._sealer.index("case", receipt), self._clock()
        with self._database.writing() as db:
            mine = cases.lease(db, key, self._asker, now, now + LEASE)
            known = self._known(db, [receipt])[receipt]
            if mine and self._fresh(receipt, known):
                cases.release(db, key, self._asker)
        return mine, known

    def _fetched(self, receipt: str, known: Known) -> Finding:
        """Asks. What is stored bears the time of the question: news that came while the agency thought is newer."""
        key, asked_at = self._sealer.index("case", receipt), self._clock()
        try:
            case = self._source.fetch(receipt, ASKING)
        except AgencyError as error:
            with self._database.writing() as db:
                cases.release(db, key, self._asker)
            log.warning("agency not reached", slow=error.slow, reason=str(error))
            return Finding(receipt, "down", known.case, error.retry_at)
        if case is not None:
            case = replace(case, asked_at=asked_at)
        with self._database.writing() as db:
            stored = self._casebook.put(db, key, case, asked_at).stored
            newer = None if stored else self._fresh(receipt, self._known(db, [receipt])[receipt])
        return newer or Finding(receipt, "found" if case else "unknown", case)


def _last(receipt: str, known: Known) -> Finding:
    if known.checked_at and not known.shown:
        return Finding(receipt, "unknown")
    return Finding(receipt, "slow") if known.case is None else Finding(receipt, "found", known.case)


def _so_far(receipt: str, answer: Finding | Future[Finding], known: Known) -> Finding:
    if isinstance(answer, Finding):
        return answer
    return answer.result() if answer.done() else Finding(receipt, "slow", known.case)
