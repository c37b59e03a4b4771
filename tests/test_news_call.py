"""The talk on a call that we make: on paper, through the signed door, and as conversations in files."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from werkzeug.test import TestResponse

from bot.twilio.fallback import CALL_OVER, SPOKEN_APOLOGY
from dialogs import news_call_words as words
from dialogs.cases import Json
from dialogs.deed import Deed
from dialogs.news_call import MeetCalled, StopCalls, news_calling
from storage import consents
from tests.alerting import APPROVED, RECEIPT, RECEIVED, Town
from tests.calling import VOICE, PaperCalls
from tests.dialing import ENDED, LINE, Dialed, as_said, heard_in, plain, spoken
from tests.paper_portfolios import PIN, USER_ID
from tests.service import PUBLIC, ServiceLine
from tests.transcripts import FOLDER, played
from tests.world import HOUSE, PERSON, PaperLine, catalogs

NEWS = "/twilio/voice/news"
CONVERSATIONS = sorted((FOLDER / "news-calls").glob("*.txt"))
SID = "CA" + "0" * 31 + "1"
THERE_IS_NEWS = as_said(words.news(HOUSE))
VOICEMAIL = plain("This is Case Status. Please call us when you can. Thank you.")
OVER = " ".join(plain(said.text or "") for said in ET.fromstring(CALL_OVER).iter("Say"))
NO_NEWS = as_said(words.no_news(HOUSE))


class PaperNews(PaperLine):
    """The line on paper, which calls: `called` is what the desk says of whom."""

    def __init__(self) -> None:
        super().__init__()
        self.called: Json = {"user_id": USER_ID, "language": "en"}
        self.ended: list[str] = []  # portfolios whose calls were stopped
        self.calls = PaperCalls(news_calling(HOUSE), self.performed_on_a_call, catalogs(), NEWS)
        self.calls.language = self.voice

    def performed_on_a_call(self, deed: Deed[Any]) -> Json:
        match deed:
            case MeetCalled():
                return self.called
            case StopCalls(user_id):
                self.ended.append(user_id)
                return None
        return super().performed_on_a_call(deed)

    def answered(self) -> str:
        self.phone.rings(SID, "m1")
        return " ".join(self.phone.take())

    def press(self, keys: str) -> str:
        return " ".join(self.phone.enter(keys))


@pytest.fixture
def paper() -> PaperNews:
    return PaperNews()


@pytest.mark.parametrize(("language", "told"), [("en", "There is news about a case"), ("es", "novedad")])
def test_it_begins_in_the_portfolios_language_whatever_the_phone_spoke_before(language: str, told: str) -> None:
    paper = PaperNews()
    paper.language = "es" if language == "en" else "en"
    paper.called = {"user_id": USER_ID, "language": language}
    heard = paper.answered()
    assert f"[{language}]" in heard
    assert told in heard
    assert "Mom" not in heard
    assert USER_ID not in heard


def test_after_the_pin_the_list_is_read_and_the_portfolios_menu_follows(paper: PaperNews) -> None:
    paper.answered()
    assert "PIN" in paper.press("1")
    heard = paper.press(PIN)
    assert "Mom" in heard
    assert "Case Was Approved" in heard
    assert "To hear your cases, press 1." in paper.press("9")


def test_the_way_back_ends_with_a_goodbye_and_no_thanks_for_calling(paper: PaperNews) -> None:
    paper.answered()
    heard = paper.press("9")
    assert heard.endswith("Goodbye. (the line hangs up)")
    assert "Thank you for calling" not in heard


def test_three_wrong_pins_open_nothing_and_end_the_call(paper: PaperNews) -> None:
    paper.answered()
    paper.press("1")
    heard = [paper.press("11112222#") for _try in range(3)]
    assert "(the line hangs up)" in heard[-1]
    assert not any("Mom" in each or "Approved" in each for each in heard)


def test_seven_stops_these_calls_without_a_pin(paper: PaperNews) -> None:
    paper.answered()
    assert "will not call you" in paper.press("7")
    assert paper.ended == [USER_ID]
    assert not paper.phone.in_call


def test_when_the_portfolio_is_gone_meanwhile_it_says_who_called_and_hangs_up(paper: PaperNews) -> None:
    paper.called = None
    heard = paper.answered()
    assert plain(heard.partition("] ")[2].removesuffix("(the line hangs up)")) == NO_NEWS
    assert not paper.phone.in_call


def test_a_test_asks_for_nothing(paper: PaperNews) -> None:
    paper.called = {"user_id": USER_ID, "language": "en", "test": True}
    assert "This is a test" in paper.answered()
    assert not paper.phone.in_call


def test_star_repeats_what_can_be_done_and_silence_gets_three_tries(paper: PaperNews) -> None:
    assert "press 7" in paper.answered()
    assert "press 7" in paper.press("*")
    heard = [" ".join(paper.phone.silent()) for _try in range(3)]
    assert ["(the line hangs up)" in each for each in heard] == [False, False, True]
    assert "did not hear you" in heard[0]


# Through the door


@dataclass
class Switchboard:
    """Places calls and remembers them, as the carrier would."""

    placed: list[tuple[str, str]] = field(default_factory=list)  # to, reference

    def send(self, to: str, reference: str) -> str:
        self.placed.append((to, reference))
        return f"CA{len(self.placed):032d}"

    def find(self, to: str, since: float) -> list[str]:
        return [f"CA{number:032d}" for number, (called, _) in enumerate(self.placed, 1) if called == to]


class Answered(Dialed):
    """A call of ours, as the carrier tells of it."""

    def __init__(self, stage: ServiceLine, reference: str, sid: str = SID) -> None:
        super().__init__(stage, sid)
        self.reference = reference

    def parameters(self, **done: str) -> dict[str, str]:
        told = {"From": LINE, "To": PERSON, "Direction": "outbound-api", "CallStatus": "in-progress"}
        return {**super().parameters(), **told, **done}

    def opened(self, **done: str) -> str:
        return self._heard(self.post(f"{NEWS}?message={self.reference}", **done))

    def then(self, **done: str) -> str:
        return self._heard(self.post(self.url.removeprefix(PUBLIC), **done))

    def post(self, path: str, **done: str) -> TestResponse:
        return self.stage.post(path, self.parameters(**done))

    def ends(self, status: str = "completed", **done: str) -> int:
        path = f"{ENDED}?message={self.reference}"
        return self.stage.post(path, self.parameters(CallStatus=status, **done)).status_code

    def _heard(self, response: TestResponse) -> str:
        """And where the call goes on: never through the door of calls that come in."""
        self.url = response.text.partition('action="')[2].partition('"')[0]
        assert not self.url or self.url.startswith(f"{VOICE}/news/turn?turn=")
        return spoken(response)


class Ringing(Town):
    """Maria's phone is called: her mother's case was approved."""

    def __init__(self, database_url: str) -> None:
        super().__init__(database_url, QUIET_HOURS="none")
        self.switchboard = Switchboard()
        self.services.given_caller = self.switchboard
        self.shows(RECEIPT, RECEIVED, "2026-01-05")
        portfolio = self.open("maria88", {RECEIPT: "Mom"})
        self.reach(portfolio, PERSON, by_call=True)
        assert self.poll() == []
        self.shows(RECEIPT, APPROVED)
        self.poll()
        ((_to, self.reference),) = self.switchboard.placed


@pytest.fixture
def ringing(database_url: str) -> Iterator[Ringing]:
    stage = Ringing(database_url)
    yield stage
    stage.close()


@pytest.mark.parametrize("machine", ["machine_start", "machine_end_beep", "machine_end_other", "fax"])
def test_a_machine_hears_a_name_in_both_languages_and_opens_no_talk(ringing: Ringing, machine: str) -> None:
    call = Answered(ringing, ringing.reference)
    heard = call.opened(AnsweredBy=machine)
    assert heard.startswith(VOICEMAIL)
    assert "llámenos" in heard
    assert "news" not in heard
    assert call.url == ""
    assert heard_in(call.post(f"{NEWS}/turn?turn=2", Digits="1")) == OVER


def test_only_the_phone_that_was_called_hears_that_there_is_news(ringing: Ringing) -> None:
    call = Answered(ringing, ringing.reference)
    assert heard_in(call.post(f"{NEWS}?message={ringing.reference}", To="+12025550143")) == NO_NEWS
    for reference in ("", "nobody", "x" * 65, "%00"):
        another = Answered(ringing, reference, SID[:-1] + "2")
        assert another.opened() == NO_NEWS


def test_the_steps_of_the_call_are_the_called_persons_own(ringing: Ringing) -> None:
    call = Answered(ringing, ringing.reference)
    assert THERE_IS_NEWS in call.opened(AnsweredBy="human")
    assert "PIN" in call.then(Digits="1")
    again = call.post(f"{NEWS}/turn?turn=2", Digits="1")
    assert "PIN" in spoken(again), "a step that comes twice is answered as before"


def test_a_step_after_the_end_hears_that_it_is_over(ringing: Ringing) -> None:
    call = Answered(ringing, ringing.reference)
    call.opened(AnsweredBy="human")
    assert call.ends(AnsweredBy="human") == 204
    assert heard_in(call.post(f"{NEWS}/turn?turn=2", Digits="1")) == OVER


@pytest.mark.parametrize(
    ("reports", "states"),
    [
        ([("completed", "human")], {"delivered": 1}),
        ([("completed", "human"), ("completed", "human"), ("no-answer", "")], {"delivered": 1}),
        ([("ringing", ""), ("in-progress", "human"), ("completed", "human")], {"delivered": 1}),
        ([("completed", "machine_start")], {"waiting": 1}),
        ([("completed", "fax"), ("completed", "fax")], {"waiting": 1}),
        ([("busy", "")], {"waiting": 1}),
        ([("no-answer", ""), ("no-answer", "")], {"waiting": 1}),
        ([("failed", "")], {"waiting": 1}),
    ],
)
def test_reports_of_how_it_went_end_right(
    ringing: Ringing, reports: list[tuple[str, str]], states: dict[str, int]
) -> None:
    call = Answered(ringing, ringing.reference, "CA" + "1".zfill(32))
    for status, answered_by in reports:
        assert call.ends(status, **({"AnsweredBy": answered_by} if answered_by else {})) == 204
    assert ringing.states() == states


def test_an_end_of_a_call_that_came_in_is_no_report_about_ours(ringing: Ringing) -> None:
    before = ringing.states()
    call = Answered(ringing, ringing.reference)
    assert call.ends(Direction="inbound", From=PERSON, To=LINE) == 204
    assert ringing.states() == before


def test_seven_is_written_down_as_a_withdrawal_and_nothing_more_is_told_there(ringing: Ringing) -> None:
    call = Answered(ringing, ringing.reference)
    call.opened(AnsweredBy="human")
    assert "will not call you" in call.then(Digits="7")
    with ringing.services.database.reading() as db:
        kept = consents.history(db, ringing.services.sealer.index("person", PERSON))
    assert [(each.kind, each.channel) for each in kept] == [("stop", "voice")]
    call.ends(AnsweredBy="human")
    ringing.shows(RECEIPT, RECEIVED, "2026-05-20")
    ringing.poll(24 + 7)
    assert len(ringing.switchboard.placed) == 1


@pytest.mark.parametrize("path", [NEWS, f"{NEWS}/turn?turn=2"])
def test_without_its_signature_or_its_id_a_call_is_refused(ringing: Ringing, path: str) -> None:
    call = Answered(ringing, ringing.reference)
    assert ringing.post(path, call.parameters(), signature="forged").status_code == 403
    assert call.post(path, CallSid="").status_code == 400


def test_without_a_database_the_person_hears_an_apology_and_the_report_comes_again(tmp_path: Path) -> None:
    stage = ServiceLine(f"sqlite:///{tmp_path}/no/such/folder/line.db")
    call = Answered(stage, "m1")
    assert call.post(f"{NEWS}?message=m1", AnsweredBy="human").text == SPOKEN_APOLOGY
    assert VOICEMAIL in call.opened(AnsweredBy="machine_start"), "for this nothing is looked up"
    assert call.ends() == 429
    stage.close()


# Conversations in files


class CallingLine(ServiceLine):
    """A line whose calls ring the phone of the conversation."""

    def __init__(self, database_url: str) -> None:
        super().__init__(database_url, foreseeable=True)
        self.switchboard = Switchboard()
        self.services.given_caller = self.switchboard
        self.rung = itertools.count(1)

    def _told(self, texts: int, letters: int) -> list[str]:
        told = super()._told(texts, letters)
        if not self.switchboard.placed:
            return told
        (to, reference) = self.switchboard.placed.pop()
        assert to == self.person
        self.phone.rings(f"CA{next(self.rung):032d}", reference)
        return [*told, "(the line calls)"]


def test_there_is_a_conversation_in_each_language() -> None:
    assert [path.stem[-2:] for path in CONVERSATIONS] == list(HOUSE.languages)


@pytest.mark.parametrize("path", CONVERSATIONS, ids=lambda path: path.stem)
def test_the_service_calls_and_says_what_is_written(path: Path, database_url: str) -> None:
    stage = CallingLine(database_url)
    try:
        assert played(stage, path.read_text()) == path.read_text()
    finally:
        stage.close()
