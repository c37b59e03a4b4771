"""The keys of the house: the concrete parts, chosen once, for every process that answers people.

What only workers need (the carrier's REST client costs 370 ms and 29 MiB) is chosen in `bot/backstage.py`.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Self

from flask import Flask

from bot import logs
from bot.cases.hours import parse_hours
from bot.cases.quota import Allowance
from bot.cases.registry import Registry
from bot.cases.source import CaseSource as Source
from bot.cases.token import Seal
from bot.cases.uscis import Access, Uscis
from bot.cases.wire import quiet_stamina
from bot.catalogs import Catalogs
from bot.converse import Converse, Limits
from bot.deeds import World, nobody_knows
from bot.doorbell import KEEP_PROMISES, Doorbell
from bot.inbound import Inbound
from bot.limits import Allowance as PersonsAllowance
from bot.limits import Tally
from bot.lookups import Lookups
from bot.promises import new_name
from bot.redis import connect
from bot.reports import Reports
from bot.settings import Settings
from bot.twilio import webhooks
from bot.twilio.line_types import LineTypes
from bot.twilio.signature import SignatureCheck
from bot.twilio.twiml import bodies, document
from bot.twilio.voice import Caller, Manner, Speaker, call_document
from bot.updates import Updates
from bot.web import health
from bot.web.app import create_app
from dialogs import call_words
from dialogs.call import calling
from dialogs.engine import Turn
from dialogs.house import House
from dialogs.line import texting
from dialogs.text import Phone
from storage.database import Database
from storage.sealing import SealBroken, Sealer, derive_index_key

LONGEST_CALL = Limits(turns=40, seconds=600.0)
SHARED_TOKEN = "agency.token"  # noqa: S105 - what the seal of the shared token is bound to


def uscis(services: "Services") -> Source:
    """The agency's own API."""
    settings, sealer = services.settings, services.sealer
    quiet_stamina()
    return Uscis(
        Access(
            settings.uscis_api_url,
            settings.uscis_token_url,
            settings.uscis_client_id,
            settings.uscis_client_secret,
            settings.uscis_demo_id,
        ),
        Allowance(settings.uscis_per_second, settings.uscis_per_day),
        hours=parse_hours(settings.uscis_hours),
        redis=connect(settings.redis_url),
        seal=Seal(
            lambda data: sealer.seal(data, SHARED_TOKEN), lambda blob: sealer.open(blob, SHARED_TOKEN), SealBroken
        ),
        fresh_for=settings.fresh_minutes * 60.0,
        clock=services.clock,
    )


def registry(services: "Services") -> Source:
    """The service's own table."""
    return Registry(services.updates.registered)


SOURCES: dict[str, Callable[["Services"], Source]] = {"uscis": uscis, "registry": registry}


