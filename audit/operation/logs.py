"""Logs: one line per event, JSON or readable, with the request's id and without secrets."""

import logging
import sys
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

HIDDEN = "[hidden]"
_SECRET = ("authorization", "cookie", "password", "passwd", "secret", "token", "api_key", "dsn")
_DEPTH = 6
_QUIET = ("dbos", "tortoise", "asyncio", "uvicorn.access", "PIL", "fontTools")


def configure(as_json: bool, stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send every log line of the process, libraries' too, to `stream` (stderr)."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                hide_secrets,
                *_last(as_json),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in _QUIET:
        # A handler of its own keeps DBOS from adding one that writes past ours.
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).setLevel(logging.WARNING)


def _last(as_json: bool) -> list[Processor]:
    if as_json:
        return [structlog.processors.JSONRenderer(ensure_ascii=False)]
    return [structlog.dev.ConsoleRenderer(colors=False)]


def hide_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replace the value of every key that names a secret, however deep it lies."""
    return {key: _shown(key, value, _DEPTH) for key, value in event.items()}


def _shown(key: object, value: Any, depth: int) -> Any:
    if any(word in str(key).lower() for word in _SECRET):
        return HIDDEN
    if isinstance(value, Mapping):
        return {k: _shown(k, v, depth - 1) for k, v in value.items()} if depth else HIDDEN
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_shown("", part, depth - 1) for part in value] if depth else HIDDEN
    return value
