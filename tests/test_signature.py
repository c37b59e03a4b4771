"""Only what Twilio signed comes in: the official vectors, and the official validator beside ours."""

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from bot.twilio.signature import SignatureCheck, parse_form, signed

SAMPLES = Path(__file__).parent / "samples"
VECTORS: list[dict[str, Any]] = json.loads((SAMPLES / "signature_vectors.json").read_text())
DEFAULT_PARAMS = VECTORS[0]["params"]
VECTOR_TOKEN = "12345"

PUBLIC = "https://bot.example.org"
TOKEN = "0123456789abcdef0123456789abcdef"
FORM = [("Body", "EAC 99-991-03403"), ("From", "+12025550142"), ("MediaUrl0", "")]
CHECK = SignatureCheck(PUBLIC, [TOKEN])

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
forms = st.lists(st.tuples(words, words), max_size=12)
targets = st.from_regex(r"/[A-Za-z0-9/._~%+*-]{0,20}(\?[A-Za-z0-9/._~%+=&*:@-]{1,30})?", fullmatch=True)
hosts = st.sampled_from(["http://a.example", "https://a.example", "https://a.example:8443", "http://127.0.0.1:8000"])


def pairs_of(params: Any) -> list[tuple[str, str]]:
    """The fields of a vector: `D` means those of the first, a list means a repeated name."""
    named = DEFAULT_PARAMS if params == "D" else params
    return [(k, v) for k, many in named.items() for v in (many if isinstance(many, list) else [many])]


def split(url: str) -> tuple[str, str]:
    """The part of a vector's URL that would be PUBLIC_URL, and the target that would come over the wire."""
    parts = urlsplit(url)
    address = f"{parts.scheme}://{parts.netloc}"
    return address, url.removeprefix(address)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["src"])
def test_every_vector_of_the_official_suites_is_judged_as_there(vector: dict[str, Any]) -> None:
    address, target = split(vector["url"])
    form = pairs_of(vector["params"]) if "params" in vector else None
    body = vector.get("body", "").encode()
    assert SignatureCheck(address, [VECTOR_TOKEN]).check(target, form, body, vector["sig"]) is vector["ok"]


@pytest.mark.parametrize("vector", [v for v in VECTORS if "special" not in v["src"]], ids=lambda vector: vector["src"])
def test_the_official_validator_judges_every_vector_alike(vector: dict[str, Any]) -> None:
    params = MultiDict(pairs_of(vector["params"])) if "params" in vector else vector["body"]
    assert RequestValidator(VECTOR_TOKEN).validate(vector["url"], params, vector["sig"]) is vector["ok"]


@given(hosts, targets, forms)
def test_our_signature_is_the_official_one(host: str, target: str, form: list[tuple[str, str]]) -> None:
    official = RequestValidator(TOKEN).compute_signature(host + target, MultiDict(form))
    assert signed(host + target, form, TOKEN) == official
    assert SignatureCheck(host, [TOKEN]).check(target, form, b"", official)


@given(hosts, hosts, targets, forms, st.sampled_from(["", "x"]))
def test_the_official_validator_and_ours_agree_on_any_request(
    signed_for: str, public: str, target: str, form: list[tuple[str, str]], more: str
) -> None:
    assume(urlsplit(public + target).geturl() == public + target)  # the official one rewrites odd addresses
    header = signed(signed_for + target, form, TOKEN)
    received = [*form, *([("extra", more)] if more else [])]
    official = RequestValidator(TOKEN).validate(public + target, MultiDict(received), header)
    assert SignatureCheck(public, [TOKEN]).check(target, received, b"", header) is official


@given(hosts, targets, words, st.booleans())
def test_the_two_agree_on_other_bodies_too(public: str, target: str, body: str, honest: bool) -> None:
    digest = hashlib.sha256(body.encode() if honest else b"something else").hexdigest()
    target += ("&" if "?" in target else "?") + "bodySHA256=" + digest
    assume(urlsplit(public + target).geturl() == public + target)
    header = signed(public + target, [], TOKEN)
    official = RequestValidator(TOKEN).validate(public + target, body, header)
    assert SignatureCheck(public, [TOKEN]).check(target, None, body.encode(), header) is official is honest


@given(st.text(), st.lists(st.tuples(st.text(), st.text())) | st.none(), st.binary(), st.text() | st.none())
def test_nothing_that_anybody_sends_raises(
    target: str, form: list[tuple[str, str]] | None, body: bytes, header: str | None
) -> None:
    assert CHECK.check(target, form, body, header) is False


