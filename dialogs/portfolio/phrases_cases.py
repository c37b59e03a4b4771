"""What is said about the cases of a portfolio: the list, one of them, and what becomes of it."""

from collections.abc import Sequence

from dialogs.portfolio.case_deeds import MOST_CASES, AddOutcome, Entry
from dialogs.portfolio.phrases_list import LAST, label, named_or_last
from dialogs.portfolio.ways import both
from dialogs.text import Lines, Spelt, Text, Words, _, _n, _p, lines

MOST_SAID = 5  # cases named one by one when many are added


def ask_receipts() -> Words:
    return _p("sms", "Now text your receipt numbers, one or many in one text. Text 0 when you are done.")


def more() -> Words:
    return _p("sms", "Is there another receipt number? Text it, or 0 if that was all.")


def send_it() -> Words:
    return _p("sms", "Good: I wait for the number.")


def stop_ends_texts() -> Words:
    return _p("sms", "If you want no texts at all, text STOP.")


def very_long() -> Words:
    return _p("sms", "That text was very long; its end may be missing. Please compare the count.")


def another() -> Words:
    return _p("voice", "For another case, press 1. To go on, press 2.")


def no_receipt() -> Words:
    return _("I did not find a receipt number in your message.")


def wrong(typed: str, fault: Text) -> Words:
    # Translators: a number as it was typed, and what is wrong with it.
    return _("Not taken: {typed}. {fault}", typed=typed, fault=fault)


def more_wrong(count: int) -> Words:
    return _n("{count} other was not taken.", "{count} others were not taken.", count)


def left_out(typed: Sequence[str]) -> Words:
    """Numbers that nobody was asked about: too many at once were doubtful."""
    return lines(
        _("Too many of them were doubtful at once. Not added: {receipts}.", receipts=", ".join(typed[:MOST_SAID])),
        more_wrong(len(typed) - MOST_SAID) if len(typed) > MOST_SAID else None,
        _("Please compare them with your notices and send them again."),
    )


def added(outcomes: Sequence[tuple[str, AddOutcome, int]]) -> Words:
    new = [(receipt, number) for receipt, outcome, number in outcomes if outcome == "added"]
    there = [(receipt, number) for receipt, outcome, number in outcomes if outcome == "there"]
    later = [receipt for receipt, outcome, _number in outcomes if outcome == "later"]
    full = [receipt for receipt, outcome, _number in outcomes if outcome == "full"]
    said: list[Words] = []
    if len(new) > MOST_SAID:
        said.append(_n("Added: {count} case.", "Added: {count} cases.", len(new)))
    else:
        said += [_added_one(receipt, number) for receipt, number in new]
    if len(there) > MOST_SAID:
        said.append(_n("{count} is in your list already.", "{count} are in your list already.", len(there)))
    else:
        said += [_there_one(receipt, number) for receipt, number in there]
    if full:
        said.append(_n("Not added: {count} case. A portfolio holds {most}.",
                       "Not added: {count} cases. A portfolio holds {most}.", len(full), most=MOST_CASES))  # fmt: skip
    if later:
        said.append(_n("Not added: {count} case. That was enough for one day; please go on tomorrow.",
                       "Not added: {count} cases. That was enough for one day; please go on tomorrow.",
                       len(later)))  # fmt: skip
    return Lines(tuple(said))


def _added_one(receipt: str, number: int) -> Words:
    return both(
        _p("sms", "Added {number}: {receipt}", number=number, receipt=receipt),
        _p("voice", "The case that ends in {digits} is number {number} in your list.",
           digits=Spelt(receipt[-LAST:]), number=number),
    )  # fmt: skip


def _there_one(receipt: str, number: int) -> Words:
    return both(
        _p("sms", "Already there, as {number}: {receipt}", number=number, receipt=receipt),
        _p("voice", "The case that ends in {digits} is in your list already, as number {number}.",
           digits=Spelt(receipt[-LAST:]), number=number),
    )  # fmt: skip


# One of them.


def which() -> Words:
    return both(
        _p("sms", "Which case? Text its number in your list, its name, or the receipt number."),
        _p("voice", "Enter the number of the case with two digits, like 0 1, then press pound."),
    )


