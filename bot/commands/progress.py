"""How far something is, on a terminal; nothing where nobody looks."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

WIDTH = 30


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Call it with how many are done, of how many (0: not known); on standard error, so that a summary stays clean."""
    if not sys.stderr.isatty():
        yield _nothing
        return
    shown = False

    def show(done: int, total: int) -> None:
        nonlocal shown
        shown = True
        click.echo(f"\r{_bar(done, total)} {label}", nl=False, err=True)

    try:
        yield show
    finally:
        if shown:
            click.echo(err=True)


def _nothing(_done: int, _total: int) -> None:
    """Nobody looks."""


def _bar(done: int, total: int) -> str:
    if not total:
        return f"{done}"
    full = WIDTH * min(done, total) // total
    return f"[{'#' * full}{'.' * (WIDTH - full)}] {done} of {total}"
