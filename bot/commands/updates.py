"""`casestatus updates import`: status changes from a file."""

import io
from typing import TextIO, cast

import click

from bot.commands import parts, ready
from bot.commands.progress import progress

KINDS = ("csv", "json")


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--format", "kind", type=click.Choice(KINDS), help="What FILE is, where its name does not tell.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON on standard output.")
def take(file: str, kind: str | None, as_json: bool) -> None:
    """Take status changes from FILE (.csv or .json), or from standard input where FILE is -.

    Good rows are taken, once each; a bad one is named with its line. Exit 1 when there was one.
    """
    ending = file.rpartition(".")[2].lower()
    with click.open_file(file, encoding="utf-8-sig", errors="surrogateescape") as opened:
        named = kind is not None or ending in KINDS
        stream = cast(TextIO, opened) if named else io.StringIO(opened.read())
        service = parts.backstage()
        with progress("changes") as shown:
            report = service.import_updates(stream, kind or (ending if named else first_sign(stream)), shown)
    for complaint in report.complaints:
        click.echo(complaint, err=True)
    if as_json:
        counts = {"taken": report.taken, "repeated": report.repeated, "complaints": len(report.complaints)}
        ready.tell(counts, as_json=True)
    else:
        click.echo(f"{report.taken} taken, {report.repeated} known already, {len(report.complaints)} not understood")
    if report.complaints:
        raise SystemExit(1)


def first_sign(file: TextIO) -> str:
    """What a text without a name is, told by its first sign."""
    kind = "json" if file.read(4096).lstrip()[:1] in {"[", "{"} else "csv"
    file.seek(0)
    return kind
