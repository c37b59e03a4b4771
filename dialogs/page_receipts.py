"""What the page says about receipt numbers while they are typed, and about a file with some."""

from dialogs.text import Words, _, _n


def receipts_hint() -> Words:
    return _("3 letters and 10 digits. Spaces, dashes and small letters are fine.")


def unread(fault: str) -> Words:
    """Why nothing was read in a file: it is too `large`, `empty` or `no text`, or holds `nothing` of what is read."""
    return {
        "large": _("This file is too large. It can have up to 64 kB: about 1,000 lines."),
        "empty": _("This file is empty."),
        "no text": _("This is not a text file. If it is a spreadsheet, save it as CSV and send that."),
    }.get(fault) or _("I found no receipt number in that file: 3 letters and 10 digits, like IOE0123456789.")


def file_read(count: int) -> Words:
    return _n("{count} receipt number was read. Please check it, then press Send.",
              "{count} receipt numbers were read. Please check them, then press Send.", count)  # fmt: skip


def left_over(count: int, most: int) -> Words:
    """More numbers than a list holds."""
    return _n("{count} number was left out: a list holds {most} cases.",
              "{count} numbers were left out: a list holds {most} cases.", count, most=most)  # fmt: skip


def doubles(count: int) -> Words:
    return _n("{count} number stood there twice.", "{count} numbers stood there twice.", count)


def receipt_fine() -> Words:
    return _("complete")


def receipt_short() -> Words:
    return _("some digits are missing")


def receipt_long() -> Words:
    return _("too many digits")


def receipt_wrong() -> Words:
    return _("needs 3 letters, then 10 digits")


def receipts_so_far(complete: str, faulty: str) -> Words:
    return _("Complete: {complete}. To check: {faulty}.", complete=complete, faulty=faulty)


def receipts_too_many(most: int) -> Words:
    return _("A list holds {most} cases. Numbers beyond that are left out.", most=most)
