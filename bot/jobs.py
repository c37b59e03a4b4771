"""What an RQ worker does when the bell rings. No arguments: the rows say what is to be done."""

from bot.backstage import Backstage
from bot.settings import load_settings

services = Backstage.build(load_settings())


def keep_promises() -> int:
    """Answers that were promised, then the texts that carry them."""
    kept = services.promises.keep()
    services.outbox.deliver()
    return kept


def deliver() -> dict[str, int]:
    """The texts that wait."""
    return services.deliver()


def purge() -> dict[str, int]:
    """What is older than it may get."""
    return services.purge()
