"""The doubles: real classes that stand where the agency, the clock or the desk stand."""

import json
import threading
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Self

from bot.cases.source import AgencyError
from bot.catalogs import Catalogs
from bot.simulator.signing import Pairs
from bot.simulator.webhook import Exchange
from bot.turns import expired
from bot.twilio.twiml import bodies
from dialogs.call import calling
from dialogs.cases import Case, Finding, Json, Step
from dialogs.deed import Deed
from dialogs.deeds import CheckLine, FindCases, MeetPerson, PromiseAnswer, Speak, StartTexts, StopTexts
from dialogs.engine import Conversation, Reply, Turn, take_turn
from dialogs.follow_deeds import MOST_FOLLOWED, FollowCase, ListFollowed, Unfollow, WhatIsWatched, WrongNumber
from dialogs.house import House
from dialogs.line import texting
from dialogs.portfolio.deeds import MeetOwner, SignOut
from dialogs.portfolio.pins import parted
from dialogs.portfolio.user_ids import keys_of
from dialogs.receipts import redact
from dialogs.text import Phone
from tests.calling import Handset, PaperCalls
from tests.paper_portfolios import USER_ID, PaperPortfolios, Place

PERSON = "+12025550142"
HOUSE = House("Case Status", Phone("+18003755283"), site="status.example.org")
TODAY = 1_715_608_800.0  # 13 May 2024, 10:00 in New York
OPENS = TODAY + 3600.0
TEXTS = "texts"  # the conversation by text, on paper

APPROVED = Case(
    "EAC9999103403",
    "I-130",
    {"en": "Case Was Approved", "es": "Caso Fue Aprobado"},
    {
        "en": "On September 5, 2023, we approved your Form I-130, Petition for Alien Relative, Receipt Number "
        "EAC9999103403. We sent you an approval notice. Please follow the instructions in the notice.",
        "es": "El 05 de Septiembre de 2023, aprobamos su Formulario I-130, Petición de Familiar Extranjero, Número de "
        "Recibo EAC9999103403. Le enviamos un aviso de aprobación. Por favor, siga las instrucciones en el aviso.",
    },
    (
        Step(
            "2023-09-05",
            {
                "en": "We approved your Form I-130, Petition for Alien Relative.",
                "es": "Aprobamos su Formulario I-130, Petición de Familiar Extranjero.",
            },
        ),
    ),
    "2023-09-05",
)
REVIEWED = Case(
    "IOE0912345678",
    "I-485",
    {"en": "Case Is Being Actively Reviewed By USCIS", "es": "Caso Siendo Revisado Activamente Por USCIS"},
    {
        "en": "As of March 4, 2024, we are actively reviewing your Form I-485, Application to Register Permanent "
        "Residence or Adjust Status.",
        "es": "Al 4 de Marzo de 2024, estamos revisando activamente su Formulario I-485.",
    },
    (
        Step("2024-02-01", {"en": "We received your Form I-485.", "es": "Recibimos su Formulario I-485."}),
        Step(
            "2024-03-04",
            {
                "en": "We are actively reviewing your Form I-485.",
                "es": "Estamos revisando activamente su Formulario I-485.",
            },
        ),
    ),
    "2024-03-04",
)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now: float = TODAY) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@dataclass
class Agency:
    """An agency with a handful of cases; `mode` is `back` (normal), `slow` or `down`."""

    clock: Clock = field(default_factory=Clock)
    cases: dict[str, Case] = field(default_factory=lambda: {case.receipt: case for case in (APPROVED, REVIEWED)})
    mode: str = "back"
    asked: list[str] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    name: str = "agency of the tests"
    fresh_for: float = 600.0

    def knock(self, timeout: float) -> str:
        return "an agency of the tests"

    def fetch(self, receipt: str, timeout: float) -> Case | None:
        self.asked.append(receipt)
        if self.mode == "slow":
            self.gate.wait(timeout)
        if self.mode == "down":
            raise AgencyError("down for a test", retry_at=self.clock.now + 3600.0)
        return self.cases.get(receipt)


@cache
def catalogs() -> Catalogs:
    """Read once: a walk makes thousands of lines."""
    return Catalogs.load(timezone="America/New_York")


def about_portfolios(deed: Deed[Any]) -> bool:
    return type(deed).__module__.startswith("dialogs.portfolio.")


