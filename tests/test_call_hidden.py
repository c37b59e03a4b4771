"""Whoever hides their number is somebody for the length of the call and nobody after it; two of them share nothing."""

import pytest

from tests.dialing import (
    BY_TEXT,
    CANNOT_TEXT,
    HIDDEN,
    LANGUAGE,
    MANY,
    MENU,
    OTHER_KEYS,
    OTHER_TOLD,
    OTHER_TOLD_IN_SPANISH,
    RECEIPT_KEYS,
    TEXTED,
    TOLD,
    TOLD_IN_SPANISH,
    Dialed,
    counts,
    known,
    spoken,
)
from tests.races import at_once
from tests.service import ServiceLine
from tests.world import PERSON

# ANONYMOUS, RESTRICTED, UNAVAILABLE, BLOCKED, UNKNOWN, keyed on a phone; and whatever is no phone number.
WITHHELD = [
    "+266696687", "+7378742833", "+86282452253", "+2562533", "+8656696", "266696687", "%2B266696687",
    " 266696687", "anonymous", "Anonymous", "Restricted", "unknown", "", " ", "+", None, "client:maria", "client:",
    "sip:12025550142@example.org", "sip:anonymous@anonymous.invalid", "sips:+12025550142@example.org;user=phone",
    "+1202555014x", "+1202555014²", "+١٢٠٢٥٥٥٠١٤٢", "\0", "12", "+" + "1" * 16,
]  # fmt: skip
GONE = {"people": 0, "conversations": 0, "answers": 0, "promises": 0, "messages": 0, "stops": 0}


def names(shows: str | None) -> list[str]:
    """Whatever a person could have been remembered by who calls so."""
    raw = (shows or "").strip()
    digits = "".join(sign for sign in raw if sign.isascii() and sign.isdigit())
    return [raw, digits, f"+{digits}", f"+1{digits}", "", "call ", "call", PERSON, f"voice {raw}"]


@pytest.mark.parametrize("shows", WITHHELD)
def test_nothing_is_remembered_and_no_text_is_offered_or_sent(lite: ServiceLine, shows: str | None) -> None:
    call = Dialed(lite, "CA1", shows)
    assert LANGUAGE in call.greets()
    told = call.keys("1", "1", RECEIPT_KEYS, "1")
    assert TOLD in told
    assert BY_TEXT not in told
    assert CANNOT_TEXT in call.keys("4")
    assert not any(known(lite, name) for name in names(shows))
    assert known(lite, "call CA1"), "somebody for the length of the call"
    assert counts(lite, "people", "promises") == {"people": 1, "promises": 0}
    again = Dialed(lite, "CA2", shows)
    assert LANGUAGE in again.greets(), "the language of the last one is not known"
    for ended in (call, again):
        assert ended.report() == 204
    assert counts(lite, *GONE) == GONE
    assert lite.services.promises.keep() == 0
    assert lite.carrier.sent == []


@pytest.mark.parametrize("shows", [HIDDEN, "anonymous", "", None])
def test_hidden_callers_are_told_apart_on_both_databases(line: ServiceLine, shows: str | None) -> None:
    call = Dialed(line, "CA1", shows)
    assert TOLD in call.keys("1", "1", RECEIPT_KEYS, "1")
    other = Dialed(line, "CA2", shows)
    assert LANGUAGE in other.greets()
    assert counts(line, "people", "conversations") == {"people": 2, "conversations": 2}
    assert call.report() == 204
    assert counts(line, "people", "conversations", "answers") == {"people": 1, "conversations": 1, "answers": 1}
    assert MENU in other.keys("1"), "the other's call goes on"
    assert other.report() == 204
    assert counts(line, *GONE) == GONE


def test_two_hidden_callers_at_the_same_moment_share_neither_language_nor_case(line: ServiceLine) -> None:
    calls = [Dialed(line, f"CA{n}", HIDDEN) for n in range(4)]
    ways = [("1", RECEIPT_KEYS), ("2", RECEIPT_KEYS), ("1", OTHER_KEYS), ("2", OTHER_KEYS)]
    expected = [TOLD, TOLD_IN_SPANISH, OTHER_TOLD, OTHER_TOLD_IN_SPANISH]
    for step in range(4):
        keys = [(language, "1", receipt, "1")[step] for language, receipt in ways]
        told = at_once(lambda n, keys=keys: calls[n].keys(keys[n]), runners=4)  # type: ignore[misc]
    for said, words in zip(told, expected, strict=True):
        assert words in said


def test_an_answer_of_one_hidden_caller_is_never_anothers(lite: ServiceLine) -> None:
    """The same turns, the same keys, the same sender: only the id of the call is another one."""
    first, second = Dialed(lite, "CA1", HIDDEN), Dialed(lite, "CA2", HIDDEN)
    first.keys("2", "1", RECEIPT_KEYS, "1")
    for turn in range(2, 7):
        said = spoken(second.step(turn, Digits="1"))
        assert TOLD_IN_SPANISH not in said
        assert TOLD not in said


def test_the_limit_that_one_hidden_caller_comes_to_is_not_anothers(lite: ServiceLine) -> None:
    first = Dialed(lite, "CA1", HIDDEN)
    first.keys("1", "1", RECEIPT_KEYS)
    for _ in range(9):
        assert TOLD in first.keys("1")
        first.keys("5", RECEIPT_KEYS)
    assert TOLD in first.keys("1"), "the tenth of this minute"
    first.keys("5", RECEIPT_KEYS)
    said = first.keys("1")
    assert MANY in said
    assert "Please try again in" in said
    second = Dialed(lite, "CA2", HIDDEN)
    assert TOLD in second.keys("1", "1", RECEIPT_KEYS, "1")


def test_a_caller_who_shows_a_number_is_not_the_hidden_one_before(lite: ServiceLine) -> None:
    hidden, open_one = Dialed(lite, "CA1", HIDDEN), Dialed(lite, "CA2", PERSON)
    hidden.keys("2", "1", RECEIPT_KEYS, "1")
    assert LANGUAGE in open_one.greets()
    assert TEXTED in open_one.keys("1", "1", RECEIPT_KEYS, "1", "4")
    hidden.report()
    assert "Case Was Approved" in lite.arrive()[0]
    assert [to for to, _ in lite.carrier.sent] == [PERSON]


def test_hanging_up_forgets_a_hidden_caller_who_was_in_the_middle_of_anything(line: ServiceLine) -> None:
    ways = [(), ("1",), ("1", "1"), ("2", "1", RECEIPT_KEYS), ("1", "0", "0"), ("1", "#", "1"), ("1", "1", "672123")]
    for number, keys in enumerate(ways):
        call = Dialed(line, f"CA{number}", HIDDEN)
        call.keys(*keys)
        assert counts(line, "people") == {"people": 1}
        call.report()
        assert counts(line, *GONE) == GONE, keys
