"""Asking for the cases that are due: each once however many watch it, everybody's first before anybody's second.

Leased in the table, so that no two ask for the same case, and resumed by whoever comes next when one dies. What goes
wrong at the agency slows the poller down and is never counted against a case: that stays due. No transaction is open
while the agency thinks.
"""

import json
import random
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace

import structlog
from sqlalchemy import Connection

from bot.casebook import UNHEARD, Casebook
from bot.cases.source import AgencyError, CaseSource
from bot.errands import Errands
from bot.pace import Pace, next_poll
from bot.visitor import WRAPPED
from dialogs.cases import Case
from storage import cases, polls
from storage.database import Database, Outrun
from storage.polls import NEVER, Due, Unadopted
from storage.sealing import SealBroken, Sealer, place

log = structlog.get_logger()

RECEIPT = "cases.receipt"
WATCH, FOLLOW = "watches.sealed", "follows.sealed"
PORTFOLIO_WRAPPED = "portfolio_keys.wrapped_key"
ASKING = 20.0  # seconds the agency gets for a case
LEASE = 45.0  # seconds until another may ask, should the one who asks have died
AT_ONCE = 4
BATCH = 16
ADOPTED_AT_ONCE = 200
SECONDS = 20.0  # one sweep; a worker has other things to do as well
TRIES = 3
TROUBLES = 3  # in a row that end a sweep: the agency is not well
LATER = 600.0  # seconds until a case whose answer could not be read is asked for again
KEEP_LOOKING = 30 * 86_400.0  # seconds for which a case that the agency does not show is asked for


Answer = tuple[Case | None, float]  # what the agency shows, and when it was asked


def nothing(_done: int = 0, _total: int = 0) -> None:
    """Nobody wants to know."""


@dataclass
class Polled:
    """What came of a sweep: `asked` and answered, of which `told` many alerts came; `trouble`: not answered."""

    asked: int = 0
    told: int = 0
    trouble: int = 0


