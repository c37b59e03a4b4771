"""`casestatus keys new`."""

import click

from storage.sealing import new_key_text


@click.command()
def new() -> None:
    """Print a new key. Put it first in SEALING_KEYS, keep the others behind it, then run `casestatus keys rotate`."""
    click.echo(new_key_text())
