"""`casestatus web`: the web process."""

import click

from bot.commands import ready
from bot.services import Services
from bot.web.server import Server, options


@click.command()
@click.option("--host", default="0.0.0.0", show_default=True, help="The address to listen on.")  # noqa: S104
def web(host: str) -> None:
    """Serve the webhooks and pages on PORT."""
    settings = ready.settings()
    Server(Services.build(settings).web_app, options(settings, host)).run()
