"""How often a PIN may be guessed. An attempt is written down as a wrong one, and committed, before anybody looks at the
PIN; when it was right it is given back. Nobody gains a guess by breaking off or by asking many times at once.

Counted are: the guesses at a user ID, over all channels, whether anybody has it or not; those from a verified phone of
the portfolio, apart, so that its owner can enter while strangers are locked out; the guesses of one caller, those at
the caller's own portfolios apart; and those of everybody together.

What a stranger hears must not depend on whether the owner was here: a right PIN neither breaks the strangers' row of
five nor shortens their lock-outs. Only the hundred begin anew.
"""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Literal, TypeVar

from sqlalchemy import Connection

from bot.inbound import A_NETWORK
from bot.limits import DAY, MINUTE
from storage import guesses, tallies
from storage.database import Database, Outrun
from storage.sealing import Sealer

T = TypeVar("T")

WEEK = 7 * DAY
TRIES = 24  # those who write at the same moment take turns
SHARD = "all"  # one row for all processes: whoever holds it counts alone


@dataclass(frozen=True, slots=True)
class Rules:
    """`a_day` wrong ones in the 24 hours from the first; after each `in_row` without a week's rest between, locked for
    `lock` seconds, twice as long each time without a day's rest between, up to `longest`; after `ever` of them without
    a right one between, closed. 0: no such rule."""

    a_day: int
    in_row: int = 0
    ever: int = 0
    lock: float = 900.0
    longest: float = DAY


ACCOUNT = Rules(a_day=10, in_row=5, ever=100)
CALLER = Rules(a_day=20)
MANY = Rules(a_day=100)  # all who hide their number, together; all behind one network


@dataclass(frozen=True, slots=True)
class State:
    """What is remembered of the guesses at one thing, or by one caller. Times are seconds since 1970 UTC."""

    in_row: int = 0  # since the last right one
    today: int = 0
    day_from: float = 0.0
    level: int = 0  # how many lock-outs there were since the last rest
    locked_until: float = 0.0
    counted: int = 0  # since the last rest, whatever right ones came between


