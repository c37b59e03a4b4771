"""The settings: what a person reads who got one wrong."""

from dataclasses import FrozenInstanceError
from datetime import time
from pathlib import Path

import pytest

from bot.services import Services
from bot.settings import SETTINGS, Settings, SettingsError, load_settings
from bot.twilio.voice import Manner, Speaker
from tests.calling import MANNER

KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
COMPLETE = {
    "REDIS_URL": "redis://:opensesame@127.0.0.1:6379/0",
    "PUBLIC_URL": "https://status.example.org",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "tokenoftheaccount",
    "TWILIO_FROM": "+12025550100",
    "USCIS_CLIENT_ID": "clientofthekeys",
    "USCIS_CLIENT_SECRET": "secretofthekeys",
    "SMTP_URL": "smtp://user:mailpassword@localhost:2525",
    "MAIL_FROM": "status@example.org",
    "SEALING_KEYS": KEY,
    "PIN_PEPPER": "pepperpepperpepper",
}


def faults_of(**changes: str | None) -> list[str]:
    """What is said when the complete settings are changed so; None leaves one out."""
    environment = {name: value for name, value in {**COMPLETE, **changes}.items() if value is not None}
    try:
        load_settings(environment)
    except SettingsError as error:
        return error.faults
    return []


def settings_with(**changes: str) -> Settings:
    return load_settings({**COMPLETE, **changes})


def test_what_is_left_out_has_the_default_of_the_table() -> None:
    settings = load_settings(COMPLETE)
    assert settings.database_url == "sqlite:///var/casestatus.db"
    assert settings.port == 8000
    assert settings.twilio_api_url == "https://api.twilio.com"
    assert (settings.case_source, settings.uscis_per_second, settings.uscis_per_day) == ("uscis", 5, 1000)
    assert settings.uscis_token_url == "https://api-int.uscis.gov/oauth/accesstoken"
    assert settings.uscis_hours == ""
    assert (settings.service_name, settings.support_phone) == ("Case Status", "+18003755283")
    assert settings.quiet_hours == (time(21), time(8))
    assert settings.default_timezone == "America/New_York"
    assert (settings.log_format, settings.log_level) == ("json", "INFO")
    assert (settings.lookups_per_person, settings.lookups_per_minute, settings.lookups_in_all_per_minute) == (
        12,
        10,
        600,
    )
    assert (settings.fresh_minutes, settings.conversation_minutes) == (10, 30)
    assert (settings.audit_days, settings.delivery_days, settings.sign_ins_per_minute) == (400, 30, 120)
    assert (settings.web_processes, settings.web_threads) == (2, 8)
    assert settings.voices == (("en", "en-US", "Polly.Joanna-Neural"), ("es", "es-US", "Polly.Lupe-Neural"))
    assert settings.voice_rates == (100, 85, 70)
    assert (settings.voice_choice_seconds, settings.voice_entry_seconds, settings.voice_ring_seconds) == (6, 7, 30)
    assert settings.line_type_lookup is True


def test_an_empty_environment_names_everything_that_is_needed_at_once() -> None:
    with pytest.raises(SettingsError) as raised:
        load_settings({})
    named = {fault.split()[0] for fault in raised.value.faults}
    assert named == (set(COMPLETE) - {"TWILIO_FROM"}) | {"TWILIO_MESSAGING_SERVICE_SID"}
    assert str(raised.value).count("\n") == len(raised.value.faults) - 1


