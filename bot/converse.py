"""The desk of a conversation: one message in, one answer out, saved whole or not at all.

Load, play, save by compare-and-set on the turn's number; outrun by another message: load and play again. A message
that was answered before gets the same answer again. No transaction is open while a case is looked up.
"""

import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.deeds import Deeds, World
from bot.visitor import Visitor
from dialogs.engine import Conversation, Dialog, Reply, Turn, take_turn
from dialogs.receipts import redact
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
# Times that serve the purge alone are kept this coarse: an index that does not change need not be written.
DAY, MINUTE = 86_400.0, 60.0
PROMISE_HOLDS = 3600.0  # seconds; an answer later than this would only confuse

Write = Callable[[Turn, str], str]
Alongside = Callable[[Connection, Visitor, str], None]


@dataclass(frozen=True, slots=True)
class Inbound:
    """A message as a door hands it in.

    `address` is E.164, with `whatsapp:` before it where it came that way; `kind` is `words`, `picture`, `location`,
    `arrived`, or `carrier_stop` and its kin; `message_id` is the provider's, the same when it is sent again.
    """

    channel: str
    address: str
    text: str
    kind: str
    message_id: str


class TooBusy(Exception):  # noqa: N818
    """Outrun again and again; the person is asked to send the message once more."""


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


class Converse:
    """`stale_after`: seconds of silence after which a talk starts over."""

    def __init__(self, database: Database, world: World, dialog: Dialog, stale_after: float = 86_400.0) -> None:
        self._database = database
        self._world = world
        self._dialog = dialog
        self._stale_after = stale_after

    def take(self, inbound: Inbound, write: Write, alongside: Alongside | None = None) -> tuple[str, bool]:
        """The written answer, and whether an answer was promised that a worker must now see to.

        `alongside` is called in the transaction that saves the turn. Raises TooBusy.
        """
        until = time.monotonic() + self._world.patience  # for all tries together: the person waits once
        for _try in range(TRIES):
            try:
                return self._turn(inbound, write, alongside, until)
            except Outrun:
                continue
        raise TooBusy

    def _turn(self, inbound: Inbound, write: Write, alongside: Alongside | None, until: float) -> tuple[str, bool]:
        seat = self._seat(inbound)
        with self._database.reading() as db:
            state = conversations.load(db, seat.person, seat.conversation, seat.answer)
        visitor = self._visitor(inbound, seat, state)
        if state.answer is not None:
            return visitor.data_key.open(state.answer, place(ANSWER, seat.answer)).decode(), False
        deeds = Deeds(self._world, visitor, until, limited=inbound.kind != "arrived")
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
        visitor = deeds.visitor
        reply = Reply(redact(inbound.text[:LONGEST_TEXT]), inbound.kind)
        turn = take_turn(self._dialog, self._conversation(visitor, seat, talk), reply, deeds.perform)
        words = write(turn, visitor.language or DEFAULT_LANGUAGE)
        now, seal = self._world.clock(), visitor.data_key.seal
        today = now // DAY * DAY
        log = seal(json.dumps(turn.after.to_json()).encode(), place(LOG, seat.conversation))
        return _Done(
            deeds,
            words,
            people.Person(seat.person, visitor.wrapped_key, visitor.sealed(), visitor.version + 1, today, today),
            conversations.Talk(1 + (talk.turn if talk is not None else 0), log, now // MINUTE * MINUTE),
            seal(words.encode(), place(ANSWER, seat.answer)),
        )

    def _seat(self, inbound: Inbound) -> _Seat:
        index = self._world.sealer.index
        phone = inbound.address.removeprefix("whatsapp:")
        return _Seat(
            index("person", phone),
            index("conversation", f"{inbound.channel} {phone}"),
            index("answer", inbound.message_id),
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

    def _conversation(self, visitor: Visitor, seat: _Seat, talk: conversations.Talk | None) -> Conversation:
        if talk is None or talk.touched_at < self._world.clock() - self._stale_after:
            return Conversation()
        return Conversation.from_json(json.loads(visitor.data_key.open(talk.sealed, place(LOG, seat.conversation))))

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
        """Writes down what was promised; False when nothing was."""
        if not deeds.promised:
            return False
        identifier, now = uuid.uuid4().hex, self._world.clock()
        asked = {"channel": inbound.channel, "address": inbound.address, "receipts": list(deeds.promised)}
        sealed = deeds.visitor.data_key.seal(json.dumps(asked).encode(), place(PROMISED, identifier))
        return promises.add(
            db, promises.Promise(identifier, seat.person, seat.conversation, sealed, now, now + PROMISE_HOLDS)
        )
