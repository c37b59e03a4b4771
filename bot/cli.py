"""The program `casestatus`.

Only the file of the command that is called is loaded: `casestatus keys new` needs neither the web nor the database.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import click


class Entry(NamedTuple):
    """A command that is not loaded yet: what the list of commands says of it, and where it stands (`module:name`)."""

    summary: str
    place: str

    def load(self) -> click.Command:
        module, _, name = self.place.partition(":")
        found: click.Command = getattr(import_module(module), name)
        return found


class Group(click.Group):
    """Commands that are loaded when they are called; one without a summary is not listed."""

    def __init__(self, name: str, summary: str, entries: Mapping[str, "Entry | Group"], **more: Any) -> None:
        super().__init__(name, help=summary, **more)
        self.summary = summary
        self.entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, entry in self.entries.items() if entry.summary]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = self.entries.get(cmd_name)
        return entry.load() if isinstance(entry, Entry) else entry

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.entries[name].summary) for name in self.list_commands(ctx)])


def _file(name: str, **summaries: str) -> dict[str, Entry]:
    """The commands of a file in `bot/commands/`, with their summaries."""
    return {command: Entry(summary, f"bot.commands.{name}:{command}") for command, summary in summaries.items()}


COMMANDS: dict[str, Entry | Group] = {
    **_file("demo", demo="The whole service on embedded parts, with simulated phones."),
    "db": Group(
        "db",
        "Migrations of the database.",
        _file(
            "database",
            upgrade="Bring the database to the newest revision, or to the one named.",
            downgrade="Take the database back to a revision.",
            current="Print the revision of the database.",
        ),
    ),
    **_file("web", web="Serve the webhooks and pages."),
    **_file(
        "work",
        worker="Do what is in the queue.",
        schedule="Enqueue what is due, until stopped.",
        poll="Ask for the cases that are due, now.",
        deliver="Send what is waiting, now.",
        purge="Delete what is past its time, now.",
    ),
    "keys": Group(
        "keys",
        "The keys that seal what is personal.",
        {
            **_file("keys", new="Print a new sealing key."),
            **_file("work", rotate="Seal all rows again under the first key."),
        },
    ),
    "portfolio": Group(
        "portfolio",
        "Portfolios, for support; every use is in the audit log.",
        _file(
            "portfolio",
            show="Show what support may know: no receipt, no name, no PIN.",
            unlock="Forget the wrong PINs of a user ID.",
            delete="Delete a portfolio, as its owner can.",
        ),
    ),
    "alerts": Group(
        "alerts",
        "What is to be told of changes.",
        {
            "list": Entry("Show what is waiting, failed, given up.", "bot.commands.alerts:show"),
            **_file("alerts", retry="Send what was given up after all."),
        },
    ),
    "updates": Group(
        "updates",
        "Status changes pushed by the agency.",
        {"import": Entry("Take status changes from a file.", "bot.commands.updates:take")},
    ),
    **_file("talk", talk="A conversation in the terminal."),
    **_file("check", doctor="Check the settings and every part, one line each."),
    "twilio": Group(
        "twilio", "The Twilio account.", _file("check", provision="Point the webhooks of the account at PUBLIC_URL.")
    ),
    **_file("demo", simulator=""),
}

main = click.version_option(package_name="case-status-line")(
    Group(
        "casestatus",
        "Case Status Line: text a receipt number, read where the case stands.",
        COMMANDS,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
)

if __name__ == "__main__":
    main()
