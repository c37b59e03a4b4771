"""Numbers said sign by sign: the groups, the names of the signs, and what is spelled in somebody else's words."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.catalogs import LOCALES, file_of, read_catalog
from dialogs.spelling import BREATH, NAMES, REST, WITH_WORDS, parts, spelling
from dialogs.text import Spelt, Text
from tests.world import APPROVED, REVIEWED, catalogs

LANGUAGES = catalogs().languages()
SPANISH = (r"e de E\w+", r"a de A\w+", r"ce de C\w+")
SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ*0123456789"


def said(signs: str, language: str = "en", *, plainly: bool = True) -> list[str]:
    """The groups, as they are said."""
    spelt = Text("{signs}", {"signs": Spelt(signs, plainly)})
    return catalogs().say(spelt, language, "voice").replace(BREATH, " ").split(REST)


@pytest.mark.parametrize(
    ("signs", "groups"),
    [
        ("EAC9999103403", ["E A C", "nine nine nine", "nine one zero", "three four zero three"]),
        ("ioe0912345678", ["I O E", "zero nine one", "two three four", "five six seven eight"]),
        ("EAC*910340123", ["E A C", "asterisk", "nine one zero", "three four zero", "one two three"]),
        ("3403", ["three four zero three"]),
        ("12345", ["one two three", "four five"]),
        ("7", ["seven"]),
        ("I-130", ["I", "one three zero"]),
        ("I-129CW", ["I", "one two nine", "C W"]),
        ("I-797C", ["I", "seven nine seven", "C"]),
        ("G-28", ["G", "two eight"]),
        ("N-400", ["N", "four zero zero"]),
        ("(800) 375-5283", ["eight zero zero", "three seven five", "five two eight three"]),
        ("1-800-375-5283", ["one", "eight zero zero", "three seven five", "five two eight three"]),
        ("+52 55 1234 5678", ["five two", "five five", "one two three four", "five six seven eight"]),
        ("- / é", [""]),
        ("", [""]),
    ],
)
def test_signs_are_said_one_by_one_in_groups(signs: str, groups: list[str]) -> None:
    assert said(signs) == groups


def test_a_letter_is_said_with_a_word_and_a_rest_after_it_unless_it_is_plain() -> None:
    assert said("EAC9999103403", plainly=False) == [
        "E as in Echo",
        "A as in Alpha",
        "C as in Charlie",
        "nine nine nine",
        "nine one zero",
        "three four zero three",
    ]
    assert said("MSC*120123456", plainly=False)[2:4] == ["C as in Charlie", "asterisk"]


def test_in_spanish_too() -> None:
    assert said("WAC*120123456", "es") == ["doble u a ce", "asterisco", "uno dos cero", "uno dos tres",
                                           "cuatro cinco seis"]  # fmt: skip
    assert said("I-797C", "es") == ["i", "siete nueve siete", "ce"]
    letters = said("EAC9999103403", "es", plainly=False)[:3]
    assert [bool(re.fullmatch(word, told)) for word, told in zip(SPANISH, letters, strict=True)] == [True] * 3


def test_in_writing_the_signs_stand_as_they_are() -> None:
    for plainly in (True, False):
        assert catalogs().say(Text("{signs}", {"signs": Spelt("EAC*910340123", plainly)}), "es") == "EAC*910340123"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sign_has_a_name_of_its_own_in_words(language: str) -> None:
    assert "".join(NAMES) == SIGNS
    names = [catalogs().say(NAMES[sign], language, "voice") for sign in SIGNS]
    assert len(set(names)) == len(SIGNS)
    assert [name for name in names if not name.replace(" ", "").isalpha()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_has_a_word_that_begins_with_it(language: str) -> None:
    assert "".join(WITH_WORDS) == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for letter, text in WITH_WORDS.items():
        told = catalogs().say(text, language, "voice")
        assert told.startswith(catalogs().say(NAMES[letter], language, "voice") + " "), told
        # Unaccented: É is E, to the ear and to the alphabet.
        assert told.split()[-1].upper().translate(str.maketrans("ÁÉÍÓÚ", "AEIOU")).startswith(letter), told


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_no_name_is_left_in_english(language: str) -> None:
    entries = read_catalog(language, file_of(LOCALES, language)).entries
    named = {text.msgid for text in (*NAMES.values(), *WITH_WORDS.values())}
    assert {msgid for msgid in named if ("voice", msgid) not in entries} == set()


def spelled(text: str) -> list[str]:
    return [part.signs for part in parts(text) if isinstance(part, Spelt)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Receipt Number EAC9999103403.", ["EAC9999103403"]),
        ("Receipt Number EAC*999103403, was", ["EAC*999103403"]),
        ("EAC9999103403, IOE0912345678", ["EAC9999103403", "IOE0912345678"]),
        ("(LIN2190012345)", ["LIN2190012345"]),
        ("your Form I-797C, Notice of Action", ["I-797C"]),
        ("Form N-400, Form G-28 and Form I-129CW", ["N-400", "G-28", "I-129CW"]),
        ("Formulario I-485,", ["I-485"]),
        ("Form I-20.", ["I-20"]),
        ("Form G-1145", ["G-1145"]),
        ("call 800-375-5283.", ["800-375-5283"]),
        ("call 1-800-375-5283 (TTY 800-767-1833)", ["1-800-375-5283", "800-767-1833"]),
        ("call (800) 375-5283", ["(800) 375-5283"]),
        ("llame al 800 375-5283", ["800 375-5283"]),
    ],
)
def test_what_nobody_can_hear_as_a_number_is_found_in_the_agencys_words(text: str, found: list[str]) -> None:
    assert spelled(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "On September 5, 2023, we",
        "El 15 de Septiembre de 2023,",
        "by 12/31/2024",
        "since 2024-03-04",
        "in 90 days",
        "within 87 days of 2024",
        "room 12345",
        "a fee of $1,225.00",
        "ZIP 20529-2140",
        "order 1234567890",
        "EAC999910340",
        "EAC99991034031",
        "XEAC9999103403",
        "EAC*9991034031",
        "123-45-6789",
        "1234-555-0142",
        "202-555-01423",
        "8 CFR 103.2(b)(8)",
        "DI-130",
        "I-9",
        "I-1301",
        "section A-1",
        "10:00 AM",
        "24-7",
    ],
)
def test_dates_and_other_numbers_are_left_to_the_voice(text: str) -> None:
    assert list(parts(text)) == [text]


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_agencys_text_is_whole_around_what_is_spelled(language: str) -> None:
    text = APPROVED.text[language]
    assert spelled(text) == ["I-130", "EAC9999103403"]
    whole = [part.signs if isinstance(part, Spelt) else part for part in parts(text)]
    assert "".join(whole).replace(" 5 de", " 05 de") == text
    assert spelled(REVIEWED.text[language]) == ["I-485"]


def test_a_day_is_said_without_its_zero() -> None:
    assert list(parts("El 05 de Septiembre")) == ["El 5 de Septiembre"]
    assert list(parts("El 10 de Septiembre, 105 de 0")) == ["El 10 de Septiembre, 105 de 0"]


NUMBERS = st.lists(
    st.sampled_from(["EAC9999103403", "EAC*999103403", "I-797C", "800-375-5283", " ", ", ", "A", "9", "-", "٣", "*"]),
    max_size=8,
).map("".join)  # fmt: skip


@given(st.one_of(NUMBERS, st.text(max_size=30)))
@example("EAC٣٣٣٣٣٣٣٣٣٣")
@example("٨٠٠-٣٧٥-٥٢٨٣")
@example("I-٧٩٧")
def test_no_sign_is_lost_and_whatever_is_found_can_be_said(text: str) -> None:
    found = list(parts(text))
    kept = re.sub(r"\b0(?=[1-9] de \w)", "", text)
    assert "".join(part.signs if isinstance(part, Spelt) else part for part in found) == kept
    for part in found:
        if isinstance(part, Spelt):
            assert spelling(part)


@given(st.text(max_size=30))
@example("٣")
@example("²③")
def test_whatever_is_to_be_spelled_can_be(signs: str) -> None:
    said_signs = [name for group in spelling(Spelt(signs)) for name in group]
    assert len(said_signs) <= len(signs.upper())
