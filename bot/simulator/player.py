"""Plays the line's side of a call: what its documents say is spoken, waited for, dialled, as the carrier does it.

No clock and no thread: whoever plays gives the time, in seconds from any start, with each thing that is done, and
asks `due` when something happens by itself next. So the page plays in real time, and the terminal and the tests jump.
"""

from bot.simulator.call_parameters import dialled
from bot.simulator.happenings import Happening
from bot.simulator.messages import new_sid
from bot.simulator.performance import Performance, Phase

LONGEST_VOICE = 60.0  # seconds that a voice of the page may take to say it has finished
OUTCOMES = {"completed", "busy", "no-answer", "failed"}


class Player(Performance):
    """One call, from the first ring to its end. Each method answers with what happened since the one before."""

    def start(self, now: float) -> list[Happening]:
        """The phone rings at the line; in a call of the line's, the person has picked up."""
        self._time.reach(now)
        if self.call.outbound:
            self._answer()
        self._fetch(self.call.url, [])
        self._go_on()
        return self._tell()

    def press(self, keys: str, now: float) -> list[Happening]:
        """Keys one after the other. Those that no Gather hears are lost: the carrier documents no buffer for them."""
        self._reach(now)
        gathering = self._gathering
        for key in keys:
            # A Gather that came by one of these keys, or by an answer that was under way, has not heard the rest.
            if gathering is None or gathering is not self._gathering or self._time.early(now, gathering.since):
                break
            self._take(gathering, gathering.key(key))
        return self._tell()

    def speak(self, words: str, now: float, confidence: float = 0.9) -> list[Happening]:
        """Words that the person has said to their end."""
        self._reach(now)
        gathering = self._gathering
        if gathering and not self._time.early(now, gathering.since):
            self._take(gathering, gathering.speech(words, confidence))
        return self._tell()

    def wait_out(self, now: float) -> list[Happening]:
        """The person says nothing: the Gather is over as if its prompt had been spoken and its time-out had passed."""
        self._reach(now)
        if self._gathering:
            self._requests = 0
            self._finish(self._gathering)
        return self._tell()

    def hang_up(self, now: float) -> list[Happening]:
        """Twice does no harm."""
        self._reach(now)
        if self.ended is None and self._dial and self._dial.action is not None:
            # The carrier tells of the end of the dialled call all the same, and heeds no answer.
            fetched = self._documents.fetch(
                self._address(self._dial.action), dialled("no-answer", new_sid("CA"), 0), "completed"
            )
            self._told += fetched.told
        if self.ended is None:
            self._end("completed" if self.answered else "no-answer", "The caller hung up.", by_caller=True)
        return self._tell()

    def person(self, outcome: str, now: float) -> list[Happening]:
        """What becomes of a Dial: completed (they talked), busy, no-answer or failed. Raises ValueError."""
        if outcome not in OUTCOMES:
            raise ValueError(f"{outcome} is none of {', '.join(sorted(OUTCOMES))}.")
        self._reach(now)
        if self._dial:
            self._dialled(self._dial, outcome)
            self._go_on()
        return self._tell()

    def hold(self, now: float) -> list[Happening]:
        """From here on time stands still, until `resume`."""
        self._reach(now)
        self._time.hold()
        return self._tell()

    def resume(self, now: float) -> list[Happening]:
        self._time.resume(now)
        return self._tell()

    def speaking(self, utterance: int, now: float) -> list[Happening]:
        """A voice of the page is at this utterance: it ends when the voice says so, and not by our estimate."""
        self._reach(now)
        if self._phase is Phase.SPEECH and utterance == self._utterance:
            self._time.wait(LONGEST_VOICE)
        return self._tell()

    def spoken(self, utterance: int, now: float) -> list[Happening]:
        """A voice of the page has finished this utterance: what follows need not wait any longer."""
        self._reach(now)
        while self._phase is Phase.SPEECH and self._utterance <= utterance:
            self._go_on()
        return self._tell()

    def advance(self, now: float) -> list[Happening]:
        """Lets everything happen that is due by `now`, each at its own time."""
        self._reach(now)
        return self._tell()

    def settle(self, brief: float = 0.0) -> list[Happening]:
        """Jumps to where the line listens for more than `brief` seconds, another phone rings or the call is over;
        nowhere while time is held."""
        while not self.dialling and (due := self._time.due) is not None:
            if self.listening and due - self._time.now > brief:
                break
            self._reach(due)
        return self._tell()
