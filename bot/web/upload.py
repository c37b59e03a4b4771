"""Receipt numbers in a file or a pasted table: any table saved as text, whatever else stands in it."""

import re
from typing import IO, Literal, NamedTuple

from dialogs.receipts import PREFIXES, read

LARGEST = 65_536  # bytes
MOST = 100
MEANT = ("repaired", "zero_lost", "extra_letter", "asterisk")  # elsewhere in a table are phones, dates and names
LONGEST = 1500  # characters: beyond it, a message is cut off
NO_TEXT = (b"PK\x03\x04", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0")  # Excel, PDF, pictures
WIDE = (b"\xff\xfe", b"\xfe\xff")  # how UTF-16 begins

CELLS = re.compile(r"[\r\n\t,;|]+")

TRIED = re.compile(rf"(?:{'|'.join(PREFIXES)})\W*\d{{3}}", re.IGNORECASE)  # more than a name

Fault = Literal["", "large", "empty", "no text", "nothing"]


class Found(NamedTuple):
    """`receipts` and what was probably meant as one; `left`: how many more there were than a list holds; `doubles`: how
    many stood there again; `fault`: why there are none."""

    receipts: tuple[str, ...] = ()
    left: int = 0
    doubles: int = 0
    fault: Fault = ""


def in_file(file: IO[bytes]) -> Found:
    whole = file.read(LARGEST + 1)
    if len(whole) > LARGEST:
        return Found(fault="large")
    if not whole.strip():
        return Found(fault="empty")
    text = _decoded(whole)
    return Found(fault="no text") if text is None else in_text(text)


def in_text(text: str) -> Found:
    """Cell by cell: a name and the phone number beside it are no receipt number."""
    seen: list[str] = []
    for cell in CELLS.split(text):
        reading = read(cell[:1000])
        seen += reading.found
        seen += [doubt.typed for doubt in reading.doubtful if doubt.reason in MEANT]
        seen += [wrong.typed for wrong in reading.wrong if TRIED.match(wrong.typed)]
    told = list(dict.fromkeys(seen))
    kept = told[:MOST]
    while len(" ".join(kept)) > LONGEST:
        kept.pop()
    return Found(tuple(kept), len(told) - len(kept), len(seen) - len(told), "" if kept else "nothing")


def _decoded(whole: bytes) -> str | None:
    """Spreadsheets save in UTF-8, in UTF-16 ("Unicode text"), and, on Windows, in its own 256 signs; None: no text."""
    if whole.startswith(NO_TEXT):
        return None
    try:
        if whole.startswith(WIDE):
            return whole.decode("utf-16")
        if b"\0" in whole:
            return None
        return whole.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None if whole.startswith(WIDE) else whole.decode("cp1252", "replace")
