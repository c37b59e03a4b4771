"""The reader of receipt numbers: whatever is typed or pressed, and nothing that was not."""

import pytest

from dialogs.receipts import (
    PREFIXES,
    Doubt,
    Reading,
    Wrong,
    is_receipt,
    keypad,
    masked,
    read,
    unknown_prefix,
)

KEYS_OF_REFERENCE = {
    "EAC": "322", "WAC": "922", "LIN": "546", "SRC": "772", "MSC": "672", "NBC": "622", "IOE": "463", "YSC": "972",
    "VSC": "872", "CSC": "272", "NSC": "672", "TSC": "872", "ZAR": "927", "ZCH": "924", "ZHN": "946", "ZLA": "952",
    "ZMI": "964", "ZNK": "965", "ZNY": "969", "ZSF": "973", "MCT": "628", "ZBO": "926", "ZNO": "966", "ZTP": "987",
}  # fmt: skip

FOUND: list[tuple[str, str]] = [
    ("EAC9999103403", "EAC9999103403"),
    ("eac-21-123-45678", "EAC2112345678"),
    ("EAC 21 123 45678", "EAC2112345678"),
    ("ioe 0929 646056", "IOE0929646056"),
    ("ioe0929646056", "IOE0929646056"),
    ("ＥＡＣ２１１２３４５６７８", "EAC2112345678"),
    ("ｅａｃ－２１－１２３－４５６７８", "EAC2112345678"),
    ("EAC ٢١١٢٣٤٥٦٧٨", "EAC2112345678"),
    ("EAC ۲۱۱۲۳۴۵۶۷۸", "EAC2112345678"),
    ("𝐄𝐀𝐂𝟐𝟏𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖", "EAC2112345678"),
    ("ЕАС2112345678", "EAC2112345678"),
    ("EAC 2️⃣1️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", "EAC2112345678"),
    ("🇪🇦🇨 2112345678", "EAC2112345678"),
    ("E A C 2 1 1 2 3 4 5 6 7 8", "EAC2112345678"),
    ("E.A.C. 21.123.45678", "EAC2112345678"),
    ("EAC\u00a021\u2013123\u201145678", "EAC2112345678"),
    ("EAC\u200b211\u200d2345678", "EAC2112345678"),
    ("\u200fEAC2112345678\u200e", "EAC2112345678"),
    ("EAC21123\n45678", "EAC2112345678"),
    ("EAC\n2112345678", "EAC2112345678"),
    ("EAC_21_123_45678", "EAC2112345678"),
    ("🙏EAC2112345678🙏", "EAC2112345678"),
    ("EAC 👉 2112345678", "EAC2112345678"),
    ('"EAC2112345678"', "EAC2112345678"),
    ("«EAC2112345678»", "EAC2112345678"),
    ("(EAC2112345678)", "EAC2112345678"),
    ("[EAC 2112345678].", "EAC2112345678"),
    ("#EAC2112345678", "EAC2112345678"),
    ("EAC#2112345678", "EAC2112345678"),
    ("receipt#:EAC2112345678", "EAC2112345678"),
    ("Receipt number: EAC: 2112345678", "EAC2112345678"),
    ("*EAC2112345678*", "EAC2112345678"),
    ("*EAC* 2112345678", "EAC2112345678"),
    ("EAC*123456789", "EAC*123456789"),
    ("eac* 123 456 789", "EAC*123456789"),
    ("*EAC*123456789*", "EAC*123456789"),
    ("322*123456789", "EAC*123456789"),
    ("myEAC2112345678", "EAC2112345678"),
    ("EAC2112345678is it approved?", "EAC2112345678"),
    ("hello my case is eac2112345678 can you check", "EAC2112345678"),
    ("hola, mi recibo es el IOE0912345678, gracias", "IOE0912345678"),
    ("收据号EAC2112345678请查", "EAC2112345678"),
    ("EAC2112345678\n--\nSent from my iPhone 15\nBob 202-555-0142", "EAC2112345678"),
    ("EAC2112345678\n(202) 555-0142", "EAC2112345678"),
    ("EAC2112345678 +1 202 555 0142", "EAC2112345678"),
    ("EAC2112345678-202-555-0142", "EAC2112345678"),
    ("202-555-0142 EAC2112345678 20500", "EAC2112345678"),
    ("EAC2112345678 10/12/2024 at 10:30", "EAC2112345678"),
    ("10/12/2024 EAC 21 123 45678 2 weeks ago", "EAC2112345678"),
    ("I-485 since 2021-03-04, IOE0912345678. ZIP 20500", "IOE0912345678"),
    ("I have waited 5 years. EAC 21 123 45678\nThank you", "EAC2112345678"),
    ("3229999103403", "EAC9999103403"),
    ("4630912345678", "IOE0912345678"),
    ("463 0912 345 678", "IOE0912345678"),
    ("4 6 3 0 9 1 2 3 4 5 6 7 8", "IOE0912345678"),
    ("322-99-991-03403", "EAC9999103403"),
    ("3229999103403#", "EAC9999103403"),
    ("ABC2112345678", "ABC2112345678"),
    ("abc-21-123-45678", "ABC2112345678"),
    ("ABC 2112345678", "ABC2112345678"),
    ("ABC*123456789", "ABC*123456789"),
]


