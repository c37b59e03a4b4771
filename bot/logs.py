"""Logs: one line an event, ours and the libraries' alike, on standard error.

The rule is that nobody logs a receipt, a phone number, an address or a token. The masking here is the net below it.
"""

import logging
import re
import sys
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any, TextIO

# Where `rich` is installed, structlog loads it for coloured tracebacks nobody asked for: 7 MiB and 60 ms a process.
# This file is loaded before anything else that logs.
_hidden = sys.modules.setdefault("rich", None) is None  # type: ignore[arg-type]
import structlog  # noqa: E402
from structlog.stdlib import ProcessorFormatter  # noqa: E402
from structlog.types import EventDict, Processor  # noqa: E402

if _hidden:
    del sys.modules["rich"]

# Loggers that tell what passes through their hands (URLs, bodies, arguments of jobs) are heard from a warning on,
# whatever level they give themselves: RQ sets its own when a worker starts.
TALKATIVE = (
    "rq",
    "httpx2",
    "httpcore2",
    "twilio",
    "urllib3",
    "requests",
    "authlib",
    "werkzeug",
    "sqlalchemy",
    "stamina",
)

_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}")
_USER_IN_URL = re.compile(r"(://)[^\s/@]*:[^\s/@]*@")
_ACCOUNT_AND_TOKEN = re.compile(r"\b((?:AC|SK)[0-9a-fA-F]{4})[0-9a-fA-F]{28}:\S+")
_HEX_TOKEN = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{32}(?![0-9A-Za-z])")
_MAIL = re.compile(r"[\w.!#$&'*+/=?^`{|}~-]+(?:@|%40)((?:[\w-]+\.)+\w+)")
# As printed (`EAC9999103403`, `EAC*999910340` and its form in a URL), and as typed: `EAC 99-991-03403`.
_RECEIPT = re.compile(r"([A-Za-z]{3})(?:\*|%2[Aa])?(\d{9,})")
_TYPED_RECEIPT = re.compile(
    r"(?<![A-Za-z])([A-Za-z])[ ._-]?([A-Za-z])[ ._-]?([A-Za-z])(?:%20|[\s.:：#_+-]){0,4}(?:\*|%2[Aa])?"
    r"(?!\d{4}-\d\d-\d\d|\d\.)(\d(?:[\s.-]?\d){8,})"  # neither a day nor a fraction
)
_PHONE = re.compile(r"(?:\+|%2B)\d(?:[\s().-]{0,2}\d){7,14}")
_PHONE_OF_TEN = re.compile(r"(?<![\d.])(?:1[\s.-]?)?\(?[2-9]\d{2}\)?[\s.-]?[2-9]\d{2}[\s.-]?\d{2}(\d{2})(?!\d)")
_LONG_NUMBER = re.compile(r"(?<![\d.])\d{5,}(\d{4})(?!\d)")
_SMALLEST_PHONE = 2_000_000_000  # area codes begin with 2; whole seconds since 1970 stay below until the year 2033


def mask(text: str) -> str:
    """`text` without what looks like a receipt, a phone number, an e-mail address, a password or a token."""
    if "://" in text:
        text = _USER_IN_URL.sub(r"\1*****@", text)
    if "@" in text or "%40" in text:
        text = _MAIL.sub(r"*****@\1", text)
    text = _BEARER.sub(r"\1 *****", text)
    if not any(sign.isdigit() for sign in text):
        return text
    text = _ACCOUNT_AND_TOKEN.sub(r"\1*****:*****", text)
    text = _HEX_TOKEN.sub("*****", text)
    text = _PHONE.sub(lambda found: f"+{_first_digit(found)}*******{found.group()[-2:]}", text)
    text = _RECEIPT.sub(lambda found: f"{found.group(1)}*****{found.group(2)[-4:]}", text)
    text = _TYPED_RECEIPT.sub(lambda found: f"{''.join(found.group(1, 2, 3))}*****{found.group(4)[-4:]}", text)
    text = _PHONE_OF_TEN.sub(r"*******\1", text)
    return _LONG_NUMBER.sub(r"*****\1", text)


def _first_digit(found: re.Match[str]) -> str:
    return next(sign for sign in found.group().removeprefix("%2B") if sign.isdigit())


def _masked(value: Any) -> Any:
    if value is None or isinstance(value, (bool, float)):
        return value
    if isinstance(value, int):
        return mask(str(value)) if abs(value) >= _SMALLEST_PHONE else value
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        return {mask(str(name)): _masked(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_masked(inner) for inner in value]
    return mask(repr(value))


def _mask_event(_logger: Any, _name: str, event: EventDict) -> EventDict:
    return {name: _masked(value) for name, value in event.items()}


def _heard(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING or record.name.split(".", 1)[0] not in TALKATIVE


def configure(form: str, level: str, stream: TextIO | None = None) -> None:
    """Sends everything that is logged in this process to `stream` (standard error), as `json` or for a `console`.

    Uncaught exceptions go the same way. May be called again; the last call holds.
    """
    stream = stream or sys.stderr
    before: list[Processor] = [structlog.contextvars.merge_contextvars, structlog.stdlib.add_log_level]
    after: list[Processor] = [
        structlog.processors.StackInfoRenderer(),
        structlog.processors.ExceptionRenderer(),
        _mask_event,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _renderer(form),
    ]
    structlog.configure(
        processors=[*before, *after],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.addFilter(_heard)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[*before, structlog.stdlib.add_logger_name],
            processors=[ProcessorFormatter.remove_processors_meta, *after],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def _renderer(form: str) -> Processor:
    if form == "console":
        return structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("casestatus").critical("stopped by an error", exc_info=(kind, error, trace))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        _uncaught(args.exc_type, args.exc_value, args.exc_traceback)
