"""What is said about a case, in writing: the short answer, the agency's full text, the dated steps, and the excuses.

The agency's words stay as they are; ours stand beside them, neutral: no advice, no prediction, no computed deadline.
"""

from collections.abc import Mapping, Sequence

from dialogs.cases import Case, Finding
from dialogs.follow_phrases import keep_looking
from dialogs.forms import form_name, form_short
from dialogs.house import House
from dialogs.meaning import meaning, title_es
from dialogs.receipts import unknown_prefix
from dialogs.text import Day, Either, Moment, Shown, Span, Text, Timeline, Verbatim, Words, _, _p, lines


def about(finding: Finding, house: House, *, alone: bool, own: bool = False) -> Words:
    """The answer to one receipt number. `alone`: it was the only one, so that the next words can refer to it; `own`: it
    is in the portfolio that is open, which looks for it anyway."""
    if finding.outcome == "found" and finding.case is not None:
        return standing(finding.case, alone=alone)
    if finding.outcome == "unknown":
        return not_shown(finding.receipt, house, looks=alone and not own)
    return slow_here(finding) if finding.outcome == "slow" and house.on_page else out_of_reach(finding, house)


def slow_here(finding: Finding) -> Words:
    """Where no text can follow: ask once more."""
    return lines(
        _("One moment, please. USCIS is slow to answer right now."),
        _("Please ask about {receipt} again in a minute.", receipt=finding.receipt),
    )


def standing(case: Case, *, alone: bool) -> Words:
    """Where a case stands: number, form, the agency's title, since when, what it means, what one can text next."""
    title = shown_title(case.title)
    since = _("Since {day}.", day=Day(case.since)) if case.since else None
    sense = meaning(case.title.get("en", ""))
    plain = None if sense is None else sense.line
    footer = (
        Either(
            (
                _p("sms", "Text MORE for the full text, HISTORY for the steps, ALERTS for news."),
                _p("sms", "Text MORE, HISTORY or ALERTS."),
                _p("sms", "Text MORE or HISTORY."),
            )
        )
        if alone
        else None
    )
    number = Verbatim({"en": case.receipt})
    heads = (_head(case, form_name(case.form)), _head(case, form_short(case.form)), _head(case, None), None)
    told = Either(tuple(lines(number, head, title, since, plain, footer) for head in heads))
    return Shown(told, _steps(case, whole=False)) if case.history else told


def _head(case: Case, name: Text | None) -> Words | None:
    if not case.form:
        return None
    form = Verbatim({"en": case.form})
    # Translators: the number of a form and its name, as in "I-130, Petition for Alien Relative".
    return form if name is None else _("{form}, {name}", form=form, name=name)


def shown_title(title: Mapping[str, str]) -> Verbatim:
    """The agency's title; where it gives no Spanish, ours, with the agency's English behind it."""
    english = title.get("en", "")
    known = None if title.get("es") else title_es(english)
    if known is None:
        return Verbatim(title)
    spanish, official = known
    return Verbatim({**title, "es": spanish if official else f"{spanish} (USCIS: {english})"})


def not_shown(receipt: str, house: House, *, looks: bool = False) -> Words:
    """A 404: it may be too new, one digit may differ, or it may not be shown; the agency does not tell which. `looks`:
    one may have it looked for."""
    looking = keep_looking() if looks else None
    digits = (
        _("Please check the three letters and each digit on your notice.")
        if unknown_prefix(receipt)
        else _("Please check each digit on your notice.")
    )
    return Either(
        (
            lines(
                _("USCIS does not show a case for {receipt} now.", receipt=receipt),
                digits,
                _("A new case can take some days to show, and some cases are not shown at all."),
                looking,
                _("USCIS can tell you more: {phone}.", phone=house.support),
            ),
            lines(
                _("USCIS does not show a case for {receipt} now.", receipt=receipt),
                digits,
                looking,
                _("USCIS can tell you more: {phone}.", phone=house.support),
            ),
        )
    )


def out_of_reach(finding: Finding, house: House) -> Words:
    """The agency can't be asked: the last known status with its date, when to try again, whom to call."""
    case = finding.case
    sorry = _("I can't reach USCIS right now to ask about {receipt}.", receipt=finding.receipt)
    again = (
        _("Please try again after {moment}.", moment=Moment(finding.until))
        if finding.until
        else _("Please try again in an hour.")
    )
    call = _("USCIS by phone: {phone}.", phone=house.support)
    if case is None:
        return lines(sorry, again, call)
    last = _("Last known, on {moment}:", moment=Moment(case.asked_at))
    return Either(tuple(lines(sorry, last, shown_title(case.title), again, more) for more in (call, None)))


def too_often(findings: Sequence[Finding]) -> Words:
    """Receipt numbers are sequential: nobody reads through them here. Says which have to wait, and how long."""
    return lines(
        _("You have asked many times in a short while, so this has to wait: {receipts}.",
          receipts=", ".join(finding.receipt for finding in findings)),
        _("Please try again in {span}.", span=Span(max(finding.wait for finding in findings))),
    )  # fmt: skip


def one_moment(receipts: tuple[str, ...]) -> Words:
    return lines(
        _("One moment, please. USCIS is slow to answer right now."),
        _("I will text you the answer about {receipts}.", receipts=", ".join(receipts)),
    )


def full_text(case: Case) -> Words:
    """What MORE gives: the agency's paragraph, plain."""
    if not case.text:
        return lines(
            _("USCIS gives no longer text for {receipt}. Its status is:", receipt=case.receipt), shown_title(case.title)
        )
    return lines(_("USCIS says about {receipt}:", receipt=case.receipt), Verbatim(case.text))


def history(case: Case) -> Words:
    """What HISTORY gives: the dated steps, oldest first."""
    if not case.history:
        return lines(_("USCIS gives no list of steps for {receipt}. Its status is:", receipt=case.receipt),
                     shown_title(case.title))  # fmt: skip
    steps = [
        # Translators: one step of a case's history: a date, then the agency's words.
        _("{day}: {step}", day=Day(step.on), step=shown_title(step.words))
        for step in case.history
    ]
    return Shown(lines(_steps_of(case), *steps), _steps(case, whole=True))


def _steps(case: Case, *, whole: bool) -> Timeline:
    steps = tuple((Day(step.on), shown_title(step.words)) for step in case.history)
    return Timeline(_steps_of(case), steps, whole)


def _steps_of(case: Case) -> Text:
    return _("The steps of {receipt}:", receipt=case.receipt)
