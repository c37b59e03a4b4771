"""`casestatus talk`: a conversation in the terminal."""

import sys

import click

from bot import talk as phone
from bot.commands import parts


@click.command()
@click.option("--language", type=click.Choice(["en", "es"]), default="en", show_default=True)
def talk(language: str) -> None:
    """A conversation in the terminal, through the same desk as a text. Ctrl-D ends it."""
    phone.talk(sys.stdin, click.echo, parts.backstage().talker(language), typed=sys.stdin.isatty())
