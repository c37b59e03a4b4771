"""PINs: reading them, weighing those that people choose, and seeing them where none was asked for."""

import re
from collections.abc import Iterator
from itertools import pairwise

from dialogs.plain import folded
from dialogs.portfolio.common_pins import COMMON
from dialogs.portfolio.deeds import PinFault
from dialogs.portfolio.user_ids import is_noun, keys_of, read_user_id
from dialogs.receipts import read
from dialogs.secret import LONGEST, SHORTEST, digits_in, receipts_in
from dialogs.words import command

SHORTEST_FULL = 8

_STEPS = (0, 1, 2, 8, 9)  # up or down by one or two, or not at all; 9 is followed by 0
_AT_LEAST = 3  # digits in a run, keys in a line
_IN_COMMON = 6  # digits in a row that a PIN may not share with a number that others know
_FULL_YEAR = "(?:19[4-9][0-9]|20[0-2][0-9])"
_DAY, _MONTH, _YEAR = "(?:0?[1-9]|[12][0-9]|3[01])", "(?:0?[1-9]|1[0-2])", f"(?:{_FULL_YEAR}|[0-9]{{2}})"
# A birthday as people write it, day or month first, with and without a zero in front; or two years.
_DATE = re.compile(
    f"{_DAY}{_MONTH}{_YEAR}|{_MONTH}{_DAY}{_YEAR}|{_YEAR}{_MONTH}{_DAY}|{_YEAR}{_DAY}{_MONTH}|{_FULL_YEAR}{{2}}"
)
_LINES = tuple(
    line for way in ("123", "456", "789", "147", "258", "369", "159", "357", "2580") for line in (way, way[::-1])
)
_BESIDE = {
    "0": "8", "1": "24", "2": "135", "3": "26", "4": "157", "5": "2468", "6": "359", "7": "48", "8": "5790", "9": "68",
}  # fmt: skip
_LOGIN_WORDS = 5  # "entrar a mi cuenta" and a courtesy
_SSN = 9  # digits
_SECRET = frozenset(("PIN", "NIP", "CLAVE", "CONTRASENA", "PASSWORD", "PASSCODE", "CODE", "CODIGO"))
_GLUED = re.compile(r"(?i)\b(pin|nip|clave|contrase[nñ]a|password|passcode|code|c[oó]digo)[:=#]*(?=(?:\d[ .-]?){6})")
_LINKS = frozenset(("AND", "MY", "THE", "Y", "MI", "CON", "WITH", "EL", "LA"))
# With a number behind them they are no user ID and a PIN.
_COUNTED = frozenset(
    ("CASE", "CASO", "CLIENT", "CLIENTE", "FILE", "EXPEDIENTE", "NUMBER", "NUMERO", "RECEIPT", "RECIBO", "PHONE")
)
_FORM = re.compile(r"(?i)[a-z]{1,2}\d{2,4}[a-z]?")  # `I130`


def digits_of(text: str) -> str | None:
    """The digits that somebody typed, of whatever script, without the blanks, dashes and dots between them; None when
    there is anything else, or no digit."""
    return digits_in(text) or None


def is_short(pin: str) -> bool:
    """Whether it opens only together with a verified phone."""
    digits = digits_of(pin)
    return digits is not None and SHORTEST <= len(digits) < SHORTEST_FULL


def weigh(pin: str, user_id: str, phone: str) -> PinFault | None:
    """Why a PIN can't be taken; None when it can. `phone` is in international form, "" for a hidden one.

    Whether a short one has the verified phone that it needs is not known here.
    """
    digits = digits_of(pin)
    if digits is None:
        return "not_digits"
    if not SHORTEST <= len(digits) <= LONGEST:
        return "too_short" if len(digits) < SHORTEST else "too_long"
    number = "".join(sign for sign in phone if sign.isdecimal())
    return next((fault for fault, weak in _weaknesses(digits, keys_of(user_id), number) if weak), None)


def _weaknesses(digits: str, user_id: str, phone: str) -> Iterator[tuple[PinFault, bool]]:
    yield "repeat", _repeats(digits)
    yield "sequence", _runs(digits)
    yield "keypad", _drawn(digits)
    yield "user_id", _shares(digits, user_id)
    yield "phone", _shares(digits, phone)
    yield "common", digits in COMMON or _DATE.fullmatch(digits) is not None


def looks_like_pin(text: str) -> bool:
    """Whether a whole message is 6 to 12 digits: somebody may have sent a PIN where none was asked for."""
    digits = digits_of(text)
    return digits is not None and SHORTEST <= len(digits) <= LONGEST


def parted(text: str) -> tuple[str, str]:
    """A message without the secret that somebody sent along, and the secret: `LOGIN maria88 83920174` is
    `LOGIN maria88`, `maria88 83920174` is `maria88`, `my pin is 83920174` is `my pin`, `CODE53293275` is `CODE`; any
    other message is as it was, without one.

    Nine digits may be a Social Security number, which no message keeps: they are given as a secret, too.
    """
    words = _GLUED.sub(r"\1 ", text).split()
    for way in (_behind_login, _behind_word, _behind_user_id, _before_word):
        found = way(words)
        if found is not None:
            return found
    alone = digits_of(text) or ""
    return text, alone if len(alone) == _SSN else ""


