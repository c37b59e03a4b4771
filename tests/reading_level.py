"""How hard a line is to read, by the usual formulas; syllables by pyphen (English) and by vowel groups (Spanish)."""

import re

import pyphen

ADDRESS = re.compile(r"\S+\.gov\S*")  # read as a label, not as a word
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
ENGLISH = pyphen.Pyphen(lang="en_US", left=1, right=1)
SILENT_U = re.compile(r"(?<=q)u|(?<=g)u(?=[eéií])")
# One syllable: a strong vowel with the weak ones that lean on it, an accented weak vowel alone, or weak ones together.
SPANISH = re.compile(r"[iuü]?[aeoáéó](?:[iuüy](?![aeoáéóíú]))?|[íú]|[iuüy]+")


def _counts(line: str) -> tuple[list[str], int]:
    plain = ADDRESS.sub("", line)
    sentences = [part for part in re.split(r"[.!?]+(?:\s|$)", plain) if WORD.search(part)]
    return WORD.findall(plain), len(sentences)


def grade(line: str) -> float:
    """The school grade in the United States that reads the line easily (Flesch and Kincaid, 1975)."""
    words, sentences = _counts(line)
    syllables = sum(len(ENGLISH.positions(word)) + 1 for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def spanish_syllables(word: str) -> int:
    return max(1, len(SPANISH.findall(SILENT_U.sub("", word.lower()))))


def inflesz(line: str) -> float:
    """Ease of reading in Spanish (Szigriszt Pazos 1993, scale INFLESZ): over 55 normal, over 65 fairly easy."""
    words, sentences = _counts(line)
    syllables = sum(map(spanish_syllables, words))
    return 206.835 - 62.3 * syllables / len(words) - len(words) / sentences
