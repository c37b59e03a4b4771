"""What the one-time pages say. Their titles name nobody and nothing: they stand in the history of a browser."""

from dataclasses import dataclass

from dialogs.answers import shown_title
from dialogs.house import House
from dialogs.portfolio.case_deeds import Entry
from dialogs.portfolio.deeds import PinFault
from dialogs.portfolio.phrases_list import named_or_last, nothing_known
from dialogs.portfolio.phrases_making import why
from dialogs.text import Day, Words, _, _p, lines


def later() -> Words:
    return _("That did not work just now. Please try again in a minute.")


def later_title() -> Words:
    return _("Not just now")


def from_elsewhere() -> Words:
    return _("That did not come from this page, so nothing was done. Open the link again and press the button there.")


def gone_title() -> Words:
    return _("This link leads nowhere now")


def gone() -> Words:
    return _("It was used, it is too old, or a part of it is missing.")


# An e-mail address, verified.


def verify_title() -> Words:
    return _("Is this your e-mail address?")


def verify_what(house: House) -> tuple[Words, ...]:
    return (
        _("Somebody asked {name} to write to it each time one of their immigration cases changes.", name=house.name),
        _("If that was you, press the button. If not, close this page: nothing will be sent there."),
    )


def verify() -> Words:
    return _("Yes, send alerts there")


def verified_title() -> Words:
    return _("Your address is verified")


def verified(house: House) -> tuple[Words, ...]:
    return (
        _("{name} writes there each time a case changes. Each of those e-mails has a link that ends them.",
          name=house.name),
        _("You no longer need the code in the e-mail."),
    )  # fmt: skip


def verify_gone(house: House) -> tuple[Words, ...]:
    return (
        _("If your address is verified already, there is nothing left to do."),
        _("For a new link, text ALERTS to {name} and choose the address.", name=house.name),
    )


# A list that is shared.


def shared_title() -> Words:
    return _("Somebody shares a list of cases with you")


def shared_what() -> tuple[Words, ...]:
    return (_("This link shows the list once. You can read it, and change nothing."),)


def show_list() -> Words:
    return _("Show the list")


def list_title() -> Words:
    return _("The list")


def heads() -> tuple[Words, ...]:
    return _("Case"), _("Status"), _("Since")


@dataclass(frozen=True, slots=True)
class Row:
    """A case in a table: its name, or its last digits; where it stands, and since when."""

    name: str
    status: Words
    since: Words | None


def row(entry: Entry) -> Row:
    case, name = entry.finding.case, named_or_last(entry)
    if case is None:
        return Row(name, nothing_known(entry.finding), None)
    title = shown_title(case.title)
    status = _p("sms", "(new) {line}", line=title) if entry.changed else title
    return Row(name, status, _("{day}", day=Day(case.since)) if case.since else None)


def no_cases() -> Words:
    return _("There are no cases in it.")


def once(house: House) -> Words:
    return _("This page shows it once. To see it again, text CODE and the 12 digits of the share code to {name}, or ask"
             " for a new link.", name=house.name)  # fmt: skip


def shared_gone() -> tuple[Words, ...]:
    return (_("Whoever shares the list can text SHARE and give you a new link. Their share code goes on working."),)


# Everything that is held.


def data_title() -> Words:
    return _("Your data")


def data_what() -> tuple[Words, ...]:
    return (
        _("A file with everything that is kept about your portfolio. You can download it once."),
        _("Whoever has the file can read your receipt numbers. Keep it where only you can open it."),
    )


def download() -> Words:
    return _("Download the file")


def data_gone() -> tuple[Words, ...]:
    return (_("It works once, for 15 minutes, while you are signed in. For a new link, sign in and order DATA."),)


# A PIN, chosen without texting it.


def pin_title() -> Words:
    return _("Choose your PIN")


def pin_why(house: House) -> Words:
    return _("It opens your portfolio, together with your user ID. Here it is not texted, and {name} keeps it in a form"
             " that nobody can read.", name=house.name)  # fmt: skip


def pin_rules() -> tuple[Words, ...]:
    return (
        _("8 to 12 digits."),
        _("No date, no digits in a row like 1 2 3 4, no digits that repeat, no line on the keypad."),
        _("Not like your user ID or your phone number."),
    )


def pin() -> Words:
    return _("New PIN")


def pin_again() -> Words:
    return _("The same PIN again")


def take_pin() -> Words:
    return _("Take this PIN")


def weak(fault: PinFault) -> Words:
    return lines(why(fault), _("Please choose another one."))


def not_the_same() -> Words:
    return _("Those were two different PINs. Please enter the same one twice.")


def pin_chosen_title() -> Words:
    return _("One more step")


def pin_chosen() -> tuple[Words, ...]:
    return (
        _("Go back to your texts and text 3. Only then it is your PIN."),
        _("Write it down where nobody else looks. Never tell it to anyone."),
    )


def pin_gone(house: House) -> tuple[Words, ...]:
    return (
        _("Did you choose your PIN here? Then go back to your texts and text 3."),
        _("For a new link, text PIN to {name}, or CREATE if you have no portfolio yet.", name=house.name),
    )
