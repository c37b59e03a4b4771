"""One message, one turn: the same one again, several at once, and when the parts behind the door are away."""

import io
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.twilio.twiml import EMPTY
from tests.databases import PostgresServer
from tests.hearing import heard
from tests.knocking import apologised, case, delivered, fields, knock, rows, turns
from tests.races import at_once
from tests.service import ServiceLine
from tests.world import PERSON

APPROVED = "EAC9999103403"
OTHERS = ("LIN2190012301", "LIN2190012302", "LIN2190012303", "LIN2190012304")
Break = Callable[[ServiceLine], None]


@pytest.fixture(autouse=True)
def log() -> Iterator[io.StringIO]:
    """What the product logs."""
    with heard() as stream:
        yield stream


@pytest.fixture
def line(database_url: str) -> Iterator[ServiceLine]:
    stage = ServiceLine(database_url)
    yield stage
    stage.close()


def test_a_text_that_comes_again_gets_the_same_answer_and_is_one_turn(line: ServiceLine) -> None:
    first = knock(line, fields(APPROVED))
    again = knock(line, fields(APPROVED), headers={"I-Twilio-Idempotency-Token": "another"})
    assert delivered(first)[0].startswith(APPROVED)
    assert again.data == first.data
    assert (turns(line), line.source.asked) == (1, [APPROVED])


def test_a_text_that_comes_again_after_others_gets_its_own_answer_and_disturbs_nothing(line: ServiceLine) -> None:
    first = knock(line, fields(APPROVED))
    knock(line, fields("IOE0912345678", MessageSid="SM2"))
    third = knock(line, fields("history", MessageSid="SM3"))
    line.wait(1200)
    assert knock(line, fields(APPROVED)).data == first.data
    assert knock(line, fields("history", MessageSid="SM3")).data == third.data
    assert "IOE0912345678" in delivered(knock(line, fields("more", MessageSid="SM4")))[0]
    assert (turns(line), line.source.asked) == (4, [APPROVED, "IOE0912345678"])


def test_one_text_four_times_at_once_is_one_turn(line: ServiceLine) -> None:
    line.agency("slow")
    threading.Timer(0.1, line.source.gate.set).start()
    answers = at_once(lambda _: knock(line, fields(APPROVED)), runners=4)
    assert {answer.data for answer in answers} == {answers[0].data}
    assert delivered(answers[0])[0].startswith(APPROVED)
    assert (turns(line), rows(line, "answers"), line.source.asked) == (1, 1, [APPROVED])


def test_one_text_four_times_at_once_in_a_talk_is_one_turn(line: ServiceLine) -> None:
    line.send("hello")
    answers = at_once(lambda _: knock(line, fields("STOP")), runners=4)
    assert {answer.data for answer in answers} == {answers[0].data}
    assert (turns(line), rows(line, "consents"), rows(line, "stops")) == (2, 1, 1)


def test_a_text_that_waits_is_promised_once_however_often_it_comes(line: ServiceLine) -> None:
    line.agency("slow")
    answers = at_once(lambda _: knock(line, fields(APPROVED)), runners=4)
    assert {answer.data for answer in answers} == {answers[0].data}
    assert delivered(answers[0])[0].startswith("One moment")
    assert (turns(line), rows(line, "promises"), line.source.asked) == (1, 1, [APPROVED])
    assert line.arrive()[0].startswith(APPROVED)


def test_four_texts_of_one_person_at_once_are_all_answered_and_none_is_lost(line: ServiceLine) -> None:
    for receipt in OTHERS:
        line.know(case(receipt))
    line.send("hello")
    answers = at_once(lambda n: knock(line, fields(OTHERS[n], MessageSid=f"SM-{n}")), runners=4)
    assert [delivered(answer)[0].split("\n")[0] for answer in answers] == list(OTHERS)
    assert (turns(line), rows(line, "answers")) == (5, 5)
    assert sorted(line.source.asked) == list(OTHERS)
    for n, answer in enumerate(answers):
        assert knock(line, fields(OTHERS[n], MessageSid=f"SM-{n}")).data == answer.data


def test_the_first_texts_of_somebody_new_may_come_at_once(line: ServiceLine) -> None:
    answers = at_once(lambda n: knock(line, fields("hola", MessageSid=f"SM-{n}")), runners=8)
    assert not any(apologised(answer) for answer in answers)
    assert (turns(line), rows(line, "people")) == (8, 1)


def test_people_do_not_wait_for_each_other_nor_mix(line: ServiceLine) -> None:
    people = [f"+1202555019{n}" for n in range(4)]
    for receipt in OTHERS:
        line.know(case(receipt))
    answers = at_once(
        lambda n: [knock(line, fields(OTHERS[n], MessageSid=f"SM-{n}-{m}", From=people[n])) for m in range(3)], 4
    )
    for receipt, three in zip(OTHERS, answers, strict=True):
        assert [delivered(each)[0].split("\n")[0] for each in three] == [receipt] * 3
    assert [turns(line, person) for person in people] == [3] * 4


def test_forget_me_at_the_same_moment_as_other_texts_leaves_nobody_without_an_answer(line: ServiceLine) -> None:
    line.send("hello")
    words = ("delete", APPROVED, "help", "delete")
    answers = at_once(lambda n: knock(line, fields(words[n], MessageSid=f"SM-{n}")), runners=4)
    assert not any(apologised(answer) for answer in answers)
    assert rows(line, "people") <= 1


