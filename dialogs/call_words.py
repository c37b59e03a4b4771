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
    return _p("voice", "This is {name}. I am not Immigration; I ask USCIS for you.", name=house.name)


def greetings(house: House) -> Words:
    """The same for somebody whose language is not known: who this is, and a word in the other languages. The rest is
    for when they have chosen one."""
    first, *others = house.languages
    hello = _p("voice", "This is {name}.", name=house.name)
    return Lines((InLanguage(first, hello), *(InLanguage(other, too()) for other in others)))


def not_the_agency(house: House) -> Words:
    """That this is not the agency, unless it is."""
    if house.is_agency:
        return _p("voice", "Thank you for calling.")
    return _p("voice", "I am not Immigration; I ask USCIS for you.")


def too() -> Text:
    # Translators: name the language of this catalog: "I speak Spanish too", in Spanish.
    return _p("voice", "I speak English too.")


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
            _p("voice", "For your portfolio, press 2."),
            *(InLanguage(other, to_language(key)) for other in others),
            _p("voice", "For help or a person, press 0."),
        )
    )


def choices_again() -> Words:
    """In place of a menu that was said already."""
    return _p("voice", "To hear the choices again, press star.")


def enter() -> Words:
    return lines(
        _p("voice", "Enter or say your receipt number: three letters and ten digits."),
        _p("voice", "For each letter, press the key that has it: for E, press 3."),
    )


def go_on(count: int) -> Words:
    """The number is not whole yet: it is said in pieces."""
    if not count:
        return _p("voice", "Please say the ten digits now.")
    return _n("I have {count} digit so far. Please go on.", "I have {count} digits so far. Please go on.", count)


def enter_briefly() -> Words:
    return _p("voice", "Three letters and ten digits: enter or say them now.")


def which(choices: tuple[str, ...], *, briefly: bool = False) -> Words:
    """One choice for each prefix these keys may stand for, and one for letters that are none of them. The first time,
    letters are said with words: M and N sound alike."""
    if len({choice[3:] for choice in choices}) == 1:
        named = [
            _p("voice", "For {letters}, press {key}.", letters=Spelt(choice[:3], plainly=briefly), key=str(key))
            for key, choice in enumerate(choices, 1)
        ]
    else:
        named = [
            _p("voice", "For {receipt}, press {key}.", receipt=Spelt(choice, plainly=True), key=str(key))
            for key, choice in enumerate(choices, 1)
        ]
    other = _p("voice", "For other letters, press {key}.", key=str(len(choices) + 1))
    asked = () if briefly else (_p("voice", "Which letters are on your notice?"),)
    return Lines((*asked, *named, other))


def letters() -> Words:
    return lines(
        _p("voice", "Please spell the three letters once more, with two keys each."),
        letter_keys(),
        _p("voice", "For S, press 7, then 4: the fourth letter on key 7."),
    )


def letter_keys() -> Words:
    return _p("voice", "For A, press 2, then 1: it is the first letter on key 2.")


def read_back(receipt: str, *, strange: bool) -> Words:
    """The number in groups, its letters with words; the choice comes first, so that nobody waits for it."""
    return lines(
        _p("voice", "I will read your number. If it is right, press 1. If not, press 2."),
        _p("voice", "{receipt}.", receipt=Spelt(receipt)),
        _p("voice", "Few receipt numbers begin with these letters. Please check them.") if strange else None,
        is_it_right(),
    )


def is_it_right() -> Words:
    return _p("voice", "If the number is right, press 1. If not, press 2.")


def one_moment(turn: int) -> Words:
    if turn == 1:
        return _p("voice", "One moment, please. I am asking USCIS.")
    return _p("voice", "I am still waiting for USCIS. Please stay on the line.")


def next_choices(*, told: bool, texting: bool, unknown: bool = False) -> Words:
    return lines(
        _p("voice", "To hear it again, press 1.") if told else _p("voice", "To ask again, press 1."),
        _p("voice", "For more details, press 2. For the history, press 3.") if told else None,
        _p("voice", "To get the answer by text message, press 4.") if texting else None,
        _p("voice", "To enter a number again, press 5.") if unknown else _p("voice", "For another case, press 5."),
    )


