"""What the agency's titles mean. The titles the service knows stand in `titles.csv`, one a line."""

import csv
import unicodedata
from dataclasses import dataclass
from importlib.resources import files

from dialogs.plain_words import MEANINGS, Meaning

UNKNOWN = "unknown"
APOSTROPHES = str.maketrans(dict.fromkeys("‘’ʼ´`′", "'"))
TRAILING = " .,:;!"


@dataclass(frozen=True, slots=True)
class _Title:
    category: str
    meaning: str
    official_es: str
    plain_es: str


def _key(title: str) -> str:
    """The whole words, whatever their case, spaces, kind of apostrophe and trailing punctuation."""
    # Apostrophes first: the normal form of an acute accent standing alone is a space with an accent.
    plain = unicodedata.normalize("NFKC", title.translate(APOSTROPHES))
    return " ".join(plain.casefold().split()).rstrip(TRAILING)


def _rows() -> list[dict[str, str]]:
    return list(csv.DictReader(files("dialogs").joinpath("titles.csv").read_text("utf-8").splitlines()))


_ROWS = _rows()
_TITLES = {
    _key(row["title_en"]): _Title(row["category"], row["meaning"], row["official_title_es"], row["plain_es"])
    for row in _ROWS
}
KNOWN_TITLES: tuple[str, ...] = tuple(row["title_en"] for row in _ROWS)


def category(title_en: str) -> str:
    """The kind of status a title of the agency stands for, by its whole words; `unknown` for any other title.

    Never by a keyword: "Certified Approval … Was Reversed" is no approval, "Expedite Request Denied" no denial.
    """
    title = _TITLES.get(_key(title_en))
    return UNKNOWN if title is None else title.category


def meaning(title_en: str) -> Meaning | None:
    """What a title means and whether anything is to be done; None for a title we do not know.

    Finer than `category`: where titles of one category differ in meaning, each has a line of its own.
    """
    title = _TITLES.get(_key(title_en))
    return None if title is None else MEANINGS[title.meaning]


def title_es(title_en: str) -> tuple[str, bool] | None:
    """A title in Spanish, and whether these are the agency's own words (True) or our translation (False)."""
    title = _TITLES.get(_key(title_en))
    if title is None:
        return None
    return (title.official_es, True) if title.official_es else (title.plain_es, False)


__all__ = ["KNOWN_TITLES", "UNKNOWN", "Meaning", "category", "meaning", "title_es"]
