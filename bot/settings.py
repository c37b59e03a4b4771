"""The settings: the environment is read here, once, and nowhere else.

`NAME_FILE` instead of `NAME` reads a value from a file. Every wrong, missing or misspelt one is named at once.
"""

import difflib
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import time as day_time
from pathlib import Path
from typing import Any

from bot import readings as read

SANDBOX = "https://api-int.uscis.gov"
REQUIRED: Any = object()

COUNT = read.whole_number(1, 1_000_000)
FEW = read.whole_number(1, 256)
SECONDS = read.whole_number(2, 30)
MINUTES = read.whole_number(5, 10_080)  # a week
HOURS = read.whole_number(1, 720)  # thirty days
DAYS = read.whole_number(1, 3650)
SECRET = read.secret_of(1)
LONG_SECRET = read.secret_of(16)
SENDER = read.matching(r"\+[1-9]\d{7,14}|\d{5,6}", "is neither a phone number nor a short code")


class SettingsError(Exception):
    """Settings are wrong; `faults` holds a sentence for each, with its name and never with its value."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def _is(shape: str, reader: read.Reader, default: Any = REQUIRED, *, secret: bool = False) -> Any:
    """A setting that "should be" `shape`; what may hold a password is left out of `repr`."""
    return field(default=default, repr=not secret, metadata={"shape": shape, "reader": reader})


# Not pydantic-settings: the readers do all that it would do, and it costs every process 10 MiB and 150 ms.
@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting, read and checked; made by `load_settings`. `repr` shows no secret."""

    database_url: str = _is(
        "sqlite:///path/to/file.db or postgresql+psycopg://user:password@host/name",
        read.database_address,
        "sqlite:///var/casestatus.db",
        secret=True,
    )
    redis_url: str = _is("redis://host:6379/0, rediss://… or unix:///path/to/socket", read.redis_address, secret=True)
    port: int = _is("a port from 1 to 65535", read.whole_number(1, 65535), 8000)
    public_url: str = _is("the address Twilio and people use, like https://status.example.org", read.web_address)
    trusted_proxies: int = _is("how many proxies of yours stand before it, like 1", read.whole_number(0, 9), 0)
    line_number: str = _is("the phone number to text and call that pages show; else TWILIO_FROM", read.PHONE, "")
    exit_url: str = _is("the page that opens when somebody hides ours", read.web_address, "https://www.weather.gov")
    web_processes: int = _is("how many web processes answer, like 2", FEW, 2)
    web_threads: int = _is("how many requests a web process answers at once, like 8", FEW, 8)
    web_framed_by: str = _is(
        "pages that may hold ours in a frame, like https://www.example.org, with spaces between", read.origins, ""
    )

    twilio_account_sid: str = _is(
        "AC and 32 digits and letters, from the Twilio console",
        read.matching("AC[0-9a-zA-Z]{32}", "is not the identifier of an account"),
    )
    twilio_auth_token: str = _is("the account's auth token, from the Twilio console", SECRET, secret=True)
    twilio_auth_token_next: str = _is("the token that is about to replace the present one", SECRET, "", secret=True)
    twilio_messaging_service_sid: str = _is(
        "MG and 32 digits and letters, from the Twilio console",
        read.matching("MG[0-9a-zA-Z]{32}", "is not the identifier of a messaging service"),
        "",
    )
    twilio_from: str = _is("a phone number like +12025550100, or a short code like 72345", SENDER, "")
    twilio_call_from: str = _is(
        "a phone number like +12025550100 from which people are called; else TWILIO_FROM", read.PHONE, ""
    )
    twilio_api_url: str = _is("the base of Twilio's REST API", read.web_address, "https://api.twilio.com")

    case_source: str = _is("uscis or registry", read.choice("uscis", "registry"), "uscis")
    uscis_api_url: str = _is("the address before /case-status of the agency's API", read.web_address, SANDBOX)
    uscis_token_url: str = _is(
        "the address of the agency's token service", read.web_address, f"{SANDBOX}/oauth/accesstoken"
    )
    uscis_client_id: str = _is("the client ID that came with the agency's keys", SECRET, "", secret=True)
    uscis_client_secret: str = _is("the client secret that came with the agency's keys", SECRET, "", secret=True)
    uscis_per_second: int = _is("how many requests a second the agency allows, like 5", COUNT, 5)
    uscis_per_day: int = _is("how many requests a day the agency allows, like 1000", COUNT, 1000)
    uscis_hours: str = _is("like Mon-Fri 07:00-20:00 America/New_York, or none", read.opening_hours, "")
    uscis_demo_id: str = _is(
        "the 4 digits the agency gave for a demonstration", read.matching(r"\d{4}", "is not four digits"), ""
    )

    lookups_per_person: int = _is("how many different receipts a person may ask for in a day, like 12", COUNT, 12)
    lookups_per_minute: int = _is("how many receipts a person may ask for in a minute, like 10", COUNT, 10)
    lookups_in_all_per_minute: int = _is("how many receipts all may ask for in a minute, like 600", COUNT, 600)
    fresh_minutes: int = _is("for how many minutes an answer of the agency counts as new, like 10", COUNT, 10)
    poll_active_hours: int = _is("every how many hours an open case is asked for, like 4", HOURS, 4)
    poll_old_hours: int = _is("the same for one in which nothing happens for half a year, like 24", HOURS, 24)
    poll_closed_hours: int = _is("the same for one that is decided, like 168", HOURS, 168)
    conversation_minutes: int = _is("after how many minutes of silence a talk starts over, like 30", MINUTES, 30)
    sign_ins_per_minute: int = _is("how many PINs all may try in a minute, like 120", COUNT, 120)
    audit_days: int = _is("for how many days the audit log is kept, like 400", DAYS, 400)
    delivery_days: int = _is("for how many days sent texts and e-mails are kept, like 30", DAYS, 30)

    smtp_url: str = _is("smtp://user:password@host:587 or smtps://user:password@host", read.mail_address, secret=True)
    mail_from: str = _is("one e-mail address, like status@example.org", read.MAILBOX)

    sealing_keys: tuple[bytes, ...] = _is(
        "keys made by `casestatus keys new`, separated by commas, the newest first", read.sealing_keys, secret=True
    )
    pin_pepper: str = _is("a secret of 16 characters or more that never changes", LONG_SECRET, secret=True)
    updates_token: str = _is("a secret of 16 characters or more", LONG_SECRET, "", secret=True)

    service_name: str = _is(
        "up to 40 letters that plain text messages have, like Case Status", read.service_name, "Case Status"
    )
    # The USCIS Contact Center.
    support_phone: str = _is("a phone number like +18003755283", read.PHONE, "+18003755283")
    quiet_hours: tuple[day_time, day_time] | None = _is(
        "like 21:00-08:00, or none", read.quiet_hours, (day_time(21), day_time(8))
    )
    default_timezone: str = _is(
        "a name of the time zone database, like America/New_York", read.zone, "America/New_York"
    )
    voices: tuple[tuple[str, str, str], ...] = _is(
        "a voice for each language, like en=en-US/Polly.Joanna-Neural, es=es-US/Polly.Lupe-Neural",
        read.voices,
        (("en", "en-US", "Polly.Joanna-Neural"), ("es", "es-US", "Polly.Lupe-Neural")),
    )
    voice_rates: tuple[int, ...] = _is(
        "how fast the line speaks in percent: usual, slower, slowest, like 100,85,70", read.rates, (100, 85, 70)
    )
    voice_choice_seconds: int = _is("how many seconds a caller has for a choice, like 6", SECONDS, 6)
    voice_entry_seconds: int = _is("how many seconds a caller has between the keys of a number, like 7", SECONDS, 7)
    voice_speech_seconds: int = _is(
        "how many seconds of silence end a number that is said, like 2", read.whole_number(1, 10), 2
    )
    voice_ring_seconds: int = _is("how many seconds a person's phone rings, like 30", read.whole_number(5, 120), 30)
    voice_person_minutes: int = _is("how many minutes one may talk with a person, like 60", COUNT, 60)
    line_type_lookup: bool = _is(
        "on or off: ask Twilio, for a fee, whether a caller who wants a text has a landline", read.switch, True
    )
    log_format: str = _is("json or console", read.choice("json", "console"), "json")
    log_level: str = _is("DEBUG, INFO, WARNING, ERROR or CRITICAL", read.LEVEL, "INFO")


