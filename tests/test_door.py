"""The door: who is let in, who is not, and that odd requests get a 4xx or well-formed TwiML."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from bot.twilio.webhooks import LARGEST_BODY
from tests.knocking import apologised, delivered, fields, knock, rows, signature, turns, without
from tests.service import ACCOUNT, PUBLIC, TOKEN, ServiceLine
from tests.world import PERSON

SAMPLES = Path(__file__).parent / "samples" / "twilio"
NEXT = "the-token-that-comes-next"
ASKED = fields("EAC9999103403")
ROUTES = ["/twilio/sms", "/twilio/voice", "/twilio/voice/turn", "/twilio/message-status", "/twilio/call-status",
          "/twilio/fallback/sms", "/twilio/fallback/voice"]  # fmt: skip


@pytest.fixture
def line(sqlite_url: str) -> Iterator[ServiceLine]:
    stage = ServiceLine(sqlite_url)
    yield stage
    stage.close()


def answered(response: TestResponse) -> bool:
    """Whether the look-up in `ASKED` was done."""
    return "Case Was Approved" in "".join(delivered(response))


def test_what_twilio_signed_is_let_in_on_both_databases(database_url: str) -> None:
    stage = ServiceLine(database_url)
    official = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}/twilio/sms", ASKED)
    assert answered(knock(stage, ASKED, header=official))
    stage.close()


@pytest.mark.parametrize("name", ["sms_inbound_longcode", "sms_inbound_mms_without_body", "sms_inbound_retry_pair"])
def test_requests_as_they_were_seen_are_let_in(line: ServiceLine, name: str) -> None:
    recorded = json.loads((SAMPLES / f"{name}.json").read_text())
    headers = {key: value for key, value in recorded["headers"].items() if "<" not in value}
    body = recorded["raw_body"].replace("AC" + "X" * 32, ACCOUNT).encode()
    assert delivered(knock(line, body, headers=headers))
    assert turns(line) == 1


def test_blank_parameters_count_and_a_query_does(line: ServiceLine) -> None:
    blank = {**ASKED, "MediaUrl0": "", "": "", "FromCity": ""}
    assert answered(knock(line, blank))
    body = urlencode(blank).encode()
    assert knock(line, body, header=signature("/twilio/sms", urlencode(ASKED).encode())).status_code == 403
    assert answered(knock(line, body, "/twilio/sms?from=a%7eb&c=%2f'd&blank="))
    assert knock(line, body, "/twilio/sms?a=1", header=signature("/twilio/sms", body)).status_code == 403
    assert knock(line, body, "/twilio/sms", header=signature("/twilio/sms?a=1", body)).status_code == 403


def test_behind_a_proxy_only_the_public_address_counts(line: ServiceLine) -> None:
    proxied = {
        "Host": "10.0.0.7:8000",
        "X-Forwarded-Host": "somebody.example.net",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Port": "8000",
        "X-Forwarded-Prefix": "/elsewhere",
        "Forwarded": "host=somebody.example.net;proto=http",
    }
    assert answered(knock(line, ASKED, headers=proxied))
    theirs = signature("/twilio/sms", urlencode(ASKED).encode(), public="http://somebody.example.net")
    assert knock(line, ASKED, header=theirs, headers=proxied).status_code == 403


def test_a_path_that_the_proxy_takes_away_is_still_signed(sqlite_url: str) -> None:
    stage = ServiceLine(sqlite_url, PUBLIC_URL="https://example.org/status/line")
    body = urlencode(ASKED).encode()
    whole = RequestValidator(TOKEN).compute_signature("https://example.org/status/line/twilio/sms", ASKED)
    bare = RequestValidator(TOKEN).compute_signature("https://example.org/twilio/sms", ASKED)
    assert answered(knock(stage, body, header=whole))
    assert knock(stage, body, header=bare).status_code == 403
    assert knock(stage, body, "/status/line/twilio/sms", header=whole).status_code == 404
    stage.close()


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("header", ["", "bm90IGl0", "garbage", "señal", "=" * 500, "\x7f", "AAAA, BBBB"])
def test_another_signature_or_none_is_refused_at_every_route(line: ServiceLine, route: str, header: str) -> None:
    assert knock(line, ASKED, route, header=header).status_code == 403
    assert rows(line, "people") == 0


@pytest.mark.parametrize("route", ROUTES)
def test_a_changed_request_is_refused_at_every_route(line: ServiceLine, route: str) -> None:
    right = signature(route, urlencode(ASKED).encode())
    for changed in ({**ASKED, "Body": "EAC9999103404"}, {**ASKED, "Extra": ""}, without("To")):
        assert knock(line, changed, route, header=right).status_code == 403
    assert knock(line, ASKED, route, header=signature(route, urlencode(ASKED).encode(), "other")).status_code == 403
    assert line.app.test_client().post(route, data=ASKED).status_code == 403


def test_old_and_new_token_are_good_while_one_replaces_the_other(sqlite_url: str) -> None:
    stage = ServiceLine(sqlite_url, TWILIO_AUTH_TOKEN_NEXT=NEXT)
    body = urlencode(ASKED).encode()
    for token in (TOKEN, NEXT):
        assert answered(knock(stage, body, header=signature("/twilio/sms", body, token)))
    assert knock(stage, body, header=signature("/twilio/sms", body, "")).status_code == 403
    stage.close()
    after = ServiceLine(sqlite_url, TWILIO_AUTH_TOKEN=NEXT)
    assert knock(after, body, header=signature("/twilio/sms", body, TOKEN)).status_code == 403
    after.close()


def test_another_account_is_refused_and_no_account_is_ours(line: ServiceLine) -> None:
    assert knock(line, fields("hi", AccountSid="AC" + "1" * 32)).status_code == 403
    assert knock(line, fields("hi", AccountSid="")).status_code == 403
    assert answered(knock(line, without("AccountSid")))


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "HEAD"])
def test_only_a_post_is_heard(line: ServiceLine, route: str, method: str) -> None:
    assert knock(line, ASKED, route, method=method).status_code == 405


@pytest.mark.parametrize(
    "content_type", ["application/json", "multipart/form-data; boundary=x", "text/plain", "", None]
)
def test_only_a_form_is_read(line: ServiceLine, content_type: str | None) -> None:
    assert knock(line, ASKED, content_type=content_type).status_code == 415


def test_a_form_may_name_its_charset_or_not(line: ServiceLine) -> None:
    for number, content_type in enumerate(["application/x-www-form-urlencoded", "Application/X-WWW-Form-Urlencoded"]):
        assert answered(knock(line, fields("EAC9999103403", MessageSid=f"SM{number}"), content_type=content_type))


@pytest.mark.parametrize("route", ROUTES)
def test_a_large_body_is_refused(line: ServiceLine, route: str) -> None:
    assert knock(line, fields("x" * 1_000_000), route).status_code == 413
    assert knock(line, b"x" * (LARGEST_BODY + 1), route).status_code == 413


def test_a_body_just_small_enough_is_read(line: ServiceLine) -> None:
    room = LARGEST_BODY - len(urlencode(fields("")))
    assert delivered(knock(line, fields("x" * room)))
    assert knock(line, fields("x" * (room + 1))).status_code == 413


def test_a_thousand_fields_are_refused(line: ServiceLine) -> None:
    assert knock(line, {**ASKED, **{f"p{number}": "" for number in range(1000)}}).status_code == 400
    assert answered(knock(line, {**ASKED, **{f"p{number}": "" for number in range(150)}}))


NOBODY_TO_ANSWER = [
    "", " ", "\0", "anonymous", "+anonymous", "Restricted", "+", "12", "+1202555014x", "+1202555014²", "+" + "1" * 16,
    "+١٢٠٢٥٥٥٠١٤٢", "client:maria", "messenger:1234567890", "sip:1234567@example.org", "whatsapp:", "whatsapp:+",
]  # fmt: skip


@pytest.mark.parametrize("person", NOBODY_TO_ANSWER)
def test_without_a_number_to_answer_there_is_nobody(line: ServiceLine, person: str) -> None:
    assert knock(line, fields("EAC9999103403", From=person)).status_code == 400
    assert rows(line, "people") == 0


def test_without_a_sender_there_is_nobody(line: ServiceLine) -> None:
    assert knock(line, without("From")).status_code == 400


@pytest.mark.parametrize(
    "person", ["+12025550142", "12025550142", "%2B12025550142", " 12025550142", "rcs:+12025550142"]
)
def test_a_number_is_the_same_person_however_it_is_written(line: ServiceLine, person: str) -> None:
    body = urlencode(fields("EAC9999103403", From=person)).encode()
    assert answered(knock(line, body))
    assert turns(line, PERSON) == 1


@pytest.mark.parametrize("person", ["72345", "whatsapp:+12025550142", "+442071838750"])
def test_short_codes_whatsapp_and_other_countries_are_answered(line: ServiceLine, person: str) -> None:
    assert answered(knock(line, fields("EAC9999103403", From=person)))


def test_whatsapp_and_texts_are_two_talks_of_one_person(line: ServiceLine) -> None:
    assert answered(knock(line, fields("EAC9999103403", From=f"whatsapp:{PERSON}")))
    assert "no case of yours" in delivered(knock(line, fields("more", MessageSid="SM2")))[0]
    assert (rows(line, "people"), rows(line, "conversations")) == (1, 2)


def test_extra_and_repeated_parameters_change_nothing(line: ServiceLine) -> None:
    body = urlencode({**ASKED, "Brand": "new", "ReferralBody": "x"}).encode() + b"&Body=STOP&AccountSid=ACother"
    assert answered(knock(line, body))


def test_without_a_message_id_every_text_is_its_own(line: ServiceLine) -> None:
    assert answered(knock(line, without("MessageSid")))
    assert delivered(knock(line, {**without("MessageSid"), "Body": "more"}))[0].startswith("USCIS says about")
    assert turns(line) == 2
    for other in ("SmsMessageSid", "SmsSid"):  # as older requests name it
        for _ in range(2):
            knock(line, {**without("MessageSid"), other: f"SM-{other}"})
    assert turns(line) == 4


ODD_WORDS = {
    "no words": "",
    "blank": "\u00a0 \t\n",
    "NUL": "EAC\0 9999\x0010 3403",
    "every control character": "".join(map(chr, [*range(32), *range(127, 160)])) + "IOE12345",
    "not a character": "IOE\ufffe12345\uffff",
    "replacement": "\ufffd" * 20,
    "right to left": "\u202eIOE12345\u202c مرحبا שלום",
    "emoji": "👩‍👩‍👧‍👦🇲🇽🧑🏽‍⚖️ IOE12345 👍🏿",
    "markup": "<Response>&amp;]]><!--' \" IOE<b>12345",
    "combining": "I\u0301O\u0301E\u0301" * 300,
    "nonsense": "qwx zzk 7! " * 146,
    "many numbers": "IOE0912345679 " * 110,
    "many wrong ones": "IOE91234 " * 170,
    "braces": "{receipt} {0} %s %(name)s IOE12345",
    "60 kB": "IOE 0912 " * 4500,
}


@pytest.mark.parametrize("words", ODD_WORDS.values(), ids=ODD_WORDS.keys())
def test_any_words_get_an_answer_that_twilio_takes(line: ServiceLine, words: str) -> None:
    response = knock(line, fields(words))
    assert delivered(response)
    assert not apologised(response)
    assert not apologised(knock(line, fields(words, MessageSid="SM2", OptOutType="", NumMedia="x")))


@pytest.mark.parametrize(
    "raw", [b"%ED%A0%BD", b"%ED%A0%BD%ED%B8%80", b"%FF%FE", b"\xff\xfe\x00", b"%", b"%zz", b"%F0%9F%99", b"=&=&&;"]
)
def test_words_that_are_no_utf_8_get_an_answer_too(line: ServiceLine, raw: bytes) -> None:
    response = knock(line, urlencode(without("Body")).encode() + b"&Body=IOE12345+" + raw)
    assert delivered(response)
    assert not apologised(response)


@pytest.mark.parametrize("words", ["", "IOE12345\0\ufffe", "\u202e"])
def test_odd_identifiers_are_kept_on_both_databases(database_url: str, words: str) -> None:
    stage = ServiceLine(database_url)
    for name in ("MessageSid", "To", "ApiVersion", "FromCity", "NumMedia", "Latitude", "OptOutType"):
        assert not apologised(knock(stage, fields("EAC9999103403", **{"MessageSid": f"SM-{name}", name: words + "\0"})))
    for name in ("MessageSid", "SmsSid", "MessageStatus", "SmsStatus", "ErrorCode", "To"):
        path = f"/twilio/message-status?message={quote(words)}%00"
        assert knock(stage, fields("", **{name: words + "\0"}), path).status_code == 204
    stage.close()


def test_a_very_long_text_of_the_agency_still_fits_into_what_twilio_takes(line: ServiceLine) -> None:
    known = line.source.cases["EAC9999103403"]
    line.source.cases["EAC9999103403"] = type(known)(**{
        **{name: getattr(known, name) for name in known.__slots__}, "text": {"en": "A & B < C. é " * 20_000}
    })  # fmt: skip
    assert answered(knock(line, ASKED))
    pieces = delivered(knock(line, fields("more", MessageSid="SM2")))
    assert len(pieces) > 10
    assert pieces[0].startswith("USCIS says about EAC9999103403:")


@pytest.mark.parametrize("route", ROUTES)
def test_a_signed_request_that_comes_again_does_no_harm(line: ServiceLine, route: str) -> None:
    first, second = (knock(line, {**ASKED, "CallSid": "CA" + "1" * 32}, route) for _ in range(2))
    assert first.status_code in (200, 204)
    assert (first.status_code, first.data) == (second.status_code, second.data)
    assert turns(line) <= 1


def test_nothing_else_is_behind_the_door(line: ServiceLine) -> None:
    for path in (
        "/",
        "/twilio",
        "/twilio/",
        "/twilio/sms/",
        "/twilio/other",
        "//twilio/sms",
        "/twilio/%2e%2e/sms",
        "/twilio/voice/",
        "/twilio/voice/turn/2",
        "/twilio/voice/other",
        "/twilio/call-status/",
    ):
        assert knock(line, ASKED, path).status_code in (404, 405)
