"""Where does my case stand? On a call: from the keys or the voice of a caller to what is said, and what comes next."""

from collections.abc import Callable
from dataclasses import dataclass

from dialogs import call_answers, call_words
from dialogs.call_words import Hints
from dialogs.cases import Finding
from dialogs.deeds import CheckLine, FindCases, LookAgain, MeetPerson, Person, PromiseAnswer
from dialogs.ear import Back, Question, choose, listen, meanwhile
from dialogs.engine import Reply, Script, do, say
from dialogs.entry import Keys, Wait
from dialogs.house import House
from dialogs.receipts import BY_KEYS, Reading, keypad, read, unknown_prefix
from dialogs.spoken import spoken_receipt
from dialogs.text import Words
from dialogs.twokeys import letters

LONGEST = 13  # keys: three letters and ten digits, or three letters, the asterisk and nine digits
TAIL = 10  # what follows the letters: ten digits, or the asterisk and nine
LETTERS = 6  # keys: three letters, two for each
MOST_CHOICES = 6
MOST_PIECES = 5  # breaths in which a number is said
WAITS = 4
PAUSE = 1  # second, between "still looking" and the next look
ASK_AGAIN, MORE, HISTORY, TEXT, ANOTHER = "1", "2", "3", "4", "5"


def check_case(person: Person, texted: set[str], house: House) -> Script[None]:
    """One receipt number after the other, until the caller goes back. Raises Back and Farewell."""
    while True:
        receipt = yield from ask_receipt(house)
        finding = yield from look_up(receipt, house)
        yield from tell(finding, person, texted, house)


def ask_receipt(house: House) -> Script[str]:
    """A receipt number that the caller has heard back and called right. Raises Back and Farewell."""
    while True:
        try:
            receipt = yield from settle((yield from enter(house)), house)
            if (yield from confirm(receipt, house)):
                return receipt
        except _Anew:
            pass


class _Anew(Exception):  # noqa: N818 - an order, not an error
    """The number is to be entered again."""


@dataclass(slots=True)
class _Entered:
    """What was read in an answer; what the caller pressed; what they said so far, in pieces."""

    reading: Reading = Reading()  # noqa: RUF009 - it is frozen
    pressed: str = ""
    pieces: tuple[str, ...] = ()

    def take(self, reply: Reply) -> bool:
        """Whether it holds one number, however doubtful its letters."""
        if reply.kind == "keys":
            self.pressed, self.pieces, self.reading = reply.text, (), read(reply.text)
            return bool(self.reading.found or self.reading.doubtful) or _letters_unknown(self)
        self.pressed = ""
        # People draw breath in the middle of thirteen signs: what came before may be its beginning.
        for text in (reply.text, " ".join((*self.pieces, reply.text))):
            self.reading = spoken_receipt(text)
            if self.reading.found or self.reading.doubtful:
                return True
        self.pieces = (*self.pieces, reply.text)[-MOST_PIECES:]
        return False

    def more(self) -> Words | None:
        """What is said to a beginning of a number; None where there is none, or where it gets no longer."""
        wrong = self.reading.wrong[0] if self.reading.wrong else None
        if not self.pieces or len(self.pieces) == MOST_PIECES or wrong is None or wrong.reason != "digits_missing":
            return None
        return call_words.go_on(wrong.count)


def enter(house: House) -> Script[_Entered]:
    """Keys or speech that hold one number, however doubtful its letters. Raises Back and Farewell."""
    entered = _Entered()
    question = Question(
        "receipt",
        call_words.enter(),
        Keys(LONGEST, "receipt"),
        _entry_hints(entered),
        brief=call_words.enter_briefly(),
        more=entered.more,
    )
    yield from listen(question, lambda reply: "" if entered.take(reply) else None, house)
    return entered


def _entry_hints(entered: _Entered) -> Hints:
    """What was wrong with the number, and how to enter one."""

    def named(hint: Callable[[bool], Words]) -> Callable[[bool], Words]:
        return lambda silent: hint(silent) if silent else call_words.wrong_number(entered.reading, hint(silent))

    return tuple(named(hint) for hint in call_words.ENTRY_HINTS)


def _letters_unknown(entered: _Entered) -> bool:
    """Whether all 13 keys are there, and three letters are meant that no known prefix has."""
    wrong = entered.reading.wrong
    return len(entered.pressed) == LONGEST and bool(wrong) and wrong[0].reason == "letters_missing"


def settle(entered: _Entered, house: House) -> Script[str]:
    """The one number that is meant. Raises Back and Farewell."""
    suggestions = _meant(entered)
    if not suggestions:
        return (yield from spell_letters(entered.pressed, house))
    if len(suggestions) == 1:
        return suggestions[0]
    choices = {str(key): suggestion for key, suggestion in enumerate(suggestions, 1)}
    other = str(len(suggestions) + 1)
    # The name of the question holds its choices: a late answer never picks another number.
    question = Question(
        "which " + "/".join(suggestions),
        call_words.which(suggestions),
        Keys(1, "choice"),
        brief=call_words.which(suggestions, briefly=True),
        choices={**choices, other: "other"},
        ahead=False,
    )
    try:
        key = yield from choose(question, house)
    except Back:
        raise _Anew from None
    if key == other:
        # What was heard may have other letters altogether; what was pressed must be keyed by them.
        return (yield from spell_letters(entered.pressed or suggestions[0][3:], house))
    return choices[key]


