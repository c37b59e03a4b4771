"""The parameters of the carrier's requests, name by name as the real one sends them, blanks included."""

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.simulator.messages import Message, new_sid
from bot.simulator.segments import segments


@dataclass(frozen=True, slots=True)
class Account:
    """Whom the carrier serves: `line` is the service's number in E.164, `public_url` its address without a slash."""

    sid: str
    token: str
    line: str
    public_url: str
    service_sid: str = ""


def inbound(account: Account, message: Message, location: bool) -> list[tuple[str, str]]:
    """What comes with a text; a picture without words has no Body at all."""
    sid = message.sid
    pairs = [("ToCountry", "US"), ("ToState", "DC"), ("SmsMessageSid", sid), ("NumMedia", str(message.media))]
    # A real carrier leaves blank what it does not know, and signs the blanks.
    pairs += [("ToCity", ""), ("FromZip", ""), ("SmsSid", sid), ("FromState", "DC"), ("SmsStatus", "received")]
    pairs += [("FromCity", "")]
    if message.body or not message.media:
        pairs += [("Body", message.body)]
    pairs += [("FromCountry", "US"), ("To", account.line)]
    if account.service_sid:
        pairs += [("MessagingServiceSid", account.service_sid)]
    pairs += [("ToZip", ""), ("NumSegments", str(segments(message.body))), ("MessageSid", sid)]
    pairs += [("AccountSid", account.sid), ("From", message.sender), ("ApiVersion", "2010-04-01")]
    for number in range(message.media):
        url = f"https://api.twilio.com/2010-04-01/Accounts/{account.sid}/Messages/{sid}/Media/{new_sid('ME')}"
        pairs += [(f"MediaUrl{number}", url), (f"MediaContentType{number}", "image/jpeg")]
    if location:
        pairs += [("Latitude", "38.8977"), ("Longitude", "-77.0365"), ("Label", "Washington")]
        pairs += [("Address", "1600 Pennsylvania Avenue NW, Washington, DC 20500")]
    return pairs


def state(account: Account, message: Message, status: str) -> list[tuple[str, str]]:
    """What comes with a message's new status."""
    pairs = [("SmsSid", message.sid), ("SmsStatus", status), ("MessageStatus", status), ("To", message.to)]
    if status in {"delivered", "undelivered"}:
        done = datetime.fromtimestamp(message.updated, UTC)
        pairs = [("RawDlrDoneDate", f"{done:%y%m%d%H%M}"), *pairs]
    if message.service_sid:
        pairs += [("MessagingServiceSid", message.service_sid)]
    pairs += [("MessageSid", message.sid), ("AccountSid", account.sid), ("From", message.sender)]
    pairs += [("ApiVersion", "2010-04-01")]
    return pairs + ([("ErrorCode", str(message.error))] if message.error else [])
