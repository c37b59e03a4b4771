"""User IDs: how they are read, which keys of a phone they are, and others like one that is taken."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count
from typing import Literal

from dialogs.plain import folded
from dialogs.prefixes import keys
from dialogs.receipts import read
from dialogs.words import command, opt

SHORTEST, LONGEST = 4, 20

FaultReason = Literal["empty", "too_short", "too_long", "signs", "receipt", "ssn", "word"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text can't be a user ID.

    empty, too_short, too_long
    signs    something else than letters a to z and digits; `sign` is the first such
    receipt  it looks like a receipt number, or is one as keyed on a phone
    ssn      nine digits: perhaps a Social Security number
    word     a command, a word for opting out, or one of `NOUNS`: whoever writes it means something else
    """

    reason: FaultReason
    sign: str = ""


# What stands around a user ID that is quoted, or ends a sentence.
_AROUND = "\"'`´‘’‚“”„«»‹›.¡!¿?,;:()[]<>"
_LOOKED_AT = 300  # more than that is a letter
_RECEIPT = re.compile("[a-z]{3}[0-9]{10}")
_SSN = re.compile("[0-9]{9}")
_NUMBERED = re.compile("[0-9]+$")
_TYPED = re.compile("[A-Z0-9]{4,20}")
NOUNS = frozenset(
    (
        "PORTFOLIO", "PORTFOLIOS", "MYPORTFOLIO", "ACCOUNT", "ACCOUNTS", "MYACCOUNT", "NEWACCOUNT", "PASSWORD",
        "USERID", "USERNAME", "MYUSERID", "PORTAFOLIO", "PORTAFOLIOS", "MIPORTAFOLIO", "CUENTA", "CUENTAS", "MICUENTA",
        "USUARIO", "MIUSUARIO", "CONTRASENA", "CLAVE", "CASOS",
    )
)  # fmt: skip
"""What a portfolio and what belongs to it are called: nobody's user ID."""
# "My user ID is maria88": what stands before it.
_PREFACE = re.compile(
    r"(?:(?:my|the|mi|el) +)?(?:user *id|user *name|user|login|id|nombre +de +usuario|id +de +usuario|usuario)"
    r"(?: *[:=] *| +(?:is|es)(?: +|: *)| +(?=\S+$))|(?:it +is|it['’]s|es) +(?=\S+$)",
    re.IGNORECASE,
)


def is_noun(said: str) -> bool:
    """Whether it only names a portfolio: "my account"."""
    words = set(folded(said[:_LOOKED_AT]).split()) - {"MY", "MI"}
    return bool(words) and NOUNS.issuperset(words)


def named_user_id(text: str) -> str:
    """The words without a beginning like "my user ID is"."""
    bare = text.strip()[:_LOOKED_AT]
    return bare[found.end() :] if (found := _PREFACE.match(bare)) else bare


def known_user_id(text: str) -> str | None:
    """The user ID, or the keys of it, with which somebody says who they are: one word. None when it can't be one;
    whether there is such a portfolio is nobody's to know."""
    words = named_user_id(text).split()
    typed = folded(words[0]).replace(" ", "") if len(words) == 1 else ""
    return typed.lower() if _TYPED.fullmatch(typed) else None


def read_user_id(text: str) -> str | Fault:
    """The user ID that somebody typed, in small letters without accents: `"María88".` is `maria88`. Never raises."""
    typed = unicodedata.normalize("NFC", named_user_id(text)).strip(_AROUND).strip()
    if not typed:
        return Fault("empty")
    if is_noun(typed):
        return Fault("word")
    if len(typed) > 10 * LONGEST:
        return Fault("too_long")
    folded = []
    for sign in typed:
        plain = _plain(sign)
        if plain is None:
            return Fault("signs", sign)
        folded.append(plain)
    return _judged("".join(folded))


def _judged(user_id: str) -> str | Fault:
    if len(user_id) < SHORTEST:
        return Fault("too_short" if user_id else "empty")
    if len(user_id) > LONGEST:
        return Fault("too_long")
    if _SSN.fullmatch(user_id):
        return Fault("ssn")
    if command(user_id) or opt(user_id):
        return Fault("word")
    reading = read(user_id)
    if _RECEIPT.fullmatch(user_id) or reading.found or reading.doubtful:
        return Fault("receipt")
    return user_id


def _plain(sign: str) -> str | None:
    """Small ASCII letters or digits for one sign; None when it has none."""
    if unicodedata.east_asian_width(sign) == "F":  # full-width, as a phone set to Japanese types it
        sign = unicodedata.normalize("NFKC", sign)
    parts = unicodedata.normalize("NFD", sign.casefold())
    bare = "".join(part for part in parts if not "\u0300" <= part <= "\u036f")
    return bare if not bare or (bare.isascii() and bare.isalnum()) else None


def keys_of(user_id: str) -> str:
    """The keys of a phone that carry it: `maria88` is `6274288`. Two user IDs with the same keys are the same one."""
    return keys(user_id.upper())


def candidates(user_id: str) -> Iterator[str]:
    """Well-formed user IDs like this one, for whoever finds it taken: no two with the same keys, none with its own.
    There are some hundreds of them; the first are the nicest."""
    seen = {keys_of(user_id)}
    for candidate in _alike(user_id):
        if keys_of(candidate) not in seen and read_user_id(candidate) == candidate:
            seen.add(keys_of(candidate))
            yield candidate


def _alike(user_id: str) -> Iterator[str]:
    """`maria88` → `maria881`, `maria2`, `maria88a` …; without digits at its end only the first and the third kind."""
    stem = _NUMBERED.sub("", user_id) or user_id
    for number, letter in zip(count(1), "adgjmptw", strict=False):
        yield _ended(user_id, str(number))
        yield _ended(stem, str(number + 1))
        yield _ended(user_id, letter)
    yield from chain.from_iterable((_ended(stem, str(n)), _ended(user_id, str(n))) for n in range(10, 1000))


def _ended(user_id: str, end: str) -> str:
    """With an end; a long one is cut to make room."""
    return user_id[: LONGEST - len(end)] + end
