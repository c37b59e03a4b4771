"""Messages to the contacts of a portfolio: into the outbox, sealed under the portfolio's own key."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.catalogs import Catalogs
from bot.twilio.twiml import MOST_SEGMENTS, MOST_SEGMENTS_ELSEWHERE, fitted, legible
from dialogs.house import House
from dialogs.portfolio.notices import Notice, email_body
from storage import messages
from storage.messages import EMAIL, TEXT
from storage.sealing import DataKey, place

SEALED = "messages.sealed"
NOTICE_HOLDS = 48 * 3600.0  # seconds; what could not be sent by then is no news any more


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whose message it is, in which language, and where it goes: a phone (E.164) or an e-mail address."""

    portfolio_key: bytes
    data_key: DataKey
    language: str
    address: str


@dataclass(frozen=True, slots=True)
class File:
    """What is attached to an e-mail."""

    name: str
    type: str
    content: str


@dataclass(frozen=True, slots=True)
class Notices:
    catalogs: Catalogs
    house: House
    clock: Callable[[], float]

    def post(self, db: Connection, to: Recipient, notice: Notice, holds: float = NOTICE_HOLDS,
             file: File | None = None) -> None:  # fmt: skip
        """Writes it down, to be sent within `holds` seconds; `file` goes with e-mails only."""
        message = self._message(to, notice, holds, file)
        messages.add(db, message, message.due_at)

    def rehearse(self, to: Recipient, notice: Notice) -> None:
        """Takes as long as `post`, and writes nothing: for somebody who is not there."""
        self._message(to, notice, NOTICE_HOLDS, None)

    def _message(self, to: Recipient, notice: Notice, holds: float, file: File | None) -> messages.Message:
        channel = EMAIL if "@" in to.address else TEXT
        content = self._letter(to, notice, file) if channel == EMAIL else self._text(to, notice)
        identifier, now = uuid.uuid4().hex, self.clock()
        sealed = to.data_key.seal(json.dumps({"to": to.address, **content}).encode(), place(SEALED, identifier))
        return messages.Message(
            identifier, None, sealed, now, now + holds, portfolio_key=to.portfolio_key, channel=channel
        )

    def _text(self, to: Recipient, notice: Notice) -> dict[str, str]:
        most = MOST_SEGMENTS.get(to.language, MOST_SEGMENTS_ELSEWHERE)
        return {"body": legible(fitted(notice.words, to.language, self.catalogs.variants, "sms", most))}

    def _letter(self, to: Recipient, notice: Notice, file: File | None) -> dict[str, object]:
        subject = self.catalogs.say(notice.subject, to.language, EMAIL)
        body = self.catalogs.say(email_body(notice, self.house), to.language, EMAIL)
        letter: dict[str, object] = {"subject": subject, "body": body}
        if file is not None:
            letter["file"] = {"name": file.name, "type": file.type, "content": file.content}
        return letter
