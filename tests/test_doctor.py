"""Every part is looked at, and what is wrong is said in a line that anybody can act on."""

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from bot.cases.source import AgencyError
from bot.doctor import Check, Line, PartError, Parts, checks_for, examine, look_at_mail, wrong_settings
from bot.twilio.provision import provision
from bot.twilio.rest import connect
from tests.mail_server import WRITTEN, answers_as, certificate_in, elsewhere, knows_password, mail_server
from tests.rest_server import ACCOUNT, ACCOUNT_SID, TOKEN, RestServer, rest_server

NUMBERS = f"{ACCOUNT}/IncomingPhoneNumbers"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate_in(tmp_path_factory.mktemp("mail"))


@pytest.fixture
def rest() -> Iterator[RestServer]:
    with rest_server() as server:
        server.resources[f"{ACCOUNT}.json"] = {"sid": ACCOUNT_SID, "status": "active", "type": "Full"}
        server.resources[f"{NUMBERS}/PN1.json"] = {"sid": "PN1", "phone_number": "+12025550100"}
        server.lists[f"{NUMBERS}.json"] = ("incoming_phone_numbers", [f"{NUMBERS}/PN1.json"])
        yield server


def well() -> str:
    return "a token was given."


def parts(rest: RestServer, mail: str, **changes: Any) -> Parts:
    account = rest.account()
    usual: dict[str, Any] = {
        "account": account,
        "client": connect(account, timeout=0.3),
        "smtp_url": f"smtp://{mail}",
        "revisions": lambda: ("0003", "0003"),
        "redis": lambda: {"maxmemory": 0, "maxmemory_policy": "allkeys-lru"},
        "source": well,
    }
    return Parts(**usual | changes)


def line(rest: RestServer, name: str, **changes: Any) -> Line:
    """What is said about one part, where the parts are as given."""
    checks = checks_for(parts(rest, "127.0.0.1:1", **changes))
    [found] = examine([check for check in checks if check.name == name])
    return found


def test_a_service_that_is_well_has_a_good_line_for_every_part(rest: RestServer) -> None:
    with mail_server() as mail:
        given = parts(rest, mail)
        provision(given.client, given.account)
        lines = examine(checks_for(given))
    assert [str(each) for each in lines] == [
        "ok     settings: all there.",
        "ok     database: reached, at revision 0003.",
        "ok     redis: reached.",
        "ok     mail: reached, open, on this machine.",
        "ok     case source: a token was given.",
        "ok     twilio account: active.",
        "ok     twilio webhooks: all lead here: number …0100.",
    ]


def test_one_broken_part_does_not_hide_the_others(rest: RestServer) -> None:
    lines = examine(checks_for(parts(rest, "127.0.0.1:1", revisions=lambda: (None, "0003"))))
    assert [each.ok for each in lines] == [True, False, True, False, True, True, False]


def test_wrong_settings_have_a_line_each() -> None:
    assert [str(each) for each in wrong_settings(["REDIS_URL is missing."])] == [
        "wrong  settings: REDIS_URL is missing."
    ]


def test_an_address_that_twilio_can_not_reach_is_noticed(rest: RestServer) -> None:
    account = RestServer().account(public_url="http://127.0.0.1:8000")
    assert line(rest, "settings", account=account).ok  # the simulated carrier is on this machine as well
    real = type(account)("https://api.twilio.com", public_url="http://localhost:8000")
    assert "Twilio can't reach it" in line(rest, "settings", account=real).sentence


@pytest.mark.parametrize(
    ("at", "sentence"), [(None, "no tables yet"), ("0001", "is at revision 0001, the program at 3")]
)
def test_a_database_that_is_behind_is_told_the_command(rest: RestServer, at: str | None, sentence: str) -> None:
    found = line(rest, "database", revisions=lambda: (at, "3"))
    assert not found.ok
    assert sentence in found.sentence
    assert "casestatus db upgrade" in found.sentence


def test_a_part_that_breaks_is_told_by_its_kind_alone(rest: RestServer) -> None:
    def broken() -> Any:
        raise redis.ConnectionError("Error connecting to redis://user:hunter2@host")

    for name, change in (("redis", "redis"), ("database", "revisions"), ("case source", "source")):
        found = line(rest, name, **{change: broken})
        assert not found.ok
        assert "ConnectionError" in found.sentence
        assert "hunter2" not in found.sentence


def test_a_redis_that_would_throw_jobs_away_is_noticed(rest: RestServer) -> None:
    found = line(rest, "redis", redis=lambda: {"maxmemory": 9_000_000, "maxmemory_policy": "allkeys-lru"})
    assert "noeviction" in found.sentence
    assert not found.ok


