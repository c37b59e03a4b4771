"""`casestatus portfolio show`, `unlock` and `delete`, for support. Every use is in the audit log."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from bot.commands import parts, ready
from bot.support import NoPortfolioError

Command = Callable[..., None]


def about(command: Command) -> Command:
    """A command about one portfolio. A user ID that is left out is asked for, and so stands in no list of processes."""
    told = click.argument("user_id", required=False, callback=_asked)
    return told(click.option("--json", "as_json", is_flag=True, help="One line of JSON on standard output.")(command))


def _asked(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str:
    return value or click.prompt("User ID", err=True)


@click.command()
@about
def show(user_id: str, as_json: bool) -> None:
    """Show what support may know of a portfolio: no receipt, no name, no PIN."""
    with _Told():
        shown = parts.backstage().support.show(user_id)
    if as_json:
        ready.tell(shown, as_json=True)
    else:
        click.echo("\n".join(_lines(shown)))


@click.command()
@about
def unlock(user_id: str, as_json: bool) -> None:
    """Forget the wrong PINs, so that the owner may try again at once."""
    with _Told():
        parts.backstage().support.unlock(user_id)
    ready.tell({"unlocked": 1}, as_json=as_json)


@click.command()
@about
@click.option("--yes", is_flag=True, help="Do not ask for the user ID once more.")
def delete(user_id: str, as_json: bool, yes: bool) -> None:
    """Delete a portfolio with all that is in it, as its owner can."""
    if not yes and click.prompt("This can't be undone. The user ID once more", err=True) != user_id:
        raise click.ClickException("That is another one: nothing was deleted.")
    with _Told():
        parts.backstage().support.delete(user_id)
    ready.tell({"deleted": 1}, as_json=as_json)


class _Told:
    """What support must know is told in a sentence, with the exit code 1."""

    def __enter__(self) -> None:
        """Nothing to do."""

    def __exit__(self, _kind: object, error: object, _trace: object) -> None:
        if isinstance(error, NoPortfolioError):
            raise click.ClickException(str(error)) from None


def _lines(shown: Mapping[str, Any]) -> Sequence[str]:
    """A line for each thing, and one for each contact and entry."""
    lines = []
    for name, value in shown.items():
        title = name.replace("_", " ")
        if isinstance(value, list):
            lines.append(f"{title}: {len(value)}")
            lines += ["  " + ", ".join(f"{key} {_word(each[key])}" for key in each) for each in value]
        else:
            lines.append(f"{title}: {_word(value)}")
    return lines


def _word(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
