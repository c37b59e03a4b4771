"""`casestatus talk`: a conversation in the terminal, by text or by voice."""

import sys
from urllib.parse import urlencode

import click

from bot import talk as phone
from bot.backstage import TERMINAL, Backstage
from bot.commands import parts
from bot.simulator.call_parameters import Call
from bot.simulator.messages import new_sid
from bot.simulator.parameters import Account
from bot.simulator.player import Player
from bot.simulator.signing import Pairs, sign
from bot.simulator.webhook import Exchange

FORM = "application/x-www-form-urlencoded"


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
    player = caller(backstage)
    phone.talk_by_voice(sys.stdin, click.echo, player, typed=typed)
    backstage.calls.end(player.call.sid, player.call.phone)


def caller(backstage: Backstage) -> Player:
    """A phone that calls: its steps go through the signed door of a web process, in this process."""
    settings, client = backstage.settings, backstage.web_app().test_client()

    def ask(url: str, pairs: Pairs) -> Exchange:
        headers = {"X-Twilio-Signature": sign(settings.twilio_auth_token, url, pairs)}
        address = url.removeprefix(settings.public_url)
        answer = client.post(address, data=urlencode(pairs), headers=headers, content_type=FORM)
        return Exchange("", "", answer.status_code, answer.content_type, answer.data)

    account = Account(settings.twilio_account_sid, "", settings.twilio_from, settings.public_url)
    return Player(Call(new_sid("CA"), TERMINAL, f"{settings.public_url}/twilio/voice"), account, ask)
