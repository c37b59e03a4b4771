"""What a script may ask the world to do."""

from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from dialogs.cases import Json

R = TypeVar("R")


@dataclass(frozen=True)
class Deed(Generic[R]):
    """Anything that needs the world. Subclasses are frozen dataclasses of JSON values; doing one twice is safe.

    `secrets` names the arguments that the log never holds: an answer to a secret question, given to the very next deed.
    What comes of a `fleeting` deed is not kept either: it is done again whenever the log is played.
    """

    name: ClassVar[str]
    secrets: ClassVar[frozenset[str]] = frozenset()
    fleeting: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        cls.name = cls.__name__

    def arguments(self) -> Json:
        """What stands in the log."""
        told = {name: value for name, value in vars(self).items() if name not in self.secrets}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()}

    def read(self, came: Json) -> R:
        """What came of it, from JSON; KeyError, TypeError or ValueError when it was not made for this deed."""
        raise NotImplementedError