def texted(*, later: bool) -> Words:
    if later:
        return _p("voice", "When the answer comes, I text it to you. You can hang up at any time.")
    return _p("voice", "I am texting it to you now. You can hang up at any time.")


def texted_already() -> Words:
    return _p("voice", "You have asked for this text already.")


def enough_texts() -> Words:
    return _p("voice", "That is enough texts for one day. You can ask here as often as you like.")


def cannot_text() -> Words:
    return _p("voice", "I am not able to send a text to this phone.")


def texts_stopped() -> Words:
    return _p(
        "voice",
        "You stopped our texts. To get them again, text the word START, {letters}, to the number you called.",
        letters=Spelt("START", plainly=True),
    )


def keys_ahead() -> Words:
    return _p("voice", "Press all the keys of your choices now, then pound.")


def helped() -> Words:
    return lines(
        _p("voice", "To talk to a person, press 0. To go on, press 1."),
        _p("voice", "To hear something again, more slowly, press star. To go back, press 9."),
        _p("voice", "To end a number, press pound. To press many keys at once, press pound first."),
        _p("voice", "This line never asks for money, a Social Security number or a date of birth."),
    )


def connecting(house: House) -> Words:
    return _p("voice", "I am connecting you to {phone}. Please wait.", phone=house.support)


def nobody_answered() -> Words:
    return _p("voice", "I could not reach anyone. You are back on this line.")


def no_choice() -> Words:
    return lines(
        _p("voice", "I did not get an answer I can use."),
        _p("voice", "You can call again, or text your receipt number to the number you called."),
        goodbye(),
    )


def late() -> Words:
    return lines(
        _p("voice", "This call has to end now."),
        _p("voice", "You can call again, or text your receipt number to the number you called."),
        goodbye(),
    )


def signed_out() -> Words:
    return _p("voice", "You are signed out now, for your safety. Please sign in again.")


def goodbye() -> Words:
    return _p("voice", "Thank you for calling. Goodbye.")


def _first_hint(silent: bool) -> Words:
    return _p("voice", "I did not hear you.") if silent else _p("voice", "That is not one of the choices.")


def _second_hint(silent: bool) -> Words:
    return _p("voice", "Use the keypad of your phone: press one key. For help, press 0.")


def _second_hint_in_brief(_silent: bool) -> Words:
    return _p("voice", "Please press a key.")


HINTS: Hints = (_first_hint, _second_hint)
LANGUAGE_HINTS: Hints = (_first_hint, _second_hint_in_brief)  # said in every language


def _first_entry_hint(silent: bool) -> Words:
    return _p("voice", "I did not hear a number.") if silent else _p("voice", "That is not a whole receipt number.")


def _second_entry_hint(silent: bool) -> Words:
    return _p(
        "voice",
        "The receipt number is at the top of your notice: the letter from USCIS, form {form}. "
        "If you do not have it, press 0, then pound.",
        form=Spelt("I-797", plainly=True),
    )


ENTRY_HINTS: Hints = (_first_entry_hint, _second_entry_hint)


def _first_letter_hint(silent: bool) -> Words:
    if silent:
        return _p("voice", "No key was pressed.")
    return _p("voice", "Those keys do not fit. Press six: two for each letter.")


def _second_letter_hint(silent: bool) -> Words:
    return _p("voice", "Press six keys in all: two for each letter.")


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
            "After the letters there is only {count} digit; {wanted} are needed.",
            "After the letters there are only {count} digits; {wanted} are needed.",
            wrong.count,
            wanted=wrong.wanted,
        )
    elif wrong.reason == "digits_too_many":
        part = _n(
            "After the letters there is {count} digit; {wanted} are needed.",
            "After the letters there are {count} digits; {wanted} are needed.",
            wrong.count,
            wanted=wrong.wanted,
        )
    else:
        part = _("The 3 letters at the start are missing or not complete.")
    return lines(part, hint)


def other_number(kind: str) -> Words:
    """A number, but not a receipt number."""
    if kind == "ssn":
        return _p("voice", "That may be a Social Security number. I did not keep it. This line never asks for it.")
    if kind == "a_number":
        return _p(
            "voice", "That looks like an Alien Number, which begins with A. I need the receipt number of the case."
        )
    return _p("voice", "That is a number of another kind. I need the receipt number of the case.")
