"""A machine that answers every text is left alone after five; a person never is."""

import pytest

from bot.loops import FORGOTTEN, MOST, MOST_QUESTIONS, Echo, asks, heard
from tests.service import ServiceLine
from tests.world import APPROVED

BUSY = "I can't talk right now, I will get back to you."


def answered(lite: ServiceLine, *texts: str, every: float = 2.0) -> list[bool]:
    """Which of these texts, one every so many seconds, got an answer."""
    told = []
    for text in texts:
        lite.wait(every)
        told.append(bool(lite.send(text)))
    return told


def test_the_same_words_again_and_again_are_answered_five_times(lite: ServiceLine) -> None:
    assert answered(lite, *[BUSY] * 9) == [True] * MOST + [False] * 4


@pytest.mark.parametrize(
    "words",
    ["Automatic reply: I am out of office until May {}", "I'm driving right now. {}", "Estoy conduciendo ({} km)",
     "Respuesta automática {}: gracias por su mensaje"],
)  # fmt: skip
def test_a_known_kind_of_machine_is_noticed_though_its_words_change(lite: ServiceLine, words: str) -> None:
    assert answered(lite, *[words.format(number) for number in range(1, 9)]) == [True] * MOST + [False] * 3


def test_as_soon_as_something_else_is_said_it_is_answered(lite: ServiceLine) -> None:
    answered(lite, *[BUSY] * 8)
    assert answered(lite, "hello?", BUSY, "where is my card") == [True] * 3
    assert lite.send(APPROVED.receipt)[0].startswith(APPROVED.receipt)


def test_what_is_open_stays_open_while_a_machine_talks(lite: ServiceLine) -> None:
    lite.send(APPROVED.receipt)
    answered(lite, *[BUSY] * 8)
    assert "USCIS says about" in lite.send("more")[0]


@pytest.mark.parametrize("text", ["help", "ayuda", APPROVED.receipt, "menu", "1", "more"])
def test_a_person_who_asks_the_same_again_is_answered(lite: ServiceLine, text: str) -> None:
    assert all(answered(lite, *[text] * (MOST + 3), every=10.0))


def test_a_person_who_takes_their_time_is_answered(lite: ServiceLine) -> None:
    assert all(answered(lite, *["any answer for me?"] * 9, every=70.0))


@pytest.mark.parametrize("quote", ["{}", "Could not deliver: {}", "> {}"])
@pytest.mark.parametrize("first", ["hello", APPROVED.receipt, "history", "français"])
def test_a_machine_that_sends_back_what_it_was_sent_is_left_alone(lite: ServiceLine, quote: str, first: str) -> None:
    said, rounds = lite.send(first), 0
    while said and rounds < 20:
        lite.wait(2)
        said, rounds = lite.send(quote.format(said[-1])), rounds + 1
    assert rounds == MOST + 1


def test_the_same_question_is_not_answered_for_ever(lite: ServiceLine) -> None:
    assert answered(lite, *["help"] * (MOST_QUESTIONS + 2)) == [True] * MOST_QUESTIONS + [False] * 2
    assert answered(lite, "menu") == [True]


@pytest.mark.parametrize("text", ["STOP", "please stop texting me", "no más mensajes"])
def test_stop_wins_over_everything(lite: ServiceLine, text: str) -> None:
    answered(lite, *[BUSY] * 8)
    assert answered(lite, text, text) == [True, False], "it is confirmed once"
    assert answered(lite, "start") == [True]


def test_a_machine_that_may_have_changed_is_tried_once_a_day(lite: ServiceLine) -> None:
    answered(lite, *[BUSY] * 8)
    for _day in range(3):
        lite.wait(FORGOTTEN + 1)
        assert answered(lite, BUSY, BUSY, BUSY) == [True, False, False]


def test_one_that_answers_an_alert_a_day_is_not_answered(lite: ServiceLine) -> None:
    answered(lite, *[BUSY] * 8)
    assert answered(lite, *[BUSY] * 5, every=FORGOTTEN / 2) == [False] * 5


def test_a_text_that_the_carrier_delivers_twice_is_one_text(lite: ServiceLine) -> None:
    for _text in range(MOST - 1):
        lite.wait(2)
        parameters = lite.parameters(BUSY)
        bodies = {lite.post("/twilio/sms", parameters).data for _time in range(4)}
        assert len(bodies) == 1
    assert answered(lite, BUSY, BUSY) == [True, False]


def test_each_phone_is_judged_by_itself(lite: ServiceLine) -> None:
    answered(lite, *[BUSY] * 8)
    lite.change_phone("+12025550177")
    assert answered(lite, BUSY) == [True]


@pytest.mark.parametrize(
    ("text", "something"),
    [("help", True), ("EAC9999103403", True), ("eac 99-991-0340", True), ("2", True), ("historial", True),
     ("I am driving", False), (BUSY, False), ("what now", False), ("", False), ("🙂", False)],
)  # fmt: skip
def test_what_asks_for_something_is_told_from_what_does_not(text: str, something: bool) -> None:
    assert asks(text) is something


def test_nobody_is_a_machine_before_they_have_said_anything() -> None:
    echo = heard(Echo(), BUSY, 5.0)
    assert (echo.count, echo.at, echo.is_loop) == (1, 5.0, False)
    assert not Echo("", MOST).is_loop
    assert Echo("", MOST + 1).is_loop
