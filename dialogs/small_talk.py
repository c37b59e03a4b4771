"""What is said when nobody asks for a case: help, greetings, pictures, wrong kinds of numbers, nonsense."""

from dialogs.house import House
from dialogs.receipts import Wrong
from dialogs.text import Lines, Words, _, _n, _p, lines

EXAMPLE = "IOE0123456789"


def welcome(house: House) -> Words:
    return lines(
        _p("sms", "This is {name}.", name=house.name)
        if house.is_agency
        else _p("sms", "This is {name}. I am not USCIS; I ask USCIS for you.", name=house.name),
        where_it_stands(),
        _p("sms", "Para español, responda ESPAÑOL."),
    )


def where_it_stands() -> Words:
    return _(
        "Text a receipt number: 3 letters and 10 digits, like {example}. It is at the top of your I-797 notice.",
        example=EXAMPLE,
    )


def helped(house: House) -> Words:
    """HELP, as the carriers' rules want it: the program, how often it writes, the costs, help, how to stop."""
    return lines(
        _p("sms", "{name}: text a receipt number (3 letters, 10 digits, like {example}) to see the case status.",
           name=house.name, example=EXAMPLE),
        _p("sms", "STATUS repeats it. ESPAÑOL: Spanish. One reply per text. Msg & data rates may apply."),
        _p("sms", "Help from USCIS: {phone}. STOP ends all texts.", phone=house.support),
    )  # fmt: skip


def about(house: House) -> Words:
    return lines(
        _("{name} is not USCIS. It asks USCIS where your case stands and gives you its words.", name=house.name),
        _("It never asks for money, your Social Security number or your date of birth."),
        _p("sms", "Your number and your questions are kept sealed. Text DELETE to have them erased now."),
    )


def thanks() -> Words:
    return _("You are welcome. Text a receipt number at any time.")


def picture() -> Words:
    return lines(_("I can't read pictures."), where_it_stands())


def place() -> Words:
    return lines(_("I got your location, but I do not need it and do not keep it."), where_it_stands())


def puzzled() -> Words:
    return lines(
        _("I did not find a receipt number in your message."), where_it_stands(), _p("sms", "Text HELP for help.")
    )


def nothing_yet() -> Words:
    return lines(_("I have no case of yours in mind yet."), where_it_stands())


def one_at_a_time() -> Words:
    return _p("sms", "For MORE or HISTORY, text one receipt number by itself first.")


def not_yet() -> Words:
    """A word that belongs to accounts or alerts, which this line does not have yet."""
    return lines(_("This line does not do that yet. It tells you where a case stands."), where_it_stands())


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
    return lines(_("Something is not right with {typed}.", typed=wrong.typed), part,
                 _("Please compare it with your notice and send it again."))  # fmt: skip


def only_five(count: int) -> Words:
    return _n("I answer {count} number in one text. Please send the others again.",
              "I answer {count} numbers in one text. Please send the others again.", count)  # fmt: skip


def stopped(house: House) -> Words:
    return _p("sms", "You will get no more texts from {name}. Text START to come back.", name=house.name)


def started(house: House) -> Words:
    return lines(_p("sms", "{name} will answer your texts again. Msg & data rates may apply. STOP ends all texts.",
                    name=house.name), where_it_stands())  # fmt: skip


def still_stopped(house: House) -> Words:
    return _p("sms", "You stopped texts from {name}, so I do not answer here. Text START to come back.",
              name=house.name)  # fmt: skip


def asked_on_a_call(house: House) -> Words:
    return _p("sms", "{name}: you asked for this on the phone. STOP ends all texts.", name=house.name)


def forgotten() -> Words:
    return _("Done. What I kept about this phone is erased. You can delete this thread on your phone too.")


def language_changed() -> Words:
    # Translators: said after the person chose this catalog's language.
    return lines(_("From now on in English."), where_it_stands())


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
