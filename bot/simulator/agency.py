"""The simulated agency: it speaks the Case Status API as its sandbox does, faults included, at a switch."""

import json
import re
import secrets
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any, NamedTuple

from flask import Blueprint, Response, request

from bot.simulator.docket import EASTERN, Docket

MODES = ("normal", "slow", "down", "closed", "throttled", "broken_json", "quota")
RECEIPT = re.compile(r"[a-zA-Z]{3}(?:[0-9]{10}|\*[0-9]{9})")
DAY_SECONDS = 86_400

UNAUTHORIZED = {"code": 401, "message": "Invalid Access Token"}
UNKNOWN = {
    "code": 404,
    "message": "Case Status Online does not recognize the receipt number entered. Please check your receipt number "
    "and try again. If you need further assistance, please call the USCIS Contact Center at 1-800-375-5283.",
}
MALFORMED = {
    "code": 422,
    "message": "The application receipt number is not formatted correctly, It should be total of 13 characters "
    "(3 character prefix followed by 10 digits). Please check your receipt number and try again",
}
SPIKE = {"code": 429, "message": "Spike Arrest Violation"}
QUOTA = {"code": 429, "message": "Quota Limit Exceeded"}
CLOSED = (
    "The Case Status API Sandbox is unavailable at this time. Please retry your API request during normal operation "
    "hours M-F 7:00AM EST - 8:00 PM EST"
)


class Answer(NamedTuple):
    status: int
    body: str


def sandbox_hours(seconds: float) -> bool:
    """Whether the real sandbox is open: Monday to Friday, 7:00 to 20:00 Eastern."""
    now = datetime.fromtimestamp(seconds, EASTERN)
    return now.weekday() < 5 and 7 <= now.hour < 20


def always_open(_seconds: float) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Rules:
    """Whom the agency knows and what it allows; every time is in seconds."""

    client_id: str
    client_secret: str
    per_second: int = 10
    per_day: int = 10_000
    is_open: Callable[[float], bool] = always_open
    slow_seconds: float = 8.0
    token_seconds: int = 1799


class Agency:
    """One app's view of the agency: tokens, pace, quota, hours, cases."""

    def __init__(
        self,
        docket: Docket,
        rules: Rules,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.docket = docket
        self.asked = 0  # look-ups that reached the agency, whatever came of them
        self._rules, self._clock, self._sleep = rules, clock, sleep
        self._mode = "normal"
        self._lock = Lock()
        self._tokens: dict[str, float] = {}
        self._recent: deque[float] = deque()
        self._day, self._today = 0, 0

    @property
    def mode(self) -> str:
        return self._mode

    @mode.setter
    def mode(self, mode: str) -> None:
        """Raises ValueError when the mode is none of `MODES`."""
        if mode not in MODES:
            raise ValueError(f"The mode is one of {', '.join(MODES)}.")
        self._mode = mode

    def forget_tokens(self) -> None:
        """Every token given out is worthless from now on, as when the agency changes its keys."""
        with self._lock:
            self._tokens.clear()

    def token(self, form: Mapping[str, str], basic: bool) -> Answer:
        """The OAuth answer to a client-credentials request; `basic`: it came with HTTP Basic."""
        if self._mode == "down":
            return _unavailable("Service Unavailable")
        if basic or form.get("grant_type") != "client_credentials":
            return _json(400, {"ErrorCode": "invalid_request", "Error": "Required param : grant_type"})
        rules = self._rules
        if (form.get("client_id"), form.get("client_secret")) != (rules.client_id, rules.client_secret):
            return _json(401, {"ErrorCode": "invalid_client", "Error": "Client credentials are invalid"})
        token, now = secrets.token_urlsafe(21), self._clock()
        with self._lock:
            self._tokens = {known: until for known, until in self._tokens.items() if until > now}
            self._tokens[token] = now + self._rules.token_seconds
        fields = {
            "refresh_token_expires_in": "0",
            "api_product_list": "[Case Status API - Sandbox]",
            "organization_name": "uscis",
            "token_type": "Bearer",
            "issued_at": str(int(now * 1000)),
            "access_token": token,
            "scope": "",
            "expires_in": str(self._rules.token_seconds),
            "status": "approved",
        }
        return _json(200, fields)

    def look_up(self, receipt: str, authorization: str) -> Answer:
        """The answer to one look-up; in the mode `slow` it comes after the rules' `slow_seconds`."""
        refused = self._outage() or self._stranger(authorization) or self._pace()
        if refused:
            return refused
        if self._mode == "slow":
            self._sleep(self._rules.slow_seconds)
        if not RECEIPT.fullmatch(receipt):
            return _json(422, MALFORMED)
        receipt = receipt.upper()
        case = self.docket.find(receipt)
        if case is None:
            return _json(404, UNKNOWN)
        message = f"Query was successful for payload {{'receipt_number': '{receipt}'}}"
        if self._mode == "broken_json":
            return _broken(message, case)
        return _json(200, {"case_status": case, "message": message})

    def _outage(self) -> Answer | None:
        if self._mode == "down":
            return _unavailable("Service Unavailable")
        if self._mode == "closed" or not self._rules.is_open(self._clock()):
            return _unavailable(CLOSED)
        return None

    def _stranger(self, authorization: str) -> Answer | None:
        scheme, _, token = authorization.partition(" ")
        with self._lock:
            known = scheme.lower() == "bearer" and self._tokens.get(token, 0.0) > self._clock()
        return None if known else _json(401, UNAUTHORIZED)

    def _pace(self) -> Answer | None:
        now = self._clock()
        with self._lock:
            self.asked += 1
            if int(now // DAY_SECONDS) != self._day:  # the quota starts anew at midnight GMT
                self._day, self._today = int(now // DAY_SECONDS), 0
            while self._recent and self._recent[0] <= now - 1:
                self._recent.popleft()
            if self._mode == "throttled" or len(self._recent) >= self._rules.per_second:
                return _json(429, SPIKE)
            if self._mode == "quota" or self._today >= self._rules.per_day:
                return _json(429, QUOTA)
            self._recent.append(now)
            self._today += 1
        return None


def agency_routes(agency: Agency) -> Blueprint:
    """The two routes of the API, to be mounted under a prefix."""
    routes = Blueprint("agency", __name__)

    @routes.post("/oauth/accesstoken")
    def token() -> Response:
        # Parameters in the URL are not looked at: the agency takes them from the form body alone.
        return _respond(agency.token(request.form.to_dict(), request.authorization is not None))

    @routes.get("/case-status/<receipt>")
    def look_up(receipt: str) -> Response:
        return _respond(agency.look_up(receipt, request.headers.get("Authorization", "")))

    return routes


def _respond(answer: Answer) -> Response:
    return Response(answer.body, answer.status, mimetype="application/json")


def _json(status: int, body: dict[str, Any]) -> Answer:
    return Answer(status, json.dumps(body, ensure_ascii=False))


def _unavailable(message: str) -> Answer:
    # The real sandbox puts blank lines first, nests the error and writes the code as a string.
    return Answer(503, "\n\n  " + json.dumps({"error": {"code": "503", "message": message}}, separators=(",", ":")))


def _broken(message: str, case: dict[str, Any]) -> Answer:
    text = str(case["current_case_status_desc_en"])
    if '="' not in text:
        case["current_case_status_desc_en"] = text + ' See <a href="https://egov.uscis.gov">status</a> for details.'
    body = json.dumps({"message": message, "case_status": case}, ensure_ascii=False)
    return Answer(200, body.replace('\\"', '"'))
