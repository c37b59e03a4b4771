"""How what is kept is kept, and for how long."""

from dialogs.policies.facts import Facts, Kept
from dialogs.policies.lengths import length
from dialogs.policies.sheet import Section, pairs, points, section
from dialogs.text import Text, _

Pair = tuple[Text, Text]


def sealed() -> Section:
    return section(
        "sealed",
        _("How we keep it"),
        points(
            _("What could show who you are is kept sealed. Only the keys of this service open it, and they are kept in"
              " another place than the copies."),
            _("No full receipt number, phone number, e-mail address or PIN stands in our logs."),
            _("Our helpers can see that a portfolio is there, unlock it, and erase it. They can't read your cases, your"
              " names for them, or your PIN. All that they do is written down."),
            _("Texts and e-mails are not sealed on their way. You can choose how much an alert says: text ALERTS. The"
              " shortest says only that there is news."),
        ),
    )  # fmt: skip


def how_long(facts: Facts) -> Section:
    kept = facts.kept
    return section(
        "long",
        _("How long we keep it"),
        pairs(*_talk(kept), *_portfolio(facts), *_proof(kept)),
        _("A program erases what is past its time, all day long."),
    )


def _talk(kept: Kept) -> tuple[Pair, ...]:
    return (
        (_("A talk by text or chat, and the receipt numbers in it"),
         _("{time} after your last word", time=length(kept.talk))),
        (_("A call"), _("Until it ends")),
        (_("Our answers, in case a message comes twice"),
         _("{time}; {less} if a PIN or a code is in it, and on this site",
           time=length(kept.answers), less=length(kept.confidential))),
        (_("An answer that we owe you by text"),
         _("Until you have it, then {time}", time=length(kept.promises))),
        (_("The language of a phone, how much it asked, and whether it is a landline"),
         _("{time} of silence, or until DELETE", time=length(kept.people))),
        (_("The language of a browser on this site, and how much it asked"),
         _("{time} of silence, or until \"Hide this page\"", time=length(kept.pages))),
        (_("How much one network of computers sent to this site"),
         _("{time}, in the memory of a machine only", time=length(kept.networks))),
        (_("How much a phone asked that day, if it was erased"), length(kept.asked)),
        (_("The last status of a case"), _("{time}; longer while somebody has the case in a list or follows it",
                                           time=length(kept.cases))),
        (_("A case that a phone follows without a portfolio"),
         _("Until you end it with ALERTS, or text DELETE. STOP only keeps us silent")),
    )  # fmt: skip


def _portfolio(facts: Facts) -> tuple[Pair, ...]:
    kept = facts.kept
    return (
        (_("A portfolio: user ID, cases, names, phones, e-mail addresses, the code made from the PIN"),
         _("Until you erase it. Without a case and without a verified phone or address: {time} of silence",
           time=length(kept.portfolios))),
        (_("That you are signed in"),
         _("{time} of silence, {first} when you just made the portfolio; at most {longest}, or until LOGOUT",
           time=length(kept.silence), first=length(kept.silence_after_making), longest=length(kept.longest))),
        (_("Which phones were signed in to a portfolio"), length(kept.visits)),
        (_("Codes that we sent you"),
         _("They are good for {good}. We count them for {time} more", good=length(kept.code), time=length(kept.codes))),
        (_("A link that we sent you to a page that is good once"),
         _("{time} after it was used, or after its time was over", time=length(kept.links))),
        (_("How often a PIN was wrong"),
         _("{time}; {wrong} or more in a row {longer}", time=length(kept.guesses), wrong=facts.limits.wrong_pins,
           longer=length(kept.guesses_in_row))),
        (_("A text or a call with a PIN in it, at Twilio"),
         _("We erase it there within minutes, and try for {time} if that fails. Copies at Twilio: up to {copies}",
           time=length(kept.erasures), copies=length(kept.carrier_backups))),
    )  # fmt: skip


def _proof(kept: Kept) -> tuple[Pair, ...]:
    return (
        (_("The words of texts and e-mails to you"),
         _("Until they are sent. What can't be sent is given up after {time}", time=length(kept.waiting))),
        (_("What became of them, and which changes we told you"), length(kept.deliveries)),
        (_("Who of our helpers did what to a portfolio, and that one was erased"), length(kept.audits)),
        (_("That you said STOP"), _("Until you say START")),
        (_("What you said when you asked for texts or ended them"), length(kept.consents)),
        (_("A mark of each change that USCIS sent us, so that it counts once"), length(kept.updates)),
    )  # fmt: skip
