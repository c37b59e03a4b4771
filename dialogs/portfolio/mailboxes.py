"""E-mail addresses: one, as people type it on a phone.

What a mail server may understand as two recipients (`"x"@y.z, other@z.q`) is refused, not repaired.
"""

import re
from dataclasses import dataclass
from typing import Literal

LONGEST, LONGEST_LOCAL, LONGEST_DOMAIN = 254, 64, 253
_LOOKED_AT = 600  # more than that is a letter

MailboxReason = Literal["empty", "too_long", "no_at", "several", "signs", "local", "domain"]


@dataclass(frozen=True, slots=True)
class MailboxFault:
    """Why a text can't be an e-mail address.

    empty, too_long
    no_at    there is no @
    several  more than one @
    signs    a blank, a comma, a quote or another sign that can't stand in an address; `sign` is the first such
    local    before the @: nothing, too much, or dots that are first, last or double
    domain   behind the @: not a name like `example.org`; names with other letters than a to z are not taken
    """

    reason: MailboxReason
    sign: str = ""


_WRONG = re.compile(r"[^A-Za-z0-9.!#$%&'*+/=?^_`{|}~@\-]")
_LOCAL = re.compile(r"[^.@]+(?:\.[^.@]+)*")
_LABEL = "(?!..--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"  # with two dashes there it is a name in other letters
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+[a-z]{{2,63}}")
_BEFORE = re.compile(r"^(?:mailto:|[\s<(\[\"“”„«‘’¡¿]+)+", re.IGNORECASE)
_BEHIND = re.compile(r"[\s>)\]\"“”»‘’.,;:!?]+$")
_BESIDE_AT = re.compile(r"[ \t]*@[ \t]*")


def read_mailbox(text: str) -> str | MailboxFault:
    """The address that somebody typed, its domain in small letters. Never raises."""
    typed = text.strip()[:_LOOKED_AT]
    address = _BESIDE_AT.sub("@", _BEHIND.sub("", _BEFORE.sub("", typed)))
    local, _at, domain = address.rpartition("@")
    fault = _fault(address, local, domain.lower())
    return f"{local}@{domain.lower()}" if fault is None else fault


def _fault(address: str, local: str, domain: str) -> MailboxFault | None:
    wrong = _WRONG.search(address if domain.isascii() else local)
    if wrong:
        return MailboxFault("signs", wrong[0])
    reasons: tuple[tuple[MailboxReason, bool], ...] = (
        ("empty", not address),
        ("no_at", "@" not in address),
        ("several", "@" in local),
        ("too_long", len(address) > LONGEST),
        ("local", _LOCAL.fullmatch(local) is None or len(local) > LONGEST_LOCAL),
        ("domain", _DOMAIN.fullmatch(domain) is None or len(domain) > LONGEST_DOMAIN),
    )
    return next((MailboxFault(reason) for reason, wrong in reasons if wrong), None)


def masked(address: str) -> str:
    """How an address is named where strangers may read: `a***@example.org`."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:1]}***@{domain}"
