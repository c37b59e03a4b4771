"""A case as people ask about it, and what can come of asking.

These are plain values: they travel as JSON through the log of a conversation and through the archive.
"""

from dataclasses import dataclass, field
from typing import Any, Literal, Self, get_args

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
        # By hand: `asdict` copies deeply, at ten times the price, and this is on the way of every turn.
        return {
            "receipt": self.receipt,
            "form": self.form,
            "title": self.title,
            "text": self.text,
            "history": [{"on": step.on, "words": step.words} for step in self.history],
            "since": self.since,
            "asked_at": self.asked_at,
        }

    @classmethod
    def from_json(cls, data: Json) -> Self:
        """Raises KeyError, TypeError or ValueError when `data` was not made by `to_json`."""
        return cls(
            _text(data["receipt"]),
            _text(data["form"]),
            _words(data["title"]),
            _words(data["text"]),
            tuple(Step(_text(step["on"]), _words(step["words"])) for step in data["history"]),
            _text(data["since"]),
            float(data["asked_at"]),
        )


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _words(value: Json) -> dict[str, str]:
    return {language: _text(words) for language, words in value.items()}


Outcome = Literal["found", "unknown", "slow", "down", "limited"]
OUTCOMES = get_args(Outcome)


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of asking for one receipt.

    found    `case` is what the agency says now (or said a few minutes ago)
    unknown  the agency shows nothing for it: unknown, or protected by law; the two can't be told apart
    slow     no answer yet; one is on its way
    down     the agency can't be asked now; `case` is the last known status, or None; `until` is when to try again
    limited  this person, or everybody together, asked too often; `wait` is how many seconds it has to wait
    `until` is in seconds since 1970 UTC, 0 when not known.
    """

    receipt: str
    outcome: Outcome
    case: Case | None = None
    until: float = 0.0
    wait: float = 0.0

    def to_json(self) -> Json:
        case = self.case.to_json() if self.case is not None else None
        return {"receipt": self.receipt, "outcome": self.outcome, "case": case, "until": self.until, "wait": self.wait}

    @classmethod
    def from_json(cls, data: Json) -> Self:
        """Raises KeyError, TypeError or ValueError when `data` was not made by `to_json`."""
        if data["outcome"] not in OUTCOMES:
            raise ValueError("an outcome that is not known")
        case = None if data["case"] is None else Case.from_json(data["case"])
        return cls(_text(data["receipt"]), data["outcome"], case, float(data["until"]), float(data["wait"]))
