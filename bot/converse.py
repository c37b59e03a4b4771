"""The desk of a conversation: one message in, one answer out, saved whole or not at all.

Load, play, save by compare-and-set on the turn's number; outrun by another message: load and play again. A message
that was answered before gets the same answer again. No transaction is open while a case is looked up.

A call is a conversation of its own, and each of its steps says which turn it is. A step out of its turn hears what is
being asked, and nothing comes of it. Whoever hides their number is somebody for the length of the call.
"""

import json
import time
import uuid
from contextlib import suppress

from sqlalchemy import Connection

from bot import remainders
from bot.deeds import DEFAULT_LANGUAGE, Acts, Deeds, Where, World
from bot.erasures import erasure_of
from bot.inbound import Inbound
from bot.loops import heard
from bot.retention import answered_at, seen_at
from bot.turns import Alongside, Before, CallOver, Done, Limits, Seat, Taken, TooBusy, Write, expired, holds_pin
from bot.visitor import LOG, WRAPPED, Visitor
from dialogs.engine import Conversation, Dialog, Reply, Turn, take_turn
from dialogs.portfolio.deeds import MeetOwner, SignOut
from dialogs.portfolio.pins import parted
from dialogs.portfolio.ways import OURS
from dialogs.receipts import redact
from dialogs.spoken import spoken_redact
from storage import consents, conversations, erasures, people, promises, tallies
from storage.database import Database, DatabaseDown, Outrun
from storage.sealing import DataKey, place

