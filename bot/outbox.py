"""Sending what waits. The row is the truth: claimed, sent, recorded, in three steps that nobody can confuse.

No transaction is open while the carrier thinks. A text whose fate is not known (a time-out, a process that died between
sending and recording) is asked for at the carrier before it is ever sent again. A mail server can't be asked: an e-mail
of unknown fate is sent again, under the same Message-ID.

Texts are claimed one by one: in a batch, the last would look abandoned while the carrier is slow with the first, and
somebody else would send it as well.
"""

import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot.alerts.aftermath import BOUNCED, FILTERED, LATE, STOPPED, Aftermath, reason_of
from bot.posts import Letter, Post
from bot.promises import SEALED
from bot.reports import OURS_TO_MEND, heed, is_refusal
from bot.sending import SendError
from bot.visitor import WRAPPED
from storage import alerts, consents, deliveries, messages, people, portfolios
from storage.database import Database
from storage.messages import EMAIL, Message
from storage.sealing import DataKey, Sealer, place

log = structlog.get_logger()

BATCH = 50
FIRST_PAUSE = 15.0  # seconds before the second try, less up to half of it by chance; doubled each time
LONGEST_PAUSE = 3600.0
HOLD = 45.0  # seconds; longer than a request can be in flight, so that what was sent is listed by then
EARLIER = 60.0  # seconds before a text was due at which the carrier is asked for texts like it
AT_IT = 120.0  # seconds after which the rest is left to the next sweep: a job has an end
PORTFOLIO_WRAPPED = "portfolio_keys.wrapped_key"


@dataclass
class Sweep:
    """What one sweep did: `later` are tried again, `unknown` ones are asked for at the carrier first."""

    sent: int = 0
    later: int = 0
    given_up: int = 0
    unknown: int = 0

    @property
    def done(self) -> int:
        return self.sent + self.later + self.given_up + self.unknown


def nobody_waits(_done: int) -> None:
    """To know how far it is."""


