"""The queue is a doorbell: it tells a worker that there is something to do, never what.

The rows in the database are the truth. When Redis is away nothing is lost: the sweep finds the rows a little later.
"""

from collections.abc import Callable

import structlog
from redis import Redis, RedisError
from rq import Queue
from rq.serializers import JSONSerializer

log = structlog.get_logger()

QUEUE = "line"  # one queue a worker: on several, RQ can lose a job between two of its commands
KEEP_PROMISES = "bot.jobs.keep_promises"
DELIVER = "bot.jobs.deliver"
POLL = "bot.jobs.poll"
PURGE = "bot.jobs.purge"
JOB_SECONDS = 600  # texts, e-mails and erasures have a time each, together about half of this
ENOUGH = 100  # bells that wait; a night without a worker must not leave ten thousand


class Doorbell:
    """Rings for workers. `connect` gives a Redis connection whose time-outs are short."""

    def __init__(self, connect: Callable[[], Redis]) -> None:
        self._connect = connect

    def ring(self, job: str) -> bool:
        """True when a worker will come for it; False when Redis is away, or so many bells wait that one more is none.

        Either way the sweep finds the rows.
        """
        queue = Queue(QUEUE, connection=self._connect(), serializer=JSONSerializer)
        try:
            if queue.count >= ENOUGH:
                return False
            queue.enqueue(job, description=job, job_timeout=JOB_SECONDS, result_ttl=60, failure_ttl=86_400)
        except RedisError as error:
            log.warning("doorbell not heard", error=type(error).__name__)
            return False
        return True
