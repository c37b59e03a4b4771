"""A call in the terminal: what is typed is pressed or said, what comes out is the transcript of the call."""

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.talk import talk_by_voice
from tests.playing import Line, playing, xml
from tests.service import ServiceLine

MENU = (
    '<Gather input="dtmf speech" action="turn?turn=2" numDigits="1" finishOnKey="" speechTimeout="auto" '
    'actionOnEmptyResult="true"><Say language="en-US">Press 1.</Say><Say language="es-US">Oprima 2.</Say></Gather>'
)
RECEIPT = '<Gather action="turn?turn=3"><Say language="es-US">Marque su recibo.</Say></Gather><Say>Nothing came.</Say>'


def heard(line: Line, *typed: str, withheld: bool = False, at_keys: bool = False) -> list[str]:
    """The whole of a call in which these lines are typed."""
    written: list[str] = []
    talk_by_voice((f"{one}\n" for one in typed), written.append, playing(line, withheld), typed=at_keys)
    return written


def a_line() -> Line:
    return Line({
        "/twilio/voice": xml(MENU),
        "/twilio/turn?turn=2": xml(RECEIPT),
        "/twilio/turn?turn=3": xml("<Say>Thank you.</Say><Hangup/>"),
    })  # fmt: skip


def test_keys_are_pressed_and_the_languages_are_marked() -> None:
    line = a_line()
    assert heard(line, "2", "323 999 9103403", "never typed") == [
        "you: [calls]",
        "bot: [en] Press 1.",
        "bot: [es] Oprima 2.",
        "you: 2",
        "bot: Marque su recibo.",
        "you: 323 999 9103403",
        "bot: [en] Thank you.",
        "(the line hangs up)",
    ]
    assert [asked.get("Digits") for _, asked in line.asked] == [None, "2", "3239999103403"]


def test_the_finish_key_is_pressed_like_any_other() -> None:
    line = a_line()
    heard(line, "2", "12#")
    assert (line.last["Digits"], line.last["FinishedOnKey"]) == ("12", "#")


def test_other_words_are_said_and_an_empty_line_says_nothing() -> None:
    line = a_line()
    assert heard(line, '"dos"', "", withheld=True) == [
        "you: [calls, number withheld]",
        "bot: [en] Press 1.",
        "bot: [es] Oprima 2.",
        'you: "dos"',
        "bot: Marque su recibo.",
        "you: [says nothing]",
        "bot: [en] Nothing came.",
        "(the line hangs up)",
    ]
    assert line.last["SpeechResult"] == "dos"
    assert line.last["From"] == "+266696687"


def test_the_end_of_the_lines_hangs_up() -> None:
    assert heard(a_line())[-1] == "you: [hangs up]"


def test_a_person_at_the_keyboard_sees_only_the_line_s_part() -> None:
    assert heard(a_line(), "2", at_keys=True) == [
        "you: [calls]",
        "bot: [en] Press 1.",
        "bot: [es] Oprima 2.",
        "bot: Marque su recibo.",
        "you: [hangs up]",
    ]


def test_a_dialled_phone_rings_until_nobody_answers() -> None:
    dial = '<Say>One moment.</Say><Dial action="turn?turn=3">+18003755283</Dial>'
    line = Line({"/twilio/voice": xml(dial), "/twilio/turn?turn=3": xml("<Say>Nobody is there.</Say>")})
    assert heard(line)[1:] == [
        "bot: [en] One moment.",
        "(the line dials +18003755283)",
        "bot: Nobody is there.",
        "(the line hangs up)",
    ]
    assert line.last["DialCallStatus"] == "no-answer"


@pytest.mark.parametrize(
    ("language", "first", "status"),
    [
        ((), "bot: [en] This is Case Status.", "The status is: Case Was Approved."),
        (("--language", "es"), "bot: [es] Gracias por llamar a Case Status.", "El estado es: Caso Fue Aprobado."),
    ],
)
def test_the_program_calls_the_whole_service_and_leaves_no_call_behind(
    database_url: str, language: tuple[str, ...], first: str, status: str
) -> None:
    stage = ServiceLine(database_url)
    keys = ["1", "1", "3229999103403", "1", "9"] if not language else ["1", "3229999103403", "1", "9"]
    result = CliRunner().invoke(main, ["talk", "--voice", *language], obj=stage.services, input="\n".join(keys))
    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert lines[0] == "you: [calls]"
    assert lines[1].startswith(first)
    assert any(status in line for line in lines)
    assert lines[-1] == "you: [hangs up]"
    with stage.services.database.reading() as db:
        left = db.exec_driver_sql("SELECT count(*) FROM answers").scalar()
    assert left == len(language) // 2  # of the text that chose the language
    stage.close()
