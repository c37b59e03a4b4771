"""Seeing the cases of a portfolio: in which order, what is known of them, and which one is meant."""

import time
import unicodedata
from collections.abc import Callable, Sequence

from bot.portfolios.cases import save
from bot.portfolios.parts import Parts
from bot.portfolios.sessions import Session
from bot.portfolios.vault import Watched
from dialogs.cases import Finding, Json
from dialogs.portfolio.case_deeds import Entry, FindInList, FindOwn, OrderCases, ShowCases
from dialogs.receipts import read
from storage.database import Outrun

NOT_OWN = 60.0  # seconds; a case that was removed a moment ago is asked for as anybody's


class Lists:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def order(self, _deed: OrderCases, session: Session) -> Json:
        cases = self._all(session)
        known = self._parts.lookups.known([case.receipt for case in cases])
        cases.sort(
            key=lambda case: (not changed(case, known[case.receipt]), not case.name, fold(case.name), case.number)
        )
        return [case.number for case in cases]

    def show(self, deed: ShowCases, session: Session) -> Json:
        by_number = {case.number: case for case in self._all(session)}
        cases = [by_number[number] for number in deed.numbers if number in by_number]
        found = self._found([case.receipt for case in cases], session)
        entries = [_entry(case, finding) for case, finding in zip(cases, found, strict=True)]
        if session.scope == "owner":
            self._mark_shown(session, cases, found)
        return [entry.to_json() for entry in entries]

    def find(self, deed: FindInList, session: Session) -> Json:
        cases = meant(deed.meant, self._all(session))
        known = self._parts.lookups.known([case.receipt for case in cases])
        return [_entry(case, known[case.receipt]).to_json() for case in cases]

    def find_own(self, deed: FindOwn, session: Session) -> Json:
        own = {case.receipt for case in self._all(session)}
        asked = [receipt for receipt in deed.receipts if receipt in own]
        found = {finding.receipt: finding for finding in self._found(asked, session)}
        nothing = {receipt: Finding(receipt, "limited", wait=NOT_OWN) for receipt in deed.receipts}
        return [(found.get(receipt) or nothing[receipt]).to_json() for receipt in deed.receipts]

    def _found(self, receipts: Sequence[str], session: Session) -> list[Finding]:
        patience = session.scene.until - time.monotonic()
        return self._parts.lookups.find_own(receipts, max(patience, 0.0), self._parts.admit)

    def _all(self, session: Session) -> list[Watched]:
        with self._parts.database.reading() as db:
            return session.portfolio.cases(db)

    def _mark_shown(self, session: Session, cases: Sequence[Watched], found: Sequence[Finding]) -> None:
        """Somebody else who changes one of them at this moment wins: it is shown as changed once more."""
        fresh = [
            (case, mark(finding))
            for case, finding in zip(cases, found, strict=True)
            if finding.case is not None and mark(finding) != case.seen
        ]
        if not fresh:
            return
        try:
            with self._parts.database.writing() as db:
                for case, seen in fresh:
                    save(db, session, case, case.name, seen, case.row.alerts)
        except Outrun:
            return


def mark(finding: Finding) -> str | None:
    """What of a status makes it another one: its title and its day."""
    case = finding.case
    return None if case is None else f"{case.title.get('en') or case.title.get('es', '')} {case.since}"


def changed(case: Watched, finding: Finding) -> bool:
    """Whether it stands otherwise than when it was last shown; one that never was is not changed."""
    return case.seen is not None and finding.case is not None and mark(finding) != case.seen


def meant(text: str, cases: Sequence[Watched]) -> list[Watched]:
    """Those that somebody means: the first way of meaning that fits any."""
    words = text.strip()
    receipts, name = read(words).found, fold(words)
    digits = words if words.isascii() and words.isdigit() else ""
    ways: list[Callable[[Watched], bool]] = [
        lambda case: len(digits) <= 3 and digits.lstrip("0") == str(case.number),
        lambda case: case.receipt in receipts,
        lambda case: len(digits) == 4 and case.receipt.endswith(digits),
        lambda case: bool(name) and fold(case.name) == name,
        lambda case: bool(name) and fold(case.name).startswith(name),
    ]
    for way in ways:
        if found := [case for case in cases if way(case)]:
            return found
    return []


def fold(name: str) -> str:
    """A name as one looks for it: any case, accents or none."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def _entry(case: Watched, finding: Finding) -> Entry:
    brief = finding if finding.case is None else Finding.from_json({**finding.to_json(), "case": _brief(finding)})
    return Entry(case.number, case.name, case.row.alerts, changed(case, finding), brief)


def _brief(finding: Finding) -> Json:
    assert finding.case is not None
    return {**finding.case.to_json(), "text": {}, "history": []}