SETTINGS = {each.name.upper(): each for each in fields(Settings)}


def load_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings that stand in `environment`. Raises SettingsError with everything that is wrong with them."""
    texts, faults = _written(environment)
    values: dict[str, Any] = {}
    for name, setting in SETTINGS.items():
        shape = setting.metadata["shape"]
        if name in texts:
            try:
                values[setting.name] = setting.metadata["reader"](texts[name])
            except ValueError as error:
                faults[name] = f"{name} {error}: it should be {shape}."
        elif setting.default is REQUIRED and name not in faults:
            faults[name] = f"{name} is missing: it should be {shape}."
    all_faults = [*faults.values(), *_missing_together(texts, {*texts, *faults}), *_misspelt(environment)]
    if all_faults:
        raise SettingsError(all_faults)
    return Settings(**values)


def _written(environment: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Each setting's text, there or in the file that is named (empty: not there); and what is wrong with the files."""
    texts, faults = {}, {}
    for name in SETTINGS:
        text = environment.get(name, "").strip()
        file = environment.get(f"{name}_FILE", "").strip()
        if text and file:
            faults[name] = f"{name} and {name}_FILE are both there: leave one of them out."
        elif file:
            try:
                text = Path(file).read_text(encoding="utf-8").strip()
            except (OSError, ValueError):
                faults[name] = f"{name}_FILE names a file that can't be read."
            else:
                if not text:
                    faults[name] = f"{name}_FILE names a file that is empty."
        if text:
            texts[name] = text
    return texts, faults


