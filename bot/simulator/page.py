"""The page with the phones: its JSON interface, its static files, and beside them the two simulated services.

On loopback only. Another site open in the same browser can neither read it (the Host is checked, so a name that
resolves to this machine does not help) nor press its buttons (Origin and Sec-Fetch-Site are checked).
"""

import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, jsonify, request, send_from_directory
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from bot.simulator.agency import RECEIPT, Agency, Rules, agency_routes
from bot.simulator.bodies import accepted, one_of, refused, sent
from bot.simulator.call_page import call_routes
from bot.simulator.captions import transcript
from bot.simulator.carrier import Carrier, Line
from bot.simulator.docket import Docket, UnknownTitleError, eastern_day
from bot.simulator.feed import Feed
from bot.simulator.lookups import lookup_routes
from bot.simulator.mail_page import mail_routes
from bot.simulator.mail_server import mail_server
from bot.simulator.mailbox import Mailbox
from bot.simulator.parameters import Account
from bot.simulator.pushing import Pusher
from bot.simulator.rest import rest_routes
from bot.simulator.web_page import origin_of, web_routes
from dialogs.meaning import KNOWN_TITLES, title_es

STATIC = Path(__file__).with_name("static")
LONGEST_WAIT = 20.0  # seconds a page waits for news before it asks again
LOOPBACK = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d+)?")
LARGEST_REQUEST = 1_000_000  # bytes
POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; "
    "frame-src 'self' "
)


Titles = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Phone:
    number: str
    name: str


PHONES = (Phone("+12025550142", "Phone A"), Phone("+12025550143", "Phone B"))


@dataclass(frozen=True, slots=True)
class Stage:
    """All that is simulated."""

    agency: Agency
    carrier: Carrier
    mailbox: Mailbox
    phones: Sequence[Phone] = PHONES
    pusher: Pusher | None = None

    @property
    def numbers(self) -> list[str]:
        return [phone.number for phone in self.phones]


def build_stage(account: Account, rules: Rules, titles: Titles = (), pause: float = 0.2) -> Stage:
    """A fresh agency with the sandbox's cases and a fresh carrier.

    `titles` (English, Spanish) for the panel; `pause` is what a message takes from one state to the next, in seconds.
    """
    docket = Docket.load(titles, lambda: eastern_day(time.time()))
    feed = Feed()
    stage = Stage(Agency(docket, rules), Carrier(account, feed, pause), Mailbox(feed))
    stage.carrier.calls.ringing.shown |= set(stage.numbers)
    return stage


def build_app(stage: Stage) -> Flask:
    """The whole as one WSGI app."""
    app = Flask(__name__, static_folder=str(STATIC), static_url_path="/static")
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.register_blueprint(agency_routes(stage.agency), url_prefix="/agency")
    routes = rest_routes(stage.carrier)
    app.register_blueprint(routes, url_prefix="/carrier")
    # The official client asks other hosts for messaging services and for what is known of a number.
    app.register_blueprint(routes, url_prefix="/carrier-messaging", name="carrier-messaging")
    lookups = lookup_routes(stage.carrier)
    app.register_blueprint(lookups, url_prefix="/carrier")
    app.register_blueprint(lookups, url_prefix="/carrier-lookups", name="carrier-lookups")
    app.register_blueprint(_interface(stage), url_prefix="/api")
    app.register_blueprint(call_routes(stage.carrier.calls, stage.numbers), url_prefix="/api")
    app.register_blueprint(mail_routes(stage.mailbox), url_prefix="/api")
    public_url = stage.carrier.account.public_url
    app.register_blueprint(web_routes(public_url), url_prefix="/api")
    app.before_request(_refuse_strangers)
    app.after_request(lambda response: _protect(response, POLICY + origin_of(public_url)))

    @app.get("/")
    def index() -> Response:
        return send_from_directory(STATIC, "index.html")

    return app


def known_titles() -> Titles:
    """Every title that the service knows, English and Spanish."""
    return [(title, (title_es(title) or ("", False))[0]) for title in KNOWN_TITLES]


def serve(config: Path) -> None:
    """Runs the simulator until the process is ended; `config` is a JSON file, written by the demo.

    Keys: port, mail_port, account_sid, auth_token, line, public_url, client_id, client_secret, updates_token.
    """
    told = json.loads(config.read_text(encoding="utf-8"))
    account = Account(told["account_sid"], told["auth_token"], told["line"], told["public_url"])
    stage = build_stage(account, Rules(told["client_id"], told["client_secret"]), known_titles())
    stage = replace(stage, pusher=Pusher(told["public_url"], told["updates_token"]))
    mail_server(stage.mailbox, told["mail_port"]).start()
    server_for(build_app(stage), told["port"]).serve_forever()


def server_for(app: Flask, port: int) -> BaseWSGIServer:
    """A server on loopback, a thread a request, so that any number of pages can wait; port 0 takes a free one."""
    return make_server("127.0.0.1", port, app, threaded=True, request_handler=_QuietHandler)


