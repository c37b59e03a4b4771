"""What is known of cases, and what becomes of news about them.

Whoever hears of a case, because a person asked, because it was due, or because the agency pushed it, puts it here. In
one transaction the status is stored, it is decided whether anything changed, and everybody who is to be told gets an
alert. First sight is a base line.
"""

import json
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.deciding import Decision, Shown, decide
from dialogs.cases import Case
from storage import alerts, cases, changes
from storage.sealing import Sealer, place

SEALED = "cases.sealed"
CHANGE = "changes.sealed"
HOLDS = 48 * 3600.0  # seconds; an alert that could not be sent by then is given up, and shown
DAY = 86_400.0
VANISHED_AGAIN = 30 * DAY  # seconds after which a case that vanishes once more is news once more
UNHEARD = Decision(
    "unheard"
)  # the change that nothing changed: the agency never showed the case, and is not asked any more


@dataclass(frozen=True, slots=True)
class Put:
    """Whether it was stored (False: something newer is known), and how many alerts were written."""

    stored: bool
    alerts: int = 0


@dataclass(frozen=True, slots=True)
class Casebook:
    sealer: Sealer

    def opened(self, key: bytes, sealed: bytes | None) -> Case | None:
        """The last status that was shown of a case."""
        if sealed is None:
            return None
        return Case.from_json(json.loads(self.sealer.open(sealed, place(SEALED, key))))

    def put(self, db: Connection, key: bytes, case: Case | None, asked_at: float, *, new: bool = False) -> Put:
        """What the agency said at `asked_at`; None: it shows nothing, and the last status that it showed stays. `new`:
        it says itself that this has just changed, so that it is news even where nothing was known before."""
        row = cases.lock(db, key)
        if row.checked_at is not None and row.checked_at > asked_at:
            return Put(stored=False)
        known = self.opened(key, row.sealed)
        sealed = None
        if case is not None:
            sealed = self.sealer.seal(json.dumps(case.to_json()).encode(), place(SEALED, key))
        cases.store(db, key, sealed, "found" if case else "unknown", asked_at)
        was = row.outcome or ("unknown" if new else None)
        decision = decide(known, was, case, (), asked_at)
        if not decision.kind or not changes.watched(db, key):
            return Put(stored=True)
        # Only now, since it is seldom: what was shown lately is read and opened.
        lately = changes.happened(db, key, "vanished", asked_at - VANISHED_AGAIN)
        decision = decide(known, was, case, self._shown(db, key, asked_at - DAY), asked_at, lately)
        if row.outcome is None and decision.kind == "appeared":
            decision = Decision("changed")
        return Put(stored=True, alerts=self.tell(db, key, decision, known, case, asked_at))

    def tell(  # noqa: PLR0913
        self, db: Connection, key: bytes, decision: Decision, known: Case | None, case: Case | None, now: float
    ) -> int:
        """Writes down a change, and an alert for everybody who is to be told; how many."""
        if not decision.kind:
            return 0
        held = {"before": known and known.to_json(), "after": case and case.to_json()}
        sealed = self.sealer.seal(json.dumps(held).encode(), place(CHANGE, key))
        change = changes.add(db, key, decision.kind, sealed, now)
        due_at = now + decision.hold
        return alerts.spread(db, change, key, due_at, due_at + HOLDS, now)

    def change(self, change: changes.Change) -> tuple[Case | None, Case | None]:
        """The case before and after a change; None: it was not shown."""
        held = json.loads(self.sealer.open(change.sealed, place(CHANGE, change.case_key)))
        before, after = held["before"], held["after"]
        return before and Case.from_json(before), after and Case.from_json(after)

    def _shown(self, db: Connection, key: bytes, since: float) -> list[Shown]:
        """The titles that changed away since then."""
        before = [(self.change(each)[0], each.at) for each in changes.since(db, key, since)]
        return [Shown(case.title, at) for case, at in before if case is not None]
