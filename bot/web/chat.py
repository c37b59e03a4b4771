"""The talk on a page: `GET /`, `POST /chat`, `POST /receipts`, `POST /leave`.

A talk belongs to a browser (a cookie) and to one opening of the page (a mark in its forms), so that whoever opens the
page anew on the same computer is somebody else. Without JavaScript a whole page comes back; with it, the pieces of the
answer, line by line, as JSON. What is sent from anywhere else is refused, and a GET does nothing.
"""

import json
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import structlog
from flask import Blueprint, Response, request
from markupsafe import Markup, escape

from bot.inbound import Inbound
from bot.web.crowd import Crowd
from bot.web.paper import CHANNEL, Paper, protected
from bot.web.sent import LINES, Sent, is_mark, new_mark
from bot.web.sent import sent as read
from bot.web.showing import Tongue, View, excused, noted, opening
from bot.web.upload import MOST, Found
from dialogs import page_receipts as receipts
from dialogs import page_words as words
from dialogs.text import Words

log = structlog.get_logger()


@dataclass(frozen=True)
class Desk:
    """What stands behind the page: `answer` gives a turn as JSON (`bot.web.showing.shown`); `leave` ends a talk."""

    answer: Callable[[Inbound], str]
    leave: Callable[[Inbound], None]


