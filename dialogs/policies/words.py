"""What stands on both pages, around the words themselves."""

from dialogs.text import Day, Text, _


def since(day: Day) -> Text:
    return _("In force since {day}.", day=day)


def contents() -> Text:
    return _("On this page")