class Poller:
    """`source` is asked without haste: people who ask now come first. `seconds`: after which no more are begun."""

    def __init__(  # noqa: PLR0913
        self,
        database: Database,
        sealer: Sealer,
        source: CaseSource,
        asker: str,
        pace: Pace,
        clock: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
        seconds: float = SECONDS,
    ) -> None:
        self._database, self._sealer, self._source = database, sealer, source
        self._asker, self._pace, self._clock, self._chance = asker, pace, clock, chance
        self._casebook = Casebook(sealer)
        self._seconds = seconds
        self._in_a_row = 0

    def poll(
        self,
        then: Callable[[], object] = nothing,
        progress: Callable[[int, int], None] = nothing,
        *,
        everything: bool = False,
    ) -> Polled:
        """Asks for what is due, or for `everything` that somebody watches, however long that takes. `then` is called
        whenever there is something to tell. Raises DatabaseDown."""
        polled, until = Polled(), time.monotonic() + (1e9 if everything else self._seconds)
        total = self._prepare(everything)
        self._in_a_row = 0
        errands = Errands(AT_ONCE, "poll")
        try:
            while time.monotonic() < until and self._in_a_row < TROUBLES and (batch := self._claimed()):
                before = polled.told
                self._take(batch, errands, polled, everything=everything)
                progress(polled.asked + polled.trouble, total)
                if polled.told > before:
                    then()
        finally:
            errands.close()
        return polled

    def _prepare(self, everything: bool) -> int:
        """What is watched is asked for, what nobody watches is not; how many are due."""
        self.adopt()
        now = self._clock()
        with self._database.writing() as db:
            polls.drop(db, now)
            if everything:
                polls.all_due(db, now)
            return polls.count(db, now)

    def adopt(self) -> int:
        """Cases that somebody began to watch are due now; how many watches there were."""
        adopted = 0
        while True:
            with self._database.writing() as db:
                watched, followed = polls.unadopted(db, ADOPTED_AT_ONCE)
                now = self._clock()
                for row, column in (*((row, WATCH) for row in watched), *((row, FOLLOW) for row in followed)):
                    self._ask_soon(db, row, column, now)
                polls.adopt(db, watched, followed)
            if not watched and not followed:
                return adopted
            adopted += len(watched) + len(followed)

    def _ask_soon(self, db: Connection, row: Unadopted, column: str, now: float) -> None:
        """One that nobody can open keeps no other from being asked for."""
        try:
            receipt = self._receipt(row, column)
        except SealBroken:
            log.error("what is watched can't be opened", column=column)  # noqa: TRY400 - without what was sealed
            return
        sealed = self._sealer.seal(receipt.encode(), place(RECEIPT, row.case_key))
        polls.soon(db, row.case_key, sealed, now)

    def _receipt(self, row: Unadopted, column: str) -> str:
        wrapped = PORTFOLIO_WRAPPED if column == WATCH else WRAPPED
        key = self._sealer.unwrap(row.wrapped_key, place(wrapped, row.owner_key))
        where = place(column, f"{row.owner_key.hex()} {row.case_key.hex()}")
        return str(json.loads(key.open(row.sealed, where))["receipt"])

    def _claimed(self) -> list[Due]:
        now = self._clock()
        try:
            with self._database.writing() as db:
                return polls.claim(db, self._asker, now, now + LEASE, BATCH)
        except Outrun:  # two who claimed at once stood in each other's way
            return []

    def _take(self, batch: list[Due], errands: Errands, polled: Polled, *, everything: bool) -> None:
        answers: list[tuple[Due, Future[Answer]]] = []
        for due in batch:
            if not everything and (due.checked_at or 0.0) + self._source.fresh_for > self._clock():
                self._plan(due)  # a person has asked for it a moment ago
            else:
                receipt = self._sealer.open(due.receipt, place(RECEIPT, due.key)).decode()
                answers.append((due, errands.give(self._question(receipt))))
        for due, answer in answers:
            try:
                case, asked_at = answer.result()
            except AgencyError as error:
                self._trouble(due, error, polled)
                continue
            self._in_a_row = 0
            polled.asked += 1
            polled.told += self._put(due, case, asked_at)

    def _question(self, receipt: str) -> Callable[[], Answer]:
        """What is stored bears the time of the question: news that came while the agency thought is newer."""

        def ask() -> Answer:
            if self._in_a_row >= TROUBLES:
                raise AgencyError("The agency is not asked any more in this sweep.", self._clock() + 1.0)
            asked_at = self._clock()
            case = self._source.fetch(receipt, ASKING)
            return case and replace(case, asked_at=asked_at), asked_at

        return ask

    def _trouble(self, due: Due, error: AgencyError, polled: Polled) -> None:
        """It stays due; what only this case may have is tried later, so that it keeps nobody waiting."""
        log.warning("agency not reached for a poll", slow=error.slow, reason=str(error))
        self._in_a_row += 1
        polled.trouble += 1
        now = self._clock()
        known = error.slow or error.retry_at > now
        with self._database.writing() as db:
            polls.put_off(db, due.key, self._asker, now if known else now + LATER)

    def _put(self, due: Due, case: Case | None, asked_at: float) -> int:
        for _try in range(TRIES):
            try:
                with self._database.writing() as db:
                    return self._written(db, due.key, case, asked_at)
            except Outrun:  # whoever was to be told is gone meanwhile
                continue
        return 0  # the lease ends, and it is asked for again

    def _written(self, db: Connection, key: bytes, case: Case | None, asked_at: float) -> int:
        told = self._casebook.put(db, key, case, asked_at).alerts
        known = self._casebook.opened(key, cases.lock(db, key).sealed)
        again = next_poll(self._pace, known, asked_at, self._chance())
        if known is None and polls.youngest(db, key) < asked_at - KEEP_LOOKING:
            told, again = told + self._casebook.tell(db, key, UNHEARD, None, None, asked_at), NEVER
        polls.plan(db, key, again)
        return told

    def _plan(self, due: Due) -> None:
        with self._database.writing() as db:
            known = self._casebook.opened(due.key, cases.lock(db, due.key).sealed)
            again = next_poll(self._pace, known, due.checked_at or self._clock(), self._chance())
            polls.put_off(db, due.key, self._asker, again)
