"""The mailbox of the demo: every e-mail that the service sends ends up here, whoever it is for."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from threading import Lock

from bot.simulator.feed import Feed

KEPT = 100  # the newest


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with an e-mail."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One e-mail; `at` is in seconds since 1970 UTC, ids count from 1."""

    id: int
    at: float
    to: str
    sender: str
    subject: str
    body: str
    files: tuple[Attached, ...] = ()
    html: str = ""


class Mailbox:
    """The newest e-mails, in memory only; safe to use from several threads."""

    def __init__(self, feed: Feed, clock: Callable[[], float] = time.time) -> None:
        self._feed, self._clock = feed, clock
        self._lock = Lock()
        self._mails: deque[Mail] = deque(maxlen=KEPT)
        self._last = 0

    def take(self, to: str, raw: bytes) -> Mail:
        """Keeps an e-mail as it came over the line, and tells the page of it."""
        read = message_from_bytes(raw, policy=default)
        with self._lock:
            self._last += 1
            sender, subject = str(read["From"] or ""), str(read["Subject"] or "")
            mail = Mail(self._last, self._clock(), to, sender, subject, plain(read), tuple(files(read)), html(read))
            self._mails.append(mail)
        told = [{"name": file.name, "type": file.type, "bytes": len(file.content)} for file in mail.files]
        self._feed.mail(mail.body, mail=mail.id, to=mail.to, sender=mail.sender, subject=mail.subject, files=told,
                        page=bool(mail.html))  # fmt: skip
        return mail

    def mails(self) -> list[Mail]:
        """Newest first."""
        with self._lock:
            return list(reversed(self._mails))

    def html(self, mail_id: int) -> str:
        """An e-mail as a page; "" when it has none, or is not here any more."""
        return next((mail.html for mail in self.mails() if mail.id == mail_id), "")

    def file(self, mail_id: int, number: int) -> Attached | None:
        """The `number`-th file, from 0, of an e-mail; None: it is not (or no longer) here."""
        found = next((mail for mail in self.mails() if mail.id == mail_id), None)
        return found.files[number] if found and 0 <= number < len(found.files) else None


def plain(read: EmailMessage) -> str:
    """The words, without mark-up."""
    part = read.get_body(("plain",))
    return str(part.get_content()).replace("\r\n", "\n").rstrip() if part else ""


def html(read: EmailMessage) -> str:
    part = read.get_body(("html",))
    return str(part.get_content()) if part else ""


def files(read: EmailMessage) -> list[Attached]:
    found = []
    for part in read.iter_attachments():
        content = part.get_payload(decode=True)  # not bytes: an e-mail within the e-mail
        held = content if isinstance(content, bytes) else part.as_bytes()
        found.append(Attached(part.get_filename() or "file", part.get_content_type(), held))
    return found
