"""Points the webhooks of the account's numbers, or of its messaging service, at PUBLIC_URL.

What is right already is left alone, so it can run as often as one likes; `casestatus doctor` looks without changing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from bot.twilio.rest import REST_ERRORS, Account, refusal
from bot.twilio.sender import RETRIES

Wanted = Mapping[str, str | bool]
Answer = TypeVar("Answer")

# What Twilio takes for a setting that is not there.
UNSET: Wanted = {"method": "POST", "url": "", "callback": "", "sid": "", "number": False}


class ProvisionError(Exception):
    """Twilio could not be asked or refused; a sentence that says what to do, without a secret."""


@dataclass(frozen=True)
class Place:
    """Something at Twilio that holds webhooks: its name, the settings that are wrong there, and how to mend them."""

    name: str
    wrong: Wanted
    update: Callable[..., Any]


def provision(client: Client, account: Account) -> list[str]:
    """Sets what is not right, and tells each change in a line. Raises ProvisionError."""
    lines = []
    for place in places(client, account):
        if place.wrong:
            asked(partial(place.update, **place.wrong))
        lines += [f"{place.name}: {name} is now {value or 'off'}" for name, value in place.wrong.items()]
        lines += [] if place.wrong else [f"{place.name}: nothing to change"]
    return lines


def places(client: Client, account: Account) -> list[Place]:
    """Where the account holds webhooks for the sender of our texts. Raises ProvisionError."""
    service, number = account.twilio_messaging_service_sid, account.twilio_from
    if service:
        return asked(lambda: [*_of_service(client, service, account.public_url)])
    return asked(lambda: [*_of_number(client, number, account.public_url)])


def asked(ask: Callable[[], Answer]) -> Answer:
    """What Twilio answers. Raises ProvisionError when it refuses or can't be reached."""
    try:
        return ask()
    except REST_ERRORS as problem:
        sentence = explained(problem)
    raise ProvisionError(sentence)


def explained(problem: Exception) -> str:
    """What to do about an error of the client, in a sentence without secrets."""
    if not isinstance(problem, TwilioException):
        return "Twilio can't be reached: check TWILIO_API_URL and the way out of this network."
    status, code = refusal(problem)
    if status == 401:
        return "Twilio does not know TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN: copy both from the console."
    if status == 404:
        return "The account has no such thing: check TWILIO_ACCOUNT_SID and TWILIO_MESSAGING_SERVICE_SID."
    return f"Twilio refused with status {status}, code {code or 'none'}: see https://www.twilio.com/docs/api/errors."


def _of_service(client: Client, sid: str, public_url: str) -> Iterator[Place]:
    service = client.messaging.v1.services(sid)
    yield _place(f"messaging service …{sid[-4:]}", service.fetch(), service_settings(public_url), service.update)
    for number in service.phone_numbers.list():
        yield _incoming(client.incoming_phone_numbers(number.sid).fetch(), public_url)


def _of_number(client: Client, number: str, public_url: str) -> Iterator[Place]:
    if not number.startswith("+"):
        short = client.short_codes.list(short_code=number)
        wanted = text_settings(public_url)
        found = [_place(f"short code {number}", each, wanted, each.update) for each in short]
    else:
        found = [_incoming(each, public_url) for each in client.incoming_phone_numbers.list(phone_number=number)]
    if not found:
        raise ProvisionError(f"The account has no number …{number[-4:]}: check TWILIO_FROM.")
    yield from found


def _incoming(number: Any, public_url: str) -> Place:
    return _place(f"number …{number.phone_number[-4:]}", number, number_settings(public_url), number.update)


def _place(name: str, held: Any, wanted: Wanted, update: Callable[..., Any]) -> Place:
    wrong = {key: value for key, value in wanted.items() if (getattr(held, key) or _unset(key)) != value}
    return Place(name, wrong, update)


def _unset(key: str) -> str | bool:
    return UNSET[key.rpartition("_")[2]]


def text_settings(public_url: str) -> Wanted:
    """Where texts go."""
    base = public_url.rstrip("/")
    return {
        "sms_url": f"{base}/twilio/sms",
        "sms_method": "POST",
        "sms_fallback_url": f"{base}/twilio/fallback/sms",
        "sms_fallback_method": "POST",
    }


def number_settings(public_url: str) -> Wanted:
    """Where texts and calls to a number go. An application there would win over the addresses, so there is none."""
    base = public_url.rstrip("/")
    return {
        **text_settings(public_url),
        "voice_url": f"{base}/twilio/voice",
        "voice_method": "POST",
        "voice_fallback_url": f"{base}/twilio/fallback/voice",
        "voice_fallback_method": "POST",
        "status_callback": f"{base}/twilio/call-status{RETRIES}",
        "status_callback_method": "POST",
        "sms_application_sid": "",
        "voice_application_sid": "",
    }


def service_settings(public_url: str) -> Wanted:
    """Where texts to any number of a messaging service go, whatever the numbers themselves say."""
    base = public_url.rstrip("/")
    return {
        "inbound_request_url": f"{base}/twilio/sms",
        "inbound_method": "POST",
        "fallback_url": f"{base}/twilio/fallback/sms",
        "fallback_method": "POST",
        "use_inbound_webhook_on_number": False,
    }
