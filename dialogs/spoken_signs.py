"""From a recogniser's words to signs: each word or two, with the letters and the digits they may stand for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialogs.plain import plain
from dialogs.prefixes import NOT_PREFIXES, PREFIXES
from dialogs.spoken_numbers import number_at
from dialogs.spoken_words import (
    ALPHABET,
    BIGRAMS,
    COUNTED,
    DIGIT_AS_LETTER,
    DIGIT_WORDS,
    LETTER_NAMES,
    LOOSE_DIGITS,
    LOOSE_LETTERS,
    NAMED_IN_TWO,
    PLURALS,
    REPEATS,
    SHORT_WORDS,
    SOUNDED,
    STARS,
    alike,
)

LONGEST = 600
"""Characters read: a receipt number spelled with a word for each letter has about 200."""

PLAIN, LIKE, WORD, MENDED = 0, 1, 2, 3
"""How sure a sign is: it is said as such; it sounds so; three letters that may be a word; put right by its place."""

Options = tuple[tuple[str, int], ...]
"""What a word may stand for, each with how sure that is."""

_TOKEN = re.compile(r"[A-Z]+(?:['~][A-Z]{1,2}(?![A-Z]))*|[0-9]+|\*")
_PAUSE = re.compile("[,.;:]")
_LINKS = (
    ("AS", "IN"), ("AS", "AN"), ("AS", "AND"), ("IS", "IN"), ("LIKE", "IN"), ("COMO", "EN"), ("COMO", "DE"),
    ("IS", "FOR"), ("IS", "AS", "IN"), ("LIKE",), ("COMO",), ("AS",),
)  # fmt: skip
_WEAK_LINKS = ("FOR", "OF", "DE", "FROM", "IN", "POR")
_BEFORE_LETTER = frozenset(("LETTER", "LETRA", "CAPITAL", "MAYUSCULA"))
_VOWELS = "AEIOUY"  # these are words as well, in one language or the other


@dataclass(frozen=True, slots=True)
class Sign:
    """A word or two at `start` to `end` of the plain text, and what they may stand for. `loose`: they may be words of
    their own, and be passed over."""

    word: str
    start: int
    end: int
    letters: Options = ()
    digits: Options = ()
    loose: bool = True

    @property
    def star(self) -> bool:
        return self.word in STARS

    @property
    def counts(self) -> bool:
        """Certainly a digit or several."""
        return bool(self.digits) and not self.loose


@dataclass(frozen=True, slots=True)
class _Tokens:
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    capitals: tuple[bool, ...]
    paused: tuple[bool, ...]

    def word(self, at: int) -> str:
        return self.words[at] if at < len(self.words) else ""

    def pause(self, at: int) -> int:
        """Where the words after `at` pause first, at a comma or the like: "ninety, one" is no 91."""
        return next((end for end in range(at + 1, len(self.words)) if self.paused[end]), len(self.words))

    def sign(self, at: int, end: int, letters: Options = (), digits: Options = (), *, loose: bool = True) -> Sign:
        word = " ".join(self.words[at:end])
        return Sign(word, self.spans[at][0], self.spans[end - 1][1], letters, digits, loose)


def signs(text: str) -> tuple[Sign, ...]:
    """What was said, sign by sign. Never raises; looks at `LONGEST` characters."""
    written = plain(text[:LONGEST])
    seen = list(_TOKEN.finditer(written.upper))
    tokens = _Tokens(
        tuple(re.sub("['~]", "", match[0]) for match in seen),
        tuple(match.span() for match in seen),
        tuple(written.raw[match.start() : match.end()].isupper() for match in seen),
        tuple(
            match.start() > 0 and _PAUSE.search(written.raw, gap, match.start()) is not None
            for match, gap in zip(seen, [0, *(match.end() for match in seen)], strict=False)
        ),
    )
    found: list[Sign] = []
    at = 0
    while at < len(tokens.words):
        sign, at = _sign_at(tokens, at)
        found.append(sign)
    return tuple(found)


def _sign_at(tokens: _Tokens, at: int) -> tuple[Sign, int]:
    """The sign that begins at `at`, and where the next one begins."""
    for read in (_counted, _letter, _repeated, _number):
        found = read(tokens, at)
        if found is not None:
            return found
    return tokens.sign(at, at + 1), at + 1


def _counted(tokens: _Tokens, at: int) -> tuple[Sign, int] | None:
    """ "three nines", "tres ceros", "tres veces cero"."""
    first, second, third = (tokens.word(at + ahead) for ahead in range(3))
    count = int(DIGIT_WORDS.get(first, first if first.isdecimal() and len(first) == 1 else "0"))
    if count < 2:
        return None
    if second in PLURALS:
        return tokens.sign(at, at + 2, digits=((PLURALS[second] * count, PLAIN),), loose=False), at + 2
    if second in ("VECES", "TIMES") and (third in DIGIT_WORDS or (third.isdecimal() and len(third) == 1)):
        digit = DIGIT_WORDS.get(third, third)
        return tokens.sign(at, at + 3, digits=((digit * count, PLAIN),), loose=False), at + 3
    return None


def _repeated(tokens: _Tokens, at: int) -> tuple[Sign, int] | None:
    """ "double nine", "doble ese", "triple zero"; the recogniser may join the U of a W to what follows it."""
    times = REPEATS.get(tokens.word(at))
    if times is None or at + 1 >= len(tokens.words):
        return None
    after = tokens.word(at + 1)
    if times == 2 and after[0] == "U" and len(after) in (2, 3) and after not in NOT_PREFIXES:
        return tokens.sign(at, at + 2, ((f"W{after[1:]}", PLAIN),), loose=False), at + 2
    single = after.isdecimal() and len(after) > 1
    sign, end = _sign_at(tokens, at + 1)
    if single:  # the recogniser wrote "double 99103": only the first is doubled
        return replace(sign, start=tokens.spans[at][0], digits=((after[0] * (times - 1) + after, PLAIN),)), end
    if not sign.letters and not sign.digits:
        return None
    letters = tuple((letter * times, sure) for letter, sure in sign.letters if len(letter) == 1)
    digits = tuple((digit * times, sure) for digit, sure in sign.digits)
    return Sign(f"{tokens.words[at]} {sign.word}", tokens.spans[at][0], sign.end, letters, digits, loose=False), end


def _number(tokens: _Tokens, at: int) -> tuple[Sign, int] | None:
    spelt = number_at(tokens.words[at : tokens.pause(at)], 0)
    end = at + (spelt[1] if spelt else 1)
    if tokens.word(end) in COUNTED:
        return tokens.sign(at, end), end
    if spelt is not None:
        return tokens.sign(at, end, digits=((spelt[0], PLAIN),), loose=False), end
    word = tokens.words[at]
    if word.isdecimal():
        return tokens.sign(at, at + 1, _as_letters(word), ((word, PLAIN),), loose=False), at + 1
    if word in DIGIT_WORDS:
        digit = DIGIT_WORDS[word]
        return tokens.sign(at, at + 1, _as_letters(digit), ((digit, PLAIN),), loose=False), at + 1
    if word in LOOSE_DIGITS:
        return tokens.sign(at, at + 1, digits=((LOOSE_DIGITS[word], LIKE),)), at + 1
    return None


def _as_letters(digits: str) -> Options:
    if len(digits) > 3 or not all(digit in DIGIT_AS_LETTER for digit in digits):
        return ()
    return (("".join(DIGIT_AS_LETTER[digit] for digit in digits), MENDED),)


def _letter(tokens: _Tokens, at: int) -> tuple[Sign, int] | None:
    """A letter or several by name, perhaps with a word that begins with it."""
    if tokens.word(at) in _BEFORE_LETTER and at + 1 < len(tokens.words):
        named = _letter(tokens, at + 1)
        return None if named is None else (replace(named[0], start=tokens.spans[at][0], loose=False), named[1])
    two = NAMED_IN_TWO.get((tokens.word(at), tokens.word(at + 1)))
    options, loose = (((two, PLAIN),), False) if two else _letters_of(tokens.words[at], capitals=tokens.capitals[at])
    if not options:
        return None
    end = at + (2 if two else 1)
    linked = _linked(tokens, end, options) if len(options[0][0]) == 1 else None
    if linked is not None:
        letter, end = linked
        return tokens.sign(at, end, letter, loose=False), end
    word = tokens.word(at)
    digits = ((LOOSE_DIGITS[word], LIKE),) if word in LOOSE_DIGITS else ()
    return tokens.sign(at, end, options, digits, loose=loose), end


def _letters_of(word: str, *, capitals: bool) -> tuple[Options, bool]:
    """What letters a word stands for, and whether it may be a word of its own."""
    if len(word) == 1 and word.isalpha():
        return ((word, PLAIN), *((("I", LIKE),) if word == "Y" else ())), word in _VOWELS
    if word in LETTER_NAMES:
        return tuple((letter, PLAIN if place == 0 else LIKE) for place, letter in enumerate(LETTER_NAMES[word])), False
    if word in LOOSE_LETTERS:
        return tuple(
            (letter, LIKE if letter == word or len(letter) == 1 else MENDED) for letter in LOOSE_LETTERS[word]
        ), True
    sounded: Options = ((SOUNDED[word], MENDED),) if word in SOUNDED else ()
    if word in ALPHABET:
        return ((ALPHABET[word], PLAIN), *sounded), True
    return (*_written(word, capitals=capitals), *sounded), True


def _written(word: str, *, capitals: bool) -> Options:
    """Two or three letters that the recogniser wrote as one word."""
    if len(word) not in (2, 3) or not word.isalpha() or word in DIGIT_WORDS:
        return ()
    ordinary = word in SHORT_WORDS or word in NOT_PREFIXES
    if len(word) == 2:
        part = word in BIGRAMS
        return () if ordinary and not part else ((word, LIKE if ordinary else PLAIN if part or capitals else WORD),)
    sure = PLAIN if word in PREFIXES or capitals else WORD
    return () if ordinary else ((word, sure),)


def _linked(tokens: _Tokens, at: int, options: Options) -> tuple[Options, int] | None:
    """ "E as in Echo", "e de eco", "E like elephant", "E, Echo": the word is surer than the letter."""
    letter = options[0][0]
    if ALPHABET.get(tokens.word(at)) == letter:
        return ((letter, PLAIN),), at + 1
    link = next((link for link in _LINKS if tokens.words[at : at + len(link)] == link), ())
    if not link and tokens.word(at) in _WEAK_LINKS:
        link = (tokens.word(at),)
    end = at + len(link)
    word = tokens.word(end)
    own = word[:1] in [option for option, _ in options]
    if not link or len(word) < 3 or not word.isalpha():
        return None
    if _means_digits(tokens.words, end) and (link == ("FOR",) or not own):
        return None
    if own:
        return ((word[0], PLAIN),), end + 1
    if alike(word[0], letter) and (word in ALPHABET or link[0] not in _WEAK_LINKS):
        return ((word[0], LIKE), (letter, LIKE)), end + 1
    return None if link[0] in _WEAK_LINKS else (((letter, PLAIN),), end + 1)


def _means_digits(words: Sequence[str], at: int) -> bool:
    return words[at] in DIGIT_WORDS or words[at] in REPEATS or number_at(words, at) is not None
