"""One signed request from the carrier to the service, over real HTTP, with the carrier's time-outs and retries.

Numbers of faults are the carrier's own: 11200 no good answer, 11205 no connection.
"""

import time
import uuid
from dataclasses import dataclass
from urllib.parse import parse_qs, urldefrag, urlencode

import httpx2

from bot.simulator.signing import Pairs, sign

NO_ANSWER, NO_CONNECTION = 11200, 11205
LARGEST_BODY = 64 * 1024


@dataclass(frozen=True, slots=True)
class Exchange:
    """What went over the line, as text; `fault` is 0 or the carrier's number of what went wrong."""

    request: str
    response: str
    status: int = 0
    content_type: str = ""
    body: bytes = b""
    fault: int = 0
    retry_class: str = ""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds, and what to try again; a URL's fragment overrides it.

    `classes`: ct no connection, rt no answer in time, 4xx, 5xx, all
    (https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides).
    """

    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0
    retries: int = 1
    classes: frozenset[str] = frozenset({"ct"})

    def overridden(self, fragment: str) -> "Patience":
        """Raises ValueError when a value in the fragment is no number."""
        told = {name: values[-1] for name, values in parse_qs(fragment).items()}
        return Patience(
            connect=int(told.get("ct", self.connect * 1000)) / 1000,
            read=int(told.get("rt", self.read * 1000)) / 1000,
            total=int(told.get("tt", self.total * 1000)) / 1000,
            retries=min(5, int(told.get("rc", self.retries))),
            classes=frozenset(told["rp"].split(",")) if "rp" in told else self.classes,
        )


class Webhook:
    """Posts to the service in the carrier's name."""

    def __init__(self, token: str, patience: Patience = Patience()) -> None:
        self._token, self._patience = token, patience
        # The machine's proxy settings are not for loopback.
        self._client = httpx2.Client(trust_env=False, limits=httpx2.Limits(max_keepalive_connections=0))
        del self._client.headers["Accept-Encoding"]

    def post(self, address: str, params: Pairs) -> Exchange:
        """The last exchange, after the retries that the address or the defaults allow."""
        url, fragment = urldefrag(address)
        patience = self._patience.overridden(fragment)
        deadline = time.monotonic() + patience.total
        request_token = str(uuid.uuid4())  # the same on a retry
        for _ in range(patience.retries + 1):
            exchange = self._once(self._request(url, params, request_token), patience, deadline)
            again = {exchange.retry_class, "all"} & patience.classes
            if not exchange.fault or not again or time.monotonic() >= deadline:
                break
        return exchange

    def close(self) -> None:
        self._client.close()

    def _request(self, url: str, params: Pairs, request_token: str) -> httpx2.Request:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            "Connection": "close",
            "X-Home-Region": "us1",
            "I-Twilio-Idempotency-Token": request_token,
            "X-Twilio-Signature": sign(self._token, url, params),
        }
        return self._client.build_request("POST", url, content=urlencode(params).encode(), headers=headers)

    def _once(self, request: httpx2.Request, patience: Patience, deadline: float) -> Exchange:
        left = max(0.001, deadline - time.monotonic())
        wait = httpx2.Timeout(min(patience.read, left), connect=min(patience.connect, left))
        request.extensions = {**request.extensions, "timeout": wait.as_dict()}
        sent = request_text(request)
        try:
            response = self._client.send(request, stream=True)
            body = _read(response, deadline)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            return Exchange(sent, f"(no connection: {type(error).__name__})", fault=NO_CONNECTION, retry_class="ct")
        except httpx2.TransportError as error:
            return Exchange(sent, f"(no answer: {type(error).__name__})", fault=NO_ANSWER, retry_class="rt")
        good = response.is_success
        return Exchange(
            request=sent,
            response=response_text(response, body),
            status=response.status_code,
            content_type=response.headers.get("Content-Type", ""),
            body=body,
            fault=0 if good else NO_ANSWER,
            retry_class="" if good else f"{response.status_code // 100}xx",
        )


def _read(response: httpx2.Response, deadline: float) -> bytes:
    body = b""
    try:
        for piece in response.iter_raw():
            body += piece
            if len(body) > LARGEST_BODY:  # one byte more than allowed is enough to know
                break
            if time.monotonic() > deadline:
                raise httpx2.ReadTimeout("The whole answer took too long.", request=response.request)
    finally:
        response.close()
    return body


def request_text(request: httpx2.Request) -> str:
    """The request as it went over the line, lines ended by a line feed."""
    lines = [f"{request.method} {request.url.raw_path.decode()} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in _headers(request.headers)]
    return "\n".join([*lines, "", request.content.decode("utf-8", "replace")])


def response_text(response: httpx2.Response, body: bytes) -> str:
    """The answer as it came over the line, lines ended by a line feed."""
    lines = [f"HTTP/1.1 {response.status_code} {response.reason_phrase}"]
    lines += [f"{name}: {value}" for name, value in _headers(response.headers)]
    return "\n".join([*lines, "", body.decode("utf-8", "replace")])


def _headers(headers: httpx2.Headers) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw]
