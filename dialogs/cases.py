"""A case as people ask about it, and what can come of asking.

These are plain values: they travel as JSON through the log of a conversation and through the archive.
"""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self

Json = Any  # what json.loads gives; checked where it is read


@dataclass(frozen=True, slots=True)
class Step:
    """One dated step in the history of a case: `on` is ISO 8601, the words are the agency's, by language."""

    on: str
    words: dict[str, str]


@dataclass(frozen=True, slots=True)
class Case:
    """What the agency says of one case.

    `receipt` is canonical (`EAC9999103403`, `EAC*999910340`); `form` is written `I-130`, or empty when not told;
    `title` and `text` are the agency's own words by language (`en`, `es`), plain, without markup; either language may
    be missing; `history` is oldest first; `since` is the ISO day of the last change, or empty when not told;
    `asked_at` is when the agency said so, in seconds since 1970 UTC.
    """

    receipt: str
    form: str
    title: dict[str, str]
    text: dict[str, str] = field(default_factory=dict)
    history: tuple[Step, ...] = ()
    since: str = ""
    asked_at: float = 0.0

    def to_json(self) -> Json:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Json) -> Self:
        """Raises KeyError, TypeError or ValueError when `data` was not made by `to_json`."""
        steps = tuple(Step(str(step["on"]), dict(step["words"])) for step in data["history"])
        return cls(**{**data, "title": dict(data["title"]), "text": dict(data["text"]), "history": steps})


Outcome = Literal["found", "unknown", "slow", "down", "limited"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of asking for one receipt.

    found    `case` is what the agency says now (or said a few minutes ago)
    unknown  the agency shows nothing for it: unknown, or protected by law; the two can't be told apart
    slow     no answer yet; one is on its way
    down     the agency can't be asked now; `case` is the last known status, or None; `until` is when to try again
    limited  this person, or everybody together, asked too often; `until` is when to try again
    `until` is in seconds since 1970 UTC, 0 when not known.
    """

    receipt: str
    outcome: Outcome
    case: Case | None = None
    until: float = 0.0

    def to_json(self) -> Json:
        return {**asdict(self), "case": self.case and self.case.to_json()}

    @classmethod
    def from_json(cls, data: Json) -> Self:
        """Raises KeyError, TypeError or ValueError when `data` was not made by `to_json`."""
        return cls(**{**data, "case": data["case"] and Case.from_json(data["case"])})
