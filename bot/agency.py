"""The agency's own API as the settings say, put together."""

from collections.abc import Callable

from bot.cases.hours import parse_hours
from bot.cases.quota import Allowance
from bot.cases.source import CaseSource
from bot.cases.token import Seal
from bot.cases.uscis import Access, Uscis
from bot.cases.wire import quiet_stamina
from bot.redis import connect
from bot.settings import Settings
from storage.sealing import SealBroken, Sealer

SHARED_TOKEN = "agency.token"  # noqa: S105 - what the seal of the shared token is bound to


def uscis(settings: Settings, sealer: Sealer, clock: Callable[[], float], *, urgent: bool) -> CaseSource:
    """`urgent`: for people who ask now, who come before what is only polled."""
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
        urgent=urgent,
        fresh_for=settings.fresh_minutes * 60.0,
        clock=clock,
    )
