"""What the carrier reports of texts on their way; twice, late and out of order, and it all ends right."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.twilio.errors import FATES
from storage import consents, deliveries, messages
from storage.database import Database
from storage.messages import Status

END = 90  # of two reports that say how it ended the first counts
# The provider's states, ranked: a report that comes late or twice never takes a text back to an earlier state.
RANKS = {
    "accepted": 10, "scheduled": 10, "queued": 20, "sending": 30, "sent": 40,
    "delivered": END, "undelivered": END, "failed": END, "canceled": END, "read": END + 5,
}  # fmt: skip
UNHEARD_OF = 5  # a state the provider may invent ranks below every one we know


@dataclass(frozen=True)
class Reports:
    database: Database
    clock: Callable[[], float] = time.time

    def take(self, reference: str, sid: str, state: str, error: int | None) -> None:
        """`reference` is our own id of the text, "" when the report does not carry it; `sid` the provider's.

        A report that names no text, or says nothing of it, is ignored. Raises DatabaseDown.
        """
        if not sid or not state:
            return
        status, now = Status(state[:16], RANKS.get(state, UNHEARD_OF), error), self.clock()
        with self.database.writing() as db:
            if FATES.get(error or 0) == "opted_out":  # through a messaging service the refusal comes only now
                person = messages.owner(db, reference or None, sid, below=status.rank)
                if person is not None:  # None: an old report that comes again must not undo a START
                    consents.stop(db, person, "carrier", now)
            deliveries.delivered(db, reference or None, sid, status, now)
