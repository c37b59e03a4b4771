"""The desk of a conversation: one message in, one answer out, saved whole or not at all.

Load, play, save by compare-and-set on the turn's number; outrun by another message: load and play again. A message
that was answered before gets the same answer again. No transaction is open while a case is looked up.

A call is a conversation of its own, and each of its steps says which turn it is. A step out of its turn hears what is
being asked, and nothing comes of it. Whoever hides their number is somebody for the length of the call.
"""

import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.deeds import Deeds, World
from bot.inbound import Inbound
from bot.visitor import Visitor
from dialogs.engine import Conversation, Dialog, Reply, Turn, take_turn
from dialogs.receipts import redact
from dialogs.spoken import spoken_redact
from storage import consents, conversations, people, promises, tallies
from storage.database import Database, Outrun
from storage.sealing import DataKey, place

LOG = "conversations.sealed"
ANSWER = "answers.sealed"
WORDS = "consents.sealed"
WRAPPED = "people.wrapped_key"
PROMISED = "promises.sealed"
TRIES = 24  # eight texts of one person at the same moment take about eight
DEFAULT_LANGUAGE = "en"
LONGEST_TEXT = 1600
PROMISED_ANSWERS = ("arrived", "asked")  # counted when they were asked for
# Times that serve the purge alone are kept this coarse: an index that does not change need not be written.
DAY, MINUTE = 86_400.0, 60.0
PROMISE_HOLDS = 3600.0  # seconds; an answer later than this would only confuse

