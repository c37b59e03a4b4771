"""Counting the pieces of a text, and writing it so that it needs fewer."""

import string
import sys
import unicodedata

import gsm0338
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.twilio.segments import EXTENSION, GSM7, fit, fold, is_gsm7, segments

CODEC = gsm0338.Codec()
ESCAPE = "\x1b"  # introduces the extension; nothing that anybody writes
LATIN = [
    chr(point)
    for first, last in (
        (0x20, 0x7E),
        (0xA0, 0x17F),
        (0x1E00, 0x1E9B),
        (0x1EA0, 0x1EF9),
        (0x2010, 0x2027),
        (0x2030, 0x203A),
    )
    for point in range(first, last + 1)
    if unicodedata.category(chr(point)) in {"Lu", "Ll", "Lo", "Nd", "Pd", "Pi", "Pf", "Ps", "Pe", "Zs"}
]
latin = st.text(st.sampled_from([*LATIN, *"\n…´`’\u202f\u0301"]), max_size=400)
gsm = st.text(st.sampled_from(sorted(GSM7)), max_size=700)
SPANISH = "Su caso EAC9999103403: «Recibimos su Formulario I-130». Está en revisión desde el 4 de marzo."


def encodes(character: str) -> bool:
    try:
        CODEC.encode(character)
    except UnicodeEncodeError:
        return False
    return True


def test_the_alphabet_is_the_published_one() -> None:
    published = {chr(point) for point in range(0x3000) if encodes(chr(point))} - {ESCAPE}
    assert published == GSM7
    assert {character for character in GSM7 if len(CODEC.encode(character)[0]) == 2} == set(EXTENSION)


@given(gsm)
def test_septets_are_counted_as_the_codec_writes_them(text: str) -> None:
    septets = len(CODEC.encode(text)[0])
    if septets <= 160:
        assert segments(text) == (1 if text else 0)
    else:
        assert -(-septets // 153) <= segments(text) <= -(-septets // 152)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("a", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),  # the pair does not fit into the last place of the first piece
        ("a" * 151 + "€" + "a" * 153, 2),
        ("á" * 70, 1),
        ("á" * 71, 2),
        ("á" * 134, 2),
        ("á" * 135, 3),
        ("🙂" * 35, 1),
        ("🙂" * 36, 2),
        ("🙂" * 66, 2),
        ("🙂" * 67, 3),  # 134 units, but a piece of 67 has room for 33 pairs only
        ("ñéüàÑÉ¿¡" * 20, 1),
        ("\u202f" + "a" * 70, 2),
        ("\ud83d" * 70, 1),
    ],
)
def test_pieces_at_the_edges(text: str, count: int) -> None:
    assert segments(text) == count


@given(st.text(max_size=400), st.characters())
def test_a_longer_text_never_needs_fewer_pieces(text: str, more: str) -> None:
    assert segments(text) <= segments(text + more)


@given(latin)
def test_latin_text_folds_to_gsm7(text: str) -> None:
    assert is_gsm7(fold(text))


@given(st.text(st.characters(exclude_categories=[])))
def test_folding_never_raises_and_twice_is_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert segments(text) >= 0


@given(gsm)
def test_what_is_gsm7_already_stays(text: str) -> None:
    assert fold(text) == text


def test_what_replaces_what() -> None:
    assert fold("áíóúÁÍÓÚ") == "aiouAIOU"
    assert fold("éñü¿¡ÑÉ à") == "éñü¿¡ÑÉ à"
    assert fold("’‘“”«»–—−…") == '\'\'""""---...'
    assert fold("9:02\u202fa.\xa0m.\u2009x\ty") == "9:02 a. m. x y"
    assert fold("cafe\u0301 nin\u0303o a\u0301rbol") == "café niño arbol"
    assert fold("ç łódź œuvre Þór ™ ½ º ª ﬁ ①") == "c lodz oeuvre Thor TM 1/2 o a fi 1"
    assert fold("zero\u200bwidth \ufeffsoft\xadhyphen\x00") == "zerowidth softhyphen"


def test_what_has_no_near_letter_is_kept() -> None:
    assert fold("宝 é á 👩\u200d👧") == "宝 é a 👩\u200d👧"


def test_english_letters_and_digits_are_untouched() -> None:
    assert fold(string.printable.replace("\t", "").replace("\x0b", "").replace("`", "")) == (
        string.printable.replace("\t", "").replace("\x0b", "").replace("`", "")
    )


def test_every_character_there_is_can_be_folded() -> None:
    assert all(fold(chr(point)) is not None for point in range(0, sys.maxunicode, 7))


def test_the_first_variant_that_fits_as_it_is_wins() -> None:
    assert fit([SPANISH, "Está en revisión."], 2) == SPANISH
    assert fit([SPANISH, "Está en revisión."], 1) == "Está en revisión."


def test_folded_is_next_when_none_fits_as_it_is() -> None:
    assert fit([SPANISH], 1) == fold(SPANISH)
    assert fit([SPANISH * 2, SPANISH], 1) == fold(SPANISH)


def test_words_are_never_cut() -> None:
    assert fit([SPANISH * 9, SPANISH * 5], 1) == fold(SPANISH * 5)
