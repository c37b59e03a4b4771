"""With which contacts of a portfolio one gets in: by a code, with a short PIN, or while strangers are locked out.

A number that is silent gets another owner, who must not get the portfolio with it.
"""

from collections.abc import Sequence

from storage.contacts import Contact

DAY = 86_400.0
ALIVE = 90 * DAY  # seconds since a phone was last known to be its owner's; 35 million numbers a year change hands
ALIVE_ALONE = 180 * DAY  # where there is no other verified contact, and so no other way back


def opening(contacts: Sequence[Contact], now: float) -> list[Contact]:
    """Those of `contacts`, which are all that a portfolio has."""
    verified = [each for each in contacts if each.verified_at is not None and not each.off]
    since = now - (ALIVE_ALONE if len(verified) == 1 else ALIVE)
    return [each for each in verified if each.opens and (each.kind != "phone" or _alive_at(each) > since)]


def opens(contacts: Sequence[Contact], address_key: bytes, now: float) -> bool:
    """Whether the contact with this address is one of them."""
    return any(each.address_key == address_key for each in opening(contacts, now))


def has_phone(contacts: Sequence[Contact], now: float, but: int | None = None) -> bool:
    """Whether a phone is among them, another than the one with the short number `but`."""
    return any(each.kind == "phone" and each.number != but for each in opening(contacts, now))


def is_silent(contact: Contact, now: float) -> bool:
    """Whether it is a day since it was written down that the phone is alive."""
    return _alive_at(contact) < now - DAY


def _alive_at(contact: Contact) -> float:
    return contact.alive_at or 0.0
