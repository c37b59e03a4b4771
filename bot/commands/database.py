"""`casestatus db`: migrations."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from alembic.util.exc import CommandError

from bot.commands import ready
from storage import migrate
from storage.database import DatabaseDown


@contextmanager
def _told() -> Iterator[None]:
    """What can go wrong, as a line instead of a traceback."""
    try:
        yield
    except DatabaseDown as error:
        raise click.ClickException(f"The database can't be used now ({error}).") from None
    except CommandError as error:
        raise click.ClickException(str(error)) from None


@click.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the database to REVISION (the newest)."""
    url = ready.settings().database_url
    with _told():
        migrate.upgrade(url, revision)


@click.command(context_settings={"ignore_unknown_options": True})  # -1 is a revision, not an option
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the database back to REVISION: its number, -1 for one step, or base for no tables at all."""
    url = ready.settings().database_url
    with _told():
        migrate.downgrade(url, revision)


@click.command()
def current() -> None:
    """Print the revision of the database."""
    url = ready.settings().database_url
    with _told():
        click.echo(migrate.current(url) or "empty")