@pytest.mark.parametrize(
    ("target", "form", "header"),
    [
        ("/twilio/sms", FORM, None),
        ("/twilio/sms", FORM, ""),
        ("/twilio/sms", FORM, "señal"),
        ("/twilio/sms", [("Body", "\ud83d")], "\udc80"),
        ("/%zz%", FORM, "x"),
        ("/\ud83d?bodySHA256=\ud83d", None, "x"),
        ("/twilio/sms", [("Body", "x" * 1_000_000)], "x" * 1_000_000),
    ],
)
def test_odd_requests_are_refused(target: str, form: list[tuple[str, str]] | None, header: str | None) -> None:
    assert not CHECK.check(target, form, b"\xff" * 1_000_000, header)


def test_a_signed_text_comes_in_and_a_changed_one_does_not() -> None:
    header = signed(f"{PUBLIC}/twilio/sms", FORM, TOKEN)
    assert CHECK.check("/twilio/sms", FORM, b"", header)
    assert CHECK.check("/twilio/sms", [*reversed(FORM)], b"", header)
    assert not CHECK.check("/twilio/sms", FORM[:2], b"", header)  # a blank field counts
    assert not CHECK.check("/twilio/sms?x=1", FORM, b"", header)
    assert not CHECK.check("/twilio/voice", FORM, b"", header)
    assert not CHECK.check("/twilio/sms", FORM, b"", header.lower())
    assert not CHECK.check("/twilio/sms", None, urlencode(FORM).encode(), header)


def test_both_tokens_are_good_while_one_replaces_the_other() -> None:
    check = SignatureCheck(PUBLIC, ["old", "new"])
    for token in ("old", "new"):
        assert check.check("/twilio/sms", FORM, b"", signed(f"{PUBLIC}/twilio/sms", FORM, token))
    assert not check.check("/twilio/sms", FORM, b"", signed(f"{PUBLIC}/twilio/sms", FORM, "older"))


@pytest.mark.parametrize("tokens", [[], [""], [TOKEN, ""]])
def test_without_a_token_there_is_no_check(tokens: list[str]) -> None:
    with pytest.raises(ValueError, match="auth token"):
        SignatureCheck(PUBLIC, tokens)


@pytest.mark.parametrize(
    "address", ["", "bot.example.org", "ftp://bot.example.org", "https://", "https://a.example/?x=1"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="public address"):
        SignatureCheck(address, [TOKEN])


@pytest.mark.parametrize(
    "public", ["https://a.example/line/", "https://a.example:443/line", "https://u:p@a.example/line"]
)
@pytest.mark.parametrize("at", ["https://a.example/line", "https://a.example:443/line"])
def test_prefix_slash_default_port_and_user_make_no_difference(public: str, at: str) -> None:
    header = signed(f"{at}/twilio/sms", FORM, TOKEN)
    assert SignatureCheck(public, [TOKEN]).check("/twilio/sms", FORM, b"", header)


def test_an_address_in_brackets_keeps_them() -> None:
    for at in ("http://[::1]:8000", "http://[::1]"):
        header = signed(f"{at}/twilio/sms", FORM, TOKEN)
        assert SignatureCheck("http://[::1]:8000", [TOKEN]).check("/twilio/sms", FORM, b"", header)


def test_the_newer_scheme_that_a_header_may_name_is_not_taken() -> None:
    text = f"{PUBLIC}/twilio/sms" + "".join(name + value for name, value in sorted(FORM))
    header = base64.b64encode(hmac.digest(TOKEN.encode(), text.encode(), "sha256")).decode()
    assert not CHECK.check("/twilio/sms", FORM, b"", header)


@pytest.mark.parametrize("name", ["sms_inbound_longcode", "sms_inbound_mms_without_body"])
def test_a_real_request_is_read_as_it_was_signed(name: str) -> None:
    sample = json.loads((SAMPLES / "twilio" / f"{name}.json").read_text())
    form = parse_form(sample["raw_body"].encode())
    assert form is not None
    assert dict(form) == sample["params"]
    header = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}/twilio/sms", sample["params"])
    assert CHECK.check("/twilio/sms", form, b"", header)


@given(forms)
def test_a_form_is_read_back_as_it_was_written(form: list[tuple[str, str]]) -> None:
    assert parse_form(urlencode(form).encode()) == form


@given(st.binary(max_size=300))
def test_any_body_is_read_as_the_standard_library_reads_it(body: bytes) -> None:
    text = body.decode("utf-8", "replace")
    assert parse_form(body) == parse_qsl(text, keep_blank_values=True, errors="replace")


def test_a_form_of_more_than_two_hundred_fields_is_not_read() -> None:
    assert len(parse_form(b"&".join([b"a=1"] * 200)) or []) == 200
    assert parse_form(b"&".join([b"a=1"] * 201)) is None
