"""`casestatus talk`: a conversation in the terminal, by text or by voice."""

import sys

import click

from bot import talk as phone
from bot.commands import parts


@click.command()
@click.option("--language", type=click.Choice(["en", "es"]), help="Texts begin in English; a caller is asked.")
@click.option("--voice", is_flag=True, help="Call instead: a line of keys is pressed, other words are said.")
def talk(language: str | None, voice: bool) -> None:
    """A conversation in the terminal, through the same desk as a text or a call. Ctrl-D ends it."""
    backstage, typed = parts.backstage(), sys.stdin.isatty()
    if not voice:
        phone.talk(sys.stdin, click.echo, backstage.talker(language or "en"), typed=typed)
        return
    if language is not None:
        backstage.talker(language)
    player = backstage.caller()
    phone.talk_by_voice(sys.stdin, click.echo, player, typed=typed)
    backstage.calls.end(player.call.sid, player.call.phone)
