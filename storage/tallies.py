"""Counters shared by all processes: each counts in memory and adds what it counted about once a second."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, select

from storage.tables import tallies
from storage.upserts import upsert


class Window(NamedTuple):
    """What is counted, in the window that began at `start`."""

    name: str
    start: float


_ADD = upsert(tallies, lambda new: {"count": tallies.c["count"] + new["count"]})
_TOTAL = select(func.coalesce(func.sum(tallies.c.count), 0)).where(
    tallies.c.name == bindparam("tally"), tallies.c.window_start == bindparam("start")
)


def add(db: Connection, shard: str, counts: Mapping[Window, int]) -> None:
    """Adds what this process (`shard`) counted since it last did; rows of their own, so that none waits for another."""
    for window, count in sorted(counts.items()):
        _ADD.run(db, {"name": window.name, "window_start": window.start, "shard": shard, "count": count})


def total(db: Connection, window: Window) -> int:
    """Over all processes."""
    return int(db.execute(_TOTAL, {"tally": window.name, "start": window.start}).scalar_one())
