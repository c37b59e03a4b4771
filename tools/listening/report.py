"""The results of a run, in Markdown: shares of what arrived, never how long the machine took."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tools.listening.callers import Outcome
from tools.listening.scores import Score, digits_kept, share, total, words_kept
from tools.listening.trials import Asked, Heard, ReadBack

LANGUAGES = {"en": "English", "es": "Spanish"}
LATEST = 12.0  # seconds before the first choice, at the most
OUTCOMES: tuple[Outcome, ...] = ("found", "suggested", "lost", "another suggested", "wrong")
BEGIN, END = "<!-- heard: begin -->", "<!-- heard: end -->"
MUCH = 1 / 3  # of the words of a sentence: who loses more has not understood it


@dataclass(slots=True)
class Results:
    """What came of one language."""

    sentences: list[Heard] = field(default_factory=list)
    answers: list[Heard] = field(default_factory=list)
    read_backs: list[ReadBack] = field(default_factory=list)
    callers: dict[str, Counter[Outcome]] = field(default_factory=dict)
    prompts: list[Asked] = field(default_factory=list)

    @property
    def pace(self) -> float:
        """Characters a second of the local voice."""
        said = self.sentences + self.answers
        return sum(len(one.phrase.text) for one in said) / sum(one.seconds for one in said)


def percent(value: float) -> str:
    return f"{100 * value:.0f} %" if value in (0.0, 1.0) else f"{100 * value:.1f} %"


def markdown(results: Mapping[str, Results]) -> str:
    """All tables, a column for each language."""
    parts = [_arrived(results), _numbers(results), _prompts(results), _failures(results)]
    return "\n\n".join(parts)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _arrived(results: Mapping[str, Results]) -> str:
    def row(name: str, figure: Mapping[str, str]) -> list[str]:
        return [name, *(figure[language] for language in results)]

    def of(scores: Mapping[str, Score], name: str) -> list[list[str]]:
        return [
            row(f"{name}: words that carry meaning",
                {key: f"{percent(words_kept(one))} of {one.words}" for key, one in scores.items()}),
            row(f"{name}: keys and other numbers",
                {key: f"{percent(digits_kept(one))} of {one.digits}" for key, one in scores.items()}),
        ]  # fmt: skip

    sentences = {key: total(one.score for one in result.sentences) for key, result in results.items()}
    answers = {key: total(one.score for one in result.answers) for key, result in results.items()}
    backs = {key: result.read_backs for key, result in results.items()}
    rows = [
        *of(sentences, "prompts"),
        *of(answers, "answers"),
        row("numbers read back: letters, by their words",
            {key: percent(share(sum(one.letters for one in some), 3 * len(some))) for key, some in backs.items()}),
        row("numbers read back: all ten digits in order",
            {key: percent(share(sum(one.digits for one in some), len(some))) for key, some in backs.items()}),
        row("the voice, characters a second", {key: f"{result.pace:.1f}" for key, result in results.items()}),
    ]  # fmt: skip
    return _table(["what arrived", *(LANGUAGES[key] for key in results)], rows)


def _numbers(results: Mapping[str, Results]) -> str:
    rows = [
        [LANGUAGES[key], way, str(counts.total()), *(percent(share(counts[one], counts.total())) for one in OUTCOMES)]
        for key, result in results.items()
        for way, counts in result.callers.items()
    ]
    return _table(["language", "said as", "callers", *OUTCOMES], rows)


def _prompts(results: Mapping[str, Results]) -> str:
    rows = []
    for key, result in results.items():
        for one in result.prompts:
            late = " **late**" if one.first > LATEST else ""
            rows.append([LANGUAGES[key], one.name, f"{one.first:.1f}{late}", f"{one.whole:.1f}"])
    return _table(["language", "prompt", "first choice said after (s)", "whole (s)"], rows)


def _failures(results: Mapping[str, Results]) -> str:
    rows = [
        [one.phrase.text, one.text, ", ".join((*one.score.lost_digits, *one.score.lost_words))]
        for result in results.values()
        for one in result.sentences + result.answers
        if one.score.lost_digits or (share(len(one.score.lost_words), one.score.words) > MUCH and one.score.lost_words)
    ]
    return _table(["said", "written down", "lost"], rows) if rows else "No sentence lost a key, or much of its words."


def placed(page: str, text: str) -> str:
    """The page with the text between its two marks. Raises ValueError when they are not there."""
    if page.count(BEGIN) != 1 or page.count(END) != 1:
        raise ValueError(f"the page does not hold {BEGIN} and {END} once each")
    head, rest = page.split(BEGIN)
    return f"{head}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}"
