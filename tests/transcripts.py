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
carrier, IOE0912345678 becomes Case Was Approved (it is polled, and told), what waits is sent (each message to somebody
else is written `sent to …:`), you have the phone +1…, you open the page (in a browser that was never here).
(you choose the PIN 58209174 on the page) and (you press the button on the page) are done by the newest link in a text
or an e-mail; the tokens of links are left out.
`[the code]` and `[the PIN]` in what you send are the newest that were shown or said.
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
BECOMES = re.compile(r"([A-Z]{3}\d{10}) becomes (.+)")
ON_A_PAGE = re.compile(r"you (?:choose the PIN (?P<pin>\d+)|press the button) on the page (?P<link>\S+)")
LINK = re.compile(r"(https://\S+/(?:portfolio|contact)/\w+/)([a-z2-7]{26})")
PASSES = re.compile(r"(\d+) (second|minute|hour|day)s? pass(?:es)?")


DIGITS = {
    word: str(digit)
    for words in (
        "zero one two three four five six seven eight nine",
        "cero uno dos tres cuatro cinco seis siete ocho nueve",
    )
    for digit, word in enumerate(words.split())
}
SPOKEN_DIGIT = re.compile(rf"\b(?:{'|'.join(DIGITS)})\b", re.IGNORECASE)
SHOWN = re.compile(r"(?<![\d+])(?:\d{4} \d{4}(?: \d{4})?|\d{6}|\d{8}|\d{12})(?!\d)")
PERSON = {"answers": "completed", "is busy": "busy", "does not answer": "no-answer"}
BY_THE_LINE = ("(the line ", "sent to ")


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

    def deliver(self) -> list[str]: ...

    def becomes(self, receipt: str, title: str) -> list[str]: ...

    def change_phone(self, number: str) -> None: ...

    def choose_pin(self, link: str, pin: str) -> None: ...

    def press_button(self, link: str) -> None: ...


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
    elif direction == "what waits is sent":
        return stage.deliver()
    elif becomes := BECOMES.fullmatch(direction):
        return stage.becomes(becomes[1], becomes[2])
    elif on_a_page := ON_A_PAGE.fullmatch(direction):
        link, pin = on_a_page["link"], on_a_page["pin"]
        stage.choose_pin(link, pin) if pin else stage.press_button(link)
    elif direction.startswith(("you have the phone ", "you open the page")):
        stage.change_phone(direction.removeprefix("you have the phone ").removeprefix("you open the page"))
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


def in_digits(answer: str) -> str:
    """What was said digit by digit, in digits."""
    return re.sub(r"(?<=\d),? (?=\d\b)", "", SPOKEN_DIGIT.sub(lambda seen: DIGITS[seen[0].lower()], answer))


@dataclass
class Shown:
    """The newest PIN, code and link that were shown or said."""

    pin: str = ""
    code: str = ""
    link: str = ""

    def note(self, answer: str) -> None:
        for each in LINK.finditer(answer):
            self.link = each[0]
        for line in in_digits(answer).split("\n"):
            for seen in SHOWN.finditer(line):
                digits = seen[0].replace(" ", "")
                if len(digits) == 8 and "PIN" in line:
                    self.pin = digits
                elif len(digits) in (6, 8, 12):
                    self.code = digits

    def put(self, direction: str) -> str:
        direction = direction.replace(" on the page)", f" on the page {self.link})")
        return direction.replace("[the code]", self.code).replace("[the PIN]", self.pin)


def played(stage: Stage, text: str) -> str:
    """The conversation as it goes on this stage; the same text when it goes as written."""
    written: list[str] = []
    shown = Shown()
    for scene in scenes(text):
        written += scene.source
        for answer in act(stage, shown.put(scene.direction)):
            shown.note(answer)
            first, *rest = LINK.sub(r"\1…", answer).split("\n")
            first = first if answer.startswith(BY_THE_LINE) else f"bot: {first}"
            written += [first.rstrip(), *(f"     {line}".rstrip() for line in rest)]
    return "\n".join(written) + "\n"


def rewrite() -> None:
    """Writes the answers of every conversation anew, as the service gives them now."""
    for path in sorted(FOLDER.glob("*.txt")):
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/line.db"
            migrate.upgrade(url)
            stage = ServiceLine(url, foreseeable=True)
            path.write_text(played(stage, path.read_text()))
            stage.close()


if __name__ == "__main__":
    rewrite()
