"""What every source of cases promises. How to add one: `docs/case-source.md`."""

from typing import Protocol

from dialogs.cases import Case


class AgencyError(Exception):
    """The agency can't be asked now, or its answer can't be read. Never holds a receipt, a token or an answer's text.

    `retry_at`: when asking again may help, in seconds since 1970 UTC; 0 when not known. `slow`: there was no answer
    within the time given; else the agency is down, closed, over quota or unreadable.
    """

    def __init__(self, reason: str, retry_at: float = 0.0, slow: bool = False) -> None:
        super().__init__(reason)
        self.retry_at = retry_at
        self.slow = slow


class CaseSource(Protocol):
    """`fresh_for`: how many seconds an answer may be told again without asking."""

    @property
    def name(self) -> str: ...

    @property
    def fresh_for(self) -> float: ...

    def knock(self, timeout: float) -> str:
        """A sentence on how the source is, for whoever runs the service. Raises AgencyError."""
        ...

    def fetch(self, receipt: str, timeout: float) -> Case | None:
        """What the agency says of the case, within `timeout` seconds; None when it shows nothing for the receipt.

        None means unknown, or protected by law: the two can't be told apart. Raises AgencyError, nothing else.
        """
        ...
