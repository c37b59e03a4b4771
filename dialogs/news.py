"""News of cases, as an alert tells it: to a phone that others may see, so without a receipt number or a user ID.

Every text says first who writes. What stands in it is the owner's choice: everything, the new status only, or only that
there is news.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dialogs.answers import shown_title
from dialogs.cases import Case
from dialogs.follow_deeds import KEPT_LOOKING
from dialogs.house import House
from dialogs.meaning import meaning
from dialogs.text import Day, Either, Lines, Text, Verbatim, Words, _, _n, _p, lines

NewsKind = Literal["changed", "grew", "vanished", "appeared", "unheard"]
Level = Literal["all", "title", "hint"]
LAST = 4  # digits by which a case without a name is known
MOST = 6  # cases named in one text
GONE = ("vanished", "unheard")  # what is known of such a case is old
RECEIPT = re.compile(r"\b[A-Z]{3}[ -]?(?:\d[ -]?){6}(\d{4})\b")


@dataclass(frozen=True, slots=True)
class News:
    """What happened to a case. `name` is its owner's for it, or ""; `case` is what is known of it now (of one that
    vanished: the last status); `before` the title that it had, by language.

    changed   another status
    grew      a new step, under the same status
    vanished  the agency no longer shows it
    appeared  the agency shows it for the first time
    unheard   it was looked for in vain, and is not looked for any more
    """

    kind: str
    name: str
    receipt: str
    form: str
    case: Case | None
    before: Mapping[str, str]

    @property
    def label(self) -> str:
        return self.name or f"...{self.receipt[-LAST:]}"


def alert_text(news: Sequence[News], level: str, house: House, *, first: bool) -> Words:
    """A text to a contact of a portfolio; `first`: that phone never got one from here."""
    why = _why(_p("sms", "You get this because this phone belongs to a portfolio.")) if first else None
    hint = lines(_p("sms", "{name}: there is news about a case. Text LIST to see it.", name=house.name), why)
    if level == "hint":
        return hint
    told = _shortened(news, house, lines(_p("sms", "Text LIST for more."), why), full=level == "all")
    if len(news) == 1:
        told += _shortened(news, house, lines(why), full=False)
    return Either((*told, hint))


def followed_text(news: Sequence[News], house: House) -> Words:
    """A text to a phone without a portfolio."""
    then = _p("sms", "For more, text the receipt number. ALERTS: change this. STOP ends all texts.")
    return Either(_shortened(news, house, lines(then), full=False))


def test_text(level: str, house: House, *, first: bool) -> Words:
    """What TEST sends: how an alert looks."""
    why = _why(_p("sms", "You get this because this phone belongs to a portfolio.")) if first else None
    return lines(_p("sms", "{name}: this is a test. Your alerts come to this phone.", name=house.name), why)


def _why(reason: Text) -> Words:
    return lines(reason, _p("sms", "Msg & data rates may apply. STOP ends all texts."))


def _shortened(news: Sequence[News], house: House, end: Words, *, full: bool) -> tuple[Words, ...]:
    """With as many cases as there is room for; each says less than the one before."""
    head = _p("sms", "{name}: news from USCIS.", name=house.name)
    choices: list[Words] = []
    for count in range(min(len(news), MOST), 0, -1):
        left = more(len(news) - count)
        if full:
            choices.append(lines(head, *(_in_full(each) for each in news[:count]), left, end))
        choices.append(lines(head, *(line(each) for each in news[:count]), left, end))
    return tuple(choices)


def more(count: int) -> Words | None:
    """That there are others, which are not named."""
    return _n("And {count} more case.", "And {count} more cases.", count) if count else None


def _in_full(each: News) -> Words:
    sense = meaning(each.case.title.get("en", "")) if each.case is not None and each.kind != "vanished" else None
    return lines(line(each), None if sense is None else sense.line)


def line(each: News) -> Text:
    """One case in one line."""
    case = each.case
    if each.kind == "unheard" or case is None:
        return _(
            "{label}: USCIS has not shown this case for {days} days, so I no longer ask. To go on, send its number.",
            label=each.label, days=KEPT_LOOKING,
        )  # fmt: skip
    title = shown_title(case.title)
    if each.kind == "vanished":
        return _("{label}: USCIS does not show this case now. Its last status: {title}", label=each.label, title=title)
    if each.kind == "appeared":
        return _("{label}: USCIS shows this case now: {title}", label=each.label, title=title)
    if each.kind == "grew":
        return _("{label}: a new step. The status: {title}", label=each.label, title=title)
    if case.since:
        return _("{label}: {title}, {day}", label=each.label, title=title, day=Day(case.since))
    return _("{label}: {title}", label=each.label, title=title)


# E-mail.


def subject(house: House, *, weekly: bool, test: bool) -> Words:
    """Whoever looks over a shoulder learns nothing."""
    if test:
        return _("{name}: a test", name=house.name)
    if weekly:
        return _("{name}: this week's news", name=house.name)
    return _("{name}: news about a case of yours", name=house.name)


def opening(count: int, *, test: bool, weekly: bool, hint: bool) -> Words:
    if test:
        return _("This is a test. Your alerts come to this address.")
    if hint:
        return _("There is news about a case of yours. To see it, text LIST to us.")
    if weekly:
        return _n("This week {count} case has news.", "This week {count} cases have news.", count)
    return _n("{count} case has news.", "{count} cases have news.", count)


def was(before: Mapping[str, str]) -> Words:
    return _("Before: {title}", title=shown_title(before))


def sense(each: News) -> Words | None:
    """What it means, and whether anything is to be done."""
    if each.case is None or each.kind in GONE:
        return None
    known = meaning(each.case.title.get("en", ""))
    return None if known is None else known.line


def agency_words(each: News) -> tuple[Text, Verbatim] | None:
    """Whose words they are, and the agency's paragraph, in which a receipt number is its last four digits."""
    if each.case is None or each.kind in GONE or not each.case.text:
        return None
    masked = {language: RECEIPT.sub(r"...\1", text) for language, text in each.case.text.items()}
    return _("USCIS says about {receipt}:", receipt=f"...{each.receipt[-LAST:]}"), Verbatim(masked)


def newest_step(each: News) -> Words | None:
    """The newest dated step of a case's history."""
    if each.case is None or not each.case.history:
        return None
    step = each.case.history[-1]
    masked = {language: RECEIPT.sub(r"...\1", text) for language, text in step.words.items()}
    return _("{day}: {step}", day=Day(step.on), step=shown_title(masked))


def closing(house: House) -> Lines:
    return lines(
        _("For all your cases, text LIST to us, or call."),
        _("You get this because this address belongs to a portfolio at {name}.", name=house.name),
        _("{name} never asks for money, and never for your PIN by e-mail.", name=house.name),
    )


def no_more() -> Words:
    return _("No more e-mails like this, or fewer:")
