"""The conversations of texts, played through the page's door; and some that a page and a phone have together."""

import pytest

from tests.paging import ONLY_A_PHONE, PAGES, PageLine, language_of
from tests.transcripts import FOLDER, played, scenes

ON_PAGES = sorted(path.name for path in PAGES.glob("*.txt"))
BY_TEXT = sorted(path.name for path in FOLDER.glob("*.txt") if "you: [calls" not in path.read_text())
# What these are about needs a phone that texts: its consent, its number, its STOP.
OF_A_PHONE = (
    "alerts-without", "first-message", "keep-looking-e", "opt-out", "portfolio-contacts", "portfolio-page-pin",
    "wrong-number",
)  # fmt: skip


@pytest.mark.parametrize("name", ON_PAGES)
def test_the_page_says_what_is_written(name: str, database_url: str) -> None:
    written = (PAGES / name).read_text()
    stage = PageLine(database_url, language=language_of(PAGES / name), foreseeable=True)
    try:
        assert played(stage, written) == written
    finally:
        stage.close()


@pytest.mark.parametrize("name", [name for name in BY_TEXT if not name.startswith(OF_A_PHONE)])
def test_what_passes_by_text_is_played_on_the_page(name: str) -> None:
    assert sent((PAGES / name).read_text()) == sent((FOLDER / name).read_text())


def sent(text: str) -> list[str]:
    """What the person sends, in order; leaving out what only a phone can."""
    return [
        scene.direction
        for scene in scenes(text)
        if scene.direction.startswith("you:") and not ONLY_A_PHONE.match(scene.direction)
    ]
