"""The catalogs: what the script says, put into the words of a language.

A language is a folder with a catalog (`locales/es/LC_MESSAGES/messages.po`); adding the folder is enough. Catalogs are
read once, at the start, straight from the `.po` files into plain dictionaries. An entry that is fuzzy, not complete,
or names a value that its source does not, is as good as missing, and what is missing is said in English: whatever is
wrong with a translation, every known sentence can be said. What is worded otherwise on one channel alone stands in a
catalog beside it, named after the channel (`web.po`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from gettext import c2py
from itertools import product
from math import prod
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

from babel import Locale
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from bot import wording
from dialogs.spelling import BREATH, FOREIGN, HOME, REST, parts, spelling
from dialogs.text import (
    ByChannel,
    Day,
    Either,
    InLanguage,
    Lines,
    Moment,
    Phone,
    Shown,
    Span,
    Spelt,
    Text,
    Value,
    Verbatim,
    Words,
)

LOCALES = Path(__file__).resolve().parent.parent / "locales"
ENGLISH = "en"
# Several Eithers below one another multiply; beyond this many, all of them are shortened in step.
MOST_VARIANTS = 32
# One such space makes a text message twice as dear: it is not in the GSM alphabet.
DEAR_SPACES = ("\u202f", "\u00a0", "\u2009")
SPOKEN = "voice"  # the channel on which numbers are said sign by sign

Entries = dict[tuple[str, str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Catalog:
    """One language: the forms of each sentence by context and source, and which form a number takes."""

    locale: Locale
    entries: Entries
    form: Callable[[int], int]
    own: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)  # by channel, by source


def file_of(folder: Path, language: str) -> Path:
    """Where the catalog of a language stands."""
    return folder / language / "LC_MESSAGES" / "messages.po"


def names_in(sentence: str) -> frozenset[str]:
    """The `{names}` in a sentence. Raises ValueError when its braces do not match, or hold more than a name."""
    found = set()
    for _text, name, spec, conversion in Formatter().parse(sentence):
        if name is not None:
            if not name.isidentifier() or spec or conversion:
                raise ValueError(name)
            found.add(name)
    return frozenset(found)


def says_the_same(sources: Sequence[str], translations: Sequence[str]) -> bool:
    """Whether every translation uses no value that its source does not have."""
    known = frozenset().union(*(names_in(source) for source in sources)) | ({"count"} if len(sources) > 1 else set())
    try:
        return all(names_in(translation) <= known for translation in translations)
    except ValueError:
        return False


def _texts(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, (tuple, list)) else (str(value or ""),)


def _entries(messages: Iterable[Message], forms: int) -> Entries:
    entries: Entries = {}
    for message in messages:
        sources, translations = _texts(message.id), _texts(message.string)
        complete = all(translations) and len(translations) == (forms if len(sources) > 1 else 1)
        if sources[0] and complete and not message.fuzzy and says_the_same(sources, translations):
            entries[message.context or "", sources[0]] = translations
    return entries


def read_catalog(language: str, path: Path) -> Catalog:
    """Reads one `.po` file. Raises OSError when it can't be read, PoFileError when it is none."""
    with path.open("rb") as file:
        catalog = read_po(file, abort_invalid=True)
    entries = _entries(catalog, catalog.num_plurals)
    own = {beside.stem: _own(beside) for beside in sorted(path.parent.glob("*.po")) if beside != path}
    return Catalog(wording.locale_of(language), entries, c2py(catalog.plural_expr), own)


def _own(path: Path) -> dict[str, tuple[str, ...]]:
    """What one channel words otherwise, whatever the sentence was worded for."""
    with path.open("rb") as file:
        catalog = read_po(file, abort_invalid=True)
    return {source: forms for (_context, source), forms in _entries(catalog, catalog.num_plurals).items()}


class Catalogs:
    """All languages of the service."""

    def __init__(self, catalogs: Mapping[str, Catalog], zone: ZoneInfo) -> None:
        self._english = Catalog(wording.locale_of(ENGLISH), {}, lambda number: int(number != 1))
        self._catalogs = {ENGLISH: self._english, **catalogs}
        self._zone = zone

    @classmethod
    def load(cls, folder: Path = LOCALES, *, timezone: str = "America/New_York") -> "Catalogs":
        """Reads every catalog in `folder`; times are told in `timezone`."""
        paths = sorted(folder.glob("*/LC_MESSAGES/messages.po"))
        catalogs = {path.parent.parent.name: read_catalog(path.parent.parent.name, path) for path in paths}
        return cls(catalogs, ZoneInfo(timezone))

    def languages(self) -> tuple[str, ...]:
        """The languages there are, English among them."""
        return tuple(sorted(self._catalogs))

    def knows(self, text: Text, language: str) -> bool:
        """Whether a language has this sentence; English has every one."""
        catalog = self._catalogs.get(language)
        return language == ENGLISH or (catalog is not None and (text.context, text.msgid) in catalog.entries)

    def say(self, words: Words, language: str, channel: str = "sms") -> str:
        """The words in a language, in full; English where the language, or a sentence in it, is missing."""
        return self._first(words, _Voice(self._catalogs.get(language, self._english), language, channel, self._zone))

    def write(self, value: Value, language: str, channel: str = "sms") -> str:
        """A value by itself, as it would stand in a sentence."""
        return _Voice(self._catalogs.get(language, self._english), language, channel, self._zone).value(value)

    def variants(self, words: Words, language: str, channel: str = "sms") -> list[str]:
        """Every way the words may be said, the fullest first; one unless there is an Either in them."""
        voice = _Voice(self._catalogs.get(language, self._english), language, channel, self._zone)
        return list(dict.fromkeys(self._all(words, voice)))

    def _first(self, words: Words, voice: "_Voice") -> str:
        match words:
            case Lines():
                return "\n".join([self._first(part, voice) for part in words.parts])
            case Either():
                return self._first(words.choices[0], voice)
            case InLanguage():
                return self.say(words.words, words.language, voice.channel)
            case ByChannel():
                return self._first(words.spoken if voice.channel == SPOKEN else words.written, voice)
            case Shown():
                return self._first(words.words, voice)
            case _:
                return voice.say(words)

    def _all(self, words: Words, voice: "_Voice") -> list[str]:
        match words:
            case Lines():
                return ["\n".join(parts) for parts in _combined([self._all(part, voice) for part in words.parts])]
            case Either():
                return [variant for choice in words.choices for variant in self._all(choice, voice)]
            case InLanguage():
                return self.variants(words.words, words.language, voice.channel)
            case ByChannel():
                return self._all(words.spoken if voice.channel == SPOKEN else words.written, voice)
            case Shown():
                return self._all(words.words, voice)
            case _:
                return [voice.say(words)]


