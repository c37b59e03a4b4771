"""Days, times, lengths of time, phone numbers and counts as people of a language write them.

Everything is cached: the same few hundred days and the same phone number are written again and again, and Babel needs
some 50 microseconds for one.
"""

from datetime import date, datetime
from functools import lru_cache
from math import ceil
from typing import Literal
from zoneinfo import ZoneInfo

import phonenumbers
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_datetime_format, get_timezone_name
from babel.numbers import format_decimal
from babel.units import format_unit

HOUR = 3600
UNITED_STATES = 1  # the country code, shared with Canada and the Caribbean


def locale_of(language: str) -> Locale:
    """Dates and numbers as speakers of `language` in the United States write them; English ones if Babel knows none."""
    for identifier in (f"{language}_US", language):
        try:
            return Locale.parse(identifier)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en", "US")


@lru_cache(maxsize=2048)
def day(iso: str, locale: Locale, *, spoken: bool = False) -> str:
    """`March 4, 2024`, `4 de marzo de 2024`; what is no ISO day is given back as it is (the agency wrote it). `spoken`:
    as it is said, where that differs (`primero de febrero`)."""
    try:
        written = format_date(date.fromisoformat(iso), "long", locale)
    except ValueError:
        return iso
    return f"primero{written[1:]}" if spoken and locale.language == "es" and written.startswith("1 ") else written


def own_name(language: str) -> str:
    """What a language calls itself: `Español`."""
    name = locale_of(language).get_language_name(language) or language
    return f"{name[0].upper()}{name[1:]}"


def moment(seconds: float, zone: ZoneInfo, locale: Locale, *, spoken: bool = False) -> str:
    """`March 4, 2024, 3:05 PM ET`: day and time in `zone`; `seconds` since 1970 UTC. `spoken`: the zone in words."""
    return _minute(int(seconds // 60), zone, locale, "long" if spoken else "short")


@lru_cache(maxsize=1024)
def _minute(minutes: int, zone: ZoneInfo, locale: Locale, width: Literal["long", "short"]) -> str:
    then = datetime.fromtimestamp(minutes * 60, zone)
    clock = f"{format_time(then, 'short', zone, locale)} {get_timezone_name(zone, width, locale=locale)}"
    pattern = str(get_datetime_format("long", locale)).replace("'", "")
    return pattern.format(clock, format_date(then.date(), "long", locale))


def span(seconds: float, locale: Locale) -> str:
    """`5 minutes`, `2 hours`: rounded up, so that nobody comes back too early; never less than a minute."""
    return _span(max(1, ceil(seconds / 60)), locale)


@lru_cache(maxsize=512)
def _span(minutes: int, locale: Locale) -> str:
    if minutes < 60:
        return format_unit(minutes, "minute", "long", locale=locale)
    return format_unit(ceil(minutes / 60), "hour", "long", locale=locale)


@lru_cache(maxsize=256)
def phone(e164: str) -> str:
    """`(800) 375-5283` for a number of the North American plan, `+52 55 1234 5678` for others."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    home = number.country_code == UNITED_STATES
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(number, style))


@lru_cache(maxsize=256)
def count(number: int, locale: Locale) -> str:
    return format_decimal(number, locale=locale)
