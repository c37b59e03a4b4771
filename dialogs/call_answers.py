"""What is said about a case, for the ear: short sentences, one thing each, numbers one digit at a time.

The agency's words stay as they are; ours stand beside them, neutral: no advice, no prediction, no computed deadline.
"""

from dialogs.cases import Case, Finding
from dialogs.forms import form_name
from dialogs.meaning import meaning, title_es
from dialogs.receipts import unknown_prefix
from dialogs.text import Day, Lines, Moment, Span, Spelt, Text, Verbatim, Words, _, _n, _p, lines

MOST_STEPS = 10
LAST = 4  # digits that name a case on a phone that others may hear


def about(finding: Finding) -> Words:
    """The answer to one receipt number."""
    case = finding.case
    if finding.outcome == "found" and case is not None:
        return standing(case)
    if finding.outcome == "unknown":
        return not_shown(finding.receipt)
    if finding.outcome == "limited":
        return lines(_p("voice", "You have asked many times in a short while."),
                     _("Please try again in {span}.", span=Span(finding.wait)))  # fmt: skip
    if finding.outcome == "slow":
        return lines(_p("voice", "USCIS is slow today. I have no answer yet."), *_last_known(case))
    again = (
        _("Please try again after {moment}.", moment=Moment(finding.until))
        if finding.until
        else _("Please try again in an hour.")
    )
    return lines(_p("voice", "I am not able to reach USCIS right now."), *_last_known(case), again)


def standing(case: Case) -> Words:
    """Where a case stands: which one, the form, the agency's title, since when, what it means."""
    sense = meaning(case.title.get("en", ""))
    since = _("Since {day}.", day=Day(case.since)) if case.since else None
    plain = None if sense is None else sense.spoken
    return lines(which_case(case.receipt), form(case.form), status(case), since, plain)


def status(case: Case) -> Text:
    return _p("voice", "The status is: {title}.", title=shown_title(case.title))


def which_case(receipt: str) -> Text:
    return _p("voice", "The case that ends in {digits}.", digits=Spelt(receipt[-LAST:]))


def form(number: str) -> Words | None:
    if not number:
        return None
    name = form_name(number)
    spelt = Spelt(number, plainly=True)
    if name is None:
        return _p("voice", "Form {form}.", form=spelt)
    # Translators: the number of a form and its name, as in "Form I-130, Petition for Alien Relative."
    return _p("voice", "Form {form}, {name}.", form=spelt, name=name)


def shown_title(title: dict[str, str]) -> Verbatim:
    """The agency's title; where it gives no Spanish, ours: nobody hears half a sentence in another language."""
    english = title.get("en", "")
    known = None if title.get("es") else title_es(english)
    return Verbatim(title if known is None else {**title, "es": known[0]})


def not_shown(receipt: str) -> Words:
    """A 404: it may be too new, one digit may differ, or it may not be shown; the agency does not tell which."""
    digits = (
        _("Please check the three letters and each digit on your notice.")
        if unknown_prefix(receipt)
        else _("Please check each digit on your notice.")
    )
    return lines(
        _p("voice", "USCIS does not show a case for this number now."),
        digits,
        _("A new case can take some days to show, and some cases are not shown at all."),
        _p("voice", "For help or a person, press 0."),
    )


def full_text(case: Case) -> Words:
    """The agency's paragraph."""
    if not case.text:
        return lines(_p("voice", "USCIS gives no more details."), status(case))
    return lines(_p("voice", "USCIS says:"), Verbatim(case.text))


def history(case: Case) -> Words:
    """The dated steps, the newest first and no more than one listens to."""
    if not case.history:
        return lines(_p("voice", "USCIS gives no history for this case."), status(case))
    steps: list[Words] = []
    for step in reversed(case.history[-MOST_STEPS:]):
        steps += [_p("voice", "{day}.", day=Day(step.on)), Verbatim(step.words)]
    earlier = len(case.history) - MOST_STEPS
    if earlier > 0:
        steps.append(_n("There is {count} earlier entry.", "There are {count} earlier entries.", earlier))
    return Lines((_p("voice", "This is the history, the newest first."), *steps))


def _last_known(case: Case | None) -> tuple[Words, ...]:
    if case is None:
        return ()
    asked = _p("voice", "I last asked on {moment}. The status was: {title}.",
               moment=Moment(case.asked_at), title=shown_title(case.title))  # fmt: skip
    return (asked,)