Write = Callable[[Turn, str, int], str]  # a turn, its language, its number → the answer
Alongside = Callable[[Connection, Visitor, str], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """How many turns a conversation may have, and how many seconds it may last; beyond, the script is told `late`."""

    turns: int
    seconds: float


class TooBusy(Exception):  # noqa: N818
    """Outrun again and again; the person is asked to send the message once more."""


class CallOver(Exception):  # noqa: N818
    """The talk of this call is gone: it ended meanwhile, or its person asked to be forgotten."""


@dataclass(frozen=True, slots=True)
class _Seat:
    """Where a message belongs: the keys of its person, its conversation and its answer."""

    person: bytes
    conversation: bytes
    answer: bytes


@dataclass(frozen=True, slots=True)
class _Done:
    """A turn that was played: what was said, and the rows that are to be written."""

    deeds: Deeds
    words: str
    person: people.Person
    talk: conversations.Talk
    answer: bytes


@dataclass(frozen=True, slots=True)
class _Before:
    """The conversation as it was, and when it began."""

    talk: Conversation
    opened: float


class Converse:
    """`stale_after`: seconds of silence after which a talk starts over; `limits`: how long it may get."""

    def __init__(
        self,
        database: Database,
        world: World,
        dialog: Dialog,
        stale_after: float = 86_400.0,
        limits: Limits | None = None,
    ) -> None:
        self._database = database
        self._world = world
        self._dialog = dialog
        self._stale_after = stale_after
        self._limits = limits

    def take(self, inbound: Inbound, write: Write, alongside: Alongside | None = None) -> tuple[str, bool]:
        """The written answer, and whether an answer was promised that a worker must now see to.

        `alongside` is called in the transaction that saves the turn. Raises TooBusy and CallOver.
        """
        until = time.monotonic() + self._world.patience  # for all tries together: the person waits once
        seat = self._seat(inbound)
        for _try in range(TRIES):
            with self._database.reading() as db:
                state = conversations.load(db, seat.person, seat.conversation, seat.answer)
            if state.talk is None and inbound.call and inbound.kind != "opens":
                raise CallOver
            try:
                return self._turn(inbound, seat, state, write, alongside, until)
            except Outrun:
                continue
        raise TooBusy

    def _turn(  # noqa: PLR0913
        self,
        inbound: Inbound,
        seat: _Seat,
        state: conversations.State,
        write: Write,
        alongside: Alongside | None,
        until: float,
    ) -> tuple[str, bool]:
        visitor = self._visitor(inbound, seat, state)
        if state.answer is not None:
            return visitor.data_key.open(state.answer, place(ANSWER, seat.answer)).decode(), False
        deeds = Deeds(self._world, visitor, until, limited=inbound.kind not in PROMISED_ANSWERS)
        if inbound.call and state.talk is not None and inbound.turn != state.talk.turn + 1:
            return self._asked(seat, deeds, state.talk, write), False
        done = self._played(inbound, seat, deeds, state.talk, write)
        with self._database.writing() as db:
            self._save(db, inbound, seat, done)
            promised = self._promise(db, inbound, seat, done.deeds)
            if alongside is not None:
                alongside(db, visitor, done.words)
        return done.words, promised

    def _played(
        self, inbound: Inbound, seat: _Seat, deeds: Deeds, talk: conversations.Talk | None, write: Write
    ) -> _Done:
        """The turn, taken and sealed; all that is left is to write it down."""
        visitor, now = deeds.visitor, self._world.clock()
        before = self._conversation(visitor, seat, talk)
        number = 1 + (talk.turn if talk is not None else 0)
        turn = take_turn(self._dialog, before.talk, self._reply(inbound, number, before), deeds.perform)
        words = write(turn, visitor.language or DEFAULT_LANGUAGE, number)
        seal = visitor.data_key.seal
        today = now // DAY * DAY
        log = seal(
            json.dumps({**turn.after.to_json(), "opened": before.opened}).encode(), place(LOG, seat.conversation)
        )
        return _Done(
            deeds,
            words,
            people.Person(seat.person, visitor.wrapped_key, visitor.sealed(), visitor.version + 1, today, today),
            conversations.Talk(number, log, now // MINUTE * MINUTE),
            seal(words.encode(), place(ANSWER, seat.answer)),
        )

    def _asked(self, seat: _Seat, deeds: Deeds, talk: conversations.Talk, write: Write) -> str:
        """What is being asked now, said again; nothing is saved."""
        before = self._conversation(deeds.visitor, seat, talk)
        turn = take_turn(self._dialog, before.talk, None, deeds.perform)
        return write(turn, deeds.visitor.language or DEFAULT_LANGUAGE, talk.turn)

    def _reply(self, inbound: Inbound, number: int, before: _Before) -> Reply | None:
        """What the person did; None: they are to hear what the line asks."""
        if inbound.kind == "opens":
            return None
        limits, lasted = self._limits, self._world.clock() - before.opened
        # However long they talked with a person, that is not for us to say.
        late = limits is not None and (number >= limits.turns or lasted >= limits.seconds)
        if late and inbound.kind != "dialed":
            return Reply("", "late")
        kept = spoken_redact if inbound.kind == "speech" else redact
        return Reply(kept(inbound.text[:LONGEST_TEXT]), inbound.kind)

    def _seat(self, inbound: Inbound) -> _Seat:
        index = self._world.sealer.index
        return _Seat(
            index("person", inbound.who),
            index("conversation", inbound.talk),
            index("answer", inbound.answer),
        )

    def _visitor(self, inbound: Inbound, seat: _Seat, state: conversations.State) -> Visitor:
        sealer, bound = self._world.sealer, place(WRAPPED, seat.person)
        if state.person is None:
            fresh = sealer.new_data_key()
            visitor = Visitor(seat.person, inbound.address, DataKey(fresh), sealer.wrap(fresh, bound))
        else:
            key = sealer.unwrap(state.person.wrapped_key, bound)
            visitor = Visitor(seat.person, inbound.address, key, state.person.wrapped_key, state.person.version)
            visitor.remember(state.person.sealed)
        visitor.stopped = state.stop is not None
        return visitor

    def _conversation(self, visitor: Visitor, seat: _Seat, talk: conversations.Talk | None) -> _Before:
        now = self._world.clock()
        if talk is None or talk.touched_at < now - self._stale_after:
            return _Before(Conversation(), now)
        kept = json.loads(visitor.data_key.open(talk.sealed, place(LOG, seat.conversation)))
        return _Before(Conversation.from_json(kept), float(kept.get("opened", now)))

    def _save(self, db: Connection, inbound: Inbound, seat: _Seat, done: _Done) -> None:
        """Writes the turn; raises Outrun, and so undoes all of it, when another one was first."""
        self._world.tally.flush(lambda start, count: self._shared(db, tallies.Window("look-ups", start), count))
        self._obey(db, inbound, seat, done.deeds.wishes)
        if done.deeds.forget:
            people.forget(db, seat.person)
        elif not (
            people.save(db, done.person)
            and conversations.save(db, seat.conversation, seat.person, done.talk)
            and conversations.answer(db, seat.answer, seat.person, done.answer, self._world.clock())
        ):
            raise Outrun

    def _shared(self, db: Connection, window: tallies.Window, count: int) -> int:
        tallies.add(db, self._world.shard, {window: count})
        return tallies.total(db, window)

    def _obey(self, db: Connection, inbound: Inbound, seat: _Seat, wishes: list[tuple[str, str]]) -> None:
        """STOP and START: as they stand now, and the words as evidence."""
        now = self._world.clock()
        for wish, words in wishes:
            sealed = self._world.sealer.seal(words[:LONGEST_TEXT].encode(), place(WORDS, seat.person))
            consents.add(db, seat.person, consents.Consent(now, wish, inbound.channel, sealed))
            if wish == "stop":
                consents.stop(db, seat.person, "text", now)
            else:
                consents.start(db, seat.person)

    def _promise(self, db: Connection, inbound: Inbound, seat: _Seat, deeds: Deeds) -> bool:
        """Writes down what was promised; False when nothing was. To a caller it is kept in their talk by text."""
        if not deeds.promised:
            return False
        identifier, now = uuid.uuid4().hex, self._world.clock()
        channel, kind, talk = inbound.channel, "arrived", seat.conversation
        if inbound.call:
            channel, kind = "sms", "asked"
            talk = self._world.sealer.index("conversation", f"{channel} {inbound.who}")
        asked = {"channel": channel, "address": inbound.address, "kind": kind, "receipts": list(deeds.promised)}
        sealed = deeds.visitor.data_key.seal(json.dumps(asked).encode(), place(PROMISED, identifier))
        return promises.add(db, promises.Promise(identifier, seat.person, talk, sealed, now, now + PROMISE_HOLDS))

    def end(self, call: str, address: str) -> None:
        """A call is over: its talk and its answers go, and whoever hid their number is forgotten. Raises TooBusy."""
        index, steps = self._world.sealer.index, range(1, (self._limits.turns if self._limits is not None else 0) + 2)
        taken = [Inbound("voice", address, "", "", call=call, turn=turn) for turn in steps]
        answers = [index("answer", step.answer) for step in taken]
        for _try in range(TRIES):
            try:
                with self._database.writing() as db:
                    # In the order in which a turn writes: the other way round each would wait for the other.
                    if not address:
                        people.forget(db, index("person", taken[0].who))
                    conversations.end(db, index("conversation", taken[0].talk), answers)
            except Outrun:
                continue
            return
        raise TooBusy
