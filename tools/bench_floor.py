"""The floor of a turn: a bare Flask view that checks the signature with the official validator and answers fixed TwiML.

Served by the same server with the same options as the service: `python -m tools.bench_floor`, settings as for the web.
"""

from flask import Flask, Response, abort, request
from twilio.request_validator import RequestValidator

from bot.commands.ready import settings
from bot.settings import Settings
from bot.web.server import Server, options

TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response><Message>{}</Message></Response>'.format("Fixed. " * 30)


def floor(auth_token: str, public_url: str) -> Flask:
    """The application; nothing in it knows the service."""
    app = Flask(__name__)
    validator = RequestValidator(auth_token)

    @app.get("/livez")
    def livez() -> Response:
        return Response("ok")

    @app.post("/twilio/sms")
    def sms() -> Response:
        signature = request.headers.get("X-Twilio-Signature", "")
        if not validator.validate(public_url + request.path, request.form, signature):
            abort(403)
        return Response(TWIML, content_type="text/xml")

    return app


def serve(chosen: Settings) -> None:
    """Serves the floor until the process is ended."""
    Server(lambda: floor(chosen.twilio_auth_token, chosen.public_url), options(chosen, "127.0.0.1")).run()


if __name__ == "__main__":
    serve(settings())
