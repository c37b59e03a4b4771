"""A call made request by request, as a network that loses, doubles and reorders them would make it.

What is heard is compared with what the script says, not with its wording: rewording breaks none of these tests.
"""

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

from sqlalchemy import Table, func, select
from werkzeug.test import TestResponse

from bot.twilio.voice import sentences
from dialogs import call_answers, call_words
from dialogs.cases import Finding
from dialogs.text import Lines, Words
from storage.tables import metadata, people
from tests.knocking import LARGEST_TWIML
from tests.service import ACCOUNT, PUBLIC, ServiceLine
from tests.world import APPROVED, HOUSE, PERSON, REVIEWED, TODAY, catalogs

OPENS = "/twilio/voice"
TURN = "/twilio/voice/turn"
ENDED = "/twilio/call-status"
LINE = "+12025550100"
HIDDEN = "+266696687"  # what Twilio sends for everybody who hides their number
RECEIPT_KEYS = "3229999103403"  # EAC9999103403
OTHER_KEYS = "4630912345678"  # IOE0912345678
STEP = re.compile(r"https://status\.example\.org/twilio/voice/turn\?turn=\d{1,3}")


def as_said(words: Words, language: str = "en") -> str:
    """Words of the script as they are heard."""
    return plain(" ".join(sentence for _, sentence in sentences(words, language, catalogs().say)))


def plain(text: str) -> str:
    """Its words and nothing else: neither stops nor pauses nor the markup that makes them."""
    return " ".join(re.findall(r"\w+", text))


def first_of(words: Words, language: str = "en") -> str:
    """The first of several sentences."""
    assert isinstance(words, Lines)
    return as_said(words.parts[0], language)


LANGUAGE = as_said(call_words.to_language("1"))
GREETING = as_said(call_words.greeting(HOUSE))
SPANISH_GREETING = as_said(call_words.greeting(HOUSE), "es")
MENU = first_of(call_words.menu(("es",), "8"))
SPANISH_MENU = first_of(call_words.menu(("en",), "8"), "es")
ENTER = as_said(call_words.enter())
READ_BACK = as_said(call_words.read_back(APPROVED.receipt, strange=False))
OTHER_READ_BACK = as_said(call_words.read_back(REVIEWED.receipt, strange=False))
TOLD = as_said(call_answers.status(APPROVED))
TOLD_IN_SPANISH = as_said(call_answers.status(APPROVED), "es")
OTHER_TOLD = as_said(call_answers.status(REVIEWED))
OTHER_TOLD_IN_SPANISH = as_said(call_answers.status(REVIEWED), "es")
FULL_TEXT = as_said(call_answers.full_text(APPROVED))
HISTORY = as_said(call_answers.history(APPROVED))
SLOW = as_said(call_answers.about(Finding(APPROVED.receipt, "slow")))
MANY = first_of(call_answers.about(Finding(APPROVED.receipt, "limited", wait=60.0)))
DOWN = as_said(
    call_answers.about(Finding(APPROVED.receipt, "down", replace(APPROVED, asked_at=TODAY), until=TODAY + 7200.0))
)
ONE_MOMENT = [as_said(call_words.one_moment(turn)) for turn in (1, 2, 3, 4)]
BY_TEXT = "press 4"  # how a text is offered
TEXTED = as_said(call_words.texted(later=False))
TEXTED_LATER = as_said(call_words.texted(later=True))
CANNOT_TEXT = as_said(call_words.cannot_text())
STOPPED = as_said(call_words.texts_stopped())
AHEAD = as_said(call_words.keys_ahead())
NOBODY_THERE = as_said(call_words.nobody_answered())
TOO_LONG = as_said(call_words.late())
GOODBYE = as_said(call_words.goodbye())


def spoken(response: TestResponse) -> str:
    """The words that are heard, of an answer that Twilio takes; it says something."""
    words = heard_in(response)
    assert words
    return words


def heard_in(response: TestResponse) -> str:
    """What is heard, of an answer that Twilio takes; "" only for the bare one that a call which is over gets."""
    assert response.status_code == 200, response.status
    assert response.content_type == "text/xml; charset=utf-8"
    assert len(response.data) < LARGEST_TWIML
    root = ET.fromstring(response.data)
    assert root.tag == "Response"
    said = [plain(" ".join(say.itertext())) for say in root.iter("Say")]
    assert all(said)
    assert said or not list(root), response.text
    return " ".join(said)


def leads_to(response: TestResponse) -> str:
    """The address of the next step, "" where there is none; it holds the turn and nothing else."""
    root = ET.fromstring(response.data)
    urls = {verb.attrib["action"] for verb in root.iter() if "action" in verb.attrib}
    urls |= {verb.text or "" for verb in root.iter("Redirect")}
    assert len(urls) <= 1
    assert all(STEP.fullmatch(url) for url in urls), urls
    return urls.pop() if urls else ""


class Dialed:
    """One call to the line. `shows` is what stands in `From`; None leaves it out."""

    def __init__(self, stage: ServiceLine, sid: str = "CA1", shows: str | None = PERSON) -> None:
        self.stage, self.sid, self.shows = stage, sid, shows
        self.url = ""

    def parameters(self, **done: str) -> dict[str, str]:
        told = {"CallSid": self.sid, "AccountSid": ACCOUNT, "To": LINE, "CallStatus": "in-progress"}
        if self.shows is not None:
            told["From"] = self.shows
        return {**told, **done}

    def open(self, **done: str) -> TestResponse:
        return self._followed(self.stage.post(OPENS, self.parameters(**{"CallStatus": "ringing", **done})))

    def step(self, turn: object, **done: str) -> TestResponse:
        """A step that says it is this turn, whatever the line expects; where the call stands is not changed by it."""
        return self.stage.post(f"{TURN}?turn={turn}", self.parameters(**done))

    def go_on(self, **done: str) -> TestResponse:
        """The step that the line has asked for."""
        return self._followed(self.stage.post(self.url.removeprefix(PUBLIC), self.parameters(**done)))

    def greets(self) -> str:
        """What is heard first."""
        return spoken(self.open())

    def keys(self, *pressed: str) -> str:
        """Keys for one question after the other, from the greeting on where none was heard yet; what is heard at
        last."""
        response = self.open() if not self.url else None
        for digits in pressed:
            response = self.go_on(Digits=digits)
        assert response is not None
        return spoken(response)

    def says(self, words: str) -> str:
        return spoken(self.go_on(SpeechResult=words, Confidence="0.9"))

    @property
    def turn(self) -> int:
        """The turn that the line asks for next."""
        return int(parse_qs(urlsplit(self.url).query)["turn"][0])

    def report(self, status: str = "completed") -> int:
        return self.stage.post(ENDED, self.parameters(CallStatus=status)).status_code

    def _followed(self, response: TestResponse) -> TestResponse:
        if response.status_code == 200:
            self.url = leads_to(response)
        return response


def count(stage: ServiceLine, table: Table) -> int:
    with stage.services.database.reading() as db:
        return int(db.execute(select(func.count()).select_from(table)).scalar_one())


def counts(stage: ServiceLine, *names: str) -> dict[str, int]:
    """How many rows these tables have."""
    return {name: count(stage, metadata.tables[name]) for name in names}


def known(stage: ServiceLine, who: str) -> bool:
    """Whether there is a person by this name."""
    key = stage.services.sealer.index("person", who)
    with stage.services.database.reading() as db:
        return db.execute(select(people.c.key).where(people.c.key == key)).first() is not None
