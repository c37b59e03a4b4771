"""What only workers and the people who run the service need, put together as in `bot/services.py`."""

import json
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TextIO

from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from bot.doctor import Line, Parts, checks_for, examine
from bot.doorbell import QUEUE
from bot.feeds import from_csv, from_json
from bot.inbound import Inbound
from bot.lookups import ASKING
from bot.outbox import Outbox, Sender
from bot.promises import Promises, new_name
from bot.redis import connect_blocking
from bot.retention import Retention
from bot.scheduler import Scheduler
from bot.services import Services
from bot.supervisor import Process, Supervisor
from bot.twilio.provision import provision
from bot.twilio.rest import connect as twilio_client
from bot.twilio.sender import TextSender
from bot.updates import Report
from storage import migrate, rotation

FEEDS = {"csv": from_csv, "json": from_json}
KNOCK = 10.0  # seconds for the case source, when the doctor asks
TERMINAL = "+12025550100"  # a number kept for fiction; whoever types at the terminal is this phone


@dataclass
class Backstage(Services):
    """`given_sender` is given by tests."""

    given_sender: Sender | None = None

    @cached_property
    def sender(self) -> Sender:
        return self.given_sender or TextSender(self.settings)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self.database, self.sealer, self.sender, self.clock)

    @cached_property
    def promises(self) -> Promises:
        return Promises(self.database, self.sealer, self.lookups, self.converse, self.as_texts, self.clock)

    def deliver(self) -> dict[str, int]:
        """One sweep in the foreground: promises are kept, and what waits is sent."""
        kept = self.promises.keep()
        return {"kept": kept, **asdict(self.outbox.deliver())}

    def purge(self) -> dict[str, int]:
        return Retention(self.database, self.settings.conversation_hours * 3600.0, self.clock).purge()

    def rotate_keys(self) -> dict[str, int]:
        return asdict(rotation.reseal(self.database, self.sealer))

    def import_updates(self, stream: TextIO, kind: str) -> Report:
        return self.updates.take(FEEDS[kind](stream))

    def doctor_lines(self) -> list[Line]:
        """What is well and what is not, a line for each part."""
        settings = self.settings
        parts = Parts(
            account=settings,
            client=twilio_client(settings),
            smtp_url=settings.smtp_url,
            revisions=lambda: (migrate.current(settings.database_url), migrate.head()),
            redis=lambda: connect_blocking(settings.redis_url).info("memory"),
            source=lambda: self.source.knock(KNOCK),
        )
        return examine(checks_for(parts))

    def provision_lines(self) -> list[str]:
        """Points the account's webhooks at PUBLIC_URL; what was changed. Raises ProvisionError."""
        return provision(twilio_client(self.settings), self.settings)

    def schedule(self) -> None:
        """Rings until a signal ends it."""
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        Scheduler(self.database, self.doorbell, self.name, self.clock).run(stop)

    def work(self, count: int, burst: bool) -> None:
        """One worker in this process; several as processes of their own, started anew when one ends."""
        if count == 1:
            self._work(burst)
            return
        command = [str(Path(sys.executable).with_name("casestatus")), "worker", *(["--burst"] if burst else [])]
        supervisor = Supervisor()
        supervisor.catch_signals()
        try:
            supervisor.start(*(Process(f"worker {number}", command) for number in range(1, count + 1)))
            if burst:
                sys.exit(supervisor.wait())
            supervisor.watch()
        finally:
            supervisor.stop()

    def _work(self, burst: bool) -> None:
        connection = connect_blocking(self.settings.redis_url)
        queue = Queue(QUEUE, connection=connection, serializer=JSONSerializer)
        worker = SimpleWorker(
            [queue],
            connection=connection,
            serializer=JSONSerializer,
            maintenance_interval=10,
            worker_ttl=30,
            log_job_description=False,
        )
        worker.work(burst=burst, logging_level="WARNING")

    def talker(self, language: str) -> Callable[[str], Sequence[str]]:
        """A phone in the terminal that speaks `language`: the body of a text → the texts that come back.

        Nothing can be sent there later, so it waits for the agency as long as that may take.
        """
        self.world.patience = ASKING

        def talk(body: str) -> Sequence[str]:
            answer, _promised = self.converse.take(
                Inbound("terminal", TERMINAL, body, "words", new_name()), self.as_texts
            )
            texts: list[str] = json.loads(answer)
            return texts

        talk({"en": "ENGLISH", "es": "ESPAÑOL"}[language])
        return talk
