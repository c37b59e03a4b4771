"""The page's routes for calls: what a person can do with a phone at the ear."""

from collections.abc import Callable, Container
from typing import Any, cast

from flask import Blueprint, Response, abort

from bot.simulator.bodies import accepted, one_of, refused, sent
from bot.simulator.call_twiml import KEYS
from bot.simulator.calls import Calls, InCallError, NoCallError
from bot.simulator.open_call import OpenCall
from bot.simulator.placed import TAKINGS, Taking
from bot.simulator.player import OUTCOMES

MOST_KEYS = 200  # pressed at once
MOST_WORDS = 2_000  # signs said at once


def call_routes(calls: Calls, phones: Container[str]) -> Blueprint:
    """To be mounted beside the other routes of the page."""
    routes = Blueprint("calls", __name__)

    @routes.post("/call")
    def call() -> Response:
        body = sent()
        phone, withheld = one_of(body, "phone", phones), body.get("withheld", False)
        if not isinstance(withheld, bool):
            abort(400)
        try:
            return accepted({"call": calls.begin(phone, withheld)})
        except InCallError:
            return refused("This phone is in a call already.", 409)

    routes.add_url_rule("/ring", "ring", lambda: _ring(calls), methods=["POST"])
    deeds: dict[str, Callable[[OpenCall, dict[str, Any]], None]] = {
        "keys": _keys,
        "speech": _speech,
        "silence": lambda going, _: going.say_nothing(),
        "hold": lambda going, body: going.hold(_flag(body, "held")),
        "person": lambda going, body: going.person(one_of(body, "outcome", OUTCOMES)),
        "spoken": _spoken,
        "hangup": lambda going, _: going.hang_up(),
    }

    @routes.post("/call/<name>")
    def do(name: str) -> Response:
        body = sent()
        sid = body.get("call")
        if name not in deeds:
            abort(404)
        if not isinstance(sid, str):
            abort(400)
        try:
            deeds[name](calls.find(sid), body)
        except NoCallError:
            return refused("There is no such call, or no more.", 404)
        return accepted({"call": sid})

    return routes


def _ring(calls: Calls) -> Response:
    """What becomes of a phone that rings."""
    body = sent()
    sid, taking = body.get("call"), one_of(body, "taking", TAKINGS)
    if not isinstance(sid, str):
        abort(400)
    if not calls.ringing.settle(sid, cast(Taking, taking)):
        return refused("That phone does not ring any more.", 404)
    return accepted({"call": sid})


def _keys(going: OpenCall, body: dict[str, Any]) -> None:
    keys = body.get("keys")
    if not isinstance(keys, str) or not 0 < len(keys) <= MOST_KEYS or not set(keys) <= KEYS:
        abort(400)
    going.press(keys)


def _speech(going: OpenCall, body: dict[str, Any]) -> None:
    words = body.get("words")
    if not isinstance(words, str) or not words.strip() or len(words) > MOST_WORDS:
        abort(400)
    going.speak(words.encode("utf-8", "replace").decode())  # half an emoji never leaves a real recogniser


def _spoken(going: OpenCall, body: dict[str, Any]) -> None:
    """`speaking` true: the voice has only begun, and its end will be told."""
    utterance = body.get("id")
    if not isinstance(utterance, int) or isinstance(utterance, bool):
        abort(400)
    going.voice(utterance, _flag(body, "speaking"))


def _flag(body: dict[str, Any], name: str) -> bool:
    value = body.get(name, False)
    if not isinstance(value, bool):
        abort(400)
    return value
