"""Nicknames of cases: people's names in any script, and nothing that a screen, a sheet or a list would take wrongly."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dialogs.portfolio.nicknames import NicknameFault, read_nickname

ODD = st.text(st.characters(codec="utf-8"), max_size=60)
TYPED = st.text("aé\u0301ن王 \u00a0\t12'’-.,&()#<=+@\u200d\ufe0f\u202e\n\x00", max_size=34)


@pytest.mark.parametrize(
    ("typed", "nickname"),
    [
        ("Mom", "Mom"),
        ("  Mamá  y\u00a0papá ", "Mamá y papá"),
        ("Mama\u0301", "Mamá"),
        ("O’Brien", "O'Brien"),
        ("Ana–María", "Ana-María"),
        ("Pérez, J. (hijo) #2", "Pérez, J. (hijo) #2"),
        ("#2 Ali & Sons", "#2 Ali & Sons"),
        ("مادر", "مادر"),
        ("王伟", "王伟"),
        ("नीता", "नीता"),
        ("Nguyễn Thị", "Nguyễn Thị"),
        ("Ольга", "Ольга"),
        ("A" * 30, "A" * 30),
        ("case 12", "case 12"),
        ("Simon", "Simon"),
        ("Robert DROP TABLE", "Robert DROP TABLE"),
        ("Mom\r\n", "Mom"),
    ],
)
def test_a_nickname_is_kept_as_it_is_written(typed: str, nickname: str) -> None:
    assert read_nickname(typed) == nickname


@pytest.mark.parametrize(
    ("typed", "reason", "sign"),
    [
        ("", "empty", ""),
        (" \u00a0\n", "empty", ""),
        ("A" * 31, "too_long", ""),
        ("Mom " * 1000, "too_long", ""),
        ("<b>Mom</b>", "signs", "<"),
        ("Mom<Say/>", "signs", "<"),
        ('Mom"', "signs", '"'),
        ("=SUM(A1)", "signs", "="),
        ("+Mom", "signs", "+"),
        ("@Mom", "signs", "@"),
        ("-Mom", "signs", "-"),
        ("'Mom", "signs", "'"),
        ("\u0301Mom", "signs", "\u0301"),
        ("Mom\nDad", "signs", "\n"),
        ("Mom\r\nBcc", "signs", "\r"),
        ("Mom\x00", "signs", "\x00"),
        ("Mom\x1b[1m", "signs", "\x1b"),
        ("Mom \u202eevil", "signs", "\u202e"),
        ("Mom\u200f", "signs", "\u200f"),
        ("Mom\u200b", "signs", "\u200b"),
        ("👩 Mom", "signs", "👩"),
        ("Mom 1\ufe0f\u20e3", "signs", "\ufe0f"),
        ("\u3164\u3164", "signs", "\u3164"),
        ("x\u0334\u0335\u0336\u0337", "signs", "\u0337"),
        ("Mom; DROP TABLE", "signs", ";"),
        ("12", "number", ""),
        ("#12", "number", ""),
        ("٣", "number", ""),
        ("(1)", "number", ""),
        ("EAC9999103403", "receipt", ""),
        ("Mom eac 99-991-03403", "receipt", ""),
        ("Ana 123-45-6789", "receipt", ""),
        ("LIST", "word", ""),
        ("mis casos", "word", ""),
        ("Stop", "word", ""),
        ("no más", "word", ""),
    ],
)
def test_what_is_wrong_with_a_nickname_is_named(typed: str, reason: str, sign: str) -> None:
    fault = read_nickname(typed)
    assert isinstance(fault, NicknameFault)
    assert (fault.reason, fault.sign) == (reason, sign)


@given(ODD | TYPED)
@example("\u1e9b\u0323 a")
@example("a\u0315\u0300\u05ae")
def test_whatever_is_read_is_safe_and_is_read_as_itself(text: str) -> None:
    nickname = read_nickname(text)
    if isinstance(nickname, str):
        assert 1 <= len(nickname) <= 30
        assert nickname == unicodedata.normalize("NFC", " ".join(nickname.split()))
        assert not set(nickname) & set('<>"=+@\r\n\x00')
        assert {unicodedata.category(sign)[0] for sign in nickname} <= set("LMNPZ")
        assert nickname[0] not in "'-.,&)"
        assert any(sign.isalpha() for sign in nickname)
        assert read_nickname(nickname) == nickname