class PaperLine:
    """The line on paper: the script, the catalogs and the writer of texts; between turns only JSON survives."""

    def __init__(self) -> None:
        self.dialog = texting(HOUSE)
        self.clock = Clock()
        self.source = Agency(self.clock)
        self.catalogs = catalogs()
        self.kept = json.dumps(Conversation().to_json())
        self.known: dict[str, Case] = {}
        self.turn: Turn | None = None  # the last one by text
        self.stopped = False
        self.followed: list[str] = []
        self.language: str | None = None
        self.chosen = False
        self.promised: tuple[str, ...] = ()
        self.promise = "arrived"
        self.landline = self.known_as_landline = False
        self.portfolios = PaperPortfolios(self.find, self.clock)
        for case, name in ((APPROVED, "Mom"), (REVIEWED, "")):
            self.portfolios.accounts[keys_of(USER_ID)].put(case.receipt, name)
        self.calls = PaperCalls(calling(HOUSE), self.performed_on_a_call, self.catalogs)
        self.calls.language = self.voice
        self.hidden: dict[str, str] = {}  # the language of each call with a hidden number
        self.phone = Handset(self.ask, PERSON)

    def fork(self) -> Self:
        """The same line at the same moment, in a world of its own; the clock and the agency stay the same."""
        shared = [self.dialog, self.clock, self.source, self.catalogs, self.calls.dialog, *self.known.values(),
                  *self.calls.turns, *self.phone.happened]  # fmt: skip
        return deepcopy(self, {id(one): one for one in shared})

    def ask(self, url: str, pairs: Pairs) -> Exchange:
        return self.calls.ask(url, pairs)

    def be_landline(self) -> None:
        self.landline = True

    @property
    def withheld(self) -> str:
        """The call with a hidden number that goes on, or none."""
        player = self.phone.player
        return player.call.sid if player is not None and player.call.withheld else ""

    @property
    def spoken(self) -> str | None:
        """The language of the call."""
        return self.hidden.get(self.withheld) if self.withheld else self.language

    def voice(self) -> str:
        return self.spoken or "en"

    @property
    def call(self) -> str:
        """The call that goes on, or the last one."""
        return "" if self.phone.player is None else self.phone.player.call.sid

    def performed_on_a_call(self, deed: Deed[Any]) -> Json:
        if about_portfolios(deed):
            phone = "" if self.withheld else PERSON
            at = Place(self.call, phone, bool(phone) and not self.landline, self.stopped, call=True)
            return json.loads(json.dumps(self.portfolios.perform(deed, at)))
        match deed:
            case MeetPerson():
                textable = not self.withheld and not self.known_as_landline
                return {"stopped": self.stopped, "language": self.spoken, "textable": textable}
            case Speak(language) if self.withheld:
                self.hidden[self.withheld] = language
                return None
            case CheckLine():
                self.known_as_landline = self.landline
                return "deaf" if self.landline else "fine"
            case PromiseAnswer(receipts):
                self.promised, self.promise = tuple(receipts), "asked"
                return None
            case _:
                return self.perform(deed)

    def send(self, text: str, kind: str) -> list[str]:
        words, secret = parted(text) if kind == "words" else (text, "")
        self.turn = self.taken(Reply(redact(words), kind, enclosed=secret))
        self.kept = json.dumps(self.turn.after.to_json())
        return bodies(self.turn, self.language or "en", self.catalogs.variants)

    def taken(self, reply: Reply) -> Turn:
        """One turn by text; whoever was signed in and is no longer begins anew, as at the desk."""
        before = Conversation.from_json(json.loads(self.kept))
        met = [line for line in before.log if line[0] == "did" and line[1] in (MeetOwner.name, SignOut.name)]
        if met and met[-1][-1] is not None and not self.portfolios.signed_in(TEXTS):
            before, reply = Conversation(asked=before.asked, at=-1), expired(reply)
        return take_turn(self.dialog, before, reply, self.perform)

    def arrive(self) -> list[str]:
        if self.source.mode == "slow":
            self.source.mode = "back"
        return self.send(" ".join(self.promised), self.promise)

    def agency(self, mode: str) -> None:
        self.source.mode = mode

    def know(self, case: Case) -> None:
        self.source.cases[case.receipt] = case

    def wait(self, seconds: float) -> None:
        self.clock.now += seconds

    def deliver(self) -> list[str]:
        """On paper nothing is sent to anybody else."""
        return []

    def becomes(self, receipt: str, title: str) -> list[str]:
        raise NotImplementedError("on paper nothing is polled")

    def choose_pin(self, _link: str, pin: str) -> None:
        self.portfolios.page_pin = pin

    def press_button(self, _link: str) -> None:
        raise NotImplementedError("on paper there are no letters")

    def change_phone(self, number: str) -> None:
        raise NotImplementedError("on paper there is one phone")

    def perform(self, deed: Deed[Any]) -> Json:
        if about_portfolios(deed):
            at = Place(TEXTS, PERSON, textable=True, stopped=self.stopped)
            return json.loads(json.dumps(self.portfolios.perform(deed, at)))
        match deed:
            case FindCases(receipts):
                return json.loads(json.dumps([self.find(receipt).to_json() for receipt in receipts]))
            case MeetPerson():
                return {"stopped": self.stopped, "language": self.language, "textable": True}
            case Speak(language, chosen):
                if chosen or not self.chosen:
                    self.language, self.chosen = language, chosen or self.chosen
            case PromiseAnswer(receipts):
                self.promised, self.promise = tuple(receipts), "arrived"
            case StopTexts():
                self.stopped = True
            case StartTexts():
                self.stopped = False
            case _:
                return self.follow(deed)
        return None

    def follow(self, deed: Deed[Any]) -> Json:
        """What a phone without a portfolio is told about."""
        match deed:
            case FollowCase(receipt):
                return self.begin_to_follow(receipt)
            case Unfollow(receipt):
                there = receipt in self.followed
                self.followed = [each for each in self.followed if each != receipt]
                return there
            case ListFollowed():
                return list(self.followed)
            case WhatIsWatched():
                return {"cases": 0, "followed": [each[-4:] for each in self.followed]}
            case WrongNumber():
                self.followed.clear()
                self.portfolios.take_off()
        return None

    def begin_to_follow(self, receipt: str) -> str:
        if receipt in self.followed:
            return "there"
        if len(self.followed) >= MOST_FOLLOWED:
            return "full"
        self.followed.append(receipt)
        return "following"

    def find(self, receipt: str) -> Finding:
        last = self.known.get(receipt)
        if last is not None and self.clock.now - last.asked_at <= self.source.fresh_for:
            return Finding(receipt, "found", last)
        if self.source.mode == "slow":
            return Finding(receipt, "slow", last)
        try:
            case = self.source.fetch(receipt, 1.0)
        except AgencyError as error:
            return Finding(receipt, "down", last, error.retry_at)
        if case is None:
            return Finding(receipt, "unknown")
        case = replace(case, asked_at=self.clock.now)
        self.known[receipt] = case
        return Finding(receipt, "found", case)
