"""What is said when nobody asks for a case: help, greetings, pictures, wrong kinds of numbers, nonsense."""

from dialogs.house import House
from dialogs.receipts import Wrong
from dialogs.text import Either, Lines, Text, Words, _, _n, _p, lines

EXAMPLE = "IOE0123456789"


def welcome(house: House) -> Words:
    return lines(
        _p("sms", "This is {name}.", name=house.name)
        if house.is_agency
        else _p("sms", "This is {name}. I am not USCIS; I ask USCIS for you.", name=house.name),
        where_it_stands(),
        _p("sms", "For a list of your cases: CREATE makes one, LOGIN opens it."),
        _p("sms", "Para español, responda ESPAÑOL."),
    )


def where_it_stands() -> Words:
    return _(
        "Text a receipt number: 3 letters and 10 digits, like {example}. It is at the top of your I-797 notice.",
        example=EXAMPLE,
    )


def helped(house: House) -> Words:
    """HELP, as the carriers' rules want it: the program, how often it writes, the costs, help, how to stop, and where
    the terms stand, if the address is not too long for it."""
    fully = _p("sms", "{name}: text a receipt number (3 letters, 10 digits, like {example}) to see the case status.",
               name=house.name, example=EXAMPLE)  # fmt: skip
    rest = (
        _p("sms", "CREATE makes a list of cases, LOGIN opens it. ESPAÑOL: Spanish."),
        _p("sms", "One reply per text, and the alerts you choose. Msg & data rates may apply."),
        _p("sms", "Help from USCIS: {phone}. STOP ends all texts.", phone=house.support),
    )
    if not _elsewhere(house):
        return lines(fully, *rest)
    briefly = _p("sms", "{name}: text a receipt number like {example} for its status.",
                 name=house.name, example=EXAMPLE)  # fmt: skip
    where = _p("sms", "Terms: {site}/terms", site=house.site)
    return Either((lines(fully, *rest, where), lines(briefly, *rest, where), lines(fully, *rest)))


def about(house: House) -> Words:
    return lines(
        _("{name} is not USCIS. It asks USCIS where your case stands and gives you its words.", name=house.name),
        _("It never asks for money, your Social Security number or your date of birth."),
        _("For your alerts I ask USCIS: about an open case every {active}, an old one every {old}, a decided one every"
          " {closed}.", active=often(house.asks.active), old=often(house.asks.old),
          closed=often(house.asks.closed)),
        _p("sms", "Your number and your questions are kept sealed. Text DELETE to have them erased now."),
        _p("sms", "More: {site}/privacy", site=house.site) if _elsewhere(house) else None,
    )  # fmt: skip


def _elsewhere(house: House) -> bool:
    """Whether the pages have to be named: on them, links lead to one another."""
    return bool(house.site) and not house.on_page