def which_of(entries: Sequence[Entry]) -> Words:
    named = [
        _p("sms", "{key} = {name}, {receipt}", key=str(key), name=named_or_last(entry),
           receipt=entry.receipt)
        for key, entry in enumerate(entries, 1)
    ]  # fmt: skip
    return Lines((_("Which one did you mean?"), *named))


def no_such_case() -> Words:
    return both(
        _p("sms", "There is no such case in your list. Text LIST to see it."),
        _p("voice", "There is no case with that number in your list."),
    )


def nothing_so_called() -> Words:
    return _p("sms", "No case in your list has that number or name. Text LIST to see it.")


def whole_list() -> Words:
    return _p("sms", "That was the whole list. Text LIST to see it again.")


def one_at_a_time(order: str) -> Words:
    return _p("sms", "One at a time, please: {order}.", order=order)


def named(entry: Entry) -> Words | None:
    """The name before the answer about a case."""
    if not entry.name:
        return None
    return both(_p("sms", "{number}. {name}", number=entry.number, name=entry.name), _p("voice", "{name}.",
                name=entry.name))  # fmt: skip


def case_choices(entry: Entry, *, told: bool) -> Words:
    alerts = (
        _p("voice", "To switch off its alerts, press 5.") if entry.alerts else _p("voice", "To get alerts, press 5.")
    )
    return lines(
        reader_choices(told=told),
        _p("voice", "To take it off your list, press 4."),
        alerts,
        _p("voice", "To give it a name, press 6."),
    )


def sure(entry: Entry) -> Words:
    """Before a case is taken off the list."""
    name = named_or_last(entry)
    return both(
        _p("sms", "Take {number}. {name} ({receipt}) off your list? Text 1 for yes, 2 for no.", number=entry.number,
           name=name, receipt=entry.receipt),
        lines(label(entry), _p("voice", "To take it off your list, press 1. To keep it, press 2.")),
    )  # fmt: skip


def removed(entry: Entry) -> Words:
    return both(_p("sms", "Taken off: {receipt}.", receipt=entry.receipt), _p("voice", "It is off your list."))


def kept() -> Words:
    return _("It stays in your list.")


def gone() -> Words:
    return _("That case is not in your list any more.")


def ask_name(entry: Entry) -> Words:
    return both(
        _p("sms", "Which name shall {receipt} have? Like Mom, or a client's name. Text 0 for none.",
           receipt=entry.receipt),
        _p("voice", "Say the name now, like Mom. For no name, press 2."),
    )  # fmt: skip


def not_a_name(fault: str) -> Words:
    known: dict[str, Text] = {
        "too_long": _("That name is too long: up to 30 letters."),
        "number": _("A name needs a letter in it."),
        "receipt": _("Please choose a name without a receipt number."),
        "word": _("That word is one of my commands. Please choose another."),
        "signs": _("A name may have letters, digits, spaces, and simple signs like - or '."),
    }
    return known.get(fault, known["signs"])


def is_name_right(name: str) -> Words:
    return _p("voice", "I heard: {name}. If that is right, press 1. If not, press 2.", name=name)


def renamed(entry: Entry, name: str) -> Words:
    if not name:
        return both(_p("sms", "{receipt} has no name now.", receipt=entry.receipt), _p("voice", "It has no name now."))
    return both(
        _p("sms", "{number}. {name} is the name of {receipt}.", number=entry.number, name=name, receipt=entry.receipt),
        _p("voice", "Its name is {name}.", name=name),
    )


def alerts_of_case(entry: Entry, *, on: bool) -> Words:
    if on:
        return both(_p("sms", "Alerts for {receipt} are on.", receipt=entry.receipt), _p("voice", "Its alerts are on."))
    return both(_p("sms", "Alerts for {receipt} are off.", receipt=entry.receipt), _p("voice", "Its alerts are off."))


def reader_choices(*, told: bool) -> Words:
    """`told`: there is more to tell about it."""
    if not told:
        return _p("voice", "To hear it again, press 1.")
    return _p("voice", "To hear it again, press 1. For more details, press 2. For the history, press 3.")
