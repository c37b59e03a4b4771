"""What one-time pages share: looking does nothing, a POST acts once, a link that is over says so, our own failures too.

Programs open links to look into them (mail scanners, previews in chats): GET and HEAD never act, whoever asks.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from flask import Response, request
from werkzeug.exceptions import HTTPException

from bot.web.paper import Paper, came_from_us
from dialogs import pages as words
from dialogs.text import Words

log = structlog.get_logger()

RETRY_AFTER = "60"  # seconds
OK = 200


class Seen(Protocol):
    """What is behind a link; `over`: it can't be used any more."""

    @property
    def language(self) -> str: ...

    @property
    def over(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Pages:
    """`kind` names the page in the log; `gone` says how to get a new link; `origin` is where our pages are."""

    paper: Paper
    origin: str
    kind: str
    gone: Sequence[Words]

    def look(self, seen: Seen | None, answer: Callable[[str], Response]) -> Response:
        """`answer` in its language, unless it leads nowhere any more."""
        return self.over(seen) if seen is None or seen.over else answer(self.language(seen))

    def act(self, seen: Seen | None, answer: Callable[[str], Response]) -> Response:
        """The same, unless another site's page wants it."""
        language = self.language(seen)
        if seen is not None and not seen.over and not came_from_us(self.origin):
            return self.said(language, words.gone_title(), [words.from_elsewhere()], 403)
        return self.look(seen, answer)

    def over(self, seen: Seen | None) -> Response:
        said = [words.gone(), *self.gone]
        return self.said(self.language(seen), words.gone_title(), said, 404 if seen is None else 410)

    def said(self, language: str, title: Words, said: Sequence[Words], status: int = OK) -> Response:
        """A page with nothing to press. What was just done is said once: in another language the link would be over."""
        return self.paper.page("said.html", language, title, status, said=said, done=status == OK)

    def asked(self, language: str, title: Words, said: Sequence[Words], button: Words, address: str = "") -> Response:
        """A page with one button, and what pressing it does."""
        return self.paper.page("ask.html", language, title, said=said, button=button, address=address)

    def shown(self, template: str, language: str, title: Words, status: int = OK, **values: Any) -> Response:
        return self.paper.page(template, language, title, status, pages=words, **values)

    def guarded(self, answer: Callable[[], Response]) -> Response:
        """Whatever is wrong here, the link may be tried again."""
        try:
            return answer()
        except HTTPException:  # too large, for one: that is theirs
            raise
        except Exception as error:
            log.warning("one-time page failed", page=self.kind, error=type(error).__name__)
            response = self.said(self.paper.language(), words.later_title(), [words.later()], 503)
            response.headers["Retry-After"] = RETRY_AFTER
            return response

    def language(self, seen: Seen | None) -> str:
        """The one that the address asks for, else the portfolio's, else the browser's."""
        asked, known = request.args.get("lang", ""), "" if seen is None else seen.language
        return known if known in self.paper.languages and asked not in self.paper.languages else self.paper.language()
