"""The simulated mail server: it takes whatever it is handed, on this machine only, and puts it into the mailbox."""

from typing import Any

from aiosmtpd.controller import Controller

from bot.simulator.mailbox import Mailbox

LARGEST = 10_000_000  # bytes


class Handler:
    """What is done with an e-mail; the name of the method is the library's."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        for to in envelope.rcpt_tos:
            self._mailbox.take(to, envelope.content)
        return "250 It is in the mailbox"


def mail_server(mailbox: Mailbox, port: int) -> Controller:
    """A server in a thread of its own, to be started and stopped; it keeps every address and refuses none."""
    return Controller(
        Handler(mailbox), "127.0.0.1", port, data_size_limit=LARGEST, ident="Simulated mail server", decode_data=False
    )
