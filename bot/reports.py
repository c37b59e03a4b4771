"""What the carrier reports of texts on their way; twice, late and out of order, and it all ends right."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from storage import deliveries
from storage.database import Database
from storage.messages import FINAL_RANK, Status

# The provider's states, ranked: a report that comes late or twice never takes a text back to an earlier state.
RANKS = {
    "accepted": 10, "scheduled": 10, "queued": 20, "sending": 30, "sent": 40,
    "delivered": 90, "read": 95, "undelivered": FINAL_RANK, "failed": FINAL_RANK, "canceled": FINAL_RANK,
}  # fmt: skip
UNHEARD_OF = 5  # a state the provider may invent ranks below every one we know


@dataclass(frozen=True)
class Reports:
    database: Database
    clock: Callable[[], float] = time.time

    def take(self, reference: str, sid: str, state: str, error: int | None) -> None:
        """`reference` is our own id of the text, "" when the report does not carry it; `sid` the provider's."""
        if not sid:
            return
        status = Status(state[:16], RANKS.get(state, UNHEARD_OF), error)
        with self.database.writing() as db:
            deliveries.delivered(db, reference or None, sid, status, self.clock())
