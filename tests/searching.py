"""Looking for a person's numbers and words where they must not be, in every disguise they may wear there."""

import base64
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

import psycopg
from ahocorasick_rs import BytesAhoCorasick
from redis import Redis
from sqlalchemy import select

from dialogs.portfolio.user_ids import keys_of
from dialogs.receipts import is_receipt, keypad
from storage.database import Database, normalised
from storage.tables import metadata

SEPARATORS = re.compile(rb"[\s().,:_/*+\-]|%20|%2[bBdD]|\\u00a0|\xc2\xa0")
# What is shorter stands by chance in what is sealed, in names that a machine made, and in times.
FEW_DIGITS, FEW_LETTERS, FEW_SIGNS = 9, 5, 6
MUCH = 1000  # bytes
NUMBERS = re.compile(rb"(?<![0-9A-Za-z])(?<!\d\.)\d+(?:[ -]\d+)*(?![0-9A-Za-z])(?!\.\d)")
LEGIBLE = re.compile(  # UTF-8: of what is sealed next to nothing is
    rb"(?:[\t\n\x20-\x7e]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}){16,}"
)


def digits(secret: str) -> str:
    """What every way to write a number has in common: the ten digits of a receipt, or of a phone without its +1."""
    return "".join(sign for sign in secret if sign.isdigit())[-10:]


def disguises(secret: str) -> Iterator[tuple[str, bytes]]:
    """Each way of writing it, with its name. Whoever writes more around it writes these bytes all the same."""
    if is_word(secret):
        yield from disguises_of_words(secret)
        return
    core = digits(secret).encode()
    yield "plain", core  # spaced, dashed and with any letters before it, too: separators are taken out
    yield "backwards", core[::-1]
    if is_receipt(secret) and "*" not in secret:
        yield "keypad", keypad(secret).encode()
        yield "keypad backwards", keypad(secret).encode()[::-1]
    yield "url-encoded", b"".join(b"%%%x" % sign for sign in core)
    wide = core.decode().encode("utf-16-le")[:-1]  # without the last byte it is the same in both orders of bytes
    yield "wide", wide
    for name, code in (("hex", core.hex()), ("wide hex", wide.hex())):
        yield name, code.encode()
        yield f"{name}, capitals", code.upper().encode()
    for shift in range(3):
        yield f"base64, {shift} before it", in_base64(core, shift)


def is_word(secret: str) -> bool:
    """A user ID, a name, an e-mail address: anything that is no number."""
    return any(sign.isalpha() for sign in secret) and re.fullmatch(r"[A-Z]{3}\*?\d+", secret) is None


def disguises_of_words(secret: str) -> Iterator[tuple[str, bytes]]:
    """Small letters stand for both: they are looked for in small letters too."""
    small = secret.lower()
    plain = SEPARATORS.sub(b"", small.encode())
    yield "plain", plain
    yield "backwards", SEPARATORS.sub(b"", small[::-1].encode())
    yield "in JSON", SEPARATORS.sub(b"", json.dumps(small)[1:-1].encode())
    yield "in a url", SEPARATORS.sub(b"", quote(small, safe="").lower().encode())
    yield "url-encoded", b"".join(b"%%%x" % byte for byte in small.encode())
    if secret.isascii() and secret.isalnum() and len(secret) > 3:  # three digits stand anywhere by chance
        yield "keypad", keys_of(secret).encode()
        yield "keypad backwards", keys_of(secret).encode()[::-1]
    for spelling in {secret, small, secret.upper(), secret.capitalize()}:
        yield "plain", SEPARATORS.sub(b"", spelling.encode())
        wide = spelling.encode("utf-16-le")[:-1]
        yield "wide", wide.lower()
        yield "wide hex", wide.hex().encode()
        # Of a word of three letters these leave so few signs that they stand by chance in what is sealed.
        if len(code := spelling.encode().hex()) >= FEW_DIGITS:
            yield "hex", code.encode()
        for shift in range(3):
            if len(needle := in_base64(spelling.encode(), shift)) >= FEW_SIGNS:
                yield f"base64, {shift} before it", needle


