"""Every document of a call holds against the official library: its verbs, what may stand in what, their attributes."""

import inspect
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from twilio.twiml import TwiML
from twilio.twiml.voice_response import VoiceResponse

from bot.simulator.signing import Pairs
from bot.simulator.webhook import Exchange
from bot.twilio.fallback import SPOKEN_APOLOGY
from bot.twilio.twiml import EMPTY, HEAD, TAIL
from tests.calling import Handset
from tests.test_call_walk import MODES, walk
from tests.test_portfolio_walk import calls
from tests.transcripts import FOLDER, played
from tests.world import PaperLine

XML_NAMES = "{http://www.w3.org/XML/1998/namespace}"
MARK = "a value of the tests"
# One needs the whole service to go as written; on paper it goes another way, and makes documents all the same.
# On paper there is one phone.
CALLS = sorted(path.name for path in FOLDER.glob("call-*.txt") if "you have the phone" not in path.read_text())


class Verb:
    """One method of the library that puts an element into another: what the element is called, and which of the
    method's parameters become its attributes; `content` is the parameter that becomes its text."""

    def __init__(self, parent: type[TwiML], name: str, method: Callable[..., TwiML]) -> None:
        self.method = name
        parameters = list(inspect.signature(method).parameters.values())[1:]
        named = [each for each in parameters if each.kind is not inspect.Parameter.VAR_KEYWORD]
        self.required = [each.name for each in named if each.default is inspect.Parameter.empty]
        made = self.make(parent(), **dict.fromkeys(self.required, MARK))
        self.element, self.kind = made.name, type(made)
        self.attributes: dict[str, str] = {}
        self.content = ""
        for each in named:
            whole = self.make(parent(), **{**dict.fromkeys(self.required, ""), each.name: MARK})
            found = [attribute for attribute, value in whole.attrs.items() if value == MARK]
            if found:
                self.attributes[found[0]] = each.name
            else:
                self.content = each.name

    def make(self, parent: TwiML, **values: str) -> TwiML:
        made: TwiML = getattr(parent, self.method)(**values)
        return made


@cache
def verbs(parent: type[TwiML]) -> dict[str, Verb]:
    """By name of its element, all that the library lets stand in an element of this class."""
    methods = inspect.getmembers(parent, inspect.isfunction)
    shared = {name for name, _method in inspect.getmembers(TwiML, inspect.isfunction)}
    found = [Verb(parent, name, method) for name, method in methods if name not in shared]
    return {verb.element: verb for verb in found}


def attributes(element: ET.Element) -> dict[str, str]:
    return {name.replace(XML_NAMES, "xml:"): value for name, value in element.attrib.items()}


def texts(element: ET.Element) -> list[str]:
    return [text for text in (element.text, *(child.tail for child in element)) if text]


class Rebuilt:
    """A document written again by the library; `faults` are what the library has no method or parameter for."""

    def __init__(self, document: str) -> None:
        self.faults: list[str] = []
        root = ET.fromstring(document.encode())
        self.response = VoiceResponse()
        if root.tag != self.response.name or root.attrib or texts(root):
            self.faults.append(f"<{root.tag}> at the top")
        for child in root:
            self.put(child, self.response)
        self.same = ET.canonicalize(document) == ET.canonicalize(str(self.response))

    def put(self, element: ET.Element, parent: TwiML) -> None:
        """Has the library put `element`, and all that is in it, into `parent`."""
        kind: Any = type(parent)
        verb = verbs(kind).get(element.tag)
        if verb is None:
            self.faults.append(f"<{element.tag}> in <{parent.name}>")
            return
        given = attributes(element)
        self.faults += [f"{name} of <{element.tag}>" for name in given if name not in verb.attributes]
        values = {verb.attributes[name]: value for name, value in given.items() if name in verb.attributes}
        if verb.content:
            values[verb.content] = element.text or ""
        elif texts(element):
            self.faults.append(f"words in <{element.tag}>")
        made = verb.make(parent, **values)
        for child in element:
            self.put(child, made)
            if child.tail:
                made.nest(child.tail)


def faults(document: str) -> list[str]:
    """What the official library would not have written so; nothing for a good document."""
    rebuilt = Rebuilt(document)
    return rebuilt.faults or ([] if rebuilt.same else ["not the same when the library writes it"])


def documents(phone: Handset) -> Iterator[str]:
    """What this phone was answered in its last call."""
    return (request.exchange.body.decode() for request in phone.requests())