def test_who_was_forgotten_and_came_back_during_a_look_up_is_still_understood(line: ServiceLine) -> None:
    line.send("hello")
    line.agency("slow")
    waiting = threading.Thread(target=knock, args=(line, fields(APPROVED)))
    waiting.start()
    while not line.source.asked:
        time.sleep(0.01)
    for number, words in enumerate(("delete", "hola")):
        knock(line, fields(words, MessageSid=f"SM-{number}"))
    waiting.join()
    assert not apologised(knock(line, fields("help", MessageSid="SM-after")))


def test_several_texts_at_once_wait_no_longer_than_one(line: ServiceLine) -> None:
    line.send("hello")
    line.agency("slow")
    began = time.monotonic()
    answers = at_once(lambda n: knock(line, fields(OTHERS[n], MessageSid=f"SM-{n}")), runners=4)
    assert time.monotonic() - began < 3 * line.services.world.patience
    assert all(delivered(answer)[0].startswith("One moment") for answer in answers)


@pytest.mark.parametrize(("kind", "stopped"), [("STOP", 1), ("START", 0), ("HELP", 0), ("stop", 1)])
def test_what_the_carrier_answered_itself_is_remembered_without_a_word(
    line: ServiceLine, kind: str, stopped: int
) -> None:
    response = knock(line, fields(kind, OptOutType=kind, MessagingServiceSid="MG" + "0" * 32))
    assert response.data.decode() == EMPTY
    assert delivered(response) == []
    assert rows(line, "stops") == stopped
    after = delivered(knock(line, fields("hello", MessageSid="SM2")))[0]
    assert after.startswith("You stopped texts") == bool(stopped)


def test_a_stop_and_a_start_through_the_carrier_end_where_the_last_one_says(line: ServiceLine) -> None:
    for number, kind in enumerate(("STOP", "START", "STOP", "STOP", "HELP", "START")):
        assert delivered(knock(line, fields(kind, OptOutType=kind, MessageSid=f"SM{number}"))) == []
    assert (rows(line, "stops"), rows(line, "consents")) == (0, 5)
    assert delivered(knock(line, fields(APPROVED, MessageSid="SM9")))[0].startswith(APPROVED)


def test_without_redis_everything_is_answered(line: ServiceLine) -> None:
    assert line.services.settings.redis_url.startswith("unix:///nonexistent")
    assert delivered(knock(line, fields(APPROVED)))[0].startswith(APPROVED)
    line.agency("slow")
    assert delivered(knock(line, fields("IOE0912345678", MessageSid="SM2")))[0].startswith("One moment")
    assert line.arrive()[0].startswith("IOE0912345678")


def _no_folder(tmp_path: Path) -> tuple[str, Break]:
    folder = tmp_path / "gone"
    return f"sqlite:///{folder}/line.db", lambda _stage: shutil.rmtree(folder)


def _garbage(tmp_path: Path) -> tuple[str, Break]:
    path = tmp_path / "garbage.db"

    def spoil(_stage: ServiceLine) -> None:
        path.write_bytes(b"this is no database" * 500)

    return f"sqlite:///{path}", spoil


def _no_tables(tmp_path: Path) -> tuple[str, Break]:
    return f"sqlite:///{tmp_path}/empty.db", lambda _stage: None


def _no_server(tmp_path: Path) -> tuple[str, Break]:
    return f"postgresql+psycopg://postgres@/line?host={tmp_path}", lambda _stage: None


@pytest.mark.parametrize("way", [_no_folder, _garbage, _no_tables, _no_server])
def test_without_a_database_people_are_told_in_both_languages(
    tmp_path: Path, way: Callable[[Path], tuple[str, Break]], log: io.StringIO
) -> None:
    url, break_it = way(tmp_path)
    stage = ServiceLine(url)
    break_it(stage)
    for words in (APPROVED, "hola", "STOP"):
        response = knock(stage, fields(words))
        assert apologised(response)
        assert "again" in response.text
        assert "otra vez" in response.text
    assert apologised(knock(stage, fields(APPROVED), "/twilio/fallback/sms"))
    for route in ("/twilio/voice", "/twilio/fallback/voice"):
        voice = knock(stage, fields("", CallSid="CA" + "1" * 32), route)
        assert (voice.status_code, voice.content_type) == (200, "text/xml; charset=utf-8")
        assert "<Say" in voice.text
    report = fields("", MessageStatus="delivered")
    assert knock(stage, report, "/twilio/message-status").status_code == 429  # Twilio brings it again
    assert knock(stage, fields(APPROVED), header="wrong").status_code == 403
    assert knock(stage, fields(APPROVED, From="")).status_code == 400
    assert log.getvalue().count('"event": "turn failed"') == 5
    stage.close()


def test_a_file_that_comes_back_is_used_again_and_nothing_is_answered_twice(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "line.db").rename(tmp_path / "kept.db")
    stage = ServiceLine(sqlite_url)
    assert apologised(knock(stage, fields(APPROVED)))
    stage.services.database.close()
    (tmp_path / "kept.db").rename(tmp_path / "line.db")
    assert delivered(knock(stage, fields(APPROVED)))[0].startswith(APPROVED)
    assert turns(stage, PERSON) == 1
    stage.close()


@pytest.mark.slow
def test_postgresql_may_go_in_the_middle_of_a_talk_and_come_back(postgres: PostgresServer, postgres_url: str) -> None:
    stage = ServiceLine(postgres_url)
    first = knock(stage, fields(APPROVED))
    postgres.stop()
    try:
        assert apologised(knock(stage, fields("more", MessageSid="SM2")))
        assert apologised(knock(stage, fields("IOE0912345678", MessageSid="SM3")))
    finally:
        postgres.start()
    assert "We sent you an approval notice" in delivered(knock(stage, fields("more", MessageSid="SM2")))[0]
    assert knock(stage, fields(APPROVED)).data == first.data
    assert turns(stage) == 2
    stage.close()
