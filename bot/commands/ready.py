"""What every command needs before it can begin: the settings and the logs."""

import json
from collections.abc import Mapping

import click

from bot import logs
from bot.settings import Settings, SettingsError, keep_universal_time, load_settings


class WrongSettings(click.ClickException):
    """Ends the program with 2 and a line for each wrong setting, on standard error."""

    exit_code = 2

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults

    def show(self, file: object = None) -> None:
        for fault in self.faults:
            click.echo(fault, err=True)


def settings() -> Settings:
    """The settings, with the logs set up as they say. Raises WrongSettings."""
    keep_universal_time()
    try:
        loaded = load_settings()
    except SettingsError as error:
        raise WrongSettings(error.faults) from None
    logs.configure(loaded.log_format, loaded.log_level)
    return loaded


def tell(summary: Mapping[str, object], *, as_json: bool) -> None:
    """A summary on standard output: one line of JSON, or one line for people."""
    if as_json:
        click.echo(json.dumps(summary, separators=(",", ":")))
    else:
        click.echo(
            ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in summary.items()) or "nothing to do"
        )
