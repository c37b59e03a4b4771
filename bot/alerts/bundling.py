"""From alerts that wait to messages: all that one recipient is to be told now is one message, made of what is known by
now.

The newest status takes the place of an older one that was not told yet, even of one whose message waits to be tried
again; a status that came and went before anybody was told is not told. At night, and until the day of the week that the
owner chose, alerts wait. Whoever bundles does so alone, for the length of a short transaction; nobody is spoken to.
"""

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

import structlog
from sqlalchemy import Connection

from bot.alerts.aftermath import Aftermath
from bot.alerts.listeners import Deaf, Listener, Listeners
from bot.alerts.writing import Writing
from bot.casebook import HOLDS, Casebook
from bot.deciding import same
from bot.posts import Awake
from bot.quiet import next_weekly
from dialogs.news import News
from storage import alerts, cases, changes, leases, messages
from storage.alerts import GIVEN_UP, MERGED, VOID, Alert, Recipient
from storage.changes import Change
from storage.database import Database, Outrun
from storage.messages import EMAIL, Message
from storage.sealing import SealBroken

log = structlog.get_logger()

AT_ONCE = 50  # recipients in one transaction
SECONDS = 10.0  # after which what was bundled is sent first


@dataclass(frozen=True, slots=True)
class Merged:
    """What is to be told of one case: `news`, out of these alerts, the oldest first; None: nothing any more."""

    alerts: Sequence[Alert]
    news: News | None

    @property
    def ids(self) -> list[int]:
        return [each.id for each in self.alerts]


@dataclass(frozen=True)
class Bundler:
    """`awake` says when a phone may ring."""

    database: Database
    casebook: Casebook
    listeners: Listeners
    writing: Writing
    aftermath: Aftermath
    awake: Awake
    clock: Callable[[], float]

    def bundle(self) -> int:
        """Makes messages of what is due, for so long that sending it does not wait; how many. Raises DatabaseDown."""
        made, until = 0, time.monotonic() + SECONDS
        while True:
            try:
                with self.database.writing() as db:
                    now = self.clock()
                    leases.take(db, "alerts", "whoever bundles", now, now)  # until the commit nobody else does
                    alerts.expire(db, now)
                    recipients = alerts.due(db, now, AT_ONCE)
                    made += self._bundle(db, recipients, now)
            except Outrun:  # a portfolio that was deleted, a message that was claimed: look again
                continue
            if not recipients or time.monotonic() > until:
                return made

    def _bundle(self, db: Connection, recipients: Sequence[Recipient], now: float) -> int:
        made = 0
        for recipient in recipients:
            withdrawn = messages.withdraw(db, alerts.unsent(db, recipient))
            alerts.take_back(db, list(withdrawn))
            tried = max(withdrawn.values(), default=(0, now))
            made += self._one(db, alerts.waiting(db, recipient), tried, now)
        return made

    def _one(self, db: Connection, waiting: Sequence[Alert], tried: tuple[int, float], now: float) -> int:
        """`tried`: how often something of it was tried before, and when it may be again."""
        try:
            listener = self.listeners.open(db, waiting[0], {each.case_key for each in waiting})
        except SealBroken:  # one that nobody can open keeps no other waiting
            log.error("an alert's recipient can't be opened")  # noqa: TRY400 - without what was sealed
            listener = Deaf("lost")
        if isinstance(listener, Deaf):
            if listener.reason:
                self.aftermath.tell_elsewhere(db, list(waiting), listener.reason)
            alerts.end(db, [each.id for each in waiting], GIVEN_UP if listener.reason else VOID)
            return 0
        when = self._when(listener, waiting, now)
        if when > now:
            alerts.put_off(db, [each.id for each in waiting], when, when + HOLDS)
            return 0
        ready = self._ready(db, listener, waiting, now)
        told = [each for each in ready if each.news is not None]
        for each in ready:
            alerts.end(db, each.ids[:-1] if each.news else each.ids, MERGED if each.news else VOID)
        if not told:
            return 0
        self._write(db, listener, told, tried, now)
        return 1

    def _when(self, listener: Listener, waiting: Sequence[Alert], now: float) -> float:
        """When it is to be told, at the earliest."""
        when = now
        if listener.weekly:
            when = max(when, next_weekly(min(each.created_at for each in waiting), listener.zones))
        return when if listener.channel == EMAIL else self.awake(when, {"zones": listener.zones})

    def _ready(self, db: Connection, listener: Listener, waiting: Sequence[Alert], now: float) -> list[Merged]:
        """Case by case; what was held back waits for the newest of its case."""
        known = changes.several(db, [each.change_id for each in waiting])
        ready = []
        by_case = sorted(waiting, key=lambda each: (each.case_key, each.change_id, each.id))
        for case_key, group in groupby(by_case, key=lambda each: each.case_key):
            of_case = list(group)
            news = self._news(db, listener, case_key, [known[each.change_id] for each in of_case])
            if news is not None and of_case[-1].due_at > now:
                alerts.put_off(db, [each.id for each in of_case], of_case[-1].due_at, of_case[-1].expires_at)
            else:
                ready.append(Merged(of_case, news))
        return ready

    def _news(self, db: Connection, listener: Listener, case_key: bytes, of_case: Sequence[Change]) -> News | None:
        """All that happened to a case until now, as one; None: nothing, when all is said and done."""
        called = listener.cases.get(case_key)
        if called is None:
            return None
        before = self.casebook.change(of_case[0])[0]
        row = cases.load(db, case_key)
        known = self.casebook.opened(case_key, row.sealed) if row is not None else None
        shown = known is not None and row is not None and row.outcome == "found"
        if shown and before is not None and known is not None and same(before, known):
            return None
        kind = _kind(of_case, shown=shown)
        form = known.form if known is not None else ""
        return News(kind, called.name, called.receipt, form, known, before.title if before is not None else {})

    def _write(
        self, db: Connection, listener: Listener, told: Sequence[Merged], tried: tuple[int, float], now: float
    ) -> None:
        last = [each.alerts[-1] for each in told]
        reason = next((each.reason for each in last if each.reason), "")
        identifier = uuid.uuid4().hex
        sealed = self.writing.sealed(listener, [each.news for each in told if each.news], identifier, reason)
        message = Message(
            identifier,
            listener.person_key,
            sealed,
            max(now, tried[1]),
            max(each.expires_at for each in last),
            tried[0],
            listener.portfolio_key,
            listener.channel,
            listener.address_key,
        )
        messages.add(db, message, now)
        alerts.bind(db, [each.id for each in last], identifier)


def _kind(of_case: Sequence[Change], *, shown: bool) -> str:
    """What it comes to; `shown`: the agency shows the case now."""
    kinds = {each.kind for each in of_case}
    if not shown:
        return "unheard" if "unheard" in kinds else "vanished"
    return next((kind for kind in ("appeared", "changed", "grew") if kind in kinds), "changed")
