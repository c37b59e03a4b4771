"""What the carrier reports of texts on their way; twice, late and out of order, and it all ends right."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import structlog
from sqlalchemy import Connection

from bot.erasures import erasure_of
from bot.twilio.errors import FATES
from storage import consents, contacts, deliveries, erasures, follows, messages
from storage.consents import Consent
from storage.database import Database
from storage.messages import Message, Status
from storage.sealing import Sealer

log = structlog.get_logger()

END = 90  # of two reports that say how it ended the first counts
# The provider's states, ranked: a report that comes late or twice never takes a text back to an earlier state.
RANKS = {
    "accepted": 10, "scheduled": 10, "queued": 20, "sending": 30, "sent": 40,
    "delivered": END, "undelivered": END, "failed": END, "canceled": END, "read": END + 5,
}  # fmt: skip
NO_SUCH_PHONE = (21211, 21614, 30005, 30006)  # never to be texted again: no number, a landline, not in service
UNHEARD_OF = 5  # a state the provider may invent ranks below every one we know


OURS_TO_MEND = "the carrier refuses our messages"
TAKEN_BY_A_PERSON = ("human", "")  # AnsweredBy; of the rest nobody knows that it was a person
UNANSWERED = ("busy", "no-answer", "failed", "canceled")


class Aftermath(Protocol):
    """What follows for whoever an alert was for, in the same transaction."""

    def delivered(self, db: Connection, message: Message) -> None: ...

    def failed(self, db: Connection, message: Message, error: int | None) -> None: ...


@dataclass(frozen=True)
class Reports:
    database: Database
    sealer: Sealer
    aftermath: Aftermath
    clock: Callable[[], float] = time.time

    def take(  # noqa: PLR0913
        self, reference: str, sid: str, state: str, error: int | None, erase: bool = False, to: str = ""
    ) -> None:
        """`reference` is our own id of the text, "" when the report does not carry it; `sid` the provider's; `to` the
        phone (E.164), "" when the report does not say.

        A text that carried a PIN is to `erase` at the carrier once it left: some networks never say that it arrived.
        It is in no outbox, and what became of it is not kept. A report that names no text, or says nothing of it, is
        ignored. Raises DatabaseDown.
        """
        if not sid or not state:
            return
        status, now = Status(state[:16], RANKS.get(state, UNHEARD_OF), error), self.clock()
        if erase:
            if status.rank >= RANKS["sent"]:
                with self.database.writing() as db:
                    erasures.add(db, erasure_of(sid, now))
            return
        with self.database.writing() as db:
            self._rise(db, reference or None, sid, status, to)

    def called(self, reference: str, sid: str, state: str, answered_by: str) -> None:
        """The same of a call: it reached a person, or nobody, or a machine. Raises DatabaseDown."""
        if not sid or not state:
            return
        if state == "completed":
            state = "delivered" if answered_by in TAKEN_BY_A_PERSON else "undelivered"
        elif state in UNANSWERED:
            state = "undelivered"
        with self.database.writing() as db:
            self._rise(db, reference or None, sid, Status(state[:16], RANKS.get(state, UNHEARD_OF)), "")

    def _rise(self, db: Connection, reference: str | None, sid: str, status: Status, to: str) -> None:
        found, now = messages.load(db, reference, sid), self.clock()
        deliveries.delivered(db, reference, sid, status, now)
        if found is None or found[1].rank >= status.rank:
            return  # it waits for its row; or an old report comes again, and undoes no START, no new verification
        message = found[0]
        if is_refusal(status.error) and (phone := self._phone(message, to)) is not None:
            heed(db, phone, status.error, now)  # through a messaging service a refusal comes only now
        if FATES.get(status.error or 0) in ("ours", "filtered"):
            log.error(OURS_TO_MEND, code=status.error)
        if status.state in ("undelivered", "failed", "canceled"):
            self.aftermath.failed(db, message, status.error)
        elif status.rank >= END:
            self.aftermath.delivered(db, message)

    def _phone(self, message: Message, to: str) -> bytes | None:
        """The phone that refused a text of ours for good."""
        return message.address_key or message.person_key or (self.sealer.index("person", to) if to else None)


def is_refusal(error: int | None) -> bool:
    """Whether the phone wants no texts, or can't have any."""
    return FATES.get(error or 0) == "opted_out" or error in NO_SUCH_PHONE


def heed(db: Connection, phone: bytes, error: int | None, now: float) -> None:
    """Remembers what the carrier said with `error` of this phone, by its key: nothing else goes there."""
    if FATES.get(error or 0) == "opted_out":
        consents.stop(db, phone, "carrier", now)
        consents.add(db, phone, Consent(now, "stop", "carrier"))
    elif error in NO_SUCH_PHONE:
        contacts.switch_off(db, phone, "dead")
        follows.remove_all(db, phone)
