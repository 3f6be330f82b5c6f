"""Counting what is asked of the database."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.statements: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.statements.append(record.getMessage())


@contextmanager
def counted() -> Iterator[list[str]]:
    """Yield the list that grows by each statement sent inside the block."""
    log, kept = logging.getLogger("tortoise.db_client"), _Kept()
    level = log.level
    log.addHandler(kept)
    log.setLevel(logging.DEBUG)
    try:
        yield kept.statements
    finally:
        log.removeHandler(kept)
        log.setLevel(level)
