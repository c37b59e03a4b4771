"""What follows when a message that carried alerts went out, or did not.

What could not be told at a phone is told at the portfolio's verified e-mail address instead, with the reason; without
one it is given up, and shown. A text that the network lost for now is tried again, and so is a call that nobody took.
"""

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from sqlalchemy import Connection

from bot.casebook import HOLDS
from bot.twilio.errors import FATES
from storage import alerts, contacts
from storage.alerts import GIVEN_UP, VOID
from storage.messages import CALL, EMAIL, Message

log = structlog.get_logger()

MOST_TEXTS, MOST_CALLS = 4, 3  # tries in all
TEXT_PAUSE = 900.0  # seconds until a text that the network lost is sent once more, doubled each time
CALL_PAUSE = 7200.0  # seconds until somebody who did not answer is called again
STOPPED, DEAD, FILTERED, LATE, BOUNCED, UNANSWERED = "stopped", "dead", "filtered", "late", "bounced", "unanswered"
LOST = "lost"


def reason_of(error: int | None) -> str:
    """Why a phone could not be told, by the carrier's number for it."""
    return {"opted_out": STOPPED, "never": DEAD, "filtered": FILTERED}.get(FATES.get(error or 0, ""), LOST)


@dataclass(frozen=True)
class Aftermath:
    clock: Callable[[], float]

    def sent(self, db: Connection, message: Message) -> None:
        """From now on its contact knows who writes."""
        if message.portfolio_key is not None and message.address_key is not None:
            contacts.told(db, message.portfolio_key, message.address_key, self.clock())

    def delivered(self, db: Connection, message: Message) -> None:
        """The carrier says that it arrived."""
        if message.portfolio_key is not None and message.address_key is not None:
            contacts.delivered(db, message.portfolio_key, message.address_key, self.clock())

    def lost(self, db: Connection, message: Message, reason: str) -> None:
        """It will not arrive. The sender says why."""
        if message.address_key is None:
            return
        if reason == BOUNCED:
            contacts.switch_off(db, message.address_key, BOUNCED)
        told = alerts.of_message(db, message.id)
        alerts.end(db, [each.id for each in told], GIVEN_UP)
        if message.channel != EMAIL:
            self.tell_elsewhere(db, told, reason)

    def unwanted(self, db: Connection, message: Message) -> None:
        """Whoever it was for ended it meanwhile."""
        alerts.end(db, [each.id for each in alerts.of_message(db, message.id)], VOID)

    def failed(self, db: Connection, message: Message, error: int | None) -> None:
        """It was taken, and did not arrive: a passing fault is tried again."""
        if message.address_key is None:
            return
        told = alerts.of_message(db, message.id)
        tries = max((each.tries for each in told), default=0) + 1
        passing = message.channel == CALL or FATES.get(error or 0, "later") == "later"
        most, pause = (
            (MOST_CALLS, CALL_PAUSE) if message.channel == CALL else (MOST_TEXTS, TEXT_PAUSE * 2 ** (tries - 1))
        )
        if passing and tries < most:
            alerts.again(db, message.id, self.clock() + pause)
        else:
            self.lost(db, message, UNANSWERED if message.channel == CALL else reason_of(error))

    def tell_elsewhere(self, db: Connection, told: list[alerts.Alert], reason: str) -> int:
        """At the portfolio's verified e-mail addresses; how many alerts were written."""
        written, now = 0, self.clock()
        for alert in told:
            if alert.portfolio_key is None:
                continue
            for contact in contacts.of(db, alert.portfolio_key):
                if contact.kind == "email" and contact.verified_at is not None and not contact.off and not contact.why:
                    there = alert._replace(
                        address_key=contact.address_key, reason=reason, tries=0, due_at=now, expires_at=now + HOLDS
                    )
                    written += alerts.elsewhere(db, there, now)
        return written
