"""`casestatus demo`, and the simulated agency and carrier it starts."""

from pathlib import Path

import click

from bot import demo as stage
from bot.simulator import page


@click.command()
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), default=stage.DATA, show_default=True)
@click.option("--port", default=8000, show_default=True, help="Of the service; a free one when it is taken.")
@click.option("--page-port", default=8080, show_default=True, help="Of the page with the phones.")
@click.option("--logs", is_flag=True, help="Show the logs of all processes here.")
def demo(data: Path, port: int, page_port: int, logs: bool) -> None:
    """The whole service on embedded parts, with two simulated phones on a page. Ctrl-C stops all of it."""
    raise SystemExit(stage.run(data, port, page_port, logs))


@click.command(hidden=True)
@click.argument("config", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def simulator(config: Path) -> None:
    """The simulated agency and carrier, as the demo starts them; CONFIG is a file it writes."""
    page.serve(config)
