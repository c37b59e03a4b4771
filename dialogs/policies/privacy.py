"""The privacy page: what is taken, why, where it goes, and how to see it and have it erased."""

from dialogs.policies import keeping, messaging
from dialogs.policies.facts import Facts
from dialogs.policies.lengths import length
from dialogs.policies.sheet import Pairs, Points, Section, Sheet, pairs, points, section
from dialogs.text import Day, Text, _

SINCE = Day("2026-11-26")  # change it whenever the words change; numbers may change without


def privacy(facts: Facts) -> Sheet:
    return Sheet(
        _("Privacy"),
        SINCE,
        (
            _who(facts),
            _taken(facts),
            _elsewhere(facts),
            keeping.sealed(),
            keeping.how_long(facts),
            _see(),
            _erase(facts),
            messaging.stopping(facts),
            _site(facts),
            _children(),
            changes(),
            messaging.person(facts),
        ),
    )


def _who(facts: Facts) -> Section:
    name = facts.house.name
    return section(
        "who",
        _("Who we are"),
        _("{name} tells people where an immigration case stands: by text, by phone and on this site.", name=name),
        _("{name} is a service of USCIS.", name=name)
        if facts.house.is_agency
        else _("{name} is not USCIS. We ask USCIS for you and pass on what it says.", name=name),
        _("This page says what we learn about you and what we do with it. Its numbers come from the same settings that"
          " run the service."),
        _in_short(facts),
    )  # fmt: skip


def _in_short(facts: Facts) -> Points:
    return points(
        _("We take what we need to answer you, and no more. We sell nothing and show no ads."),
        _("We forget a talk {time} after your last word.", time=length(facts.kept.talk)),
        _("Text DATA to see what we keep in your portfolio. Text DELETE to erase what we keep."),
        _("Text STOP to end all texts and calls."),
    )


def _taken(facts: Facts) -> Section:
    return section(
        "taken",
        _("What we take, and why"),
        _reasons(facts),
        _("We never ask for money, your Social Security number, your date of birth or your A-Number. Please do not send"
          " them."),
    )  # fmt: skip


def _reasons(facts: Facts) -> Pairs:
    return pairs(
        (_("Your phone number, when you text or call"), _("To answer you, and to keep count of what a phone asks.")),
        (_("The network address of your computer, on this site"), _("To keep one network from flooding us. We count,"
                                                                     " and write nothing down.")),
        (_("Receipt numbers"), _("To find your case.")),
        (_("What you text, key in or say"), _("To go on with the talk. On a call, a computer of Twilio turns what you"
                                              " say into words.")),
        (_("Your language"), _("To write and speak in it.")),
        (_("Whether your phone is a landline"), _("A landline gets no texts. We ask Twilio when you want one."))
        if facts.asks_line_type
        else None,
        (_("A user ID, and the names you give your cases"), _("To show you your list. You choose both. Your real name"
                                                              " is not needed.")),
        (_("A PIN"), _("So that nobody else can open your list. We keep only a code made from it, which can't be turned"
                       " back.")),
        (_("Phones and e-mail addresses that you add"), _("To send you codes, alerts, and news of changes to your"
                                                          " portfolio.")),
        (_("How often a PIN was wrong"), _("To lock out people who guess.")),
        (_("Your STOP, your START, and your wish to be told"), _("To do as you said, and to prove that we did.")),
    )  # fmt: skip


def _elsewhere(facts: Facts) -> Section:
    return section(
        "shared",
        _("Who else gets it"),
        points(
            _("USCIS gets the receipt number, and nothing else. It is not told who asks.")
            if facts.asks_agency
            else _("USCIS gets nothing. It sends us news of cases, and we look up your number in that."),
            _("Twilio carries our texts and calls. Twilio and your phone company see your number and the words, and"
              " keep records of their own."),
            _("A mail service carries our e-mails. It sees the address and the words."),
            _("People to whom you give a share code can read your list of cases, for as long as you chose."),
            _("Nobody else gets anything, unless a law makes us hand it over."),
        ),
        _("We do not sell what we know about you. We do not share mobile information with third parties or affiliates"
          " for marketing or promotion."),
        _("All of the above leaves out text messaging opt-in data and consent: we share these with no third party."),
    )  # fmt: skip


def _see() -> Section:
    return section(
        "see",
        _("See what we keep"),
        _("Open your portfolio with LOGIN, then text DATA. We send a file with everything in it to an e-mail address of"
          " yours. Before that, you have to verify the address. On a call, press 5 and then 3 in your portfolio."),
        _("To correct something, change it in your portfolio: NAME, PHONE, EMAIL and PIN do that."),
    )  # fmt: skip


def _erase(facts: Facts) -> Section:
    return section(
        "erase",
        _("Have it erased"),
        points(
            _("What we keep about your phone: text DELETE. It is erased at once, with the talk and the cases that this"
              " phone follows."),
            _("Your portfolio: open it with LOGIN, text DELETE, then your user ID. It is erased at once, with its"
              " cases, names, phones and addresses. We give you a number as proof."),
            _("A phone that is in the portfolio of somebody else: text WRONG. Then it is taken off."),
        ),
        _("We make copies in case a machine breaks. At the latest {time} after you erased something, nobody can read it"
          " in our copies any more: we throw away the key that opens it.", time=length(facts.kept.backups)),
        _("What stays for a time: a STOP, the proof of what you asked for, the proof that a portfolio was erased, and"
          " how much a phone asked that day. The list above says how long."),
        _("Texts on your own phone and at phone companies are not ours to erase. You can delete the thread on your"
          " phone."),
    )  # fmt: skip


def _site(facts: Facts) -> Section:
    return section(
        "site",
        _("This site"),
        points(
            _("The chat sets one cookie. It holds your talk together, and ends when you close the browser."),
            _("Whoever is silent for {time} is signed out.", time=length(facts.kept.silence)),
            _("\"Hide this page\" ends the talk at once and opens another page."),
            _("There are no other cookies, no ads, and no counters. Nothing is loaded from other sites."),
            _("Browsers are asked to keep no copy of these pages. On a computer that others use, close the browser when"
              " you are done."),
        ),
    )  # fmt: skip


def _children() -> Section:
    return section(
        "children",
        _("Children"),
        _("This service is made for adults. You may ask about the case of your child. We do not want to keep anything"
          " that a child under 13 sent us. If that happened, text DELETE from that phone."),
    )  # fmt: skip


def changes() -> Section:
    return section(
        "changes",
        _("When this page changes"),
        _("The date at the top says since when these words hold. Look here now and then. If we ever want to take more"
          " or share more, we say so on this page before we do."),
    )  # fmt: skip


def label(name: str) -> Text:
    """What stands in the title of the window."""
    return _("Privacy: {name}", name=name)