def in_base64(core: bytes, shift: int) -> bytes:
    """What base64 makes of `core` behind `shift` bytes (and any multiple of three), whatever stands around it."""
    whole = base64.b64encode(b"\0" * shift + core).rstrip(b"=")
    first = (0, 2, 3)[shift]  # signs that also hold bits of what stands before
    return whole[first : (shift + len(core)) * 8 // 6]


class Place:
    """Bytes, in the ways in which they are looked at."""

    def __init__(self, place: bytes) -> None:
        small = place.lower()
        self.whole = (place, SEPARATORS.sub(b"", place), small, SEPARATORS.sub(b"", small))
        self.legible = small if len(place) < MUCH else b"\n".join(LEGIBLE.findall(small))

    def holding(self, needles: set[bytes]) -> set[bytes]:
        """Those that stand there, all looked for at once: there are thousands, in many megabytes. Short ones count only
        where they stand alone."""
        digits = {needle for needle in needles if needle.isdigit() and len(needle) < FEW_DIGITS}
        letters = {needle for needle in needles - digits if len(needle) < FEW_LETTERS}
        long = sorted(needles - digits - letters)
        searcher = BytesAhoCorasick(long)
        seen = (match for view in self.whole for match in searcher.find_matches_as_indexes(view, overlapping=True))
        alone = digits & set(numbers_alone(self.whole[0]))
        return {long[index] for index, _start, _end in seen} | alone | set(filter(self._holds_word, letters))

    def _holds_word(self, needle: bytes) -> bool:
        return re.search(rb"(?<![0-9a-z])" + re.escape(needle) + rb"(?![0-9a-z])", self.legible) is not None


def numbers_alone(place: bytes) -> Iterator[bytes]:
    """The digits of each short number that stands alone, written together or apart; no part of a fraction does."""
    for run in NUMBERS.finditer(place):
        parts = re.findall(rb"\d+", run[0])
        for start in range(len(parts)):
            number = b""
            for part in parts[start:]:
                number += part
                if len(number) >= FEW_DIGITS:
                    break
                yield number


def found(place: bytes, secrets: Iterable[str]) -> list[str]:
    """The disguise of each secret that stands there, with its last four signs only."""
    sought = [(secret, name, needle) for secret in secrets for name, needle in disguises(secret) if needle]
    there = Place(place).holding({needle for _secret, _name, needle in sought})
    return [
        f"…{secret[-4:] if is_word(secret) else digits(secret)[-4:]} {name}"
        for secret, name, needle in sought
        if needle in there
    ]


def unpacked(value: bytes) -> bytes:
    """A value, and what is in it when it is compressed, as the queue does with its jobs."""
    try:
        return value + b"\n" + zlib.decompress(value)
    except zlib.error:
        return value


def redis_bytes(url: str) -> bytes:
    """Every key and every value, of every kind."""
    with Redis.from_url(url, protocol=2) as client:
        return b"\n".join(b"%s %s" % (key, _redis_value(client, key)) for key in cast(list[bytes], client.keys("*")))


def _redis_value(client: Redis, key: bytes) -> bytes:
    kind = cast(bytes, client.type(key))
    value: Any
    if kind == b"string":
        value = [client.get(key)]
    elif kind == b"hash":
        value = [part for pair in cast(dict[bytes, bytes], client.hgetall(key)).items() for part in pair]
    elif kind == b"list":
        value = client.lrange(key, 0, -1)
    elif kind == b"set":
        value = client.smembers(key)
    elif kind == b"zset":
        value = client.zrange(key, 0, -1)
    else:
        assert kind == b"stream", kind
        value = [repr(client.xrange(key)).encode()]
    return b" ".join(unpacked(part) for part in value)


def write_everything_down(url: str) -> None:
    """From now on Redis keeps its journal as well."""
    with Redis.from_url(url) as client:
        client.config_set("appendfsync", "always")  # else it may be a while behind
        client.config_set("appendonly", "yes")


def journal_bytes(url: str) -> bytes:
    """The files in which Redis wrote down what it was told, and what is in the jobs there."""
    with Redis.from_url(url, decode_responses=True) as client:
        place = cast(dict[str, str], client.config_get("dir", "appenddirname"))
    files = sorted((Path(place["dir"]) / place["appenddirname"]).iterdir())
    whole = b"".join(file.read_bytes() for file in files)
    parts = [whole]
    for head in re.finditer(rb"\$(\d+)\r\n", whole):
        parts.append(unpacked(whole[head.end() : head.end() + int(head[1])]))
    return b"\n".join(parts)


def database_bytes(url: str) -> bytes:
    """All that a thief of the database gets: the files of SQLite, or every row of every table of PostgreSQL."""
    where = normalised(url)
    if where.get_backend_name() == "sqlite":
        path = Path(str(where.database))
        return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))
    told = b""
    with psycopg.connect(where.set(drivername="postgresql").render_as_string(hide_password=False)) as connection:
        for table in metadata.tables:
            for form in ("text", "binary"):
                query = f'COPY "{table}" TO STDOUT (FORMAT {form})'.encode()
                with connection.cursor() as cursor, cursor.copy(query) as copy:
                    told += b"".join(bytes(piece) for piece in copy)
    return told


def rows_text(url: str) -> bytes:
    """Every row of every table as text, one a line; of what is sealed only that it is: `database_bytes` has it."""
    database, told = Database(url), []
    with database.reading() as db:
        for table in metadata.sorted_tables:
            told += [" | ".join([table.name, *map(_shown, row)]) for row in db.execute(select(table))]
    database.close()
    return "\n".join(told).encode()


def _shown(value: Any) -> str:
    if not isinstance(value, bytes):
        return str(value)
    legible = value.isascii() and value.decode("ascii").isprintable()
    return value.decode("ascii") if legible else "(sealed)"


def typed_numbers(texts: Iterable[str]) -> set[str]:
    """Everything in what people typed that could be somebody's number."""
    runs = re.compile(r"\d(?:[ .-]{0,2}\d){7,}")
    return {re.sub(r"\D", "", run) for text in texts for run in runs.findall(text)}


def written_in_url(secret: str) -> str:
    return quote(secret, safe="")
