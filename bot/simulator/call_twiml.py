"""Reads what the service answers to a call, as strictly as the carrier does.

Error numbers are the carrier's (https://www.twilio.com/docs/api/errors). The person hears an apology after 11750 body
over 64 kB, 12100 not well-formed, 12102 no <Response>, 12300 content type. The others are warnings, the call goes on:
12200 an element or an attribute it does not know, 13xxx a value that can't be.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from xml.etree import ElementTree

from bot.simulator.ssml import Piece, read_speech
from bot.simulator.twiml import root_of

UNKNOWN = 12200
LONGEST_SPEECH = 4_096  # signs in one <Say>
KEYS = set("0123456789*#")
PHONE = re.compile(r"\+?[\d\s().-]{3,24}")
GATHER = {
    "action", "actionOnEmptyResult", "bargeIn", "debug", "enhanced", "finishOnKey", "hints", "input", "language",
    "maxSpeechTime", "method", "numDigits", "partialResultCallback", "partialResultCallbackMethod", "profanityFilter",
    "speechModel", "speechTimeout", "timeout",
}  # fmt: skip
DIAL = {
    "action", "answerOnBridge", "callerId", "hangupOnStar", "method", "record", "recordingStatusCallback",
    "recordingStatusCallbackEvent", "recordingStatusCallbackMethod", "recordingTrack", "referMethod", "referUrl",
    "ringTone", "sequential", "timeLimit", "timeout", "trim",
}  # fmt: skip
NUMBER = {"byoc", "method", "sendDigits", "statusCallback", "statusCallbackEvent", "statusCallbackMethod", "url"}
ATTRIBUTES = {
    "Say": {"language", "loop", "voice"},
    "Pause": {"length"},
    "Gather": GATHER,
    "Redirect": {"method"},
    "Dial": DIAL,
    "Hangup": set[str](),
    "Reject": {"reason"},
}


@dataclass(frozen=True, slots=True)
class Say:
    """`loop` 0 repeats for ever."""

    pieces: tuple[Piece, ...]
    voice: str = ""
    loop: int = 1


@dataclass(frozen=True, slots=True)
class Pause:
    seconds: int = 1


@dataclass(frozen=True, slots=True)
class Gather:
    """Times in seconds; `num_digits` 0 is any number, `speech_timeout` 0 is `auto`; `action` None is this document."""

    prompt: tuple[Say | Pause, ...] = ()
    input: str = "dtmf"
    action: str | None = None
    num_digits: int = 0
    finish_on_key: str = "#"
    timeout: int = 5
    speech_timeout: int = 5
    language: str = "en-US"
    hints: str = ""
    action_on_empty_result: bool = False
    barge_in: bool = True


@dataclass(frozen=True, slots=True)
class Redirect:
    url: str


@dataclass(frozen=True, slots=True)
class Dial:
    """`number` is empty when it was none; `timeout` in seconds."""

    number: str
    action: str | None = None
    timeout: int = 30
    caller_id: str = ""


@dataclass(frozen=True, slots=True)
class Hangup:
    """Ends the call."""


@dataclass(frozen=True, slots=True)
class Reject:
    reason: str = "rejected"


Verb = Say | Pause | Gather | Redirect | Dial | Hangup | Reject


@dataclass(frozen=True, slots=True)
class Document:
    """The verbs in their order, and what the carrier would warn of: its number, and why."""

    verbs: tuple[Verb, ...]
    warnings: tuple[tuple[int, str], ...] = ()


def read_call(content_type: str, body: bytes) -> Document:
    """The answer as verbs. Raises TwimlError."""
    root = root_of(content_type, body)
    if isinstance(root, str):
        return Document((Say((Piece(root, "en-US"),)),))
    reader = _Reader()
    verbs = reader.verbs(root, ATTRIBUTES)
    return Document(tuple(verbs), tuple(reader.warnings))


class _Reader:
    """Reads one document, collecting what is wrong with it."""

    def __init__(self) -> None:
        self.warnings: list[tuple[int, str]] = []

    def verbs(self, parent: ElementTree.Element, known: Collection[str]) -> list[Verb]:
        code = 13320 if parent.tag == "Gather" else UNKNOWN
        if any((text or "").strip() for text in [parent.text, *(child.tail for child in parent)]):
            self._warn(code, f"Words stand in <{parent.tag}> without a <Say>.")
        read: list[Verb | None] = []
        for element in parent:
            if element.tag in known:
                self._check(element, ATTRIBUTES[element.tag])
                read.append(self._verb(element))
            else:
                self._warn(code, f"<{element.tag}> is not known in <{parent.tag}>.")
        return [verb for verb in read if verb is not None]

    def _verb(self, element: ElementTree.Element) -> Verb | None:
        verb: Verb | None
        match element.tag:
            case "Say":
                return self._say(element)
            case "Gather":
                return self._gather(element)
            case "Dial":
                return self._dial(element)
            case "Pause":
                verb = Pause(self._whole(element, "length", 1, UNKNOWN))
            case "Redirect":
                self._post(element, UNKNOWN)
                verb = Redirect((element.text or "").strip())
            case "Reject":
                verb = Reject(self._one_of(element, "reason", ("rejected", "busy"), UNKNOWN))
            case _:
                verb = Hangup()
        self._nothing_inside(element)
        return verb

    def _say(self, element: ElementTree.Element) -> Say | None:
        pieces, warnings = read_speech(element, element.get("language", "en-US"))
        for warning in warnings:
            self._warn(UNKNOWN, warning)
        words = "".join(piece.text for piece in pieces).strip()
        if not words or len(words) > LONGEST_SPEECH:
            self._warn(13520, f"A <Say> has {len(words)} signs.")
            return None
        return Say(tuple(pieces), element.get("voice", ""), self._whole(element, "loop", 1, 13510, least=0))

    def _gather(self, element: ElementTree.Element) -> Gather:
        timeout = self._whole(element, "timeout", 5, 13313)
        auto = element.get("speechTimeout") == "auto"
        kinds = ("dtmf", "speech", "dtmf speech", "speech dtmf")
        self._post(element, 13312)
        self._check_hints(element.get("hints", ""))
        return Gather(
            prompt=tuple(verb for verb in self.verbs(element, ("Say", "Pause")) if isinstance(verb, Say | Pause)),
            input=self._one_of(element, "input", kinds, 13326),
            action=element.get("action") or None,
            num_digits=self._whole(element, "numDigits", 0, 13314),
            finish_on_key=self._finish(element),
            timeout=timeout,
            speech_timeout=0 if auto else self._whole(element, "speechTimeout", timeout, 13327),
            language=element.get("language", "en-US"),
            hints=element.get("hints", ""),
            action_on_empty_result=self._one_of(element, "actionOnEmptyResult", ("false", "true"), 13338) == "true",
            barge_in=self._one_of(element, "bargeIn", ("true", "false"), UNKNOWN) == "true",
        )

    def _finish(self, element: ElementTree.Element) -> str:
        told = element.get("finishOnKey", "#")
        if told and told not in KEYS:
            self._warn(13310, f"finishOnKey can't be {told}.")
            return "#"
        return told

    def _check_hints(self, hints: str) -> None:
        phrases = hints.split(",")
        if len(phrases) > 500 or len(hints.split()) > 1_000 or any(len(phrase) > 100 for phrase in phrases):
            self._warn(13330, "There are too many hints, or one is too long.")

    def _dial(self, element: ElementTree.Element) -> Dial:
        numbers = [(element.text or "").strip()]
        for child in element:
            if child.tag == "Number":
                self._check(child, NUMBER)
                numbers.append((child.text or "").strip())
            else:
                self._warn(13215, f"<{child.tag}> is not known in <Dial>.")
        number = next((number for number in numbers if number), "")
        if not PHONE.fullmatch(number):
            self._warn(13223, f"{number or '(nothing)'} is no number to dial.")
            number = ""
        self._post(element, 13210)
        timeout = self._whole(element, "timeout", 30, 13212)
        return Dial(number, element.get("action") or None, timeout, element.get("callerId", ""))

    def _check(self, element: ElementTree.Element, known: Collection[str]) -> None:
        for name in sorted(set(element.attrib) - set(known)):
            self._warn(UNKNOWN, f"The attribute {name} of <{element.tag}> is not known.")

    def _nothing_inside(self, element: ElementTree.Element) -> None:
        for child in element:
            self._warn(UNKNOWN, f"<{child.tag}> is not known in <{element.tag}>.")

    def _post(self, element: ElementTree.Element, code: int) -> None:
        if self._one_of(element, "method", ("POST", "GET"), code) == "GET":
            self._warn(code, "This simulator only posts.")

    def _whole(self, element: ElementTree.Element, name: str, usual: int, code: int, least: int = 1) -> int:
        told = element.get(name)
        if told is None:
            return usual
        if told.isascii() and told.isdigit() and len(told) < 6 and int(told) >= least:
            return int(told)
        self._warn(code, f"{name} can't be {told or 'empty'}.")
        return usual

    def _one_of(self, element: ElementTree.Element, name: str, values: tuple[str, ...], code: int) -> str:
        """The value, or the first of the possible ones."""
        told = element.get(name, values[0])
        if told in values:
            return told
        self._warn(code, f"{name} can't be {told or 'empty'}.")
        return values[0]

    def _warn(self, code: int, reason: str) -> None:
        self.warnings.append((code, reason))
