"""What an RQ worker does when the bell rings. No arguments: the rows say what is to be done."""

from bot.backstage import Backstage
from bot.settings import load_settings

services = Backstage.build(load_settings())


def keep_promises() -> int:
    """Answers that were promised, and the texts that carry them."""
    return services.promises.keep(then=services.outbox.deliver)


def deliver() -> dict[str, int]:
    """The alerts, texts, e-mails and calls that wait, and the texts that are to be erased at the carrier."""
    return services.sweep()


def poll() -> dict[str, int]:
    """The cases that are due; what is new is told."""
    return services.poll()


def purge() -> dict[str, int]:
    """What is older than it may get."""
    return services.purge()
