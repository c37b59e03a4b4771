"""User IDs: what is read as one, which keys they are, what is offered when one is taken."""

from itertools import islice

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dialogs.portfolio.user_ids import Fault, candidates, keys_of, known_user_id, read_user_id

ODD = st.text(st.characters(codec="utf-8"), max_size=60)
TYPED = st.text("abcÁñ019 .\"'“Ｍ\u0301\u200e\n🎉я", max_size=30)
WELL_FORMED = st.from_regex("[a-z0-9]{4,20}", fullmatch=True).filter(lambda text: read_user_id(text) == text)


@pytest.mark.parametrize(
    ("typed", "user_id"),
    [
        ("maria88", "maria88"),
        ("MARIA88", "maria88"),
        ("María88", "maria88"),
        ("Mari\u0301a88", "maria88"),
        ("  “María88”.  ", "maria88"),
        ("maria88\n", "maria88"),
        ("'maria88'!", "maria88"),
        ("Ｍａｒｉａ８８", "maria88"),
        ("niño2000", "nino2000"),
        ("6274288", "6274288"),
        ("2025550142", "2025550142"),
        ("0000", "0000"),
        ("a" * 20, "a" * 20),
        ("drop1table", "drop1table"),
        ("my user id is maria88", "maria88"),
        ("User ID: María88.", "maria88"),
        ("mi usuario es maria88", "maria88"),
        ("usuario1", "usuario1"),
    ],
)
def test_a_user_id_is_small_letters_and_digits_however_it_is_typed(typed: str, user_id: str) -> None:
    assert read_user_id(typed) == user_id


@pytest.mark.parametrize(
    ("typed", "reason", "sign"),
    [
        ("", "empty", ""),
        (" \r\n", "empty", ""),
        ("“”", "empty", ""),
        ("\u0301", "empty", ""),
        ("abc", "too_short", ""),
        ("a" * 21, "too_long", ""),
        ("lorem ipsum " * 400, "too_long", ""),
        ("maria 88", "signs", " "),
        ("maria-88", "signs", "-"),
        ("ma\u202eria88", "signs", "\u202e"),
        ("maria\x0088", "signs", "\x00"),
        ("maria\r\n88", "signs", "\r"),
        ("мария88", "signs", "м"),
        ("مريم1988", "signs", "م"),
        ("٦٢٧٤٢٨٨", "signs", "٦"),
        ("maria🎉", "signs", "🎉"),
        ("<b>maria</b>", "signs", ">"),
        ("x'; DROP TABLE people", "signs", "'"),
        ("123456789", "ssn", ""),
        ("EAC9999103403", "receipt", ""),
        ("abc1234567890", "receipt", ""),
        ("3229999103403", "receipt", ""),
        ("help", "word", ""),
        ("Menú", "word", ""),
        ("cancelar", "word", ""),
        ("parar", "word", ""),
        ("gracias", "word", ""),
        ("portfolio", "word", ""),
        ("Cuenta", "word", ""),
        ("my account", "word", ""),
        ("username", "word", ""),
    ],
)
def test_what_is_wrong_with_a_user_id_is_named(typed: str, reason: str, sign: str) -> None:
    fault = read_user_id(typed)
    assert isinstance(fault, Fault)
    assert (fault.reason, fault.sign) == (reason, sign)


@given(ODD | TYPED)
@example("İ" * 10)
@example("ß" * 12)
def test_whatever_is_read_is_well_formed_and_is_read_as_itself(text: str) -> None:
    user_id = read_user_id(text)
    if isinstance(user_id, str):
        assert 4 <= len(user_id) <= 20
        assert user_id.isascii()
        assert user_id.isalnum()
        assert user_id == user_id.lower()
        assert read_user_id(user_id) == user_id
        assert keys_of(user_id).isdecimal()


def test_the_keys_of_a_user_id_are_those_that_carry_its_letters() -> None:
    assert keys_of("maria88") == "6274288"
    assert keys_of("abcdefghijklmnopqrstuvwxyz"[:20]) == "22233344455566677778"
    assert keys_of("uvwxyz0123456789") == "8899990123456789"


@given(WELL_FORMED)
def test_keys_are_their_own_keys(user_id: str) -> None:
    assert keys_of(keys_of(user_id)) == keys_of(user_id)
    assert len(keys_of(user_id)) == len(user_id)


def test_the_first_candidates_look_like_the_one_that_is_taken() -> None:
    assert list(islice(candidates("maria88"), 5)) == ["maria881", "maria2", "maria88a", "maria3", "maria88d"]
    assert list(islice(candidates("anna"), 3)) == ["anna1", "anna2", "anna3"]


@given(WELL_FORMED)
@example("a" * 20)
@example("12345678")
@example("00000000000000000000")
@example("maria88")
def test_candidates_are_well_formed_and_no_two_have_the_same_keys(user_id: str) -> None:
    first = list(islice(candidates(user_id), 40))
    assert len(first) == 40
    assert [read_user_id(candidate) for candidate in first] == first
    assert len({keys_of(candidate) for candidate in (user_id, *first)}) == 41


@pytest.mark.parametrize(
    ("typed", "user_id"),
    [("María88.", "maria88"), ("6274288", "6274288"), ("my user id is maria88", "maria88"), ("es maria88", "maria88"),
     ("maria 88", None), ("what is my id", None), ("ab", None), ("", None), ("list please", None)],
)  # fmt: skip
def test_whoever_signs_in_writes_one_word(typed: str, user_id: str | None) -> None:
    assert known_user_id(typed) == user_id