def _combined(parts: list[list[str]]) -> Iterable[tuple[str, ...]]:
    """One variant of each part, least shortened first; of two equally short, the one with the fuller beginning."""
    if prod(map(len, parts)) > MOST_VARIANTS:
        steps = max(map(len, parts))
        return [tuple(part[min(step, len(part) - 1)] for part in parts) for step in range(steps)]
    choices = sorted(product(*(range(len(part)) for part in parts)), key=lambda indexes: (sum(indexes), indexes))
    return [tuple(part[index] for part, index in zip(parts, indexes, strict=True)) for indexes in choices]


def _source(text: Text) -> str:
    """A sentence without values, in English."""
    return text.msgid


def _spelled(value: Spelt, name: Callable[[Text], str]) -> str:
    """Sign by sign, in groups; `name` says each sign."""
    return REST.join(BREATH.join(name(sign) for sign in group) for group in spelling(value))


@dataclass(frozen=True, slots=True)
class _Voice:
    """One language on one channel, for one turn.

    The choices of an Either share most of their lines: each line is written once (`written`, by the identity of its
    words, which live as long as the turn), which makes an answer three times as cheap.
    """

    catalog: Catalog
    language: str
    channel: str
    zone: ZoneInfo
    written: dict[int, str] = field(default_factory=dict)

    def say(self, words: Text | Verbatim) -> str:
        known = self.written.get(id(words))
        if known is None:
            known = self.written[id(words)] = self._say(words)
        return known

    def _say(self, words: Text | Verbatim) -> str:
        said = self._text(words) if isinstance(words, Text) else self._verbatim(words)
        if not said.isascii():
            for space in DEAR_SPACES:
                said = said.replace(space, " ")
        return said

    def _text(self, text: Text) -> str:
        entries, own = self.catalog.entries, self.catalog.own.get(self.channel)
        forms = own.get(text.msgid) if own else None
        forms = forms or entries.get((text.context or self.channel, text.msgid)) or entries.get(("", text.msgid))
        if forms is None:
            sentence = text.plural if text.plural and text.count != 1 else text.msgid
        elif text.plural:
            sentence = forms[min(self.catalog.form(text.count), len(forms) - 1)]
        else:
            sentence = forms[0]
        # format_map puts values in as they are: braces in somebody's words are never read again.
        return sentence.format_map({name: self.value(value) for name, value in text.values.items()})

    def _verbatim(self, words: Verbatim) -> str:
        written = words.by_language.get(self.language) or words.by_language.get(ENGLISH, "")
        if self.channel != SPOKEN:
            return written
        foreign = self.language != ENGLISH and not words.by_language.get(self.language)
        name = _source if foreign else self._text
        spoken = "".join(_spelled(part, name) if isinstance(part, Spelt) else part for part in parts(written))
        return f"{FOREIGN}{spoken}{HOME}" if foreign and spoken else spoken

    def _spelt(self, value: Spelt) -> str:
        return _spelled(value, self._text) if self.channel == SPOKEN else value.signs

    def value(self, value: Value) -> str:
        match value:
            case str():
                return value
            case Text():
                return self._text(value)
            case Verbatim():
                return self._verbatim(value)
            case Spelt():
                return self._spelt(value)
            case _:
                return self._written(value)

    def _written(self, value: int | Day | Moment | Span | Phone) -> str:
        locale = self.catalog.locale
        match value:
            case int():
                return wording.count(value, locale)
            case Day():
                return wording.day(value.iso, locale, spoken=self.channel == SPOKEN)
            case Moment():
                zone = ZoneInfo(value.zone) if value.zone else self.zone
                return wording.moment(value.seconds, zone, locale, spoken=self.channel == SPOKEN)
            case Span():
                return wording.span(value.seconds, locale)
            case Phone():
                written = wording.phone(value.e164)
                return self._spelt(Spelt(written)) if self.channel == SPOKEN else written
