"""One call that goes on: what the person does is noted with its time, and done by the call's own thread."""

import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Literal

from bot.simulator.call_parameters import Call
from bot.simulator.feed import CallKind, Feed, Sender
from bot.simulator.happenings import Answered, Asked, Dials, Ended, Faulted, Happening, Said, Waits
from bot.simulator.player import Player

LONGEST_IDLE = 600.0  # seconds without anything from the person, after which nobody is thought to be there
Deed = Callable[[Player, float], list[Happening]]
Over = Callable[[Call, str, float], None]


class OpenCall:
    """Shows in the feed what happens, as it happens."""

    def __init__(self, player: Player, feed: Feed, over: Over, idle: float) -> None:
        """The player's clock is `time.monotonic`.

        `over` is told the call, its state, and when it was answered in seconds since 1970 UTC, or 0.
        """
        self.call, self._player = player.call, player
        self._feed, self._tell_over, self._idle = feed, over, idle
        self._deeds: SimpleQueue[tuple[float, Deed]] = SimpleQueue()
        self._lock, self._over, self._answered = Lock(), False, 0.0
        self._thread = Thread(target=self._play, name=f"call-{self.call.sid[-6:]}", daemon=True)

    def begin(self) -> None:
        if self.call.outbound:
            self._pick_up()  # before the service is asked for words, which may take a while
        else:
            self._tell("person", "call", status="ringing", withheld=self.call.withheld)
        self._thread.start()

    @property
    def playing(self) -> bool:
        return self._thread.is_alive()

    def join(self) -> None:
        """Waits for what is under way in a call that is over."""
        self._thread.join()

    # What the person does

    def press(self, keys: str) -> None:
        self._do(lambda player, now: player.press(keys, now), "keys", body=keys)

    def speak(self, words: str) -> None:
        self._do(lambda player, now: player.speak(words, now), "speech", body=words)

    def say_nothing(self) -> None:
        self._do(lambda player, now: player.wait_out(now), "silence")

    def hold(self, held: bool) -> None:
        """Time stands still, or runs on."""
        self._do(lambda player, now: player.hold(now) if held else player.resume(now), "held", held=held)

    def person(self, outcome: str) -> None:
        """What becomes of a Dial: one of `OUTCOMES`."""
        self._do(lambda player, now: player.person(outcome, now))

    def voice(self, utterance: int, speaking: bool) -> None:
        """The page's own voice is at an utterance, or has finished it."""
        self._do(lambda player, now: (player.speaking if speaking else player.spoken)(utterance, now))

    def hang_up(self, reason: str = "The caller hung up.") -> None:
        """It is over now, whatever answer may be under way; the service is told as soon as the real one would be."""
        self._finish("completed" if self._answered else "no-answer", reason, by_caller=True)
        self._do(lambda player, now: player.hang_up(now))

    def _do(
        self, deed: Deed, kind: Literal["keys", "speech", "silence", "held"] | None = None, **fields: object
    ) -> None:
        now = time.monotonic()  # when it was done, not when the thread comes to it
        if kind:
            self._tell("person", kind, **fields)
        self._deeds.put((now, deed))

    # What the line does

    def _play(self) -> None:
        player, touched = self._player, time.monotonic()
        self._show(player.start(touched))
        while player.ended is None:
            until = touched + self._idle
            due = min(until, player.due or until)
            try:
                touched, deed = self._deeds.get(timeout=max(0.0, due - time.monotonic()))
            except Empty:
                if due == until:
                    self.hang_up(f"Nobody did anything for {self._idle / 60:.0f} minutes.")
                    touched = time.monotonic()
                else:
                    self._show(player.advance(time.monotonic()))
            else:
                self._show(deed(player, touched))

    def _show(self, told: list[Happening]) -> None:
        for one in told:
            match one:
                case Asked():
                    raw = {"request": one.exchange.request, "response": one.exchange.response}
                    self._tell("line", "request", code=one.code, **raw)
                case Faulted():
                    raw = {"request": one.exchange.request, "response": one.exchange.response}
                    self._tell("line", "error", body=f"{one.code}: {one.reason}", code=one.code, **raw)
                case Ended():
                    self._finish(one.state, one.reason, one.by_caller)
                case _ if not self._over:  # after that the person hears nothing
                    self._hear(one)

    def _hear(self, one: Answered | Said | Waits | Dials) -> None:
        match one:
            case Answered():
                if not self._answered:
                    self._pick_up()
            case Said():
                spoken = {"language": one.language, "voice": one.voice, "rate": one.rate, "seconds": one.seconds}
                self._tell("line", "said", body=one.text, utterance=one.id, **spoken)
            case Waits():
                wanted = {"input": one.input, "digits": one.num_digits, "finish": one.finish_on_key}
                self._tell("line", "waits", seconds=one.seconds, **wanted)
            case Dials():
                self._tell("line", "dials", body=one.number, seconds=one.seconds)

    def _pick_up(self) -> None:
        self._answered = time.time()
        more = {"withheld": self.call.withheld, "by": self.call.answered_by}
        self._tell("line", "call", status="in-progress", **more)

    def _finish(self, state: str, reason: str, by_caller: bool) -> None:
        """The first end counts."""
        with self._lock:
            if self._over:
                return
            self._over = True
        sender: Sender = "person" if by_caller else "line"
        self._tell(sender, "call", status=state, body=reason, withheld=self.call.withheld)
        self._tell_over(self.call, state, self._answered)

    def _tell(self, sender: Sender, kind: CallKind, **fields: object) -> None:
        self._feed.tell(self.call.phone, sender, kind, self.call.sid, **fields)
