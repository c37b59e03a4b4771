"""What of a sentence has arrived: the words that carry meaning, and the keys to press."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from tools.listening.words import carries_meaning, sound, tokens

SHORTEST = 4  # letters of a word that may be found inside others: "o prima" is "oprima"


@dataclass(frozen=True, slots=True)
class Score:
    """How many words of meaning and how many digits (keys, counts, dates) were said, and which did not arrive."""

    words: int
    digits: int
    lost_words: tuple[str, ...] = ()
    lost_digits: tuple[str, ...] = ()


def compare(said: str, heard: str, language: str) -> Score:
    """Word for word, in order. A word counts as heard too when it was written in pieces, or as it sounds."""
    spoken, written = tokens(said, language), tokens(heard, language)
    lost: list[str] = []
    matcher = SequenceMatcher(None, [sound(word, language) for word in spoken],
                              [sound(word, language) for word in written], autojunk=False)  # fmt: skip
    for kind, start, end, from_, to in matcher.get_opcodes():
        if kind == "equal":
            continue
        nearby = sound("".join(written[max(0, from_ - 1) : to + 1]), language)
        lost += [word for word in spoken[start:end] if not _within(sound(word, language), nearby)]
    meant = [word for word in spoken if carries_meaning(word, language)]
    missing = [word for word in lost if carries_meaning(word, language)]
    return Score(
        sum(not word.isdecimal() for word in meant),
        sum(word.isdecimal() for word in meant),
        tuple(word for word in missing if not word.isdecimal()),
        tuple(word for word in missing if word.isdecimal()),
    )


def _within(word: str, nearby: str) -> bool:
    return len(word) >= SHORTEST and not word.isdecimal() and word in nearby


def total(scores: Iterable[Score]) -> Score:
    """Several sentences as one."""
    whole = tuple(scores)
    return Score(
        sum(score.words for score in whole),
        sum(score.digits for score in whole),
        tuple(word for score in whole for word in score.lost_words),
        tuple(digit for score in whole for digit in score.lost_digits),
    )


def share(kept: int, of: int) -> float:
    """1.0 where there was nothing to lose."""
    return kept / of if of else 1.0


def words_kept(score: Score) -> float:
    return share(score.words - len(score.lost_words), score.words)


def digits_kept(score: Score) -> float:
    return share(score.digits - len(score.lost_digits), score.digits)
