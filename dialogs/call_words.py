"""What is said on a call besides the answers.

A choice is named before its key, and the first one comes soon. What is said a second time is shorter: a caller who says
nothing is let go within a minute.
"""

from collections.abc import Callable

from dialogs.house import House
from dialogs.receipts import Reading
from dialogs.text import InLanguage, Lines, Spelt, Text, Words, _, _n, _p, lines

Hints = tuple[
    Callable[[bool], Words], ...
]  # for each try that failed: silent or not → what is said before the question


def greeting(house: House) -> Words:
    """Who this is, and that it is not the agency."""
    if house.is_agency:
        return _p("voice", "This is {name}.", name=house.name)
    return _p("voice", "This is {name}. I am not USCIS; I ask USCIS for you.", name=house.name)


def greetings(house: House) -> Words:
    """The same for somebody whose language is not known: in the first language, then a word in the others."""
    first, *others = house.languages
    hello = [InLanguage(other, _p("voice", "Hello.")) for other in others]
    return Lines((InLanguage(first, greeting(house)), *hello))


def languages(house: House) -> Words:
    """Each choice in its own language."""
    return Lines(tuple(InLanguage(language, to_language(str(key))) for key, language in enumerate(house.languages, 1)))


def to_language(key: str) -> Text:
    # Translators: name the language of this catalog: "For Spanish, press 2", in Spanish.
    return _p("voice", "For English, press {key}.", key=key)


def menu(others: tuple[str, ...], key: str) -> Words:
    """What can be done here, and the other languages, each in its own."""
    return Lines(
        (
            _p("voice", "To check a case, press 1."),
            *(InLanguage(other, to_language(key)) for other in others),
            _p("voice", "For help, press 0."),
        )
    )


def enter() -> Words:
    return lines(
        _p("voice", "Enter or say your receipt number: three letters and ten digits."),
        _p("voice", "Press one key for each letter: for E, press 3."),
    )


def enter_briefly() -> Words:
    return _p("voice", "Three letters and ten digits: enter or say them now.")


def which(choices: tuple[str, ...]) -> Words:
    """One choice for each prefix these keys may stand for, and one for letters that are none of them."""
    if len({choice[3:] for choice in choices}) == 1:
        named = [
            _p("voice", "For {letters}, press {key}.", letters=Spelt(choice[:3], plainly=True), key=str(key))
            for key, choice in enumerate(choices, 1)
        ]
    else:
        named = [
            _p("voice", "For {receipt}, press {key}.", receipt=Spelt(choice, plainly=True), key=str(key))
            for key, choice in enumerate(choices, 1)
        ]
    other = _p("voice", "For other letters, press {key}.", key=str(len(choices) + 1))
    return Lines((_p("voice", "Which letters are on your notice?"), *named, other))


def letters() -> Words:
    return lines(
        _p("voice", "Please spell the three letters with two keys each: the key, then the place on it."),
        letter_keys(),
    )


def letter_keys() -> Words:
    return _p("voice", "For A, press 2 1. For B, 2 2. For S, 7 4.")


def read_back(receipt: str, *, strange: bool) -> Words:
    """The number in groups, its letters with words; the choice comes first, so that nobody waits for it."""
    return lines(
        _p("voice", "If this number is right, press 1. To change it, press 2."),
        _p("voice", "{receipt}.", receipt=Spelt(receipt)),
        _p("voice", "These letters are rare; please check them.") if strange else None,
        is_it_right(),
    )


def is_it_right() -> Words:
    return _p("voice", "Right, press 1. Not right, press 2.")


def one_moment(turn: int) -> Words:
    if turn == 1:
        return _p("voice", "One moment, please. I am asking USCIS.")
    return _p("voice", "I am still waiting for USCIS. Please stay on the line.")


def next_choices(*, told: bool, texting: bool) -> Words:
    return lines(
        _p("voice", "To hear it again, press 1.") if told else _p("voice", "To ask again, press 1."),
        _p("voice", "For the full text, press 2. For the steps, press 3.") if told else None,
        _p("voice", "To get it as a text message, press 4.") if texting else None,
        _p("voice", "For another case, press 5."),
    )


