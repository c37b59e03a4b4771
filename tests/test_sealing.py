"""What is sealed opens only with a key that is known, at the place it was sealed for, and unchanged."""

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import sealing
from storage.sealing import DataKey, SealBroken, Sealer, place

OLD, NEW, INDEX = b"o" * 32, b"n" * 32, b"i" * 32
HERE = place("people.sealed", b"\x01" * 32)


def test_a_sealed_value_opens_again_and_shows_nothing() -> None:
    sealer = Sealer([OLD], INDEX)
    blob = sealer.seal(b"EAC9999103403", HERE)
    assert b"EAC" not in blob
    assert b"9999103403" not in blob
    assert sealer.open(blob, HERE) == b"EAC9999103403"


def test_the_same_value_sealed_twice_looks_different() -> None:
    sealer = Sealer([OLD], INDEX)
    assert sealer.seal(b"same", HERE) != sealer.seal(b"same", HERE)


def test_a_value_moved_to_another_row_or_column_does_not_open() -> None:
    sealer = Sealer([OLD], INDEX)
    blob = sealer.seal(b"mine", HERE)
    for elsewhere in (place("people.sealed", b"\x02" * 32), place("cases.sealed", b"\x01" * 32), ""):
        with pytest.raises(SealBroken, match="moved"):
            sealer.open(blob, elsewhere)


@given(data=st.binary(max_size=60), where=st.integers(min_value=0), bit=st.integers(0, 7))
def test_one_changed_bit_anywhere_is_noticed(data: bytes, where: int, bit: int) -> None:
    key = DataKey(OLD)
    blob = bytearray(key.seal(data, HERE))
    blob[where % len(blob)] ^= 1 << bit
    with pytest.raises(SealBroken):
        key.open(bytes(blob), HERE)


@given(st.binary(max_size=40))
def test_any_bytes_that_were_never_sealed_are_refused_in_the_same_way(junk: bytes) -> None:
    sealer = Sealer([OLD, NEW], INDEX)
    for blob in (junk, sealer.prefix + junk):
        with pytest.raises(SealBroken):
            sealer.open(blob, HERE)


def test_the_first_key_seals_and_all_open() -> None:
    before = Sealer([OLD], INDEX).seal(b"words", HERE)
    rotating = Sealer([NEW, OLD], INDEX)
    after = rotating.seal(b"words", HERE)
    assert rotating.open(before, HERE) == rotating.open(after, HERE) == b"words"
    assert after.startswith(rotating.prefix)
    assert not before.startswith(rotating.prefix)
    assert Sealer([NEW], INDEX).open(after, HERE) == b"words"
    with pytest.raises(SealBroken, match="SEALING_KEYS"):
        Sealer([NEW], INDEX).open(before, HERE)


def test_a_persons_key_is_wrapped_and_seals_what_only_it_opens() -> None:
    sealer = Sealer([OLD], INDEX)
    first, second = sealer.new_data_key(), sealer.new_data_key()
    there = place("people.wrapped_key", b"k" * 32)
    wrapped = sealer.wrap(first, there)
    assert first not in wrapped
    blob = sealer.unwrap(wrapped, there).seal(b"log", HERE)
    assert DataKey(first).open(blob, HERE) == b"log"
    with pytest.raises(SealBroken):
        DataKey(second).open(blob, HERE)
    with pytest.raises(SealBroken):
        sealer.open(blob, HERE)


def test_an_error_never_repeats_what_was_sealed() -> None:
    with pytest.raises(SealBroken) as caught:
        DataKey(OLD).open(DataKey(NEW).seal(b"EAC9999103403", HERE), HERE)
    assert "EAC" not in repr(caught.value)


def test_the_blind_index_finds_the_same_value_of_the_same_kind_with_the_same_key() -> None:
    sealer = Sealer([OLD], INDEX)
    number = sealer.index("phone", "+12025550142")
    assert len(number) == 32
    assert number == Sealer([NEW], INDEX).index("phone", "+12025550142")
    assert number != sealer.index("phone", "+12025550143")
    assert number != sealer.index("person", "+12025550142")
    assert number != Sealer([OLD], NEW).index("phone", "+12025550142")


def test_the_index_key_comes_from_the_pepper_alone() -> None:
    key = sealing.derive_index_key("a pepper")
    assert len(key) == 32
    assert key == sealing.derive_index_key("a pepper")
    assert key != sealing.derive_index_key("another pepper")
    with pytest.raises(ValueError, match="empty"):
        sealing.derive_index_key("")


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("trim", ["", "="])
def test_a_key_is_read_in_either_alphabet_with_or_without_its_padding(encode: type[bytes], trim: str) -> None:
    key = bytes(range(224, 256))
    text = encode(key).decode()
    assert sealing.parse_key(f" {text.rstrip(trim) if trim else text}\n") == key


def test_a_new_key_is_read_back_and_is_never_the_same() -> None:
    text = sealing.new_key_text()
    assert len(sealing.parse_key(text)) == 32
    assert re.fullmatch(r"[\w-]{43}=", text)
    assert text != sealing.new_key_text()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "has 32 bytes, this one has 0"),
        (base64.b64encode(b"short").decode(), "has 32 bytes, this one has 5"),
        (base64.b64encode(bytes(64)).decode(), "has 32 bytes, this one has 64"),
        ("not base64 at all!", "is base64"),
        ("ñ" * 43, "is base64"),
        ("A" * 41, "is base64"),
    ],
)
def test_a_wrong_key_is_told_what_is_wrong_and_not_repeated(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as caught:
        sealing.parse_key(text)
    assert not text or text not in str(caught.value)


def test_a_sealer_without_a_key_or_with_a_short_one_is_not_made() -> None:
    for keys, index in (([], INDEX), ([b"short"], INDEX), ([OLD], b"short")):
        with pytest.raises(ValueError, match="key"):
            Sealer(keys, index)
