"""E-mail: hands messages to the mail server of the settings, or says why not.

No log, no exception and no `repr` here holds an address or a word of the server's answers, which repeat addresses.
"""

import re
import smtplib
import ssl
from contextlib import suppress
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any, NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from bot.sending import Fate, SendError
from bot.twilio.addresses import LOOPBACK

TIMEOUT = 10.0  # seconds for each wait on the mail server
SUBMISSION, SUBMISSION_OVER_TLS = 587, 465  # RFC 6409, RFC 8314
LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
# One plain address: `"x"@y.z, other@z.q` reads as two recipients to the parsers that there are.
MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
IDENTIFIER = re.compile(r"[A-Za-z0-9._-]{1,200}")
LINK = re.compile(r"[!-;=?-~]{1,900}")  # printable ASCII but < and >; a header line holds 998 (RFC 5322, 2.1.1)
GOING = 421  # RFC 5321, 4.2.2: the server closes the connection; the next one may be taken
# RFC 3463: not the address is at fault, but who sends, or how, or what.
REFUSED_BY_RULE = re.compile(rb"\s*5\.(7\.|5\.|1\.[78]\b)")
FULL = re.compile(rb"\s*5\.2\.[23]\b")  # RFC 3463: the address is good, and there is no room now
OVER_QUOTA = 552  # RFC 5321, 4.2.2; without a finer code the same
LOG_IN_FIRST = 530  # RFC 4954: the server's answer to any command where we should have logged in


class _Wire(EmailPolicy):
    """Links stay on one line, as they are: folded as other headers are, a long one is taken for words and encoded, and
    then no mail program finds the address in it (RFC 2369, 2)."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name == "List-Unsubscribe":
            return f"{name}: {value}\r\n".encode("ascii")
        return super().fold_binary(name, value)


WIRE = _Wire(linesep="\r\n")


class OpenWayError(Exception):
    """Mail would travel unencrypted over other people's networks."""


class File(NamedTuple):
    """What is attached: `type` like application/json."""

    name: str
    type: str
    content: bytes


def connect(
    smtp_url: str, trust: ssl.SSLContext | None = None, timeout: float = TIMEOUT, hostname: str | None = None
) -> smtplib.SMTP:
    """The mail server: greeted, encrypted where it can be, logged in where there is a user.

    `trust` says which certificates to believe in; None: the system's, and any on this machine. `hostname` is what we
    call ourselves. Raises OpenWayError, smtplib.SMTPException or another OSError.
    """
    parts = urlsplit(smtp_url)
    host = parts.hostname or ""
    context = trust or _usual_trust(host)
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        port = parts.port or SUBMISSION_OVER_TLS
        server = smtplib.SMTP_SSL(host, port, hostname, timeout=timeout, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or SUBMISSION, hostname, timeout=timeout)
    try:
        _greet(server, parts, context)
    except BaseException:
        server.close()
        raise
    return server


def _greet(server: smtplib.SMTP, parts: SplitResult, context: ssl.SSLContext) -> None:
    server.ehlo_or_helo_if_needed()
    encrypted = parts.scheme == "smtps"
    if not encrypted and server.has_extn("starttls"):
        server.starttls(context=context)
        server.ehlo()
        encrypted = True
    if not encrypted and parts.hostname not in LOOPBACK:
        raise OpenWayError
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))


