"""`casestatus alerts list` and `retry`: what waits, what failed, what was given up."""

import json
from datetime import UTC, datetime

import click

from bot.casebook import HOLDS
from bot.commands import parts, ready
from storage import alert_lists

as_json = click.option("--json", "as_json", is_flag=True, help="One line of JSON on standard output.")


@click.command("list")
@click.option("--all", "everything", is_flag=True, help="Those that went out as well.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@as_json
def show(everything: bool, limit: int, as_json: bool) -> None:
    """Show what is waiting, failed, given up; never what it says or where it goes."""
    service = parts.backstage()
    with service.database.reading() as db:
        counts = alert_lists.counts(db)
        states = tuple(counts) if everything else alert_lists.TROUBLED
        rows = alert_lists.listed(db, states, limit)
    if as_json:
        click.echo(json.dumps({"counts": counts, "alerts": [row._asdict() for row in rows]}, separators=(",", ":")))
        return
    for row in rows:
        reason = ", ".join(str(each) for each in (row.reason, row.error and f"error {row.error}") if each)
        click.echo(
            f"{row.id:>8}  {row.state:<12} {row.channel or '-':<6} tries {row.tries:<3} "
            f"since {_moment(row.created_at)}  due {_moment(row.due_at)}  until {_moment(row.expires_at)}  {reason}"
        )
    ready.tell(counts, as_json=False)


@click.command()
@click.argument("ids", nargs=-1, type=int)
@as_json
def retry(ids: tuple[int, ...], as_json: bool) -> None:
    """Send what was given up after all; without IDS all of it, and what waits after a fault is due now."""
    service = parts.backstage()
    now = service.clock()
    with service.database.writing() as db:
        count = alert_lists.retry(db, now, now + HOLDS, ids)
    ready.tell({"retried": count}, as_json=as_json)


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%MZ")
