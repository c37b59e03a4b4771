"""The parameters of the carrier's requests about a call, name by name as the real one sends them, blanks included."""

from dataclasses import dataclass, replace
from math import ceil

from bot.simulator.messages import rfc_2822
from bot.simulator.parameters import Account
from bot.simulator.signing import Pairs

ANONYMOUS = "+266696687"  # the number of everybody who shows none: ANONYMOUS on a keypad


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls, or, where the service calls (`outbound`), who is called; where the carrier asks what to do: first
    `url`, and `fallback` when that fails. `callback`: where the end is told, if not at the number's; `answered_by`: who
    took a call of the service's."""

    sid: str
    phone: str
    url: str
    fallback: str = ""
    withheld: bool = False
    outbound: bool = False
    callback: str = ""
    answered_by: str = ""

    def answered(self, by: str) -> "Call":
        return replace(self, answered_by=by)


def call_pairs(account: Account, call: Call, status: str) -> list[tuple[str, str]]:
    """What comes with every request of a call."""
    caller, line = ANONYMOUS if call.withheld else call.phone, account.line
    if call.outbound:
        caller, line = line, caller
    country, state = ("LS", "") if call.withheld else ("US", "DC")
    return [
        ("Called", line),
        ("ToState", "DC"),
        ("CallerCountry", country),
        ("Direction", "outbound-api" if call.outbound else "inbound"),
        ("CallerState", state),
        ("ToZip", ""),  # a real carrier leaves blank what it does not know, and signs the blanks
        ("CallSid", call.sid),
        ("To", line),
        ("CallerZip", ""),
        ("ToCountry", "US"),
        ("ApiVersion", "2010-04-01"),
        ("CalledZip", ""),
        ("CalledCity", ""),
        ("CallStatus", status),
        ("From", caller),
        ("AccountSid", account.sid),
        ("CalledCountry", "US"),
        ("CallerCity", ""),
        ("Caller", caller),
        ("FromCountry", country),
        ("ToCity", ""),
        ("FromCity", ""),
        ("CalledState", "DC"),
        ("FromZip", ""),
        ("FromState", state),
        *([("AnsweredBy", call.answered_by)] if call.answered_by else []),
    ]


def keyed(digits: str, finished: str) -> Pairs:
    """What a Gather adds that was ended by keys or by silence; `finished` is the key that ended it, or blank."""
    return [("Digits", digits), ("FinishedOnKey", finished), ("msg", "Gather End")]


def spoken(words: str, confidence: float, language: str) -> Pairs:
    """What a Gather adds that heard words."""
    told = [("SpeechResult", words), ("Confidence", str(confidence)), ("Language", language)]
    return [*told, ("msg", "Gather End")]


def dialled(outcome: str, sid: str, seconds: float) -> Pairs:
    """What a Dial adds when the other end is gone: completed, busy, no-answer, failed; `seconds` they talked."""
    told = [("DialCallStatus", outcome), ("DialCallSid", sid)]
    if outcome == "completed":
        told.append(("DialCallDuration", str(round(seconds))))
    return [*told, ("DialBridged", "true" if outcome == "completed" else "false")]


def call_state(account: Account, call: Call, status: str, started: float, ended: float) -> list[tuple[str, str]]:
    """What the status call-back brings when the call is over; times in seconds since 1970 UTC."""
    seconds = max(0.0, ended - started)
    return [
        *call_pairs(account, call, status),
        ("Timestamp", rfc_2822(ended)),
        ("CallbackSource", "call-progress-events"),
        ("SequenceNumber", "0"),
        ("Duration", str(ceil(seconds / 60))),  # minutes, as they are billed
        ("CallDuration", str(round(seconds))),
    ]
