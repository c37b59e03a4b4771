"""How the line's side of a call goes on by itself: the verbs of its documents, one after the other, and their time."""

from collections import deque
from collections.abc import Callable
from enum import Enum, auto
from itertools import repeat
from urllib.parse import urljoin

from bot.simulator.call_parameters import Call, dialled
from bot.simulator.call_twiml import Dial, Gather, Hangup, Pause, Redirect, Reject, Say, Verb
from bot.simulator.documents import Asking, Documents
from bot.simulator.gathering import Gathering, Heard
from bot.simulator.happenings import Answered, Dials, Ended, Happening, Said, Waits
from bot.simulator.messages import new_sid
from bot.simulator.parameters import Account
from bot.simulator.signing import Pairs
from bot.simulator.speech_time import Pace, Run, runs, spoken_seconds
from bot.simulator.ssml import Piece
from bot.simulator.timekeeper import Timekeeper

APOLOGY = "We're sorry, an application error has occurred. Goodbye."  # the carrier's, in English whatever was spoken
FOR_EVER = 1_000  # times that `loop="0"` repeats
CIRCLE = 100  # requests with nothing from the person between them: no service does that, and no test should hang on it


class Phase(Enum):
    """What takes time now."""

    NOTHING = auto()
    SPEECH = auto()
    SILENCE = auto()
    LISTENING = auto()
    DIALLING = auto()


