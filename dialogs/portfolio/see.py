"""The list of a portfolio, and one of its cases."""

from collections.abc import Sequence
from contextlib import suppress

from dialogs import call_answers
from dialogs.ear import Back
from dialogs.engine import Afresh, Script, do, hear, say
from dialogs.look_up import find, go_on
from dialogs.portfolio import phrases_cases as phrases
from dialogs.portfolio import phrases_list
from dialogs.portfolio.case_deeds import Entry, FindInList, FindOwn, OrderCases, ShowCases
from dialogs.portfolio.change import find_entry, name_case, remove_case, tell_changes
from dialogs.portfolio.sign_in import anybody
from dialogs.portfolio.ways import Ways
from dialogs.words import command

AGAIN, NEXT, ONE = "1", "2", "3"
MORE, HISTORY, REMOVE, ALERTS, NAME = "2", "3", "4", "5", "6"


def show_list(ways: Ways, name: str = "") -> Script[None]:
    """A page after the other; what changed stands first. `name`: only the cases that are called so. Raises Back."""
    yield from anybody(ways)
    numbers = yield from do(OrderCases())
    if numbers and name:
        called = {entry.number for entry in (yield from do(FindInList(name)))}
        numbers = tuple(number for number in numbers if number in called)
    if not numbers:
        yield from say(phrases.nothing_so_called() if name else phrases_list.empty())
        return
    start = 0
    while start < len(numbers):
        entries = yield from do(ShowCases(numbers[start : start + ways.page]))
        more = start + ways.page < len(numbers)
        yield from say(phrases_list.page(entries, start=start, total=len(numbers)))
        if ways.spoken:
            yield from _go_through(entries, numbers[start : start + ways.page], ways, start=start, more=more)
        elif more:
            yield from _wait_for_more()
        start += ways.page


def _wait_for_more() -> Script[None]:
    """MORE; anything else has nothing to do with the rest of the list."""
    reply = yield from hear("list")
    if reply.stray or command(reply.text) != "more":
        raise Afresh


def _go_through(
    entries: Sequence[Entry], numbers: tuple[int, ...], ways: Ways, *, start: int, more: bool
) -> Script[None]:
    """On a call: again, the next ones, or one of them. Raises Back."""
    choices = {AGAIN: "again", ONE: "details", **({NEXT: "next"} if more else {})}
    while True:
        key = yield from ways.choose(f"list from {start}", phrases_list.list_choices(more=more), choices)
        if key == NEXT:
            return
        if key == ONE:
            with suppress(Back):
                yield from one_case(ways)
            entries = yield from do(ShowCases(numbers))  # it may have another name now, or be gone
        yield from say(phrases_list.page(entries, start=start, total=start + len(entries)))


def one_case(ways: Ways, meant: str = "") -> Script[None]:
    """Where one case stands, and what can be done about it. Raises Back."""
    owner = yield from anybody(ways)
    entry = yield from find_entry(ways, meant)
    if not ways.spoken:
        if (head := phrases.named(entry)) is not None:
            yield from say(head)
        findings = yield from find((entry.receipt,), ways.house, own=True)
        yield from go_on(findings, ways.house, own=True)
        return
    yield from _heard(entry, ways, changes=owner.scope == "owner")


def _heard(entry: Entry, ways: Ways, *, changes: bool) -> Script[None]:
    """One case on a call. Raises Back."""
    (finding,) = yield from do(FindOwn((entry.receipt,)))
    about = call_answers.about(finding)
    yield from say(about)
    case = finding.case
    choices = {AGAIN: "again", **({MORE: "more", HISTORY: "history"} if case is not None else {})}
    if changes:
        choices |= {REMOVE: "remove", ALERTS: "alerts", NAME: "name"}
    while True:
        told = case is not None
        words = phrases.case_choices(entry, told=told) if changes else phrases.reader_choices(told=told)
        key = yield from ways.choose(f"case {entry.number} {entry.receipt}", words, choices)
        if key == REMOVE:
            yield from remove_case(ways, entry)
            return
        if key == ALERTS:
            entry = yield from tell_changes(ways, entry)
        elif key == NAME:
            yield from name_case(ways, entry)
        elif case is None or key == AGAIN:
            yield from say(about)
        else:
            yield from say(call_answers.full_text(case) if key == MORE else call_answers.history(case))