def test_several_wrong_ones_are_named_together() -> None:
    faults = faults_of(PORT="http", PUBLIC_URL="status.example.org", LOG_FORMAT="xml", PIN_PEPPER=None)
    assert faults == [
        "PORT is not a whole number: it should be a port from 1 to 65535.",
        "PUBLIC_URL is not an absolute https:// address: it should be the address Twilio and people use, "
        "like https://status.example.org.",
        "PIN_PEPPER is missing: it should be a secret of 16 characters or more that never changes.",
        "LOG_FORMAT is not one of the choices: it should be json or console.",
    ]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PUBLIC_URL", "https://user:word@status.example.org", "has a user name in it"),
        ("PUBLIC_URL", "https://status.example.org/?a=1", "has a ? or # in it"),
        ("PUBLIC_URL", "http://status.example.org", "is http:// although it is not on this machine"),
        ("PUBLIC_URL", "https://status.example.org:99999", "is not a URL"),
        ("PUBLIC_URL", "https://[::1", "is not a URL"),
        ("PUBLIC_URL", "ftp://status.example.org", "is not an absolute https:// address"),
        ("PUBLIC_URL", "https://status. example.org", "has a space or a control character in it"),
        ("DATABASE_URL", "mysql://host/name", "is neither SQLite nor PostgreSQL"),
        ("DATABASE_URL", "sqlite://", "names no file: several processes share the database"),
        ("REDIS_URL", "http://localhost", "is not a redis:// address"),
        ("PORT", "70000", "is not between 1 and 65535"),
        ("TWILIO_ACCOUNT_SID", "SK" + "0" * 32, "is not the identifier of an account"),
        ("TWILIO_FROM", "202-555-0100", "is neither a phone number nor a short code"),
        ("TWILIO_MESSAGING_SERVICE_SID", "MG1", "is not the identifier of a messaging service"),
        ("CASE_SOURCE", "website", "is not one of the choices"),
        ("USCIS_HOURS", "Mon-Fri 7-20", "is not made of days, opening hours and a time zone"),
        ("USCIS_HOURS", "Mon-Fri 07:00-20:00 America/Boston", "is not made of days, opening hours and a time zone"),
        ("USCIS_HOURS", "Mon-Fri 20:00-07:00 America/New_York", "is not made of days, opening hours and a time zone"),
        ("USCIS_DEMO_ID", "12", "is not four digits"),
        ("USCIS_PER_DAY", "0", "is not between 1 and 1000000"),
        ("SMTP_URL", "localhost:25", "is not an smtp:// address"),
        ("MAIL_FROM", "a@example.org, b@example.org", "is not one plain e-mail address"),
        ("SEALING_KEYS", f"{KEY},nonsense!", "has a key that is not base64 (number 2)"),
        ("SEALING_KEYS", "AAAA", "has a key of 3 bytes where 32 are needed (number 1)"),
        ("PIN_PEPPER", "short", "is shorter than 16 characters"),
        ("SERVICE_NAME", "x" * 41, "is longer than 40 characters"),
        ("SERVICE_NAME", "Estado del cásó", "has a letter that plain text messages lack"),
        ("SUPPORT_PHONE", "1-800-375-5283", "is not a phone number with its country code"),
        ("QUIET_HOURS", "9pm-8am", "is not two times of day"),
        ("DEFAULT_TIMEZONE", "../../etc/passwd", "is not a time zone"),
        ("LOG_LEVEL", "loud", "is not one of the choices"),
        ("WEB_THREADS", "0", "is not between 1 and 256"),
        ("WEB_FRAMED_BY", "https://a.example.org/path", "has what is not the origin of a page (number 1)"),
        ("WEB_FRAMED_BY", "http://a.example.org", "has what is not the origin of a page (number 1)"),
        ("WEB_FRAMED_BY", "https://a.example.org *", "has what is not the origin of a page (number 2)"),
        (
            "WEB_FRAMED_BY",
            "https://*.example.org 'self' https://a.org; x",
            "has what is not the origin of a page (number 1, 2, 3, 4)",
        ),
        ("WEB_FRAMED_BY", "https://a.example.org,https://b.org", "has what is not the origin of a page (number 1)"),
        ("WEB_FRAMED_BY", "https://a.org:99999", "has what is not the origin of a page (number 1)"),
        ("CONVERSATION_MINUTES", "1", "is not between 5 and 10080"),
        ("AUDIT_DAYS", "forever", "is not a whole number"),
        ("DELIVERY_DAYS", "0", "is not between 1 and 3650"),
        ("SIGN_INS_PER_MINUTE", "0", "is not between 1 and 1000000"),
        ("VOICES", "en", "is not a list of language=tag/voice, each language once"),
        ("VOICES", "en=en-US", "is not a list of language=tag/voice, each language once"),
        ("VOICES", "en=en-US/", "is not a list of language=tag/voice, each language once"),
        ("VOICES", "en=/Polly.Joanna", "is not a list of language=tag/voice, each language once"),
        (
            "VOICES",
            "en=en-US/Polly.Joanna; es=es-US/Polly.Lupe",
            "is not a list of language=tag/voice, each language once",
        ),
        ("VOICES", "en=en-US/Polly.Joanna,", "is not a list of language=tag/voice, each language once"),
        ("VOICES", "en=en-US/Polly Joanna", "is not a list of language=tag/voice, each language once"),
        ("VOICES", 'en=en-US/Polly.Joanna"><Hangup/>', "is not a list of language=tag/voice, each language once"),
        ("VOICES", "EN=en-US/Polly.Joanna", "is not a list of language=tag/voice, each language once"),
        (
            "VOICES",
            "en=en-US/Polly.Joanna, en=en-GB/Polly.Amy",
            "is not a list of language=tag/voice, each language once",
        ),
        ("VOICES", "es=es-US/Polly.Lupe", "has no voice for en, which is spoken where nothing else is known"),
        ("VOICE_RATES", "100", "is not three rates, each no faster than the one before it"),
        ("VOICE_RATES", "100,85,70,60", "is not three rates, each no faster than the one before it"),
        ("VOICE_RATES", "70,85,100", "is not three rates, each no faster than the one before it"),
        ("VOICE_RATES", "100,85,", "is not a whole number"),
        ("VOICE_RATES", "fast,slow,slower", "is not a whole number"),
        ("VOICE_RATES", "1.0,0.85,0.7", "is not a whole number"),
        ("VOICE_RATES", "100,85,19", "is not between 20 and 200"),
        ("VOICE_RATES", "201,85,70", "is not between 20 and 200"),
        ("VOICE_CHOICE_SECONDS", "1", "is not between 2 and 30"),
        ("VOICE_CHOICE_SECONDS", "31", "is not between 2 and 30"),
        ("VOICE_CHOICE_SECONDS", "auto", "is not a whole number"),
        ("VOICE_ENTRY_SECONDS", "1", "is not between 2 and 30"),
        ("VOICE_ENTRY_SECONDS", "31", "is not between 2 and 30"),
        ("VOICE_RING_SECONDS", "4", "is not between 5 and 120"),
        ("VOICE_RING_SECONDS", "121", "is not between 5 and 120"),
        ("LINE_TYPE_LOOKUP", "yes", "is not one of the choices"),
        ("LINE_TYPE_LOOKUP", "1", "is not one of the choices"),
    ],
)
def test_a_wrong_one_is_named_with_what_is_wrong_and_what_it_should_be(name: str, value: str, words: str) -> None:
    faults = faults_of(**{name: value})
    assert len(faults) == 1
    assert faults[0].startswith(f"{name} {words}: it should be ")


