"""The root dialog of calls: who this is, in which language to go on, and what can be done here."""

from dialogs import call_words
from dialogs.call_case import check_case
from dialogs.deeds import MeetPerson, Speak
from dialogs.ear import Back, Farewell, Question, choose
from dialogs.engine import Dialog, Script, do, say
from dialogs.entry import Keys
from dialogs.house import House
from dialogs.portfolio.menus import portfolio

CHECK, PORTFOLIO, LANGUAGE = "1", "2", "8"


def calling(house: House) -> Dialog:
    """The talk on a call."""
    return Dialog(lambda: call(house))


def call(house: House) -> Script[None]:
    """One call, from the greeting to the goodbye."""
    texted: set[str] = set()
    try:
        person = yield from do(MeetPerson())
        if person.language in house.languages or len(house.languages) == 1:
            yield from say(call_words.greeting(house))
        else:
            yield from say(call_words.greetings(house))
            yield from ask_language(house)
            yield from say(call_words.not_the_agency(house))
        while True:
            yield from menu(texted, house)
    except Farewell as farewell:
        yield from say(farewell.words)


def ask_language(house: House) -> Script[None]:
    """Asks in every language for one of them, and remembers it. Raises Farewell."""
    choices = {str(key): language for key, language in enumerate(house.languages, 1)}
    words, hints = call_words.languages(house), call_words.LANGUAGE_HINTS
    question = Question("language", words, Keys(1), hints, choices=choices, tongues=house.languages)
    while True:
        try:
            key = yield from choose(question, house)
        except Back:
            continue  # nothing is behind the first question: it is asked again
        yield from do(Speak(choices[key], chosen=True))
        return


def menu(texted: set[str], house: House) -> Script[None]:
    """One choice and what follows from it. `texted`: the numbers about which a text was asked for. Raises Farewell."""
    person = yield from do(MeetPerson())  # they may have gone over to another language meanwhile
    spoken = person.language if person.language in house.languages else house.languages[0]
    others = tuple(other for other in house.languages if other != spoken)
    known = {CHECK: "check", PORTFOLIO: "portfolio"}
    choices = {**known, **({LANGUAGE: others[0] if len(others) == 1 else "language"} if others else {})}
    question = Question("menu", call_words.menu(others, LANGUAGE), Keys(1, "choice"), brief=call_words.choices_again(),
                        choices=choices)  # fmt: skip
    try:
        key = yield from choose(question, house)
        if key == CHECK:
            yield from check_case(person, texted, house)
        elif key == PORTFOLIO:
            yield from portfolio(house)
        elif len(others) == 1:
            yield from do(Speak(others[0], chosen=True))
        else:
            yield from ask_language(house)
    except Back:
        pass
