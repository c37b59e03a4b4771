"""What becomes of a case in a portfolio: a name, alerts or none, off the list."""

from dataclasses import replace

from dialogs.ear import Back
from dialogs.engine import Script, do, say
from dialogs.portfolio import phrases_cases as phrases
from dialogs.portfolio.case_deeds import Entry, FindInList, NameCase, RemoveCase, TellChanges
from dialogs.portfolio.nicknames import read_nickname
from dialogs.portfolio.orders import meant_case
from dialogs.portfolio.sign_in import owner
from dialogs.portfolio.ways import Refusal, Shape, Ways
from dialogs.secret import is_long

YES, NO = "1", "2"
NUMBER_KEYS = 3
MOST_MEANT = 5
NONE = "0"


def find_entry(ways: Ways, meant: str = "") -> Script[Entry]:
    """The one case that is meant; asks where that is not clear. Raises Back."""
    for _try in range(3):
        if not meant:
            shape = Shape(keys=NUMBER_KEYS, receipts=True)
            meant = yield from ways.enter("which case", phrases.which(), _meant, shape)
        entries = yield from do(FindInList(meant))
        if len(entries) == 1:
            return entries[0]
        if entries and len(entries) <= MOST_MEANT and not ways.spoken:
            return (yield from _one_of(entries, ways))
        yield from say(phrases.no_such_case())
        meant = ""
    raise Back


def _meant(text: str) -> str | Refusal:
    """A number, a name or a receipt number; which of them, the list knows."""
    return Refusal(phrases.no_such_case()) if is_long(text) else meant_case(text) or Refusal(phrases.no_such_case())


def _one_of(entries: tuple[Entry, ...], ways: Ways) -> Script[Entry]:
    choices = {str(key): entry.receipt for key, entry in enumerate(entries, 1)}
    name = "which of " + "/".join(choices.values())
    key = yield from ways.choose(name, phrases.which_of(entries), choices)
    return entries[int(key) - 1]


def remove_case(ways: Ways, entry: Entry | None = None, meant: str = "") -> Script[None]:
    """Takes a case off the list, after asking. Raises Back."""
    if entry is None:
        yield from owner(ways)
        entry = yield from find_entry(ways, meant)
    key = yield from ways.choose(f"remove {entry.receipt}", phrases.sure(entry), {YES: "yes", NO: "no"})
    if key == NO:
        yield from say(phrases.kept())
    elif (yield from do(RemoveCase(entry.receipt))):
        yield from say(phrases.removed(entry))
    else:
        yield from say(phrases.gone())


def name_case(ways: Ways, entry: Entry | None = None, meant: str = "", name: str = "") -> Script[None]:
    """Gives a case a name. Raises Back."""
    if entry is None:
        yield from owner(ways)
        entry = yield from find_entry(ways, meant)
    named = _heard if ways.spoken else _named
    answer = _named(name) if name else Refusal(phrases.ask_name(entry))
    if name and isinstance(answer, Refusal):
        yield from say(answer.words)
    while isinstance(answer, Refusal):
        shape = Shape(keys=1, speech=True)
        answer = yield from ways.enter(f"name {entry.receipt}", phrases.ask_name(entry), named, shape)
        if ways.spoken and answer and (yield from _misheard(answer, ways)):
            answer = Refusal(phrases.ask_name(entry))
    if (yield from do(NameCase(entry.receipt, answer))):
        yield from say(phrases.renamed(entry, answer))
    else:
        yield from say(phrases.gone())


def _misheard(name: str, ways: Ways) -> Script[bool]:
    return (yield from ways.choose(f"heard {name}", phrases.is_name_right(name), {YES: "yes", NO: "no"})) == NO


def _heard(text: str) -> str | Refusal:
    """On a call: a key for no name."""
    return "" if text.strip() == NO else _named(text)


def _named(text: str) -> str | Refusal:
    """ "" for no name."""
    if text.strip() == NONE:
        return ""
    answer = read_nickname(text)
    return answer if isinstance(answer, str) else Refusal(phrases.not_a_name(answer.reason))


def tell_changes(ways: Ways, entry: Entry | None = None, meant: str = "") -> Script[Entry]:
    """Alerts of one case: on where they were off, off where they were on. Raises Back."""
    if entry is None:
        yield from owner(ways)
        entry = yield from find_entry(ways, meant)
    on = not entry.alerts
    if not (yield from do(TellChanges(entry.receipt, on))):
        yield from say(phrases.gone())
        raise Back
    yield from say(phrases.alerts_of_case(entry, on=on))
    return replace(entry, alerts=on)
