"""The USCIS Case Status API as a source of cases. Facts and samples: `tests/samples/uscis/`, `docs/case-source.md`.

What stands before a request, in this order: the opening hours, a pause that all know of, the circuit breaker, the
token, the quota. The quota comes last, so that no request of the day is spent on an agency that is closed or failing.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

import httpx2
import structlog
from redis import Redis

from bot.cases import answers
from bot.cases.breaker import Breaker
from bot.cases.hours import Hours, parse_hours
from bot.cases.pauses import Pauses
from bot.cases.quota import Allowance, Quota
from bot.cases.source import AgencyError
from bot.cases.token import Seal, Tokens
from bot.cases.token_answer import read_token
from bot.cases.wire import Reply, Wire, checked_address
from dialogs.cases import Case

log = structlog.get_logger()

RECEIPT = re.compile(r"[A-Z]{3}(?:[0-9]{10}|\*[0-9]{9})", re.ASCII)
FRESH_SECONDS = 600.0
CLOSED_SECONDS = 300.0  # how long "closed" is believed before one asks again
QUOTA_SECONDS = 900.0
PACE_SECONDS = 1.0  # doubled while the agency goes on complaining
LONGEST_PACE = 16.0
TRIES = 3  # of one look-up: after a refused token, or a complaint about our pace
FAIR_SECONDS = 2.0  # an agency that had less time than this to answer has not failed
DOCUMENTED_HOURS = parse_hours("Mon-Fri 07:00-20:00 America/New_York")  # the sandbox's, from the developer portal


@dataclass(frozen=True, slots=True)
class Access:
    """Where the agency is and who asks. `api_url` is the address before `/case-status`. Raises ValueError."""

    api_url: str
    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    demo_id: str = ""

    def __post_init__(self) -> None:
        checked_address(self.api_url)
        checked_address(self.token_url)
        if self.demo_id and not re.fullmatch(r"[0-9]{4}", self.demo_id):
            raise ValueError("The demo_id is four digits.")


class Uscis:
    """A CaseSource. `urgent=False` for polling, which leaves the reserve of the quota to people who ask now."""

    name = "uscis"

    def __init__(  # noqa: PLR0913
        self,
        access: Access,
        allowance: Allowance,
        *,
        hours: Hours | None = None,
        redis: Redis | None = None,
        seal: Seal | None = None,
        urgent: bool = True,
        fresh_for: float = FRESH_SECONDS,
        clock: Callable[[], float] = time.time,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        """Without `redis` each process stands alone; without `seal` the token is not shared. No request is made."""
        self.fresh_for = fresh_for
        self._access, self._hours, self._urgent, self._clock = access, hours, urgent, clock
        self._wire = Wire(transport)
        self._pauses = Pauses(redis, clock)
        self._breaker = Breaker(redis, self._pauses, clock)
        self._quota = Quota(allowance, redis, clock)
        self._tokens = Tokens(self._new_token, redis, seal, clock)
        self._pace = PACE_SECONDS

    def close(self) -> None:
        """Lets go of the connections to the agency."""
        self._wire.close()

    def fetch(self, receipt: str, timeout: float) -> Case | None:
        """See CaseSource. `receipt` is canonical: anything else is a fault of the caller (ValueError), not sent."""
        if not RECEIPT.fullmatch(receipt):
            raise ValueError("not a canonical receipt")
        until = time.monotonic() + timeout
        refused = ""
        for _ in range(TRIES):
            self._check(until)
            token = self._tokens.get(until)
            self._quota.take(until, self._urgent)
            reply = self._look_up(receipt, token, until)
            kind = answers.meaning(reply.status, reply.body)
            if kind == "token" and not refused:
                refused = token
                self._tokens.refuse(token)
            elif kind == "pace":
                self._slow_down()
            else:
                return self._read(kind, reply, receipt)
        raise AgencyError("The agency asks us to slow down.", self._clock() + self._pace)

    def knock(self, timeout: float) -> str:
        """See CaseSource: the door is open and a token is to be had; no quota is spent."""
        until = time.monotonic() + timeout
        self._check(until)
        self._tokens.get(until)
        return "reached, and it gives us a token."

    def _check(self, until: float) -> None:
        """Raises AgencyError when it makes no sense to ask now; waits out a short pause for our pace."""
        opens = self._hours.opens_at(self._clock()) if self._hours else None
        if opens is not None:
            raise AgencyError("The agency's door is closed.", opens)
        paused = self._pauses.now()
        pace = paused.pop("pace", 0.0)
        if paused:
            raise AgencyError(f"The agency is not asked now ({', '.join(sorted(paused))}).", max(paused.values()))
        wait = pace - self._clock()
        if wait > 0:
            if time.monotonic() + wait > until:
                raise AgencyError("The agency asks us to slow down.", pace)
            time.sleep(wait)
        self._breaker.check()

    def _look_up(self, receipt: str, token: str, until: float) -> Reply:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        if self._access.demo_id:
            headers["demo_id"] = self._access.demo_id
        url = f"{self._access.api_url.rstrip('/')}/case-status/{quote(receipt, safe='*')}"
        return self._judged(lambda: self._wire.get(url, headers, until), until)

    def _new_token(self, until: float) -> tuple[str, float]:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._access.client_id,
            "client_secret": self._access.client_secret,
        }
        reply = self._judged(lambda: self._wire.post(self._access.token_url, form, until), until)
        if answers.meaning(reply.status, reply.body) == "closed":
            raise self._closed()
        return read_token(reply.status, reply.body)

    def _judged(self, ask: Callable[[], Reply], until: float) -> Reply:
        """One request, and what it tells of the road to the agency."""
        fair = until - time.monotonic() >= FAIR_SECONDS
        try:
            reply = ask()
        except AgencyError as error:
            if fair or not error.slow:
                self._breaker.failed()
            raise
        if answers.meaning(reply.status, reply.body) == "down":
            self._breaker.failed()
        else:
            self._breaker.answered()
        return reply

    def _read(self, kind: answers.Meaning, reply: Reply, receipt: str) -> Case | None:
        self._pace = PACE_SECONDS
        if kind == "closed":
            raise self._closed()
        if kind == "quota":
            until = min(self._quota.next_day(), self._clock() + QUOTA_SECONDS)
            self._pauses.begin("quota", until)
            raise AgencyError("The agency says that our quota is spent.", until)
        try:
            return answers.read(reply.status, reply.body, receipt, self._clock())
        except AgencyError as error:
            log.warning("agency answered", status=reply.status, kind=kind, reason=str(error))
            raise

    def _closed(self) -> AgencyError:
        """The agency says so itself: all know it for a while, and people are told the documented opening."""
        now = self._clock()
        self._pauses.begin("closed", now + CLOSED_SECONDS)
        hours = self._hours or DOCUMENTED_HOURS
        opens = hours.opens_at(now) if hours else None
        return AgencyError("The agency says that it is closed.", opens or now + CLOSED_SECONDS)

    def _slow_down(self) -> None:
        """All processes pause; longer each time while the complaints go on."""
        self._pauses.begin("pace", self._clock() + self._pace)
        self._pace = min(self._pace * 2, LONGEST_PACE)
