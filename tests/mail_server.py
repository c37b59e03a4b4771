"""A real mail server on this machine: it keeps what it takes, and refuses what a test says."""

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PASSWORD = "open sesame/1"
WRITTEN = "open%20sesame%2F1"


@dataclass
class Post:
    """What the server took. `refuse`: a command (MAIL, RCPT, DATA, RSET) → its answer; `hang_up`: when DATA has come;
    `most`: e-mails over one connection, after which the next is told so, or, by a `rude` server, cut off."""

    raw: list[bytes] = field(default_factory=list)
    rcpt: list[list[str]] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    hang_up: bool = False
    most: int = 1000
    rude: bool = False
    lines: list[str] = field(default_factory=list)  # over which connection each came

    @property
    def mails(self) -> list[EmailMessage]:
        read = [message_from_bytes(raw, policy=default) for raw in self.raw]
        return [mail for mail in read if isinstance(mail, EmailMessage)]

    async def handle_RSET(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
        return self.refuse.get("RSET", "250 OK")

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        if self.lines.count(str(session.peer)) >= self.most:
            if self.rude:
                server.transport.abort()
            return "421 4.7.0 too many messages in this connection"
        if "MAIL" in self.refuse:
            return self.refuse["MAIL"]
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]) -> str:  # noqa: N802
        if "RCPT" in self.refuse:
            return self.refuse["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if "DATA" in self.refuse:
            return self.refuse["DATA"]
        self.raw.append(envelope.content)
        self.rcpt.append(list(envelope.rcpt_tos))
        self.lines.append(str(session.peer))
        if self.hang_up:
            server.transport.abort()
        return "250 OK"


class Mail(Controller):
    """On a port that is its own from the start."""

    def __init__(self, post: Post, **options: Any) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        super().__init__(post, "127.0.0.1", self.socket.getsockname()[1], **options)

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self.socket, ssl=self.ssl_context)


@contextmanager
def mail_server(post: Post | None = None, **options: Any) -> Iterator[str]:
    """Its host and port."""
    server = Mail(post or Post(), **options)
    server.start()
    try:
        yield f"127.0.0.1:{server.port}"
    finally:
        server.stop()


def elsewhere(mail: str) -> str:
    """The same place, but not known as this machine."""
    return mail.replace("127.0.0.1", "127.1")


def knows_password(*told: Any) -> AuthResult:
    login = told[-1]
    good = isinstance(login, LoginPassword) and login.password == PASSWORD.encode()
    return AuthResult(success=good, handled=False)


def certificate_in(folder: Path) -> Path:
    """A certificate for this machine that only those believe who are told to."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + built.public_bytes(serialization.Encoding.PEM))
    return file


def answers_as(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
