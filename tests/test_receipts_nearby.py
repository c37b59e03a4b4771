"""What is no receipt number: neighbours, other sorts of numbers, what must never be kept."""

import re

import pytest

from dialogs.receipts import (
    Reading,
    read,
    redact,
)


@pytest.mark.parametrize(
    ("typed", "count", "rest"),
    [
        ("EAC211234567 5 months ago", 9, ()),
        ("EAC211234567 hace 5 meses", 9, ()),
        ("EAC211234567 2025550142", 9, ()),
        ("EAC2112345 202-555-0142", 7, ()),
        ("EAC2112345 202 555 0142", 7, ()),
        ("EAC21123456 10/12/2024", 8, ()),
        ("EAC211234567\n(202) 555-0142", 9, ()),
        ("EAC211234567 IOE0912345678", 9, ("IOE0912345678",)),
    ],
)
def test_what_stands_nearby_is_not_swallowed_into_the_digits(typed: str, count: int, rest: tuple[str, ...]) -> None:
    reading = read(typed)
    assert [(wrong.reason, wrong.count) for wrong in reading.wrong] == [("digits_missing", count)]
    assert (reading.found, reading.doubtful, reading.kinds) == (rest, (), ())


@pytest.mark.parametrize(
    "typed", ["9999103403", "2112345678", "21 123 45678", "receipt 9999103403", "2025550142", "12345678"]
)
def test_digits_alone_miss_their_letters(typed: str) -> None:
    (wrong,) = read(typed).wrong
    assert (wrong.part, wrong.reason, wrong.count) == ("letters", "letters_missing", 0)


def test_letters_alone_miss_their_digits() -> None:
    (wrong,) = read("IOE?").wrong
    assert (wrong.reason, wrong.count) == ("digits_missing", 0)


NOTHING = [
    "",
    " ",
    "hello",
    "the 2024 budget",
    "call 2025550142",
    "tel 2025550142",
    "Tel: 202-555-0142",
    "my cel 2025550142",
    "num de tel 2025550142",
    "mi telefono es 2025550142",
    "llame al 2025550142",
    "(202) 555-0142",
    "+1 202 555 0142",
    "+52 55 1234 5678",
    "4111 1111 1111 1111",
    "+52 1 55 1234 5678",
    "202-555-0142",
    "1-800-375-5283",
    "Bob 202-555-0142",
    "on 10/12/2024",
    "2024-10-12",
    "20500-1234",
    "I-485",
    "form I-797C and N-400",
    "line 3",
    "the src 2",
    "lin 3",
    "msc 2",
    "1",
    "2",
    "0",
    "123",
    "1234",
    "at 10:30 room 1205",
    "call me a 5551234",
    "👍",
    "\ud800",
    "\x00",
    "receipt?",
    "what is an A-number",
    "online account",
    "I am in NY 10001",
    "sent from my iPhone 15",
]


@pytest.mark.parametrize("typed", NOTHING)
def test_ordinary_text_holds_no_receipt_number(typed: str) -> None:
    assert read(typed) == Reading()
    assert not read(typed)
    assert redact(typed) == typed


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("A123456789", "a_number"),
        ("A12345678", "a_number"),
        ("A1234567", "a_number"),
        ("a-123-456-789", "a_number"),
        ("A 012 345 678", "a_number"),
        ("A#123456789", "a_number"),
        ("alien number 123456789", "a_number"),
        ("my A-number is 123-456-789", "a_number"),
        ("USCIS# 123-456-789", "a_number"),
        ("mi número de extranjero es 123456789", "a_number"),
        ("123-456-789", "a_number"),
        ("123-45-6789", "ssn"),
        ("123 45 6789", "ssn"),
        ("123.45.6789", "ssn"),
        ("１２３－４５－６７８９", "ssn"),
        ("social 123456789", "ssn"),
        ("my ssn is 123456789", "ssn"),
        ("mi seguro social es 123 45 6789", "ssn"),
        ("last four of my social 6789", "ssn"),
        ("123456789 is my social", "ssn"),
        ("123456789", "ssn"),
        ("1 2 3 4 5 6 7 8 9", "ssn"),
        ("EAC 123-45-6789", "ssn"),
        ("0912 3456 7890", "online_account"),
        ("091234567890", "online_account"),
        ("0912-3456-7890", "online_account"),
        ("online account number 0912 3456 7890", "online_account"),
        ("my OAN is 322912345678", "online_account"),
        ("cuenta en línea 0912 3456 7890", "online_account"),
        ("LND2021623456", "nvc"),
        ("MTL2019626001", "nvc"),
        ("cdj 2015 534 003", "nvc"),
        ("GUZ2010534003", "nvc"),
        ("A-19123-12345", "perm"),
        ("G-100-19123-123456", "perm"),
        ("C-05123-12345", "perm"),
    ],
)
def test_a_number_of_another_sort_is_named_and_not_kept(typed: str, kind: str) -> None:
    assert read(typed) == Reading(kinds=(kind,))  # type: ignore[arg-type]
    assert read(f"EAC2112345678, {typed}") == Reading(found=("EAC2112345678",), kinds=(kind,))  # type: ignore[arg-type]


def test_letters_of_a_post_without_a_year_may_still_be_a_receipt() -> None:
    assert read("LND2199999999").found == ("LND2199999999",)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("123-45-6789", "•••-••-••••"),
        ("my ssn is 123 45 6789 and IOE0912345678", "my ssn is ••• •• •••• and IOE0912345678"),
        ("１２３-45-6789!", "•••-••-••••!"),
        ("call 202-555-0142, social: 123456789 👍", "call 202-555-0142, social: ••••••••• 👍"),
        ("123456789", "•••••••••"),
        ("A123456789 EAC2112345678", "A123456789 EAC2112345678"),
        ("EAC211234567", "EAC211234567"),
        ("EAC-123-45-6789-0", "EAC-123-45-6789-0"),
        ("\ud800 123-45-6789 \x00", "\ud800 •••-••-•••• \x00"),
    ],
)
def test_a_suspected_social_security_number_is_blanked_for_storing(typed: str, kept: str) -> None:
    assert redact(typed) == kept
    assert redact(kept) == kept


def test_digits_beyond_what_is_read_are_blanked() -> None:
    text = "x" * 3990 + "123-45-6789" + " 987654321"
    assert not re.search("[0-9]", redact(text))
    assert len(redact(text)) == len(text)