Outcome = Literal["allowed", "locked", "closed", "busy"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the PIN may be looked at; else for how many seconds not (0: for ever). `began`: should this one be wrong,
    it begins a lock-out."""

    outcome: Outcome = "allowed"
    wait: float = 0.0
    began: bool = False


def attempt(state: State, now: float, rules: Rules, elsewhere: int = 0) -> tuple[State, Verdict]:
    """One more guess, counted as wrong; not counted when it is not allowed. `elsewhere`: wrong ones in a row that
    were counted apart, and count towards `ever`."""
    if rules.ever and state.in_row + elsewhere >= rules.ever:
        return state, Verdict("closed")
    was = _rested(state, now)
    tomorrow = was.day_from + DAY if was.today >= rules.a_day else 0.0
    until = max(was.locked_until, tomorrow)
    if now < until:
        return state, Verdict("locked", until - now)
    in_row, counted = (was.in_row + 1, was.counted + 1) if rules.in_row else (0, 0)
    new = replace(was, in_row=in_row, counted=counted, today=was.today + 1, day_from=was.day_from if was.today else now)
    locks = bool(rules.in_row) and counted % rules.in_row == 0
    if locks:
        lasts = min(rules.lock * 2.0**was.level, rules.longest)
        new = replace(new, level=was.level + 1, locked_until=now + lasts)
    ends = bool(rules.ever) and in_row + elsewhere >= rules.ever
    return new, Verdict(began=locks or ends or new.today >= rules.a_day)


def _rested(state: State, now: float) -> State:
    """What time alone has undone."""
    return replace(
        state,
        today=state.today if now < state.day_from + DAY else 0,
        counted=state.counted if now < state.day_from + WEEK else 0,
        level=state.level if now < state.locked_until + DAY else 0,
    )


def succeeded(state: State) -> State:
    """The guess that was counted last, by a phone of the owner's, was right: all begins anew, but wrong ones of today
    stay counted."""
    return replace(given_back(state), level=0, locked_until=0.0, counted=0)


def given_back(state: State) -> State:
    """The guess that was counted last, by anybody, was right: it is as if it had not been, with the lock-out it began.
    The wrong ones stay counted, so that nobody learns from what is left of them whether the owner came."""
    began = state.counted > 0 and state.counted % ACCOUNT.in_row == 0
    return replace(
        state,
        in_row=0,
        today=max(state.today - 1, 0),
        counted=max(state.counted - 1, 0),
        level=max(state.level - began, 0),
        locked_until=0.0 if began else state.locked_until,
    )


def forgiven(state: State) -> State:
    """A right one was counted elsewhere: the hundred begin anew; for the rest nothing happened here."""
    return replace(state, in_row=0)


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of an attempt. Only when it is `allowed` may the PIN be looked at; a right one is told to
    `Guesses.right`. `wait` is in seconds."""

    outcome: Outcome
    wait: float = 0.0
    began: bool = False
    own: bool = field(default=False, repr=False)
    account: bytes | None = field(default=None, repr=False)
    apart: bytes | None = field(default=None, repr=False)
    caller: bytes | None = field(default=None, repr=False)

    @property
    def allowed(self) -> bool:
        return self.outcome == "allowed"


_COUNTS = tuple(each.name for each in fields(State))


class _Refused(Exception):  # noqa: N818
    """Nothing of it is to be kept."""

    def __init__(self, taken: Taken) -> None:
        super().__init__(taken.outcome)
        self.taken = taken


class Guesses:
    """`per_minute`: how many guesses everybody together may make in a minute. As many may owners from their own phones
    besides, whom strangers must not keep out; those beyond that are among everybody's."""

    def __init__(
        self, database: Database, sealer: Sealer, clock: Callable[[], float] = time.time, per_minute: int = 120
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock
        self._per_minute = per_minute

    def take(self, digits: str, caller: str, own: bool) -> Taken:
        """One attempt at the PIN of the user ID with these keys; committed when this returns. `caller` is the phone or
        the network, "" for a hidden phone; `own`: it is a verified phone of the portfolio, and known not to be forged.

        Raises DatabaseDown, and Outrun when others were faster again and again.
        """
        strangers, owners = self._accounts(digits)
        account, apart = (owners, strangers) if own else (strangers, owners)
        name = self._caller(caller, own)
        return self._taken(Taken("allowed", own=own, account=account, apart=apart, caller=name), caller)

    def take_code(self, caller: str) -> Taken:
        """One attempt at a code that belongs to no user ID: of the caller's and of everybody's guesses. As `take`."""
        return self._taken(Taken("allowed", caller=self._caller(caller, own=False)), caller)

    def right(self, taken: Taken) -> None:
        """The attempt was right: it is given back to the user ID and to the caller. Raises DatabaseDown and Outrun."""
        changes: dict[bytes | None, Callable[[State], State]] = {
            taken.apart: forgiven,
            taken.account: succeeded if taken.own else given_back,
            taken.caller: succeeded,
        }
        _until_first(lambda: self._give_back({key: change for key, change in changes.items() if key is not None}))

    def opened(self, digits: str) -> None:
        """Forgets all guesses at a user ID: after a recovery, or by support. Raises DatabaseDown and Outrun."""
        _until_first(lambda: self._clear(digits))

    def standing(self, digits: str, own: bool = False) -> Verdict:
        """What somebody who tried now would hear; nothing is counted. Raises DatabaseDown."""
        strangers, owners = self._accounts(digits)
        account, apart = (owners, strangers) if own else (strangers, owners)
        with self._database.reading() as db:
            rows = guesses.load(db, [account, apart])
        return attempt(_state(rows, account), self._clock(), ACCOUNT, _state(rows, apart).in_row)[1]

    def _clear(self, digits: str) -> None:
        with self._database.writing() as db:
            guesses.clear(db, self._accounts(digits))

    def _accounts(self, digits: str) -> tuple[bytes, bytes]:
        """The user ID as strangers try it, and as its own phones do."""
        return self._sealer.index("guess", digits), self._sealer.index("guess own", digits)

    def _caller(self, caller: str, own: bool) -> bytes:
        return self._sealer.index("guess own caller" if own else "guess caller", caller)

    def _taken(self, wanted: Taken, caller: str) -> Taken:
        """First only looked at: whoever is locked out can keep nobody from writing."""
        now = self._clock()
        with self._database.reading() as db:
            refused, _ = self._decided(db, wanted, caller, now)
        if not refused.allowed:
            return refused
        return _until_first(lambda: self._counted(wanted, caller, now))

    def _counted(self, wanted: Taken, caller: str, now: float) -> Taken:
        try:
            with self._database.writing() as db:
                return self._write(db, wanted, caller, now)
        except _Refused as refused:
            return refused.taken

    def _write(self, db: Connection, wanted: Taken, caller: str, now: float) -> Taken:
        minute = math.floor(now / MINUTE) * MINUTE
        everybodys, owners = tallies.Window("sign-ins", minute), tallies.Window("own sign-ins", minute)
        # First of all: whoever counts here goes through everybody's row, one after the other.
        tallies.add(db, SHARD, {everybodys: 0, owners: 1} if wanted.own else {everybodys: 1})
        taken, counted = self._decided(db, wanted, caller, now)
        if not taken.allowed:
            raise _Refused(taken)
        crowded = tallies.total(db, owners if wanted.own else everybodys) > self._per_minute
        if crowded and wanted.own:
            tallies.add(db, SHARD, {everybodys: 1})
            crowded = tallies.total(db, everybodys) > self._per_minute
        if crowded:
            raise _Refused(Taken("busy", minute + MINUTE - now))
        _save(db, counted, now)
        return taken

    def _decided(
        self, db: Connection, wanted: Taken, caller: str, now: float
    ) -> tuple[Taken, Mapping[bytes, tuple[State, guesses.Guess | None]]]:
        """What comes of the attempt, and the rows as they are to be, each with what it was."""
        rows = guesses.load(db, [key for key in (wanted.account, wanted.apart, wanted.caller) if key is not None])
        assert wanted.caller is not None
        counted = {}
        rules = CALLER if caller and not caller.startswith(A_NETWORK) else MANY
        state, verdict = attempt(_state(rows, wanted.caller), now, rules)
        if verdict.outcome != "allowed":
            return Taken("busy", verdict.wait), {}
        counted[wanted.caller] = (state, rows.get(wanted.caller))
        began = False
        if wanted.account is not None:
            elsewhere = _state(rows, wanted.apart).in_row
            state, verdict = attempt(_state(rows, wanted.account), now, ACCOUNT, elsewhere)
            if verdict.outcome != "allowed":
                return Taken(verdict.outcome, verdict.wait), {}
            counted[wanted.account] = (state, rows.get(wanted.account))
            began = verdict.began
        return replace(wanted, began=began), counted

    def _give_back(self, changes: Mapping[bytes, Callable[[State], State]]) -> None:
        now = self._clock()
        with self._database.writing() as db:
            rows = guesses.load(db, list(changes))
            _save(db, {key: (changes[key](_state(rows, key)), row) for key, row in rows.items()}, now)


def _state(rows: Mapping[bytes, guesses.Guess], key: bytes | None) -> State:
    row = None if key is None else rows.get(key)
    return State() if row is None else State(**{name: getattr(row, name) for name in _COUNTS})


def _save(db: Connection, rows: Mapping[bytes, tuple[State, guesses.Guess | None]], now: float) -> None:
    """In the order of their keys, so that no two wait for each other. Raises Outrun when somebody was faster."""
    for key, (state, was) in sorted(rows.items(), key=lambda item: item[0]):
        if not guesses.save(db, guesses.Guess(key, **asdict(state), touched_at=now), was):
            raise Outrun


def _until_first(write: Callable[[], T]) -> T:
    """Writes again until nobody was faster. Raises Outrun after many tries."""
    for _try in range(TRIES - 1):
        try:
            return write()
        except Outrun:
            continue
    return write()
