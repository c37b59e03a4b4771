"""What the page says around the talk: its parts, its buttons, its excuses."""

from collections.abc import Mapping

from dialogs.house import House
from dialogs.portfolio.ways import OURS
from dialogs.text import Phone, Text, Words, _, lines

# What stands for a choice in the dialogs, to what is written on its button.
LABELS: Mapping[str, Text] = {
    "yes": _("Yes"),
    "no": _("No"),
    "text": _("By text"),
    "email": _("By e-mail"),
    "both": _("Both"),
    "call": _("By phone call"),
    "day": _("One day"),
    "week": _("One week"),
    "month": _("One month"),
    "alerts": _("Alerts on or off"),
    "remove": _("Remove it"),
    "how": _("How it is told"),
    "again": _("Send it again"),
    "all": _("Everything"),
    "title": _("Only the new status"),
    "hint": _("Only that there is news"),
    "at once": _("Right away"),
    "weekly": _("Once a week"),
    "eastern": _("Eastern"),
    "central": _("Central"),
    "mountain": _("Mountain"),
    "arizona": _("Arizona"),
    "pacific": _("Pacific"),
    "alaska": _("Alaska"),
    "hawaii": _("Hawaii"),
    "puerto rico": _("Puerto Rico"),
    "guam": _("Guam"),
    "by number": _("As my phone number says"),
}
# The same where "no" or "yes" would not say what comes of it: the end of a question's name, to its buttons.
MEANT: Mapping[str, Mapping[str, Text]] = {
    "pin offer": {"yes": _("Take this PIN"), "no": _("Choose my own")},
    "first alerts": {"no": _("Not now")},
    "share": {"no": _("End all codes")},
    "contact": {"no": _("Leave it as it is")},
    "unverified": {"yes": _("Enter the code")},
    "remove": {"yes": _("Take it off"), "no": _("Keep it")},
    "which phone": {"yes": _("This one"), "no": _("Another one")},
}

# Orders, as they are sent.
CASE = (("MORE", _("Full text")), ("HISTORY", _("Steps")), ("STATUS", _("Ask again")))
STRANGER = (("CREATE", _("Make a list of cases")), ("LOGIN", _("Sign in")), ("HELP", _("Help")))
OWNER = (("LIST", _("My cases")), ("ADD", _("Add cases")), ("ALERTS", _("Alerts")), ("MENU", _("What can I do?")))
SIGN_OUT = (("LOGOUT", _("Sign out")),)
LEAVE = (("MENU", _("Leave this question")),)
FORGOT = (("FORGOT", _("I forgot it")),)
SELDOM = (
    ("REMOVE", _("Take a case off")), ("NAME", _("Name a case")), ("EMAIL", _("Add an e-mail address")),
    ("PHONE", _("Add a phone")), ("PIN", _("Change the PIN")), ("SHARE", _("Let somebody read my list")),
    ("DATA", _("Get all my data")), ("DELETE", _("Erase everything")),
)  # fmt: skip


def label(question: str, meaning: str) -> Text | None:
    """What stands on the button of a choice; None where what it means is its own name."""
    asked = question.removeprefix(OURS)
    for name, labels in MEANT.items():
        if asked == name or asked.startswith(f"{name} "):
            return labels.get(meaning) or LABELS.get(meaning)
    return LABELS.get(meaning)


def offers(question: str | None, *, signed_in: bool) -> tuple[tuple[str, Text], ...]:
    """Orders that can be given now, by button: what is sent, and what stands on it."""
    if question in (f"{OURS}user id", f"{OURS}pin"):
        return FORGOT + LEAVE
    if question is not None and question.startswith(OURS):
        return LEAVE
    about = CASE if question == "next" else ()
    return (*about, *(OWNER + SIGN_OUT if signed_in else STRANGER))


def seldom(question: str | None, *, signed_in: bool) -> tuple[tuple[str, Text], ...]:
    """Orders of the same kind that are seldom given."""
    return SELDOM if signed_in and not (question or "").startswith(OURS) else ()


def is_apart(question: str | None) -> bool:
    """Whether the number of a case would be taken for an answer to something else."""
    asked = question or ""
    return asked.startswith((OURS, "did you mean")) and asked != f"{OURS}which case"


def title(house: House) -> Words:
    return _("{name}: where does my case stand?", name=house.name)


def heading() -> Words:
    return _("Where does my immigration case stand?")


def what_it_is(house: House) -> Words:
    if house.is_agency:
        return _("Send a receipt number and read where the case stands. It is free.")
    return _("Send a receipt number and read where the case stands. It is free. {name} is not USCIS; it asks USCIS for"
             " you.", name=house.name)  # fmt: skip


def by_phone() -> Words:
    return _("It works the same by phone:")


def text_us(number: str) -> Words:
    return _("Text {phone}", phone=Phone(number))


def call_us(number: str) -> Words:
    return _("Call {phone}", phone=Phone(number))


def never_asks() -> Words:
    return _("We never ask for money, your Social Security number or your date of birth.")


def more() -> Words:
    return _("More about this page")


def portfolio() -> Words:
    return _("Several cases? Make a list with a user ID and a PIN. It can tell you when a case changes.")


def talk() -> Words:
    return _("Your talk with the line")


def hello() -> Words:
    return lines(
        _("Hello. Type or paste a receipt number: 3 letters and 10 digits, like IOE0123456789."),
        _("It is at the top of your I-797 notice."),
    )


def you() -> Words:
    return _("You:")


def line() -> Words:
    return _("Answer:")


def ask_words() -> Words:
    return _("Your message")


def ask_secret() -> Words:
    return _("PIN or code (hidden as you type)")


def ask_receipts() -> Words:
    return _("Receipt numbers, one or many")


def ask_file() -> Words:
    return _("Or a file with receipt numbers (CSV or text, up to 64 kB)")


def drop_it() -> Words:
    return _("You can also drop the file on this page, or paste a table into the field.")


def answer_here() -> Words:
    return _("Your answer")


def show_digits() -> Words:
    return _("Show what I type")


def hide_digits() -> Words:
    return _("Hide what I type")


def done_with_receipts() -> Words:
    return _("That was all")


def send() -> Words:
    return _("Send")


def choices() -> Words:
    return _("Your choices")


def more_choices() -> Words:
    return _("You can also")


def all_offers() -> Words:
    return _("More to do")


def wait() -> Words:
    return _("One moment ...")


def hide() -> Words:
    return _("Hide this page")


def hide_how() -> Words:
    return _("It closes your talk and opens the weather. Or press the Esc key twice.")


def cases() -> Words:
    return _("Your cases")


def sorts() -> Words:
    return _("Press the head of a column to sort by it.")


def sort_by() -> Words:
    return _("Sort by:")


def steps() -> Words:
    return _("The steps so far")


def nothing_sent() -> Words:
    return _("There was nothing in your message. Please type it again.")


def no_cookie() -> Words:
    return _("Your browser did not keep your place. Please allow one cookie for this page, and send it again.")


def not_from_here() -> Words:
    return _("That did not come from this page, so it was not sent. Please try again here.")


def too_fast() -> Words:
    return _("Very many messages come from your network right now. Please wait a minute.")


def trouble() -> Words:
    return _("That did not work just now. Please send it again in a minute.")


def lost() -> Words:
    return _("The connection broke off. Please send it again.")
