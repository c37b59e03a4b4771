"""Receipt numbers in any decoration, hostile texts, and secrets: what holds for every message."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.receipts import (
    PREFIXES,
    is_receipt,
    keypad,
    read,
    redact,
)

# Decorations: how the same number may look.

WIDE = str.maketrans("".join(map(chr, range(33, 127))), "".join(map(chr, range(33 + 0xFEE0, 127 + 0xFEE0))))
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
GROUPS = [(10,), (2, 3, 5), (4, 6), (5, 5), (2, 4, 4), (3, 7), (1,) * 10, (2,) * 5, (6, 4)]
SEPARATORS = [
    "",
    " ",
    "-",
    ".",
    " - ",
    "\u2013",
    "\u2011",
    "\u2014",
    "\u00a0",
    "\u202f",
    "  ",
    "\n",
    "/",
    "\u200b",
    "·",
    "✨",
]
BETWEEN = ["", " ", "-", ": ", " # ", "#", "\n", " - ", "\u00a0", ".", "👉", "\u200e", ' "', " ("]
BEFORE = [
    "",
    "my case is ",
    "Hello, can you check ",
    "receipt#: ",
    "recibo número ",
    "Hola, mi caso es el ",
    "«",
    '"',
    "(",
    "🙏 ",
    "# ",
    "I-130 filed 03/04/2021: ",
    "call me at 202-555-0142 about ",
    "1) ",
    "\u200f",
    "¿Cómo va ",
    "caso:",
    "*",
    "ok so\n",
    "I live in 20500, ",
    "收据 ",
]
AFTER = [
    "",
    ".",
    "?",
    " please",
    " por favor, gracias",
    "»",
    '"',
    ")",
    " 🙏🙏",
    "\nSent from my iPhone",
    "\nEnviado desde mi iPhone",
    "\n--\nAna Pérez\n(202) 555-0142",
    "\nBob 202-555-0143",
    " since 10/12/2024",
    " llevo 3 años",
    ", thanks!",
    "\u200e",
    "\n1600 Pennsylvania Ave 20500",
    "*",
    " and thanks",
    " tel +1 202 555 0142",
    " is it approved? I filed in 2021",
]
NUMBERS = st.text(alphabet="0123456789", min_size=10, max_size=10)
KNOWN = st.builds(str.__add__, st.sampled_from(sorted(PREFIXES)), NUMBERS)


@st.composite
def decorated(draw: st.DrawFn) -> tuple[str, str]:
    """A receipt number and one way to write it."""
    receipt = draw(KNOWN)
    groups, separator = draw(st.sampled_from(GROUPS)), draw(st.sampled_from(SEPARATORS))
    digits, cut = [], 3
    for size in groups:
        digits.append(receipt[cut : cut + size])
        cut += size
    letters = draw(st.sampled_from(["", "", "", " ", "-", "."])).join(receipt[:3])
    written = letters + draw(st.sampled_from(BETWEEN)) + separator.join(digits)
    case = draw(st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))
    table = draw(st.sampled_from([{}, {}, WIDE, ARABIC, DEVANAGARI]))
    return receipt, case(written).translate(table)


@given(decorated(), st.sampled_from(BEFORE), st.sampled_from(AFTER))
@settings(max_examples=400, deadline=None)
def test_any_decoration_of_any_number_is_read_back(number: tuple[str, str], before: str, after: str) -> None:
    receipt, written = number
    reading = read(before + written + after)
    assert reading.found == (receipt,)
    assert (reading.doubtful, reading.wrong) == ((), ())


@given(st.lists(decorated(), min_size=1, max_size=12), st.sampled_from([" ", ", ", "\n", " and ", " y ", "; ", " 🙏 "]))
@settings(max_examples=150, deadline=None)
def test_many_numbers_in_one_text_are_each_found_in_order(numbers: list[tuple[str, str]], glue: str) -> None:
    text = glue.join(written for _, written in numbers)
    assert read(text).found == tuple(dict.fromkeys(receipt for receipt, _ in numbers))


@given(KNOWN, st.sampled_from(BEFORE), st.sampled_from(AFTER), st.sampled_from(["", " "]))
@settings(max_examples=200, deadline=None)
def test_a_number_pressed_on_a_phone_is_read_back(receipt: str, before: str, after: str, apart: str) -> None:
    reading = read(before + apart.join(keypad(receipt)) + after)
    assert reading.found == (receipt,) or reading.doubtful[0].suggestions.count(receipt) == 1


@given(
    st.sampled_from(sorted(PREFIXES)), st.text(alphabet="0123456789", min_size=9, max_size=9), st.sampled_from(BEFORE)
)
@settings(deadline=None)
def test_the_asterisk_form_is_read_back(prefix: str, digits: str, before: str) -> None:
    receipt = f"{prefix}*{digits}"
    assert read(before + receipt.lower()).found == (receipt,)
    assert read(keypad(receipt)).found == (receipt,) or receipt in read(keypad(receipt)).doubtful[0].suggestions


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3), NUMBERS)
@settings(deadline=None)
def test_any_prefix_is_read_or_asked_about_but_never_refused(prefix: str, digits: str) -> None:
    reading = read(prefix + digits)
    words = {"ACCEPTED": reading.found, "ASKED": sum((doubt.suggestions for doubt in reading.doubtful), ())}
    assert prefix + digits in words["ACCEPTED"] + words["ASKED"] or reading.kinds == ("nvc",) or reading.wrong


@given(KNOWN, st.integers(0, 12))
@settings(deadline=None)
def test_a_digit_left_out_or_doubled_never_gives_another_number(receipt: str, place: int) -> None:
    for changed in (receipt[:place] + receipt[place + 1 :], receipt[:place] + receipt[place] + receipt[place:]):
        assert all(found == receipt for found in read(changed).found) or place < 3


ANYTHING = (
    st.text()
    | st.text(alphabet=st.characters(codec=None, categories=None))
    | st.text(alphabet="EACIOElo0123456789 -*#.\n§•ssnA+()/\ud800\u200b٣𝟛", max_size=80)
)


@given(ANYTHING)
@settings(max_examples=500, deadline=None)
def test_nothing_raises_and_every_number_found_is_canonical(text: str) -> None:
    reading = read(text)
    assert all(map(is_receipt, reading.found))
    assert all(
        1 <= len(doubt.suggestions) <= 2 and all(map(is_receipt, doubt.suggestions)) for doubt in reading.doubtful
    )
    assert len(redact(text)) == len(text)


SECRETS = st.text(alphabet="0123456789", min_size=9, max_size=9)


@given(SECRETS, st.sampled_from(["{}-{}-{}", "{} {} {}", "{}.{}.{}", "ssn {}{}{}", "my social is {}-{}-{}", "{}{}{}"]),
       st.sampled_from(BEFORE), st.sampled_from(AFTER))  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_a_suspected_social_security_number_is_in_no_field(secret: str, shape: str, before: str, after: str) -> None:
    written = shape.format(secret[:3], secret[3:5], secret[5:])
    text = before + written + after
    bare = re.sub(r"\D", "", written)
    assert bare not in re.sub(r"[^0-9]", "", repr(read(text)).replace(repr(secret), ""))
    assert written not in redact(text)


@pytest.mark.parametrize(
    "piece",
    ["E A C 1 ", "1 ", "1", "A", "IOE", "O0", "123-45-", "social ", "a 1 ", "[", "EAC ", "1-", "EAC*", "\ud800", "é",
     "A number is ", "EAC2112345678", "322", "+1", "(202) ", "\n", "👩‍👩‍👧", "ssn 1 2 "],
)  # fmt: skip
def test_a_hostile_message_ends_soon(piece: str) -> None:
    text = (piece * (100_000 // len(piece) + 1))[:100_000]
    read(text)
    redact(text)


def test_a_megabyte_is_read_as_far_as_a_text_goes() -> None:
    assert read("EAC2112345678 " + "x" * 1_000_000).found == ("EAC2112345678",)
