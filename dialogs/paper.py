"""What stands on every page."""

from dialogs.text import Words, _


def skip() -> Words:
    return _("Skip to the main part")


def start() -> Words:
    return _("Start page")


def privacy() -> Words:
    return _("Privacy")


def terms() -> Words:
    return _("Terms")


def languages() -> Words:
    return _("Language")
