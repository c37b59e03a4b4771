"""The e-mails that carry alerts: plain and HTML of the same words, from templates, in the language of the portfolio.

Mail programs throw away style sheets, scripts and pictures from elsewhere: styles stand at the elements, there is
nothing else, and what is left when all of it is taken away reads well. Nothing of it names a receipt number.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from bot.catalogs import Catalogs
from dialogs import news as words
from dialogs.house import House
from dialogs.news import News
from dialogs.text import Words

CHANNEL = "email"
MOST = 40  # cases in one e-mail: mail programs cut off what is longer than 102 kB
FROM_THE_RIGHT = ("R", "AL", "AN", "RLE", "RLO", "RLI")  # kinds of signs: Unicode, UAX #9
QUOTED = 10  # cases up to which the agency's paragraphs stand there as well


class Written(NamedTuple):
    subject: str
    text: str
    html: str


class _Quote(NamedTuple):
    """The agency's own words, in the `language` in which it gives them; `head` says whose they are."""

    head: str
    language: str
    words: str


class _Item(NamedTuple):
    """A case: its line, and what stands below it."""

    line: str
    more: list[str]
    quote: _Quote | None


@dataclass(frozen=True)
class LetterWriter:
    catalogs: Catalogs
    house: House
    public_url: str

    @cached_property
    def _templates(self) -> Environment:
        return Environment(
            loader=PackageLoader("bot"),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def write(  # noqa: PLR0913
        self,
        news: Sequence[News],
        level: str,
        language: str,
        *,
        why: str,
        unsubscribe: str,
        weekly: bool = False,
        test: bool = False,
    ) -> Written:
        """`level`: all, title or hint; `why`: a sentence on why it comes by e-mail, or ""; `unsubscribe`: an address
        that ends them, or ""."""

        def say(sentence: Words) -> str:
            return _one_line(self.catalogs.say(sentence, language, CHANNEL))

        subject = say(words.subject(self.house, weekly=weekly, test=test))
        told = [] if level == "hint" else news[:MOST]
        quoted = level == "all" and len(told) <= QUOTED
        items = [self._item(replace(each, name=_apart(each.name)), level, language, quoted=quoted) for each in told]
        left = words.more(len(news) - len(items)) if items else None
        values = {
            "language": language,
            "subject": subject,
            "opening": say(words.opening(len(news), test=test, weekly=weekly, hint=level == "hint")),
            "why": why,
            "items": items,
            "left": say(left) if left else "",
            "closing": self.catalogs.say(words.closing(self.house), language, CHANNEL),
            "no_more": say(words.no_more()),
            "unsubscribe": unsubscribe,
            "host": urlsplit(self.public_url).hostname or "",
        }
        text, html = (self._templates.get_template(f"alert.{kind}").render(values) for kind in ("txt", "html"))
        return Written(subject, text.strip() + "\n", html)

    def _item(self, each: News, level: str, language: str, *, quoted: bool) -> _Item:
        more: list[Words | None] = []
        if level == "all":
            more = [
                words.was(each.before) if each.before and each.kind == "changed" else None,
                words.newest_step(each) if each.kind == "grew" else None,
                words.sense(each),
            ]
        told = [self.catalogs.say(part, language, CHANNEL) for part in more if part is not None]
        quote = self._quote(each, language) if quoted else None
        return _Item(_one_line(self.catalogs.say(words.line(each), language, CHANNEL)), told, quote)

    def _quote(self, each: News, language: str) -> _Quote | None:
        said = words.agency_words(each)
        if said is None:
            return None
        head, paragraph = (self.catalogs.say(part, language, CHANNEL) for part in said)
        return _Quote(head, language if said[1].by_language.get(language) else "en", paragraph)


def _apart(name: str) -> str:
    """A name that runs from right to left, between marks that leave the words beside it where they are."""
    turns = any(unicodedata.bidirectional(sign) in FROM_THE_RIGHT for sign in name)
    return f"\u2068{name}\u2069" if turns else name


def _one_line(text: str) -> str:
    return " ".join(text.split())