def _behind_login(words: list[str]) -> tuple[str, str] | None:
    for length in range(min(_LOGIN_WORDS, len(words) - 1), 0, -1):
        said = " ".join(words[:length])
        if command(said) == "login" and not is_noun(said):
            kept = length + 1
            told = sum(sign.isdecimal() for word in words[kept:] for sign in word)
            return (" ".join(words[:kept]), " ".join(words[kept:])) if told >= SHORTEST else None
    return None


def _behind_word(words: list[str]) -> tuple[str, str] | None:
    """What follows a word for a secret: that word is kept with what stands before it, or a user ID alone."""
    for at, word in enumerate(words):
        rest = " ".join(words[at + 1 :])
        if folded(word) in _SECRET and _count(words[at + 1 :]) >= SHORTEST and not receipts_in(rest):
            before = [word for word in words[:at] if folded(word) not in _LINKS]
            said = " ".join(words[: at + 1])
            if len(before) == 1 and command(said) is None and isinstance(read_user_id(before[0]), str):
                return before[0], rest
            return (word if command(said) == "share" else said), rest
    return None


def _behind_user_id(words: list[str]) -> tuple[str, str] | None:
    """A user ID, then nothing but a PIN."""
    if len(words) < 2 or not isinstance(read_user_id(words[0]), str):
        return None
    secret = digits_of(" ".join(words[1:])) or ""
    reading = read(" ".join(words))
    if not SHORTEST <= len(secret) <= LONGEST or reading.found or reading.doubtful:
        return None
    bare = words[0].isalpha()
    if bare and (len(secret) < SHORTEST_FULL or reading.wrong or reading.kinds or folded(words[0]) in _COUNTED):
        return None
    return None if words[0].isdecimal() or _FORM.fullmatch(words[0]) else (words[0], " ".join(words[1:]))


def _before_word(words: list[str]) -> tuple[str, str] | None:
    """`83920174 is my pin`."""
    length = next((at for at, word in enumerate(words) if digits_in(word.strip(".,:;!")) is None), len(words))
    if not SHORTEST <= _count(words[:length]) <= LONGEST or not any(folded(word) in _SECRET for word in words[length:]):
        return None
    return " ".join(words[length:]), " ".join(words[:length])


def _count(words: list[str]) -> int:
    """How many digits stand there in words without letters."""
    return sum(sign.isdecimal() for word in words if not any(map(str.isalpha, word)) for sign in word)


def _repeats(pin: str) -> bool:
    """The same over and over (12121212, 12312312), in blocks (11223344, 111222), or of two digits."""
    again = any(pin[period:] == pin[:-period] for period in range(1, len(pin) // 2 + 1))
    blocks = any(
        len(pin) % size == 0 and all(len(set(pin[at : at + size])) == 1 for at in range(0, len(pin), size))
        for size in range(2, len(pin) // 2 + 1)
    )
    return again or blocks or len(set(pin)) <= 2


def _runs(pin: str) -> bool:
    """Steps of one size (12345678, 97531975), two runs one after the other (12344321), or one digit of each by turns
    (10203040, 13243546)."""
    even = len(set(_steps(pin))) == 1
    parts = range(_AT_LEAST, len(pin) - _AT_LEAST + 1)
    return even or any(_run(pin[:at]) and _run(pin[at:]) for at in parts) or (_woven(pin[::2]) and _woven(pin[1::2]))


def _steps(digits: str) -> list[int]:
    return [(int(after) - int(before)) % 10 for before, after in pairwise(digits)]


def _run(digits: str) -> bool:
    steps = set(_steps(digits))
    return len(steps) == 1 and steps.issubset(_STEPS)


def _woven(digits: str) -> bool:
    steps = set(_steps(digits))
    return len(steps) == 1 and steps.issubset({0, 1, 9})


def _drawn(pin: str) -> bool:
    """Lines of the keypad (147258369, 258025), or a way from each key to the one beside it (1478963)."""
    return _lined(pin) or all(after in _BESIDE[before] for before, after in pairwise(pin))


def _lined(pin: str) -> bool:
    """Whether it is made of whole lines; at its end a line may be cut off, or one key left over."""
    if len(pin) < _AT_LEAST:
        return len(pin) < 2 or any(line.startswith(pin) for line in _LINES)
    return any(pin.startswith(line) and _lined(pin[len(line) :]) for line in _LINES)


def _shares(pin: str, known: str) -> bool:
    """Whether digits that others know stand in it, forwards or backwards: all of them, or six in a row."""
    run = min(_IN_COMMON, len(known))
    if run < 4:
        return False
    return any(known[at : at + run] in way for way in (pin, pin[::-1]) for at in range(len(known) - run + 1))
