"""The door that Twilio knocks on: `POST /twilio/…`.

A call comes in at `/voice`; its further steps are the `action`s of what it was answered, `/voice/turn?turn=N`.
Every request is checked first: method, size, signature over `PUBLIC_URL` and the raw target, account. Then it is one
message for the desk, and the desk's answer goes back as TwiML. Whatever happens behind the door, Twilio gets a 4xx for
what is not Twilio's and a 200 with well-formed TwiML for what is; a 5xx would be silence for the person. A
delivery report that could not be kept gets a 429: nobody waits for it, and Twilio brings it again.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

import structlog
from flask import Blueprint, Response, abort, request
from werkzeug.exceptions import BadRequest, HTTPException

from bot.inbound import Inbound
from bot.turns import CallOver
from bot.twilio.call_steps import by_machine, is_over, ours, shown, step, turn_number
from bot.twilio.fallback import APOLOGY, CALL_OVER, SPOKEN_APOLOGY
from bot.twilio.signature import SignatureCheck, parse_form
from bot.twilio.twiml import EMPTY

log = structlog.get_logger()

View = Callable[[dict[str, str]], Response]

LARGEST_BODY = 65_536  # a text has 1,600 characters; with all of Twilio's parameters a request stays under 10 kB
CALL_TURN = "/voice/turn"
NEWS, NEWS_TURN = "/voice/news", "/voice/news/turn"  # of calls that we make
PHONE_CHANNELS = ("", "whatsapp", "rcs")


@dataclass(frozen=True)
class Door:
    """What stands behind the door."""

    check: SignatureCheck
    account: str
    answer: Callable[[Inbound], str]  # one message → TwiML
    answer_call: Callable[[Inbound], str]  # one step of a call → TwiML
    hang_up: Callable[[str, str], None]  # a call, by its id and who calls (E.164, or ""): it is over
    answer_news: Callable[[Inbound], str]  # one step of a call that we made → TwiML
    voicemail: Callable[[], str]  # TwiML for a machine that took such a call
    called: Callable[[str, str, str, str], None]  # our reference, the call's id, its state, who answered
    delivered: Callable[
        [str, str, str, int | None, bool, str], None
    ]  # our reference, the provider's id, state, error, erase, the phone (E.164, or "")


def blueprint(door: Door) -> Blueprint:
    """The routes under `/twilio`."""
    routes = Blueprint("twilio", __name__, url_prefix="/twilio")
    views: dict[str, View] = {
        "/sms": lambda form: xml(door.answer(inbound(form))),
        "/voice": lambda form: _called(door, form, turn=1),
        CALL_TURN: lambda form: _called(door, form, turn_number(request.args.get("turn", ""))),
        NEWS: lambda form: _news(door, form, turn=1),
        NEWS_TURN: lambda form: _news(door, form, turn_number(request.args.get("turn", ""))),
        "/message-status": lambda form: _noted(door, form),
        "/call-status": lambda form: _ended(door, form),
        "/fallback/sms": lambda _form: xml(APOLOGY),
        "/fallback/voice": lambda _form: xml(SPOKEN_APOLOGY),
    }
    for path, view in views.items():
        excuse = _again if path.endswith("-status") else _sorry_spoken if "voice" in path else _sorry
        routes.add_url_rule(path, path, _guarded(door, view, excuse), methods=["POST"])
    return routes


def _guarded(door: Door, view: View, excuse: Callable[[], Response]) -> Callable[[], Response]:
    """The view behind its checks. Whatever fails inside is ours, not Twilio's: it gets an excuse."""

    def guarded() -> Response:
        form = admitted(door)
        try:
            return view(form)
        except HTTPException:
            raise
        except Exception:
            log.exception("turn failed")
            return excuse()

    return guarded


def _sorry() -> Response:
    """An apology for Twilio to pass on."""
    return xml(APOLOGY)


def _sorry_spoken() -> Response:
    return xml(SPOKEN_APOLOGY)


def _again() -> Response:
    """Twilio is to bring this again (`RETRIES` in the sender)."""
    return Response(status=429)


def _noted(door: Door, form: Mapping[str, str]) -> Response:
    """A delivery report, in the shapes that were seen: `MessageStatus` may be missing where `SmsStatus` is not."""
    state = form.get("MessageStatus") or form.get("SmsStatus", "")
    error = form.get("ErrorCode", "")
    code = int(error) if error.isdecimal() and len(error) < 9 else None
    sid = form.get("MessageSid") or form.get("SmsSid", "")
    door.delivered(identifier(request.args.get("message", "")), identifier(sid), identifier(state), code,
                   request.args.get("erase") == "1", sender(form.get("To", "")).removeprefix("whatsapp:"))  # fmt: skip
    return Response(status=204)


def _called(door: Door, form: Mapping[str, str], turn: int) -> Response:
    """A call comes in, or goes on. Without an id there is no call: 400."""
    call = identifier(form.get("CallSid", ""))
    if not call:
        abort(400)
    address = shown(sender(form.get("From", "")))
    if is_over(form):
        door.hang_up(call, address)
        return xml(EMPTY)
    try:
        return xml(door.answer_call(step(form, call, address, turn)))
    except CallOver:
        return xml(CALL_OVER)


