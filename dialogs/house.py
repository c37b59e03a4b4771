"""What the script knows of the service that speaks it."""

from dataclasses import dataclass

from dialogs.text import Phone


@dataclass(frozen=True, slots=True)
class House:
    """`name` is what the service calls itself; `support` is the number where people help."""

    name: str
    support: Phone
