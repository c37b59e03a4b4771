"""A small stand-in for the simulator behind the demo page: the same JSON and events, with a service of few words."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Thread
from typing import Any

import flask
from werkzeug.serving import WSGIRequestHandler, make_server

from bot import simulator

LINE = "+12025550100"
PHONES = [{"number": "+12025550142", "name": "Phone A"}, {"number": "+12025550143", "name": "Phone B"}]
TITLES = ["Case Was Received", "Case Was Approved", "Request for Additional Evidence Was Sent"]
ENGLISH = (
    "EAC9999103403\nForm I-130, Petition for Alien Relative\nCase Was Approved, since September 5, 2023.\n"
    "The agency said yes to this request. You do not need to do anything now.\nText MORE or HISTORY."
)
SPANISH = (
    "EAC9999103403\nFormulario I-130, Petición de Familiar Extranjero\nCaso Fue Aprobado, desde el 5 de septiembre "
    "de 2023.\nLa agencia aceptó esta petición. Por ahora usted no tiene que hacer nada.\nEscriba MÁS o HISTORIAL."
)
WEB = "http://127.0.0.1:1"  # nobody answers there
POLL = 2.0  # seconds; the real one holds a poll longer, a test should not


class QuietHandler(WSGIRequestHandler):
    """Does not write a line for each request."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the name is werkzeug's
        pass


class DemoApi:
    """The state of the stand-in. `answers` says what the line replies; `restart` forgets as a new process would."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.refuses = False
        self._changed = Condition()
        self.restart()

    def restart(self) -> None:
        with self._changed:
            self.events: list[dict[str, Any]] = []
            self.mode = "normal"
            self.opt_out = False
            self.faults: dict[str, dict[str, Any]] = {}
            self.cases = [
                {"receipt": "EAC9999103403", "form": "I-130", "title_en": TITLES[1], "title_es": "Caso Fue Aprobado"},
                {"receipt": "IOE0912345678", "form": "I-765", "title_en": TITLES[0], "title_es": "Caso Fue Recibido"},
                {"receipt": "LIN9999106498", "form": "N-400", "title_en": TITLES[0], "title_es": ""},
            ]
            self._changed.notify_all()

    def add(self, phone: str, **event: Any) -> None:
        with self._changed:
            number = len(self.events) + 1
            base = {"id": number, "at": time.time(), "phone": phone, "from": "line", "kind": "text", "body": ""}
            self.events.append({**base, "sid": "", "status": "", "request": "", "response": "", **event})
            self._changed.notify_all()

    def after(self, number: int) -> dict[str, Any]:
        with self._changed:
            start = number if number <= len(self.events) else 0
            self._changed.wait_for(lambda: len(self.events) > start, POLL)
            return {"last": len(self.events), "events": self.events[start:]}

    def text(self, sent: dict[str, Any]) -> None:
        """Reports the text, the exchange with the service, the reply and its way to the phone."""
        phone, count = sent["phone"], len(self.taken)
        form = f"SmsStatus=received&From={phone}&NumMedia={sent['media']}" + (
            "&Latitude=38.9" if sent["location"] else ""
        )
        request = f"POST /twilio/sms HTTP/1.1\nX-Twilio-Signature: c2lnbmVk\n\n{form}"
        reply = SPANISH if "recibo" in sent["body"] or sent["body"] == "AYUDA" else ENGLISH
        response = f"HTTP/1.1 200 OK\nContent-Type: text/xml\n\n<Response><Message>{reply}</Message></Response>"
        raw = {"request": request, "response": response}
        self.add(phone, **{"from": "person"}, body=sent["body"], sid=f"SM{count}in", status="sent")
        self.add(phone, **{"from": "person"}, kind="status", sid=f"SM{count}in", status="received", **raw)
        self.add(phone, body=reply, sid=f"SM{count}out", status="queued", **raw)
        self.add(phone, kind="status", sid=f"SM{count}out", status="sent")
        error = self.faults.get(phone, {}).get("error")
        status = {"status": "undelivered", "code": error} if error else {"status": "delivered"}
        self.add(phone, kind="status", sid=f"SM{count}out", **status)

    def extend(self, app: flask.Flask) -> None:
        """Routes of a richer stand-in."""

    def state(self) -> dict[str, Any]:
        agency = {"mode": self.mode, "cases": self.cases, "titles": TITLES}
        carrier = {"errors": self.faults, "opt_out": self.opt_out}
        return {"line": LINE, "web": WEB, "phones": PHONES, "agency": agency, "carrier": carrier}

    def change_case(self, change: dict[str, Any]) -> None:
        receipt = change["receipt"]
        others = [case for case in self.cases if case["receipt"] != receipt]
        case = {"receipt": receipt, "form": "I-130", "title_en": change.get("title", ""), "title_es": ""}
        self.cases = others if change.get("remove") else [case, *others]

    def change_carrier(self, change: dict[str, Any]) -> None:
        self.opt_out = change.get("opt_out", self.opt_out)
        if "phone" in change:
            self.faults[change["phone"]] = {name: change[name] for name in ("error", "rest_status")}


def build_app(api: DemoApi) -> flask.Flask:
    """The stand-in as a WSGI app, with the policy that the real one sends with the page."""
    app = flask.Flask("demo", root_path=simulator.__path__[0], static_folder="static")

    @app.after_request
    def tell_policy(response: flask.Response) -> flask.Response:
        response.headers["Content-Security-Policy"] = "default-src 'self'"
        return response

    @app.get("/")
    def page() -> flask.Response:
        return app.send_static_file("index.html")

    @app.get("/api/state")
    def state() -> dict[str, Any]:
        return api.state()

    @app.get("/api/web")
    def web() -> dict[str, bool]:
        return {"framed": False}

    @app.get("/api/events")
    def events() -> dict[str, Any]:
        return api.after(int(flask.request.args["after"]))

    @app.get("/api/transcript")
    def transcript() -> flask.Response:
        return flask.Response(f"you: {flask.request.args['phone']}\n", mimetype="text/plain")

    @app.post("/api/<name>")
    def take(name: str) -> tuple[str, int]:
        sent = flask.request.get_json()
        api.taken.append({"to": name, **sent})
        if api.refuses:
            return "", 503
        match name:
            case "text":
                api.text(sent)
            case "agency":
                api.mode = sent["mode"]
            case "case":
                api.change_case(sent)
            case "carrier":
                api.change_carrier(sent)
        return "", 202

    api.extend(app)
    return app


@contextmanager
def serve(api: DemoApi, port: int = 0) -> Iterator[str]:
    """Serves the stand-in on loopback; yields its address."""
    server = make_server("127.0.0.1", port, build_app(api), threaded=True, request_handler=QuietHandler)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
