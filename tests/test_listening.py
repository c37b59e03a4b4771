"""The call over a telephone line: what a local voice says is understood, and a person who says a number is too.

A short cut of `make listen`, which hears everything and installs what is needed for it.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.listening import parts
from tools.listening.callers import callers
from tools.listening.hearing import Ears, listening
from tools.listening.phrases import answers, phrase, read_backs, sentences
from tools.listening.report import BEGIN, END, placed
from tools.listening.scores import Score, compare, digits_kept, total, words_kept
from tools.listening.trials import counted, hear_callers, hear_numbers, hear_phrases

heard = pytest.mark.skipif(bool(parts.missing()), reason=parts.missing() or "all parts are there")
LANGUAGES = pytest.mark.parametrize("language", ["en", "es"])


@pytest.fixture(scope="module")
def ears() -> Iterator[Ears]:
    with listening() as ready:
        yield ready


def test_a_sentence_written_down_differently_has_arrived_all_the_same() -> None:
    said, written = (
        "Enter or say your number: ten digits. For E, press 3.",
        "enter, or say, your number 10 digits 4e Press three",
    )
    assert compare(said, written, "en") == Score(words=5, digits=3)
    assert compare("Para español, oprima 2.", "Para español o prima dos", "es") == Score(words=2, digits=1)
    assert compare("Revise su aviso.", "rebise su abiso", "es") == Score(words=2, digits=0)


def test_a_lost_key_and_a_lost_word_are_named() -> None:
    score = compare("For the steps, press 3.", "For the steps press free", "en")
    assert score == Score(words=2, digits=1, lost_words=(), lost_digits=("3",))
    assert compare("For the steps, press 3.", "For the cats, press 3.", "en").lost_words == ("steps",)
    assert compare("For the steps, press 3.", "For the steps, press 2.", "en").lost_digits == ("3",)


def test_every_sentence_for_the_ear_is_heard_in_both_languages_with_no_name_left_open() -> None:
    english, spanish = sentences("en"), sentences("es")
    assert len(english) == len(spanish) > 40
    assert [one.text for one in (*english, *spanish) if "{" in one.text] == []


def test_a_page_keeps_what_stands_around_the_results() -> None:
    assert placed(f"a\n{BEGIN}\nold\n{END}\nb\n", "new") == f"a\n{BEGIN}\nnew\n{END}\nb\n"
    with pytest.raises(ValueError, match="once each"):
        placed("nothing", "new")


@heard
@pytest.mark.slow
@LANGUAGES
def test_what_the_line_says_is_understood_over_a_telephone(language: str, ears: Ears, tmp_path: Path) -> None:
    choices = [one for one in sentences(language) if any(sign.isdecimal() for sign in one.text)][:8]
    scores = total(one.score for one in hear_phrases([*choices, *answers(language)[:2]], ears, tmp_path))
    assert words_kept(scores) >= 0.85, scores
    assert digits_kept(scores) >= 0.9, scores


@heard
@pytest.mark.slow
@LANGUAGES
def test_a_number_read_back_is_understood_over_a_telephone(language: str, ears: Ears, tmp_path: Path) -> None:
    numbers = hear_numbers(read_backs(language)[:3], ears, tmp_path)
    assert sum(number.digits for number in numbers) >= 2, numbers
    assert sum(number.letters for number in numbers) >= 7, numbers


@heard
@pytest.mark.slow
@LANGUAGES
def test_a_person_who_says_a_number_is_understood(language: str, ears: Ears, tmp_path: Path) -> None:
    said = hear_callers(callers("letters", 6), language, ears, tmp_path, hinted=True)
    counts = counted(said)
    assert counts["found"] + counts["suggested"] >= 4, said
    assert counts["wrong"] <= 1, said


@heard
@pytest.mark.slow
def test_nonsense_is_not_taken_for_understood(ears: Ears, tmp_path: Path) -> None:
    """The measure can fail: what was not said has not arrived."""
    (other,) = hear_phrases([phrase("The weather was fine all over the country.", "en")], ears, tmp_path)
    assert words_kept(compare("To hear it again, press 1.", other.text, "en")) < 0.5
