"""What the script knows of the service that speaks it."""

from dataclasses import dataclass

from dialogs.text import Phone

AGENCY = "USCIS"


@dataclass(frozen=True, slots=True)
class House:
    """`name` is what the service calls itself; `support` is the number where people help; `languages` are those it
    speaks, in the order in which a caller is offered them."""

    name: str
    support: Phone
    languages: tuple[str, ...] = ("en", "es")

    @property
    def is_agency(self) -> bool:
        """Whether the agency itself runs the service: then it does not say that it is somebody else."""
        return AGENCY in self.name.upper().split()
