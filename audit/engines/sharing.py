"""Transactions of SQLite that share one commit: what waits at the same moment is forced to the disk
at once.

Each is a function of the connection, run in its thread from the first statement to the last, so
that none waits for the loop in between, and undone by itself when it raises.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, TypeVar

from tortoise.exceptions import OperationalError

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
MOST = 64
"""How many share a commit; others wait for the next."""


class Errand(NamedTuple):
    """What somebody waits for, and since when by the loop's clock."""

    work: Work[Any]
    future: "asyncio.Future[Any]"
    since: float

    def answer(self, value: Any, failure: BaseException | None) -> None:
        """Tell who waits, if anybody still does."""
        if self.future.done():
            return
        if failure is None:
            self.future.set_result(value)
        else:
            self.future.set_exception(failure)


class _Outcome(NamedTuple):
    value: Any
    failure: BaseException | None


def run_all(own: sqlite3.Connection, works: Sequence[Work[Any]]) -> list[_Outcome] | None:
    """Run all in one transaction and commit it; None when another process has the lock.

    What raises here is true of all of them: nothing was kept.
    """
    if own.in_transaction:  # what a commit that failed has left
        own.rollback()
    try:
        own.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as failure:
        if failure.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            return None
        raise OperationalError(failure) from failure
    try:
        outcomes = [_run(own, work) for work in works]
        own.execute("COMMIT")
    except BaseException as failure:
        with suppress(sqlite3.OperationalError):
            own.rollback()
        if isinstance(failure, sqlite3.Error):
            raise OperationalError(failure) from failure
        raise
    return outcomes


def _run(own: sqlite3.Connection, work: Work[Any]) -> _Outcome:
    own.execute("SAVEPOINT one")
    try:
        value = work(own)
    except Exception as failure:  # whatever it is, it belongs to who asked for this
        if not own.in_transaction:  # the disk is full: SQLite has undone all of it
            raise
        own.execute("ROLLBACK TO one")
        own.execute("RELEASE one")
        return _Outcome(None, failure)
    own.execute("RELEASE one")
    return _Outcome(value, None)