@pytest.mark.parametrize(("typed", "receipt"), FOUND)
def test_a_receipt_number_is_read_however_it_is_decorated(typed: str, receipt: str) -> None:
    assert read(typed) == Reading(found=(receipt,))


DOUBTS = [
    ("IOE912345678", ("IOE0912345678",), "zero_lost"),
    ("ioe 929 646 056", ("IOE0929646056",), "zero_lost"),
    ("463912345678", ("IOE0912345678",), "zero_lost"),
    ("I0E0912345678", ("IOE0912345678",), "repaired"),
    ("10E0912345678", ("IOE0912345678",), "repaired"),
    ("1OE 0912345678", ("IOE0912345678",), "repaired"),
    ("lOE0912345678", ("IOE0912345678",), "repaired"),
    ("loe0912345678", ("IOE0912345678", "LOE0912345678"), "repaired"),
    ("I0E912345678", ("IOE0912345678",), "zero_lost"),
    ("IOEO912345678", ("IOE0912345678",), "repaired"),
    ("IOE O912 345678", ("IOE0912345678",), "repaired"),
    ("ioeo9l2345678", ("IOE0912345678",), "repaired"),
    ("EAC21I2345678", ("EAC2112345678",), "repaired"),
    ("EAC-21-I23-45678", ("EAC2112345678",), "repaired"),
    ("EAC211234S678", ("EAC2112345678",), "repaired"),
    ("EAC211234567B", ("EAC2112345678",), "repaired"),
    ("5RC2112345678", ("SRC2112345678",), "repaired"),
    ("L1N2112345678", ("LIN2112345678",), "repaired"),
    ("ABCO912345678", ("ABC0912345678",), "repaired"),
    ("1030912345678", ("IOE0912345678",), "repaired"),
    ("1630912345678", ("IOE0912345678",), "repaired"),
    ("4030912345678", ("IOE0912345678",), "repaired"),
    ("6722112345678", ("MSC2112345678", "NSC2112345678"), "keys_ambiguous"),
    ("8722112345678", ("VSC2112345678", "TSC2112345678"), "keys_ambiguous"),
    ("672*211234567", ("MSC*211234567", "NSC*211234567"), "keys_ambiguous"),
    ("abc 2112345678", ("ABC2112345678",), "prefix_unsure"),
    ("BOB 2025550142", ("BOB2025550142",), "prefix_unsure"),
    ("Lin 202-555-0142", ("LIN2025550142",), "prefix_unsure"),
    ("receipteac2112345678", ("EAC2112345678",), "extra_letter"),
    ("EAC2112345678B", ("EAC2112345678",), "extra_letter"),
    ("EAC*2112345678", ("EAC2112345678",), "asterisk"),
]


@pytest.mark.parametrize(("typed", "suggestions", "reason"), DOUBTS)
def test_a_doubtful_number_is_repaired_by_position_and_asked_about(
    typed: str, suggestions: tuple[str, ...], reason: str
) -> None:
    (doubt,) = read(f"my case {typed}, thanks").doubtful
    assert doubt.typed == typed
    assert (doubt.suggestions, doubt.reason) == (suggestions, reason)
    assert read(typed) == Reading(doubtful=(doubt,))


