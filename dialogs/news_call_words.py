"""What is said on a call that we make, before and beside what every call says."""

from dialogs.house import House
from dialogs.text import InLanguage, Lines, Words, _p


def news(house: House) -> Words:
    return _p("voice", "This is {name}. There is news about a case in your list.", name=house.name)


def test(house: House) -> Words:
    return _p("voice", "This is {name}. This is a test: your alerts come to this phone. Goodbye.", name=house.name)


def no_news(house: House) -> Words:
    """When the portfolio, or the phone in it, is gone by the time somebody answers."""
    return _p("voice", "This is {name}. There is no more news for this phone. Goodbye.", name=house.name)


def hear_it() -> Words:
    return _p("voice", "To hear it, press 1; then I ask for your PIN. To get no more such calls, press 7.")


def stopped(house: House) -> Words:
    return _p("voice", "Good. {name} will not call you about your cases any more. Goodbye.", name=house.name)


def goodbye() -> Words:
    return _p("voice", "Goodbye.")


def voicemail(house: House) -> Words:
    """For a machine that records: neutral, in every language that is spoken here."""
    said = _p("voice", "This is {name}. Please call us when you can. Thank you.", name=house.name)
    return Lines(tuple(InLanguage(language, said) for language in house.languages))
