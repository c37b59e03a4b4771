"""Conversations on the page: forms filled and sent as a browser without scripts does, and what comes back, read.

`[buttons: …]`, `[hidden field]` and `[receipts field]` tell how the open question can be answered; a table and a
timeline stand line by line behind `[table]` and `[steps]`. `python -m tests.paging` writes the answers anew.
"""

import re
import tempfile
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from werkzeug.test import Client, TestResponse

from storage import migrate
from tests.service import ServiceLine
from tests.transcripts import FOLDER, played

PAGES = FOLDER / "pages"
VOID = {"meta", "link", "input", "br"}
FIELDS = {"secret": "[hidden field]", "receipts": "[receipts field]"}
ONLY_A_PHONE = re.compile(r"you: \[(picture|location)|\(you said |\(the answer ")


@dataclass
class Read(HTMLParser):
    """One page: the pieces of the answer, and the fields and buttons of the form."""

    pieces: list[list[str]] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    choices: list[tuple[str, str]] = field(default_factory=list)
    offers: list[tuple[str, str]] = field(default_factory=list)
    language: str = ""
    title: str = ""
    path: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = told["lang"]
        if tag == "input" and told.get("type") == "hidden":
            self.fields[told["name"]] = told["value"]
        if tag in VOID:
            return
        self.path.append((tag, told))
        classes = told.get("class", "").split()
        if "said" in classes:
            self.pieces.append([])
        elif self.pieces and tag in ("p", "tr", "li", "caption", "summary") and self._inside("said"):
            mark = {"caption": "[table] ", "summary": "[steps] "}.get(tag, "")
            self.pieces[-1].append(mark)
        if tag == "button" and told.get("name") in ("pick", "enough") and not self._inside("said"):
            self._of(told).append((told["value"], ""))

    def handle_endtag(self, tag: str) -> None:
        while self.path and self.path.pop()[0] != tag:
            """What was not closed ends with it."""

    def handle_data(self, data: str) -> None:
        if self.path and self.path[-1][0] == "title":
            self.title += data
        if not data.strip() or self._inside("unseen") or any("hidden" in told for _tag, told in self.path):
            return
        if self._inside("said") and self.pieces and self.pieces[-1]:
            cell = self.path[-1][0] in ("td", "th", "button") and self.pieces[-1][-1]
            dated = ":" if self.path[-1][0] == "time" else ""
            self.pieces[-1][-1] += (" | " if cell else "") + data.replace("\n", " ") + dated
        elif self.path[-1][0] == "button" and self.path[-1][1].get("name") in ("pick", "enough"):
            buttons = self._of(self.path[-1][1])
            buttons[-1] = (buttons[-1][0], data)

    def _of(self, button: dict[str, str]) -> list[tuple[str, str]]:
        return self.choices if self._inside("choices") or button["name"] == "enough" else self.offers

    def _inside(self, name: str) -> bool:
        return any(name in told.get("class", "").split() for _tag, told in self.path)

    @property
    def told(self) -> list[str]:
        """As a transcript has it."""
        said = ["\n".join(line.strip() for line in lines if line.strip()) for lines in self.pieces]
        field_ = FIELDS.get(self.fields.get("kind", ""), "")
        buttons = f"[buttons: {' | '.join(label for _value, label in self.choices)}]" if self.choices else ""
        return [*(piece for piece in said if piece), *(each for each in (field_, buttons) if each)]


def read(response: TestResponse) -> Read:
    page = Read()
    page.feed(response.text)
    return page


class PageLine(ServiceLine):
    """A stage on which texts are messages of one page; a new phone is a page opened in another browser."""

    def __init__(self, database_url: str, *, language: str = "en", **more: Any) -> None:
        super().__init__(database_url, **more)
        self.language = language
        self.by_phone = False
        self.open()

    def open(self, path: str = "") -> Read:
        """The page, opened in a browser that was never here."""
        self.client: Client = self.app.test_client()
        self.page = read(self.client.get(path or f"/?lang={self.language}"))
        return self.page

    def fill(self, **more: Any) -> TestResponse:
        """Sends the form of the page that is open, with what is typed or pressed."""
        return self.client.post(
            "/chat", data={**self.page.fields, **more}, headers={"Origin": "http://localhost", "Accept": "text/html"}
        )

    def send(self, text: str, kind: str = "words") -> list[str]:
        if self.by_phone:
            return super().send(text, kind)
        assert kind == "words", kind
        response = self.fill(text=text)
        assert response.status_code == (200 if text.strip() else 400), response.status
        self.page = read(response)
        return self.page.told

    def change_phone(self, number: str) -> None:
        """Without a number: the page."""
        self.by_phone = bool(number)
        if number:
            super().change_phone(number)
        else:
            self.open()


def rewrite() -> None:
    """Writes the answers of every conversation on the page anew."""
    for path in sorted(PAGES.glob("*.txt")):
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/line.db"
            migrate.upgrade(url)
            stage = PageLine(url, language=language_of(path), foreseeable=True)
            path.write_text(played(stage, path.read_text()))
            stage.close()


def language_of(path: Path) -> str:
    return "es" if path.stem.endswith("-es") else "en"


if __name__ == "__main__":
    rewrite()