def _meant(entered: _Entered) -> tuple[str, ...]:
    """The numbers that may be meant, the likeliest first; none where the letters are not known."""
    reading = entered.reading
    if not reading.found:
        return reading.doubtful[0].suggestions[:MOST_CHOICES] if reading.doubtful else ()
    heard = reading.found[0]
    if entered.pressed:
        return (heard,)
    # M and N, V and T are one sound on a telephone; the same pairs share their keys.
    alike = BY_KEYS.get(keypad(heard[:3]), ())
    return tuple(dict.fromkeys((heard, *(prefix + heard[3:] for prefix in alike))))


def spell_letters(number: str, house: House) -> Script[str]:
    """The three letters by two keys each, for what no known prefix explains, before `number`: all the keys that were
    pressed, or what follows the letters. Raises Back and Farewell."""
    pressed, rest = number[:-TAIL], number[-TAIL:]

    def heard(reply: Reply) -> str | None:
        word = letters(reply.text) if reply.kind == "keys" and len(reply.text) == LETTERS else None
        return word if word is not None and keypad(word).startswith(pressed) else None

    question = Question(
        "letters",
        call_words.letters(),
        Keys(LETTERS),
        call_words.LETTER_HINTS,
        brief=call_words.letter_keys(),
    )
    try:
        return (yield from listen(question, heard, house)) + rest
    except Back:
        raise _Anew from None


def confirm(receipt: str, house: House) -> Script[bool]:
    """Reads the number back; no check digit is known, and a wrong digit is somebody else's case."""
    question = Question(
        f"right {receipt}",
        call_words.read_back(receipt, strange=unknown_prefix(receipt)),
        Keys(1, "choice"),
        brief=call_words.is_it_right(),
        ahead=False,
        choices={"1": "yes", "2": "no"},
    )
    try:
        return (yield from choose(question, house)) == "1"
    except Back:
        raise _Anew from None


def look_up(receipt: str, house: House) -> Script[Finding]:
    """Asks, and never leaves the caller in silence: a slow agency is bridged, at most four times. Raises Back and
    Farewell."""
    finding = (yield from do(FindCases((receipt,))))[0]
    for turn in range(1, WAITS + 1):
        if finding.outcome != "slow":
            break
        yield from say(call_words.one_moment(turn))
        yield from meanwhile(f"wait {turn}", Wait(PAUSE), house)
        finding = (yield from do(LookAgain((receipt,))))[0]
    return finding


def tell(finding: Finding, person: Person, texted: set[str], house: House) -> Script[None]:
    """The answer, and what can be asked about it, until another number is wanted. Raises Back and Farewell. `texted`:
    the numbers about which a text was asked for."""
    yield from say(call_answers.about(finding))
    while True:
        key = yield from choose(after(finding, person), house)
        case = finding.case
        if key == ANOTHER:
            return
        if key == TEXT:
            yield from text_it(finding, texted)
        elif key == ASK_AGAIN or case is None:
            if finding.outcome != "found":
                finding = yield from look_up(finding.receipt, house)
            yield from say(call_answers.about(finding))
        else:
            yield from say(call_answers.full_text(case) if key == MORE else call_answers.history(case))


def after(finding: Finding, person: Person) -> Question:
    """What can be asked for after an answer. Whoever can't get texts is not offered one, but told so when they ask."""
    told, coming = finding.outcome == "found", finding.outcome in ("found", "slow")
    choices = {ASK_AGAIN: "again", ANOTHER: "another"}
    if told:
        choices |= {MORE: "more", HISTORY: "history"}
    if coming:
        choices |= {TEXT: "text"}
    words = call_words.next_choices(told=told, texting=coming and person.textable, unknown=finding.outcome == "unknown")
    return Question(f"next {finding.receipt} {finding.outcome}", words, Keys(1, "choice"), choices=choices)


def text_it(finding: Finding, texted: set[str]) -> Script[None]:
    """The answer as a text to the phone that calls, where that can be, and once: its number may be forged."""
    if finding.receipt in texted:
        yield from say(call_words.texted_already())
        return
    person = yield from do(MeetPerson())  # they may have said STOP since they called
    if person.stopped:
        yield from say(call_words.texts_stopped())
        return
    line = (yield from do(CheckLine())) if person.textable else "deaf"
    if line == "deaf":
        yield from say(call_words.cannot_text())
    elif line == "enough":
        yield from say(call_words.enough_texts())
    else:
        yield from do(PromiseAnswer((finding.receipt,)))
        texted.add(finding.receipt)
        yield from say(call_words.texted(later=finding.outcome == "slow"))
