"""Looks at every part the service needs, and says in a line each whether it is well and what to do if not.

No line holds a secret, an address with a password in it, or the words of somebody else's error.
"""

import smtplib
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from twilio.rest import Client

from bot.cases.source import AgencyError
from bot.mail import TIMEOUT, OpenWayError, connect
from bot.twilio.addresses import LOOPBACK, OFFICIAL
from bot.twilio.provision import ProvisionError, asked, places
from bot.twilio.rest import Account


class PartError(Exception):
    """A part is not well; the sentence says what to do."""


@dataclass(frozen=True)
class Line:
    """What came of looking at one part."""

    name: str
    ok: bool
    sentence: str

    def __str__(self) -> str:
        return f"{'ok   ' if self.ok else 'wrong'}  {self.name}: {self.sentence}"


@dataclass(frozen=True)
class Check:
    """`look` gives a sentence when all is well or raises PartError; `mend` is what to do if it raises anything else."""

    name: str
    look: Callable[[], str]
    mend: str


@dataclass(frozen=True)
class Parts:
    """What is looked at.

    revisions  → the revision the database is at (None: it has no tables) and the newest there is
    redis      → the section `memory` of Redis' INFO
    source     → a sentence on the case source, after it was really asked for something (a token, its hours)
    trust      the certificates to believe in; None: the system's
    `source` may raise AgencyError; whatever else the three raise is told by its type alone.
    """

    account: Account
    client: Client
    smtp_url: str
    revisions: Callable[[], tuple[str | None, str]]
    redis: Callable[[], Mapping[str, Any]]
    source: Callable[[], str]
    trust: ssl.SSLContext | None = None


def checks_for(parts: Parts) -> list[Check]:
    """Every check there is, in the order in which things depend on each other."""
    account, client = parts.account, parts.client
    mail = partial(look_at_mail, parts.smtp_url, parts.trust)
    mend = "look at the service's log; if it lasts, report it."
    return [
        Check("settings", partial(look_at_settings, account), mend),
        Check("database", partial(look_at_database, parts.revisions), "check DATABASE_URL and that it runs."),
        Check("redis", partial(look_at_redis, parts.redis), "check REDIS_URL and that it runs."),
        Check("mail", mail, "check SMTP_URL."),
        Check("case source", partial(look_at_source, parts.source), "check CASE_SOURCE and the agency's keys."),
        Check("twilio account", partial(look_at_account, client, account), mend),
        Check("twilio webhooks", partial(look_at_webhooks, client, account), mend),
    ]


def examine(checks: Sequence[Check]) -> list[Line]:
    """A line for each check; never raises, and one that fails does not keep the others from running."""
    return [_line(check) for check in checks]


def wrong_settings(faults: Sequence[str]) -> list[Line]:
    """The lines where the settings themselves are wrong, and nothing else can be looked at."""
    return [Line("settings", False, fault) for fault in faults]


def _line(check: Check) -> Line:
    try:
        return Line(check.name, True, check.look())
    except (PartError, ProvisionError) as wrong:
        return Line(check.name, False, str(wrong))
    except Exception as error:  # drivers raise what they like, with addresses and passwords in the words
        return Line(check.name, False, f"failed ({type(error).__name__}): {check.mend}")


def look_at_settings(account: Account) -> str:
    """The settings are there; could Twilio reach this address?"""
    public, api = urlsplit(account.public_url), urlsplit(account.twilio_api_url)
    if public.hostname in LOOPBACK and (api.hostname or "").endswith(OFFICIAL):
        raise PartError("PUBLIC_URL is on this machine, where Twilio can't reach it: give the address people see.")
    return "all there."


def look_at_database(revisions: Callable[[], tuple[str | None, str]]) -> str:
    current, newest = revisions()
    if current is None:
        raise PartError("has no tables yet: run `casestatus db upgrade`.")
    if current != newest:
        raise PartError(f"is at revision {current}, the program at {newest}: run `casestatus db upgrade`.")
    return f"reached, at revision {newest}."


def look_at_redis(memory: Callable[[], Mapping[str, Any]]) -> str:
    """A Redis that throws keys away when it is full loses what is queued."""
    told = memory()
    policy = told.get("maxmemory_policy", "noeviction")
    if int(told.get("maxmemory", 0)) and policy != "noeviction":
        raise PartError(f"throws jobs away when it is full: set its maxmemory-policy to noeviction, not {policy}.")
    return "reached."


def look_at_source(ask: Callable[[], str]) -> str:
    try:
        return ask()
    except AgencyError as error:
        again = datetime.fromtimestamp(error.retry_at, UTC).strftime(" Next chance: %d %b, %H:%M UTC.")
        raise PartError(f"{error}{again if error.retry_at else ''}") from None


def look_at_mail(smtp_url: str, trust: ssl.SSLContext | None = None, timeout: float = TIMEOUT) -> str:
    """Connects, says EHLO, encrypts, and logs in when there is a user. Sends nothing."""
    try:
        with connect(smtp_url, trust, timeout) as server:
            encrypted = isinstance(server.sock, ssl.SSLSocket)
    except OpenWayError:
        raise PartError(
            "the mail server offers no STARTTLS, so mail would travel open: use smtps:// or another server."
        ) from None
    except ssl.SSLCertVerificationError:
        raise PartError("the mail server's certificate is not trusted: use the name it is made out for.") from None
    except smtplib.SMTPAuthenticationError:
        raise PartError("the mail server refuses user or password in SMTP_URL.") from None
    except smtplib.SMTPNotSupportedError:
        raise PartError("the mail server offers no log-in: leave user and password out of SMTP_URL.") from None
    except smtplib.SMTPException as error:
        kind = type(error).__name__
        raise PartError(
            f"the mail server hangs up ({kind}): check the port in SMTP_URL, and smtp:// or smtps://."
        ) from None
    except OSError as error:
        raise PartError(
            f"no connection ({type(error).__name__}): check host and port in SMTP_URL, and firewalls."
        ) from None
    way = "encrypted" if encrypted else "open, on this machine"
    return f"reached, {way}{', logged in' if urlsplit(smtp_url).username else ''}."


def look_at_account(client: Client, account: Account) -> str:
    found = asked(client.api.v2010.accounts(account.twilio_account_sid).fetch)
    if found.status != "active":
        raise PartError(f"is {found.status}: no text goes out until the console says active.")
    return "active, a trial: it texts verified numbers only." if found.type == "Trial" else "active."


def look_at_webhooks(client: Client, account: Account) -> str:
    there = places(client, account)
    wrong = [f"{place.name} ({', '.join(place.wrong)})" for place in there if place.wrong]
    if wrong:
        raise PartError(f"elsewhere than PUBLIC_URL: {'; '.join(wrong)}. Run `casestatus twilio provision`.")
    return f"all lead here: {', '.join(place.name for place in there)}."
