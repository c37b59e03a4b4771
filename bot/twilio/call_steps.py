"""One step of a call, as Twilio tells of it, in the desk's words
(https://www.twilio.com/docs/voice/twiml#request-parameters)."""

import re
import unicodedata
from collections.abc import Mapping

from bot.inbound import Inbound
from bot.reports import TAKEN_BY_A_PERSON

ENDED = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
HUNG_UP = "hangup"  # what stands in `Digits` when the caller hung up in the middle
KEYS = frozenset("0123456789*#")
MOST_KEYS = 60
MOST_WORDS = 500  # characters: a receipt number takes 260, each letter with a word of its own
NUMBER = re.compile(r"\+[1-9]\d{7,14}", re.ASCII)
# Who hides their number: the word for it, keyed on a phone (ANONYMOUS, RESTRICTED, UNAVAILABLE, UNKNOWN, BLOCKED).
# Thousands share such a "number": nothing may be remembered by it.
HIDDEN = frozenset({"+266696687", "+7378742833", "+86282452253", "+8656696", "+2562533"})


def is_over(form: Mapping[str, str]) -> bool:
    """Whether nobody is there any more."""
    return form.get("CallStatus", "").strip() in ENDED or form.get("Digits", "").strip().lower() == HUNG_UP


def ours(form: Mapping[str, str]) -> bool:
    """Whether it is a call that we made."""
    return form.get("Direction", "").strip().startswith("outbound")


def by_machine(form: Mapping[str, str]) -> bool:
    """Whether a machine took the call, or nobody knows who (https://www.twilio.com/docs/voice/answering-machine-detection)."""
    return form.get("AnsweredBy", "").strip() not in TAKEN_BY_A_PERSON


def step(form: Mapping[str, str], call: str, address: str, turn: int, reference: str = "") -> Inbound:
    """What the person did: they called, or answered (turn 1), pressed keys, spoke, did nothing; or how it went with a
    person to whom the call was put through."""
    kind, text = _done(form) if turn != 1 else ("opens", "")
    line = form.get("From" if ours(form) else "To", "").strip()
    return Inbound("voice", address, text, kind, "", call, turn, line if NUMBER.fullmatch(line) else "", reference)


def _done(form: Mapping[str, str]) -> tuple[str, str]:
    if form.get("DialCallStatus"):
        return "dialed", form["DialCallStatus"].strip()[:20]
    pressed = keys(form.get("Digits", ""))
    if pressed:
        return "keys", pressed
    if form.get("SpeechResult", "").strip():
        return "speech", form["SpeechResult"].strip()[:MOST_WORDS]
    return ("keys", "#") if form.get("FinishedOnKey") == "#" else ("silence", "")


def keys(digits: str) -> str:
    """The keys in a text, digits of other scripts (`٤`) among them; what is no key is left out."""
    plain = (str(unicodedata.digit(sign, sign)) for sign in digits[:MOST_KEYS])
    return "".join(sign for sign in plain if sign in KEYS)


def turn_number(written: str) -> int:
    """The number of a turn as it stands in an address; 0, which no turn has, for what is none."""
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 4 else 0


def shown(address: str) -> str:
    """The caller's number in E.164, or "" where it is hidden or is no phone number."""
    return "" if address in HIDDEN else address
