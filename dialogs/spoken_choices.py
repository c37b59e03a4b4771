"""Which choice of a menu was said, by its number, its meaning or its letters."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from dialogs.plain import plain
from dialogs.receipts import is_receipt
from dialogs.spoken_letters import heads
from dialogs.spoken_meanings import (
    DIGITS,
    FAINT,
    HEARD_AS,
    LANGUAGES,
    MEANINGS,
    NEGATIONS,
    NUMBERS,
    ONES,
    PRESS,
    SPECIALS,
)
from dialogs.spoken_signs import LONGEST, PLAIN, Sign, signs

_Phrase = tuple[str, ...]
_WORD = re.compile(r"[A-Z0-9]+|\*")
_LETTERS = re.compile("[A-Z]{3}")
_SHORT = 3  # words; "en" alone is the letter N, in a sentence it is not
_FEW = 3  # digits; more are a receipt number, in which no word is a choice, except letters


@dataclass(frozen=True, slots=True)
class _Heard:
    """A phrase that was heard: which key it means, and how it does."""

    phrase: _Phrase
    key: str
    how: str


def spoken_choice(text: str, choices: Mapping[str, str]) -> str | None:
    """The key that was said: one of `choices`, else `*` (again), `0` (help, a person) or `9` (back). None when it is
    unclear, or two choices were named.

    `choices` are keys to what they stand for: a concept of `MEANINGS`, a language (`en`, `es`), three letters, or a
    receipt number, of which the letters count. A choice wins over a special, but a person is never refused. Never
    raises; looks at the first `LONGEST` characters.
    """
    text = text[:LONGEST]
    said = signs(text)
    digits = sum(len(sign.digits[0][0]) for sign in said if sign.counts)
    words = tuple(_WORD.findall(re.sub("['~]", "", plain(text).upper)))
    heard = list(_by_letters(said, len(words), choices))
    if digits <= _FEW:
        heard += _heard(words, choices)
    if "person" not in choices.values() and any(item.phrase in _PERSON for item in heard):
        return "0"
    chosen = _settled([item for item in heard if item.how != "special"], words, choices)
    specials = _special([item for item in heard if item.how == "special"], len(words), digits)
    keys = chosen or specials or (_meaning(choices, "no") if NEGATIONS & set(words) else set())
    return keys.pop() if len(keys) == 1 else None


_PERSON = frozenset(MEANINGS["person"])


def _settled(heard: list[_Heard], words: _Phrase, choices: Mapping[str, str]) -> set[str]:
    """The keys that were named; a "not" turns a yes into a no, and "one" is no number where a meaning was heard."""
    keys = {item.key for item in heard}
    meant = {item.key for item in heard if item.how != "number"}
    if meant and all(set(item.phrase) <= ONES for item in heard if item.how == "number" and item.key not in meant):
        keys = meant
    yes, no = (sum(choices[item.key] == concept for item in heard) for concept in ("yes", "no"))
    if no > yes > 0 or (yes and NEGATIONS & set(words)):
        return _meaning(choices, "no")
    if len(keys) > 1:
        keys = {item.key for item in _without_faint(heard) if item.key in keys}
    return keys


def _meaning(choices: Mapping[str, str], concept: str) -> set[str]:
    return {key for key, meant in choices.items() if meant == concept}


def _special(heard: list[_Heard], words: int, digits: int) -> set[str]:
    """The specials that were named; a word said in passing, or a digit among others, is none."""
    alone = words <= _SHORT and digits <= 1
    firm = [item for item in heard if alone or not set(item.phrase) <= DIGITS]
    return {item.key for item in _without_faint(firm) if words <= _SHORT or not set(item.phrase) <= FAINT}


def _without_faint(heard: list[_Heard]) -> list[_Heard]:
    firm = [item for item in heard if not set(item.phrase) <= FAINT]
    return firm or heard


def _heard(words: _Phrase, choices: Mapping[str, str]) -> Iterator[_Heard]:
    """The phrases in these words, the longest at each place first."""
    lexicon = _lexicon(tuple((key, concept if concept in MEANINGS or concept in LANGUAGES else "")
                             for key, concept in choices.items()))  # fmt: skip
    longest = max(map(len, lexicon))
    at = 0
    while at < len(words):
        spoken = (words[at : at + length] for length in range(min(longest, len(words) - at), 0, -1))
        phrase = next((phrase for phrase in spoken if phrase in lexicon), words[at : at + 1])
        yield from lexicon.get(phrase, ())
        key = HEARD_AS.get(words[at], "")
        if key in choices and (len(words) == 1 or (at and words[at - 1] in PRESS)):
            yield _Heard(phrase, key, "number")
        at += len(phrase)


@lru_cache(maxsize=64)
def _lexicon(choices: tuple[tuple[str, str], ...]) -> dict[_Phrase, list[_Heard]]:
    """Every phrase that means something here. What a choice is called, no special is."""
    lexicon: dict[_Phrase, list[_Heard]] = {}
    for key, concept in choices:
        for phrase in MEANINGS.get(concept, ()) + LANGUAGES.get(concept, ()):
            lexicon.setdefault(phrase, []).append(_Heard(phrase, key, "meaning"))
    keys = {key for key, _ in choices}
    for key, phrases in NUMBERS.items():
        for phrase in phrases:
            # A number that is no choice means nothing.
            lexicon.setdefault(phrase, []).extend([_Heard(phrase, key, "number")] if key in keys else [])
    for key, phrases in SPECIALS.items():
        for phrase in phrases:
            if not lexicon.get(phrase) and key not in keys:
                lexicon[phrase] = [_Heard(phrase, key, "special")]
    return lexicon


def _by_letters(said: tuple[Sign, ...], words: int, choices: Mapping[str, str]) -> Iterator[_Heard]:
    """Choices named by their three letters, or by one that none of the others has."""
    named = {key: value[:3] for key, value in choices.items() if is_receipt(value) or _LETTERS.fullmatch(value)}
    if len(set(named.values())) < 2:
        return
    spelled = {head.letters for start in range(len(said)) for head in heads(said, start)} & set(named.values())
    if not spelled:
        single = {
            letter
            for sign in said
            for letter, sure in sign.letters[:1]
            if len(letter) == 1 and not sign.counts and (sure == PLAIN or words <= _SHORT)
        }
        spelled = {word for word in named.values() if single & _own(word, set(named.values()))}
    yield from (_Heard((word,), key, "letters") for key, word in named.items() if word in spelled)


def _own(word: str, others: set[str]) -> set[str]:
    """Letters that stand in this word and in none of the others."""
    return set(word) - set("".join(others - {word}))
