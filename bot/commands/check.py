"""`casestatus doctor` and `casestatus twilio provision`."""

import click

from bot.commands import parts, ready
from bot.doctor import wrong_settings
from bot.twilio.provision import ProvisionError


@click.command()
def doctor() -> None:
    """Check settings, database, Redis, mail, the case source and the Twilio account. Exit 1 when something is wrong."""
    try:
        lines = list(parts.backstage().doctor_lines())
    except ready.WrongSettings as error:
        lines = wrong_settings(error.faults)
    for line in lines:
        click.echo(str(line))
    raise SystemExit(0 if all(line.ok for line in lines) else 1)


@click.command()
def provision() -> None:
    """Point the webhooks and fall-backs of the account's numbers at PUBLIC_URL."""
    try:
        for line in parts.backstage().provision_lines():
            click.echo(line)
    except ProvisionError as error:
        raise click.ClickException(str(error)) from None
