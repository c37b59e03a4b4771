"""What a form of the talk brought, read once: an answer that is streamed is written when the request is gone."""

import hashlib
import secrets
from typing import NamedTuple

from flask import request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from bot.inbound import Inbound
from bot.web.crowd import network_of
from bot.web.paper import CHANNEL, Paper, came_from_us
from bot.web.upload import Found, in_file, in_text

LINES = "application/x-ndjson"
MARK = 32  # characters of a mark, and of a cookie: 192 random bits
LONGEST = 1600  # characters of a message
LARGEST_BODY = 1_000_000  # bytes; a file that is too large is named as such only when it was read
KINDS = ("words", "secret", "receipts")
Fields = MultiDict[str, str]
Files = MultiDict[str, FileStorage]


class Sent(NamedTuple):
    """`cookie` is the browser's, or ""; `mark` the opening's of the page; `once` the form's; `kind` is that of its
    field; `found` is what was read in a file, or in a text that is too long for a message; `new`: nothing was sent from
    that page before; `ours`: a page of ours sent it; `by_lines`: the answer is wanted piece by piece."""

    cookie: str
    mark: str
    once: str
    language: str
    kind: str
    text: str
    found: Found
    network: str
    new: bool
    ours: bool
    by_lines: bool

    def inbound(self) -> Inbound:
        """The message as the desk knows it: the same words from the same form are the same message. The session is
        known to whoever has both the cookie and the page."""
        session = _hash(f"{self.cookie} {self.mark}")
        message_id = f"web {session[:32]} {_hash(f'{self.once} {self.text}')[:32]}"
        return Inbound(
            CHANNEL,
            "",
            self.text,
            "words",
            message_id,
            session=session,
            network=self.network,
            language=self.language,
        )


def sent(paper: Paper, cookie: str, public_url: str) -> Sent:
    """`cookie` is its name. Of a body that is too large nothing is known."""
    request.max_content_length = LARGEST_BODY
    form: Fields = MultiDict()
    try:
        form = request.form
        found = _found(form, request.files)
    except RequestEntityTooLarge:
        found = Found(fault="large")
    language, kind, mark = form.get("lang", ""), form.get("kind", ""), form.get("page", "")
    given = request.cookies.get(cookie, "")
    return Sent(
        given if is_mark(given) else "",
        mark if is_mark(mark) else new_mark(),
        form.get("once", "")[:64] or new_mark(),
        language if language in paper.languages else paper.language(),
        kind if kind in KINDS else KINDS[0],
        _text(form, found),
        found,
        network_of(request.remote_addr),
        form.get("new") == "1",
        came_from_us(public_url),
        LINES in request.headers.get("Accept", ""),
    )


def new_mark() -> str:
    return secrets.token_urlsafe(MARK * 3 // 4)


def is_mark(text: str) -> bool:
    return len(text) == MARK and text.isascii() and text.replace("-", "").replace("_", "").isalnum()


def _found(form: Fields, files: Files) -> Found:
    """What was read for the person: the file, if there is one, and what was typed above it."""
    file, typed = files.get("file"), form.get("text", "").strip()
    if form.get("pick") or form.get("kind") == "secret":
        return Found()
    if file is not None and file.filename:
        found = in_file(file.stream)
        return in_text("\n".join((typed, *found.receipts))) if typed and found.receipts else found
    return in_text(typed) if len(typed) > LONGEST and form.get("kind") == "receipts" else Found()


def _text(form: Fields, found: Found) -> str:
    """A button, what was typed, what was read for the person; last of all, that there is no more."""
    typed = " ".join(found.receipts) or form.get("text", "").strip()
    return (form.get("pick", "").strip() or typed or form.get("enough", "").strip())[:LONGEST]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
