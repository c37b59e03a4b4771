"""What the page says on which e-mails with alerts are ended, or made fewer."""

from dialogs.house import House
from dialogs.text import Text, Words, _


def title(house: House) -> Words:
    return _("{name}: e-mails about your cases", name=house.name)


def heading() -> Words:
    return _("E-mails about your cases")


def at_present(*, weekly: bool, level: str) -> tuple[Text, Text]:
    """How often one comes, and how much it says."""
    when = (
        _("Now one e-mail a week comes here, on Monday, if there is news.")
        if weekly
        else _("Now an e-mail comes here for each change.")
    )
    if level == "all":
        return when, _("It says everything.")
    return when, _("It says only that there is news.") if level == "hint" else _("It says the new status only.")


def question() -> Words:
    return _("What would you like?")


def stop() -> Words:
    return _("No more e-mails")


def resume() -> Words:
    return _("Send them again")


def weekly() -> Words:
    return _("One e-mail a week")


def at_once() -> Words:
    return _("An e-mail for each change")


def status_only() -> Words:
    return _("Say the new status only")


def hint_only() -> Words:
    return _("Say only that there is news")


def what_else() -> tuple[Text, ...]:
    return (
        _("Texts and calls go on as you chose."),
        _("For e-mails that say more, sign in and choose ALERTS: this page can only make them say less."),
    )


def choose() -> Words:
    return _("Please press one of the buttons.")


def done() -> Words:
    return _("Done.")


def stopped() -> Words:
    return _("Done. No more alerts go to this address.")


def resumed() -> Words:
    return _("Done. Alerts go to this address again.")


def nothing() -> Words:
    return _("This link does not lead anywhere any more. In your portfolio, ALERTS shows what goes where.")


def later() -> Words:
    return _("That did not work just now. Please try again in a minute.")
