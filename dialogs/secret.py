"""Secrets in what people send: how a PIN or a code is read, and what stands in the log of a talk in its place."""

import re
import unicodedata

from dialogs.receipts import Receipt, read, unknown_prefix

SHORTEST, LONGEST = 6, 12
NEWS = ("arrived", "asked")  # receipt numbers whose answer was promised
UNREAD = "#"
"""What stands in the log for something with digits in it that was no secret: when it is read again, it is none."""

DROPPED = "-.·−‐‑‒–—#"  # `#`: whoever is used to calls ends a number with it
_TOLD = re.compile(r"[^\W\d_]+[:=#]+(?=\d)")  # `pin:83920174`
_AROUND = "¡!¿?,;:()[]\"'“”«»*"
_ENDS = (".", ",", ";", "!", "?", ")")


def digits_in(word: str) -> str | None:
    """The digits of a word, of whatever script, without the dashes and dots in it; None when it holds anything else."""
    digits = []
    for sign in word:
        value = unicodedata.decimal(sign, None)
        if value is not None:
            digits.append(str(value))
        elif not sign.isspace() and sign not in DROPPED:
            return None
    return "".join(digits)


def secret_in(text: str) -> str | None:
    """The PIN or code in a message: the only run of 6 to 12 digits, whatever words stand around it. None when there is
    none, or more than one, or a receipt number."""
    if receipts_in(text):
        return None
    runs = [""]
    for word in text.split():
        digits = digits_in(_TOLD.sub("", word).strip(_AROUND))
        if digits is None:
            runs.append("")
            continue
        runs[-1] += digits
        if digits and word.endswith(_ENDS):
            runs.append("")
    found = [run for run in runs if len(run) >= SHORTEST]
    return found[0] if len(found) == 1 and len(found[0]) <= LONGEST else None


def receipts_in(text: str) -> tuple[Receipt, ...]:
    """The receipt numbers in an answer to a question for a secret; three letters and ten digits may also be `pin` and
    a PIN."""
    return tuple(receipt for receipt in read(text).found if not unknown_prefix(receipt))


def is_long(text: str) -> bool:
    """Whether there are so many digits in it, and nothing else, that it may be a PIN."""
    long = sum(sign.isdigit() for sign in text) > 5 and not any(sign.isalpha() for sign in text)
    return long and not (read(text).found or read(text).doubtful)


def is_secret(text: str) -> bool:
    """Whether it may be a PIN or a code: a single key, or words without digits, are none."""
    return sum(sign.isdigit() for sign in text) > 1


def kept(text: str, kind: str, *, secret: bool, short: bool) -> str:
    """What stands in the log instead of an answer: "" for a secret, `UNREAD` for what may hold one. What is kept of it
    is kept the second time as well."""
    if kind in NEWS:
        return text
    if secret and kind == "words":
        return _kept(text)
    hidden = is_secret(text) if secret else short and is_long(text)
    return "" if hidden else text


def _kept(text: str) -> str:
    if not text or secret_in(text) is not None:
        return ""
    mailbox = "@" in text and len(text.split()) == 1
    return " ".join(receipts_in(text)) or (UNREAD if is_secret(text) and not mailbox else text)
