"""Looking for a person's numbers where they must not be, in every disguise they may wear there."""

import base64
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

import psycopg
from redis import Redis

from dialogs.receipts import is_receipt, keypad
from storage.database import normalised
from storage.tables import metadata

SEPARATORS = re.compile(rb"[\s().,:_/*+\-]|%20|%2[bBdD]|\\u00a0|\xc2\xa0")


def digits(secret: str) -> str:
    """What every way to write a number has in common: the ten digits of a receipt, or of a phone without its +1."""
    return "".join(sign for sign in secret if sign.isdigit())[-10:]


def disguises(secret: str) -> Iterator[tuple[str, bytes]]:
    """Each way of writing it, with its name. Whoever writes more around it writes these bytes all the same."""
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


def in_base64(core: bytes, shift: int) -> bytes:
    """What base64 makes of `core` behind `shift` bytes (and any multiple of three), whatever stands around it."""
    whole = base64.b64encode(b"\0" * shift + core).rstrip(b"=")
    first = (0, 2, 3)[shift]  # signs that also hold bits of what stands before
    return whole[first : (shift + len(core)) * 8 // 6]


def found(place: bytes, secrets: Iterable[str]) -> list[str]:
    """The disguise of each secret that stands there, with its last four digits only."""
    views = (place, SEPARATORS.sub(b"", place))
    return [
        f"…{digits(secret)[-4:]} {name}"
        for secret in secrets
        for name, needle in disguises(secret)
        if any(needle in view for view in views)
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


def typed_numbers(texts: Iterable[str]) -> set[str]:
    """Everything in what people typed that could be somebody's number."""
    runs = re.compile(r"\d(?:[ .-]{0,2}\d){7,}")
    return {re.sub(r"\D", "", run) for text in texts for run in runs.findall(text)}


def written_in_url(secret: str) -> str:
    return quote(secret, safe="")