class _QuietHandler(WSGIRequestHandler):
    """Writes no request down: the addresses hold receipts and phone numbers."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the name is the server's
        """Says nothing."""


def _interface(stage: Stage) -> Blueprint:
    routes = Blueprint("api", __name__)
    rules: list[tuple[str, str, Callable[[Stage], Response]]] = [
        ("GET", "/state", _state),
        ("GET", "/events", _events),
        ("GET", "/transcript", _transcript),
        ("POST", "/text", _text),
        ("POST", "/agency", _agency),
        ("POST", "/case", _case),
        ("POST", "/carrier", _carrier),
    ]
    for method, rule, view in rules:
        routes.add_url_rule(rule, rule[1:], lambda view=view: view(stage), methods=[method])
    return routes


def _refuse_strangers() -> None:
    if not LOOPBACK.fullmatch(request.headers.get("Host", "")):
        abort(403)
    if request.method == "POST" and request.path.startswith("/api/"):
        origin = request.headers.get("Origin")
        foreign = request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}
        # A form of another site can't send JSON without asking first, which covers browsers that send neither header.
        if foreign or (origin and origin != request.host_url.rstrip("/")) or not request.is_json:
            abort(403)


def _protect(response: Response, policy: str) -> Response:
    response.headers.setdefault("Content-Security-Policy", policy)  # an e-mail has a stricter one
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _state(stage: Stage) -> Response:
    docket = stage.agency.docket
    calls = stage.carrier.calls
    phones = [{"number": phone.number, "name": phone.name, "call": calls.of(phone.number)} for phone in stage.phones]
    agency = {"mode": stage.agency.mode, "cases": docket.listing(), "titles": sorted(docket.titles)}
    account = stage.carrier.account
    told = {"line": account.line, "web": account.public_url, "phones": phones, "agency": agency}
    return jsonify(told | {"carrier": _switches(stage)})


def _switches(stage: Stage) -> dict[str, Any]:
    switches = stage.carrier.switches
    faults = {
        number: {
            "error": switches.errors.get(number),
            "rest_status": switches.rest.get(number),
            "line": switches.lines.get(number, "mobile"),
        }
        for number in stage.numbers
    }
    return {"errors": faults, "opt_out": switches.opt_out}


def _events(stage: Stage) -> Response:
    after = request.args.get("after", 0, type=int)
    wait = min(LONGEST_WAIT, max(0.0, request.args.get("wait", LONGEST_WAIT, type=float)))
    last, events = stage.carrier.feed.after(after, wait)
    return jsonify({"last": last, "events": events})


def _transcript(stage: Stage) -> Response:
    """The texts and calls of one phone."""
    told = transcript(stage.carrier.feed.conversation(request.args.get("phone", "")))
    response = Response("".join(line + "\n" for line in told), mimetype="text/plain")
    response.headers["Content-Disposition"] = 'attachment; filename="transcript.txt"'
    return response


def _text(stage: Stage) -> Response:
    told = sent()
    phone, media = one_of(told, "phone", stage.numbers), told.get("media", 0)
    body = told.get("body", "")
    if not isinstance(body, str) or not isinstance(media, int) or not 0 <= media <= 10:
        abort(400)
    sid = stage.carrier.text(phone, body, media, bool(told.get("location")))
    return accepted({"sid": sid})


def _agency(stage: Stage) -> Response:
    try:
        stage.agency.mode = str(sent().get("mode"))
    except ValueError as error:
        return refused(str(error))
    return jsonify({"mode": stage.agency.mode})


def _case(stage: Stage) -> Response:
    told = sent()
    receipt = str(told.get("receipt", "")).upper()
    if not RECEIPT.fullmatch(receipt):
        return refused("A receipt is 3 letters and 10 digits.")
    if told.get("remove"):
        return jsonify({"removed": stage.agency.docket.remove(receipt)})
    try:
        stage.agency.docket.set_title(receipt, str(told.get("title", "")), str(told.get("form", "I-130")))
    except UnknownTitleError as error:
        return refused(str(error))
    changed = stage.agency.docket.find(receipt)
    if stage.pusher is not None and changed is not None:
        stage.pusher.push(changed, eastern_day(time.time()).isoformat())
    return jsonify({"receipt": receipt})


def _carrier(stage: Stage) -> Response:
    """Sets the switches that are named, `null` clears one; what is not named stays."""
    told, switches = sent(), stage.carrier.switches
    if "opt_out" in told:
        switches.opt_out = bool(told["opt_out"])
    if "line" in told:
        line: Line = "landline" if one_of(told, "line", ("mobile", "landline")) == "landline" else "mobile"
        switches.lines[one_of(told, "phone", stage.numbers)] = line
    for name, switch in (("error", switches.errors), ("rest_status", switches.rest)):
        if name not in told:
            continue
        phone, code = one_of(told, "phone", stage.numbers), told[name]
        if code is None:
            switch.pop(phone, None)
        elif isinstance(code, int):
            switch[phone] = code
        else:
            abort(400)
    return jsonify(_switches(stage))
