"""Calls as transcripts write them: a line for each utterance, each key, and each thing that can be seen to happen."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.simulator.feed import Event

CALLS, WITHHELD = "you: [calls]", "you: [calls, number withheld]"
LINE_CALLS, ANSWERS, MACHINE = "(the line calls)", "you: [answers]", "you: [lets a machine answer]"
DECLINES, UNANSWERED = "you: [declines]", "you: [does not answer]"
TAKEN = {"human": ANSWERS, "machine_start": MACHINE, "busy": DECLINES, "no-answer": UNANSWERED}
NOTHING, HANGS_UP, LINE_HANGS_UP = "you: [says nothing]", "you: [hangs up]", "(the line hangs up)"


@dataclass(slots=True)
class Captions:
    """The utterances of one call: the first is marked with its language, and each whose language is another."""

    language: str = ""

    def line(self, text: str, language: str) -> str:
        """`language` is a tag such as `es-US`; the mark is its first part."""
        mark = "" if language == self.language else f"[{language.partition('-')[0]}] "
        self.language = language
        return f"bot: {mark}{text}"


def calls(withheld: bool) -> str:
    return WITHHELD if withheld else CALLS


def pressed(keys: str) -> str:
    return f"you: {keys}"


def spoke(words: str) -> str:
    return f'you: "{words}"'


def dials(number: str) -> str:
    return f"(the line dials {number})"


def hangs_up(by_caller: bool) -> str:
    return HANGS_UP if by_caller else LINE_HANGS_UP


def transcript(events: Iterable[Event]) -> list[str]:
    """The texts and the calls of one phone; further lines of a text are indented below it."""
    lines, captions = list[str](), Captions()
    for event in events:
        match event.kind:
            case "text":
                who = "you: " if event.sender == "person" else "bot: "
                lines.append(who + event.body.replace("\n", "\n     "))
            case "call" if event.status == "ringing":
                captions = Captions()
                lines.append(calls(bool(event.more.get("withheld"))))
            case "call" if event.status == "rings":
                captions = Captions()
                lines.append(LINE_CALLS)
            case "call" if taken := TAKEN.get(event.more.get("by", "")):
                lines.append(taken)
            case "call" if event.status != "in-progress":
                lines.append(hangs_up(event.sender == "person"))
            case "said":
                lines.append(captions.line(event.body, event.more["language"]))
            case "keys":
                lines.append(pressed(event.body))
            case "speech":
                lines.append(spoke(event.body))
            case "silence":
                lines.append(NOTHING)
            case "dials":
                lines.append(dials(event.body))
    return lines
