"""The facts that the privacy page and the terms tell: from the settings and from the rules that the program keeps."""

from bot import erasures, guesses, notices, retention
from bot.limits import DAY as A_DAY
from bot.portfolios import codes, sessions
from bot.settings import Settings
from dialogs.follow_deeds import MOST_FOLLOWED
from dialogs.house import House
from dialogs.policies.facts import Facts, Kept, Limits
from dialogs.portfolio.case_deeds import MOST_CASES
from dialogs.portfolio.deeds import MOST_CONTACTS

MINUTE, DAY = 60.0, 86_400.0


def facts(settings: Settings, house: House) -> Facts:
    return Facts(
        house,
        asks_agency=settings.case_source == "uscis",
        asks_line_type=settings.line_type_lookup,
        kept=kept(settings),
        limits=limits(settings),
    )


def kept(settings: Settings) -> Kept:
    deliveries = settings.delivery_days * DAY
    return Kept(
        talk=settings.conversation_minutes * MINUTE,
        answers=retention.ANSWERS,
        confidential=retention.CONFIDENTIAL,
        people=retention.PEOPLE,
        pages=retention.PAGES,
        networks=retention.NETWORKS,
        cases=retention.CASES,
        waiting=notices.NOTICE_HOLDS,
        deliveries=deliveries,
        promises=retention.PROMISES,
        portfolios=retention.PORTFOLIOS,
        silence=sessions.SILENCE,
        silence_after_making=sessions.SILENCE_AFTER_MAKING,
        longest=sessions.LONGEST,
        visits=retention.visits(deliveries),
        code=codes.SHORT_LIFE,
        codes=retention.CODES,
        links=retention.LINKS,
        guesses=retention.GUESSES,
        guesses_in_row=retention.GUESSES_IN_ROW,
        asked=A_DAY,
        audits=settings.audit_days * DAY,
        consents=retention.CONSENTS,
        updates=retention.UPDATES,
        erasures=erasures.HOLDS,
        carrier_backups=retention.CARRIER_BACKUPS,
        backups=retention.BACKUPS,
    )


def limits(settings: Settings) -> Limits:
    pins = guesses.ACCOUNT
    return Limits(
        lookups=settings.lookups_per_person,
        a_minute=settings.lookups_per_minute,
        cases=MOST_CASES,
        contacts=MOST_CONTACTS,
        followed=MOST_FOLLOWED,
        wrong_pins=pins.in_row,
        lock=pins.lock,
        wrong_ever=pins.ever,
    )