def _missing_together(texts: Mapping[str, str], given: set[str]) -> Iterator[str]:
    """What one setting demands of another; `given` are the names of those that somebody tried to give."""
    if given.isdisjoint({"TWILIO_MESSAGING_SERVICE_SID", "TWILIO_FROM"}):
        yield "TWILIO_MESSAGING_SERVICE_SID or TWILIO_FROM is missing: texts need a sender."
    if texts.get("CASE_SOURCE", "uscis").lower() != "uscis":
        return
    for name in ("USCIS_CLIENT_ID", "USCIS_CLIENT_SECRET"):
        if name not in given:
            yield f"{name} is missing: CASE_SOURCE=uscis needs {SETTINGS[name].metadata['shape']}."
    if ("USCIS_API_URL" in given) != ("USCIS_TOKEN_URL" in given):
        yield "USCIS_API_URL and USCIS_TOKEN_URL belong together: give both, or none for the sandbox."


def _misspelt(environment: Mapping[str, str]) -> Iterator[str]:
    """Names that are nearly ours. One is left alone where the right name is there as well: it is somebody else's."""
    known = [*SETTINGS, *(f"{name}_FILE" for name in SETTINGS)]
    words = {word for name in SETTINGS for word in name.split("_")}
    for name in sorted(set(environment) - set(known)):
        if words.isdisjoint(name.upper().split("_")):
            continue
        near = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.87)
        if near and not environment.get(near[0]):
            yield f"{name} is not a setting; did you mean {near[0]}?"


def keep_universal_time() -> None:
    """Makes this process and its children count in UTC, whatever the machine's zone: RQ compares naive times."""
    os.environ["TZ"] = "UTC"
    time.tzset()
