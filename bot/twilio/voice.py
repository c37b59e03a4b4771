"""From a turn to what a caller hears: the XML of a call.

Voices, pauses, rates, key pads, time-outs: here and nowhere else. Verbs and attributes as in
https://www.twilio.com/docs/voice/twiml; a test holds every document against the official library's own.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.twilio.twiml import HEAD, LARGEST_DOCUMENT, TAIL, escaped, legible
from dialogs.engine import Turn
from dialogs.entry import ENDS, Keys, Transfer, Wait
from dialogs.spelling import BREATH, FOREIGN, HOME, NAMES, REST
from dialogs.spoken import hints
from dialogs.text import ByChannel, Either, InLanguage, Lines, Shown, Verbatim, Words

Put = Callable[[Words, str, str], str]  # words, language, channel → a sentence
PAUSES = {BREATH: '<break time="150ms"/>', REST: '<break time="450ms"/>'}
BETWEEN = '<break time="300ms"/>'  # between two sentences of ours
LONGEST_SAY = 500  # characters; spelled out and marked up they stay below the 4,096 that the provider reads of a <Say>
INITIALS = re.compile(r"\bUSCIS\b")  # said letter by letter, whatever a voice would make of them
ENGLISH = "en"
IN_ENGLISH = re.compile(f"{FOREIGN}([^{FOREIGN}{HOME}]*){HOME}")  # words that a language lacks, said in English
SLASH = re.compile(r"(?<=[^\W\d_])/(?=[^\W\d_])")  # "Extend/Change"; a voice says "slash"
SENTENCE_END = re.compile(r"(?<=[.!?:;]) ")


@dataclass(frozen=True, slots=True)
class Speaker:
    """A language's voice (`Polly.Joanna-Neural`) and its tag (`en-US`)."""

    tag: str
    voice: str


@dataclass(frozen=True, slots=True)
class Manner:
    """How the line speaks and listens: a voice for each language, and how fast in percent (usual, slower, slowest). In
    seconds: the patience for a choice, for the keys of a number, for a breath in a number that is said, for a person to
    pick up; and how long one may talk with that person."""

    speakers: Mapping[str, Speaker]
    rates: tuple[int, ...]
    choice_seconds: int
    entry_seconds: int
    speech_seconds: int
    ring_seconds: int
    person_seconds: int

    def rate(self, pace: int) -> int:
        return self.rates[min(pace, len(self.rates) - 1)]


@dataclass(frozen=True, slots=True)
class Caller:
    """To whom a turn is written: the `language` they chose, where their next step goes (`action`), and which number is
    shown to a person they are put through to (`shown_as`; empty: their own)."""

    language: str
    action: str
    shown_as: str = ""


def call_document(turn: Turn, caller: Caller, put: Put, manner: Manner) -> str:
    """TwiML for one turn of a call; well-formed whatever it holds, and never too large to be taken."""
    said, asked = (
        [_say(run, turn.pace, put, manner) for run in _runs(pieces, caller.language, put)]
        for pieces in (turn.said, () if turn.prompt is None else (turn.prompt,))
    )
    while True:
        whole = f"{HEAD}{_verbs(turn, [*said, *asked], caller, manner)}{TAIL}"
        if len(whole.encode()) <= LARGEST_DOCUMENT or not said:
            return whole
        said.pop()  # what is asked stays


def _verbs(turn: Turn, said: list[str], caller: Caller, manner: Manner) -> str:
    spoken, action = "".join(said), _quoted(caller.action)
    match turn.entry:
        case Keys() as keys:
            attributes = _attributes(_gather(keys, caller, manner))
            return f'<Gather{attributes} action="{action}">{spoken}</Gather><Redirect>{action}</Redirect>'
        case Wait(seconds):
            attributes = _attributes(_any_key(seconds))
            return f'<Gather{attributes} action="{action}">{spoken}</Gather><Redirect>{action}</Redirect>'
        case Transfer(phone):
            attributes = _attributes(_dial(caller, manner))
            return f'{spoken}<Dial{attributes} action="{action}">{escaped(phone.e164)}</Dial>'
        case _:  # what else an answer can be is for pages
            return f"{spoken}<Hangup/>"


def _attributes(told: Iterable[tuple[str, str]]) -> str:
    return "".join(f' {name}="{value}"' for name, value in told)


def _any_key(seconds: int) -> Iterator[tuple[str, str]]:
    """While somebody else is waited for, a key is heard all the same."""
    yield "input", "dtmf"
    yield "numDigits", "1"
    yield "finishOnKey", ""
    yield "timeout", str(seconds)
    yield "actionOnEmptyResult", "true"