def _news(door: Door, form: Mapping[str, str], turn: int) -> Response:
    """A call that we made was answered, or goes on. A machine hears who it was, and nothing else."""
    call = identifier(form.get("CallSid", ""))
    if not call:
        abort(400)
    address = _person(form)
    if is_over(form):
        door.hang_up(call, address)
        return xml(EMPTY)
    if turn == 1 and by_machine(form):
        return xml(door.voicemail())
    try:
        return xml(door.answer_news(step(form, call, address, turn, identifier(request.args.get("message", "")))))
    except CallOver:
        return xml(CALL_OVER)


def _person(form: Mapping[str, str]) -> str:
    """Who is at the other end of a call: E.164, or ""."""
    return shown(sender(form.get("To" if ours(form) else "From", "")))


def _ended(door: Door, form: Mapping[str, str]) -> Response:
    """A report of how a call goes."""
    call = identifier(form.get("CallSid", ""))
    if call and is_over(form):
        door.hang_up(call, _person(form))
    if call and ours(form):
        reference, state = identifier(request.args.get("message", "")), identifier(form.get("CallStatus", ""))
        door.called(reference, call, state, identifier(form.get("AnsweredBy", "")))
    return Response(status=204)


def identifier(text: str) -> str:
    """`text` when it can be somebody's identifier: short, plain, printable; else "" (a database refuses some signs)."""
    return text if len(text) <= 64 and text.isascii() and text.isprintable() else ""


def admitted(door: Door) -> dict[str, str]:
    """The form of a request that Twilio signed for this account; anything else is refused with a 4xx."""
    if request.mimetype != "application/x-www-form-urlencoded":
        abort(415)
    body = whole_body()
    pairs = parse_form(body)
    if pairs is None:
        abort(400)
    if not door.check.check(raw_target(request.environ), pairs, body, request.headers.get("X-Twilio-Signature")):
        abort(403)
    form = dict(reversed(pairs))  # of a repeated name the first counts
    if form.get("AccountSid", door.account) != door.account:
        abort(403)
    return form


def whole_body() -> bytes:
    """All that was sent; 413 for what is larger than any text, 400 for what breaks off or is no proper body."""
    length = request.content_length
    if length is not None and length > LARGEST_BODY:
        abort(413)
    try:
        body = request.get_data(cache=False)
    except HTTPException:
        raise
    except Exception as error:  # each server has errors of its own for pieces ("chunks") that are not well-formed
        raise BadRequest from error
    if length is None and len(body) >= LARGEST_BODY:
        abort(413)  # without a length no more than this is read
    return body


def raw_target(environ: Mapping[str, object]) -> str:
    """Path and query as they were sent: the server's raw target, else put together again."""
    raw = str(environ.get("RAW_URI") or environ.get("REQUEST_URI") or "")
    if raw.startswith("/"):
        return raw
    if "://" in raw:  # absolute form, as some proxies send it
        _, _, rest = raw.partition("://")
        return "/" + rest.partition("/")[2]
    path = quote(f"{environ.get('SCRIPT_NAME', '')}{environ.get('PATH_INFO', '')}".encode("latin-1"))
    query = environ.get("QUERY_STRING")
    return f"{path}?{query}" if query else path


def inbound(form: Mapping[str, str]) -> Inbound:
    """One text as the desk knows it. Without a sender there is nobody to answer: 400."""
    address = sender(form.get("From", ""))
    if not address:
        abort(400)
    kind = "words"
    if form.get("OptOutType"):
        kind = "carrier_" + form["OptOutType"].strip().lower()[:8]
    elif form.get("Body", "").strip():
        pass
    elif form.get("NumMedia", "0").strip() not in ("", "0"):
        kind = "picture"
    elif form.get("Latitude"):
        kind = "location"
    sid = form.get("MessageSid") or form.get("SmsMessageSid") or form.get("SmsSid") or uuid.uuid4().hex
    channel = "whatsapp" if address.startswith("whatsapp:") else "sms"
    return Inbound(channel, address, form.get("Body", ""), kind, sid[:64])


def sender(raw: str) -> str:
    """`+12025550142`, `12025550142`, `%2B12025550142`, `whatsapp:+1202…` → E.164 with its channel; "" when withheld,
    and for a channel whose addresses are no phone numbers (`messenger:…`)."""
    channel, _, number = raw.strip().rpartition(":")
    if channel not in PHONE_CHANNELS:
        return ""
    digits = number.replace("%2B", "+").removeprefix("+").strip()
    if not (digits.isascii() and digits.isdecimal() and 3 <= len(digits) <= 15):
        return ""
    return ("whatsapp:" if channel == "whatsapp" else "") + "+" + digits


def xml(document: str) -> Response:
    return Response(document, content_type="text/xml; charset=utf-8")
