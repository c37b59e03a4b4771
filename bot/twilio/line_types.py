"""What kind of line a number is, asked at Twilio's Lookup (https://www.twilio.com/docs/lookup/v2-api/line-type-intelligence).

A text to a landline is lost without a word. One question costs a fraction of a cent and is asked once a phone, when a
caller wants a text. Without the official client: 370 ms and 29 MiB that a web process does not have.
"""

import time
from urllib.parse import quote

import httpx2
import structlog

from bot.cases.deadline import DeadlineTransport
from bot.twilio.addresses import at_base

log = structlog.get_logger()

LOOKUP = "https://lookups.twilio.com/v2/PhoneNumbers/"
PATIENCE = 1.5  # seconds, of the 5 that a webhook may take
NEVER_TEXTED = frozenset({"landline", "tollFree", "premium", "sharedCost", "uan", "voicemail", "pager"})


class LineTypes:
    """Asks for one account; `base` as TWILIO_API_URL."""

    def __init__(self, base: str, account: str, token: str) -> None:
        self._base = base
        once = {"Connection": "close"}  # the next question may be hours away
        self._client = httpx2.Client(auth=(account, token), headers=once, transport=DeadlineTransport())

    def is_landline(self, number: str) -> bool | None:
        """Whether texts to `number` (E.164) get lost; None when Twilio does not know, or does not say in time."""
        url = at_base(self._base, LOOKUP + quote(number)) + "?Fields=line_type_intelligence"
        try:
            until = time.monotonic() + PATIENCE
            response = self._client.get(url, timeout=httpx2.Timeout(until, pool=PATIENCE))
            kind = response.raise_for_status().json()["line_type_intelligence"]["type"]
        except (httpx2.HTTPError, ValueError, KeyError, TypeError) as error:
            log.warning("kind of line not known", reason=type(error).__name__)
            return None
        return kind in NEVER_TEXTED if isinstance(kind, str) and kind != "unknown" else None
