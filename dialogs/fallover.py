"""Why something is told by e-mail that was to be told on a phone."""

from dialogs.text import Words, _


def why(reason: str) -> Words:
    """`reason`: stopped, dead, filtered, late, unanswered, or any other."""
    if reason == "stopped":
        return _("Your phone asked for no more texts from us. To get them again, text START to us from it.")
    if reason == "dead":
        return _("The carrier says that your phone number is not in service, so no more alerts go there.")
    if reason == "filtered":
        return _("The carrier did not let our text to your phone through.")
    if reason == "unanswered":
        return _("We called your phone three times, and nobody answered.")
    return _("Our text to your phone did not arrive.")
