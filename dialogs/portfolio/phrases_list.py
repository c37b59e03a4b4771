"""What is said about the list of a portfolio."""

from collections.abc import Sequence

from dialogs import answers, call_answers
from dialogs.cases import Finding
from dialogs.portfolio.case_deeds import Entry
from dialogs.portfolio.ways import both
from dialogs.text import Day, Lines, Row, Shown, Table, Text, Value, Words, _, _n, _p, lines

LAST = 4  # digits that name a case on a phone that others may see


def empty() -> Words:
    return both(
        _p("sms", "Your list is empty. Text ADD to put cases into it."),
        _p("voice", "Your list is empty."),
    )


def page(entries: Sequence[Entry], *, start: int, total: int) -> Words:
    """Some cases of the list; `start` is how many came before them."""
    told = Lines(tuple(both(_line(entry), _sentences(entry)) for entry in entries))
    table = _table(entries)
    left = total - start - len(entries)
    if left > 0:
        foot = _n("{count} more: text MORE. For one case, text its number.",
                  "{count} more: text MORE. For one case, text its number.", left)  # fmt: skip
    else:
        foot = _p("sms", "For one case, text its number or name.")
    return Shown(both(lines(told, foot), told), table)


def _table(entries: Sequence[Entry]) -> Table:
    heads = (_("No."), _("Name"), _("Form"), _("Status"), _("Since"), _("New"))
    return Table(heads, tuple(Row(str(entry.number), _cells(entry)) for entry in entries), open_one())


def open_one() -> Words:
    return _("For one case, press its name.")


def _cells(entry: Entry) -> tuple[Value, ...]:
    case = entry.finding.case
    status: Value = nothing_known(entry.finding) if case is None else answers.shown_title(case.title)
    since: Value = Day(case.since) if case is not None and case.since else ""
    form = "" if case is None else case.form
    return entry.number, named_or_last(entry), form, status, since, _("new") if entry.changed else ""


def named_or_last(entry: Entry) -> str:
    return entry.name or f"...{entry.receipt[-LAST:]}"


def _line(entry: Entry) -> Words:
    """One case in writing: number, name or last digits, status, date."""
    case = entry.finding.case
    name = named_or_last(entry)
    if case is None:
        status: Text = nothing_known(entry.finding)
        return _p("sms", "{number}. {name}: {status}", number=entry.number, name=name, status=status)
    title = answers.shown_title(case.title)
    since = Day(case.since) if case.since else None
    if since is None:
        whole = _p("sms", "{number}. {name}: {status}", number=entry.number, name=name, status=title)
    else:
        whole = _p("sms", "{number}. {name}: {status}, {day}", number=entry.number, name=name, status=title, day=since)
    return _p("sms", "(new) {line}", line=whole) if entry.changed else whole


def _sentences(entry: Entry) -> Words:
    """One case for the ear."""
    case = entry.finding.case
    which = label(entry)
    status = nothing_heard(entry.finding) if case is None else None
    return lines(
        _p("voice", "Number {number}:", number=entry.number),
        which,
        _p("voice", "This is new.") if entry.changed else None,
        status,
        call_answers.status(case) if case is not None else None,
        _("Since {day}.", day=Day(case.since)) if case is not None and case.since else None,
    )


def label(entry: Entry) -> Words:
    """The name of a case, else its last digits."""
    if entry.name:
        return _p("voice", "{name}.", name=entry.name)
    return call_answers.which_case(entry.receipt)


def nothing_known(finding: Finding) -> Text:
    if finding.outcome == "unknown":
        return _("not shown by USCIS now")
    return _("no answer from USCIS yet")


def nothing_heard(finding: Finding) -> Text:
    if finding.outcome == "unknown":
        return _p("voice", "USCIS does not show it now.")
    return _p("voice", "I have no answer from USCIS yet.")


def list_choices(*, more: bool) -> Words:
    return lines(
        _p("voice", "To hear it again, press 1."),
        _p("voice", "For the next cases, press 2.") if more else None,
        _p("voice", "For one of them in full, press 3. To go back, press 9."),
    )
