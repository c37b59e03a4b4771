"""How the text of a setting becomes a value.

Each reader takes the text as written and gives the value, or raises ValueError with what is wrong, worded to follow
the name of the setting. No sentence holds the text itself: it may be a secret.
"""

import base64
import binascii
import re
from collections.abc import Callable
from datetime import time
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.cases.hours import parse_hours
from bot.twilio.segments import is_gsm7

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
Reader = Callable[[str], object]

CLOCK = r"([01]\d|2[0-3]):([0-5]\d)"


def matching(pattern: str, fault: str) -> Callable[[str], str]:
    """A reader that takes what `pattern` matches whole."""
    shape = re.compile(pattern)

    def read(text: str) -> str:
        if not shape.fullmatch(text):
            raise ValueError(fault)
        return text

    return read


PHONE = matching(r"\+[1-9]\d{7,14}", "is not a phone number with its country code")
MAILBOX = matching(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\"]+", "is not one plain e-mail address")


def whole_number(at_least: int, at_most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise ValueError("is not a whole number") from None
        if not at_least <= number <= at_most:
            raise ValueError(f"is not between {at_least} and {at_most}")
        return number

    return read


def secret_of(at_least: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) < at_least:
            raise ValueError(f"is shorter than {at_least} characters")
        return text

    return read


def _parts(text: str) -> SplitResult:
    if any(sign.isspace() or not sign.isprintable() for sign in text):
        raise ValueError("has a space or a control character in it")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError("is not a URL") from None
    if port == 0:
        raise ValueError("has the port 0")
    return parts


def web_address(text: str) -> str:
    """An `https` address without user, query or fragment; `http` on this machine only. A last slash is dropped."""
    parts = _parts(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("is not an absolute https:// address")
    if "@" in parts.netloc:
        raise ValueError("has a user name in it")
    if "?" in text or "#" in text:
        raise ValueError("has a ? or # in it")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("is http:// although it is not on this machine")
    return text.rstrip("/")


ORIGIN = re.compile(r"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d{1,5})?/?")  # what a browser's policy can name


def origins(text: str) -> str:
    """Web addresses without a path, separated by spaces; each as `web_address` wants it. They end up in a header."""
    kept, wrong = [], []
    for place, written in enumerate(text.split(), start=1):
        try:
            kept.append(web_address(written).lower())
        except ValueError:
            wrong.append(place)
            continue
        if not ORIGIN.fullmatch(written):
            wrong.append(place)
    if wrong:
        raise ValueError(f"has what is not the origin of a page (number {', '.join(map(str, wrong))})")
    return " ".join(kept)


def database_address(text: str) -> str:
    """A SQLAlchemy URL; the names hosting providers write for PostgreSQL are put right."""
    parts = _parts(text)
    if parts.scheme in {"postgres", "postgresql"}:
        text = text.replace(parts.scheme, "postgresql+psycopg", 1)
    elif parts.scheme not in {"sqlite", "postgresql+psycopg"}:
        raise ValueError("is neither SQLite nor PostgreSQL")
    if parts.scheme == "sqlite" and (not text.startswith("sqlite:///") or parts.path in {"/", "/:memory:"}):
        raise ValueError("names no file: several processes share the database")
    return text


def redis_address(text: str) -> str:
    parts = _parts(text)
    if parts.scheme not in {"redis", "rediss", "unix"} or not (parts.hostname or parts.path):
        raise ValueError("is not a redis:// address")
    return text


def mail_address(text: str) -> str:
    parts = _parts(text)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("is not an smtp:// address")
    return text


def sealing_keys(text: str) -> tuple[bytes, ...]:
    """Each key is 32 bytes; both alphabets of base64 are read."""
    keys = []
    for place, written in enumerate(text.split(","), start=1):
        try:
            key = base64.b64decode(written.strip().replace("-", "+").replace("_", "/"), validate=True)
        except (binascii.Error, ValueError):
            raise ValueError(f"has a key that is not base64 (number {place})") from None
        if len(key) != 32:
            raise ValueError(f"has a key of {len(key)} bytes where 32 are needed (number {place})")
        keys.append(key)
    return tuple(keys)


def zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is not a time zone") from None


def opening_hours(text: str) -> str:
    """Empty (or `none`): always open. Checked here, kept as written."""
    try:
        parse_hours(text)
    except ValueError:
        raise ValueError("is not made of days, opening hours and a time zone") from None
    return text


def quiet_hours(text: str) -> tuple[time, time] | None:
    """From and until, by the clock of the person's place; `none`: no quiet hours."""
    if text.lower() == "none":
        return None
    written = re.fullmatch(f"{CLOCK}-{CLOCK}", text)
    if not written:
        raise ValueError("is not two times of day")
    hour, minute, until_hour, until_minute = map(int, written.groups())
    return time(hour, minute), time(until_hour, until_minute)


def service_name(text: str) -> str:
    """What every text begins with must not turn it into the costlier alphabet."""
    if len(text) > 40:
        raise ValueError("is longer than 40 characters")
    if not is_gsm7(text):
        raise ValueError("has a letter that plain text messages lack")
    return text


def choice(*choices: str, fold: Callable[[str], str] = str.lower) -> Callable[[str], str]:
    def read(text: str) -> str:
        if fold(text) not in choices:
            raise ValueError("is not one of the choices")
        return fold(text)

    return read


LEVEL = choice("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL", fold=str.upper)


def switch(text: str) -> bool:
    return choice("on", "off")(text) == "on"


VOICE = re.compile(r"([a-z]{2,3})=([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)/([A-Za-z0-9._-]{1,64})")


def voices(text: str) -> tuple[tuple[str, str, str], ...]:
    """For each language its code, its tag and its voice."""
    found = [VOICE.fullmatch(part.strip()) for part in text.split(",")]
    told = tuple((voice[1], voice[2], voice[3]) for voice in found if voice is not None)
    if len(told) != len(found) or len(told) != len({language for language, _, _ in told}):
        raise ValueError("is not a list of language=tag/voice, each language once")
    if "en" not in {language for language, _, _ in told}:
        raise ValueError("has no voice for en, which is spoken where nothing else is known")
    return told


def rates(text: str) -> tuple[int, ...]:
    """Percent of the voice's own rate; Amazon and Google take 20 to 200."""
    found = tuple(whole_number(20, 200)(part.strip().removesuffix("%")) for part in text.split(","))
    if len(found) != 3 or list(found) != sorted(found, reverse=True):
        raise ValueError("is not three rates, each no faster than the one before it")
    return found
