"""Requests at the door as they come over the wire: bytes, signed over what is sent, whatever it is."""

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from flask import Flask
from werkzeug.test import TestResponse

from bot.twilio.fallback import SORRY
from bot.twilio.signature import parse_form, signed
from dialogs.cases import Case
from storage import conversations
from tests.service import ACCOUNT, PUBLIC, TOKEN, ServiceLine, texts
from tests.world import PERSON

FORM = "application/x-www-form-urlencoded; charset=utf-8"
LARGEST_TWIML = 65_536  # bytes; more, and Twilio takes nothing of it (error 11750)
LONGEST_TEXT = 1600  # characters (error 21617)


class Served(Protocol):
    """Whatever has a door."""

    app: Flask


def fields(body: str, **more: str) -> dict[str, str]:
    """The parameters of a text that matter; `more` adds to them or takes their place."""
    sid = "SM" + "1" * 32
    return {"MessageSid": sid, "AccountSid": ACCOUNT, "From": PERSON, "To": "+12025550100", "Body": body, **more}


def without(name: str, body: str = "EAC9999103403") -> dict[str, str]:
    return {key: value for key, value in fields(body).items() if key != name}


def signature(path: str, body: bytes, token: str = TOKEN, public: str = PUBLIC) -> str:
    return signed(public + path, parse_form(body) or [], token)


def knock(
    stage: Served,
    body: bytes | Mapping[str, str],
    path: str = "/twilio/sms",
    *,
    header: str | None = None,
    method: str = "POST",
    content_type: str | None = FORM,
    headers: Mapping[str, str] | None = None,
) -> TestResponse:
    """What comes back; signed as Twilio signs, unless another `header` is given."""
    sent = body if isinstance(body, bytes) else urlencode(body).encode()
    signed_with = signature(path, sent) if header is None else header
    return stage.app.test_client().open(
        path,
        method=method,
        data=sent,
        content_type=content_type,
        headers={"X-Twilio-Signature": signed_with, **(headers or {})},
    )


def delivered(response: TestResponse) -> list[str]:
    """The texts of an answer that Twilio takes as it is."""
    assert len(response.data) < LARGEST_TWIML
    said = texts(response)
    for text in said:
        assert 0 < len(text) <= LONGEST_TEXT
    assert all(element.tag == "Message" for element in ET.fromstring(response.data))
    return said


def apologised(response: TestResponse) -> bool:
    return delivered(response) == [SORRY]


def turns(stage: ServiceLine, person: str = PERSON) -> int:
    """How many turns the conversation of a phone has taken."""
    index = stage.services.sealer.index
    with stage.services.database.reading() as db:
        talk = conversations.load(db, index("person", person), index("conversation", f"sms {person}"), b"").talk
    return 0 if talk is None else talk.turn


def rows(stage: ServiceLine, table: str) -> int:
    with stage.services.database.reading() as db:
        return int(db.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def case(receipt: str) -> Case:
    return Case(receipt, "I-765", {"en": "Case Was Received"}, since="2024-02-01")
