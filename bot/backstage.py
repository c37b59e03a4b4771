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

from bot.alerts.checking import Checks
from bot.doctor import Line, Parts, checks_for, examine
from bot.doorbell import DELIVER, QUEUE
from bot.erasures import Eraser, Erasures
from bot.feeds import from_csv, from_json
from bot.guesses import Guesses
from bot.inbound import Inbound
from bot.lookups import ASKING
from bot.mail import Mailer
from bot.outbox import Outbox
from bot.pace import Pace
from bot.poller import Poller, nothing
from bot.posts import ByCall, ByMail, ByText, Caller, Mails, Sender
from bot.promises import Promises, new_name
from bot.redis import connect_blocking
from bot.retention import DAY, HOUR, Retention
from bot.scheduler import Scheduler
from bot.services import Services
from bot.supervisor import Process, Supervisor
from bot.support import Support, operator
from bot.twilio.caller import CallPlacer
from bot.twilio.eraser import RecordEraser
from bot.twilio.provision import provision
from bot.twilio.rest import connect as twilio_client
from bot.twilio.sender import TextSender
from bot.updates import Report
from storage import messages, migrate, rotation

FEEDS = {"csv": from_csv, "json": from_json}
MINUTE = 60.0
MAILING = 60.0  # seconds for the e-mails of one sweep: a slow mail server must not keep the texts waiting
KNOCK = 10.0  # seconds for the case source, when the doctor asks
TERMINAL = "+12025550100"  # a number kept for fiction; whoever types at the terminal is this phone


def _from(done: int, total: int, progress: Callable[[int, int], None]) -> Callable[[int], None]:
    """Progress of a part, after `done` of `total` were done before it."""
    return lambda count: progress(done + count, max(total, done + count))


@dataclass
class Backstage(Services):
    """What is `given` is given by tests."""

    given_sender: Sender | None = None
    given_mails: Mails | None = None
    given_eraser: Eraser | None = None
    given_caller: Caller | None = None

    @cached_property
    def sender(self) -> Sender:
        return self.given_sender or TextSender(self.settings)

    @cached_property
    def outbox(self) -> Outbox:
        """The texts."""
        return Outbox(self.database, self.sealer, ByText(self.sender, self.alerts.awake), self.clock)

    @cached_property
    def caller(self) -> CallPlacer:
        return CallPlacer(self.settings)

    @cached_property
    def call_outbox(self) -> Outbox:
        """The calls."""
        post = ByCall(self.given_caller or self.caller, self.alerts.awake)
        return Outbox(self.database, self.sealer, post, self.clock, MAILING)

    @cached_property
    def mail_outbox(self) -> Outbox:
        """The e-mails."""
        settings = self.settings
        mails = self.given_mails or Mailer(settings.smtp_url, settings.mail_from, name=settings.service_name)
        return Outbox(self.database, self.sealer, ByMail(mails), self.clock, MAILING)

    @cached_property
    def erasures(self) -> Erasures:
        return Erasures(self.database, self.given_eraser or RecordEraser(self.settings), self.clock)

    @cached_property
    def promises(self) -> Promises:
        return Promises(self.database, self.sealer, self.lookups, self.converse, self.as_texts, self.clock)

    @cached_property
    def support(self) -> Support:
        guesses = Guesses(self.database, self.sealer, self.clock, self.settings.sign_ins_per_minute)
        return Support(self.database, self.sealer, guesses, operator(), self.clock)

    @cached_property
    def poller(self) -> Poller:
        settings = self.settings
        source = self.given_source or self.new_source(urgent=False)
        hours = (settings.poll_active_hours, settings.poll_old_hours, settings.poll_closed_hours)
        pace = Pace(*(count * HOUR for count in hours))
        return Poller(self.database, self.sealer, source, self.name, pace, self.clock)

    def poll(self, progress: Callable[[int, int], None] = nothing, *, everything: bool = False) -> dict[str, int]:
        """Asks for the cases that are due; what is new is told at once."""
        return asdict(self.poller.poll(self.tell, progress, everything=everything))

    def tell(self) -> None:
        """Alerts that are due go out."""
        self.alerts.bundler.bundle()
        for outbox in (self.outbox, self.mail_outbox, self.call_outbox):
            outbox.deliver()

    @cached_property
    def checks(self) -> Checks:
        return Checks(self.database, self.reports, TextSender(self.settings), self.caller, self.clock)

    def deliver(self, progress: Callable[[int, int], None] = nothing) -> dict[str, int]:
        """One sweep in the foreground: promises are kept, what waits is sent, texts with PINs are erased."""
        return {"kept": self.promises.keep(), **self.sweep(progress)}

    def sweep(self, progress: Callable[[int, int], None] = nothing) -> dict[str, int]:
        """Alerts become messages; then texts, e-mails, calls, erasures, and what was never reported; how many of each.

        `progress` is told how many messages are done, of how many.
        """
        bundled = self.alerts.bundler.bundle()
        with self.database.reading() as db:
            total = messages.waiting(db, self.clock())
        done, counts = 0, {"bundled": bundled}
        for prefix, outbox in (("", self.outbox), ("mail_", self.mail_outbox), ("call_", self.call_outbox)):
            sweep = outbox.deliver(_from(done, total, progress))
            done += sweep.done
            counts |= {f"{prefix}{name}": count for name, count in asdict(sweep).items()}
        return {**counts, **asdict(self.erasures.sweep()), "checked": self.checks.check()}

    def purge(self) -> dict[str, int]:
        settings = self.settings
        conversations = settings.conversation_minutes * MINUTE
        retention = Retention(
            self.database, conversations, settings.audit_days * DAY, settings.delivery_days * DAY, self.clock
        )
        return retention.purge()

    def rotate_keys(self, progress: Callable[[int, int], None] | None = None) -> dict[str, int]:
        """`progress` is told how many rows are done, of how many."""
        return asdict(rotation.reseal(self.database, self.sealer, progress or rotation.nothing))

    def import_updates(self, stream: TextIO, kind: str, progress: Callable[[int, int], None] = nothing) -> Report:
        """Takes the changes in a file; a worker is called for what is to be told of them."""
        report = self.updates.take(FEEDS[kind](stream), progress)
        if report.told:
            self.doorbell.ring(DELIVER)
        return report

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
            taken = self.converse.take(Inbound("terminal", TERMINAL, body, "words", new_name()), self.as_texts)
            texts: list[str] = json.loads(taken.words)
            return texts

        talk({"en": "ENGLISH", "es": "ESPAÑOL"}[language])
        return talk
