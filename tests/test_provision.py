"""The webhooks at Twilio end up at PUBLIC_URL, through the official client."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.twilio.provision import ProvisionError, provision
from bot.twilio.rest import connect
from tests.rest_server import ACCOUNT, SERVICE_SID, RestServer, rest_server

NUMBERS = f"{ACCOUNT}/IncomingPhoneNumbers"
SERVICE = f"/v1/Services/{SERVICE_SID}"
HERE = "https://bot.example.org/twilio"


@pytest.fixture
def rest() -> Iterator[RestServer]:
    with rest_server() as server:
        for sid, number in (("PN1", "+12025550100"), ("PN2", "+12025550101")):
            server.resources[f"{NUMBERS}/{sid}.json"] = resource(sid, number)
        server.lists[f"{NUMBERS}.json"] = (
            "incoming_phone_numbers",
            [f"{NUMBERS}/{sid}.json" for sid in ("PN1", "PN2")],
        )
        yield server


def resource(sid: str, number: str) -> dict[str, Any]:
    """A number as Twilio makes it when it is bought."""
    demo = "https://demo.twilio.com/welcome/sms/reply/"
    return {
        "sid": sid,
        "phone_number": number,
        "sms_url": demo,
        "sms_method": "POST",
        "sms_fallback_url": "",
        "sms_fallback_method": "POST",
        "voice_url": "https://demo.twilio.com/welcome/voice/",
        "voice_method": "POST",
        "voice_fallback_url": "",
        "voice_fallback_method": "POST",
        "status_callback": "",
        "status_callback_method": "POST",
        "sms_application_sid": "",
        "voice_application_sid": None,
    }


def run(rest: RestServer, **changes: str) -> list[str]:
    account = rest.account(**changes)
    return provision(connect(account, timeout=0.3), account)


def posts(rest: RestServer) -> int:
    return sum(asked.method == "POST" for asked in rest.asked)


def test_a_new_number_is_pointed_here_and_each_change_is_told(rest: RestServer) -> None:
    assert run(rest) == [
        f"number …0100: sms_url is now {HERE}/sms",
        f"number …0100: sms_fallback_url is now {HERE}/fallback/sms",
        f"number …0100: voice_url is now {HERE}/voice",
        f"number …0100: voice_fallback_url is now {HERE}/fallback/voice",
        f"number …0100: status_callback is now {HERE}/call-status#rc=2&rp=4xx,5xx,ct,rt",
    ]
    held = rest.resources[f"{NUMBERS}/PN1.json"]
    assert held["sms_url"] == f"{HERE}/sms"
    assert held["voice_fallback_url"] == f"{HERE}/fallback/voice"


def test_other_numbers_of_the_account_are_left_alone(rest: RestServer) -> None:
    run(rest)
    assert rest.resources[f"{NUMBERS}/PN2.json"]["sms_url"].startswith("https://demo.twilio.com")


def test_the_second_time_nothing_is_changed(rest: RestServer) -> None:
    run(rest)
    done = posts(rest)
    assert run(rest) == ["number …0100: nothing to change"]
    assert posts(rest) == done == 1


def test_an_application_or_another_method_on_the_number_is_taken_away(rest: RestServer) -> None:
    run(rest)
    rest.resources[f"{NUMBERS}/PN1.json"] |= {"sms_method": "GET", "voice_application_sid": "AP1"}
    assert run(rest) == ["number …0100: sms_method is now POST", "number …0100: voice_application_sid is now off"]
    assert run(rest) == ["number …0100: nothing to change"]


def test_an_address_with_a_path_and_a_slash_is_kept(rest: RestServer) -> None:
    run(rest, public_url="https://example.org/line/")
    assert rest.resources[f"{NUMBERS}/PN1.json"]["sms_url"] == "https://example.org/line/twilio/sms"


def test_a_messaging_service_and_all_its_numbers_are_pointed_here(rest: RestServer) -> None:
    rest.resources[SERVICE] = {
        "sid": SERVICE_SID,
        "inbound_request_url": None,
        "inbound_method": "POST",
        "fallback_url": None,
        "fallback_method": "POST",
        "use_inbound_webhook_on_number": True,
    }
    for sid in ("PN1", "PN2"):
        rest.resources[f"{SERVICE}/PhoneNumbers/{sid}"] = {"sid": sid, "service_sid": SERVICE_SID}
    rest.lists[f"{SERVICE}/PhoneNumbers"] = (
        "phone_numbers",
        [f"{SERVICE}/PhoneNumbers/{sid}" for sid in ("PN1", "PN2")],
    )
    lines = run(rest, twilio_messaging_service_sid=SERVICE_SID)
    assert lines[:3] == [
        f"messaging service …0000: inbound_request_url is now {HERE}/sms",
        f"messaging service …0000: fallback_url is now {HERE}/fallback/sms",
        "messaging service …0000: use_inbound_webhook_on_number is now off",
    ]
    assert f"number …0101: voice_url is now {HERE}/voice" in lines
    rest.resources[SERVICE]["use_inbound_webhook_on_number"] = False  # the form said "False"; Twilio answers JSON
    again = run(rest, twilio_messaging_service_sid=SERVICE_SID)
    assert again == [
        f"{name}: nothing to change" for name in ("messaging service …0000", "number …0100", "number …0101")
    ]


def test_a_short_code_takes_texts_only(rest: RestServer) -> None:
    place = f"{ACCOUNT}/SMS/ShortCodes"
    held: dict[str, Any] = {"sid": "SC1", "short_code": "72345", "sms_url": None, "sms_method": None}
    rest.resources[f"{place}/SC1.json"] = held | {"sms_fallback_url": None, "sms_fallback_method": None}
    rest.lists[f"{place}.json"] = ("short_codes", [f"{place}/SC1.json"])
    assert run(rest, twilio_from="72345") == [
        f"short code 72345: sms_url is now {HERE}/sms",
        f"short code 72345: sms_fallback_url is now {HERE}/fallback/sms",
    ]


@pytest.mark.parametrize("number", ["+12025550199", "72346"])
def test_a_number_that_the_account_does_not_have_is_named(rest: RestServer, number: str) -> None:
    rest.lists[f"{ACCOUNT}/SMS/ShortCodes.json"] = ("short_codes", [])
    with pytest.raises(ProvisionError, match=f"no number …{number[-4:]}: check TWILIO_FROM"):
        run(rest, twilio_from=number)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ((401, '{"code": 20003, "message": "Authenticate", "status": 401}'), "copy both from the console"),
        ((404, ""), "check TWILIO_ACCOUNT_SID"),
        ((400, "{}"), "refused with status 400, code none"),
        ("reset", "can't be reached"),
        ("hang", "can't be reached"),
        ((200, "<html>"), "can't be reached"),
    ],
)
def test_what_went_wrong_is_a_sentence(rest: RestServer, fault: tuple[int, str] | str, sentence: str) -> None:
    rest.faults.append(fault)
    with pytest.raises(ProvisionError, match=sentence) as caught:
        run(rest)
    assert caught.value.__context__ is None


def test_a_refusal_in_the_middle_is_told_too(rest: RestServer) -> None:
    account = rest.account()
    rest.resources[f"{NUMBERS}/PN1.json"]["sid"] = "PN9"  # gone between looking and changing
    with pytest.raises(ProvisionError, match="no such thing"):
        provision(connect(account), account)