@dataclass(frozen=True)
class Chat:
    """`public_url` is the page's own origin; `number` is the one to text and call, or ""; `exit_url` is where whoever
    hides the page is taken."""

    desk: Desk
    paper: Paper
    tongue: Tongue
    crowd: Crowd
    public_url: str
    number: str
    exit_url: str

    @property
    def secure(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def cookie(self) -> str:
        return "__Host-talk" if self.secure else "talk"

    @property
    def framed(self) -> bool:
        return bool(self.paper.framed_by) and self.secure

    def mind(self, response: Response, cookie: str) -> Response:
        """Gives the browser its cookie: until it is closed, for this page alone, hidden from scripts."""
        response.set_cookie(
            self.cookie,
            cookie,
            secure=self.secure,
            httponly=True,
            samesite="None" if self.framed else "Strict",
            partitioned=self.framed,
            path="/",
        )
        return response

    def shown(self, view: View, mark: str, *, status: int = 200, sent: str = "", sent_in: str = "") -> Response:
        """The whole page; `sent`: what the person had sent, and in which language."""
        language, told = view["language"], {**self.around(view, mark), "sent": sent, "sent_in": sent_in}
        return self.paper.page("chat.html", language, words.title(self.paper.house), status, **told)

    def around(self, view: View, mark: str) -> dict[str, object]:
        """What the templates of the talk need."""
        return {
            "chat": words,
            "receipts": receipts,
            "view": view,
            "mark": mark,
            "once": secrets.token_urlsafe(12),
            "sent": "",
            "most": MOST,
            "number": self.number,
            "exit_url": self.exit_url,
            "linked": linked(self.public_url),
        }

    def part(self, template: str, view: View, mark: str, **more: object) -> str:
        """A template that belongs to the page, filled."""
        return self.paper.written(template, view["language"], **self.around(view, mark), **more)


def linked(public_url: str) -> Callable[[str], Markup]:
    """A line in which addresses of ours can be pressed."""
    ours = re.compile(f"({re.escape(public_url.rstrip('/'))}/[A-Za-z0-9/_?=&.-]*[A-Za-z0-9/_-])")

    def written(line: str) -> Markup:
        parts = ours.split(line)
        return Markup("").join(
            Markup('<a href="{0}" target="_blank">{0}</a>').format(part) if number % 2 else escape(part)
            for number, part in enumerate(parts)
        )

    return written


def blueprint(chat: Chat) -> Blueprint:
    routes = Blueprint("chat", __name__)

    @routes.get("/")
    def page() -> Response:
        view = opening(chat.paper.language(), chat.tongue)
        response = chat.shown(view, new_mark())
        known = is_mark(request.cookies.get(chat.cookie, ""))
        return response if known else chat.mind(response, new_mark())

    @routes.get("/chat")
    def back() -> Response:
        return protected(Response(status=303, headers={"Location": f"/?lang={chat.paper.language()}"}))

    @routes.post("/chat")
    def answer() -> Response:
        told = read(chat.paper, chat.cookie, chat.public_url)
        response = _answered(chat, told)
        return response if told.cookie else chat.mind(response, new_mark())

    @routes.post("/receipts")
    def look_through() -> Response:
        return _read(chat, read(chat.paper, chat.cookie, chat.public_url))

    @routes.post("/leave")
    def leave() -> Response:
        return _left(chat, read(chat.paper, chat.cookie, chat.public_url))

    return routes


def _answered(chat: Chat, told: Sent) -> Response:
    """One message, answered in the way that was asked for."""
    excuse, status = _excuse(chat, told)
    if excuse is not None:
        view = _excused(chat, told, excuse)
        return _lines(chat, told, iter([view]), status) if told.by_lines else chat.shown(view, told.mark, status=status)
    if told.by_lines:
        return _lines(chat, told, _turn(chat, told), waits=True)
    view = next(_turn(chat, told))
    secret = view["hid"] or told.kind == "secret"
    status = 503 if "excuse" in view else 200
    return chat.shown(view, told.mark, status=status, sent="" if secret else told.text, sent_in=told.language)


def _excuse(chat: Chat, told: Sent) -> tuple[Words | None, int]:
    """Why a message is not taken, and the status that says so."""
    if told.found.fault == "large":
        return receipts.unread(told.found.fault), 413
    if not told.ours:
        return words.not_from_here(), 403
    if not told.cookie:
        return words.no_cookie(), 400
    if not chat.crowd.admits(told.network, new=told.new):
        return words.too_fast(), 429
    if told.found.fault:
        return receipts.unread(told.found.fault), 400
    return (None, 200) if told.text else (words.nothing_sent(), 400)


def _excused(chat: Chat, told: Sent, excuse: Words) -> View:
    """Why it came to nothing, with the field that was sent, and what was typed in it, to try again."""
    typed = "" if told.kind == "secret" else told.text
    form = {**opening(told.language, chat.tongue)["form"], "kind": told.kind, "typed": typed}
    view = excused(excuse, told.language, chat.tongue, form)
    return {name: each for name, each in view.items() if told.new or name != "new"}


def _notes(found: Found) -> list[Words]:
    """What has to be said about a file that was read."""
    left = [receipts.left_over(found.left, MOST)] if found.left else []
    return [*left, receipts.doubles(found.doubles)] if found.doubles else left


def _read(chat: Chat, told: Sent) -> Response:
    """What stands in a file, for the person to look at before it is sent, and what is to be said about it."""
    within = told.ours and chat.crowd.admits(told.network, new=False)
    notes = _notes(told.found) if within else [words.too_fast() if told.ours else words.not_from_here()]
    if within and told.found.fault:
        notes = [receipts.unread(told.found.fault)]
    elif within:
        notes.insert(0, receipts.file_read(len(told.found.receipts)))
    found = told.found.receipts if within else ()
    note = " ".join(chat.tongue.say(each, told.language, CHANNEL) for each in notes)
    body = json.dumps({"found": found, "note": note})
    return protected(Response(body, 200 if found else 400, content_type="application/json"))


def _turn(chat: Chat, told: Sent) -> Iterator[View]:
    """The turn, or an excuse for whatever is wrong here."""
    try:
        view: View = json.loads(chat.desk.answer(told.inbound()))
    except Exception:
        log.exception("turn failed")
        yield _excused(chat, told, words.trouble())
    else:
        yield noted(view, _notes(told.found), chat.tongue)


def _lines(chat: Chat, told: Sent, views: Iterator[View], status: int = 200, *, waits: bool = False) -> Response:
    """A line of JSON for each piece, as soon as it is there: a word of patience first, the new form last. An excuse has
    no form: whoever sent the message has it still."""

    def written() -> Iterator[str]:
        if waits:
            yield _line({"wait": chat.tongue.say(words.wait(), told.language, CHANNEL)})
        for view in views:
            for piece in view["said"]:
                yield _line({"said": chat.part("piece.html", view, told.mark, piece=piece)})
            yield _line({"excuse": True} if "excuse" in view else _form(chat, told, view))

    return protected(Response(written(), status, content_type=f"{LINES}; charset=utf-8"), chat.paper.framed_by)


def _form(chat: Chat, told: Sent, view: View) -> View:
    other = view["language"] != told.language
    page = chat.part("chat.html", view, told.mark, title=words.title(chat.paper.house)) if other else ""
    form = chat.part("form.html", view, told.mark)
    return {"form": form, "page": page, "language": view["language"], "hid": view["hid"]}


def _line(told: View) -> str:
    return json.dumps(told) + "\n"


def _left(chat: Chat, told: Sent) -> Response:
    """The talk ends, the browser forgets its cookie, and another page opens."""
    if told.ours and told.cookie:
        try:
            chat.desk.leave(told.inbound())
        except Exception:  # the sign-in ends by itself; whoever hides the page can't wait
            log.exception("talk not ended")
    paper = chat.paper
    # Not a redirection: the page's own policy lets its forms lead nowhere else.
    response = paper.page("left.html", told.language, words.title(paper.house), exit_url=chat.exit_url)
    response.headers["Refresh"] = f"0; url={chat.exit_url}"
    response.headers["Clear-Site-Data"] = '"cache"'  # not cookies: those of the whole domain would go
    response.delete_cookie(chat.cookie, secure=chat.secure, httponly=True, path="/", partitioned=chat.framed)
    return response
