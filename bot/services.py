"""The keys of the house: the concrete parts, chosen once, for every process that answers people.

What only workers need (the carrier's REST client costs 370 ms and 29 MiB) is chosen in `bot/backstage.py`.
"""

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Self

from flask import Flask

from bot import logs
from bot.agency import uscis
from bot.alerts.calls import NewsCalls
from bot.alerts.desk import Alerts
from bot.cases.registry import Registry
from bot.cases.source import CaseSource as Source
from bot.catalogs import Catalogs
from bot.converse import Converse
from bot.deeds import World, nobody_knows
from bot.doorbell import DELIVER, KEEP_PROMISES, Doorbell
from bot.doors import web_app
from bot.following import Following
from bot.guesses import Guesses
from bot.inbound import Inbound
from bot.limits import Allowance, Tally
from bot.lookups import Lookups
from bot.notices import Notices
from bot.pins import Pins
from bot.portfolios.data import kept_for_days
from bot.portfolios.desk import Parts, Portfolios
from bot.promises import new_name
from bot.redis import connect
from bot.reports import Reports
from bot.settings import Settings
from bot.turns import Limits, Taken
from bot.twilio import webhooks
from bot.twilio.line_types import LineTypes
from bot.twilio.twiml import bodies, document
from bot.twilio.voice import Caller, Manner, Speaker, call_document
from bot.updates import Updates
from bot.web.paper import Paper
from bot.web.showing import shown
from dialogs import call_words
from dialogs.call import calling
from dialogs.engine import Conversation, Turn
from dialogs.house import Asks, House
from dialogs.line import texting
from dialogs.news_call import news_calling
from dialogs.news_call_words import voicemail
from dialogs.text import Phone
from storage.database import Database
from storage.sealing import Sealer, derive_index_key

LONGEST_CALL = Limits(turns=80, seconds=1200.0)
MINUTE, DAY = 60.0, 86_400.0
PAGE_WAITS = 8.0  # seconds
ERASE = "?erase=1"  # asks that a text be erased at the carrier once it was delivered


SOURCES: dict[str, Callable[["Services", bool], Source]] = {
    "uscis": lambda services, urgent: uscis(services.settings, services.sealer, services.clock, urgent=urgent),
    "registry": lambda services, _urgent: Registry(services.updates.registered),
}


