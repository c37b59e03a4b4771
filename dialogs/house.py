"""What the script knows of the service that speaks it."""

from dataclasses import dataclass

from dialogs.text import Phone

AGENCY = "USCIS"


@dataclass(frozen=True, slots=True)
class Asks:
    """Every how many hours the agency is asked about an open case, one in which nothing happens, a decided one."""

    active: int = 4
    old: int = 24
    closed: int = 168


@dataclass(frozen=True, slots=True)
class House:
    """`name` is what the service calls itself; `support` is the number where people help; `languages` are those it
    speaks, in the order in which a caller is offered them; `asks`: how often the agency is asked; `quiet`: from when
    and until when alerts wake nobody, in minutes since midnight, None: they come at any time; `on_page`: the talk is
    held on a page, where a whole list can be seen, no text can follow, and there is no phone; `site`: where the pages
    stand, as one types it (`status.example.org`), or "" where there are none."""

    name: str
    support: Phone
    languages: tuple[str, ...] = ("en", "es")
    asks: Asks = Asks()
    quiet: tuple[int, int] | None = (21 * 60, 8 * 60)
    on_page: bool = False
    site: str = ""

    @property
    def is_agency(self) -> bool:
        """Whether the agency itself runs the service: then it does not say that it is somebody else."""
        return AGENCY in self.name.upper().split()
