"""The trials: what is said or asked, what was heard, and what is left of it."""

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dialogs.spoken import hints
from tools.listening.callers import Caller, Outcome, outcome, voice
from tools.listening.hearing import Ears, Task
from tools.listening.phrases import KNOWN_NAMES, Phrase, is_choice
from tools.listening.scores import Score, compare
from tools.listening.sounds import speak
from tools.listening.words import sound, tokens

PAUSE = 0.3  # seconds between two sentences of a prompt, as the writer of calls makes them


@dataclass(frozen=True, slots=True)
class Heard:
    """A phrase, what was written down of it, what was lost, and how many seconds it took to say."""

    phrase: Phrase
    text: str
    score: Score
    seconds: float


@dataclass(frozen=True, slots=True)
class ReadBack:
    """A number read back: how many of its three letters arrived, and whether all ten digits did, in their order."""

    receipt: str
    text: str
    letters: int
    digits: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A whole prompt: seconds until its first choice has been said, and to its end."""

    name: str
    first: float
    whole: float


def hear_phrases(phrases: Sequence[Phrase], ears: Ears, folder: Path, what: str = "phrases") -> list[Heard]:
    """Says each phrase into the line."""
    sounds = [speak(one.markup, one.language, folder / f"{what}-{at}.wav") for at, one in enumerate(phrases)]
    tasks = [
        Task(sound, one.language, zlib.crc32(one.text.encode()), KNOWN_NAMES)
        for sound, one in zip(sounds, phrases, strict=True)
    ]
    texts = ears.hear(tasks, what)
    return [
        Heard(one, text, compare(one.text, text, one.language), sound.seconds)
        for one, text, sound in zip(phrases, texts, sounds, strict=True)
    ]


def hear_numbers(numbers: Sequence[tuple[str, Phrase]], ears: Ears, folder: Path) -> list[ReadBack]:
    """Reads numbers back over the line."""
    heard = hear_phrases([said for _, said in numbers], ears, folder, "read-backs")
    return [_read_back(receipt, one) for (receipt, _), one in zip(numbers, heard, strict=True)]


def _read_back(receipt: str, heard: Heard) -> ReadBack:
    """A letter has arrived when its word has: the word is there because the letter alone would not."""
    language = heard.phrase.language
    written = tokens(heard.text, language)
    joined = sound("".join(written), language)
    words = [tokens(part, language)[-1] for part in heard.phrase.text.split(", ")[:3]]
    letters = sum(sound(word, language) in joined for word in words)
    return ReadBack(receipt, heard.text, letters, "".join(filter(str.isdecimal, written)).endswith(receipt[3:]))


def hear_callers(
    people: Sequence[Caller], language: str, ears: Ears, folder: Path, *, hinted: bool
) -> list[tuple[Caller, str, Outcome]]:
    """Lets people say their numbers; `hinted`: the recogniser is told what to expect, as on a call."""
    expected = hints("receipt", language) if hinted else ()
    tasks = [Task(voice(one, language, folder), language, one.seed, expected) for one in people]
    texts = ears.hear(tasks, "callers")
    return [(one, text, outcome(one, text)) for one, text in zip(people, texts, strict=True)]


def counted(results: Sequence[tuple[Caller, str, Outcome]]) -> Counter[Outcome]:
    return Counter(result for _, _, result in results)


def timed(name: str, sentences: Sequence[Phrase], folder: Path) -> Asked:
    """How long a prompt takes at the voice's usual pace."""
    first, whole = 0.0, 0.0
    for one in sentences:
        whole += speak(one.markup, one.language, folder / "timed.wav").seconds + PAUSE
        if not first and is_choice(one):
            first = whole - PAUSE
    return Asked(name, first or whole, whole - PAUSE)
