"""Changing which cases are in a portfolio, and what is noted of each. A hundred is the most, which the table keeps."""

from sqlalchemy import Connection

from bot.portfolios.allowances import Allowances, cases_from, cases_into
from bot.portfolios.parts import Parts
from bot.portfolios.sessions import Session
from bot.portfolios.vault import Watched
from dialogs.cases import Json
from dialogs.portfolio.case_deeds import MOST_CASES, AddCases, NameCase, RemoveCase, TellChanges
from storage import watches
from storage.database import Outrun
from storage.watches import Watch

TRIES = 24


class Cases:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._allowances = Allowances(parts)

    def add(self, deed: AddCases, session: Session) -> Json:
        for _try in range(TRIES):
            try:
                with self._parts.database.writing() as db:
                    return self._added(db, deed, session)
            except Outrun:
                continue
        raise Outrun

    def _added(self, db: Connection, deed: AddCases, session: Session) -> Json:
        there = {watch.case_key: watch.number for watch in watches.of(db, session.key)}
        free = [number for number in range(MOST_CASES, 0, -1) if number not in there.values()]
        budgets = cases_into(session.key), cases_from(session.scene)
        left, taken = self._allowances.left(db, *budgets), 0
        came: list[Json] = []
        for receipt in deed.receipts:
            key = self._key(receipt)
            if key in there:
                came.append([receipt, "there", there[key]])
            elif not free:
                came.append([receipt, "full", 0])
            elif taken >= left:
                came.append([receipt, "later", 0])
            else:
                there[key] = self._watch(db, session, receipt, free.pop())
                came.append([receipt, "added", there[key]])
                taken += 1
        self._allowances.take(db, taken, *budgets)
        return came

    def _watch(self, db: Connection, session: Session, receipt: str, number: int) -> int:
        """Raises Outrun when somebody else was faster."""
        key = self._key(receipt)
        sealed = session.portfolio.sealed_watch(key, receipt, "", None)
        watch = Watch(number, key, sealed, alerts=True, added_at=self._parts.clock())
        if not watches.add(db, session.key, watch):
            raise Outrun
        return number

    def remove(self, deed: RemoveCase, session: Session) -> bool:
        with self._parts.database.writing() as db:
            return watches.remove(db, session.key, self._key(deed.receipt))

    def name(self, deed: NameCase, session: Session) -> bool:
        return self._changed(session, deed.receipt, name=deed.nickname)

    def tell(self, deed: TellChanges, session: Session) -> bool:
        return self._changed(session, deed.receipt, alerts=deed.on)

    def _changed(self, session: Session, receipt: str, name: str | None = None, alerts: bool | None = None) -> bool:
        """False: the case is gone. Raises Outrun."""
        with self._parts.database.writing() as db:
            key = self._key(receipt)
            was = next((each for each in session.portfolio.cases(db) if each.row.case_key == key), None)
            if was is None:
                return False
            told = was.row.alerts if alerts is None else alerts
            save(db, session, was, was.name if name is None else name, was.seen, told)
        return True

    def _key(self, receipt: str) -> bytes:
        return self._parts.sealer.index("case", receipt)


def save(db: Connection, session: Session, was: Watched, name: str, seen: str | None, alerts: bool) -> None:  # noqa: PLR0913
    """Raises Outrun when it was changed meanwhile."""
    sealed = session.portfolio.sealed_watch(was.row.case_key, was.receipt, name, seen)
    if not watches.save(db, session.key, was.row.case_key, sealed, alerts, was.row.sealed):
        raise Outrun