class Performance:
    """A call between two things that are done to it; `Player` does them."""

    def __init__(
        self,
        call: Call,
        account: Account,
        ask: Asking,
        pace: Pace = spoken_seconds,
        clock: Callable[[], float] | None = None,
    ) -> None:
        """`ask` makes a request; it takes no time unless a `clock` says so, in the seconds of whoever plays."""
        self.call, self._pace, self._clock = call, pace, clock
        self._documents = Documents(call, account, ask, self._after_request)
        self._time = Timekeeper()
        self._told: list[Happening] = []
        self._verbs: deque[Verb] = deque()
        self._prompt: deque[tuple[Run, str] | float] = deque()  # what to speak in which voice, or seconds of silence
        self._phase = Phase.NOTHING
        self._url, self._utterance, self._requests = call.url, 0, 0
        self._gathering: Gathering | None = None
        self._dial: Dial | None = None
        self._dialled_at = 0.0
        self._failed = self.answered = False
        self.ended: Ended | None = None

    @property
    def now(self) -> float:
        """The time of what happened last."""
        return self._time.now

    @property
    def due(self) -> float | None:
        """When something happens by itself, if nothing is done before."""
        return self._time.due

    @property
    def listening(self) -> bool:
        """The prompt has been spoken to its end, and now it is the person's turn."""
        return self._phase is Phase.LISTENING

    @property
    def dialling(self) -> bool:
        return self._phase is Phase.DIALLING

    @property
    def keyed(self) -> str:
        """The digits that this Gather has so far."""
        return self._gathering.digits if self._gathering else ""

    @property
    def saying(self) -> str:
        """The words that this Gather has so far."""
        return self._gathering.words if self._gathering else ""

    def _tell(self) -> list[Happening]:
        told, self._told = self._told, []
        return told

    def _reach(self, now: float) -> None:
        while (due := self._time.due) is not None and due <= now:
            self._time.reach(due)
            self._time_out()
        self._time.reach(now)

    def _time_out(self) -> None:
        if self._gathering and self.listening:
            self._finish(self._gathering)
            return
        if self._dial:
            self._dialled(self._dial, "no-answer")
        self._go_on()

    def _go_on(self) -> None:
        """Begins what comes next, one thing after the other until one takes time."""
        self._phase = Phase.NOTHING
        self._time.wait(None)
        while self.ended is None and not self._time.waiting:
            if self._prompt:
                self._utter(self._prompt.popleft())
            elif self._gathering:
                self._listen(self._gathering)
            elif self._verbs:
                self._begin(self._verbs.popleft())
            elif self._failed:
                self._end("failed", "The line had no answer that can be played.")
            else:
                self._answer()
                self._end("completed", "The document has no more verbs.")

    def _begin(self, verb: Verb) -> None:
        if not isinstance(verb, Pause | Reject):  # these two, before anything else, let the phone ring
            self._answer()
        match verb:
            case Say() | Pause():
                self._queue(verb)
            case Gather():
                self._gathering = Gathering(verb, self._time.inner)
                for part in verb.prompt:
                    self._queue(part)
            case Redirect(url):
                self._fetch(self._address(url), [])
            case Dial():
                self._call(verb)
            case Hangup():
                self._end("completed", "The line hung up.")
            case Reject(reason):
                refused = "busy" if reason == "busy" else "no-answer"
                self._end("completed" if self.answered else refused, "The line took no call.")

    def _answer(self) -> None:
        if not self.answered:
            self.answered = True
            self._told.append(Answered(self.now))

    def _queue(self, verb: Say | Pause) -> None:
        if isinstance(verb, Pause):
            self._prompt.append(float(verb.seconds))
        else:
            for spoken in repeat(runs(verb.pieces, self._pace), verb.loop or FOR_EVER):
                self._prompt.extend((run, verb.voice) for run in spoken)

    def _utter(self, part: tuple[Run, str] | float) -> None:
        if isinstance(part, float):
            self._phase = Phase.SILENCE
            self._time.wait(part)
            return
        run, voice = part
        self._phase = Phase.SPEECH
        self._utterance += 1
        self._time.wait(run.seconds)
        self._told.append(Said(run.text, run.language, voice, run.rate, run.seconds, self._utterance, self.now))

    def _listen(self, gathering: Gathering) -> None:
        verb, seconds = gathering.verb, float(gathering.patience)
        self._phase = Phase.LISTENING
        self._time.wait(seconds)
        self._told.append(Waits(gathering.input, verb.num_digits, verb.finish_on_key, seconds, self.now))

    def _take(self, gathering: Gathering, heard: Heard) -> None:
        if heard is Heard.LOST:
            return
        self._requests = 0
        if heard is Heard.DONE:
            self._finish(gathering)
        elif self.listening or gathering.verb.barge_in:
            self._prompt.clear()
            self._listen(gathering)

    def _finish(self, gathering: Gathering) -> None:
        result = gathering.result()
        self._gathering = None
        self._prompt.clear()
        if result is not None:
            self._fetch(self._address(gathering.verb.action), result)
        self._go_on()

    def _call(self, dial: Dial) -> None:
        # Whoever is called sees a number: one that is hidden has to be replaced by the line's own (error 13214).
        if not dial.number or (self.call.withheld and not dial.caller_id):
            self._dialled(dial, "failed")
            return
        self._dial, self._phase, self._dialled_at = dial, Phase.DIALLING, self._time.inner
        self._time.wait(float(dial.timeout))
        self._told.append(Dials(dial.number, float(dial.timeout), self.now))

    def _dialled(self, dial: Dial, outcome: str) -> None:
        """Without an action the document goes on after the Dial."""
        self._dial = None
        if dial.action is not None:
            seconds = self._time.inner - self._dialled_at
            self._fetch(self._address(dial.action), dialled(outcome, new_sid("CA"), seconds))

    def _address(self, told: str | None) -> str:
        try:
            return urljoin(self._url, told) if told else self._url
        except ValueError:  # no address at all, which the request will tell
            return told or ""

    def _fetch(self, url: str, more: Pairs) -> None:
        """Puts the document at this address in the place of the present one."""
        self._requests += 1
        self._verbs.clear()
        if self._requests > CIRCLE:
            self._end("failed", f"The documents led in a circle, {CIRCLE} times.")
            return
        fetched = self._documents.fetch(url, more, "in-progress" if self.answered else "ringing")
        self._told += fetched.told
        if fetched.document is None:
            self._failed = True
            self._verbs.append(Say((Piece(APOLOGY, "en-US"),)))
        else:
            self._url = fetched.url
            self._verbs.extend(fetched.document.verbs)

    def _after_request(self) -> float:
        if self._clock:
            self._time.reach(self._clock())
        return self.now

    def _end(self, state: str, reason: str, by_caller: bool = False) -> None:
        self._verbs.clear()
        self._prompt.clear()
        self._gathering = self._dial = None
        self._phase = Phase.NOTHING
        self._time.wait(None)
        self.ended = Ended(state, reason, by_caller, self.now)
        self._told.append(self.ended)