@dataclass
class Services:
    """Parts are made when first asked for; `source` and `clock` are given by tests, else chosen by the settings."""

    settings: Settings
    given_source: Source | None = None
    clock: Callable[[], float] = time.time
    patience: float = 3.0  # seconds of a person's time, of the 5 that a webhook may take

    @classmethod
    def build(cls, settings: Settings) -> Self:
        logs.configure(settings.log_format, settings.log_level)
        return cls(settings)

    def ready(self) -> Self:
        """Makes what answers people now, while there is one thread: made by two at once, there would be two of each."""
        _made = self.converse, self.calls, self.manner, self.catalogs, self.doorbell, self.reports
        return self

    @cached_property
    def name(self) -> str:
        """Of this process, among others that share the database."""
        return new_name()

    @cached_property
    def database(self) -> Database:
        return Database(self.settings.database_url)

    @cached_property
    def sealer(self) -> Sealer:
        return Sealer(self.settings.sealing_keys, derive_index_key(self.settings.pin_pepper))

    @cached_property
    def catalogs(self) -> Catalogs:
        return Catalogs.load(timezone=self.settings.default_timezone)

    @cached_property
    def source(self) -> Source:
        return self.given_source or SOURCES[self.settings.case_source](self)

    @cached_property
    def updates(self) -> Updates:
        return Updates(self.database, self.sealer, self.clock)

    @cached_property
    def lookups(self) -> Lookups:
        return Lookups(self.database, self.sealer, self.source, self.name, clock=self.clock)

    @cached_property
    def world(self) -> World:
        settings = self.settings
        allowance = PersonsAllowance(settings.lookups_per_person, settings.lookups_per_minute)
        tally = Tally(settings.lookups_in_all_per_minute, self.clock)
        lines = LineTypes(settings.twilio_api_url, settings.twilio_account_sid, settings.twilio_auth_token)
        return World(
            self.lookups,
            self.sealer,
            allowance,
            tally,
            self.clock,
            self.name,
            self.patience,
            lines.is_landline if settings.line_type_lookup else nobody_knows,
        )

    @cached_property
    def house(self) -> House:
        """Calls are answered in the languages of VOICES, in their order, whose catalog can say its own name."""
        settings, offers = self.settings, (call_words.too(), call_words.to_language("1"))
        spoken = (
            language
            for language in self.manner.speakers
            if all(self.catalogs.knows(words, language) for words in offers)
        )
        return House(settings.service_name, Phone(settings.support_phone), tuple(spoken))

    @cached_property
    def converse(self) -> Converse:
        return Converse(self.database, self.world, texting(self.house), self.settings.conversation_hours * 3600.0)

    @cached_property
    def calls(self) -> Converse:
        return Converse(self.database, self.world, calling(self.house), limits=LONGEST_CALL)

    @cached_property
    def manner(self) -> Manner:
        """How the line speaks and listens on a call."""
        settings = self.settings
        return Manner(
            {language: Speaker(tag, voice) for language, tag, voice in settings.voices},
            settings.voice_rates,
            settings.voice_choice_seconds,
            settings.voice_entry_seconds,
            settings.voice_speech_seconds,
            settings.voice_ring_seconds,
            settings.voice_person_minutes * 60,
        )

    @cached_property
    def doorbell(self) -> Doorbell:
        return Doorbell(lambda: connect(self.settings.redis_url))

    @cached_property
    def reports(self) -> Reports:
        return Reports(self.database, self.clock)

    def as_twiml(self, turn: Turn, language: str, _number: int = 0) -> str:
        """A turn of texts as TwiML."""
        return document(bodies(turn, language, self.catalogs.variants))

    def as_texts(self, turn: Turn, language: str, _number: int = 0) -> str:
        """A turn of texts as a JSON list of their bodies."""
        return json.dumps(bodies(turn, language, self.catalogs.variants))

    def as_call(self, turn: Turn, language: str, number: int, shown_as: str = "") -> str:
        """A turn of a call as TwiML; its next step is the turn after it."""
        spoken = language if language in self.house.languages else self.house.languages[0]
        action = f"{self.settings.public_url}/twilio{webhooks.CALL_TURN}?turn={number + 1}"
        return call_document(turn, Caller(spoken, action, shown_as), self.catalogs.say, self.manner)

    def answer_call(self, inbound: Inbound) -> str:
        """One step of a call in, TwiML out; a worker is called when a text was promised."""
        write = partial(self.as_call, shown_as="" if inbound.address else inbound.called)
        twiml, promised = self.calls.take(inbound, write)
        if promised:
            self.doorbell.ring(KEEP_PROMISES)
        return twiml

    def answer(self, inbound: Inbound) -> str:
        """One text in, TwiML out; a worker is called when an answer was promised."""
        twiml, promised = self.converse.take(inbound, self.as_twiml)
        if promised:
            self.doorbell.ring(KEEP_PROMISES)
        return twiml

    def web_app(self) -> Flask:
        settings = self.ready().settings
        tokens = [token for token in (settings.twilio_auth_token, settings.twilio_auth_token_next) if token]
        check = SignatureCheck(settings.public_url, tokens)
        door = webhooks.Door(
            check, settings.twilio_account_sid, self.answer, self.answer_call, self.calls.end, self.reports.take
        )
        parts: dict[str, Callable[[], object]] = {
            "database": self._ask_database,
            "redis": connect(settings.redis_url).ping,
        }
        return create_app([webhooks.blueprint(door), health.blueprint(parts)], webhooks.LARGEST_BODY)

    def _ask_database(self) -> None:
        with self.database.reading() as db:
            db.exec_driver_sql("SELECT 1").close()