def test_the_agency_says_when_to_come_back(rest: RestServer) -> None:
    def closed() -> str:
        raise AgencyError("The agency is closed.", retry_at=1_800_000_000.0)

    found = line(rest, "case source", source=closed)
    assert not found.ok
    assert found.sentence == "The agency is closed. Next chance: 15 Jan, 08:00 UTC."


def test_wrong_keys_of_twilio_are_named_but_not_shown(rest: RestServer) -> None:
    refused = (401, '{"code": 20003, "message": "Authenticate", "status": 401}')
    for name in ("twilio account", "twilio webhooks"):
        rest.faults.append(refused)
        found = line(rest, name)
        assert not found.ok
        assert "TWILIO_AUTH_TOKEN" in found.sentence
        assert TOKEN not in found.sentence


def test_a_suspended_account_and_a_trial_are_told(rest: RestServer) -> None:
    rest.resources[f"{ACCOUNT}.json"]["status"] = "suspended"
    found = line(rest, "twilio account")
    assert not found.ok
    assert found.sentence.startswith("is suspended")
    rest.resources[f"{ACCOUNT}.json"] |= {"status": "active", "type": "Trial"}
    found = line(rest, "twilio account")
    assert found.ok
    assert "verified numbers only" in found.sentence


def test_webhooks_that_lead_elsewhere_are_listed_and_left(rest: RestServer) -> None:
    found = line(rest, "twilio webhooks")
    assert not found.ok
    assert "number …0100 (sms_url, sms_fallback_url" in found.sentence
    assert "casestatus twilio provision" in found.sentence
    assert all(asked.method == "GET" for asked in rest.asked)


def test_a_mail_server_is_used_encrypted_and_logged_in(certificate: Path) -> None:
    trust = ssl.create_default_context(cafile=certificate)
    options: dict[str, Any] = {
        "tls_context": answers_as(certificate),
        "authenticator": knows_password,
        "auth_required": True,
    }
    with mail_server(**options) as mail:
        assert look_at_mail(f"smtp://alerts:{WRITTEN}@{mail}", trust) == "reached, encrypted, logged in."
        with pytest.raises(PartError, match="refuses user or password"):
            look_at_mail(f"smtp://alerts:wrong@{mail}", trust)


def test_a_mail_server_that_is_encrypted_from_the_start_is_used(certificate: Path) -> None:
    trust = ssl.create_default_context(cafile=certificate)
    with mail_server(ssl_context=answers_as(certificate)) as mail:
        assert look_at_mail(f"smtps://{mail}", trust) == "reached, encrypted."


def test_a_certificate_that_nobody_knows_is_not_trusted(certificate: Path) -> None:
    with mail_server(tls_context=answers_as(certificate)) as mail, pytest.raises(PartError, match="not trusted"):
        look_at_mail(f"smtp://{elsewhere(mail)}")


def test_a_certificate_that_nobody_knows_does_on_this_machine(certificate: Path) -> None:
    with mail_server(tls_context=answers_as(certificate)) as mail:
        assert look_at_mail(f"smtp://{mail}") == "reached, encrypted."


def test_a_mail_server_without_log_in_wants_no_password() -> None:
    with mail_server() as mail, pytest.raises(PartError, match="offers no log-in"):
        look_at_mail(f"smtp://alerts:{WRITTEN}@{mail}")


def test_an_open_mail_server_elsewhere_gets_no_password() -> None:
    options: dict[str, Any] = {"authenticator": knows_password, "auth_require_tls": False}
    with mail_server(**options) as mail, pytest.raises(PartError, match="no STARTTLS"):
        look_at_mail(f"smtp://alerts:{WRITTEN}@{elsewhere(mail)}")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("smtp://127.0.0.1:1", r"no connection \(ConnectionRefusedError\)"),
        ("smtp://no.such.invalid", "no connection"),
    ],
)
def test_no_mail_server_is_told(address: str, sentence: str) -> None:
    with pytest.raises(PartError, match=sentence):
        look_at_mail(address, timeout=1.0)


def test_a_server_that_speaks_something_else_is_told(rest: RestServer) -> None:
    with pytest.raises(PartError, match=r"hangs up|no connection"):
        look_at_mail(rest.url.replace("http", "smtp"), timeout=0.2)


def test_smtps_at_a_plain_port_is_told() -> None:
    with mail_server() as mail, pytest.raises(PartError, match="no connection"):
        look_at_mail(f"smtps://{mail}", timeout=1.0)


def test_a_check_of_ones_own_needs_a_name_a_look_and_a_remedy() -> None:
    def broken() -> str:
        raise KeyError("secret")

    found = examine([Check("mine", broken, "try again.")])
    assert [str(each) for each in found] == ["wrong  mine: failed (KeyError): try again."]