def _dial(caller: Caller, manner: Manner) -> Iterator[tuple[str, str]]:
    """A hidden number is none that the carrier would show to somebody else: it refuses the call (error 13214)."""
    yield "timeout", str(manner.ring_seconds)
    yield "timeLimit", str(manner.person_seconds)
    if caller.shown_as:
        yield "callerId", _quoted(caller.shown_as)


def _gather(keys: Keys, caller: Caller, manner: Manner) -> Iterator[tuple[str, str]]:
    """The attributes that say how a question is answered. Silence is an answer as well (`actionOnEmptyResult`)."""
    alone = keys.most == 1
    expected = hints(keys.spoken, caller.language)  # none: nobody here understands what is said in this language
    yield "input", "dtmf speech" if expected else "dtmf"
    yield "numDigits", str(keys.most)
    yield "finishOnKey", "" if alone else ENDS
    yield "timeout", str(manner.choice_seconds if alone else manner.entry_seconds)
    yield "actionOnEmptyResult", "true"
    if expected:
        yield "language", _quoted(manner.speakers[caller.language].tag)
        # "auto" ends at the first breath; people draw several while they say a number.
        yield "speechTimeout", "auto" if alone else str(manner.speech_seconds)
        yield "profanityFilter", "false"  # it would blank letters that happen to spell something
        yield "hints", _quoted(", ".join(expected))


def _runs(pieces: tuple[Words, ...], language: str, put: Put) -> Iterator[tuple[str, list[str]]]:
    """What is said, in runs of one language, none longer than one <Say>."""
    run: tuple[str, list[str]] | None = None
    for piece in pieces:
        for tongue, sentence in sentences(piece, language, put):
            if run is None or run[0] != tongue or sum(map(len, run[1])) + len(sentence) > LONGEST_SAY:
                if run is not None:
                    yield run
                run = (tongue, [])
            run[1].append(sentence)
    if run is not None:
        yield run


def sentences(words: Words, language: str, put: Put) -> Iterator[tuple[str, str]]:
    """What is said, sentence by sentence, each with its language."""
    match words:
        case Lines(parts):
            for part in parts:
                yield from sentences(part, language, put)
        case Either(choices):
            yield from sentences(choices[0], language, put)
        case InLanguage(tongue, inner):
            yield from sentences(inner, tongue, put)
        case ByChannel(_, spoken):
            yield from sentences(spoken, language, put)
        case Shown(told, _):
            yield from sentences(told, language, put)
        case Verbatim(by_language) if not by_language.get(language) and language != ENGLISH:
            yield from sentences(words, ENGLISH, put)
        case _:
            for piece in _parted(SLASH.sub(", ", legible(put(words, language, "voice"))).strip()):
                yield language, piece


def _parted(text: str) -> Iterator[str]:
    """A sentence as it is; what is too long for one <Say>, cut between sentences, or where it must be."""
    while len(text) > LONGEST_SAY:
        ends = [seen.start() for seen in SENTENCE_END.finditer(text, 0, LONGEST_SAY)]
        cut = ends[-1] if ends else LONGEST_SAY
        head, text = text[:cut], text[cut:].strip()
        if head.rfind(FOREIGN) > head.rfind(HOME):  # cut in the middle of words in English
            head, text = head + HOME, FOREIGN + text
        yield head
    if text:
        yield text


def _say(run: tuple[str, list[str]], pace: int, put: Put, manner: Manner) -> str:
    language, said = run
    speaker = manner.speakers[language]

    def spelled(seen: re.Match[str]) -> str:
        names = (put(NAMES[letter], language, "voice") for letter in seen[0])
        return f'<sub alias="{_quoted(" ".join(names))}">{seen[0]}</sub>'

    inner = INITIALS.sub(spelled, BETWEEN.join(escaped(sentence) for sentence in said))
    for sign, pause in PAUSES.items():
        inner = inner.replace(sign, pause)
    english = f'<lang xml:lang="{_quoted(manner.speakers[ENGLISH].tag)}">'
    inner = IN_ENGLISH.sub(lambda seen: f"{english}{seen[1]}</lang>", inner)
    inner = inner.replace(FOREIGN, "").replace(HOME, "")  # only what somebody else wrote
    rate = manner.rate(pace)
    if rate != 100:
        inner = f'<prosody rate="{rate}%">{inner}</prosody>'
    return f'<Say voice="{_quoted(speaker.voice)}" language="{_quoted(speaker.tag)}">{inner}</Say>'


def _quoted(text: str) -> str:
    """For an attribute's value."""
    return escaped(legible(text)).replace('"', "&quot;")
