"""Letters by two keys each: the key, then the place of the letter on it."""

from string import ascii_uppercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.receipts import keypad
from dialogs.twokeys import letters

CODES = {
    "A": "21", "B": "22", "C": "23", "D": "31", "E": "32", "F": "33", "G": "41", "H": "42", "I": "43", "J": "51",
    "K": "52", "L": "53", "M": "61", "N": "62", "O": "63", "P": "71", "Q": "72", "R": "73", "S": "74", "T": "81",
    "U": "82", "V": "83", "W": "91", "X": "92", "Y": "93", "Z": "94",
}  # fmt: skip


@pytest.mark.parametrize(
    ("pressed", "word"), [("322123", "EAC"), ("436332", "IOE"), ("947194", "ZPZ"), ("627423", "NSC")]
)
def test_two_keys_stand_for_a_letter(pressed: str, word: str) -> None:
    assert letters(pressed) == word


@given(st.text(ascii_uppercase, min_size=3, max_size=3))
def test_any_three_letters_can_be_keyed(word: str) -> None:
    pressed = "".join(CODES[letter] for letter in word)
    assert letters(pressed) == word
    assert pressed[::2] == keypad(word)


@pytest.mark.parametrize(
    "pressed", ["", "21", "2121", "212124", "212125", "202122", "112233", "21212", "2121212", "3229#*", "٢١٢١٢١"]
)
def test_keys_that_fit_no_three_letters_are_none(pressed: str) -> None:
    assert letters(pressed) is None


@given(st.text(max_size=8))
def test_whatever_is_pressed_never_raises(pressed: str) -> None:
    word = letters(pressed)
    assert word is None or len(word) == 3
