"""What the carrier never reported is asked for: after an hour, and after a day."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import structlog

from bot.reports import END, Reports
from bot.sending import SendError
from storage import messages
from storage.database import Database
from storage.messages import CALL

log = structlog.get_logger()

AFTER = (3600.0, 86_400.0)  # seconds since a message was last heard of
BATCH = 50
NOT_FOUND = 20404  # https://www.twilio.com/docs/api/errors/20404


class Records(Protocol):
    """The state of a text, and its error; raises SendError when that can't be told now."""

    def state(self, sid: str) -> tuple[str, int | None]: ...


@dataclass(frozen=True)
class Checks:
    """`texts` and `calls` ask the carrier; what it says is a report like any other."""

    database: Database
    reports: Reports
    texts: Records
    calls: Records
    clock: Callable[[], float]

    def check(self) -> int:
        """Asks for those whose time has come; how many. Where the carrier is away, the next sweep goes on."""
        asked = 0
        for times, after in enumerate(AFTER):
            with self.database.reading() as db:
                rows = messages.unheard(db, self.clock() - after, times, END, BATCH)
            for message_id, sid, channel in rows:
                with self.database.writing() as db:
                    mine = messages.asked(db, message_id, times)
                if not mine:
                    continue
                try:
                    state, error = (self.calls if channel == CALL else self.texts).state(sid)
                except SendError as problem:
                    if problem.code == NOT_FOUND:
                        continue  # erased there, for a PIN that was in it
                    log.warning("carrier not asked", code=problem.code)
                    return asked
                asked += 1
                if channel == CALL:
                    self.reports.called(message_id, sid, state, "")
                else:
                    self.reports.take(message_id, sid, state, error)
        return asked
