"""Reads what the service answers to a text, as strictly as the carrier does.

Error numbers are the carrier's (https://www.twilio.com/docs/api/errors): 11750 body over 64 kB, 12100 not well-formed,
12102 no <Response>, 12200 an element it does not know (it goes on), 12300 content type, 14103 an empty message,
21609 a status callback that is no address, 21617 more than 1,600 characters.
"""

from dataclasses import dataclass
from urllib.parse import urljoin
from xml.etree import ElementTree

from bot.simulator.webhook import LARGEST_BODY

LONGEST_TEXT = 1_600
XML_TYPES = {"text/xml", "application/xml", "text/html"}


class TwimlError(Exception):
    """The person hears nothing; `code` is the carrier's number."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    """A text to send, and where its states are to be told; "" is nowhere."""

    text: str
    callback: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The texts to send, in order, and the numbers of what the carrier would warn of."""

    answers: tuple[Answer, ...]
    warnings: tuple[int, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(answer.text for answer in self.answers)


def read_twiml(content_type: str, body: bytes, url: str = "") -> Reading:
    """The texts in an answer that came from `url`. Raises TwimlError."""
    root = root_of(content_type, body)
    if isinstance(root, str):
        return Reading((Answer(_checked(root)),))
    answers, warnings = [], []
    for element in root:
        if element.tag != "Message":
            warnings.append(12200)
            continue
        told = element.get("statusCallback", "")
        callback = urljoin(url, told) if told else ""
        if callback and not callback.startswith(("http://", "https://")):
            warnings.append(21609)
            callback = ""
        answers.append(Answer(_checked(_text(element)), callback))
    return Reading(tuple(answers), tuple(warnings))


def root_of(content_type: str, body: bytes) -> ElementTree.Element | str:
    """The <Response> of an answer; of plain text, the text. Raises TwimlError."""
    if len(body) > LARGEST_BODY:
        raise TwimlError(11750, "The answer is larger than 64 kB.")
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type == "text/plain":
        return body.decode("utf-8", "replace")
    if media_type not in XML_TYPES:
        raise TwimlError(12300, f"The content type {media_type or '(none)'} is not XML.")
    if b"<!DOCTYPE" in body:  # without declarations there are no entities to swell
        raise TwimlError(12100, "The answer declares a document type.")
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 - see the line above
    except (ElementTree.ParseError, ValueError, LookupError) as error:  # an encoding that is none is not well-formed
        raise TwimlError(12100, f"The answer is not well-formed XML: {error}.") from error
    if root.tag != "Response":
        raise TwimlError(12102, "The root element is not <Response>.")
    return root


def _text(message: ElementTree.Element) -> str:
    bodies = ["".join(element.itertext()) for element in message if element.tag == "Body"]
    media = [f"[{(element.text or '').strip()}]" for element in message if element.tag == "Media"]
    return "\n".join([*(bodies or [message.text or ""]), *media])


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise TwimlError(14103, "A message is empty.")
    if len(text) > LONGEST_TEXT:
        raise TwimlError(21617, "A message has more than 1,600 characters.")
    return text
