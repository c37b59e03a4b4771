"""What the line says on a call, as the catalogs and the script have it: nothing is listed by hand but sample values."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.catalogs import LOCALES, Catalogs, file_of, names_in, read_catalog
from bot.twilio.voice import BETWEEN, PAUSES
from dialogs import call_answers, call_words
from dialogs.cases import Case, Finding
from dialogs.house import House
from dialogs.meaning import title_es
from dialogs.spelling import NAMES, WITH_WORDS
from dialogs.text import Day, Either, InLanguage, Lines, Moment, Phone, Spelt, Text, Value, Verbatim, Words, lines

CHANNEL = "voice"
RECEIPT = "IOE0912345678"
HOUSE = House("Case Status", Phone("+18003755283"))
SAMPLES: Mapping[str, Value] = {
    "name": HOUSE.name, "phone": HOUSE.support, "key": "1", "count": "9", "wanted": "10", "day": Day("2026-03-04"),
    "digits": Spelt("5678"), "form": Spelt("I-130", plainly=True), "letters": Spelt("MSC", plainly=True),
    "moment": Moment(1_772_640_000.0), "help": "", "receipt": Spelt(RECEIPT),
    "title": Verbatim({"en": "Case Was Received", "es": "Su caso fue recibido"}),
}  # fmt: skip
# One after the other these hold every letter once.
ALPHABET = ("ABC", "DEF", "GHI", "JKL", "MNO", "PQR", "STU", "VWX", "YZE")
# Titles of different kinds, and the form they come with.
TITLES = {
    "Case Was Received": "I-765", "Case Was Approved": "I-130", "Request for Initial Evidence Was Sent": "I-485",
    "Interview Was Scheduled": "N-400", "Card Was Mailed To Me": "I-90", "Case Was Denied": "I-539",
    "Biometrics Appointment Was Scheduled": "I-751", "Case Was Transferred And A New Office Has Jurisdiction": "I-129",
}  # fmt: skip
# What every caller knows: whose line it is, and whom it asks.
KNOWN_NAMES = (HOUSE.name, "USCIS")
# A local voice reads this as a word that nobody knows; the carrier's voices say the letters.
SPELLED_OUT = re.compile(r"\bUSCIS\b")
_SIGNS = dict.fromkeys(PAUSES, ", ")
_CHOICE = re.compile(r"\b(?:press|oprima|marque|presione|pulse|enter|spell|letra|deletree)\b.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phrase:
    """One thing said in one breath: `markup` for the voice, `text` as people would write it."""

    language: str
    text: str
    markup: str


def phrase(written: str, language: str) -> Phrase:
    """From what a catalog gives, with its private signs for pauses."""
    text, markup = written, html.escape(SPELLED_OUT.sub("U. S. C. I. S.", written), quote=False)
    for sign, pause in PAUSES.items():
        text, markup = text.replace(sign, _SIGNS[sign]), markup.replace(sign, pause)
    return Phrase(language, text.replace("\n", " "), markup.replace("\n", BETWEEN))


def sentences(language: str) -> list[Phrase]:
    """Every sentence that the catalog of a language has for calls alone. Names of letters and digits are left to the
    numbers that are made of them."""
    catalogs = Catalogs.load()
    names = {text.msgid for text in (*NAMES.values(), *WITH_WORDS.values())}
    entries = read_catalog(language, file_of(LOCALES, language)).entries
    found = []
    for context, msgid in entries:
        if context == CHANNEL and msgid not in names:
            values = {name: SAMPLES.get(name, name) for name in names_in(msgid)}
            found.append(phrase(catalogs.say(Text(msgid, values, CHANNEL), language, CHANNEL), language))
    return [one for one in found if re.search(r"\w{2}", one.text)]


def answers(language: str) -> list[Phrase]:
    """What is said of cases of different kinds, and when there is nothing to say."""
    catalogs = Catalogs.load()
    findings = [Finding(RECEIPT, "found", _case(title, form)) for title, form in TITLES.items()]
    findings += [Finding(RECEIPT, "unknown"), Finding(RECEIPT, "slow", _case("Case Was Received", "I-765"))]
    said = [call_answers.about(finding) for finding in findings]
    return [phrase(catalogs.say(words, language, CHANNEL), language) for words in said]


def read_backs(language: str) -> list[tuple[str, Phrase]]:
    """Numbers with every letter of the alphabet, as they are read back to the caller."""
    catalogs, numbers = Catalogs.load(), []
    for place, prefix in enumerate(ALPHABET):
        receipt = prefix + "".join(str((place * 7 + at * 3) % 10) for at in range(10))
        said = catalogs.say(Text("{receipt}.", {"receipt": Spelt(receipt)}, CHANNEL), language, CHANNEL)
        numbers.append((receipt, phrase(said, language)))
    return numbers


def questions(language: str) -> dict[str, list[Phrase]]:
    """Whole prompts, sentence by sentence, each in its own language."""
    catalogs = Catalogs.load()
    whole: dict[str, Words] = {
        "greeting": lines(call_words.greetings(HOUSE), call_words.languages(HOUSE)),
        "menu": call_words.menu(tuple(other for other in HOUSE.languages if other != language), "2"),
        "enter": call_words.enter(),
        "which letters": call_words.which(("MSC0912345678", "NSC0912345678")),
        "letters by two keys": call_words.letters(),
        "read back": call_words.read_back(RECEIPT, strange=True),
        "right or not": call_words.is_it_right(),
        "help": call_words.helped(),
        "after an answer": call_words.next_choices(told=True, texting=True),
    }
    return {
        name: [phrase(catalogs.say(piece, tongue, CHANNEL), tongue) for tongue, piece in _pieces(words, language)]
        for name, words in whole.items()
    }


def is_choice(one: Phrase) -> bool:
    """Whether a sentence says what to press, enter or say."""
    return _CHOICE.search(one.text) is not None


def _pieces(words: Words, language: str) -> Iterator[tuple[str, Words]]:
    match words:
        case Lines(parts):
            for part in parts:
                yield from _pieces(part, language)
        case InLanguage(tongue, inner):
            yield from _pieces(inner, tongue)
        case Either(choices):
            yield from _pieces(choices[0], language)
        case _:
            yield language, words


def _case(title: str, form: str) -> Case:
    spanish = title_es(title)
    words = {"en": title} | ({"es": spanish[0]} if spanish else {})
    return Case(RECEIPT, form, words, since="2026-03-04", asked_at=1_772_640_000.0)
