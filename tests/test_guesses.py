"""How often a PIN may be guessed: the rules over simulated time, and what is committed before a PIN is looked at."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.guesses import ACCOUNT, CALLER, MANY, Guesses, State, Verdict, attempt, forgiven, given_back, succeeded
from storage import guesses as rows
from storage.database import Database
from storage.sealing import Sealer
from tests.races import at_once
from tests.world import TODAY, Clock

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
SEALER = Sealer([bytes(range(32))], bytes(32))
OWNER, STRANGER = "+12025550142", "+12025550199"
MARIA, NOBODY = "6274288", "7777777"


# The rules.


def test_five_wrong_ones_in_a_row_lock_for_a_quarter_of_an_hour_and_five_more_for_half_an_hour() -> None:
    state = State()
    verdicts = []
    for _ in range(5):
        state, verdict = attempt(state, TODAY, ACCOUNT)
        verdicts.append(verdict)
    assert [verdict.outcome for verdict in verdicts] == ["allowed"] * 5
    assert [verdict.began for verdict in verdicts] == [False] * 4 + [True]
    assert attempt(state, TODAY, ACCOUNT) == (state, Verdict("locked", 15 * MINUTE))
    assert attempt(state, TODAY + 15 * MINUTE - 1, ACCOUNT)[1] == Verdict("locked", 1.0)
    for _ in range(5):
        state, verdict = attempt(state, TODAY + 15 * MINUTE, ACCOUNT)
    assert verdict == Verdict(began=True)
    assert state.locked_until == TODAY + 45 * MINUTE


def test_lock_outs_double_up_to_a_day() -> None:
    state, now, lasted = State(), TODAY, []
    for _ in range(19):
        for _ in range(5):
            state, verdict = attempt(state, now, replace(ACCOUNT, a_day=1000))
            assert verdict.outcome == "allowed"
        lasted.append(state.locked_until - now)
        now = state.locked_until
    assert lasted == [min(15 * MINUTE * 2**level, DAY) for level in range(19)]


def test_after_ten_in_a_day_the_wait_is_until_a_day_after_the_first() -> None:
    state = State()
    for number in range(10):
        state, verdict = attempt(state, TODAY + number * HOUR, ACCOUNT)
        assert verdict.outcome == "allowed"
    assert verdict.began
    assert attempt(state, TODAY + 23 * HOUR, ACCOUNT) == (state, Verdict("locked", HOUR))
    assert attempt(state, TODAY + 24 * HOUR, ACCOUNT)[1] == Verdict()


def test_a_right_one_is_given_back_and_the_wrong_ones_of_the_day_are_not() -> None:
    state = State()
    for _ in range(5):
        state, _ = attempt(state, TODAY, ACCOUNT)
    assert succeeded(state) == State(in_row=0, today=4, day_from=TODAY)
    assert given_back(state) == State(in_row=0, today=4, day_from=TODAY, counted=4)
    assert forgiven(state) == replace(state, in_row=0)


def seen_by_a_stranger(owner_comes: Callable[[State], State]) -> list[tuple[str, float, bool]]:
    """What somebody hears who guesses for weeks with pauses; the owner comes whenever the stranger does not look."""
    state, now, heard = State(), TODAY, []
    for pause in (0.0, 60.0, 60.0, 60.0, DAY + 1, 60.0, 16 * MINUTE, 2 * DAY, HOUR, 5 * DAY, 60.0, 60.0, 8 * DAY, 60.0):
        state, now = owner_comes(state), now + pause
        state, verdict = attempt(state, now, ACCOUNT)
        heard.append((verdict.outcome, verdict.wait, state.locked_until))
    return [(outcome, wait, until > now) for outcome, wait, until in heard]


def test_a_stranger_does_not_learn_whether_the_owner_was_here() -> None:
    def from_a_call(state: State) -> State:
        now = state.day_from + 1.0
        tried, verdict = attempt(state, max(now, state.locked_until), ACCOUNT)
        return given_back(tried) if verdict.outcome == "allowed" and state.today else state

    alone = seen_by_a_stranger(lambda state: state)
    assert seen_by_a_stranger(forgiven) == alone
    assert [(outcome, wait) for outcome, wait, _ in seen_by_a_stranger(from_a_call)] == [
        (outcome, wait) for outcome, wait, _ in alone
    ]
    assert "locked" in {outcome for outcome, _, _ in alone}


def test_a_week_of_rest_ends_the_row_of_five_and_a_day_the_doubling() -> None:
    state = State()
    for _ in range(4):
        state, _ = attempt(state, TODAY, ACCOUNT)
    assert attempt(state, TODAY + 7 * DAY - 1, ACCOUNT)[1].began
    assert not attempt(state, TODAY + 7 * DAY, ACCOUNT)[1].began
    locked, _ = attempt(state, TODAY, ACCOUNT)
    for rest, lasts in ((DAY - 1, 30 * MINUTE), (DAY, 15 * MINUTE)):
        now, again = locked.locked_until + rest, locked
        for _ in range(5):
            again, _ = attempt(again, now, ACCOUNT)
        assert again.locked_until == now + lasts


def test_whoever_knows_the_pin_may_sign_in_all_day_long() -> None:
    state = State()
    for number in range(50):
        state, verdict = attempt(state, TODAY + number, ACCOUNT)
        assert verdict == Verdict()
        state = succeeded(state)


def test_a_hundred_in_a_row_close_for_ever() -> None:
    state, now = State(), TODAY
    judged = 0
    while judged < 100:
        state, verdict = attempt(state, now, ACCOUNT)
        if verdict.outcome == "allowed":
            judged += 1
        now += HOUR
    assert verdict.began
    for later in (0.0, DAY, 400 * DAY):
        assert attempt(state, now + later, ACCOUNT)[1] == Verdict("closed")


def test_those_counted_elsewhere_count_towards_the_hundred() -> None:
    assert attempt(State(), TODAY, ACCOUNT, elsewhere=100)[1] == Verdict("closed")
    state, verdict = attempt(State(), TODAY, ACCOUNT, elsewhere=99)
    assert verdict == Verdict(began=True)
    assert attempt(state, TODAY, ACCOUNT, elsewhere=99)[1] == Verdict("closed")


@pytest.mark.parametrize(("rules", "most"), [(CALLER, 20), (MANY, 100)])
def test_a_caller_has_a_budget_for_the_day_and_is_never_closed(rules, most) -> None:  # type: ignore[no-untyped-def]
    state, now = State(), TODAY
    for _day in range(10):
        outcomes = []
        for _ in range(most + 5):
            state, verdict = attempt(state, now, rules)
            outcomes.append(verdict.outcome)
        assert outcomes == ["allowed"] * most + ["locked"] * 5
        assert state.in_row == 0
        now += DAY


STEPS = st.lists(
    st.tuples(
        st.sampled_from([0.0, 1.0, 14 * MINUTE, 16 * MINUTE, 61 * MINUTE, 5 * HOUR, 23 * HOUR, DAY, 3 * DAY]),
        st.sampled_from(["wrong"] * 9 + ["right", "right elsewhere"]),
    ),
    max_size=300,
)


@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_whatever_happens_no_more_is_judged_than_the_rules_allow(steps: list[tuple[float, str]]) -> None:
    state, now, in_row = State(), TODAY, 0
    wrong: list[float] = []
    for pause, kind in steps:
        now += pause
        before = state
        state, verdict = attempt(state, now, ACCOUNT)
        if verdict.outcome != "allowed":
            assert replace(state, today=0) == replace(before, today=0)
            assert not verdict.began
            continue
        assert now >= before.locked_until
        if kind != "wrong":
            state, in_row = (succeeded if kind == "right" else given_back)(state), 0
            continue
        wrong.append(now)
        in_row += 1
        assert in_row <= 100
        assert state.in_row == in_row
        assert sum(at >= state.day_from for at in wrong) <= 10
        assert sum(at > now - HOUR for at in wrong) <= 10
    assert sum(TODAY <= at < TODAY + 30 * DAY for at in wrong) <= 31 * 10


# What is committed.


@dataclass
class Desk:
    """Guesses on a real database, and a clock to move."""

    database: Database
    guesses: Guesses
    clock: Clock

    def judged(self, digits: str, caller: str, tries: int, own: bool = False) -> int:
        return sum(self.guesses.take(digits, caller, own).allowed for _ in range(tries))

    def judged_all(self, caller: str, tries: int) -> int:
        """Each at another user ID."""
        return sum(self.guesses.take(f"6285{number:03}", caller, own=False).allowed for number in range(tries))

    def wrong_ones(
        self, digits: str, count: int, callers: Callable[[int], str] = lambda number: f"+1202{number:07}"
    ) -> None:
        """So many wrong ones, each from another phone, as soon as each is allowed."""
        number = 0
        while number < count:
            taken = self.guesses.take(digits, callers(number), own=False)
            if taken.allowed:
                number += 1
            else:
                assert taken.outcome == "locked"
                self.clock.now += taken.wait


@pytest.fixture
def desk(database: Database) -> Desk:
    clock = Clock()
    return Desk(database, Guesses(database, SEALER, clock, per_minute=1000), clock)


def test_an_attempt_is_committed_before_anybody_looks_at_the_pin(desk: Desk, database_url: str) -> None:
    desk.guesses.take(MARIA, OWNER, own=False)
    elsewhere = Database(database_url)
    with elsewhere.reading() as db:
        known = rows.load(db, [SEALER.index("guess", MARIA), SEALER.index("guess caller", OWNER)])
    elsewhere.close()
    assert sorted((row.in_row, row.today) for row in known.values()) == [(0, 1), (1, 1)]


def test_the_fifth_wrong_one_locks_and_it_is_said_that_it_began(desk: Desk) -> None:
    took = [desk.guesses.take(MARIA, STRANGER, own=False) for _ in range(6)]
    assert [one.outcome for one in took] == ["allowed"] * 5 + ["locked"]
    assert [one.began for one in took] == [False] * 4 + [True, False]
    assert took[-1].wait == 15 * MINUTE
    desk.clock.now += 15 * MINUTE
    assert desk.guesses.take(MARIA, STRANGER, own=False).allowed


def test_a_lock_out_holds_for_every_caller_and_not_for_another_user_id(desk: Desk) -> None:
    desk.judged(MARIA, STRANGER, 5)
    assert desk.guesses.take(MARIA, OWNER, own=False).outcome == "locked"
    assert desk.guesses.take(MARIA, "", own=False).outcome == "locked"
    assert desk.guesses.take(NOBODY, OWNER, own=False).allowed


def test_the_owner_enters_from_a_verified_phone_while_strangers_are_locked_out(desk: Desk) -> None:
    desk.judged(MARIA, STRANGER, 5)
    taken = desk.guesses.take(MARIA, OWNER, own=True)
    assert taken.allowed
    desk.guesses.right(taken)
    assert desk.guesses.take(MARIA, STRANGER, own=False).outcome == "locked"
    desk.clock.now += 15 * MINUTE
    took = [desk.guesses.take(MARIA, STRANGER, own=False) for _ in range(5)]
    assert [one.allowed for one in took] == [True] * 5
    assert desk.guesses.standing(MARIA).wait == DAY - 15 * MINUTE  # the ten of today, though the row was broken


def test_a_right_one_gives_everything_back(desk: Desk) -> None:
    for _ in range(60):
        taken = desk.guesses.take(MARIA, OWNER, own=False)
        assert taken.allowed
        desk.guesses.right(taken)


def test_the_right_one_that_would_have_locked_locks_nobody(desk: Desk) -> None:
    desk.judged(MARIA, OWNER, 4)
    taken = desk.guesses.take(MARIA, OWNER, own=False)
    assert taken.began
    desk.guesses.right(taken)
    assert desk.guesses.standing(MARIA) == Verdict(began=True)  # four wrong ones are four wrong ones
    assert desk.judged(MARIA, STRANGER, 20) == 1


def test_the_right_one_from_the_own_phone_begins_its_row_anew(desk: Desk) -> None:
    desk.judged(MARIA, OWNER, 4, own=True)
    desk.guesses.right(desk.guesses.take(MARIA, OWNER, own=True))
    assert desk.judged(MARIA, OWNER, 20, own=True) == 5


def test_what_a_caller_tries_at_the_own_portfolio_is_counted_apart(desk: Desk) -> None:
    assert desk.judged_all(OWNER, 21) == 20
    assert desk.guesses.take(MARIA, OWNER, own=False).outcome == "busy"
    assert desk.guesses.take(MARIA, OWNER, own=True).allowed


def test_a_crowd_of_strangers_does_not_keep_owners_out_up_to_a_bound(database: Database) -> None:
    guesses = Guesses(database, SEALER, Clock(600.0), per_minute=5)
    crowd = [guesses.take(f"627{number:04}", f"+1202555{number:04}", own=False).outcome for number in range(7)]
    assert crowd == ["allowed"] * 5 + ["busy"] * 2
    owners = [guesses.take(f"628{number:04}", f"+1202555{number:04}", own=True).outcome for number in range(7)]
    assert owners == ["allowed"] * 5 + ["busy"] * 2


def test_more_owners_than_have_room_are_among_everybodys(database: Database) -> None:
    guesses = Guesses(database, SEALER, Clock(600.0), per_minute=5)
    owners = [guesses.take(f"628{number:04}", f"+1202555{number:04}", own=True).outcome for number in range(11)]
    assert owners == ["allowed"] * 10 + ["busy"]


def test_a_hundred_in_a_row_over_both_counts_close_until_a_recovery(desk: Desk) -> None:
    desk.wrong_ones(MARIA, 95)
    assert desk.judged(MARIA, OWNER, 5, own=True) == 5
    desk.clock.now += 30 * DAY
    assert desk.guesses.take(MARIA, STRANGER, own=False).outcome == "closed"
    assert desk.guesses.take(MARIA, OWNER, own=True).outcome == "closed"
    desk.guesses.opened(MARIA)
    assert desk.guesses.take(MARIA, STRANGER, own=False).allowed
    assert desk.guesses.take(MARIA, OWNER, own=True).allowed


def test_one_caller_has_twenty_wrong_ones_a_day_for_all_user_ids(desk: Desk) -> None:
    took = [desk.guesses.take(f"62742{number:02}", STRANGER, own=False) for number in range(21)]
    assert [one.outcome for one in took] == ["allowed"] * 20 + ["busy"]
    assert took[-1].wait == DAY
    assert desk.guesses.take("6274299", OWNER, own=False).allowed
    assert desk.guesses.standing("6274220") == Verdict()  # what was refused is not counted against the user ID
    desk.guesses.right(took[0])
    assert desk.guesses.take("6274220", STRANGER, own=False).allowed


def test_hidden_callers_share_one_budget(desk: Desk) -> None:
    took = [desk.guesses.take(f"6274{number:03}", "", own=False) for number in range(101)]
    assert [one.outcome for one in took] == ["allowed"] * 100 + ["busy"]


def test_codes_are_counted_with_the_callers_pins(desk: Desk) -> None:
    assert [desk.guesses.take_code(STRANGER).outcome for _ in range(21)] == ["allowed"] * 20 + ["busy"]
    assert desk.guesses.take(MARIA, STRANGER, own=False).outcome == "busy"
    taken = desk.guesses.take_code(OWNER)
    desk.guesses.right(taken)
    assert [desk.guesses.take_code(OWNER).outcome for _ in range(20)] == ["allowed"] * 20


def test_everybody_together_has_so_many_a_minute_and_who_is_refused_uses_none(database: Database) -> None:
    clock = Clock(600.0)
    first, second = (Guesses(database, SEALER, clock, per_minute=10) for _ in range(2))
    assert [first.take(MARIA, STRANGER, own=False).outcome for _ in range(9)] == ["allowed"] * 5 + ["locked"] * 4
    assert [second.take(f"627{number:04}", OWNER, own=False).outcome for number in range(6)] == ["allowed"] * 5 + [
        "busy"
    ]
    assert second.take("6270005", OWNER, own=False).wait == MINUTE
    clock.now = 660.0
    assert second.take("6270005", OWNER, own=False).allowed


def test_nobody_can_tell_a_user_id_that_exists_from_one_that_does_not(desk: Desk) -> None:
    """The desk never asks; so the same happens, and the same rows are written."""
    took = [
        [(one.outcome, one.wait, one.began) for one in (desk.guesses.take(digits, caller, own=False) for _ in range(8))]
        for digits, caller in ((MARIA, OWNER), (NOBODY, STRANGER))
    ]
    assert took[0] == took[1]


def test_what_was_taken_shows_no_key(desk: Desk) -> None:
    taken = desk.guesses.take(MARIA, OWNER, own=False)
    assert repr(taken) == "Taken(outcome='allowed', wait=0.0, began=False)"


@pytest.mark.parametrize("own", [False, True])
def test_of_sixteen_at_once_no_more_are_judged_than_allowed(desk: Desk, own: bool) -> None:
    took = at_once(lambda number: desk.guesses.take(MARIA, f"+120255501{number:02}", own), 16)
    assert sum(one.allowed for one in took) == 5
    assert sum(one.began for one in took) == 1
    assert {one.outcome for one in took} == {"allowed", "locked"}


def test_of_sixteen_of_one_caller_at_once_no_more_are_judged_than_allowed(desk: Desk) -> None:
    took = at_once(lambda number: desk.judged(f"6274{number:03}", STRANGER, 2), 16)
    assert sum(took) == 20


def test_of_sixteen_at_once_no_more_go_through_than_everybody_has(database: Database) -> None:
    guesses = Guesses(database, SEALER, Clock(), per_minute=7)
    took = at_once(lambda number: guesses.take(f"6274{number:03}", f"+120255501{number:02}", own=False), 16)
    assert sum(one.allowed for one in took) == 7


def test_strangers_and_owner_at_once_never_go_beyond_the_hundred(desk: Desk) -> None:
    desk.wrong_ones(MARIA, 98)
    desk.clock.now += 2 * DAY
    took = at_once(lambda number: desk.guesses.take(MARIA, f"+120255501{number:02}", own=number % 2 == 0), 16)
    assert sum(one.allowed for one in took) == 2


def test_right_ones_at_once_leave_nothing_behind(desk: Desk) -> None:
    def sign_in(number: int) -> bool:
        taken = desk.guesses.take(MARIA, f"+120255501{number:02}", own=False)
        if taken.allowed:
            desk.guesses.right(taken)
        return taken.allowed

    assert any(at_once(sign_in, 16))
    with desk.database.reading() as db:
        (row,) = rows.load(db, [SEALER.index("guess", MARIA)]).values()
    assert (row.in_row, row.today, row.level, row.locked_until) == (0, 0, 0, 0.0)
