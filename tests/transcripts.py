"""Conversations as files that people can write, and the player that holds a line against them.

    # a comment; the first one is the title
    case: IOE0912345678 | I-485 | Case Was Received | 2024-02-01
    (the agency is slow)
    you: hello
    bot: the first text of the answer
         its second line
    bot: the second text

`you: [picture]` and `you: [location]` send just that. A phone calls with `you: [calls]` or `you: [calls, number
withheld]`; then `you: 1` presses keys, `you: "words"` says them, `you: [says nothing]` and `you: [hangs up]` do that.
What the line says is marked with its language where that changes; it may also dial and hang up: `(the line hangs up)`.
Directions in brackets: the agency is slow / down / back, the answer arrives, a person answers / is busy / does not
answer, the phone is a landline, you are quick / not quick, N minutes / hours / days pass, you said STOP / START to the
carrier.
`python -m tests.transcripts` writes the answers anew, for a person to read in the difference.
"""

import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from dialogs.cases import Case, Step
from storage import migrate
from tests.calling import Handset
from tests.service import ServiceLine

FOLDER = Path(__file__).parent / "transcripts"
SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
PASSES = re.compile(r"(\d+) (second|minute|hour|day)s? pass(?:es)?")


PERSON = {"answers": "completed", "is busy": "busy", "does not answer": "no-answer"}
BY_THE_LINE = "(the line "


class Stage(Protocol):
    """What a conversation is played on."""

    @property
    def phone(self) -> Handset: ...

    def send(self, text: str, kind: str) -> list[str]: ...

    def arrive(self) -> list[str]: ...

    def agency(self, mode: str) -> None: ...

    def know(self, case: Case) -> None: ...

    def wait(self, seconds: float) -> None: ...

    def be_landline(self) -> None: ...


@dataclass
class Scene:
    """One thing that happens, and what the line says to it; `source` are the lines as they stand in the file."""

    direction: str
    source: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)


def scenes(text: str) -> Iterator[Scene]:
    scene = Scene("")
    for line in text.splitlines():
        if line.startswith("bot: ") or line == "bot:":
            scene.answers.append(line[5:])
        elif line.startswith(BY_THE_LINE):
            scene.answers.append(line)
        elif line.startswith("     ") and scene.answers:
            scene.answers[-1] += "\n" + line[5:]
        else:
            if scene.source:
                yield scene
            scene = Scene(line.strip(), [line])
    if scene.source:
        yield scene


def act(stage: Stage, direction: str) -> list[str]:
    """Does what a line says; the texts that come back."""
    if direction.startswith("you: [calls"):
        return stage.phone.call(withheld="withheld" in direction)
    if direction.startswith("you:") and stage.phone.in_call:
        return on_the_phone(stage.phone, direction[4:].strip())
    if direction.startswith("you:"):
        body = json.loads(f'"{direction[4:].strip()}"') if "\\" in direction else direction[4:].strip()
        kind = {"[picture]": "picture", "[location]": "location"}.get(body)
        return stage.send("" if kind else body, kind or "words")
    if direction.startswith("case:"):
        receipt, form, title, since, *spanish = (part.strip() for part in direction[5:].split("|"))
        titles = {"en": title, **({"es": spanish[0]} if spanish else {})}
        stage.know(Case(receipt, form, titles, history=(Step(since, titles),), since=since))
    elif direction.startswith("("):
        return directed(stage, direction.strip("()"))
    elif direction and not direction.startswith("#"):
        raise ValueError(f"not a line of a conversation: {direction}")
    return []


def on_the_phone(phone: Handset, done: str) -> list[str]:
    if done == "[says nothing]":
        return phone.silent()
    if done == "[hangs up]":
        return phone.hang_up()
    return phone.say(done.strip('"')) if done.startswith('"') else phone.enter(done)


def directed(stage: Stage, direction: str) -> list[str]:
    passing = PASSES.fullmatch(direction)
    if passing:
        stage.wait(int(passing[1]) * SECONDS[passing[2]])
    elif direction == "the answer arrives":
        return stage.arrive()
    elif direction.startswith("a person "):
        return stage.phone.person(PERSON[direction.removeprefix("a person ")])
    elif direction in ("you are quick", "you are not quick"):
        stage.phone.alert = direction == "you are quick"
    elif direction == "the phone is a landline":
        stage.be_landline()
    elif direction.startswith("the agency is "):
        stage.agency(direction.removeprefix("the agency is "))
    elif direction.startswith("you said ") and direction.endswith(" to the carrier"):
        word = direction.split()[2]
        return stage.send(word, f"carrier_{word.lower()}")
    else:
        raise ValueError(f"not a direction: {direction}")
    return []


def played(stage: Stage, text: str) -> str:
    """The conversation as it goes on this stage; the same text when it goes as written."""
    written: list[str] = []
    for scene in scenes(text):
        written += scene.source
        for answer in act(stage, scene.direction):
            if answer.startswith(BY_THE_LINE):
                written.append(answer)
                continue
            first, *rest = answer.split("\n")
            written += [f"bot: {first}".rstrip(), *(f"     {line}".rstrip() for line in rest)]
    return "\n".join(written) + "\n"


def rewrite() -> None:
    """Writes the answers of every conversation anew, as the service gives them now."""
    for path in sorted(FOLDER.glob("*.txt")):
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/line.db"
            migrate.upgrade(url)
            stage = ServiceLine(url)
            path.write_text(played(stage, path.read_text()))
            stage.close()


if __name__ == "__main__":
    rewrite()
