"""A phone that calls the line, played by the simulated carrier's own player in a time that jumps."""

import itertools
import json
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.catalogs import Catalogs
from bot.services import LONGEST_CALL
from bot.simulator.call_parameters import Call
from bot.simulator.captions import Captions, dials
from bot.simulator.happenings import Asked, Dials, Ended, Happening, Said
from bot.simulator.parameters import Account
from bot.simulator.player import Player
from bot.simulator.signing import Pairs
from bot.simulator.webhook import Exchange
from bot.talk import A_MOMENT
from bot.twilio.call_steps import is_over, ours, shown, step, turn_number
from bot.twilio.voice import Caller, Manner, Speaker, call_document
from dialogs.cases import Json
from dialogs.deed import Deed
from dialogs.engine import Conversation, Dialog, Reply, Turn, take_turn
from dialogs.receipts import redact
from dialogs.spoken import spoken_redact

Ask = Callable[[str, Pairs], Exchange]

SID = "AC" + "0" * 32
LINE = "+12025550100"
PUBLIC = "https://status.example.org"
VOICE = f"{PUBLIC}/twilio/voice"
TAKEN = {"[answers]": "human", "[lets a machine answer]": "machine_start"}
MANNER = Manner(
    {"en": Speaker("en-US", "Polly.Joanna-Neural"), "es": Speaker("es-US", "Polly.Lupe-Neural")},
    rates=(100, 85, 70),
    choice_seconds=6,
    entry_seconds=7,
    speech_seconds=2,
    ring_seconds=30,
    person_seconds=3600,
)
"""How the line speaks and listens by default."""
XML = "text/xml; charset=utf-8"


class Handset:
    """One phone. Each thing that is done answers with what is heard until the line listens, dials or hangs up."""

    def __init__(self, ask: Ask, phone: str) -> None:
        self.ask, self.phone = ask, phone
        self.sids = itertools.count(1)
        self.player: Player | None = None
        self.captions = Captions()
        self.happened: list[Happening] = []  # in this call
        self.alert = False  # quick enough to press a key while the line waits for somebody else
        self.ringing: Call | None = None  # a call of the line's

    @property
    def in_call(self) -> bool:
        """Or asked whether it takes one."""
        return self.ringing is not None or (self.player is not None and self.player.ended is None)

    def call(self, *, withheld: bool = False) -> list[str]:
        # As with the carrier, nobody's number stands in it.
        sid = f"CA{sha256(self.phone.encode()).hexdigest()[:11]}{next(self.sids):021d}"
        return self._begin(Call(sid, self.phone, VOICE, "", withheld))

    def rings(self, sid: str, reference: str) -> None:
        """The line calls."""
        self.ringing = Call(sid, self.phone, f"{VOICE}/news?message={reference}", outbound=True)

    def take(self, by: str = "human") -> list[str]:
        """Somebody takes the call, or something; by Twilio's word for it."""
        call, self.ringing = self.ringing, None
        assert call is not None
        return self._begin(call.answered(by))

    def _begin(self, call: Call) -> list[str]:
        self.player = Player(call, Account(SID, "", LINE, PUBLIC), self.ask)
        self.captions, self.happened = Captions(), []
        return self._heard(self.player.start(0.0))

    def press(self, keys: str) -> list[str]:
        return self._heard(self._playing.press(keys, self._playing.now))

    def enter(self, keys: str) -> list[str]:
        """Keys and then nothing more: those that complete no entry are taken when the time between keys is over. While
        the phone rings: who takes the call."""
        if self.ringing is not None:
            return self.take(TAKEN[keys])
        heard = self.press(keys)
        return heard if not self._playing.keyed else heard + self.silent()

    def say(self, words: str) -> list[str]:
        """Words, and then nothing more."""
        told = self._playing.speak(words, self._playing.now)
        return self._heard([*told, *self._playing.wait_out(self._playing.now)] if self._playing.saying else told)

    def silent(self) -> list[str]:
        return self._heard(self._playing.wait_out(self._playing.now))

    def person(self, outcome: str) -> list[str]:
        return self._heard(self._playing.person(outcome, self._playing.now))

    def hang_up(self) -> list[str]:
        return self._heard(self._playing.hang_up(self._playing.now))

    def requests(self) -> list[Asked]:
        return [one for one in self.happened if isinstance(one, Asked)]

    @property
    def _playing(self) -> Player:
        assert self.player is not None
        return self.player

    def _heard(self, told: Iterable[Happening]) -> list[str]:
        happened = [*told, *self._playing.settle(0.0 if self.alert else A_MOMENT)]
        self.happened += happened
        return [line for one in happened for line in self._line(one)]

    def _line(self, one: Happening) -> Iterable[str]:
        match one:
            case Said():
                line = self.captions.line(one.text, one.language).removeprefix("bot: ")
                yield line if one.rate == 100 else f"[{one.rate}%] {line}"
            case Dials():
                yield dials(one.number)
            case Ended() if not one.by_caller:
                yield "(the line hangs up)"


class PaperCalls:
    """The line on paper, as a carrier sees it: script, catalogs, writer; between steps only JSON survives. `path` is
    where its calls begin."""

    def __init__(
        self,
        dialog: Dialog,
        perform: Callable[[Deed[Any]], Json],
        catalogs: Catalogs,
        path: str = "/twilio/voice",
    ) -> None:
        self.dialog, self.perform, self.catalogs, self.path = dialog, perform, catalogs, path
        self.kept: dict[str, tuple[int, str]] = {}  # of each call: the turn it is at, and its conversation
        self.language: Callable[[], str] = lambda: "en"
        self.turns: list[Turn] = []

    def ask(self, url: str, pairs: Pairs) -> Exchange:
        form = dict(pairs)
        if is_over(form):
            return Exchange("", "", 200, XML, b"<Response/>")
        call, parts = form["CallSid"], urlsplit(url)
        person = shown(form["To" if ours(form) else "From"])
        inbound = step(form, call, person, turn_number(parse_qs(parts.query).get("turn", [""])[0]))
        kept = spoken_redact if inbound.kind == "speech" else redact
        reply = None if parts.path == self.path else Reply(kept(inbound.text), inbound.kind)
        document = self.take(call, reply, "" if inbound.address else inbound.called)
        return Exchange("", "", 200, XML, document.encode())

    def take(self, call: str, reply: Reply | None, shown_as: str = "") -> str:
        number, kept = self.kept.get(call, (0, json.dumps(Conversation().to_json())))
        if number + 1 >= LONGEST_CALL.turns and reply is not None and reply.kind != "dialed":
            reply = Reply("", "late")
        turn = take_turn(self.dialog, Conversation.from_json(json.loads(kept)), reply, self.perform)
        self.kept[call] = number + 1, json.dumps(turn.after.to_json())
        self.turns.append(turn)
        caller = Caller(self.language(), f"{PUBLIC}{self.path}/turn?turn={number + 2}", shown_as)
        return call_document(turn, caller, self.catalogs.say, MANNER)