class Outbox:
    """What waits for one way out. A sweep begins nothing after `seconds`."""

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        post: Post,
        clock: Callable[[], float] = time.time,
        seconds: float = AT_IT,
    ) -> None:
        self._seconds = seconds
        self._database = database
        self._sealer = sealer
        self._post = post
        self._clock = clock
        self._aftermath = Aftermath(clock)

    def deliver(self, progress: Callable[[int], object] = nobody_waits) -> Sweep:
        """Sends everything that is due, and finds out what became of what got stuck. Raises DatabaseDown.

        Where nobody can be reached the rest waits for the next sweep: each would take as long to find that out.
        """
        now, until = self._clock(), time.monotonic() + self._seconds
        with self._database.writing() as db:
            late = messages.expire(db, now, BATCH, channel=self._post.channel)
            for message_id in late:
                if (row := messages.load(db, message_id)) is not None:
                    self._aftermath.lost(db, row[0], LATE)
            deliveries.settle(db, now, BATCH)
        sweep = Sweep(given_up=len(late))
        try:
            for claimed, deal_with in ((self._due, self._send), (self._stuck, self._settle)):
                while time.monotonic() < until and (message := claimed()):
                    error = deal_with(message, sweep)
                    progress(sweep.done)
                    if error is not None and error.away:
                        break
        finally:
            self._post.close()
        return sweep

    def _due(self) -> Message | None:
        with self._database.writing() as db:
            return next(iter(messages.claim_due(db, self._clock(), 1, channel=self._post.channel)), None)

    def _stuck(self) -> Message | None:
        now = self._clock()
        with self._database.writing() as db:
            return next(iter(messages.claim_stuck(db, now, now - HOLD, 1, channel=self._post.channel)), None)

    def _send(self, message: Message, sweep: Sweep) -> SendError | None:
        letter = self._opened(message)
        if letter is None or self._stopped(message, letter):
            self._give_up(message, None, sweep, reason=STOPPED)
            return None
        if self._unwanted(message, sweep):
            return None
        if (awake := self._post.awake(self._clock(), letter)) > self._clock():
            self._retry(message, awake, None, sweep)  # it is night there by now
            return None
        try:
            sid = self._post.send(letter, message.id)
        except SendError as error:
            self._not_sent(message, letter, error, sweep)
            return error
        self._sent(message, sid, sweep)
        return None

    def _settle(self, message: Message, sweep: Sweep) -> SendError | None:
        """What became of something whose sending was never recorded? The carrier knows."""
        letter = self._opened(message)
        if letter is None:
            self._give_up(message, None, sweep, reason=LATE)
            return None
        try:
            found = self._post.find(letter, message.due_at - EARLIER)
        except SendError as error:
            sweep.unknown += 1
            return error
        if found is None:
            self._put_off(message, None, sweep, doubtful=True)
            return None
        with self._database.reading() as db:  # the same words may have gone there in another text
            sids = messages.not_ours(db, list(found))
        if sids:
            self._sent(message, sids[-1], sweep)
        else:
            self._put_off(message, None, sweep)
        return None

    def _unwanted(self, message: Message, sweep: Sweep) -> bool:
        """Whether whoever it tells of their cases has ended that since it was written."""
        with self._database.writing() as db:
            ended = alerts.unwanted(db, message.id)
            if ended:
                messages.failed(db, message.id, self._clock())
                self._aftermath.unwanted(db, message)
        sweep.given_up += ended
        return ended

    def _stopped(self, message: Message, letter: Letter) -> bool:
        """Whether the person said STOP since the text was written; an e-mail is nothing that STOP is about."""
        if message.channel == EMAIL:
            return False
        with self._database.reading() as db:
            return consents.stopped(db, self._person(message, letter)) is not None

    def _person(self, message: Message, letter: Letter) -> bytes:
        """Whose phone it goes to."""
        return message.person_key or self._sealer.index("person", letter["to"].removeprefix("whatsapp:"))

    def _opened(self, message: Message) -> Letter | None:
        """What is to be sent; None when whoever it belongs to is gone."""
        key = self._key(message)
        if key is None:
            return None
        letter: Letter = json.loads(key.open(message.sealed, place(SEALED, message.id)))
        return letter

    def _key(self, message: Message) -> DataKey | None:
        """What it is sealed under: the portfolio's own key, or the person's."""
        with self._database.reading() as db:
            if message.portfolio_key is not None:
                portfolio = portfolios.load(db, message.portfolio_key)
                wrapped, where = portfolio and portfolio.wrapped_key, place(PORTFOLIO_WRAPPED, message.portfolio_key)
            elif message.person_key is not None:
                wrapped = people.wrapped_keys(db, [message.person_key]).get(message.person_key)
                where = place(WRAPPED, message.person_key)
            else:
                return None
        return self._sealer.unwrap(wrapped, where) if wrapped else None

    def _sent(self, message: Message, sid: str, sweep: Sweep) -> None:
        with self._database.writing() as db:
            deliveries.sent(db, message.id, sid, self._post.taken, self._clock())
            self._aftermath.sent(db, message)
        sweep.sent += 1

    def _not_sent(self, message: Message, letter: Letter, error: SendError, sweep: Sweep) -> None:
        log.warning("not sent", message=message.id, by=message.channel, code=error.code, permanent=error.permanent)
        if error.unknown:
            sweep.unknown += 1  # left as it is: a later sweep asks the carrier
        elif error.permanent:
            bounced = BOUNCED if error.fate == "never" else FILTERED  # the address is good, and the words are refused
            reason = bounced if message.channel == EMAIL else reason_of(error.code)
            refused = letter if message.channel != EMAIL and is_refusal(error.code) else None
            self._give_up(message, error.code, sweep, reason=reason, refused=refused)
        else:
            if error.fate == "ours":
                log.error(OURS_TO_MEND, code=error.code, by=message.channel)
            self._put_off(message, error.code, sweep)

    def _give_up(
        self, message: Message, code: int | None, sweep: Sweep, *, reason: str, refused: Letter | None = None
    ) -> None:
        """`refused`: the carrier says that whom this goes to wants no texts, or can't have any; we remember that."""
        now = self._clock()
        with self._database.writing() as db:
            messages.failed(db, message.id, now, code)
            if refused is not None:
                heed(db, self._person(message, refused), code, now)
            self._aftermath.lost(db, message, reason)
        sweep.given_up += 1

    def _put_off(self, message: Message, code: int | None, sweep: Sweep, *, doubtful: bool = False) -> None:
        pause = min(FIRST_PAUSE * 2 ** (message.attempts - 1), LONGEST_PAUSE)
        when = self._clock() + pause * random.uniform(0.5, 1.0)  # noqa: S311 - jitter
        self._retry(message, when, code, sweep, doubtful=doubtful)

    def _retry(self, message: Message, when: float, code: int | None, sweep: Sweep, *, doubtful: bool = False) -> None:
        with self._database.writing() as db:
            messages.retry(db, message.id, when, self._clock(), code, doubtful=doubtful or bool(message.doubtful))
        sweep.later += 1