@pytest.mark.parametrize("name", ["TWILIO_AUTH_TOKN", "TWILO_AUTH_TOKEN", "TWILIO_AUTHTOKEN", "twilio_auth_token"])
def test_a_misspelt_name_is_noticed(name: str) -> None:
    faults = faults_of(**{"TWILIO_AUTH_TOKEN": None, name: "tokenoftheaccount"})
    assert f"{name} is not a setting; did you mean TWILIO_AUTH_TOKEN?" in faults


def test_a_misspelt_name_of_something_optional_is_noticed_too() -> None:
    assert faults_of(QUIET_HOUR="none") == ["QUIET_HOUR is not a setting; did you mean QUIET_HOURS?"]
    assert faults_of(UPDATES_TOKEN_FIL="/run/token") == [
        "UPDATES_TOKEN_FIL is not a setting; did you mean UPDATES_TOKEN_FILE?"
    ]


def test_the_names_of_other_programs_are_left_alone() -> None:
    others = {"PATH": "/bin", "REDIS_PORT": "1", "LOG_DIR": "x", "DATABASE_HOST": "x", "PUBLIC_IP": "x", "URL": "x"}
    assert faults_of(**others, REDIS_URI=COMPLETE["REDIS_URL"]) == []


def test_a_secret_can_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("tokenfromthefile\n")
    changed = {name: value for name, value in COMPLETE.items() if name != "TWILIO_AUTH_TOKEN"}
    assert load_settings({**changed, "TWILIO_AUTH_TOKEN_FILE": str(file)}).twilio_auth_token == "tokenfromthefile"


