"""The page of terms: what the service is, who may use it and how, and what nobody can promise."""

from dialogs.policies import messaging
from dialogs.policies.facts import Facts
from dialogs.policies.lengths import length
from dialogs.policies.privacy import changes
from dialogs.policies.sheet import Section, Sheet, points, section
from dialogs.text import Day, Text, _, _n

SINCE = Day("2026-11-26")  # change it whenever the words change; numbers may change without


def terms(facts: Facts) -> Sheet:
    return Sheet(
        _("Terms of use"),
        SINCE,
        (
            _what(facts),
            _not(facts),
            _who(),
            _portfolio(facts),
            _messages(facts),
            _limits(facts),
            _promise(),
            _ending(),
            changes(),
            messaging.person(facts),
        ),
    )


def label(name: str) -> Text:
    """What stands in the title of the window."""
    return _("Terms of use: {name}", name=name)


def _what(facts: Facts) -> Section:
    return section(
        "what",
        _("What this service is"),
        _("You give {name} a receipt number by text, by phone or on this site. It tells you what USCIS says about the"
          " case. You can make a list of your cases, called a portfolio, and be told when one changes.",
          name=facts.house.name),
        _("It costs nothing. We never ask for money. Your phone company may charge you for texts, calls and data."),
        _("If you use the service, these terms hold. What we do with your data stands on the page Privacy."),
    )  # fmt: skip


def _not(facts: Facts) -> Section:
    return section(
        "not",
        _("What it is not"),
        points(
            None
            if facts.house.is_agency
            else _("It is not USCIS. USCIS did not make it, and is not to blame for it."),
            _("The records of USCIS and the notices in your mail are what counts. If they say something else, believe"
              " them."),
            _("It gives no legal advice. It can't tell how a case will end. For advice, ask a lawyer, or a helper whom"
              " the Department of Justice has accredited."),
            _("It may be late. USCIS may show a change days after it was made, and we ask only now and then. For a"
              " deadline, do not rely on us: the notice has the date."),
            _("It is not for emergencies."),
        ),
    )  # fmt: skip


def _who() -> Section:
    return section(
        "who",
        _("Who may use it, and for what"),
        points(
            _("Adults may use it."),
            _("Ask about your own case, or about one whose owner said that you may. Lawyers, helpers and families are"
              " welcome."),
            _("Do not try out numbers to find the cases of strangers."),
            _("Do not try to open the portfolio of somebody else."),
            _("Add only phones and e-mail addresses that are yours, or whose owner wants to be told."),
            _("Do not flood the service, sell it on, or let programs use it as if they were people."),
        ),
    )  # fmt: skip


def _portfolio(facts: Facts) -> Section:
    limits = facts.limits
    return section(
        "portfolio",
        _("Your portfolio and your PIN"),
        points(
            _("Tell your PIN to nobody. We ask for it only when you open your portfolio, or on a call with news that"
              " you chose. If somebody may know it, text PIN and choose a new one."),
            _("To let somebody read your list, text SHARE and give them a code. Do not give them the PIN."),
            _n("{count} wrong PIN in a row locks the portfolio for {time}; more lock it for longer.",
               "{count} wrong PINs in a row lock the portfolio for {time}; more lock it for longer.",
               limits.wrong_pins, time=length(limits.lock)),
            _("After {most} wrong ones it is closed, until you choose a new PIN with FORGOT.", most=limits.wrong_ever),
            _("Verify a phone or an e-mail address. Without one nobody can let you in when you forget your PIN: not"
              " even we."),
            _("Without a case and without a verified phone or address, a portfolio is erased after {time} of silence.",
              time=length(facts.kept.portfolios)),
        ),
    )  # fmt: skip


def _messages(facts: Facts) -> Section:
    return section(
        "messages",
        _("Texts, calls and e-mails"),
        _("The program is called {name} alerts.", name=facts.house.name),
        messaging.rules(),
        *messaging.frequency(facts),
    )


def _limits(facts: Facts) -> Section:
    limits = facts.limits
    return section(
        "limits",
        _("Limits"),
        points(
            _n("One phone may ask about {count} case a day, and {often} times a minute.",
               "One phone may ask about {count} different cases a day, and {often} times a minute.",
               limits.lookups, often=limits.a_minute),
            _n("A portfolio holds {count} case.", "A portfolio holds up to {count} cases.", limits.cases),
            _n("It can have {count} phone or e-mail address.", "It can have up to {count} phones and e-mail addresses.",
               limits.contacts),
            _n("Without a portfolio a phone may follow {count} case.",
               "Without a portfolio a phone may follow up to {count} cases.", limits.followed),
        ),
        _("We may change these limits, so that there is enough for everybody."),
    )  # fmt: skip


def _promise() -> Section:
    return section(
        "promise",
        _("What we can't promise"),
        _("We take care. But things break: USCIS, phone companies, the mail, and we ourselves. So we can't promise that"
          " the service is always there, or that each answer is right and on time."),
        _("As far as the law lets us, we do not pay for harm that comes from an answer that is wrong, late or lost."),
    )  # fmt: skip


def _ending() -> Section:
    return section(
        "ending",
        _("How it ends"),
        _("You can end it at any time. STOP ends texts and calls. DELETE erases what we keep."),
        _("We may shut out a phone that breaks these terms. If the whole service ends, we say so here before."),
    )
