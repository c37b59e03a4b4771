"""Twilio's official client, pointed where the settings say, with a time-out and without its log.

Importing it costs 370 ms and 29 MiB: workers and commands do, the web process does not.
"""

import json
import logging
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
from twilio.base.exceptions import (
    TwilioException,
    TwilioRestException,
    TwilioServiceException,
)
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from bot.twilio.addresses import LOOPBACK, at_base

TIMEOUT = 10.0  # seconds to connect, and again for each wait for an answer
NO_ENVIRONMENT = {"TWILIO_EDGE": ""}  # the client would read os.environ if this were empty

# Everything the client raises when Twilio refuses, can't be reached, or answers what nobody can read.
REST_ERRORS = (requests.RequestException, TwilioException)


class Account(Protocol):
    """The settings of the Twilio account; names as in `bot/settings.py`."""

    @property
    def public_url(self) -> str: ...
    @property
    def twilio_account_sid(self) -> str: ...
    @property
    def twilio_auth_token(self) -> str: ...
    @property
    def twilio_messaging_service_sid(self) -> str: ...
    @property
    def twilio_from(self) -> str: ...
    @property
    def twilio_api_url(self) -> str: ...


class Unreadable(requests.RequestException):
    """A success whose body is not the JSON object that was promised: the outcome is not known."""


class RestHttp(TwilioHttpClient):  # type: ignore[misc]
    """Sends what is meant for `https://api.twilio.com` to `base`, path prefix included."""

    def __init__(self, base: str, timeout: float) -> None:
        super().__init__(timeout=timeout)
        self._base = base.rstrip("/")
        host = urlsplit(self._base).hostname
        self.session.trust_env = host not in LOOPBACK  # a proxy knows nothing of this machine's own ports

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        response = super().request(method, at_base(self._base, url), *args, **kwargs)
        if response.status_code in {200, 201} and not is_object(response.text):
            raise Unreadable("the answer is not a JSON object")
        return response

    def log_request(self, kwargs: Any) -> None:
        """Nothing: the address may hold a phone number."""

    def log_response(self, status_code: int, response: Any) -> None:
        """Nothing."""


def connect(account: Account, timeout: float = TIMEOUT) -> Client:
    """A client of the account's REST API; nothing is sent yet. Waits `timeout` seconds, never retries."""
    pool = logging.getLogger("urllib3.connectionpool")
    pool.setLevel(max(pool.level, logging.INFO))  # at DEBUG it logs addresses, with the numbers in their queries
    http = RestHttp(account.twilio_api_url, timeout)
    names = (account.twilio_account_sid, account.twilio_auth_token)
    return Client(*names, http_client=http, environment=NO_ENVIRONMENT)


def is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def refusal(error: TwilioException) -> tuple[int, int | None]:
    """The HTTP status of a refusal and Twilio's own code, None when the answer had none."""
    if isinstance(error, TwilioRestException | TwilioServiceException):
        return error.status, error.code if error.code != error.status else None
    response = error.args[1] if len(error.args) > 1 else None  # what lists raise: ("Unable to fetch page", response)
    return getattr(response, "status_code", 0), None
