"""How long words take to speak, and how they are written as captions."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from bot.simulator.ssml import Piece

Pace = Callable[[str, str], float]  # words, their language → seconds at the usual rate

SIGNS_A_SECOND = 14.0
SPELLED = 5  # a digit, or a letter that stands alone, takes as long as a word of five letters
HEARD_PAUSE = 0.3  # seconds; a shorter break is not worth a comma
ALONE = re.compile(r"\d|\b[^\W\d_]\b")


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one language that are spoken in one go: their caption, and how many seconds they take.

    `rate` is that of most of the words, as a percentage of the usual speed.
    """

    text: str
    language: str
    rate: int
    seconds: float


def spoken_seconds(text: str, language: str) -> float:
    """An estimate: 14 signs a second, and more for what is spelled out; the languages differ by less than voices do."""
    del language
    words = " ".join(text.split())
    return (len(words) + (SPELLED - 1) * len(ALONE.findall(words))) / SIGNS_A_SECOND


def runs(pieces: Iterable[Piece], pace: Pace) -> list[Run]:
    """The pieces as they are heard: a run for each stretch of one language; silence belongs to what went before it."""
    heard: list[Run] = []
    for language, group in groupby(_settled(pieces), lambda piece: piece.language):
        same = list(group)
        rates = {piece.rate: 0 for piece in same}
        for piece in same:
            rates[piece.rate] += len(piece.text)
        seconds = sum(pace(piece.text, language) * 100 / piece.rate + piece.pause for piece in same)
        heard.append(Run(caption(same), language, max(rates, key=lambda rate: rates[rate]), seconds))
    return heard


def _settled(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Gives silence and white space the language of the words before them, so that they make no run of their own."""
    language = ""
    for piece in pieces:
        language = piece.language if piece.text.strip() or not language else language
        if piece.text or piece.pause:
            yield replace(piece, language=language)


def caption(pieces: Iterable[Piece]) -> str:
    """The words alone; a break that can be heard is a comma, unless a mark stands there already."""
    text = ""
    for piece in pieces:
        text += piece.shown or piece.text
        if piece.pause:
            text = text.rstrip() + (", " if piece.pause >= HEARD_PAUSE and text.rstrip()[-1:].isalnum() else " ")
    return re.sub(r"\s+([,.;:!?])", r"\1", " ".join(text.split()).removesuffix(","))
