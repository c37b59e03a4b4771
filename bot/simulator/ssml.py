"""Reads what stands inside a <Say>: words, and the marks that say how they are spoken.

The elements are those that the carrier takes (https://www.twilio.com/docs/voice/twiml/say/text-speech#ssml); what it
does not know is a warning, and its words are spoken all the same.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.etree import ElementTree

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
KNOWN = {
    "break": {"strength", "time"},
    "emphasis": {"level"},
    "lang": {LANG},
    "p": set[str](),
    "phoneme": {"alphabet", "ph"},
    "prosody": {"volume", "rate", "pitch"},
    "s": set[str](),
    "say-as": {"interpret-as", "role", "format"},
    "sub": {"alias"},
    "w": {"role"},
}
BREAKS = {"none": 0.0, "x-weak": 0.0, "weak": 0.2, "medium": 0.4, "strong": 0.6, "x-strong": 0.8}  # seconds
AFTER = {"s": 0.4, "p": 0.6}  # seconds of silence after a sentence and a paragraph
LONGEST_BREAK = 10.0
RATES = {"x-slow": 50, "slow": 75, "medium": 100, "default": 100, "fast": 125, "x-fast": 150}  # percent
SLOWEST, FASTEST = 20, 200
SPELLED = {"characters", "spell-out", "digits"}
TIME = re.compile(r"(\d+(?:\.\d+)?)(ms|s)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in one manner, and the silence after them in seconds; `rate` is a percentage of the usual speed. `shown` is
    what a caption shows where something else is said."""

    text: str
    language: str
    rate: int = 100
    pause: float = 0.0
    shown: str = ""


def read_speech(element: ElementTree.Element, language: str) -> tuple[list[Piece], list[str]]:
    """What is spoken, in order, and what the carrier would warn of."""
    warnings: list[str] = []
    pieces = list(_inside(element, Piece("", language), warnings))
    return pieces, warnings


def _inside(element: ElementTree.Element, manner: Piece, warnings: list[str]) -> Iterator[Piece]:
    yield replace(manner, text=element.text or "")
    for child in element:
        if child.tag not in KNOWN:
            warnings.append(f"<{child.tag}> is not known inside <Say>.")
        for name in sorted(set(child.attrib) - KNOWN.get(child.tag, set(child.attrib))):
            warnings.append(f"The attribute {name.rpartition('}')[2]} of <{child.tag}> is not known.")
        yield from _marked(child, manner, warnings)
        yield replace(manner, text=child.tail or "")


def _marked(element: ElementTree.Element, manner: Piece, warnings: list[str]) -> Iterator[Piece]:
    match element.tag:
        case "break":
            yield replace(manner, pause=_break(element, warnings))
        case "sub":
            yield replace(manner, text=element.get("alias", "") or element.text or "", shown=element.text or "")
        case "say-as" if element.get("interpret-as") in SPELLED:
            yield replace(manner, text=" ".join("".join("".join(element.itertext()).split())))
        case "prosody":
            yield from _inside(element, replace(manner, rate=_rate(element, manner.rate, warnings)), warnings)
        case "lang":
            yield from _inside(element, replace(manner, language=element.get(LANG, manner.language)), warnings)
        case _:
            yield from _inside(element, manner, warnings)
            if element.tag in AFTER:
                yield replace(manner, pause=AFTER[element.tag])


def _break(element: ElementTree.Element, warnings: list[str]) -> float:
    time, strength = element.get("time"), element.get("strength", "medium")
    if time is None:
        if strength not in BREAKS:
            warnings.append(f"A break of strength {strength} is not known.")
        return BREAKS.get(strength, 0.0)
    told = TIME.fullmatch(time)
    seconds = float(told[1]) / (1000 if told[2] == "ms" else 1) if told else -1.0
    if not 0 <= seconds <= LONGEST_BREAK:
        warnings.append(f"A break of {time} is not possible.")
    return min(LONGEST_BREAK, max(0.0, seconds))


def _rate(element: ElementTree.Element, usual: int, warnings: list[str]) -> int:
    told = element.get("rate")
    if told is None:
        return usual
    if told in RATES:
        return RATES[told]
    percent = int(told[:-1]) if re.fullmatch(r"\d{1,4}%", told) else 0
    if not SLOWEST <= percent <= FASTEST:
        warnings.append(f"A rate of {told} is not possible.")
        return usual
    return percent