@dataclass
class Services:
    """Parts are made when first asked for; `source` and `clock` are given by tests, else chosen by the settings."""

    settings: Settings
    given_source: Source | None = None
    clock: Callable[[], float] = time.time
    chance: Callable[[int], bytes] = os.urandom
    patience: float = 3.0  # seconds of a person's time, of the 5 that a webhook may take

    @classmethod
    def build(cls, settings: Settings) -> Self:
        logs.configure(settings.log_format, settings.log_level)
        return cls(settings)

    def ready(self) -> Self:
        """Makes what answers people now, while there is one thread: made by two at once, there would be two of each."""
        _made = (
            self.converse,
            self.pages,
            self.calls,
            self.news_calls,
            self.manner,
            self.catalogs,
            self.doorbell,
            self.reports,
        )
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
        return self.given_source or self.new_source(urgent=True)

    def new_source(self, *, urgent: bool) -> Source:
        """Where cases come from, as the settings say; `urgent`: for people who ask now."""
        return SOURCES[self.settings.case_source](self, urgent)

    @cached_property
    def updates(self) -> Updates:
        return Updates(self.database, self.sealer, self.clock)

    @cached_property
    def lookups(self) -> Lookups:
        return Lookups(self.database, self.sealer, self.source, self.name, clock=self.clock)

    @cached_property
    def tally(self) -> Tally:
        """Of everybody's look-ups: those of portfolios count as well."""
        return Tally(self.settings.lookups_in_all_per_minute, self.clock)

    @cached_property
    def world(self) -> World:
        settings = self.settings
        allowance = Allowance(settings.lookups_per_person, settings.lookups_per_minute)
        lines = LineTypes(settings.twilio_api_url, settings.twilio_account_sid, settings.twilio_auth_token)
        return World(
            self.lookups,
            self.sealer,
            allowance,
            self.tally,
            self.clock,
            self.name,
            self.patience,
            lines.is_landline if settings.line_type_lookup else nobody_knows,
            self.portfolios,
            Following(self.database, self.sealer, self.notices, self.clock),
            NewsCalls(self.database, self.sealer, self.clock),
        )

    @cached_property
    def notices(self) -> Notices:
        return Notices(self.catalogs, self.house, self.clock)

    @cached_property
    def portfolios(self) -> Portfolios:
        settings = self.settings
        guesses = Guesses(self.database, self.sealer, self.clock, settings.sign_ins_per_minute)
        pins = Pins(settings.pin_pepper)
        parts = (self.database, self.sealer, self.lookups, pins, guesses, self.notices, self.clock)
        more = (self.chance, self.tally.admit, self.alerts.test, lambda: self.doorbell.ring(DELIVER))
        return Portfolios(Parts(*parts, self._kept, *more, settings.public_url))

    def _kept(self) -> dict[str, float]:
        """For how many days what is kept."""
        settings = self.settings
        return kept_for_days(
            settings.conversation_minutes * MINUTE, settings.audit_days * DAY, settings.delivery_days * DAY
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
        asks = Asks(settings.poll_active_hours, settings.poll_old_hours, settings.poll_closed_hours)
        site = settings.public_url.partition("://")[2].rstrip("/")
        quiet = settings.quiet_hours
        wakes_nobody = quiet and (quiet[0].hour * 60 + quiet[0].minute, quiet[1].hour * 60 + quiet[1].minute)
        return House(settings.service_name, Phone(settings.support_phone), tuple(spoken), asks, wakes_nobody, site=site)

    @cached_property
    def converse(self) -> Converse:
        return Converse(self.database, self.world, texting(self.house), self.settings.conversation_minutes * MINUTE)

    @cached_property
    def pages(self) -> Converse:
        """Talks on pages: a browser waits longer than a carrier does, and nothing can be sent after it."""
        house, world = replace(self.house, on_page=True), replace(self.world, patience=max(self.patience, PAGE_WAITS))
        return Converse(self.database, world, texting(house), self.settings.conversation_minutes * MINUTE)

    @cached_property
    def paper(self) -> Paper:
        return Paper(self.house, self.catalogs.say, self.catalogs.languages(), self.settings.web_framed_by)

    @cached_property
    def calls(self) -> Converse:
        return Converse(self.database, self.world, calling(self.house), limits=LONGEST_CALL)

    @cached_property
    def news_calls(self) -> Converse:
        return Converse(self.database, self.world, news_calling(self.house), limits=LONGEST_CALL)

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
        return Reports(self.database, self.sealer, self.alerts.aftermath, self.clock)

    @cached_property
    def alerts(self) -> Alerts:
        settings = self.settings
        parts = (self.database, self.sealer, self.catalogs, self.house, settings.public_url)
        return Alerts(*parts, settings.quiet_hours, settings.default_timezone, self.clock)

    def as_twiml(self, turn: Turn, language: str, _number: int = 0) -> str:
        """A turn of texts as TwiML. What holds a PIN or a code is erased at the carrier when it was delivered."""
        report = f"{self.settings.public_url}/twilio/message-status{ERASE}" if turn.confidential else ""
        return document(bodies(turn, language, self.catalogs.variants), report)

    def as_texts(self, turn: Turn, language: str, _number: int = 0) -> str:
        """A turn of texts as a JSON list of their bodies."""
        return json.dumps(bodies(turn, language, self.catalogs.variants))

    def as_call(
        self, turn: Turn, language: str, number: int, shown_as: str = "", path: str = webhooks.CALL_TURN
    ) -> str:
        """A turn of a call as TwiML; its next step is the turn after it."""
        spoken = language if language in self.house.languages else self.house.languages[0]
        action = f"{self.settings.public_url}/twilio{path}?turn={number + 1}"
        return call_document(turn, Caller(spoken, action, shown_as), self.catalogs.say, self.manner)

    def answer_call(self, inbound: Inbound) -> str:
        """One step of a call in, TwiML out; a worker is called when there is something to send."""
        write = partial(self.as_call, shown_as="" if inbound.address else inbound.called)
        return self._served(self.calls.take(inbound, write))

    def answer_news(self, inbound: Inbound) -> str:
        """One step of a call that we made."""
        return self._served(self.news_calls.take(inbound, partial(self.as_call, path=webhooks.NEWS_TURN)))

    def as_voicemail(self) -> str:
        """What a machine hears that took such a call."""
        turn = Turn((voicemail(self.house),), None, None, Conversation())
        return self.as_call(turn, self.house.languages[0], 0)

    def answer(self, inbound: Inbound) -> str:
        """One text in, TwiML out; a worker is called when there is something to send."""
        return self._served(self.converse.take(inbound, self.as_twiml))

    def answer_page(self, inbound: Inbound) -> str:
        """One message from a page in, JSON out."""

        def write(turn: Turn, language: str, _number: int) -> str:
            return shown(turn, language, self.catalogs, signed_in=self.pages.signed_in(inbound))

        return self._served(self.pages.take(inbound, write))

    def _served(self, taken: Taken) -> str:
        if taken.promised:
            self.doorbell.ring(KEEP_PROMISES)
        if taken.posted:
            self.doorbell.ring(DELIVER)
        return taken.words

    def web_app(self) -> Flask:
        return web_app(self.ready())

    def ask_database(self) -> None:
        with self.database.reading() as db:
            db.exec_driver_sql("SELECT 1").close()
