"""The stand-in for the simulator with calls: the same routes and events, and a line that knows a handful of answers."""

import time
from typing import Any

import flask

from tests.demo_api import PHONES, DemoApi

PERSON = "+18003755283"
MENU = "To check a case, press 1. For help, press 0."
GREETINGS = (("This is Case Status. For English, press 1.", "en-US"), ("Para español, oprima 2.", "es-US"))
ENTER = "Enter the receipt number from your notice."
ANSWERS = {
    "1": (ENTER, "en-US"),
    "2": ("Para consultar un caso, oprima 1.", "es-US"),
    "*": ("To check a case, press 1.", "en-US"),
}


class DemoCallApi(DemoApi):
    """A phone has one call; what a test wants besides, it tells with `tell`."""

    def __init__(self) -> None:
        self.calls: dict[str, str] = {}
        self.picks_up = True
        self.delay = 0.0  # seconds until a call is taken
        self.refuses_calls = 0  # the status to refuse what is done on calls with
        self._begun = self._uttered = 0
        super().__init__()

    def restart(self) -> None:
        self.calls.clear()
        super().restart()

    def state(self) -> dict[str, Any]:
        phones = [{**phone, "call": self.calls.get(phone["number"])} for phone in PHONES]
        return {**super().state(), "phones": phones}

    def tell(self, phone: str, kind: str, **fields: Any) -> None:
        """One event of the call that goes on."""
        self.add(phone, kind=kind, call=self.calls[phone], **fields)

    def say(self, phone: str, body: str, language: str = "en-US", rate: int = 100) -> None:
        self._uttered += 1
        voice = {"en": "Polly.Joanna-Neural", "es": "Polly.Lupe-Neural"}[language[:2]]
        told = {"body": body, "language": language, "voice": voice, "rate": rate, "seconds": 2.5}
        self.tell(phone, "said", utterance=self._uttered, **told)

    def wait(
        self, phone: str, *, takes: str = "dtmf speech", digits: int = 1, finish: str = "", seconds: float = 30
    ) -> None:
        self.tell(phone, "waits", input=takes, digits=digits, finish=finish, seconds=seconds)

    def ask(self, phone: str, more: str = "", code: int = 0) -> None:
        """One request to the service, with its answer."""
        form = f"CallSid={self.calls[phone]}&CallStatus=in-progress{more}"
        request = f"POST /twilio/voice HTTP/1.1\nX-Twilio-Signature: c2lnbmVk\n\n{form}"
        response = "HTTP/1.1 200 OK\nContent-Type: text/xml\n\n<Response><Gather><Say>…</Say></Gather></Response>"
        self.tell(phone, "request", request=request, response=response, code=code)

    def begin(self, phone: str, withheld: bool = False) -> str:
        self._begun += 1
        self.calls[phone] = call = f"CA{self._begun:032x}"
        self.tell(phone, "call", status="ringing", withheld=withheld)
        if self.picks_up:
            self.pick_up(phone, withheld)
        return call

    def pick_up(self, phone: str, withheld: bool = False) -> None:
        self.ask(phone)
        self.tell(phone, "call", status="in-progress", withheld=withheld)
        for body, language in GREETINGS:
            self.say(phone, body, language)
        self.wait(phone)

    def end(self, phone: str, status: str = "completed", body: str = "The line hung up.") -> None:
        self.tell(phone, "call", status=status, body=body)
        del self.calls[phone]

    def answer(self, phone: str, body: str, language: str = "en-US", rate: int = 100) -> None:
        self.ask(phone)
        self.say(phone, body, language, rate)
        self.wait(phone, digits=13, finish="#")

    def extend(self, app: flask.Flask) -> None:
        @app.post("/api/call")
        def begin() -> tuple[dict[str, str], int]:
            sent = flask.request.get_json()
            self.taken.append({"to": "call", **sent})
            time.sleep(self.delay)
            if self.refuses_calls or sent["phone"] in self.calls:
                return {}, self.refuses_calls or 409
            return {"call": self.begin(sent["phone"], sent["withheld"])}, 202

        @app.post("/api/call/<name>")
        def act(name: str) -> tuple[dict[str, str], int]:
            sent = flask.request.get_json()
            phone = next((phone for phone, call in self.calls.items() if call == sent["call"]), None)
            self.taken.append({"to": name, **{key: value for key, value in sent.items() if key != "call"}})
            if self.refuses_calls or phone is None:
                return {}, self.refuses_calls or 404
            self._act(phone, name, sent)
            return {}, 202

    def _act(self, phone: str, name: str, sent: dict[str, Any]) -> None:
        match name:
            case "keys":
                self._press(phone, sent["keys"])
            case "speech":
                self.tell(phone, "speech", body=sent["words"])
                self.answer(phone, ENTER)
            case "silence":
                self.tell(phone, "silence")
                self.answer(phone, "I did not hear you. " + MENU)
            case "hold":
                self.tell(phone, "held", held=sent["held"])
            case "person":
                self.ask(phone, f"&DialCallStatus={sent['outcome']}")
                self.say(phone, MENU)
                self.wait(phone)
            case "hangup":
                self.end(phone, body="The caller hung up.")

    def _press(self, phone: str, keys: str) -> None:
        self.tell(phone, "keys", body=keys)
        if keys == "0":
            self.ask(phone)
            self.say(phone, "I am calling a person for you.")
            self.tell(phone, "dials", body=PERSON, seconds=30)
        elif keys == "9":
            self.ask(phone)
            self.say(phone, "Goodbye.")
            self.end(phone)
        elif keys in ANSWERS:
            self.answer(phone, *ANSWERS[keys], rate=85 if keys == "*" else 100)