def test_a_file_that_is_missing_empty_or_one_too_many_is_named(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.write_text("\n")
    gone = str(tmp_path / "gone")
    assert faults_of(PIN_PEPPER=None, PIN_PEPPER_FILE=gone) == ["PIN_PEPPER_FILE names a file that can't be read."]
    assert faults_of(PIN_PEPPER=None, PIN_PEPPER_FILE=str(empty)) == ["PIN_PEPPER_FILE names a file that is empty."]
    assert faults_of(PIN_PEPPER_FILE=gone) == ["PIN_PEPPER and PIN_PEPPER_FILE are both there: leave one of them out."]


def test_a_file_that_cannot_be_read_is_not_called_missing_as_well(tmp_path: Path) -> None:
    gone = str(tmp_path / "gone")
    assert faults_of(USCIS_CLIENT_SECRET=None, USCIS_CLIENT_SECRET_FILE=gone) == [
        "USCIS_CLIENT_SECRET_FILE names a file that can't be read."
    ]


def test_an_empty_value_counts_as_missing() -> None:
    assert faults_of(TWILIO_AUTH_TOKEN="") == [
        "TWILIO_AUTH_TOKEN is missing: it should be the account's auth token, from the Twilio console."
    ]


def test_the_keys_of_the_agency_are_needed_only_where_the_agency_is_asked() -> None:
    without: dict[str, str | None] = {"USCIS_CLIENT_ID": None, "USCIS_CLIENT_SECRET": None}
    assert [fault.split()[0] for fault in faults_of(**without)] == ["USCIS_CLIENT_ID", "USCIS_CLIENT_SECRET"]
    assert faults_of(**without, CASE_SOURCE="registry") == []


def test_half_of_the_agencys_addresses_is_not_enough() -> None:
    assert faults_of(USCIS_API_URL="https://api.example.gov") == [
        "USCIS_API_URL and USCIS_TOKEN_URL belong together: give both, or none for the sandbox."
    ]


def test_a_messaging_service_does_in_place_of_a_number() -> None:
    assert faults_of(TWILIO_FROM=None, TWILIO_MESSAGING_SERVICE_SID="MG" + "a" * 32) == []


def test_values_are_read_as_people_write_them() -> None:
    settings = settings_with(
        PUBLIC_URL=" http://127.0.0.1:8000/ ",
        DATABASE_URL="postgres://user:word@host/name",
        SEALING_KEYS=f"{KEY}, {'_' * 42}8=",
        USCIS_HOURS="none",
        QUIET_HOURS="none",
        LOG_LEVEL="debug",
    )
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.database_url == "postgresql+psycopg://user:word@host/name"
    assert [len(key) for key in settings.sealing_keys] == [32, 32]
    assert (settings.uscis_hours, settings.quiet_hours, settings.log_level) == ("none", None, "DEBUG")


def test_who_may_hold_the_pages_in_a_frame_is_read_as_people_write_it() -> None:
    assert load_settings(COMPLETE).web_framed_by == ""
    settings = settings_with(
        WEB_FRAMED_BY=" https://www.Example.org/  https://help.example.org:8443\thttp://127.0.0.1:8080"
    )
    assert settings.web_framed_by == "https://www.example.org https://help.example.org:8443 http://127.0.0.1:8080"


def test_how_the_line_speaks_is_read_as_people_write_it() -> None:
    settings = settings_with(
        VOICES="en=en-GB/Polly.Amy-Neural ,es=es-MX/Google.es-US-Neural2-A,fil=fil-PH/Google.fil-PH-Wavenet-A"
        ", zh=cmn-CN/x",
        VOICE_RATES=" 110%, 90 ,70%",
        VOICE_CHOICE_SECONDS="2",
        VOICE_ENTRY_SECONDS="30",
        VOICE_RING_SECONDS="120",
        VOICE_SPEECH_SECONDS="4",
        VOICE_PERSON_MINUTES="30",
        LINE_TYPE_LOOKUP="Off",
    )
    assert settings.voices == (
        ("en", "en-GB", "Polly.Amy-Neural"),
        ("es", "es-MX", "Google.es-US-Neural2-A"),
        ("fil", "fil-PH", "Google.fil-PH-Wavenet-A"),
        ("zh", "cmn-CN", "x"),
    )
    assert settings.voice_rates == (110, 90, 70)
    assert (settings.voice_choice_seconds, settings.voice_entry_seconds, settings.voice_ring_seconds) == (2, 30, 120)
    assert settings.line_type_lookup is False
    manner = Services(settings).manner
    assert manner == Manner(
        {
            "en": Speaker("en-GB", "Polly.Amy-Neural"),
            "es": Speaker("es-MX", "Google.es-US-Neural2-A"),
            "fil": Speaker("fil-PH", "Google.fil-PH-Wavenet-A"),
            "zh": Speaker("cmn-CN", "x"),
        },
        rates=(110, 90, 70),
        choice_seconds=2,
        entry_seconds=30,
        speech_seconds=4,
        ring_seconds=120,
        person_seconds=1800,
    )


def test_by_default_the_line_speaks_as_in_every_other_test() -> None:
    assert Services(load_settings(COMPLETE)).manner == MANNER


SECRETS = [
    "opensesame",
    "tokenoftheaccount",
    "clientofthekeys",
    "secretofthekeys",
    "mailpassword",
    "pepperpepperpepper",
]


def test_no_secret_is_shown_by_the_settings_or_by_their_faults() -> None:
    shown = repr(load_settings(COMPLETE)) + str(load_settings(COMPLETE))
    wrong = {name: f"\x00{value} ?" for name, value in COMPLETE.items()}
    with pytest.raises(SettingsError) as raised:
        load_settings({**wrong, "PORT": "x"})
    for secret in [*SECRETS, KEY, "x00"]:
        assert secret not in shown
        assert secret not in str(raised.value)


def test_settings_do_not_change() -> None:
    settings = load_settings(COMPLETE)
    with pytest.raises(FrozenInstanceError):
        settings.port = 1  # type: ignore[misc]


def test_every_setting_says_what_it_should_be() -> None:
    assert all(setting.metadata["shape"] for setting in SETTINGS.values())


def test_what_may_hold_a_password_is_not_shown() -> None:
    hidden = {name for name, setting in SETTINGS.items() if not setting.repr}
    assert {name for name in SETTINGS if name.endswith(("TOKEN", "SECRET", "PEPPER", "KEYS"))} <= hidden
    assert {"DATABASE_URL", "REDIS_URL", "SMTP_URL", "TWILIO_AUTH_TOKEN_NEXT"} <= hidden
