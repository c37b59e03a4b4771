"""The service, put together for a command that works behind the scenes."""

import click

from bot.backstage import Backstage
from bot.commands import ready


def backstage() -> Backstage:
    """What the program was given to work with, or the service as the settings say. Raises WrongSettings."""
    given: Backstage | None = click.get_current_context().find_root().obj
    return given if given is not None else Backstage(ready.settings())
