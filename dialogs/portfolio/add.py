"""Cases are added: by text any number at a time, on a call one after the other. What is wrong is named, the rest is
taken."""

from dialogs import small_talk
from dialogs.call_case import ask_receipt
from dialogs.ear import Back
from dialogs.engine import Script, do, say
from dialogs.portfolio import phrases_cases as phrases
from dialogs.portfolio.case_deeds import AddCases
from dialogs.portfolio.enough import says_done
from dialogs.portfolio.ways import Refusal, Shape, Ways
from dialogs.receipts import Doubt, Reading, read
from dialogs.secret import is_long
from dialogs.words import command, opt

MOST_NAMED = 10  # wrong numbers in one answer
MOST_DOUBTS = 5
LONG = 1550  # characters: a text holds 1,600, and who pastes more never learns that the end is missing
ANOTHER, ENOUGH = "1", "2"


def add_cases(ways: Ways) -> Script[None]:
    """Until there are enough. Raises Back when nothing at all came."""
    if ways.spoken:
        yield from _one_by_one(ways)
        return
    words, heard, shape = phrases.ask_receipts(), _first_receipts, Shape(receipts=True, brief=phrases.more())
    while True:
        text = yield from ways.enter("receipts", words, heard, shape)
        if not sendable(read(text)):
            if opt(text) is not None:
                yield from say(phrases.stop_ends_texts())
            return
        yield from take(text, ways)
        words, heard = phrases.more(), _receipts


def _first_receipts(text: str) -> str | Refusal:
    """As long as nothing came, OK does not mean that this was all."""
    return Refusal(phrases.send_it()) if command(text) == "yes" else _receipts(text)


def _receipts(text: str) -> str | Refusal:
    """A message with something to take, or by which the person has sent enough."""
    reading = read(text)
    if is_long(text):
        return Refusal(small_talk.fault(reading.wrong[0]) if reading.wrong else phrases.no_receipt())
    if sendable(reading) or says_done(text):
        return text
    if command(text) == "yes":
        return Refusal(phrases.send_it())
    return Refusal(small_talk.wrong_kind(reading.kinds[0]) if reading.kinds else phrases.no_receipt())


def sendable(reading: Reading) -> bool:
    """Whether something was sent to be added."""
    return bool(reading.found or reading.doubtful or reading.wrong)


def take(text: str, ways: Ways) -> Script[None]:
    """Takes what is right in a message, and names what is not."""
    reading = read(text)
    if reading.found:
        yield from add_found(reading.found)
    if len(text) >= LONG:
        yield from say(phrases.very_long())
    for wrong in reading.wrong[:MOST_NAMED]:
        yield from say(phrases.wrong(wrong.typed, small_talk.fault(wrong)))
    if len(reading.wrong) > MOST_NAMED:
        yield from say(phrases.more_wrong(len(reading.wrong) - MOST_NAMED))
    for doubt in reading.doubtful[:MOST_DOUBTS]:
        receipt = yield from _settled(doubt, ways)
        if receipt is not None:
            yield from add_found((receipt,))
    if left := reading.doubtful[MOST_DOUBTS:]:
        yield from say(phrases.left_out([doubt.typed for doubt in left]))


def _settled(doubt: Doubt, ways: Ways) -> Script[str | None]:
    """Did you mean …? None: none of them."""
    choices = {str(key): suggestion for key, suggestion in enumerate(doubt.suggestions, 1)}
    only = len(choices) == 1
    answers = {"1": "yes", "2": "no"} if only else {**choices, "0": "no"}
    name = "did you mean " + "/".join(doubt.suggestions)
    try:
        key = yield from ways.choose(name, small_talk.did_you_mean(doubt.suggestions), answers)
    except Back:
        yield from say(small_talk.leave_it())
        return None
    return None if answers[key] == "no" else choices[key]


def add_found(receipts: tuple[str, ...]) -> Script[None]:
    yield from say(phrases.added((yield from do(AddCases(receipts)))))


def _one_by_one(ways: Ways) -> Script[None]:
    while True:
        receipt = yield from ask_receipt(ways.house)
        yield from add_found((receipt,))
        if (yield from ways.choose("another case", phrases.another(), {ANOTHER: "another", ENOUGH: "no"})) == ENOUGH:
            return
