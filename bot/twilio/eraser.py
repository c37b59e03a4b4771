"""Takes a text or a call out of Twilio's records: a PIN must not stay there, neither in words nor among the keys.

https://www.twilio.com/docs/messaging/api/message-resource: a DELETE removes the message and its words from the records
(backups keep them for up to 30 days); an update with an empty body takes the words away and leaves the rest. Both are
refused while a message is on its way (409, code 20009), and for a minute or more after that; in rare cases for days.
https://www.twilio.com/docs/voice/api/call-resource: a DELETE removes the record of a call that is over, with the keys
that were pressed; there is nothing to take the keys alone away.
"""

from twilio.base.exceptions import TwilioException

from bot.twilio.errors import EraseError
from bot.twilio.rest import REST_ERRORS, TIMEOUT, Account, connect, refusal

NOT_FINISHED = 20009
GONE = 404


CALL = "CA"  # what the names of calls begin with


class RecordEraser:
    """Of the account's own messages and calls."""

    def __init__(self, account: Account, timeout: float = TIMEOUT) -> None:
        client = connect(account, timeout)
        self._messages, self._calls = client.messages, client.calls

    def erase(self, sid: str) -> None:
        """The call is gone, or the text, or at least its words. Raises EraseError when they are still there: try again
        later."""
        error = self._delete(sid)
        if error is not None and error.refused and not sid.startswith(CALL):
            error = self._redact(sid)
        if error is not None:
            raise error  # out here, so that it drags no exception with an address behind it

    def _delete(self, sid: str) -> EraseError | None:
        try:
            (self._calls if sid.startswith(CALL) else self._messages)(sid).delete()
        except REST_ERRORS as problem:
            return _judged(problem)
        return None

    def _redact(self, sid: str) -> EraseError | None:
        try:
            self._messages(sid).update(body="")
        except REST_ERRORS as problem:
            return _judged(problem)
        return None


def _judged(problem: Exception) -> EraseError | None:
    """None: there is no such text (any more)."""
    if not isinstance(problem, TwilioException):
        return EraseError()
    status, code = refusal(problem)
    if status == GONE:
        return None
    passing = code == NOT_FINISHED or status in {0, 401, 409, 429} or status >= 500
    return EraseError(code, refused=not passing)