class KeptLine(PaperLine):
    """The line on paper; every document of every call is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.documents: list[str] = []
        self.phone.ask = self.ask_and_keep

    def ask_and_keep(self, url: str, pairs: Pairs) -> Exchange:
        exchange = self.ask(url, pairs)
        self.documents.append(exchange.body.decode())
        return exchange


def tags(documents: set[str]) -> set[str]:
    return {element.tag for document in documents for element in ET.fromstring(document.encode()).iter()}


@pytest.mark.parametrize("mode", MODES)
def test_all_that_a_walk_through_the_line_hears_is_what_the_library_would_write(mode: str) -> None:
    met = {document for step in walk(mode) for document in documents(step.after.phone)}
    assert {document: found for document in met if (found := faults(document))} == {}
    assert tags(met) >= {"Response", "Gather", "Say", "prosody", "break", "Redirect", "Dial", "Hangup"}
    assert len(met) > 100


def test_so_is_all_that_a_walk_through_portfolios_hears() -> None:
    met = {document for step in calls() for document in documents(step.after.phone)}
    assert {document: found for document in met if (found := faults(document))} == {}
    assert len(met) > 500


@pytest.mark.parametrize("name", CALLS)
def test_so_is_all_that_is_heard_in_the_conversations(name: str) -> None:
    stage = KeptLine()
    played(stage, (FOLDER / name).read_text())
    met = set(stage.documents)
    assert {document: found for document in met if (found := faults(document))} == {}
    assert tags(met) >= {"Response", "Gather", "Say", "Redirect"}


@pytest.mark.parametrize("document", [SPOKEN_APOLOGY, EMPTY], ids=["the apology", "nothing"])
def test_so_is_what_is_always_said(document: str) -> None:
    assert faults(document) == []


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("<Speak>Hello</Speak>", "<Speak> in <Response>"),
        ("<say>Hello</say>", "<say> in <Response>"),
        ('<break time="1s"/>', "<break> in <Response>"),
        ("<Gather><Redirect>https://a.example</Redirect></Gather>", "<Redirect> in <Gather>"),
        ("<Gather><Gather/></Gather>", "<Gather> in <Gather>"),
        ("<Say><Pause/></Say>", "<Pause> in <Say>"),
        ("<Say>a<prosody>b<Say>c</Say></prosody></Say>", "<Say> in <prosody>"),
        ("<Dial><Say>Hello</Say></Dial>", "<Say> in <Dial>"),
        ('<Gather numDigit="1"/>', "numDigit of <Gather>"),
        ('<Gather num_digits="1"/>', "num_digits of <Gather>"),
        ('<Gather numdigits="1"/>', "numdigits of <Gather>"),
        ('<Say timeout="1">Hello</Say>', "timeout of <Say>"),
        ('<Hangup reason="busy"/>', "reason of <Hangup>"),
        ('<Say><break length="1s"/></Say>', "length of <break>"),
        ('<Say><say-as interpretAs="digits">1</say-as></Say>', "interpretAs of <say-as>"),
        ("<Gather>Hello<Say>there</Say></Gather>", "words in <Gather>"),
        ("<Gather><Say>Hello</Say>there</Gather>", "words in <Gather>"),
        ("<Pause>1</Pause>", "words in <Pause>"),
        ("Hello", "<Response> at the top"),
    ],
)
def test_what_the_library_has_no_method_for_is_named(inside: str, fault: str) -> None:
    assert fault in faults(f"{HEAD}{inside}{TAIL}")


@pytest.mark.parametrize("document", ["<Answer/>", '<Response version="1"/>', "<Response><Hangup/>bye</Response>"])
def test_a_document_that_is_no_response_is_named(document: str) -> None:
    assert faults(document)[0].endswith("at the top")


def test_what_the_library_writes_otherwise_is_noticed() -> None:
    assert faults(f"{HEAD}<Hangup/>{TAIL}") == []
    assert faults(f"{HEAD}<?go away?><Hangup/>{TAIL}") == ["not the same when the library writes it"]


def test_everything_the_line_may_ever_use_is_known_to_the_library() -> None:
    document = (
        '<Gather input="dtmf speech" numDigits="1" finishOnKey="" timeout="6" actionOnEmptyResult="true" '
        'language="en-US" speechTimeout="auto" profanityFilter="false" hints="a" action="b"><Say voice="v" '
        'language="es-US" loop="1">a<break time="1ms" strength="weak"/>b<prosody rate="85%" pitch="high">c<break/>d'
        '<sub alias="x">e</sub></prosody>f<lang xml:lang="es">g</lang><say-as interpret-as="digits">1</say-as>h</Say>'
        '<Pause length="1"/><Play digits="1">c</Play></Gather><Redirect method="POST">d</Redirect>'
        '<Dial action="e" timeout="1" callerId="f"><Number sendDigits="1">g</Number></Dial><Hangup/>'
    )
    assert faults(f"{HEAD}{document}{TAIL}") == []