def often(hours: int) -> Text:
    """How often: as in "every 4 hours", "every day"."""
    if hours % 24:
        # Translators: after "every", as in "every hour", "every 4 hours".
        return _n("hour", "{count} hours", hours)
    # Translators: after "every", as in "every day", "every 7 days".
    return _n("day", "{count} days", hours // 24)


def thanks() -> Words:
    return _("You are welcome. Text a receipt number at any time.")


def picture() -> Words:
    return lines(picture_unread(), where_it_stands())


def picture_unread() -> Words:
    return _("I can't read pictures.")


def place() -> Words:
    return lines(_("I got your location, but I do not need it and do not keep it."), where_it_stands())


def puzzled() -> Words:
    return lines(
        _("I did not find a receipt number in your message."), where_it_stands(), _p("sms", "Text HELP for help.")
    )


def digits_alone() -> Words:
    """Digits without letters: half a receipt number, or somebody's PIN, which is not said back."""
    return lines(
        _p("sms", "I got only digits, and did not ask for any. For your portfolio, text LOGIN."),
        _p("sms", "For a case, text all of its receipt number: 3 letters and 10 digits."),
    )


def twelve_digits() -> Words:
    """As many as an online account number has, and a code that somebody shares."""
    return lines(
        _("That looks like a USCIS online account number. I need the receipt number of the case."),
        _p("sms", "If somebody gave you this as a code, text CODE and then the digits."),
    )


def add_it(receipt: str) -> Words:
    return _p("sms", "Text ADD {receipt} to put it in your list.", receipt=receipt)


def nothing_yet() -> Words:
    return lines(_("I have no case of yours in mind yet."), where_it_stands())


def one_at_a_time() -> Words:
    return _p("sms", "For MORE or HISTORY, text one receipt number by itself first.")


def wrong_kind(kind: str) -> Words:
    """A number, but not a receipt number: say which it looks like, and which is needed."""
    if kind == "a_number":
        what = _("That looks like an A-Number. I need the receipt number of the case.")
    elif kind == "ssn":
        what = _("That may be a Social Security number. I did not keep it. Please never text it to anyone.")
    elif kind == "online_account":
        what = _("That looks like a USCIS online account number. I need the receipt number of the case.")
    elif kind == "nvc":
        what = _("That looks like a visa case number of the State Department. I need a USCIS receipt number.")
    else:
        what = _("That looks like a labor certification number. I need a USCIS receipt number.")
    return lines(what, where_it_stands())


def wrong(wrong: Wrong) -> Words:
    """What is wrong with which part of something that was meant as a receipt number."""
    return lines(_("Something is not right with {typed}.", typed=wrong.typed), fault(wrong),
                 _("Please compare it with your notice and send it again."))  # fmt: skip


def fault(wrong: Wrong) -> Text:
    count, wanted = wrong.count, wrong.wanted
    if wrong.reason == "digits_missing":
        part = _n(
            "It has only {count} digit; {wanted} are needed.",
            "It has only {count} digits; {wanted} are needed.",
            count,
            wanted=wanted,
        )
    elif wrong.reason == "digits_too_many":
        part = _n(
            "It has {count} digit; {wanted} are needed.",
            "It has {count} digits; {wanted} are needed.",
            count,
            wanted=wanted,
        )
    elif wrong.reason == "letters_missing":
        part = _("The 3 letters at the start are missing or not complete.")
    elif wrong.reason == "letters_too_many":
        part = _("There are more than 3 letters at the start.")
    else:
        part = _("There is a letter among the 10 digits.")
    return part


def only_five(count: int) -> Words:
    return _n("I answer {count} number in one text. Please send the others again.",
              "I answer {count} numbers in one text. Please send the others again.", count)  # fmt: skip


def stopped(house: House) -> Words:
    return _p("sms", "{name} will not text or call you any more. Text START to come back.", name=house.name)


def started(house: House) -> Words:
    return lines(_p("sms", "{name} will answer your texts again. Msg & data rates may apply. STOP ends all texts.",
                    name=house.name), where_it_stands())  # fmt: skip


def no_texts_here() -> Words:
    """STOP or START on a page: whose texts they are about, nobody knows."""
    return lines(
        _("This page sends no texts. To stop or start texts, text STOP or START from that phone."),
        _p("sms", "For the alerts of your portfolio: ALERTS."),
    )


def still_stopped(house: House) -> Words:
    return _p("sms", "You stopped texts from {name}, so I do not answer here. Text START to come back.",
              name=house.name)  # fmt: skip


def asked_on_a_call(house: House) -> Words:
    return _p("sms", "{name}: you asked for this on the phone. STOP ends all texts.", name=house.name)


def forgotten() -> Words:
    return lines(
        _("Done. What I kept about this phone is erased. You can delete this thread on your phone too."),
        _p("sms", "A portfolio is erased apart: LOGIN first, then DELETE."),
    )


def language_changed() -> Words:
    return lines(now_in_this_language(), where_it_stands())


def now_in_this_language() -> Words:
    # Translators: said after the person chose this catalog's language.
    return _("From now on in English.")


def did_you_mean(suggestions: tuple[str, ...]) -> Words:
    if len(suggestions) == 1:
        return lines(
            _("Did you mean {receipt}?", receipt=suggestions[0]),
            _p("sms", "Text 1 for yes, 2 for no."),
        )
    choices = [_("{key} = {receipt}", key=index, receipt=receipt) for index, receipt in enumerate(suggestions, 1)]
    return Lines((_("Which one did you mean?"), *choices, _p("sms", "Text the number of your choice, or 0 for none.")))


def choose_by_number(highest: int) -> Words:
    return _("Please answer with a number from 1 to {highest}.", highest=highest)


def send_again() -> Words:
    return lines(_("Then please send the number again as it stands on your notice."), where_it_stands())


def leave_it() -> Words:
    return _("Let us leave it for now. Text the receipt number whenever you like.")