WRONGS = [
    ("EAC211234567", "digits", "digits_missing", 9),
    ("EAC 21 123 4567", "digits", "digits_missing", 9),
    ("eac 21 123", "digits", "digits_missing", 5),
    ("IOE091234567", "digits", "digits_missing", 9),
    ("IOE*****5678", "digits", "digits_missing", 4),
    ("EAC*12345678", "digits", "digits_missing", 8),
    ("EAC21123456789", "digits", "digits_too_many", 11),
    ("EAC-21-123-45678-9", "digits", "digits_too_many", 11),
    ("E A C 2 1 1 2 3 4 5 6 7 8 9", "digits", "digits_too_many", 11),
    ("322999910340", "digits", "digits_missing", 9),
    ("32299991034033", "digits", "digits_too_many", 11),
    ("ABC211234567", "digits", "digits_missing", 9),
    ("EA2112345678", "letters", "letters_missing", 2),
    ("EA 2112345678", "letters", "letters_missing", 2),
    ("E2112345678", "letters", "letters_missing", 1),
    ("E1C2112345678", "letters", "letters_missing", 2),
    ("1119999103403", "letters", "letters_missing", 0),
    ("EACC2112345678", "letters", "letters_too_many", 4),
    ("EEAC2112345678", "letters", "letters_too_many", 4),
    ("EAC21A2345678", "digits", "letter_among_digits", 9),
    ("EAC-21-12X-45678", "digits", "letter_among_digits", 9),
]


@pytest.mark.parametrize(("typed", "part", "reason", "count"), WRONGS)
def test_what_cannot_be_repaired_is_told_by_its_part(typed: str, part: str, reason: str, count: int) -> None:
    (wrong,) = read(f"this is it: {typed}, thanks").wrong
    assert (wrong.typed, wrong.part, wrong.reason, wrong.count) == (typed, part, reason, count)
    assert read(typed) == Reading(wrong=(wrong,))


def test_an_asterisk_number_needs_nine_digits() -> None:
    assert [wrong.wanted for wrong in read("EAC*12345678 and EAC12345678").wrong] == [9, 10]


def test_several_numbers_are_read_in_order_without_doubles() -> None:
    reading = read(
        "LIN9999106498, eac 99-991-03403; LIN9999106498 I0E0912345678 EAC99991034 and 3229999103404\nioe0912345679"
    )
    assert reading.found == ("LIN9999106498", "EAC9999103403", "EAC9999103404", "IOE0912345679")
    assert [doubt.suggestions for doubt in reading.doubtful] == [("IOE0912345678",)]
    assert [wrong.typed for wrong in reading.wrong] == ["EAC99991034"]


def test_a_doubt_about_a_number_that_was_also_found_is_dropped() -> None:
    assert read("IOEO912345678 sorry IOE0912345678") == Reading(found=("IOE0912345678",))


def test_values_are_plain() -> None:
    assert read("I0E0912345678").doubtful == (Doubt("I0E0912345678", ("IOE0912345678",), "repaired"),)
    assert read("EAC21123").wrong == (Wrong("EAC21123", "digits", "digits_missing", 5, 10),)


@pytest.mark.parametrize(("prefix", "pressed"), KEYS_OF_REFERENCE.items())
def test_every_prefix_of_the_reference_is_known_by_letters_and_by_keys(prefix: str, pressed: str) -> None:
    receipt = f"{prefix}0912345678"
    assert prefix in PREFIXES
    assert not unknown_prefix(receipt)
    assert read(f"my {receipt.lower()} please").found == (receipt,)
    assert keypad(receipt) == f"{pressed}0912345678"
    reading = read(keypad(receipt))
    assert reading.found == (receipt,) or receipt in reading.doubtful[0].suggestions
    assert bool(reading.doubtful) == (pressed in ("672", "872"))


def test_an_unknown_prefix_is_accepted_and_can_be_told() -> None:
    assert unknown_prefix("ABC2112345678")


def test_a_receipt_is_masked_and_recognised() -> None:
    assert masked("IOE0912345678") == "IOE*****5678"
    assert masked("EAC*123456789") == "EAC*****6789"
    assert is_receipt("EAC*123456789")
    assert not is_receipt("EAC*1234567890")
    assert not is_receipt("eac2112345678")
    assert keypad("EAC*123456789") == "322*123456789"