def _usual_trust(host: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if host in LOOPBACK:  # nobody stands between two programs of one machine, and its certificates are home-made
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


class Mailer:
    """`mail_from` is the sender's plain address, `name` what is shown beside it. The connection of one e-mail serves
    the next, until `close`; for one thread at a time."""

    def __init__(
        self,
        smtp_url: str,
        mail_from: str,
        timeout: float = TIMEOUT,
        name: str = "",
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._url, self._from, self._timeout, self._name, self._trust = smtp_url, mail_from, timeout, name, trust
        self._server: smtplib.SMTP | None = None

    @property
    def _domain(self) -> str:
        return self._from.rpartition("@")[2]

    def send(  # noqa: PLR0913
        self,
        to: str,
        subject: str,
        body: str,
        message_id: str,
        file: File | None = None,
        *,
        html: str = "",
        unsubscribe: str = "",
    ) -> str:
        """The Message-ID under which the server took it, always the same for one `message_id` (letters, digits, `._-`).
        `html` says the same as `body`; `unsubscribe` is an address that takes a one-click POST (RFC 8058).

        Raises SendError; when it is `unknown`, the server may have it. Sent again, it is the same message: a mail
        program that gets both may show one.
        """
        header = f"<{message_id}@{self._domain}>"
        if len(to) > LONGEST_ADDRESS or not MAILBOX.fullmatch(to):
            raise SendError("never")
        named = f"{file.name}{file.type}" if file else ""
        opaque = IDENTIFIER.fullmatch(message_id) and (not unsubscribe or LINK.fullmatch(unsubscribe))
        if not opaque or has_control(subject + named):
            raise SendError("ours")  # whoever it is for is not at fault
        message = self._written(to, subject, body, header, file, html)
        if unsubscribe:
            message["List-Unsubscribe"] = f"<{unsubscribe}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        error = self._hand_over(to, message.as_bytes(policy=WIRE))
        if error is not None:
            raise error  # out here, so that it drags no exception with an address behind it
        return header

    def close(self) -> None:
        """Says goodbye; the next e-mail finds a new connection."""
        server, self._server = self._server, None
        if server is not None:
            with suppress(OSError):  # how they say goodbye changes nothing
                server.quit()
            server.close()

    def _written(self, to: str, subject: str, body: str, header: str, file: File | None, html: str) -> EmailMessage:  # noqa: PLR0913
        message = EmailMessage()
        message["From"] = Address(self._name, addr_spec=self._from)
        message["To"] = Address(addr_spec=to)
        message["Subject"] = subject
        message["Date"] = datetime.now(UTC)
        message["Message-ID"] = header
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday replies to this
        # Old servers change letters that stand there as they are.
        message.set_content(_encodable(body), cte="quoted-printable")
        if html:
            message.add_alternative(_encodable(html), subtype="html", cte="quoted-printable")
        if file is not None:
            main, _, sub = file.type.partition("/")
            message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
        return message

    def _hand_over(self, to: str, content: bytes) -> SendError | None:
        """Over the connection that is kept. One that turns out to be at its end is replaced, once, if nothing of the
        message went over it."""
        if self._listens():
            refused = self._through(to, content)
            if self._server is not None or refused is None or refused.unknown:
                return refused
        try:
            self._server = connect(self._url, self._trust, self._timeout, self._domain)
        except (OpenWayError, OSError) as problem:
            return SendError(*_no_server(problem))
        return self._through(to, content)

    def _listens(self) -> bool:
        """Whether there is a connection, with nothing left of the message before."""
        if self._server is not None:
            with suppress(OSError):
                if self._server.rset()[0] == 250:
                    return True
            self._let_go()
        return False

    def _through(self, to: str, content: bytes) -> SendError | None:
        assert self._server is not None
        try:
            refused = _envelope(self._server, self._from, to) or _content(self._server, content)
        except OSError:  # before anything of the message went
            self._let_go()
            return SendError("later")
        if refused is not None and (refused.unknown or refused.code == GOING):
            self._let_go()
        return refused

    def _let_go(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def __repr__(self) -> str:
        return "Mailer()"


def _encodable(text: str) -> str:
    """Without halves of signs, which JSON lets through and no mail can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def has_control(text: str) -> bool:
    """Whether there is a line break or another sign in it that would begin a header of its own."""
    return any(not sign.isprintable() for sign in text)


def _no_server(problem: Exception) -> tuple[Fate, int | None]:
    """Why there is no server to send through. Keys, certificates and open ways are for somebody to mend."""
    code = getattr(problem, "smtp_code", None)
    ours = (OpenWayError, ssl.SSLCertVerificationError, smtplib.SMTPNotSupportedError)
    if isinstance(problem, ours) or (isinstance(problem, smtplib.SMTPAuthenticationError) and not _passing(code)):
        return "ours", code
    return "later", code


def _envelope(server: smtplib.SMTP, sender: str, to: str) -> SendError | None:
    code, _words = server.mail(sender)
    if code != 250:
        return SendError("later" if _passing(code) else "ours", code)
    code, words = server.rcpt(to)
    if code in {250, 251}:
        return None
    if _passing(code) or code == OVER_QUOTA or FULL.match(words):
        return SendError("later", code)
    return SendError("ours" if code == LOG_IN_FIRST or REFUSED_BY_RULE.match(words) else "never", code)


def _content(server: smtplib.SMTP, content: bytes) -> SendError | None:
    try:
        code, _words = server.data(content)
    except smtplib.SMTPDataError as problem:  # refused before anything of it was sent
        code = problem.smtp_code
    except OSError:
        return SendError("unknown")
    return None if code == 250 else SendError("later" if _passing(code) else "filtered", code)


def _passing(code: int | None) -> bool:
    """Whether the server says to try again (RFC 5321, 4.2.1)."""
    return code is not None and 400 <= code < 500
