"""Conversations in files, held against the script on paper and against the whole service through its door."""

import pytest

from tests.service import ServiceLine
from tests.transcripts import FOLDER, played
from tests.world import PaperLine

CONVERSATIONS = sorted(path.name for path in FOLDER.glob("*.txt"))
NEEDS_THE_DESK = {"limits.txt", "call-limits.txt", *(name for name in CONVERSATIONS if "portfolio" in name)}


@pytest.mark.parametrize("name", [name for name in CONVERSATIONS if name not in NEEDS_THE_DESK])
def test_the_script_says_what_is_written(name: str) -> None:
    written = (FOLDER / name).read_text()
    assert played(PaperLine(), written) == written


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_the_service_says_what_is_written(name: str, database_url: str) -> None:
    written = (FOLDER / name).read_text()
    stage = ServiceLine(database_url, foreseeable=True)
    try:
        assert played(stage, written) == written
    finally:
        stage.close()
