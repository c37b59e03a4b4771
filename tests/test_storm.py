"""A short storm on each engine: what `make storm` does for longer."""

from pathlib import Path

import pytest

from tools.storm import Plan, storm

SHORT = Plan(changes=40, kills=4, flushes=1, waves=4, pause=1.5, patience=150.0)


@pytest.mark.slow
def test_processes_die_and_redis_forgets_and_every_change_is_told_once(empty_database_url: str, tmp_path: Path) -> None:
    outcome = storm(SHORT, empty_database_url, tmp_path)
    assert (outcome.lost, outcome.doubled) == (0, 0), str(outcome)
    assert (outcome.kills, outcome.flushes) == (4, 1)
    assert outcome.texts >= 12, "one for each portfolio at least"
