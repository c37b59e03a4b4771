"""The list of messages: the carrier's filters and its pages."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from bot.simulator.messages import Message, Messages

LARGEST_PAGE = 1_000


def page_of(messages: Messages, query: Mapping[str, str], base: str) -> tuple[list[Message], dict[str, Any]]:
    """One page of the messages that the query wants, newest first, and the frame that names the other pages."""
    found = messages.where(_filter(query))
    size = min(LARGEST_PAGE, max(1, int(query.get("PageSize", 50))))
    number = int(query.get("Page", 0))
    # A client goes on by PageToken, which names the last message it saw: new ones don't shift the pages.
    sids = ["", *(message.sid for message in found)]
    last_seen = query.get("PageToken", "PA")[2:]
    seen = sids.index(last_seen) if last_seen in sids else len(found)  # deleted meanwhile: nothing more to show
    shown = found[seen : seen + size]
    kept = {name: value for name, value in query.items() if name not in {"Page", "PageToken"}}

    def uri(page: int, token: str = "") -> str:
        return f"{base}?{urlencode({**kept, 'PageSize': size, 'Page': page} | ({'PageToken': token} if token else {}))}"

    more = seen + size < len(found)
    frame = {
        "page": number,
        "page_size": size,
        "start": seen,
        "end": seen + len(shown) - 1 if shown else seen,
        "uri": uri(number, query.get("PageToken", "")),
        "first_page_uri": uri(0),
        "next_page_uri": uri(number + 1, f"PA{shown[-1].sid}") if more else None,
        "previous_page_uri": None,
    }
    return shown, frame


def _filter(query: Mapping[str, str]) -> Callable[[Message], bool]:
    tests: list[Callable[[Message], bool]] = []
    if "To" in query:
        tests.append(lambda message: message.to == query["To"])
    if "From" in query:
        tests.append(lambda message: message.sender == query["From"])
    if "DateSent" in query:
        start = _moment(query["DateSent"])
        end = start + timedelta(days=1).total_seconds()
        tests.append(lambda message: start <= _sent(message) < end)
    if "DateSent>" in query:  # on the wire `DateSent>=2026-11-22`, which reads as this name
        earliest = _moment(query["DateSent>"])
        tests.append(lambda message: _sent(message) >= earliest)
    if "DateSent<" in query:
        latest = _moment(query["DateSent<"])
        tests.append(lambda message: _sent(message) <= latest)
    return lambda message: all(test(message) for test in tests)


def _sent(message: Message) -> float:
    return message.sent or message.created


def _moment(text: str) -> float:
    """Seconds since 1970 of `2026-11-22` or `2026-11-22T10:00:00Z`."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
