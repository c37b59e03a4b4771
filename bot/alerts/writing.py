"""The words of a message that carries alerts, sealed for its row in the outbox."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.alerts.listeners import Listener
from bot.catalogs import Catalogs
from bot.letters import LetterWriter
from bot.notices import SEALED
from bot.twilio.twiml import MOST_SEGMENTS, MOST_SEGMENTS_ELSEWHERE, fitted, legible
from bot.unsubscribing import Unsubscribing
from dialogs.fallover import why
from dialogs.house import House
from dialogs.news import News, alert_text, followed_text, test_text
from dialogs.text import Words
from storage.messages import CALL, EMAIL
from storage.sealing import place


@dataclass(frozen=True)
class Writing:
    catalogs: Catalogs
    house: House
    letters: LetterWriter
    unsubscribing: Unsubscribing
    public_url: str

    def sealed(self, listener: Listener, news: Sequence[News], identifier: str, reason: str = "") -> bytes:
        """What the message `identifier` says, sealed; no news: that this is how an alert looks."""
        if listener.channel == CALL:
            content: dict[str, Any] = {}
        elif listener.channel == EMAIL:
            content = self._letter(listener, news, reason)
        else:
            content = {"body": self._body(self._text(listener, news), listener.language)}
        letter = {"to": listener.address, "zones": listener.zones, **content}
        return listener.data_key.seal(json.dumps(letter).encode(), place(SEALED, identifier))

    def _text(self, listener: Listener, news: Sequence[News]) -> Words:
        if not news:
            return test_text(listener.level, self.house, first=listener.first)
        if listener.portfolio_key is None:
            return followed_text(news, self.house)
        return alert_text(news, listener.level, self.house, first=listener.first)

    def _body(self, words: Words, language: str) -> str:
        most = MOST_SEGMENTS.get(language, MOST_SEGMENTS_ELSEWHERE)
        return legible(fitted(words, language, self.catalogs.variants, "sms", most))

    def _letter(self, listener: Listener, news: Sequence[News], reason: str) -> dict[str, Any]:
        language = listener.language
        unsubscribe = ""
        if listener.portfolio_key is not None:
            unsubscribe = self.unsubscribing.url(self.public_url, listener.portfolio_key, listener.address_key)
        written = self.letters.write(
            news,
            listener.level,
            language,
            why=self.catalogs.say(why(reason), language, EMAIL) if reason else "",
            unsubscribe=unsubscribe,
            weekly=listener.weekly,
            test=not news,
        )
        return {"subject": written.subject, "body": written.text, "html": written.html, "unsubscribe": unsubscribe}
