"""What happens behind the scenes: `casestatus worker`, `schedule`, `poll`, `deliver`, `purge`, `keys rotate`."""

import click

from bot.commands import parts, ready
from bot.commands.progress import progress

as_json = click.option("--json", "as_json", is_flag=True, help="One line of JSON on standard output.")


@click.command()
@click.option("--count", default=1, show_default=True, type=click.IntRange(1, 64), help="How many processes.")
@click.option("--burst", is_flag=True, help="End when the queue is empty.")
def worker(count: int, burst: bool) -> None:
    """Do what is in the queue."""
    parts.backstage().work(count, burst)


@click.command()
def schedule() -> None:
    """Enqueue what is due, until stopped. Two of them do no harm."""
    parts.backstage().schedule()


@click.command()
@click.option("--all", "everything", is_flag=True, help="Every watched case, whether due or not.")
@as_json
def poll(everything: bool, as_json: bool) -> None:
    """Ask for the cases that are due, now, and tell what changed."""
    service = parts.backstage()
    with progress("cases") as shown:
        summary = service.poll(shown, everything=everything)
    ready.tell(summary, as_json=as_json)


@click.command()
@as_json
def deliver(as_json: bool) -> None:
    """Send what is waiting, now."""
    service = parts.backstage()
    with progress("messages") as shown:
        summary = service.deliver(shown)
    ready.tell(summary, as_json=as_json)


@click.command()
@as_json
def purge(as_json: bool) -> None:
    """Delete what is past its time, now."""
    ready.tell(parts.backstage().purge(), as_json=as_json)


@click.command()
@as_json
def rotate(as_json: bool) -> None:
    """Seal all rows again under the first key of SEALING_KEYS. May be broken off and run again."""
    service = parts.backstage()
    with progress("rows") as shown:
        summary = service.rotate_keys(shown)
    ready.tell(summary, as_json=as_json)
