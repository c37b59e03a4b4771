"""What the policies tell in numbers. The words hold none of their own: the settings and the rules of the program do."""

from dataclasses import dataclass

from dialogs.house import House


@dataclass(frozen=True, slots=True)
class Kept:
    """How many seconds what is kept; each name as in `bot.retention`, where there is one.

    talk: in silence. waiting: a text or an e-mail that can't be sent. silence, silence_after_making, longest: of a
    sign-in. code: how long one is good. carrier, carrier_backups: texts with a PIN at the carrier. backups: the copies
    in which something that was erased can still be read.
    """

    talk: float
    answers: float
    confidential: float
    people: float
    pages: float
    networks: float
    cases: float
    waiting: float
    deliveries: float
    promises: float
    portfolios: float
    silence: float
    silence_after_making: float
    longest: float
    visits: float
    code: float
    codes: float
    links: float
    guesses: float
    guesses_in_row: float
    asked: float
    audits: float
    consents: float
    updates: float
    erasures: float
    carrier_backups: float
    backups: float


@dataclass(frozen=True, slots=True)
class Limits:
    """lookups: different receipts of one phone in a day; a_minute: all that it asks for; cases, contacts: of a
    portfolio; followed: cases of a phone without one. wrong_pins in a row lock for `lock` seconds; wrong_ever close."""

    lookups: int
    a_minute: int
    cases: int
    contacts: int
    followed: int
    wrong_pins: int
    lock: float
    wrong_ever: int


@dataclass(frozen=True, slots=True)
class Facts:
    """`asks_agency`: receipt numbers go there; `asks_line_type`: the carrier is asked whether a phone is a landline."""

    house: House
    asks_agency: bool
    asks_line_type: bool
    kept: Kept
    limits: Limits
