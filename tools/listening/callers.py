"""Callers who say their receipt number: joined from recordings of a person, letter by letter and digit by digit."""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dialogs.prefixes import PREFIXES, keys
from dialogs.spoken import spoken_receipt
from tools.listening import parts
from tools.listening.sounds import Sound, join

Way = Literal["letters", "words", "keys"]
Outcome = Literal["found", "suggested", "lost", "another suggested", "wrong"]
# Most people have one of these; the others share what is left.
COMMON = ("IOE", "EAC", "WAC", "LIN", "SRC", "MSC", "NBC", "YSC")
GROUPS = {2, 5, 8}  # places of the thirteen behind which people take a breath
BREATH, BETWEEN = (0.30, 0.55), (0.05, 0.20)  # seconds, shortest and longest


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who says `receipt` in one way; `seed` decides the pauses and the line."""

    receipt: str
    way: Way
    seed: int


def callers(way: Way, count: int) -> list[Caller]:
    """The same people every time."""
    chance = random.Random(f"callers {way}")  # noqa: S311 - the same people every time
    rare = sorted(set(PREFIXES) - set(COMMON))
    made = []
    for number in range(count):
        prefix = chance.choice(rare) if chance.random() < 0.2 else chance.choice(COMMON)
        first = "0" if prefix == "IOE" else str(chance.randrange(10))
        made.append(Caller(prefix + first + "".join(str(chance.randrange(10)) for _ in range(9)), way, number))
    return made


def voice(caller: Caller, language: str, folder: Path) -> Sound:
    """What the caller says: the names of the letters, words that begin with them, or the keys they stand on."""
    recorded = parts.recordings(language)
    digits, letters = caller.receipt[3:], caller.receipt[:3]
    if caller.way == "keys":
        pieces = [recorded / "digits" / f"{key}.wav" for key in keys(letters)]
    elif caller.way == "words":
        pieces = [recorded / "phonetic" / f"{letter.lower()}_p.wav" for letter in letters]
    else:
        pieces = [recorded / "letters" / f"{letter.lower()}.wav" for letter in letters]
    pieces += [recorded / "digits" / f"{digit}.wav" for digit in digits]
    chance = random.Random(caller.seed)  # noqa: S311 - the same pauses every time
    pauses = [chance.uniform(*(BREATH if place in GROUPS else BETWEEN)) for place in range(len(pieces))]
    return join(pieces, pauses, folder / f"{language}-{caller.way}-{caller.seed}.wav")


def outcome(caller: Caller, heard: str) -> Outcome:
    """What the line makes of it: the number, a question with the number in it, another try, a question without the
    number, or somebody else's number."""
    reading = spoken_receipt(heard)
    if caller.receipt in reading.found:
        return "found"
    suggested = [receipt for doubt in reading.doubtful for receipt in doubt.suggestions]
    if caller.receipt in suggested:
        return "suggested"
    if reading.found:
        return "wrong"
    return "another suggested" if suggested else "lost"
