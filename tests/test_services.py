"""The parts as they are put together for a process."""

import stamina.instrumentation

from bot.services import Services
from tests.service import settings


def test_what_is_tried_again_is_logged_without_the_receipt(sqlite_url: str) -> None:
    """The hook that stamina comes with logs the arguments."""
    keys = {"CASE_SOURCE": "uscis", "USCIS_CLIENT_ID": "id", "USCIS_CLIENT_SECRET": "secret"}
    stamina.instrumentation.set_on_retry_hooks(None)
    assert Services(settings(sqlite_url, **keys)).source.name == "uscis"
    hooks = stamina.instrumentation.get_on_retry_hooks()
    assert [getattr(hook, "__module__", "") for hook in hooks] == ["bot.cases.wire"]
