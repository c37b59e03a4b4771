"""PINs that people choose: which are taken, and why the others are not."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dialogs.portfolio.common_pins import COMMON
from dialogs.portfolio.deeds import PinFault
from dialogs.portfolio.pins import digits_of, is_short, looks_like_pin, parted, weigh
from dialogs.secret import kept, receipts_in, secret_in

USER_ID, PHONE = "maria88", "+12025550142"
ODD = st.text(st.characters(codec="utf-8"), max_size=40)
PINS = st.text("0123456789", min_size=6, max_size=12)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("83920174", "83920174"),
        ("8392 0174", "83920174"),
        ("8392-0174", "83920174"),
        ("83.92.01.74", "83920174"),
        ("8392–0174\n", "83920174"),
        ("８３９２０１７４", "83920174"),
        ("٨٣٩٢٠١٧٤", "83920174"),
        ("८३९२०१७४", "83920174"),
    ],
)
def test_digits_are_read_whatever_script_and_gaps_they_have(typed: str, digits: str) -> None:
    assert digits_of(typed) == digits


@pytest.mark.parametrize("typed", ["", " - ", "8392O174", "8392\x000174", "\u202e83920174", "①②③④⑤⑥⑦⑧", "8²"])
def test_anything_else_than_digits_is_no_pin(typed: str) -> None:
    assert digits_of(typed) is None
    assert weigh(typed, USER_ID, PHONE) == "not_digits"
    assert not is_short(typed)


@pytest.mark.parametrize("pin", ["83920174", "8392 0174", "٨٣٩٢٠١٧٤", "839207", "8392017", "839201746", "839201746152"])
def test_a_pin_that_nobody_guesses_is_taken(pin: str) -> None:
    assert weigh(pin, USER_ID, PHONE) is None


@pytest.mark.parametrize(
    ("fault", "pins"),
    [
        ("too_short", "1 839 83920 ٨٣٩٢٠"),
        ("too_long", "8392017461528 839201746152839201746152"),
        ("repeat", "000000 11111111 12121212 123123123 12312312 12341234 83928392 11223344 111222 11112222 19919911"),
        ("sequence", "123456 12345678 87654321 89012345 13579135 97531975 12344321 12340987 10203040 789456"),
        ("keypad", "258025 147258369 1478963 14789632 12369874 159753 14725836 3691470"),
        ("user_id", "6274288 62742881 16274288 88247261 627428"),
        ("phone", "20255501 12025550142 55501427 24105552 02555014"),
        ("common", "12011985 31121999 19850112 12311985 121385 5121985 19851990 8675309 4815162342 73501505"),
    ],
)  # fmt: skip
def test_a_pin_that_others_guess_is_refused_and_it_is_said_why(fault: PinFault, pins: str) -> None:
    assert {pin: weigh(pin, USER_ID, PHONE) for pin in pins.split()} == dict.fromkeys(pins.split(), fault)


def test_the_commonest_numbers_are_all_refused() -> None:
    assert len(COMMON) >= 1000
    assert [pin for pin in COMMON if weigh(pin, "zzzz", "") is None] == []


def test_whatsapp_and_hidden_numbers_are_weighed_as_well() -> None:
    assert weigh("20255501", USER_ID, f"whatsapp:{PHONE}") == "phone"
    assert weigh("20255501", USER_ID, "") is None


def test_a_short_user_id_is_looked_for_in_full() -> None:
    assert weigh("83262017", "anna", "") is None
    assert weigh("83266217", "anna", "") == "user_id"  # anna is 2662


def test_six_and_seven_digits_are_short() -> None:
    assert [is_short("8392017461"[:length]) for length in (5, 6, 7, 8, 10)] == [False, True, True, False, False]
    assert is_short("839 207")


@given(PINS, st.from_regex("[a-z0-9]{4,20}", fullmatch=True), st.sampled_from(["", PHONE]))
def test_the_gaps_and_the_script_of_a_pin_change_nothing(pin: str, user_id: str, phone: str) -> None:
    spaced = " ".join(chr(0xFF10 + int(digit)) for digit in pin)
    assert weigh(spaced, user_id, phone) == weigh(pin, user_id, phone)


@given(ODD | PINS, ODD, ODD)
def test_no_text_is_too_odd_to_be_weighed(pin: str, user_id: str, phone: str) -> None:
    if weigh(pin, user_id, phone) is None:
        assert 6 <= len(digits_of(pin) or "") <= 12


def test_hardly_any_random_pin_is_refused() -> None:
    taken = [weigh(f"{number * 7_919_993 % 10**8:08}", USER_ID, PHONE) is None for number in range(1, 20_000)]
    assert sum(taken) / len(taken) > 0.99


@pytest.mark.parametrize("text", ["83920174", "8392 0174", "839-201", "839201746152", " ８３９２０１７４"])
def test_a_message_that_is_digits_may_be_a_pin(text: str) -> None:
    assert looks_like_pin(text)


@pytest.mark.parametrize("text", ["", "83920", "8392017461528", "my pin is 83920174", "maria88", "EAC9999103403"])
def test_any_other_message_is_none(text: str) -> None:
    assert not looks_like_pin(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("LOGIN maria88 83920174", "LOGIN maria88"),
        ("entrar maria88 8392 0174", "entrar maria88"),
        ("Log in María88 pin: 8392-0174 thanks", "Log in María88"),
        ("iniciar sesión maria88\n83920174", "iniciar sesión maria88"),
        ("entrar a mi cuenta maria88 ٨٣٩٢٠١٧٤", "entrar a mi cuenta maria88"),
        ("LOGIN 6274288 83920174", "LOGIN 6274288"),
        ("PIN 83920174", "PIN"),
        ("my pin is 83920174", "my pin"),
        ("mi clave es 8392 0174", "mi clave"),
        ("maria88 83920174", "maria88"),
        ("maria88 8392 0174", "maria88"),
        ("maria88 pin 83920174", "maria88"),
        ("maria88 and my pin is 83920174", "maria88"),
        ("mariagarcia 83920174", "mariagarcia"),
        ("CODE331253583612", "CODE"),
        ("share code: 3312 5358 3612", "code:"),
        ("mi código es 839201", "mi código"),
        ("839201 es mi código", "es mi código"),
        ("PIN8392 0174", "PIN"),
    ],
)
def test_a_pin_that_was_sent_along_is_left_out(text: str, kept: str) -> None:
    assert parted(text)[0] == kept


@pytest.mark.parametrize(
    "text",
    ["LOGIN", "LOGIN maria88", "LOGIN 83920174", " login  maria88 ", "83920174", "EAC 99-991-03403", "",
     "code EAC9999103403", "code 3229999103403", "I130 83920174", "hello 83920174", "Client 204455", "maria88 2 cases",
     "case 83920174", "name 3 Mom 83920174", "my account 83920174"],
)  # fmt: skip
def test_any_other_message_stays_as_it_was(text: str) -> None:
    assert parted(text)[0] == text


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("83920174", "83920174"),
        ("8392 0174", "83920174"),
        ("83920174 thanks", "83920174"),
        ("it is 8392-0174.", "83920174"),
        ("my 2 cases are under ８３９２０１７４", "83920174"),
        ("pin:83920174", "83920174"),
        ("maria88 83920174", "83920174"),
        ("858450 is the code. It is good for 10 minutes.", "858450"),
        ("abc 8264091735", "8264091735"),
        ("12345", None),
        ("83920174 or 83920175", None),
        ("8392017483920174", None),
        ("8392O174", None),
        ("EAC9999103403", None),
        ("EAC 9999103403", None),
        ("IOE0912345678 83920174", None),
        ("", None),
        ("maria88", None),
    ],
)
def test_a_secret_is_the_only_run_of_so_many_digits(text: str, secret: str | None) -> None:
    assert secret_in(text) == secret


@given(ODD | PINS | st.text("0123 EAC#.", max_size=20))
@example("EAC9999103403 83920174")
def test_what_is_kept_of_an_answer_is_kept_the_second_time_and_read_alike(text: str) -> None:
    once = kept(text, "words", secret=True, short=False)
    assert kept(once, "words", secret=True, short=False) == once
    assert once == "" or secret_in(once) is None
    assert receipts_in(once) == (() if once == "" else receipts_in(text))


def test_nine_digits_are_given_as_a_secret_though_the_message_is_kept_without_them() -> None:
    assert parted("826409173") == ("826409173", "826409173")


@given(ODD | st.text("login pm18 ٣", max_size=30).map("login m{} 8392 ".format))
@example("login " * 10)
@example("pin pin 839207")
def test_a_message_never_grows_and_is_left_alone_the_second_time(text: str) -> None:
    once = parted(text)[0]
    assert parted(once)[0] == once
    assert once == text or len(once) < len(text)
