"""From a turn to what a caller hears: the XML of a call.

Voices, pauses, rates, key pads, time-outs: here and nowhere else. Verbs and attributes as in
https://www.twilio.com/docs/voice/twiml; a test holds every document against the official library's own.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.twilio.twiml import HEAD, LARGEST_DOCUMENT, TAIL, escaped, legible
from dialogs.engine import Turn
from dialogs.entry import ENDS, Keys, Transfer, Wait
from dialogs.spelling import BREATH, FOREIGN, HOME, NAMES, REST
from dialogs.spoken import hints
from dialogs.text import Either, InLanguage, Lines, Words

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
    """How the line speaks and listens: a voice for each language, how fast in percent (usual, slower, slowest), and how
    many seconds it waits for a choice, for a number, and for a person to pick up."""

    speakers: Mapping[str, Speaker]
    rates: tuple[int, ...]
    choice_seconds: int
    entry_seconds: int
    ring_seconds: int

    def rate(self, pace: int) -> int:
        return self.rates[min(pace, len(self.rates) - 1)]


@dataclass(frozen=True, slots=True)
class Caller:
    """To whom a turn is written: the `language` they chose, and where their next step goes (`action`)."""

    language: str
    action: str


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
            gather = "".join(f' {name}="{value}"' for name, value in _gather(keys, caller, manner))
            return f'<Gather{gather} action="{action}">{spoken}</Gather><Redirect>{action}</Redirect>'
        case Wait(seconds):
            return f'{spoken}<Pause length="{seconds}"/><Redirect>{action}</Redirect>'
        case Transfer(phone):
            return f'{spoken}<Dial action="{action}" timeout="{manner.ring_seconds}">{escaped(phone.e164)}</Dial>'
        case None:
            return f"{spoken}<Hangup/>"


def _gather(keys: Keys, caller: Caller, manner: Manner) -> Iterator[tuple[str, str]]:
    """The attributes that say how a question is answered. Silence is an answer as well (`actionOnEmptyResult`)."""
    alone = keys.most == 1
    yield "input", "dtmf speech" if keys.spoken else "dtmf"
    yield "numDigits", str(keys.most)
    yield "finishOnKey", "" if alone else ENDS
    yield "timeout", str(manner.choice_seconds if alone else manner.entry_seconds)
    yield "actionOnEmptyResult", "true"
    if keys.spoken:
        yield "language", _quoted(manner.speakers[caller.language].tag)
        yield "speechTimeout", "auto"
        yield "profanityFilter", "false"  # it would blank letters that happen to spell something
        if expected := hints(keys.spoken, caller.language):
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
        case _:
            for piece in _parted(SLASH.sub(", ", legible(put(words, language, "voice"))).strip()):
                yield language, piece


def _parted(text: str) -> Iterator[str]:
    """A sentence as it is; what is too long for one <Say>, cut between sentences, or where it must be."""
    while len(text) > LONGEST_SAY:
        ends = [seen.start() for seen in SENTENCE_END.finditer(text, 0, LONGEST_SAY)]
        cut = ends[-1] if ends else LONGEST_SAY
        yield text[:cut]
        text = text[cut:].strip()
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
    inner = inner.replace(FOREIGN, "").replace(HOME, "")  # a sentence that was cut in the middle
    rate = manner.rate(pace)
    if rate != 100:
        inner = f'<prosody rate="{rate}%">{inner}</prosody>'
    return f'<Say voice="{_quoted(speaker.voice)}" language="{_quoted(speaker.tag)}">{inner}</Say>'


def _quoted(text: str) -> str:
    """For an attribute's value."""
    return escaped(legible(text)).replace('"', "&quot;")
