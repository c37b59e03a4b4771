"""The web application: every door of the house, with what stands behind it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Flask

from bot.doorbell import DELIVER
from bot.policies import facts
from bot.redis import connect
from bot.twilio import webhooks
from bot.twilio.signature import SignatureCheck
from bot.web import chat, health, one_time_pages, policies, unsubscribe, updates
from bot.web.app import create_app
from bot.web.crowd import Crowd
from bot.web.paper import static
from bot.web.upload import LARGEST

if TYPE_CHECKING:
    from bot.services import Services


def web_app(services: "Services") -> Flask:
    settings = services.settings
    pages = [
        webhooks.blueprint(_carrier(services)),
        health.blueprint(_parts(services)),
        updates.blueprint(services.updates.take, settings.updates_token, lambda: services.doorbell.ring(DELIVER)),
        unsubscribe.blueprint(services.alerts.unsubscribing, services.paper),
        static(),
        policies.blueprint(services.paper, facts(settings, services.house)),
        chat.blueprint(_chat(services)),
        *one_time_pages.blueprints(services.portfolios, services.paper, settings.public_url),
    ]
    return create_app(pages, webhooks.LARGEST_BODY + LARGEST, settings.trusted_proxies)


def _carrier(services: "Services") -> webhooks.Door:
    settings, reports = services.settings, services.reports
    tokens = [token for token in (settings.twilio_auth_token, settings.twilio_auth_token_next) if token]
    return webhooks.Door(
        SignatureCheck(settings.public_url, tokens), settings.twilio_account_sid, services.answer,
        services.answer_call, services.calls.end, services.answer_news, services.as_voicemail, reports.called,
        reports.take,
    )  # fmt: skip


def _parts(services: "Services") -> dict[str, Callable[[], object]]:
    return {"database": services.ask_database, "redis": connect(services.settings.redis_url).ping}


def _chat(services: "Services") -> chat.Chat:
    settings = services.settings
    number = settings.line_number or (settings.twilio_from if settings.twilio_from.startswith("+") else "")
    desk = chat.Desk(services.answer_page, services.pages.leave)
    parts = (desk, services.paper, services.catalogs, Crowd(services.clock))
    return chat.Chat(*parts, settings.public_url, number, settings.exit_url)