ANSWER, WORDS, PROMISED = "answers.sealed", "consents.sealed", "promises.sealed"
TRIES = 24  # eight texts of one person at the same moment take about eight
LONGEST_TEXT = 1600
PROMISED_ANSWERS = ("arrived", "asked")  # counted when they were asked for
# Times that serve the purge alone are kept this coarse: an index that does not change need not be written.
DAY, MINUTE = 86_400.0, 60.0
DELETING = f"{OURS}delete"  # the question whose answer deletes a portfolio
WHO_IS_THERE = (MeetOwner.name, SignOut.name)
CARRIERS_IDS = ("SM", "MM", "CA")  # of messages and calls that can be erased there
PROMISE_HOLDS = 3600.0  # seconds; an answer later than this would only confuse


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

    def take(self, inbound: Inbound, write: Write, alongside: Alongside | None = None) -> Taken:
        """One message answered. `alongside` is called in the transaction that saves the turn. Raises TooBusy and
        CallOver."""
        try:
            return self._take(inbound, write, alongside)
        except Exception:
            self._erase_anyway(inbound)
            raise

    def _take(self, inbound: Inbound, write: Write, alongside: Alongside | None) -> Taken:
        until = time.monotonic() + self._world.patience  # for all tries together: the person waits once
        seat = self._seat(inbound)
        acts: Acts = {}
        for _try in range(TRIES):
            with self._database.reading() as db:
                state = conversations.load(db, seat.person, seat.conversation, seat.answer)
            if state.talk is None and inbound.call and inbound.kind != "opens":
                raise CallOver
            try:
                return self._turn(inbound, seat, state, write, alongside, until, acts)
            except Outrun:
                continue
        raise TooBusy

    def _turn(  # noqa: PLR0913
        self,
        inbound: Inbound,
        seat: Seat,
        state: conversations.State,
        write: Write,
        alongside: Alongside | None,
        until: float,
        acts: Acts,
    ) -> Taken:
        visitor = self._visitor(inbound, seat, state)
        if state.answer is not None:
            return Taken(visitor.data_key.open(state.answer, place(ANSWER, seat.answer)).decode())
        deeds = self._deeds(inbound, seat, visitor, until, acts)
        if inbound.call and state.talk is not None and inbound.turn != state.talk.turn + 1:
            return Taken(self._asked(seat, deeds, state.talk, write))
        done = self._played(inbound, seat, deeds, state.talk, write)
        with self._database.writing() as db:
            self._save(db, inbound, seat, done)
            promised = self._promise(db, inbound, seat, done.deeds)
            if alongside is not None:
                alongside(db, visitor, done.words)
        if done.deeds.forget:
            self._database.checkpoint(truncate=True)  # nothing of them stays in the log of changes
        return Taken(done.words, promised, done.deeds.ring)

    def _played(
        self, inbound: Inbound, seat: Seat, deeds: Deeds, talk: conversations.Talk | None, write: Write
    ) -> Done:
        """The turn, taken and sealed; all that is left is to write it down."""
        visitor, now = deeds.visitor, self._world.clock()
        before = self._conversation(visitor, seat, talk)
        number = 1 + (talk.turn if talk is not None else 0)
        reply = self._reply(inbound, number, before)
        if reply is not None and before.talk.log and not deeds.acts and self._signed_out(before.talk, seat):
            before, reply = Before(Conversation(asked=before.talk.asked, at=-1), before.opened), expired(reply)
        if visitor.echo.is_loop and inbound.kind == "words":
            turn = Turn((), None, before.talk.asked, before.talk)  # a machine: it is left alone
        else:
            turn = take_turn(self._dialog, before.talk, reply, deeds.perform)
        words = write(turn, visitor.language or DEFAULT_LANGUAGE, number)
        if inbound.by_text and not turn.confidential:
            visitor.echo = visitor.echo.answered(words)
        seal = visitor.data_key.seal
        today, seen = now // DAY * DAY, seen_at(now // DAY * DAY, on_page=bool(inbound.session))
        log = seal(
            json.dumps({**turn.after.to_json(), "opened": before.opened}).encode(), place(LOG, seat.conversation)
        )
        return Done(
            deeds,
            words,
            people.Person(seat.person, visitor.wrapped_key, visitor.sealed(), visitor.version + 1, today, seen),
            conversations.Talk(number, log, now // MINUTE * MINUTE),
            seal(words.encode(), place(ANSWER, seat.answer)),
            turn.hid or holds_pin(inbound),
            turn.confidential,
        )

    def _asked(self, seat: Seat, deeds: Deeds, talk: conversations.Talk, write: Write) -> str:
        """What is being asked now, said again; nothing is saved."""
        before = self._conversation(deeds.visitor, seat, talk)
        turn = take_turn(self._dialog, before.talk, None, deeds.perform)
        return write(turn, deeds.visitor.language or DEFAULT_LANGUAGE, talk.turn)

    def _reply(self, inbound: Inbound, number: int, before: Before) -> Reply | None:
        """What the person did; None: they are to hear what the line asks."""
        if inbound.kind == "opens":
            return None
        limits, lasted = self._limits, self._world.clock() - before.opened
        # However long they talked with a person, that is not for us to say.
        late = limits is not None and (number >= limits.turns or lasted >= limits.seconds)
        if late and inbound.kind != "dialed":
            return Reply("", "late")
        kept = spoken_redact if inbound.kind == "speech" else redact
        text = inbound.text[:LONGEST_TEXT]
        if inbound.kind == "keys" and (before.talk.asked or "").startswith(OURS):
            return Reply(text, inbound.kind)  # nine keys are a user ID there, like maria1988
        words, secret = parted(text) if inbound.kind == "words" else (text, "")
        return Reply(kept(words), inbound.kind, enclosed=secret)

    def _signed_out(self, talk: Conversation, seat: Seat) -> bool:
        """Whether somebody was signed in in this talk, and is no longer: too long silent, or signed out elsewhere."""
        met = [line for line in talk.log if line[0] == "did" and line[1] in WHO_IS_THERE]
        signed_in = bool(met) and met[-1][1] == MeetOwner.name and met[-1][-1] is not None
        portfolios = self._world.portfolios
        if not signed_in or portfolios is None or portfolios.signed_in(seat.conversation):
            return False
        # Whoever deleted it, and was not told, is told when they say it again.
        return not (talk.asked == DELETING and portfolios.deleted_lately(met[-1][-1]["user_id"]))

    def _deeds(self, inbound: Inbound, seat: Seat, visitor: Visitor, until: float, acts: Acts) -> Deeds:
        limited = inbound.kind not in PROMISED_ANSWERS
        where = Where(seat.conversation, inbound.caller, inbound.channel, inbound.reference)
        return Deeds(self._world, visitor, until, limited, where, acts)

    def _seat(self, inbound: Inbound) -> Seat:
        index = self._world.sealer.index
        return Seat(
            index("person", inbound.who),
            index("conversation", inbound.talk),
            index("answer", inbound.answer),
        )

    def _visitor(self, inbound: Inbound, seat: Seat, state: conversations.State) -> Visitor:
        sealer, bound = self._world.sealer, place(WRAPPED, seat.person)
        if state.person is None:
            fresh = sealer.new_data_key()
            visitor = Visitor(seat.person, inbound.address, DataKey(fresh), sealer.wrap(fresh, bound))
            with self._database.reading() as db:
                visitor.asked = remainders.found(db, sealer, seat.person, self._world.clock())
        else:
            key = sealer.unwrap(state.person.wrapped_key, bound)
            visitor = Visitor(seat.person, inbound.address, key, state.person.wrapped_key, state.person.version)
            visitor.remember(state.person.sealed)
        visitor.stopped = state.stop is not None
        visitor.texted |= inbound.by_text and inbound.kind not in PROMISED_ANSWERS
        if inbound.language and visitor.language is None:
            visitor.speak(inbound.language, chosen=False)
        if inbound.kind == "words" and inbound.by_text:
            visitor.echo = heard(visitor.echo, inbound.text, self._world.clock())
        return visitor

    def _conversation(self, visitor: Visitor, seat: Seat, talk: conversations.Talk | None) -> Before:
        now = self._world.clock()
        if talk is None or talk.touched_at < now - self._stale_after:
            return Before(Conversation(), now)
        kept = json.loads(visitor.data_key.open(talk.sealed, place(LOG, seat.conversation)))
        return Before(Conversation.from_json(kept), float(kept.get("opened", now)))

    def _save(self, db: Connection, inbound: Inbound, seat: Seat, done: Done) -> None:
        """Writes the turn; raises Outrun, and so undoes all of it, when another one was first."""
        self._world.tally.flush(lambda start, count: self._shared(db, tallies.Window("look-ups", start), count))
        self._obey(db, inbound, seat, done.deeds.wishes)
        brief = done.confidential or bool(inbound.session)
        record = inbound.call or inbound.message_id
        if done.secret and record.startswith(CARRIERS_IDS):
            erasures.add(db, erasure_of(record, self._world.clock()))
        now = self._world.clock()
        if done.deeds.forget:
            remainders.keep(db, self._world.sealer, seat.person, done.deeds.visitor.asked, now)
            people.forget(db, seat.person)
        elif not (
            people.save(db, done.person)
            and conversations.save(db, seat.conversation, seat.person, done.talk)
            and conversations.answer(db, seat.answer, seat.person, done.answer, answered_at(now, confidential=brief))
        ):
            raise Outrun
        if (following := self._world.following) is not None and not done.deeds.forget:
            for wish in done.deeds.follows:
                done.deeds.ring |= following.write(db, done.deeds.visitor, inbound.channel, wish)

    def _shared(self, db: Connection, window: tallies.Window, count: int) -> int:
        tallies.add(db, self._world.shard, {window: count})
        return tallies.total(db, window)

    def _obey(self, db: Connection, inbound: Inbound, seat: Seat, wishes: list[tuple[str, str]]) -> None:
        """STOP and START: as they stand now, and the words as evidence."""
        now = self._world.clock()
        for wish, words in wishes:
            sealed = self._world.sealer.seal(words[:LONGEST_TEXT].encode(), place(WORDS, seat.person))
            consents.add(db, seat.person, consents.Consent(now, wish, inbound.channel, sealed))
            if wish == "stop":
                consents.stop(db, seat.person, "text", now)
            else:
                consents.start(db, seat.person)

    def _erase_anyway(self, inbound: Inbound) -> None:
        """A PIN must not stay at the carrier because its turn failed."""
        if holds_pin(inbound) and inbound.message_id.startswith(CARRIERS_IDS):
            with suppress(DatabaseDown, Outrun), self._database.writing() as db:
                erasures.add(db, erasure_of(inbound.message_id, self._world.clock()))

    def _promise(self, db: Connection, inbound: Inbound, seat: Seat, deeds: Deeds) -> bool:
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

    def leave(self, inbound: Inbound) -> None:
        """Somebody leaves a page: nothing of their talk stays. Raises DatabaseDown."""
        with self._database.writing() as db:
            people.forget(db, self._world.sealer.index("person", inbound.who))

    def signed_in(self, inbound: Inbound) -> bool:
        """Whether somebody is signed in in this talk now."""
        talk, portfolios = self._world.sealer.index("conversation", inbound.talk), self._world.portfolios
        return portfolios is not None and portfolios.signed_in(talk)

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