def texted(*, later: bool) -> Words:
    if later:
        return _p("voice", "I will text you the answer when it comes.")
    return _p("voice", "I am texting it to you now.")


def cannot_text() -> Words:
    return _p("voice", "I can't send a text to this phone.")


def texts_stopped() -> Words:
    return _p("voice", "You stopped our texts. To get them again, text the word START to this number.")


def keys_ahead() -> Words:
    return _p("voice", "Press all your keys now, then pound.")


def helped() -> Words:
    return lines(
        _p("voice", "To talk to a person, press 0. To go on, press 1."),
        _p("voice", "At any time, star repeats more slowly, 9 goes back, and pound ends a number."),
        _p("voice", "If you know the keys, press pound first, then all of them."),
    )


def connecting(house: House) -> Words:
    return _p("voice", "I am calling a person for you, at {phone}. Please wait.", phone=house.support)


def nobody_answered() -> Words:
    return _p("voice", "Nobody answered there. Let us go on here.")


def no_choice() -> Words:
    return lines(
        _p("voice", "I did not get an answer. You can call again, or text your receipt number to this number."),
        goodbye(),
    )


def late() -> Words:
    return lines(
        _p("voice", "This call can't last longer. You can call again, or text your receipt number to this number."),
        goodbye(),
    )


def goodbye() -> Words:
    return _p("voice", "Goodbye.")


def _first_hint(silent: bool) -> Words:
    return _p("voice", "I did not hear you.") if silent else _p("voice", "That is not one of the choices.")


def _second_hint(silent: bool) -> Words:
    return _p("voice", "Please press one key on your phone. For help, press 0.")


HINTS: Hints = (_first_hint, _second_hint)


def _first_entry_hint(silent: bool) -> Words:
    return _p("voice", "I did not hear a number.") if silent else _p("voice", "That is not a receipt number yet.")


def _second_entry_hint(silent: bool) -> Words:
    return _p("voice", "It stands at the top of your notice, form I 7 9 7. For help, press 0 and pound.")


ENTRY_HINTS: Hints = (_first_entry_hint, _second_entry_hint)


def _first_letter_hint(silent: bool) -> Words:
    if silent:
        return _p("voice", "I did not hear any keys.")
    return _p("voice", "Those keys do not fit. There are six in all.")


def _second_letter_hint(silent: bool) -> Words:
    return _p("voice", "Look at your keypad: A is the first letter on the key 2, so press 2 and 1.")


LETTER_HINTS: Hints = (_first_letter_hint, _second_letter_hint)


def wrong_number(reading: Reading, hint: Words) -> Words:
    """What is wrong with a number that was keyed or said, before the hint."""
    if reading.kinds:
        return lines(other_number(reading.kinds[0]), hint)
    if not reading.wrong:
        return hint
    wrong = reading.wrong[0]
    if wrong.reason == "digits_missing":
        part: Words = _n(
            "It has only {count} digit; {wanted} are needed.",
            "It has only {count} digits; {wanted} are needed.",
            wrong.count,
            wanted=wrong.wanted,
        )
    elif wrong.reason == "digits_too_many":
        part = _n(
            "It has {count} digit; {wanted} are needed.",
            "It has {count} digits; {wanted} are needed.",
            wrong.count,
            wanted=wrong.wanted,
        )
    else:
        part = _("The 3 letters at the start are missing or not complete.")
    return lines(part, hint)


def other_number(kind: str) -> Words:
    """A number, but not a receipt number."""
    if kind == "ssn":
        return _p("voice", "That may be a Social Security number. I did not keep it. Please never give it on a call.")
    if kind == "a_number":
        return _("That looks like an A-Number. I need the receipt number of the case.")
    return _p("voice", "That is a number of another kind. I need the receipt number of the case.")
